//! Accounts and markets as the programs themselves tell them.

use alloy::primitives::{Address, U256};
use ballast_bindings::{ILens, IPool};
use ballast_chain_tests::stage::{test, travelling};

use super::{can, limits, look, number, releasing};
use crate::scene::{scene, wad};

#[test]
fn an_account_is_told_as_the_programs_tell_it() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let (pool, owner) = (stage.pool(), loan.account());
        stage.supply(&loan.borrower, "USDC", "5000").await;
        stage.advance(100_000).await;
        let told = look(stage, &ILens::accountCall { pool, owner }).await;
        let opening = stage
            .read(pool, &IPool::openingHealthCall { account: owner })
            .await;
        let status = loan.status(stage).await;
        assert_eq!(told.health.opening, opening);
        assert_eq!(told.health.required, wad() * number(105) / number(100));
        assert_eq!(
            (told.health.smoothed, told.health.spot),
            (status.smoothedHealth, status.spotHealth)
        );
        assert_eq!(
            (told.health.collateral, told.health.debt),
            (status.collateral, status.debt)
        );
        assert_eq!(told.health.stress, status.stress);
        assert_eq!(
            (told.unwind.stage, told.unwind.health),
            (status.stage, status.health)
        );
        assert_eq!(told.unwind.criticalHealth, status.criticalHealth);
        assert_eq!(
            (told.unwind.start, told.unwind.end, told.unwind.auctionStart),
            (0, 0, 0)
        );
        assert_eq!(told.holdings.len(), 2);
        for (holding, symbol) in told.holdings.iter().zip(["USDC", "ETH"]) {
            let position = stage.position(symbol, owner).await;
            assert_eq!(holding.asset, stage.token(symbol));
            assert_eq!(
                (holding.supplied, holding.collateral, holding.debt),
                (position.supplied, position.collateral, position.debt)
            );
            assert_eq!(
                (holding.decimals, holding.flags),
                (stage.at.tokens[symbol].decimals, 0)
            );
            let unit = U256::from(10).pow(number(holding.decimals.into()));
            assert_eq!(
                holding.collateralUsd,
                position.collateral * holding.spot / unit
            );
            assert_eq!(holding.suppliedUsd, position.supplied * holding.spot / unit);
            assert_eq!(
                holding.debtUsd,
                (position.debt * holding.spot).div_ceil(unit)
            );
        }
        // An unwind under way.
        stage.settle_at("ETH", "2700").await;
        let opened = loan.open(stage).await;
        let told = look(stage, &ILens::accountCall { pool, owner }).await;
        assert_eq!(
            (told.unwind.stage, told.unwind.start, told.unwind.end),
            (2, opened.start, opened.end)
        );
        // Nobody.
        let nobody = look(
            stage,
            &ILens::accountCall {
                pool,
                owner: Address::repeat_byte(9),
            },
        )
        .await;
        assert_eq!(
            (nobody.health.opening, nobody.health.smoothed),
            (U256::MAX, U256::MAX)
        );
        assert!(nobody.holdings.is_empty() && nobody.unwind.stage == 0);
    });
}

