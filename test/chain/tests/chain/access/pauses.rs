//! What a pause stops, and what none ever does.

use alloy::primitives::U256;
use ballast_bindings::{IOwned, IPool};
use ballast_chain_tests::stage::{test, travelling};

use super::{ALL, BORROW, COLLATERAL, SUPPLY, Verbs, WITHDRAW, market};

#[test]
fn whatever_is_paused_debts_are_repaid_and_topped_up_and_collateral_leaves() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let (lender, debtor) = market(stage).await;
        let guardian = stage.actor("guardian").await;
        let caller = guardian.address();
        let all = IPool::pauseAllCall { what: ALL };
        let naming = IPool::setGuardianCall { guardian: caller };
        let refusal = || IOwned::Unauthorised { caller };
        stage.refuses(&guardian, pool, &all, refusal()).await;
        stage.refuses(&guardian, pool, &naming, refusal()).await;
        let done = stage.does(owner, pool, &naming).await;
        assert_eq!(done.event::<IPool::GuardianSet>(pool).guardian, caller);
        let roles = stage.read(pool, &IPool::rolesCall {}).await;
        assert_eq!((roles.guardian, roles.settingsSealed), (caller, false));

        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        // One at a time: nothing else stops.
        let borrow = Verbs {
            stage,
            actor: &debtor,
        }
        .borrow("USDC", "100");
        let pause = |asset, what| IPool::pauseCall { asset, what };
        let done = stage.does(&guardian, pool, &pause(usdc, BORROW)).await;
        let event = done.event::<IPool::PausesSet>(pool);
        assert_eq!((event.asset, event.paused), (usdc, BORROW));
        let paused = |asset, what| IPool::Paused { asset, what };
        stage
            .refuses(&debtor, pool, &borrow, paused(usdc, BORROW))
            .await;
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        stage.does(&lender, pool, &lends.supply("USDC", "10")).await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "10"))
            .await;
        let undo = IPool::unpauseCall {
            asset: usdc,
            what: BORROW,
        };
        stage.refuses(&guardian, pool, &undo, refusal()).await;
        stage.does(owner, pool, &undo).await;
        stage.does(&debtor, pool, &borrow).await;

        let done = stage.does(&guardian, pool, &all).await;
        assert_eq!(done.events::<IPool::PausesSet>(pool).len(), 4);
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .refuses(
                &lender,
                pool,
                &lends.supply("USDC", "10"),
                paused(usdc, SUPPLY),
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &lends.withdraw("USDC", "10"),
                paused(usdc, WITHDRAW),
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &lends.deposit("ETH", "1"),
                paused(eth, COLLATERAL),
            )
            .await;
        stage
            .refuses(&debtor, pool, &borrow, paused(usdc, BORROW))
            .await;
        // Not even the owner's settings end a pause.
        let config = stage
            .read(pool, &IPool::reserveConfigCall { asset: usdc })
            .await
            .config;
        stage
            .does(
                owner,
                pool,
                &IPool::setReserveCall {
                    asset: usdc,
                    config,
                },
            )
            .await;
        stage
            .refuses(&debtor, pool, &borrow, paused(usdc, BORROW))
            .await;
        assert_eq!(
            stage
                .read(pool, &IPool::limitsCall { asset: usdc })
                .await
                .paused,
            ALL
        );
        // What harms nobody goes on.
        stage.does(&debtor, pool, &owes.deposit("ETH", "1")).await;
        stage.does(&debtor, pool, &owes.repay("USDC", "100")).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "1"))
            .await;
        stage
            .does(&lender, pool, &IPool::accrueCall { asset: usdc })
            .await;
        let everything = IPool::repayCall {
            assets: U256::MAX,
            ..owes.repay("USDC", "0")
        };
        stage.does(&debtor, pool, &everything).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "10"))
            .await;
        let back = IPool::unpauseCall {
            asset: usdc,
            what: ALL,
        };
        stage.does(owner, pool, &back).await;
        let out = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        stage.does(&lender, pool, &out).await;
    });
}

#[test]
fn reserves_are_claimed_while_everything_is_paused() {
    travelling(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("USDC"));
        market(stage).await;
        stage.advance(86_400 * 30).await;
        stage
            .does(owner, pool, &IPool::pauseAllCall { what: ALL })
            .await;
        let amount = stage.reserve("USDC").await.reserves;
        let claim = IPool::claimReservesCall {
            asset,
            amount,
            receiver: owner.address(),
        };
        let before = stage.balance("USDC", owner.address()).await;
        stage.does(owner, pool, &claim).await;
        assert_eq!(
            stage.balance("USDC", owner.address()).await,
            before + amount
        );
        stage
            .does(owner, pool, &IPool::payPremiumCall { asset })
            .await;
    });
}
