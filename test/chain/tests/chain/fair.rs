//! Fair play, budgets and clocks of unwinds: nobody gains by a new round, by an outage or by any odd state.

use alloy::primitives::{Address, I256, U256};
use alloy::sol_types::{SolInterface, SolValue};
use ballast_bindings::unwinder::IUnwinder::{Budgets, IUnwinderErrors};
use ballast_bindings::{IOracle, IOwned, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{IFeed, travelling};

use crate::scene::{Scene, scene, scene_at, wad};

fn usd(cents: u64) -> U256 {
    wad() / U256::from(100) * U256::from(cents)
}

#[test]
fn a_fill_right_after_a_round_pays_the_worse_of_both_prices() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        loan.open(stage).await;
        stage.advance(300).await;
        loan.observe(stage).await;
        let before = loan.quote(stage).await;
        // A fall: what the round before asks still counts, for fifteen seconds. Stored prices are read, so it is poked.
        stage.node.travel(1).await;
        stage.publish("ETH", "2700").await;
        stage.poke().await;
        let fallen = loan.quote(stage).await;
        // The curve falls by a hundredth and a half over a slice; a few seconds of it may have passed.
        let curve = before.price / U256::from(1_000);
        assert!(
            fallen.price + curve >= before.price,
            "{} before, {} after",
            before.price,
            fallen.price
        );
        let (_, event) = loan
            .fill(stage, before.collateralAmount / U256::from(4))
            .await;
        assert!(event.price > usd(271_900), "{}", event.price);
        stage.node.travel(15).await;
        let later = loan.quote(stage).await;
        let premium = stage
            .read(stage.unwinder(), &IUnwinder::parametersCall {})
            .await
            .slicePremium;
        let top = usd(270_000) * (wad() + premium) / wad();
        assert!(later.price <= top, "{} over {top}", later.price);
        // A rise: the new one is the worse.
        stage.publish("ETH", "2760").await;
        stage.poke().await;
        let risen = loan.quote(stage).await;
        assert!(
            risen.price >= usd(276_000) / U256::from(100) * U256::from(99),
            "{}",
            risen.price
        );
        // What is repaid rose, so that fewer tokens would pay: the round before counts.
        stage.node.travel(15).await;
        loan.observe(stage).await;
        let level = loan.quote(stage).await;
        stage.publish("USDC", "1.005").await;
        stage.poke().await;
        let dearer = loan.quote(stage).await;
        let cost = |quote: &ballast_bindings::unwinder::IUnwinder::Quote| {
            quote.repayAmount * wad() / quote.collateralAmount
        };
        assert!(
            cost(&dearer) + cost(&level) / U256::from(1_000) >= cost(&level),
            "{} {}",
            cost(&dearer),
            cost(&level)
        );
    });
}

