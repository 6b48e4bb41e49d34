//! `repay`.

use alloy::primitives::{Address, U256};
use ballast_bindings::IPool;
use ballast_chain_tests::stage::{test, travelling};
use ballast_chain_tests::{Actor, Stage};

fn call(stage: &Stage, assets: U256, account: Address) -> IPool::repayCall {
    IPool::repayCall {
        asset: stage.token("USDC"),
        assets,
        onBehalf: account,
    }
}

/// An account that owes 20,000 USDC against 10 ETH, and has 1,000 more.
async fn debtor(stage: &Stage) -> Actor {
    let lender = stage.rich("lender", &[("USDC", "100000")]).await;
    stage.supply(&lender, "USDC", "100000").await;
    let debtor = stage
        .rich("debtor", &[("ETH", "10"), ("USDC", "1000")])
        .await;
    stage.deposit(&debtor, "ETH", "10").await;
    stage.borrow(&debtor, "USDC", "20000").await;
    debtor
}

#[test]
fn lowers_the_debt_by_what_is_paid() {
    test(async |stage| {
        let debtor = debtor(stage).await;
        let assets = stage.amount("USDC", "5000");
        let done = stage
            .does(
                &debtor,
                stage.pool(),
                &call(stage, assets, debtor.address()),
            )
            .await;
        assert_eq!(done.returned, assets);
        let event = done.event::<IPool::Repaid>(stage.pool());
        assert_eq!(
            (event.asset, event.payer, event.account),
            (stage.token("USDC"), debtor.address(), debtor.address())
        );
        assert_eq!(
            (event.assets, event.shares),
            (assets, assets * U256::from(1_000_000))
        );
        assert_eq!(
            stage.position("USDC", debtor.address()).await.debt,
            stage.amount("USDC", "15000")
        );
        assert_eq!(
            stage.reserve("USDC").await.cash,
            stage.amount("USDC", "85000")
        );
    });
}

#[test]
fn never_takes_more_than_is_owed() {
    test(async |stage| {
        let (debtor, friend) = (
            debtor(stage).await,
            stage.rich("friend", &[("USDC", "50000")]).await,
        );
        let done = stage
            .does(
                &friend,
                stage.pool(),
                &call(stage, stage.amount("USDC", "50000"), debtor.address()),
            )
            .await;
        assert_eq!(done.returned, stage.amount("USDC", "20000"));
        assert_eq!(
            stage.balance("USDC", friend.address()).await,
            stage.amount("USDC", "30000")
        );
        let position = stage.position("USDC", debtor.address()).await;
        assert_eq!(
            (position.debt, position.debtShares),
            (U256::ZERO, U256::ZERO)
        );
        let health = stage
            .read(
                stage.pool(),
                &IPool::openingHealthCall {
                    account: debtor.address(),
                },
            )
            .await;
        assert_eq!(health, U256::MAX);
    });
}

#[test]
fn refuses_nothing_and_strangers() {
    test(async |stage| {
        let (pool, debtor) = (stage.pool(), debtor(stage).await);
        let me = debtor.address();
        stage
            .refuses(
                &debtor,
                pool,
                &call(stage, U256::ZERO, me),
                IPool::ZeroAmount {},
            )
            .await;
        let nobody = stage.owner.address();
        stage
            .refuses(
                &debtor,
                pool,
                &call(stage, U256::MAX, nobody),
                IPool::ZeroAmount {},
            )
            .await;
        let stranger = IPool::repayCall {
            asset: me,
            assets: U256::MAX,
            onBehalf: me,
        };
        stage
            .refuses(
                &debtor,
                pool,
                &stranger,
                IPool::UnknownReserve { asset: me },
            )
            .await;
        let poor = stage.actor("poor").await;
        let token = stage.token("USDC");
        stage
            .refuses(
                &poor,
                pool,
                &call(stage, U256::MAX, me),
                IPool::TransferFailed { token },
            )
            .await;
    });
}

#[test]
fn all_means_all_with_the_interest() {
    travelling(async |stage| {
        let (pool, debtor) = (stage.pool(), debtor(stage).await);
        stage.advance(86_400 * 90).await;
        let owed = stage.position("USDC", debtor.address()).await.debt;
        assert!(owed > stage.amount("USDC", "20000"));
        stage
            .does(&debtor, pool, &call(stage, U256::MAX, debtor.address()))
            .await;
        let reserve = stage.reserve("USDC").await;
        assert_eq!(reserve.debtShares, U256::ZERO);
        // The last share's rounding may leave one unit that nobody owes, which virtual shares own.
        assert!(reserve.debt <= U256::from(1), "{}", reserve.debt);
    });
}

#[test]
fn many_small_repayments_never_beat_one() {
    travelling(async |stage| {
        let (pool, debtor) = (stage.pool(), debtor(stage).await);
        stage.advance(86_400 * 30).await;
        let before = stage.position("USDC", debtor.address()).await.debt;
        let mut paid = U256::ZERO;
        for units in [1_u64, 2, 3, 5, 7, 11] {
            paid += stage
                .does(
                    &debtor,
                    pool,
                    &call(stage, U256::from(units), debtor.address()),
                )
                .await
                .returned;
        }
        let after = stage.position("USDC", debtor.address()).await.debt;
        assert!(
            after + paid >= before,
            "{before} less {paid} became {after}"
        );
    });
}
