//! Deposits and withdrawals, their previews, and what is refused.

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{IOwned, IVault};
use ballast_chain_tests::stage::{test, travelling};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::{OFFSET, Scene, number};

#[test]
fn it_is_a_token_named_after_its_asset() {
    test(async |stage| {
        let scene = Scene::new(stage);
        assert_eq!(scene.read(&IVault::nameCall {}).await, "Ballast USDC");
        assert_eq!(scene.read(&IVault::symbolCall {}).await, "bUSDC");
        assert_eq!(scene.read(&IVault::decimalsCall {}).await, 12);
        assert_eq!(scene.read(&IVault::assetCall {}).await, scene.asset);
        assert_eq!(scene.read(&IVault::poolCall {}).await, stage.pool());
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, U256::ZERO);
        assert_eq!(scene.read(&IVault::totalAssetsCall {}).await, U256::ZERO);
        let fees = scene.read(&IVault::feesCall {}).await;
        assert_eq!(
            (fees.performance, fees.management, fees.recipient),
            (0, 0, Address::ZERO)
        );
    });
}

#[test]
fn deposits_lend_to_the_pool_and_withdrawals_take_back() {
    test(async |stage| {
        let scene = Scene::new(stage);
        let (saver, friend) = (
            scene.saver("saver", "1000").await,
            stage.actor("friend").await,
        );
        let (vault, me, other) = (scene.vault, saver.address(), friend.address());
        let assets = scene.usdc("400");
        let shares = assets * number(OFFSET);
        let done = stage
            .does(
                &saver,
                vault,
                &IVault::depositCall {
                    assets,
                    receiver: other,
                },
            )
            .await;
        assert_eq!(done.returned, shares);
        let event = done.event::<IVault::Deposit>(vault);
        assert_eq!(
            (event.sender, event.owner, event.assets, event.shares),
            (me, other, assets, shares)
        );
        let event = done.event::<IVault::Transfer>(vault);
        assert_eq!(
            (event.from, event.to, event.value),
            (Address::ZERO, other, shares)
        );
        assert_eq!(stage.position("USDC", vault).await.supplied, assets);
        assert_eq!(scene.tokens(vault).await, U256::ZERO);
        assert_eq!(scene.read(&IVault::totalAssetsCall {}).await, assets);
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, shares);
        assert_eq!(scene.shares(other).await, shares);

        let quarter = shares / number(4);
        let mint = IVault::mintCall {
            shares: quarter,
            receiver: me,
        };
        assert_eq!(
            stage.does(&saver, vault, &mint).await.returned,
            scene.usdc("100")
        );

        let withdraw = IVault::withdrawCall {
            assets: scene.usdc("100"),
            receiver: me,
            owner: other,
        };
        let done = stage.does(&friend, vault, &withdraw).await;
        assert_eq!(done.returned, quarter);
        let event = done.event::<IVault::Withdraw>(vault);
        assert_eq!(
            (event.sender, event.receiver, event.owner),
            (other, me, other)
        );
        assert_eq!((event.assets, event.shares), (withdraw.assets, quarter));
        let event = done.event::<IVault::Transfer>(vault);
        assert_eq!(
            (event.from, event.to, event.value),
            (other, Address::ZERO, quarter)
        );
        assert_eq!(scene.tokens(me).await, scene.usdc("600"));
        assert_eq!(
            scene.redeem(&friend, shares - quarter).await,
            scene.usdc("300")
        );
        assert_eq!(scene.tokens(other).await, scene.usdc("300"));
        assert_eq!(scene.redeem(&saver, quarter).await, scene.usdc("100"));
        assert_eq!(scene.read(&IVault::totalSupplyCall {}).await, U256::ZERO);
        assert_eq!(stage.position("USDC", vault).await.supplied, U256::ZERO);
    });
}