#[test]
fn unw_3_slices_cost_no_more_than_their_budget() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2600").await, stage.unwinder());
        let tight = Budgets {
            flow: U256::from(100),
            cost: U256::from(10),
            floor: wad() / U256::from(100),
            openerFee: U256::ZERO,
            backstop: U256::from(1_000),
        };
        let set = IUnwinder::setBudgetsCall {
            budgets: tight.clone(),
        };
        let caller = loan.keeper.address();
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &set,
                IOwned::Unauthorised { caller },
            )
            .await;
        for (position, wrong) in [
            Budgets {
                flow: U256::from(99),
                ..tight.clone()
            },
            Budgets {
                cost: U256::from(501),
                ..tight.clone()
            },
            Budgets {
                floor: U256::ZERO,
                ..tight.clone()
            },
            Budgets {
                openerFee: wad() * U256::from(11),
                ..tight.clone()
            },
            Budgets {
                backstop: U256::from(2_001),
                ..tight.clone()
            },
        ]
        .into_iter()
        .enumerate()
        {
            let call = IUnwinder::setBudgetsCall { budgets: wrong };
            let refused: IOwned::ParameterOutOfBounds =
                stage.refuses_as(&stage.owner, unwinder, &call).await;
            assert_eq!(refused.position, U256::from(position));
        }
        let done = stage.does(&stage.owner, unwinder, &set).await;
        let told = done.event::<IUnwinder::BudgetsSet>(unwinder).budgets;
        assert_eq!((told.cost, told.backstop), (tight.cost, tight.backstop));
        let read = stage.read(unwinder, &IUnwinder::budgetsCall {}).await;
        assert_eq!((read.flow, read.floor), (tight.flow, tight.floor));

        let mut parameters = stage.read(unwinder, &IUnwinder::parametersCall {}).await;
        parameters.sliceDiscount = wad() / U256::from(20);
        let set = IUnwinder::setParametersCall { parameters };
        stage.does(&stage.owner, unwinder, &set).await;

        loan.open(stage).await;
        let asking = IUnwinder::limitsCall {
            book: stage.pool(),
            account: loan.account(),
        };
        // A thousandth of $26,000 a day, which pays for $520 at 5% under spot.
        let day = stage.read(unwinder, &asking).await;
        assert!(
            day.costLeft <= usd(2_600) && day.costLeft > usd(2_500),
            "{}",
            day.costLeft
        );
        let mut spent = U256::ZERO;
        for _ in 0..8 {
            stage.advance(300).await;
            stage.node.travel(280).await;
            let quote = loan.quote(stage).await;
            if quote.collateralAmount.is_zero() {
                continue;
            }
            let (_, event) = loan.fill(stage, U256::MAX).await;
            spent += event.sold.saturating_sub(event.repaid);
        }
        // Eighty minutes give back an eighteenth of a day's; a hundredth of the straight line goes on whatever it costs.
        assert!(
            spent <= day.costLeft + usd(400),
            "UNW-3: {spent} of {}",
            day.costLeft
        );
        assert!(spent > usd(500), "{spent}");
        let after = stage.read(unwinder, &asking).await;
        assert!(after.costLeft < day.costLeft);
    });
}

/// A feed of the sequencer, which the oracle watches with ten minutes of grace.
async fn sequencer(stage: &Stage) -> Address {
    let arguments = (U256::ZERO, "sequencer".to_owned()).abi_encode_params();
    let feed = stage.create(&stage.owner, "MockFeed", &arguments).await;
    tell(stage, feed, 0).await;
    let watched = IOracle::setSequencerFeedCall { feed, grace: 600 };
    stage.does(&stage.owner, stage.oracle(), &watched).await;
    stage.node.travel(601).await;
    stage.refresh().await;
    feed
}

/// Tells that the sequencer is up (0) or down (1) as of now; when that is.
async fn tell(stage: &Stage, feed: Address, answer: i64) -> u64 {
    let now = stage.node.now().await;
    let call = IFeed::setCall {
        answer: I256::try_from(answer).expect("an answer"),
        updatedAt: U256::from(now),
    };
    stage.does(&stage.owner, feed, &call).await;
    now
}

fn standing(stage: &Stage) -> IUnwinder::standStillCall {
    IUnwinder::standStillCall { book: stage.pool() }
}

#[test]
fn the_clock_stands_still_while_the_sequencer_is_down_and_through_the_grace_after_it() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2740").await, stage.unwinder());
        let (keeper, book) = (&loan.keeper, stage.pool());
        let none = || IUnwinder::NoOutage { book };
        // Nobody watches the sequencer; nobody knows the book; there was no outage.
        stage
            .refuses(keeper, unwinder, &standing(stage), none())
            .await;
        let unknown = IUnwinder::standStillCall { book: unwinder };
        let refused = IUnwinder::UnknownBook { book: unwinder };
        stage.refuses(keeper, unwinder, &unknown, refused).await;
        let feed = sequencer(stage).await;
        stage
            .refuses(keeper, unwinder, &standing(stage), none())
            .await;

        let opened = loan.open(stage).await;
        stage.advance(300).await;
        let before = loan.schedule(stage).await;
        let down = tell(stage, feed, 1).await;
        stage
            .refuses(keeper, unwinder, &standing(stage), none())
            .await;
        stage.node.travel(3_600).await;
        let restart = tell(stage, feed, 0).await;
        let done = stage.does(keeper, unwinder, &standing(stage)).await;
        let stood = done.event::<IUnwinder::StoodStill>(unwinder);
        assert_eq!((stood.book, stood.down), (book, down));
        assert_eq!(stood.until, restart + 600);
        assert_eq!(stood.stood, stood.until - down);
        // Once.
        stage
            .refuses(keeper, unwinder, &standing(stage), none())
            .await;
        // Meanwhile nothing is sold.
        let _: IUnwinder::PriceUnavailable = stage
            .refuses_as(keeper, unwinder, &loan.filling(stage, U256::MAX))
            .await;
        let clock = stage.read(unwinder, &IUnwinder::clockCall { book }).await;
        assert_eq!((clock.until, clock.stood), (stood.until, stood.stood));
        assert_eq!(clock.time, down, "it stands where the outage began");

        stage.advance(600).await;
        let after = loan.schedule(stage).await;
        assert_eq!(after.end, opened.end + stood.stood);
        assert_eq!(
            (after.released, after.start),
            (before.released, before.start + stood.stood)
        );
        let clock = stage.read(unwinder, &IUnwinder::clockCall { book }).await;
        let now = stage.node.now().await;
        assert!(
            clock.time.abs_diff(now - stood.stood) <= 5,
            "{}",
            clock.time
        );
        stage.advance(300).await;
        loan.fill(stage, U256::MAX).await;

        // What nobody noted within the grace period is not made good.
        tell(stage, feed, 1).await;
        stage.node.travel(100).await;
        tell(stage, feed, 0).await;
        stage.node.travel(601).await;
        stage
            .refuses(keeper, unwinder, &standing(stage), none())
            .await;
    });
}

