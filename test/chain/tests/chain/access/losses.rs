//! Losses of one reserve or market, beside the others.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IDebtBook, IOwned, IPool};
use ballast_chain_tests::stage::{test, travelling};

use super::{ALL, Verbs, WITHDRAW, isolated, market};

#[test]
fn a_loss_in_an_isolated_market_leaves_the_others_untouched() {
    test(async |stage| {
        let (lender, debtor) = market(stage).await;
        let unwinder = stage.actor("unwinder").await;
        let apart = isolated(stage, unwinder.address()).await;
        let (main, pool) = (stage.pool(), apart.pool());
        assert_ne!(main, pool);
        assert!(stage.read(pool, &IPool::rolesCall {}).await.settingsSealed);
        for (symbol, actor) in [("USDC", &lender), ("ETH", &debtor), ("USDC", &debtor)] {
            apart.approve(symbol, actor).await;
        }
        apart.supply(&lender, "USDC", "50000").await;
        apart.deposit(&debtor, "ETH", "10").await;
        apart.borrow(&debtor, "USDC", "20000").await;
        // One collateral, one debt.
        let owes = Verbs {
            stage: &apart,
            actor: &debtor,
        };
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        let closed = |asset| IPool::NotEnabled { asset };
        apart
            .refuses(&debtor, pool, &owes.deposit("USDC", "1"), closed(usdc))
            .await;
        apart
            .refuses(&debtor, pool, &owes.borrow("ETH", "1"), closed(eth))
            .await;
        // Nothing can be added or loosened.
        let config = stage
            .read(pool, &IPool::reserveConfigCall { asset: usdc })
            .await
            .config;
        for asset in [usdc, stage.token("BTC")] {
            let set = IPool::setReserveCall {
                asset,
                config: config.clone(),
            };
            let sealed = IPool::SettingsAreSealed {};
            apart.refuses(&stage.owner, pool, &set, sealed).await;
        }
        let sealed = || IPool::SettingsAreSealed {};
        let (owner, none) = (&stage.owner, Address::ZERO);
        let name = IPool::setUnwinderCall {
            unwinder: owner.address(),
        };
        apart.refuses(owner, pool, &name, sealed()).await;
        let fund = IPool::setInsuranceCall {
            asset: usdc,
            insurance: none,
        };
        apart.refuses(owner, pool, &fund, sealed()).await;
        let lower = IPool::lowerCapsCall {
            asset: usdc,
            supplyCap: 0,
            borrowCap: 0,
        };
        apart.refuses(owner, pool, &lower, sealed()).await;
        // What is new can be paused; lenders leave.
        let all = |what| IPool::pauseAllCall { what };
        apart.refuses(owner, pool, &all(ALL), sealed()).await;
        apart.does(owner, pool, &all(ALL - WITHDRAW)).await;
        let lends = Verbs {
            stage: &apart,
            actor: &lender,
        };
        apart
            .does(&lender, pool, &lends.withdraw("USDC", "1000"))
            .await;
        let before = (
            stage.reserve("USDC").await,
            stage.position("USDC", lender.address()).await,
            stage.balance("USDC", main).await,
            stage.balance("ETH", main).await,
        );
        let held = apart.position("USDC", lender.address()).await.supplied;
        let loss = IDebtBook::writeOffCall {
            account: debtor.address(),
            debtAsset: usdc,
        };
        let caller = unwinder.address();
        stage
            .refuses(&unwinder, main, &loss, IOwned::Unauthorised { caller })
            .await;
        let done = apart.does(&unwinder, pool, &loss).await;
        assert!(done.returned.lost >= stage.amount("USDC", "20000"));
        let left = apart.position("USDC", lender.address()).await.supplied;
        assert!(left <= held - done.returned.lost);
        let after = (
            stage.reserve("USDC").await,
            stage.position("USDC", lender.address()).await,
            stage.balance("USDC", main).await,
            stage.balance("ETH", main).await,
        );
        assert_eq!(after.2, before.2);
        assert_eq!(after.3, before.3);
        assert!(after.0.cash == before.0.cash && after.0.supplyShares == before.0.supplyShares);
        assert!(after.0.debt >= before.0.debt && after.1.supplied >= before.1.supplied);
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        stage
            .does(&lender, main, &lends.withdraw("USDC", "90000"))
            .await;
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        apart.does(&lender, pool, &whole).await;
    });
}

/// Reserves wiped out whole: suppliers' shares are worth nothing, the rest of the pool goes on, and paused or not the
/// owner gets what protocol reserves there are.
#[test]
fn a_reserve_that_is_wiped_out_still_lets_everybody_go() {
    travelling(async |stage| {
        let unwinder = stage.actor("unwinder").await;
        let apart = isolated(stage, unwinder.address()).await;
        let (pool, asset) = (apart.pool(), stage.token("USDC"));
        let tokens = [("USDC", "200000"), ("ETH", "100")];
        let lender = apart.rich("wiped lender", &tokens).await;
        let debtor = apart.rich("wiped debtor", &tokens).await;
        apart.supply(&lender, "USDC", "20000").await;
        apart.deposit(&debtor, "ETH", "10").await;
        apart.borrow(&debtor, "USDC", "20000").await;
        apart.advance(86_400 * 30).await;
        let owner = &stage.owner;
        let reserves = apart.reserve("USDC").await.reserves;
        assert!(reserves > U256::ZERO);
        let claim = |amount| IPool::claimReservesCall {
            asset,
            amount,
            receiver: owner.address(),
        };
        // No cash to pay them from: refused, and they stay.
        apart
            .refuses_as::<_, IPool::InsufficientCash>(owner, pool, &claim(reserves))
            .await;
        let loss = IDebtBook::writeOffCall {
            account: debtor.address(),
            debtAsset: asset,
        };
        apart.does(&unwinder, pool, &loss).await;
        let state = apart.reserve("USDC").await;
        assert_eq!(
            (state.debt, state.cash, state.reserves),
            (U256::ZERO, U256::ZERO, U256::ZERO)
        );
        assert_eq!(
            apart.position("USDC", lender.address()).await.supplied,
            U256::ZERO
        );
        let lends = Verbs {
            stage: &apart,
            actor: &lender,
        };
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        apart
            .refuses(&lender, pool, &whole, IPool::ZeroAmount {})
            .await;
        // Who comes now owns what he brings, but for what shares without worth may round to.
        let later = Verbs {
            stage: &apart,
            actor: &debtor,
        };
        apart
            .does(&debtor, pool, &later.supply("USDC", "10000"))
            .await;
        let held = apart.position("USDC", debtor.address()).await.supplied;
        assert!(held >= apart.amount("USDC", "9999.99"), "{held}");
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..later.withdraw("USDC", "0")
        };
        apart.does(&debtor, pool, &whole).await;
        apart
            .does(&debtor, pool, &later.take_collateral("ETH", "10"))
            .await;
        apart
            .does(
                owner,
                pool,
                &IPool::pauseAllCall {
                    what: ALL - WITHDRAW,
                },
            )
            .await;
        apart
            .refuses_as::<_, IPool::InsufficientBalance>(owner, pool, &claim(U256::from(1)))
            .await;
    });
}
