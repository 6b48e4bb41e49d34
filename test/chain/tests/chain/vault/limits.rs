//! What the `max` views tell, and the exit from an illiquid reserve.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IPool, IUnwinder, IVault};
use ballast_chain_tests::stage::{IToken, travelling};

use super::{OFFSET, Scene, number};

#[test]
fn what_max_tells_can_be_done_and_no_more() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let saver = scene.saver("saver", "1000000").await;
        let (vault, me) = (scene.vault, saver.address());
        assert_eq!(scene.most(Address::ZERO).await, [U256::ZERO; 4]);
        scene.deposit(&saver, scene.usdc("1000")).await;
        scene.loan("400").await;
        stage.advance(3_000_000).await;
        scene.configure(|config| config.supplyCap = 5_000).await;
        stage.node.travel(1_000).await;
        // The cap: at most three units are left.
        let [assets, shares, ..] = scene.most(me).await;
        let deposit = |assets| IVault::depositCall {
            assets,
            receiver: me,
        };
        let beyond = stage
            .refuses_as::<_, IPool::CapExceeded>(&saver, vault, &deposit(assets + number(4)))
            .await;
        assert_eq!(beyond.cap, scene.usdc("5000"));
        let snapshot = stage.node.snapshot().await;
        stage.does(&saver, vault, &deposit(assets)).await;
        let [left, ..] = scene.most(me).await;
        assert!(left <= number(3), "{left}");
        stage.node.revert(&snapshot).await;
        let mint = |shares| IVault::mintCall {
            shares,
            receiver: me,
        };
        stage
            .refuses_as::<_, IPool::CapExceeded>(&saver, vault, &mint(shares + number(5 * OFFSET)))
            .await;
        stage.does(&saver, vault, &mint(shares)).await;
        scene.configure(|config| config.supplyCap = 10).await;
        let [assets, shares, ..] = scene.most(me).await;
        assert_eq!((assets, shares), (U256::ZERO, U256::ZERO));
        // Cash: somebody borrows nearly all.
        scene.configure(|config| config.supplyCap = 1_000_000).await;
        let rich = stage.rich("rich", &[("ETH", "100")]).await;
        stage.deposit(&rich, "ETH", "100").await;
        let cash = stage.reserve("USDC").await.cash;
        let borrow = IPool::borrowCall {
            asset: scene.asset,
            assets: cash - number(777_777),
            account: rich.address(),
            receiver: rich.address(),
        };
        stage.does(&rich, stage.pool(), &borrow).await;
        let [_, _, assets, shares] = scene.most(me).await;
        assert_eq!(assets, number(777_777));
        let withdraw = |assets| IVault::withdrawCall {
            assets,
            receiver: me,
            owner: me,
        };
        let redeem = |shares| IVault::redeemCall {
            shares,
            receiver: me,
            owner: me,
        };
        let expected = IPool::InsufficientCash {
            asset: scene.asset,
            available: number(777_777),
            wanted: number(777_778),
        };
        stage
            .refuses(&saver, vault, &withdraw(number(777_778)), expected)
            .await;
        stage
            .refuses_as::<_, IPool::InsufficientCash>(
                &saver,
                vault,
                &redeem(shares + number(2 * OFFSET)),
            )
            .await;
        let snapshot = stage.node.snapshot().await;
        stage.does(&saver, vault, &withdraw(assets)).await;
        assert_eq!(stage.reserve("USDC").await.cash, U256::ZERO);
        let [_, _, assets, shares_left] = scene.most(me).await;
        assert_eq!((assets, shares_left), (U256::ZERO, U256::ZERO));
        stage.node.revert(&snapshot).await;
        assert!(stage.does(&saver, vault, &redeem(shares)).await.returned >= number(777_776));
        // Everything, once there is cash.
        stage.rich("lender", &[("USDC", "100000")]).await;
        let lender = stage.rich("second", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let [_, _, assets, shares] = scene.most(me).await;
        assert_eq!(shares, scene.shares(me).await);
        assert_eq!(assets, scene.worth(me).await);
        let snapshot = stage.node.snapshot().await;
        assert_eq!(scene.redeem(&saver, shares).await, assets);
        stage.node.revert(&snapshot).await;
        stage.does(&saver, vault, &withdraw(assets)).await;
        let [_, _, assets, _] = scene.most(me).await;
        assert_eq!(assets, U256::ZERO);
    });
}