#[test]
fn markets_are_told_as_the_pool_tells_them() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        stage.advance(1_000_000).await;
        let markets = look(stage, &ILens::marketsCall { pool: stage.pool() }).await;
        let assets = stage.read(stage.pool(), &IPool::reservesCall {}).await;
        assert_eq!(
            markets
                .iter()
                .map(|market| market.asset)
                .collect::<Vec<_>>(),
            assets
        );
        for market in &markets {
            let symbol = stage.symbol(market.asset);
            let state = stage.reserve(symbol).await;
            let call = IPool::reserveConfigCall {
                asset: market.asset,
            };
            let config = stage.read(stage.pool(), &call).await.config;
            assert_eq!(
                (market.cash, market.debt, market.collateral),
                (state.cash, state.debt, state.collateral)
            );
            assert_eq!(market.borrowRate, state.borrowRate);
            assert_eq!(
                (market.borrowEnabled, market.collateralEnabled),
                (config.borrowEnabled, config.collateralEnabled)
            );
            let unit = U256::from(10).pow(number(market.decimals.into()));
            assert_eq!(market.supplyCap, number(config.supplyCap) * unit);
            assert_eq!(market.borrowCap, number(config.borrowCap) * unit);
            assert_eq!(
                market.supplyLeft,
                market.supplyCap - market.cash - market.debt - market.collateral
            );
            assert_eq!(market.borrowLeft, market.borrowCap - market.debt);
            assert_eq!(market.flags, 0);
            if symbol == "USDC" {
                let supplied = stage.position("USDC", loan.lender.address()).await.supplied;
                assert!(market.supplied >= supplied && market.supplied <= supplied + number(5));
                assert!(market.supplyRate > U256::ZERO && market.supplyRate < market.borrowRate);
                assert!(market.utilisation > U256::ZERO && market.utilisation < wad());
            }
        }
    });
}

#[test]
fn prices_that_are_not_there_close_what_needs_them() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let owner = loan.account();
        // Past every heartbeat.
        stage.node.travel(200_000).await;
        let told = look(
            stage,
            &ILens::accountCall {
                pool: stage.pool(),
                owner,
            },
        )
        .await;
        assert_eq!(told.health.opening, U256::ZERO);
        assert!(told.holdings.iter().all(|holding| holding.flags & 1 == 1));
        let most = limits(stage, owner, "USDC").await;
        assert_eq!(
            (most.borrow, most.withdrawCollateral),
            (U256::ZERO, U256::ZERO)
        );
        assert!(most.repay > stage.amount("USDC", "23000") && most.supply > U256::ZERO);
        assert_eq!(
            limits(stage, owner, "ETH").await.withdrawCollateral,
            U256::ZERO
        );
        // Without debt no price is needed.
        let lender = loan.lender.address();
        stage.deposit(&loan.lender, "ETH", "3").await;
        assert_eq!(
            limits(stage, lender, "ETH").await.withdrawCollateral,
            stage.amount("ETH", "3")
        );
        assert!(
            can(
                stage,
                &loan.lender,
                &releasing(stage, &loan.lender, "ETH", stage.amount("ETH", "3"))
            )
            .await
        );
    });
}

#[test]
fn who_is_no_pool_is_named() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let (lens, owner) = (stage.at.lens, user.address());
        let failed = |target| ILens::CallFailed { target };
        let oracle = stage.oracle();
        let usdc = stage.token("USDC");
        stage
            .refuses(
                &user,
                lens,
                &ILens::accountCall {
                    pool: oracle,
                    owner,
                },
                failed(oracle),
            )
            .await;
        stage
            .refuses(
                &user,
                lens,
                &ILens::accountCall { pool: owner, owner },
                failed(owner),
            )
            .await;
        stage
            .refuses(
                &user,
                lens,
                &ILens::marketsCall { pool: oracle },
                failed(oracle),
            )
            .await;
        let limits = |pool, asset| ILens::limitsCall { pool, owner, asset };
        stage
            .refuses(&user, lens, &limits(stage.pool(), oracle), failed(oracle))
            .await;
        stage
            .refuses(&user, lens, &limits(oracle, usdc), failed(oracle))
            .await;
        // A token without reserve.
        let stray = stage.create(&stage.owner, "FeeToken", &[]).await;
        stage
            .refuses(
                &user,
                lens,
                &limits(stage.pool(), stray),
                failed(stage.pool()),
            )
            .await;
        // A pool without unwinder is told without one.
        let judge = stage.actor("judge").await;
        let bare = stage.with_pool_under(judge.address()).await;
        let told = stage
            .read(
                lens,
                &ILens::accountCall {
                    pool: bare.pool(),
                    owner,
                },
            )
            .await;
        assert_eq!((told.unwind.stage, told.unwind.health), (0, U256::ZERO));
    });
}
