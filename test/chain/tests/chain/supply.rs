//! `supply`.

use alloy::primitives::{Address, U256};
use ballast_bindings::IPool;
use ballast_chain_tests::stage::test;

#[test]
fn mints_shares_for_whom_it_names() {
    test(async |stage| {
        let (lender, friend) = (
            stage.rich("lender", &[("USDC", "1000")]).await,
            stage.actor("friend").await,
        );
        let assets = stage.amount("USDC", "400");
        let call = IPool::supplyCall {
            asset: stage.token("USDC"),
            assets,
            onBehalf: friend.address(),
        };
        let done = stage.does(&lender, stage.pool(), &call).await;
        // A million virtual shares to one virtual unit.
        let shares = assets * U256::from(1_000_000);
        assert_eq!(done.returned, shares);
        let event = done.event::<IPool::Supplied>(stage.pool());
        assert_eq!(
            (event.asset, event.payer, event.account),
            (call.asset, lender.address(), friend.address())
        );
        assert_eq!((event.assets, event.shares), (assets, shares));
        let position = stage.position("USDC", friend.address()).await;
        assert_eq!((position.supplied, position.supplyShares), (assets, shares));
        assert_eq!(
            stage.balance("USDC", lender.address()).await,
            stage.amount("USDC", "600")
        );
        assert_eq!(stage.balance("USDC", stage.pool()).await, assets);
        let reserve = stage.reserve("USDC").await;
        assert_eq!(
            (reserve.cash, reserve.supplyShares, reserve.debt),
            (assets, shares, U256::ZERO)
        );
    });
}

#[test]
fn refuses_nothing_nobody_strangers_and_too_much() {
    test(async |stage| {
        let lender = stage.rich("lender", &[("BTC", "100000")]).await;
        let asset = stage.token("BTC");
        let call = |asset, assets, account| IPool::supplyCall {
            asset,
            assets,
            onBehalf: account,
        };
        let (pool, me) = (stage.pool(), lender.address());
        stage
            .refuses(
                &lender,
                pool,
                &call(asset, U256::ZERO, me),
                IPool::ZeroAmount {},
            )
            .await;
        let one = U256::from(1);
        stage
            .refuses(
                &lender,
                pool,
                &call(asset, one, Address::ZERO),
                ballast_bindings::IOwned::ZeroAddress {},
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &call(me, one, me),
                IPool::UnknownReserve { asset: me },
            )
            .await;
        let (cap, over) = (
            stage.amount("BTC", "50000"),
            stage.amount("BTC", "50000") + one,
        );
        stage
            .refuses(
                &lender,
                pool,
                &call(asset, over, me),
                IPool::CapExceeded {
                    asset,
                    cap,
                    total: over,
                },
            )
            .await;
        stage.does(&lender, pool, &call(asset, cap, me)).await;
        stage
            .refuses(
                &lender,
                pool,
                &call(asset, one, me),
                IPool::CapExceeded {
                    asset,
                    cap,
                    total: over,
                },
            )
            .await;
        let poor = stage.actor("poor").await;
        let usdc = stage.token("USDC");
        stage
            .refuses(
                &poor,
                pool,
                &call(usdc, one, me),
                IPool::TransferFailed { token: usdc },
            )
            .await;
    });
}