#[test]
fn it_refuses_nobody_too_much_and_what_mints_nothing() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let saver = scene.saver("saver", "1000").await;
        let (vault, me) = (scene.vault, saver.address());
        let nobody = Address::ZERO;
        let shares = scene.deposit(&saver, scene.usdc("100")).await;
        let zero = IOwned::ZeroAddress {};
        let deposit = |assets, receiver| IVault::depositCall { assets, receiver };
        let redeem = |shares, receiver| IVault::redeemCall {
            shares,
            receiver,
            owner: me,
        };
        let one = number(1);
        stage
            .refuses(&saver, vault, &deposit(one, nobody), zero.clone())
            .await;
        stage
            .refuses(
                &saver,
                vault,
                &IVault::mintCall {
                    shares: one,
                    receiver: nobody,
                },
                zero.clone(),
            )
            .await;
        stage
            .refuses(&saver, vault, &redeem(one, nobody), zero.clone())
            .await;
        let withdraw = IVault::withdrawCall {
            assets: one,
            receiver: nobody,
            owner: me,
        };
        stage.refuses(&saver, vault, &withdraw, zero.clone()).await;
        let in_kind = IVault::redeemInKindCall {
            shares: one,
            receiver: nobody,
            owner: me,
        };
        stage.refuses(&saver, vault, &in_kind, zero).await;
        let short = IVault::ERC20InsufficientBalance {
            sender: me,
            balance: shares,
            needed: shares + one,
        };
        stage
            .refuses(&saver, vault, &redeem(shares + one, me), short)
            .await;
        stage
            .refuses_as::<_, IVault::ERC20InsufficientBalance>(
                &saver,
                vault,
                &redeem(U256::MAX, me),
            )
            .await;
        // More than the saver has, or than there can be.
        let failed = IVault::TransferFailed { token: scene.asset };
        stage
            .refuses(&saver, vault, &deposit(scene.usdc("901"), me), failed)
            .await;
        let mint = IVault::mintCall {
            shares: U256::MAX,
            receiver: me,
        };
        let failed = IVault::TransferFailed { token: scene.asset };
        stage.refuses(&saver, vault, &mint, failed).await;
        let call = IVault::convertToSharesCall { assets: U256::MAX };
        stage
            .refuses_as::<_, IOwned::RiskCalculation>(&saver, vault, &call)
            .await;
        // Nothing for nothing, and dust may be burned for nothing.
        assert_eq!(scene.deposit(&saver, U256::ZERO).await, U256::ZERO);
        assert_eq!(scene.redeem(&saver, U256::ZERO).await, U256::ZERO);
        assert_eq!(scene.redeem(&saver, one).await, U256::ZERO);
        assert_eq!(scene.shares(me).await, shares - one);
        // An unknown pool and an asset without reserve are refused at construction.
        let build = async |pool: Address, asset: Address| {
            let arguments = (me, pool, asset, B256::ZERO, B256::ZERO).abi_encode_params();
            stage
                .construct("vault", &arguments)
                .await
                .expect_err("constructor")
                .to_string()
        };
        let failed = |target: Address| format!("{:?}", IVault::CallFailed { target });
        let (oracle, pool) = (stage.oracle(), stage.pool());
        assert!(build(oracle, scene.asset).await.contains(&failed(oracle)));
        assert!(build(me, scene.asset).await.contains(&failed(me)));
        assert!(build(pool, me).await.contains("TransferFailed"));
        assert!(build(nobody, scene.asset).await.contains("ZeroAddress"));
        let stray = stage.create(&stage.owner, "ReenteringToken", &[]).await;
        assert!(build(pool, stray).await.contains(&failed(pool)));
        let taker = stage.create(&stage.owner, "FeeToken", &[]).await;
        assert!(build(pool, taker).await.contains(&failed(pool)));
    });
}

/// In states with interest, fees and others' shares: what previews say comes true, no way there and back gains, nobody
/// else loses more than rounding.
#[test]
fn previews_come_true_and_round_trips_gain_nothing() {
    travelling(async |stage| {
        let scene = Scene::new(stage);
        let mut random = StdRng::seed_from_u64(4_626);
        let (saver, other) = (
            scene.saver("saver", "10000000").await,
            scene.saver("other", "1000000").await,
        );
        let (vault, me, them) = (scene.vault, saver.address(), other.address());
        scene.deposit(&other, scene.usdc("50000.000001")).await;
        let recipient = stage.actor("recipient").await.address();
        let fees = IVault::setFeesCall {
            performance: 1_000,
            management: 100,
            recipient,
        };
        stage.does(&stage.owner, vault, &fees).await;
        scene.loan("40000").await;
        for round in 0..24 {
            if round % 3 == 0 {
                stage.advance(random.random_range(1..2_000_000)).await;
            }
            let assets = number(10u64.pow(random.random_range(0..12)))
                + number(random.random_range(0..1_000));
            let theirs = scene.worth(them).await;
            let before = scene.tokens(me).await;
            let in_by_assets = random.random_bool(0.5);
            let (paid, got) = if in_by_assets {
                let preview = scene.read(&IVault::previewDepositCall { assets }).await;
                let shares = scene.deposit(&saver, assets).await;
                assert_eq!(shares, preview, "deposit of {assets}");
                assert!(
                    shares
                        <= scene.read(&IVault::convertToSharesCall { assets }).await
                            + number(OFFSET)
                );
                (assets, shares)
            } else {
                let shares = assets * number(OFFSET) + number(random.random_range(0..OFFSET));
                let preview = scene.read(&IVault::previewMintCall { shares }).await;
                let call = IVault::mintCall {
                    shares,
                    receiver: me,
                };
                let paid = stage.does(&saver, vault, &call).await.returned;
                assert_eq!(paid, preview, "mint of {shares}");
                assert!(paid >= scene.read(&IVault::convertToAssetsCall { shares }).await);
                (paid, shares)
            };
            assert_eq!(scene.tokens(me).await, before - paid);
            assert_eq!(scene.shares(me).await, got);
            let back = if random.random_bool(0.5) {
                let preview = scene.read(&IVault::previewRedeemCall { shares: got }).await;
                let back = scene.redeem(&saver, got).await;
                assert_eq!(back, preview, "redemption of {got}");
                back
            } else {
                let most = scene.read(&IVault::maxWithdrawCall { owner: me }).await;
                let preview = scene
                    .read(&IVault::previewWithdrawCall { assets: most })
                    .await;
                let call = IVault::withdrawCall {
                    assets: most,
                    receiver: me,
                    owner: me,
                };
                assert_eq!(
                    stage.does(&saver, vault, &call).await.returned,
                    preview,
                    "withdrawal of {most}"
                );
                assert!(preview <= got);
                most
            };
            assert!(back <= paid, "round {round}: {paid} in, {back} out");
            assert_eq!(scene.tokens(me).await, before - paid + back);
            // What is left of shares is worth less than a unit.
            let dust = scene.shares(me).await;
            scene.redeem(&saver, dust).await;
            let after = scene.worth(them).await;
            assert!(
                after + number(1) >= theirs,
                "round {round}: the others had {theirs}, have {after}"
            );
        }
        let total = scene.read(&IVault::totalAssetsCall {}).await;
        assert!(scene.worth(them).await + scene.worth(recipient).await <= total);
        assert!(total > scene.usdc("50000.000001"), "interest came: {total}");
    });
}
