//! `accrue`, `payPremium` and `claimReserves`.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IInsurance, IOwned, IPool};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{test, travelling};

const YEAR: u64 = 31_536_000;

/// 100,000 USDC lent, 20,000 of it borrowed.
async fn lent(stage: &Stage) {
    let lender = stage.rich("lender", &[("USDC", "100000")]).await;
    stage.supply(&lender, "USDC", "100000").await;
    let debtor = stage.rich("debtor", &[("ETH", "10")]).await;
    stage.deposit(&debtor, "ETH", "10").await;
    stage.borrow(&debtor, "USDC", "20000").await;
}

#[test]
fn grows_by_the_curve_and_is_shared_as_configured() {
    travelling(async |stage| {
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        lent(stage).await;
        let before = stage.reserve("USDC").await;
        // Utilisation 0.2 of a kink at 0.9 with 5.5% below it: 1.2222...% a year.
        let expected = U256::from(12_222_222_222_222_222_u64);
        assert!(
            before.borrowRate.abs_diff(expected) <= U256::from(2),
            "{}",
            before.borrowRate
        );
        stage.node.travel(YEAR / 4).await;
        let viewed = stage.reserve("USDC").await;
        let done = stage
            .does(&stage.owner, pool, &IPool::accrueCall { asset })
            .await;
        let event = done.event::<IPool::Accrued>(pool);
        let after = stage.reserve("USDC").await;
        // Views know the interest before it is booked.
        assert_eq!(after, viewed);
        assert_eq!(after.debt - before.debt, event.interest);
        assert_eq!(after.reserves, event.reserves);
        assert_eq!(after.premium, event.premium);
        let bps = |share: u64| event.interest * U256::from(share) / U256::from(10_000);
        assert_eq!((event.reserves, event.premium), (bps(1000), bps(500)));
        // 20,000 * (exp(0.012222 / 4) - 1) = 61.2045.
        let (low, high) = (stage.amount("USDC", "61.20"), stage.amount("USDC", "61.21"));
        assert!(
            event.interest > low && event.interest < high,
            "{}",
            event.interest
        );
        // A second accrual in the same block adds nothing and says nothing.
        if stage.node.now().await == stage.node.now().await {
            let again = stage
                .does(&stage.owner, pool, &IPool::accrueCall { asset })
                .await;
            assert!(again.events::<IPool::Accrued>(pool).len() <= 1);
        }
        let stranger = stage.owner.address();
        let call = IPool::accrueCall { asset: stranger };
        stage
            .refuses(
                &stage.owner,
                pool,
                &call,
                IPool::UnknownReserve { asset: stranger },
            )
            .await;
    });
}

#[test]
fn suppliers_earn_the_rest() {
    travelling(async |stage| {
        lent(stage).await;
        let lender = ballast_chain_tests::Actor::named("lender").address();
        stage.advance(YEAR / 4).await;
        let (reserve, position) = (
            stage.reserve("USDC").await,
            stage.position("USDC", lender).await,
        );
        let claims = reserve.cash + reserve.debt - reserve.reserves - reserve.premium;
        assert!(position.supplied > stage.amount("USDC", "100052"));
        assert!(position.supplied <= claims && position.supplied + U256::from(4) >= claims);
    });
}

#[test]
fn the_rate_rises_steeply_past_the_kink() {
    test(async |stage| {
        lent(stage).await;
        let asset = stage.token("USDC");
        let lender = ballast_chain_tests::Actor::named("lender");
        let call = IPool::withdrawCall {
            asset,
            assets: stage.amount("USDC", "80000"),
            account: lender.address(),
            receiver: lender.address(),
        };
        stage.does(&lender, stage.pool(), &call).await;
        // All is lent: 5.5% + 40%.
        assert_eq!(
            stage.reserve("USDC").await.borrowRate,
            U256::from(455_000_000_000_000_000_u64)
        );
    });
}

#[test]
fn premium_goes_to_the_fund() {
    travelling(async |stage| {
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        lent(stage).await;
        let call = IPool::payPremiumCall { asset };
        stage
            .refuses(&stage.owner, pool, &call, IPool::ZeroAmount {})
            .await;
        stage.advance(YEAR / 4).await;
        let earned = stage.reserve("USDC").await.premium;
        let done = stage.does(&stage.owner, pool, &call).await;
        assert!(done.returned >= earned && earned > U256::ZERO);
        let paid = done.event::<IPool::PremiumPaid>(pool);
        assert_eq!(
            (paid.asset, paid.insurance, paid.amount),
            (asset, stage.fund(), done.returned)
        );
        let received = done.event::<IInsurance::PremiumReceived>(stage.fund());
        assert_eq!((received.payer, received.amount), (pool, done.returned));
        assert_eq!(
            stage
                .read(stage.fund(), &IInsurance::totalAssetsCall {})
                .await,
            done.returned
        );
        assert_eq!(stage.balance("USDC", stage.fund()).await, done.returned);
        assert_eq!(stage.reserve("USDC").await.premium, U256::ZERO);
        // No fund insures ETH; nobody knows the owner's address as an asset.
        let eth = IPool::payPremiumCall {
            asset: stage.token("ETH"),
        };
        stage
            .refuses(&stage.owner, pool, &eth, IOwned::ZeroAddress {})
            .await;
        let stranger = stage.owner.address();
        let unknown = IPool::payPremiumCall { asset: stranger };
        stage
            .refuses(
                &stage.owner,
                pool,
                &unknown,
                IPool::UnknownReserve { asset: stranger },
            )
            .await;
    });
}

#[test]
fn reserves_are_the_owners_to_claim_and_no_more() {
    travelling(async |stage| {
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        lent(stage).await;
        stage.advance(YEAR / 4).await;
        stage
            .does(&stage.owner, pool, &IPool::accrueCall { asset })
            .await;
        let (owner, receiver) = (stage.owner.clone(), stage.actor("receiver").await);
        let call = |amount, receiver| IPool::claimReservesCall {
            asset,
            amount,
            receiver,
        };
        let amount = stage.reserve("USDC").await.reserves;
        let caller = receiver.address();
        stage
            .refuses(
                &receiver,
                pool,
                &call(amount, caller),
                IOwned::Unauthorised { caller },
            )
            .await;
        stage
            .refuses(
                &owner,
                pool,
                &call(U256::ZERO, caller),
                IPool::ZeroAmount {},
            )
            .await;
        stage
            .refuses(
                &owner,
                pool,
                &call(amount, Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        let refusal: IPool::InsufficientBalance = stage
            .refuses_as(&owner, pool, &call(amount + amount, caller))
            .await;
        assert_eq!((refusal.asset, refusal.wanted), (asset, amount + amount));
        assert!(refusal.available >= amount);
        let done = stage.does(&owner, pool, &call(amount, caller)).await;
        let event = done.event::<IPool::ReservesClaimed>(pool);
        assert_eq!(
            (event.asset, event.receiver, event.amount),
            (asset, caller, amount)
        );
        assert_eq!(stage.balance("USDC", caller).await, amount);
    });
}
