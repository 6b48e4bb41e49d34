//! `borrow`.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IDebtBook, IOwned, IPool};
use ballast_chain_tests::stage::{test, travelling};
use ballast_chain_tests::{Actor, Stage, portfolio};

fn call(
    stage: &Stage,
    symbol: &str,
    assets: U256,
    account: Address,
    receiver: Address,
) -> IPool::borrowCall {
    IPool::borrowCall {
        asset: stage.token(symbol),
        assets,
        account,
        receiver,
    }
}

/// A pool with money to lend, and an account with 10 ETH in escrow.
async fn borrower(stage: &Stage) -> Actor {
    let lender = stage
        .rich("lender", &[("USDC", "100000"), ("BTC", "10")])
        .await;
    stage.supply(&lender, "USDC", "100000").await;
    stage.supply(&lender, "BTC", "10").await;
    let borrower = stage
        .rich("borrower", &[("ETH", "10"), ("USDC", "1000")])
        .await;
    stage.deposit(&borrower, "ETH", "10").await;
    borrower
}

#[test]
fn pays_out_and_books_the_debt() {
    test(async |stage| {
        let (borrower, friend) = (borrower(stage).await, stage.actor("friend").await);
        let assets = stage.amount("USDC", "20000");
        let done = stage
            .does(
                &borrower,
                stage.pool(),
                &call(stage, "USDC", assets, borrower.address(), friend.address()),
            )
            .await;
        assert_eq!(done.returned, assets * U256::from(1_000_000));
        let event = done.event::<IPool::Borrowed>(stage.pool());
        assert_eq!(
            (event.asset, event.account),
            (stage.token("USDC"), borrower.address())
        );
        assert_eq!(
            (event.receiver, event.assets, event.shares),
            (friend.address(), assets, done.returned)
        );
        assert_eq!(stage.balance("USDC", friend.address()).await, assets);
        let position = stage.position("USDC", borrower.address()).await;
        assert_eq!(
            (position.debt, position.debtShares),
            (assets, done.returned)
        );
        let reserve = stage.reserve("USDC").await;
        assert_eq!(
            (reserve.debt, reserve.cash),
            (assets, stage.amount("USDC", "80000"))
        );
        assert!(reserve.borrowRate > U256::ZERO);
    });
}

#[test]
fn stops_exactly_where_opening_health_does() {
    test(async |stage| {
        let (pool, borrower) = (stage.pool(), borrower(stage).await);
        let me = borrower.address();
        let required = stage.config.risk.buffer.0 + U256::from(10).pow(U256::from(18));
        // Bisection to the unit between an amount that passes and one that does not.
        let (mut low, mut high) = (stage.amount("USDC", "20000"), stage.amount("USDC", "30000"));
        while high - low > U256::from(1) {
            let middle: U256 = (low + high) >> 1;
            let data = alloy::sol_types::SolCall::abi_encode(&call(stage, "USDC", middle, me, me));
            match stage.node.call(me, pool, data.into(), U256::ZERO).await {
                Ok(_) => low = middle,
                Err(_) => high = middle,
            }
        }
        let refusal: IPool::Unhealthy = stage
            .refuses_as(&borrower, pool, &call(stage, "USDC", high, me, me))
            .await;
        assert_eq!(refusal.required, required);
        assert!(refusal.health < required);
        stage
            .does(&borrower, pool, &call(stage, "USDC", low, me, me))
            .await;
        let health = stage
            .read(pool, &IPool::openingHealthCall { account: me })
            .await;
        assert!(health >= required, "POOL-3: {health}");

        // The same by risk-core alone: no feed has moved, so spot is smoothed and fast variance slow.
        let read = stage
            .read(pool, &IDebtBook::portfolioCall { account: me })
            .await;
        assert_eq!(
            U256::from(portfolio::totals(&read, portfolio::Prices::Spot).health),
            health
        );
        // About 0.79 of the collateral, as the configuration's notes say.
        assert!(
            low > stage.amount("USDC", "23500") && low < stage.amount("USDC", "24000"),
            "{low}"
        );
    });
}

