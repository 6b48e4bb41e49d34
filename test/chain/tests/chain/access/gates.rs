//! Reserves that only allowed accounts enter.

use ballast_bindings::{IOwned, IPool};
use ballast_chain_tests::Actor;
use ballast_chain_tests::stage::test;

use super::{Verbs, market};

#[test]
fn a_gated_reserve_is_entered_by_allowed_accounts_and_left_by_all() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let (lender, debtor) = market(stage).await;
        let gatekeeper = stage.actor("gatekeeper").await;
        let naming = IPool::setGatekeeperCall {
            gatekeeper: gatekeeper.address(),
        };
        let done = stage.does(owner, pool, &naming).await;
        assert_eq!(
            done.event::<IPool::GatekeeperSet>(pool).gatekeeper,
            gatekeeper.address()
        );
        for symbol in ["USDC", "ETH"] {
            let gate = IPool::setLimitsCall {
                asset: stage.token(symbol),
                gated: true,
                outflowCap: 0,
                window: 0,
            };
            let caller = lender.address();
            stage
                .refuses(&lender, pool, &gate, IOwned::Unauthorised { caller })
                .await;
            let event = stage
                .does(owner, pool, &gate)
                .await
                .event::<IPool::LimitsSet>(pool);
            assert_eq!(
                (event.asset, event.gated, event.outflowCap),
                (gate.asset, true, 0)
            );
        }
        let allow = |account| IPool::setAllowedCall {
            account,
            allowed: true,
        };
        let caller = owner.address();
        stage
            .refuses(owner, pool, &allow(caller), IOwned::Unauthorised { caller })
            .await;
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        let refusal = |asset, actor: &Actor| IPool::NotAllowed {
            asset,
            account: actor.address(),
        };
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .refuses(
                &lender,
                pool,
                &lends.supply("USDC", "1"),
                refusal(usdc, &lender),
            )
            .await;
        stage
            .refuses(
                &debtor,
                pool,
                &owes.borrow("USDC", "1"),
                refusal(usdc, &debtor),
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &lends.deposit("ETH", "1"),
                refusal(eth, &lender),
            )
            .await;
        // Whoever is in owes and tops up, and leaves.
        stage.does(&debtor, pool, &owes.deposit("ETH", "1")).await;
        stage.does(&debtor, pool, &owes.repay("USDC", "1000")).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "1"))
            .await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "1000"))
            .await;
        let done = stage
            .does(&gatekeeper, pool, &allow(lender.address()))
            .await;
        let event = done.event::<IPool::AllowedSet>(pool);
        assert_eq!((event.account, event.allowed), (lender.address(), true));
        assert!(
            stage
                .read(
                    pool,
                    &IPool::isAllowedCall {
                        account: lender.address()
                    }
                )
                .await
        );
        stage
            .does(&lender, pool, &lends.supply("USDC", "1000"))
            .await;
        stage.does(&lender, pool, &lends.deposit("ETH", "1")).await;
        // What counts is whose position grows: nobody enters in another's name.
        let other = IPool::supplyCall {
            onBehalf: debtor.address(),
            ..lends.supply("USDC", "1")
        };
        stage
            .refuses(&lender, pool, &other, refusal(usdc, &debtor))
            .await;
    });
}
