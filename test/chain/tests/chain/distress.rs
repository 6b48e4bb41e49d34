//! What distress costs, and what an account is told to expect.

use alloy::primitives::U256;
use ballast_bindings::unwinder::IUnwinder::Outlook;
use ballast_bindings::{IDebtBook, IOwned, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::travelling;

use crate::scene::{Scene, scene, scene_at, wad};

const YEAR: u64 = 31_536_000;

async fn outlook(stage: &Stage, loan: &Scene, horizon: u64) -> Outlook {
    let call = IUnwinder::outlookCall {
        book: stage.pool(),
        account: loan.account(),
        horizon,
    };
    stage.read(stage.unwinder(), &call).await
}

fn charging(stage: &Stage, loan: &Scene) -> IUnwinder::chargeDistressCall {
    IUnwinder::chargeDistressCall {
        book: stage.pool(),
        account: loan.account(),
    }
}

#[test]
fn distress_is_charged_at_the_rate_that_was_told_and_goes_to_lenders_and_insurance() {
    travelling(async |stage| {
        // Collateral is worth little more than the debt: a put on it is worth something over the shortest window.
        let loan = scene_at(stage, "2310").await;
        let (keeper, unwinder, pool) = (&loan.keeper, stage.unwinder(), stage.pool());
        let charge = charging(stage, &loan);
        let not_open = IUnwinder::NotOpen {
            account: loan.account(),
        };
        stage.refuses(keeper, unwinder, &charge, not_open).await;
        loan.open(stage).await;
        // The first charge only begins.
        let debt = stage.position("USDC", loan.account()).await.debt;
        let begun = stage.does(keeper, unwinder, &charge).await;
        assert!(begun.events::<IDebtBook::DistressCharged>(pool).is_empty());
        assert_eq!(stage.position("USDC", loan.account()).await.debt, debt);
        let meter = IDebtBook::distressCall {
            account: loan.account(),
            debtAsset: stage.token("USDC"),
        };
        let began = stage.read(pool, &meter).await.last;
        assert_eq!(began, U256::from(stage.node.now().await));

        stage.advance(600).await;
        let told = outlook(stage, &loan, 3_600).await;
        assert!(
            told.open && told.distressRate > U256::ZERO && told.distressRate <= wad(),
            "{told:?}"
        );
        assert_eq!(told.breachProbability, wad());
        let (before, market) = (
            stage.position("USDC", loan.account()).await,
            stage.reserve("USDC").await,
        );
        let event = stage
            .does(keeper, unwinder, &charge)
            .await
            .event::<IDebtBook::DistressCharged>(pool);
        let now = stage.node.now().await;
        let elapsed = U256::from(now) - began;
        let expected = before.debt * told.distressRate * elapsed / U256::from(YEAR) / wad();
        let off = event.charged.abs_diff(expected);
        assert!(
            off <= expected / U256::from(1_000) + U256::from(2),
            "{} for {expected}",
            event.charged
        );
        assert_eq!(
            (event.account, event.debtAsset),
            (loan.account(), stage.token("USDC"))
        );
        let (after, grown) = (
            stage.position("USDC", loan.account()).await,
            stage.reserve("USDC").await,
        );
        assert!((after.debt - before.debt).abs_diff(event.charged) <= U256::from(2));
        assert_eq!(
            event.premium,
            event.charged / U256::from(2),
            "half to the fund"
        );
        assert!((grown.premium - market.premium).abs_diff(event.premium) <= U256::from(2));
        // POOL-1 and POOL-4: the lenders' half raises their claims.
        assert!(grown.debt - market.debt >= event.charged);
        let told = outlook(stage, &loan, 3_600).await;
        let usd = event.charged * U256::from(10).pow(U256::from(12));
        assert!(
            told.distressCharged.abs_diff(usd) <= wad() / U256::from(1_000_000),
            "{told:?}"
        );
        assert_eq!(stage.read(pool, &meter).await.charged, event.charged);

        // At once again: nothing; and after a gap it only begins.
        let again = stage.does(keeper, unwinder, &charge).await;
        let more: Vec<IDebtBook::DistressCharged> = again.events(pool);
        assert!(more.iter().all(|more| more.charged < event.charged));
        stage.advance(3_700).await;
        let late = stage.does(keeper, unwinder, &charge).await;
        assert!(late.events::<IDebtBook::DistressCharged>(pool).is_empty());
        // Dead feeds stop the charge.
        stage.node.travel(86_400 * 2).await;
        let _: IUnwinder::PriceUnavailable = stage.refuses_as(keeper, unwinder, &charge).await;
    });
}

#[test]
fn nobody_but_the_unwinder_charges_distress() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2450").await;
        loan.open(stage).await;
        for actor in [&loan.keeper, &loan.borrower, &loan.lender, &stage.owner] {
            let call = IDebtBook::chargeDistressCall {
                account: loan.account(),
                debtAsset: stage.token("USDC"),
                rate: wad(),
                time: U256::from(stage.node.now().await),
            };
            let caller = actor.address();
            stage
                .refuses(actor, stage.pool(), &call, IOwned::Unauthorised { caller })
                .await;
        }
    });
}

