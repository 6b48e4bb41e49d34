//! `depositCollateral` and `withdrawCollateral`.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IOwned, IPool};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{test, travelling};

fn deposit(
    stage: &Stage,
    symbol: &str,
    amount: U256,
    account: Address,
) -> IPool::depositCollateralCall {
    IPool::depositCollateralCall {
        asset: stage.token(symbol),
        amount,
        onBehalf: account,
    }
}

fn withdraw(
    stage: &Stage,
    symbol: &str,
    amount: U256,
    account: Address,
    receiver: Address,
) -> IPool::withdrawCollateralCall {
    IPool::withdrawCollateralCall {
        asset: stage.token(symbol),
        amount,
        account,
        receiver,
    }
}

#[test]
fn is_escrowed_for_whom_it_names_and_never_lent() {
    test(async |stage| {
        let (payer, friend) = (
            stage.rich("payer", &[("ETH", "5")]).await,
            stage.actor("friend").await,
        );
        let amount = stage.amount("ETH", "2");
        let done = stage
            .does(
                &payer,
                stage.pool(),
                &deposit(stage, "ETH", amount, friend.address()),
            )
            .await;
        let event = done.event::<IPool::CollateralDeposited>(stage.pool());
        assert_eq!(
            (event.asset, event.payer),
            (stage.token("ETH"), payer.address())
        );
        assert_eq!((event.account, event.amount), (friend.address(), amount));
        let position = stage.position("ETH", friend.address()).await;
        assert_eq!(
            (position.collateral, position.supplied),
            (amount, U256::ZERO)
        );
        let reserve = stage.reserve("ETH").await;
        assert_eq!((reserve.collateral, reserve.cash), (amount, U256::ZERO));

        // It is no cash: nobody can borrow it.
        let borrower = stage.rich("borrower", &[("BTC", "1")]).await;
        stage.deposit(&borrower, "BTC", "1").await;
        let asset = stage.token("ETH");
        let call = IPool::borrowCall {
            asset,
            assets: U256::from(1),
            account: borrower.address(),
            receiver: borrower.address(),
        };
        let expected = IPool::InsufficientCash {
            asset,
            available: U256::ZERO,
            wanted: U256::from(1),
        };
        stage
            .refuses(&borrower, stage.pool(), &call, expected)
            .await;
    });
}