/// What a call does that anyone may make at any time: nothing, something, or a refusal with a typed error.
async fn defined<C: alloy::sol_types::SolCall>(stage: &Stage, loan: &Scene, call: &C, when: &str) {
    let Err(data) = stage.tries(&loan.keeper, stage.unwinder(), call).await else {
        return;
    };
    if let Ok(error) = IUnwinderErrors::abi_decode(&data) {
        if let IUnwinderErrors::BookCallFailed(failed) = &error {
            assert!(failed.reason.len() >= 4, "{when}: {}", C::SIGNATURE);
        }
        return;
    }
    panic!("{when}: {} reverts with {data}", C::SIGNATURE);
}

#[test]
fn every_state_at_every_price_gives_something_defined() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let (book, account) = (stage.pool(), loan.account());
        for price in [
            "3000",
            "2850",
            "2740",
            "2400",
            "0.00000001",
            "1500",
            "2740",
            "900000",
            "2300",
        ] {
            stage.price("ETH", price).await;
            for seconds in [0, 61, 700, 700, 40_000] {
                stage.advance(seconds).await;
                let when = format!("{price} after {seconds}");
                let status = loan.status(stage).await;
                assert!(status.stage <= 5, "{when}");
                let asking = IUnwinder::quoteCall { book, account };
                defined(stage, &loan, &asking, &when).await;
                let outlook = IUnwinder::outlookCall {
                    book,
                    account,
                    horizon: 86_400,
                };
                defined(stage, &loan, &outlook, &when).await;
                defined(stage, &loan, &loan.opening(stage), &when).await;
                defined(stage, &loan, &loan.observing(stage), &when).await;
                let charge = IUnwinder::chargeDistressCall { book, account };
                defined(stage, &loan, &charge, &when).await;
                let expect = IUnwinder::expectShortfallCall { book, account };
                defined(stage, &loan, &expect, &when).await;
                let part = loan.filling(stage, U256::from(10).pow(U256::from(16)));
                defined(stage, &loan, &part, &when).await;
                let pass = IUnwinder::passInKindCall { book, account };
                defined(stage, &loan, &pass, &when).await;
                defined(stage, &loan, &loan.closing(stage), &when).await;
                let resolve = IUnwinder::resolveCall { book, account };
                defined(stage, &loan, &resolve, &when).await;
                let schedule = loan.schedule(stage).await;
                assert!(schedule.sold <= schedule.released, "UNW-1: {when}");
            }
        }
        // An account of nothing.
        let nobody = IUnwinder::quoteCall {
            book,
            account: stage.unwinder(),
        };
        defined(stage, &loan, &nobody, "nobody").await;
        let status = IUnwinder::statusCall {
            book,
            account: stage.unwinder(),
        };
        assert_eq!(stage.read(stage.unwinder(), &status).await.stage, 0);
    });
}
