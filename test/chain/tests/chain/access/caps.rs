//! Caps of supply, debt and outflow.

use alloy::primitives::U256;
use ballast_bindings::{IOwned, IPool};
use ballast_chain_tests::stage::{test, travelling};

use super::{Verbs, market};

#[test]
fn the_guardian_lowers_caps() {
    test(async |stage| {
        let pool = stage.pool();
        let (lender, debtor) = market(stage).await;
        let guardian = stage.actor("guardian").await;
        let naming = IPool::setGuardianCall {
            guardian: guardian.address(),
        };
        stage.does(&stage.owner, pool, &naming).await;
        let asset = stage.token("USDC");
        let lower = IPool::lowerCapsCall {
            asset,
            supplyCap: 90_000,
            borrowCap: 5_000,
        };
        let caller = lender.address();
        stage
            .refuses(&lender, pool, &lower, IOwned::Unauthorised { caller })
            .await;
        let done = stage.does(&guardian, pool, &lower).await;
        let event = done.event::<IPool::CapsLowered>(pool);
        assert_eq!(
            (event.asset, event.supplyCap, event.borrowCap),
            (asset, 90_000, 5_000)
        );
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        stage
            .refuses_as::<_, IPool::CapExceeded>(&lender, pool, &lends.supply("USDC", "1"))
            .await;
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .refuses_as::<_, IPool::CapExceeded>(&debtor, pool, &owes.borrow("USDC", "1"))
            .await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "1000"))
            .await;
        let raise = IPool::lowerCapsCall {
            supplyCap: u64::MAX,
            borrowCap: u64::MAX,
            ..lower
        };
        let event = stage
            .does(&guardian, pool, &raise)
            .await
            .event::<IPool::CapsLowered>(pool);
        assert_eq!((event.supplyCap, event.borrowCap), (90_000, 5_000));
    });
}

#[test]
fn outflow_is_capped_over_a_window() {
    travelling(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("USDC"));
        let (lender, debtor) = market(stage).await;
        let set = IPool::setLimitsCall {
            asset,
            gated: false,
            outflowCap: 10_000,
            window: 86_400,
        };
        stage.does(owner, pool, &set).await;
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "8000"))
            .await;
        let error: IPool::OutflowExceeded = stage
            .refuses_as(&debtor, pool, &owes.borrow("USDC", "3000"))
            .await;
        assert_eq!(
            (error.asset, error.wanted),
            (asset, stage.amount("USDC", "3000"))
        );
        assert!(error.available >= stage.amount("USDC", "2000"));
        assert!(
            error.available < stage.amount("USDC", "2010"),
            "{}",
            error.available
        );
        // What comes back may leave again.
        stage.does(&debtor, pool, &owes.repay("USDC", "2000")).await;
        stage
            .does(&debtor, pool, &owes.borrow("USDC", "3000"))
            .await;
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        stage
            .refuses_as::<_, IPool::OutflowExceeded>(&lender, pool, &whole)
            .await;
        stage.advance(86_400).await;
        let left = stage
            .read(pool, &IPool::limitsCall { asset })
            .await
            .outflowLeft;
        assert_eq!(left, stage.amount("USDC", "10000"));
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "10000"))
            .await;
        // In and out in one block leaves the room to others as it was.
        stage
            .does(&lender, pool, &lends.supply("USDC", "50000"))
            .await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "50000"))
            .await;
        let left = stage
            .read(pool, &IPool::limitsCall { asset })
            .await
            .outflowLeft;
        assert!(left < stage.amount("USDC", "10"), "{left}");
        // Repaying and collateral know no cap.
        let everything = IPool::repayCall {
            assets: U256::MAX,
            ..owes.repay("USDC", "0")
        };
        stage.does(&debtor, pool, &everything).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "10"))
            .await;
    });
}
