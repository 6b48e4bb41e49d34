//! What is given without being asked for.

use alloy::primitives::U256;
use ballast_bindings::IPool;
use ballast_chain_tests::stage::{IToken, test, travelling};

use crate::scene::scene_at;

#[test]
fn donations_change_nothing() {
    travelling(async |stage| {
        let loan = scene_at(stage, "3000").await;
        let (pool, donor) = (
            stage.pool(),
            stage
                .rich("donor", &[("USDC", "5000000"), ("ETH", "1000")])
                .await,
        );
        let usdc = stage.token("USDC");
        let (before, claim) = (
            stage.reserve("USDC").await,
            stage.position("USDC", loan.lender.address()).await,
        );
        let amount = stage.amount("USDC", "5000000");
        stage
            .does(&donor, usdc, &IToken::transferCall { to: pool, amount })
            .await;
        let ether = stage.amount("ETH", "1000");
        stage
            .does(
                &donor,
                stage.token("ETH"),
                &IToken::transferCall {
                    to: pool,
                    amount: ether,
                },
            )
            .await;
        let (after, same) = (
            stage.reserve("USDC").await,
            stage.position("USDC", loan.lender.address()).await,
        );
        assert_eq!(
            (after.cash, after.supplyShares),
            (before.cash, before.supplyShares)
        );
        assert!(
            same.supplied <= claim.supplied + U256::from(100),
            "a donation is nobody's claim"
        );
        // Nobody can borrow or withdraw it.
        let whale = stage.rich("whale", &[("BTC", "1000")]).await;
        stage.deposit(&whale, "BTC", "1000").await;
        let wanted = before.cash + U256::from(1_000_000);
        let call = IPool::borrowCall {
            asset: usdc,
            assets: wanted,
            account: whale.address(),
            receiver: whale.address(),
        };
        let refusal: IPool::InsufficientCash = stage.refuses_as(&whale, pool, &call).await;
        assert_eq!((refusal.asset, refusal.wanted), (usdc, wanted));
    });
}

#[test]
fn the_first_supplier_cannot_inflate_shares() {
    test(async |stage| {
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        let attacker = stage.rich("attacker", &[("USDC", "1000001")]).await;
        let victim = stage.rich("victim", &[("USDC", "10")]).await;
        let one = IPool::supplyCall {
            asset,
            assets: U256::from(1),
            onBehalf: attacker.address(),
        };
        stage.does(&attacker, pool, &one).await;
        let amount = stage.amount("USDC", "1000000");
        stage
            .does(&attacker, asset, &IToken::transferCall { to: pool, amount })
            .await;
        stage.supply(&victim, "USDC", "10").await;
        let held = stage.position("USDC", victim.address()).await.supplied;
        assert_eq!(held, stage.amount("USDC", "10"));
    });
}