#[test]
fn the_book_bounds_what_its_unwinder_charges() {
    travelling(async |stage| {
        let greedy = stage.actor("keeper").await;
        let stage = &stage.with_pool_under(greedy.address()).await;
        let loan = scene(stage).await;
        let account = loan.account();
        let charge = async |rate: U256| {
            let call = IDebtBook::chargeDistressCall {
                account,
                debtAsset: stage.token("USDC"),
                rate,
                time: U256::MAX >> 192,
            };
            stage.does(&greedy, stage.pool(), &call).await.returned
        };
        assert_eq!(charge(U256::MAX).await, U256::ZERO, "begins");
        let debt = stage.position("USDC", account).await.debt;
        let mut total = U256::ZERO;
        let limit = debt / U256::from(50);
        for hour in 0..240 {
            stage.node.travel(3_590).await;
            let charged = charge(U256::MAX).await;
            // A year's hundred percent.
            assert!(
                charged <= debt * U256::from(3_700 * 11 / 10) / U256::from(YEAR),
                "{hour}: {charged}"
            );
            total += charged;
        }
        assert!(
            total > limit * U256::from(95) / U256::from(100),
            "{total} of {limit}"
        );
        assert!(
            total <= limit + limit / U256::from(20),
            "a fiftieth of the debt: {total} of {limit}"
        );
        assert_eq!(charge(U256::MAX).await, U256::ZERO);
        // Who owes nothing is charged nothing.
        let nobody = IDebtBook::chargeDistressCall {
            account: greedy.address(),
            debtAsset: stage.token("USDC"),
            rate: U256::MAX,
            time: U256::from(stage.node.now().await),
        };
        assert_eq!(
            stage.does(&greedy, stage.pool(), &nobody).await.returned,
            U256::ZERO
        );
    });
}

#[test]
fn the_outlook_says_what_is_to_be_expected_and_why() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let calm = outlook(stage, &loan, 86_400).await;
        assert_eq!(
            (calm.stage, calm.open, calm.critical, calm.flags),
            (0, false, false, 0)
        );
        assert_eq!((calm.distressRate, calm.endsAt), (U256::ZERO, 0));
        assert!(calm.breachProbability < wad());
        let week = outlook(stage, &loan, 86_400 * 7).await;
        assert!(
            week.breachProbability > calm.breachProbability,
            "{calm:?} {week:?}"
        );
        assert_eq!(outlook(stage, &loan, 0).await.breachProbability, U256::ZERO);
        stage.settle_at("ETH", "2850").await;
        let watched = outlook(stage, &loan, 86_400).await;
        assert_eq!(watched.stage, 1);
        assert!(
            watched.breachProbability > calm.breachProbability && watched.breachProbability < wad()
        );
        stage.settle_at("ETH", "2740").await;
        let sick = outlook(stage, &loan, 86_400).await;
        assert_eq!((sick.stage, sick.breachProbability), (2, wad()));
        let event = loan.open(stage).await;
        let open = outlook(stage, &loan, 86_400).await;
        assert_eq!((open.open, open.endsAt), (true, event.end));
        stage.node.travel(86_400 * 2).await;
        stage.publish("USDC", "1").await;
        let dead = outlook(stage, &loan, 86_400).await;
        assert_eq!(dead.blockedBy, stage.token("ETH"));
        assert_ne!(dead.flags, 0);
    });
}