#[test]
fn deposits_are_refused_where_settings_say_so() {
    test(async |stage| {
        let (pool, payer) = (
            stage.pool(),
            stage.rich("payer", &[("ETH", "2000000")]).await,
        );
        let (me, one) = (payer.address(), U256::from(1));
        stage
            .refuses(
                &payer,
                pool,
                &deposit(stage, "ETH", U256::ZERO, me),
                IPool::ZeroAmount {},
            )
            .await;
        stage
            .refuses(
                &payer,
                pool,
                &deposit(stage, "ETH", one, Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        let stranger = IPool::depositCollateralCall {
            asset: me,
            amount: one,
            onBehalf: me,
        };
        stage
            .refuses(&payer, pool, &stranger, IPool::UnknownReserve { asset: me })
            .await;
        // Supply and collateral share the cap.
        stage.supply(&payer, "ETH", "600000").await;
        let (asset, cap) = (stage.token("ETH"), stage.amount("ETH", "1000000"));
        let amount = stage.amount("ETH", "400000") + one;
        let expected = IPool::CapExceeded {
            asset,
            cap,
            total: cap + one,
        };
        stage
            .refuses(&payer, pool, &deposit(stage, "ETH", amount, me), expected)
            .await;
        stage
            .does(&payer, pool, &deposit(stage, "ETH", amount - one, me))
            .await;

        let mut config = stage
            .read(pool, &IPool::reserveConfigCall { asset })
            .await
            .config;
        config.collateralEnabled = false;
        stage
            .does(&stage.owner, pool, &IPool::setReserveCall { asset, config })
            .await;
        stage
            .refuses(
                &payer,
                pool,
                &deposit(stage, "ETH", one, me),
                IPool::NotEnabled { asset },
            )
            .await;
        // What is there may leave.
        stage
            .does(&payer, pool, &withdraw(stage, "ETH", U256::MAX, me, me))
            .await;
    });
}

#[test]
fn comes_back_in_parts_and_whole() {
    test(async |stage| {
        let (owner, friend) = (
            stage.rich("owner of ETH", &[("ETH", "5")]).await,
            stage.actor("friend").await,
        );
        stage.deposit(&owner, "ETH", "5").await;
        let amount = stage.amount("ETH", "2");
        let done = stage
            .does(
                &owner,
                stage.pool(),
                &withdraw(stage, "ETH", amount, owner.address(), friend.address()),
            )
            .await;
        assert_eq!(done.returned, amount);
        let event = done.event::<IPool::CollateralWithdrawn>(stage.pool());
        assert_eq!(
            (event.asset, event.account),
            (stage.token("ETH"), owner.address())
        );
        assert_eq!((event.receiver, event.amount), (friend.address(), amount));
        assert_eq!(stage.balance("ETH", friend.address()).await, amount);
        let done = stage
            .does(
                &owner,
                stage.pool(),
                &withdraw(stage, "ETH", U256::MAX, owner.address(), owner.address()),
            )
            .await;
        assert_eq!(done.returned, stage.amount("ETH", "3"));
        assert_eq!(
            stage.position("ETH", owner.address()).await.collateral,
            U256::ZERO
        );
        assert_eq!(stage.reserve("ETH").await.collateral, U256::ZERO);
    });
}

#[test]
fn withdrawals_stop_where_health_would_not_allow_opening() {
    test(async |stage| {
        let pool = stage.pool();
        let lender = stage.rich("lender", &[("USDC", "30000")]).await;
        stage.supply(&lender, "USDC", "30000").await;
        let borrower = stage.rich("borrower", &[("ETH", "10")]).await;
        stage.deposit(&borrower, "ETH", "10").await;
        stage.borrow(&borrower, "USDC", "20000").await;
        let me = borrower.address();
        let call = withdraw(stage, "ETH", stage.amount("ETH", "3"), me, me);
        let refusal: IPool::Unhealthy = stage.refuses_as(&borrower, pool, &call).await;
        assert_eq!(
            refusal.required,
            stage.config.risk.buffer.0 + U256::from(10).pow(U256::from(18))
        );
        assert!(refusal.health < refusal.required);
        let (available, wanted) = (stage.amount("ETH", "10"), stage.amount("ETH", "10.1"));
        let expected = IPool::InsufficientBalance {
            asset: stage.token("ETH"),
            available,
            wanted,
        };
        stage
            .refuses(
                &borrower,
                pool,
                &withdraw(stage, "ETH", wanted, me, me),
                expected,
            )
            .await;
        stage
            .refuses(
                &borrower,
                pool,
                &withdraw(stage, "ETH", U256::ZERO, me, me),
                IPool::ZeroAmount {},
            )
            .await;
        stage
            .refuses(
                &borrower,
                pool,
                &withdraw(stage, "ETH", wanted, me, Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        stage
            .refuses(
                &borrower,
                pool,
                &withdraw(stage, "BTC", U256::MAX, me, me),
                IPool::ZeroAmount {},
            )
            .await;
        let stranger = IPool::withdrawCollateralCall {
            asset: me,
            amount: wanted,
            account: me,
            receiver: me,
        };
        stage
            .refuses(
                &borrower,
                pool,
                &stranger,
                IPool::UnknownReserve { asset: me },
            )
            .await;

        stage
            .does(
                &borrower,
                pool,
                &withdraw(stage, "ETH", stage.amount("ETH", "1"), me, me),
            )
            .await;
        let health = stage
            .read(pool, &IPool::openingHealthCall { account: me })
            .await;
        assert!(health >= refusal.required, "POOL-3: {health}");
    });
}

#[test]
fn leaves_at_any_price_where_nothing_is_owed() {
    travelling(async |stage| {
        let (pool, owner) = (
            stage.pool(),
            stage.rich("owner of ETH", &[("ETH", "5")]).await,
        );
        stage.deposit(&owner, "ETH", "5").await;
        stage.node.travel(86_400 * 3).await; // every feed is stale
        let health = stage
            .read(
                pool,
                &IPool::openingHealthCall {
                    account: owner.address(),
                },
            )
            .await;
        assert_eq!(health, U256::MAX);
        stage
            .does(
                &owner,
                pool,
                &withdraw(stage, "ETH", U256::MAX, owner.address(), owner.address()),
            )
            .await;
    });
}
