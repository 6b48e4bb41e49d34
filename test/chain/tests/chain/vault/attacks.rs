//! Who inflates an empty vault, and tokens that call back.

use alloy::primitives::{B256, U256};
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{IOwned, IPool, IVault};
use ballast_chain_tests::stage::{IToken, test};

use super::{OFFSET, Scene, fresh_vault, number};
use crate::zoo::{IReentering, list};

#[test]
fn nobody_is_robbed_by_inflating_an_empty_vault() {
    test(async |stage| {
        let scene = Scene::new(stage);
        let (thief, victim) = (
            scene.saver("thief", "100000").await,
            scene.saver("victim", "1000").await,
        );
        scene.deposit(&thief, number(1)).await;
        // Donations: tokens count for nothing, supply in the vault's name is everybody's.
        let gift = IToken::transferCall {
            to: scene.vault,
            amount: scene.usdc("10000"),
        };
        stage.does(&thief, scene.asset, &gift).await;
        assert_eq!(scene.read(&IVault::totalAssetsCall {}).await, number(1));
        let gift = IPool::supplyCall {
            asset: scene.asset,
            assets: scene.usdc("10000"),
            onBehalf: scene.vault,
        };
        stage.does(&thief, stage.pool(), &gift).await;
        scene.deposit(&victim, scene.usdc("1000")).await;
        let kept = scene.worth(victim.address()).await;
        assert!(kept >= scene.usdc("999.98"), "{kept}");
        let shares = scene.shares(thief.address()).await;
        let got = scene.redeem(&thief, shares).await;
        assert!(
            got < scene.usdc("5001"),
            "the thief gave 20,000 and got {got}"
        );
        // A deposit that would mint nothing is refused.
        let tiny = IVault::depositCall {
            assets: U256::ZERO,
            receiver: thief.address(),
        };
        assert_eq!(
            stage.does(&thief, scene.vault, &tiny).await.returned,
            U256::ZERO
        );
        let fresh = Scene {
            vault: fresh_vault(stage, "USDC", stage.pool()).await,
            ..Scene::new(stage)
        };
        stage.approve_at(fresh.asset, &thief, fresh.vault).await;
        let gift = IPool::supplyCall {
            asset: fresh.asset,
            assets: scene.usdc("5"),
            onBehalf: fresh.vault,
        };
        stage.does(&thief, stage.pool(), &gift).await;
        let call = IVault::depositCall {
            assets: number(1),
            receiver: thief.address(),
        };
        stage
            .refuses(&thief, fresh.vault, &call, IVault::ZeroAmount {})
            .await;
    });
}

#[test]
fn tokens_that_call_back_find_a_closed_door_and_move_no_price() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let asset = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let arguments = (me, stage.pool(), asset, B256::ZERO, B256::ZERO).abi_encode_params();
        let vault = stage.construct("vault", &arguments).await.expect("vault");
        stage.approve_at(asset, &user, vault).await;
        let ten = U256::from(10).pow(U256::from(19));
        stage
            .does(
                &user,
                vault,
                &IVault::depositCall {
                    assets: ten,
                    receiver: me,
                },
            )
            .await;
        let arm = async |target, data: Vec<u8>| {
            let call = IReentering::armCall {
                target,
                data: data.into(),
            };
            stage.does(&user, asset, &call).await;
        };
        let shares = number(OFFSET);
        let verbs = [
            IVault::depositCall {
                assets: number(1),
                receiver: me,
            }
            .abi_encode(),
            IVault::mintCall {
                shares,
                receiver: me,
            }
            .abi_encode(),
            IVault::withdrawCall {
                assets: number(1),
                receiver: me,
                owner: me,
            }
            .abi_encode(),
            IVault::redeemCall {
                shares,
                receiver: me,
                owner: me,
            }
            .abi_encode(),
            IVault::redeemInKindCall {
                shares,
                receiver: me,
                owner: me,
            }
            .abi_encode(),
        ];
        for data in verbs {
            arm(vault, data).await;
            stage
                .does(
                    &user,
                    vault,
                    &IVault::depositCall {
                        assets: number(10),
                        receiver: me,
                    },
                )
                .await;
            assert!(!stage.read(asset, &IReentering::succeededCall {}).await);
            let answer = stage.read(asset, &IReentering::answerCall {}).await;
            assert_eq!(answer.to_vec(), IOwned::Reentered {}.abi_encode());
        }
        // The price during the call is the price before it.
        let worth = IVault::convertToAssetsCall {
            shares: ten * number(OFFSET),
        };
        let before = stage.read(vault, &worth).await;
        arm(vault, worth.abi_encode()).await;
        stage
            .does(
                &user,
                vault,
                &IVault::mintCall {
                    shares: ten * number(OFFSET),
                    receiver: me,
                },
            )
            .await;
        let during = stage.read(asset, &IReentering::answerCall {}).await;
        assert_eq!(U256::from_be_slice(&during), before);
        // Whoever moves the price while tokens are pulled for a fixed number of shares is refused: the token itself
        // supplies in the vault's name, which it can before anything of the pool runs.
        stage
            .does(
                &user,
                asset,
                &IToken::mintCall {
                    account: asset,
                    amount: ten,
                },
            )
            .await;
        let approve = IToken::approveCall {
            spender: stage.pool(),
            amount: U256::MAX,
        };
        arm(asset, approve.abi_encode()).await;
        stage
            .does(
                &user,
                asset,
                &IToken::transferCall {
                    to: me,
                    amount: U256::ZERO,
                },
            )
            .await;
        let gift = IPool::supplyCall {
            asset,
            assets: ten / number(2),
            onBehalf: vault,
        };
        arm(stage.pool(), gift.abi_encode()).await;
        let mint = IVault::mintCall {
            shares: ten * number(OFFSET),
            receiver: me,
        };
        stage
            .refuses(&user, vault, &mint, IOwned::Reentered {})
            .await;
        let held = stage
            .read(vault, &IVault::balanceOfCall { account: me })
            .await;
        let in_kind = IVault::redeemInKindCall {
            shares: held / number(4),
            receiver: me,
            owner: me,
        };
        stage
            .refuses(&user, vault, &in_kind, IOwned::Reentered {})
            .await;
    });
}