#[test]
fn who_is_stuck_takes_the_claim_itself() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let (saver, helper) = (
            scene.saver("saver", "1000").await,
            scene.saver("helper", "2000").await,
        );
        let (vault, me) = (scene.vault, saver.address());
        let shares = scene.deposit(&saver, scene.usdc("1000")).await;
        scene.loan("1000").await;
        stage.node.travel(1_000_000).await;
        assert_eq!(stage.reserve("USDC").await.cash, U256::ZERO);
        assert_eq!(scene.most(me).await[2], U256::ZERO);
        // The helper lends the vault tokens for the call and needs the owner's leave.
        let call = IVault::redeemInKindCall {
            shares,
            receiver: me,
            owner: me,
        };
        let refused = IVault::ERC20InsufficientAllowance {
            spender: helper.address(),
            allowance: U256::ZERO,
            needed: shares,
        };
        stage.refuses(&helper, vault, &call, refused).await;
        stage
            .does(
                &saver,
                vault,
                &IVault::approveCall {
                    spender: helper.address(),
                    value: shares,
                },
            )
            .await;
        let worth = scene.worth(me).await;
        assert!(worth > scene.usdc("1000"));
        let before = stage.reserve("USDC").await;
        let done = stage.does(&helper, vault, &call).await;
        assert_eq!(done.returned, worth);
        let event = done.event::<IVault::RedeemedInKind>(vault);
        assert_eq!(
            (event.sender, event.receiver, event.owner),
            (helper.address(), me, me)
        );
        assert_eq!((event.assets, event.shares), (worth, shares));
        assert_eq!(scene.tokens(helper.address()).await, scene.usdc("2000"));
        let claim = stage.position("USDC", me).await.supplied;
        assert!(
            claim <= worth && claim + number(1) >= worth,
            "{claim} of {worth}"
        );
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, U256::ZERO);
        let after = stage.reserve("USDC").await;
        assert_eq!((after.cash, after.debt), (before.cash, before.debt));
        // Whoever has neither tokens nor cap cannot.
        let again = scene.deposit(&helper, scene.usdc("500")).await;
        let call = IVault::redeemInKindCall {
            shares: again,
            receiver: me,
            owner: helper.address(),
        };
        scene.configure(|config| config.supplyCap = 100).await;
        stage
            .refuses_as::<_, IPool::CapExceeded>(&helper, vault, &call)
            .await;
        let rest = scene.tokens(helper.address()).await;
        stage
            .does(
                &helper,
                scene.asset,
                &IToken::transferCall {
                    to: me,
                    amount: rest,
                },
            )
            .await;
        stage
            .refuses(
                &helper,
                vault,
                &call,
                IVault::TransferFailed { token: scene.asset },
            )
            .await;
    });
}

/// While the pool provides for a loss, who leaves the vault bears his part and who comes pays for it.
#[test]
fn previews_and_limits_come_true_while_the_pool_provides_for_a_loss() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let (stays, leaves) = (
            scene.saver("stays", "100000").await,
            scene.saver("leaves", "100000").await,
        );
        for saver in [&stays, &leaves] {
            scene.deposit(saver, scene.usdc("50000")).await;
        }
        let loan = crate::scene::scene(stage).await;
        stage.price("ETH", "1500").await;
        let expect = IUnwinder::expectShortfallCall {
            book: stage.pool(),
            account: loan.account(),
        };
        stage.does(&loan.keeper, stage.unwinder(), &expect).await;
        let position = stage.position("USDC", scene.vault).await;
        assert!(position.withdrawable < position.supplied - scene.usdc("4000"));
        assert_eq!(
            scene.read(&IVault::totalAssetsCall {}).await,
            position.withdrawable
        );
        let [_, _, most, shares] = scene.most(leaves.address()).await;
        assert_eq!(shares, scene.shares(leaves.address()).await);
        assert!(
            most.abs_diff(position.withdrawable / number(2)) <= number(2),
            "{most}"
        );

        // ALL-1: in and out gains nothing; the others are priced as before.
        let worth = scene.worth(stays.address()).await;
        let assets = scene.usdc("1000");
        let preview = scene.read(&IVault::previewDepositCall { assets }).await;
        let minted = scene.deposit(&leaves, assets).await;
        assert_eq!(minted, preview);
        let preview = scene
            .read(&IVault::previewRedeemCall { shares: minted })
            .await;
        let back = scene.redeem(&leaves, minted).await;
        assert_eq!(back, preview);
        assert!(back < assets - scene.usdc("40"), "{back}");
        assert!(scene.worth(stays.address()).await >= worth, "ALL-1");
        let preview = scene.read(&IVault::previewRedeemCall { shares }).await;
        let paid = scene.redeem(&leaves, shares).await;
        assert_eq!(paid, preview);
        assert!(
            paid + number(2) >= most && paid <= most + assets - back,
            "{paid} of {most}"
        );
        assert!(
            scene.worth(stays.address()).await + number(2) >= worth,
            "ALL-1: leaving costs who stay"
        );
    });
}