#[test]
fn is_refused_without_collateral_cash_permission_or_sense() {
    test(async |stage| {
        let (pool, borrower, poor) = (
            stage.pool(),
            borrower(stage).await,
            stage.actor("poor").await,
        );
        let (me, one) = (borrower.address(), U256::from(1));
        let dollar = stage.amount("USDC", "1");
        let refusal: IPool::Unhealthy = stage
            .refuses_as(
                &poor,
                pool,
                &call(stage, "USDC", dollar, poor.address(), poor.address()),
            )
            .await;
        assert_eq!(refusal.health, U256::ZERO);
        stage
            .refuses(
                &borrower,
                pool,
                &call(stage, "USDC", U256::ZERO, me, me),
                IPool::ZeroAmount {},
            )
            .await;
        stage
            .refuses(
                &borrower,
                pool,
                &call(stage, "USDC", one, me, Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        let stranger = IPool::borrowCall {
            asset: me,
            assets: one,
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
        let sol = stage.token("SOL");
        stage
            .refuses(
                &borrower,
                pool,
                &call(stage, "SOL", one, me, me),
                IPool::NotEnabled { asset: sol },
            )
            .await;
        let (asset, available) = (stage.token("USDC"), stage.amount("USDC", "100000"));
        let wanted = available + one;
        let expected = IPool::InsufficientCash {
            asset,
            available,
            wanted,
        };
        stage
            .refuses(
                &borrower,
                pool,
                &call(stage, "USDC", wanted, me, me),
                expected,
            )
            .await;

        let mut config = stage
            .read(pool, &IPool::reserveConfigCall { asset })
            .await
            .config;
        config.borrowCap = 5_000;
        stage
            .does(&stage.owner, pool, &IPool::setReserveCall { asset, config })
            .await;
        let (cap, total) = (stage.amount("USDC", "5000"), stage.amount("USDC", "5001"));
        let expected = IPool::CapExceeded { asset, cap, total };
        stage
            .refuses(
                &borrower,
                pool,
                &call(stage, "USDC", total, me, me),
                expected,
            )
            .await;
        stage
            .does(&borrower, pool, &call(stage, "USDC", cap, me, me))
            .await;
    });
}

#[test]
fn collateral_without_a_current_price_counts_for_nothing() {
    travelling(async |stage| {
        let (pool, borrower) = (stage.pool(), borrower(stage).await);
        let me = borrower.address();
        let dollar = call(stage, "USDC", stage.amount("USDC", "1"), me, me);
        stage.node.travel(7_201).await; // ETH's heartbeat is two hours, USDC's a day
        let refusal: IPool::Unhealthy = stage.refuses_as(&borrower, pool, &dollar).await;
        assert_eq!(refusal.health, U256::ZERO);
        stage.refresh().await;
        stage.does(&borrower, pool, &dollar).await;
        stage.node.travel(7_201).await;
        assert_eq!(
            stage
                .read(pool, &IPool::openingHealthCall { account: me })
                .await,
            U256::ZERO
        );
        // Other collateral may carry the loan, and what counts for nothing may even leave then.
        stage.publish("BTC", "60000").await;
        stage.mint("BTC", me, stage.amount("BTC", "1")).await;
        stage.approve("BTC", &borrower).await;
        stage.deposit(&borrower, "BTC", "1").await;
        stage.does(&borrower, pool, &dollar).await;
    });
}

#[test]
fn nothing_is_borrowed_without_a_current_price_of_the_debt() {
    travelling(async |stage| {
        let (pool, borrower) = (stage.pool(), borrower(stage).await);
        let me = borrower.address();
        let dollar = call(stage, "USDC", stage.amount("USDC", "1"), me, me);
        stage.does(&borrower, pool, &dollar).await;
        stage.node.travel(90_001).await;
        stage.publish("ETH", "3000").await;
        let (asset, flags) = (stage.token("USDC"), 1);
        stage
            .refuses(
                &borrower,
                pool,
                &dollar,
                IPool::PriceUnavailable { asset, flags },
            )
            .await;
        let view = IPool::openingHealthCall { account: me };
        stage
            .denies(pool, &view, IPool::PriceUnavailable { asset, flags })
            .await;
        // Repayment needs no price.
        stage
            .does(
                &borrower,
                pool,
                &IPool::repayCall {
                    asset,
                    assets: U256::MAX,
                    onBehalf: me,
                },
            )
            .await;
    });
}

#[test]
fn opens_at_the_worse_of_spot_and_smoothed() {
    travelling(async |stage| {
        let (pool, borrower) = (stage.pool(), borrower(stage).await);
        let me = borrower.address();
        let health = async || {
            stage
                .read(pool, &IPool::openingHealthCall { account: me })
                .await
        };
        stage.borrow(&borrower, "USDC", "20000").await;
        let calm = health().await;
        // A rise has not reached the average yet: no more may be borrowed for it. (A larger variance may cost.)
        stage.price("ETH", "3300").await;
        assert!(health().await <= calm);
        // A fall counts at once.
        stage.price("ETH", "2700").await;
        assert!(health().await < calm * U256::from(92) / U256::from(100));
    });
}

#[test]
fn debt_shares_round_up() {
    travelling(async |stage| {
        let (pool, borrower) = (stage.pool(), borrower(stage).await);
        stage.borrow(&borrower, "USDC", "20000").await;
        stage.advance(86_400 * 30).await;
        let other = stage.rich("other", &[("ETH", "10")]).await;
        stage.deposit(&other, "ETH", "10").await;
        for units in [1_u64, 2, 3, 7, 1_000_001] {
            let before = stage.position("USDC", other.address()).await.debt;
            stage
                .does(
                    &other,
                    pool,
                    &call(
                        stage,
                        "USDC",
                        U256::from(units),
                        other.address(),
                        other.address(),
                    ),
                )
                .await;
            let after = stage.position("USDC", other.address()).await.debt;
            assert!(
                after >= before + U256::from(units),
                "borrowing {units}: {before} became {after}"
            );
        }
    });
}

#[test]
fn cross_collateral_counts_together() {
    test(async |stage| {
        let (pool, borrower) = (stage.pool(), borrower(stage).await);
        let me = borrower.address();
        stage.borrow(&borrower, "USDC", "22000").await;
        let before = stage
            .read(pool, &IPool::openingHealthCall { account: me })
            .await;
        stage.mint("BTC", me, stage.amount("BTC", "1")).await;
        stage.approve("BTC", &borrower).await;
        stage.deposit(&borrower, "BTC", "0.5").await;
        let after = stage
            .read(pool, &IPool::openingHealthCall { account: me })
            .await;
        assert!(after > before);
        stage.borrow(&borrower, "USDC", "20000").await;
        stage.borrow(&borrower, "BTC", "0.01").await;
        assert!(
            stage
                .read(pool, &IPool::openingHealthCall { account: me })
                .await
                < after
        );
    });
}
