//! Tokens that call back in the middle of a transfer.

use alloy::primitives::{Bytes, U256};
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{IInsurance, IOwned, IPool, IUnwinder};
use ballast_chain_tests::stage::{test, travelling};

use super::{IReentering, list, verbs};
use crate::scene::wad;

#[test]
fn tokens_that_reenter_are_refused_at_every_verb() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let asset = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let ten = wad() * U256::from(10);
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset,
                    assets: ten,
                    onBehalf: me,
                },
            )
            .await;
        // The token has collateral and shares of its own, so that nothing but the lock stops it.
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset,
                    assets: ten,
                    onBehalf: asset,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::depositCollateralCall {
                    asset,
                    amount: ten,
                    onBehalf: asset,
                },
            )
            .await;
        for (name, target, data) in verbs(stage, asset, me)
            .into_iter()
            .filter(|(_, target, _)| *target == pool)
        {
            stage
                .does(
                    &user,
                    asset,
                    &IReentering::armCall {
                        target,
                        data: data.into(),
                    },
                )
                .await;
            let outer = IPool::supplyCall {
                asset,
                assets: wad(),
                onBehalf: me,
            };
            stage.does(&user, pool, &outer).await;
            assert!(
                !stage.read(asset, &IReentering::succeededCall {}).await,
                "{name} was entered"
            );
            let reason = stage.read(asset, &IReentering::answerCall {}).await;
            assert_eq!(
                reason,
                Bytes::from(IOwned::Reentered {}.abi_encode()),
                "{name}"
            );
        }
        // Out of every other verb too.
        let data = IPool::withdrawCall {
            asset,
            assets: U256::from(1),
            account: me,
            receiver: me,
        }
        .abi_encode();
        stage
            .does(
                &user,
                asset,
                &IReentering::armCall {
                    target: pool,
                    data: data.into(),
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::depositCollateralCall {
                    asset,
                    amount: ten,
                    onBehalf: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::borrowCall {
                    asset,
                    assets: wad(),
                    account: me,
                    receiver: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::repayCall {
                    asset,
                    assets: U256::MAX,
                    onBehalf: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::withdrawCollateralCall {
                    asset,
                    amount: wad(),
                    account: me,
                    receiver: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::withdrawCall {
                    asset,
                    assets: wad(),
                    account: me,
                    receiver: me,
                },
            )
            .await;
        assert!(!stage.read(asset, &IReentering::succeededCall {}).await);
        assert!(stage.read(asset, &IReentering::callsCall {}).await >= U256::from(13));
    });
}

#[test]
fn views_read_from_within_a_transfer_show_the_state_after_it() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let asset = list(stage, "ReenteringToken", &user).await;
        let data = IPool::positionCall {
            asset,
            account: user.address(),
        }
        .abi_encode();
        stage
            .does(
                &user,
                asset,
                &IReentering::armCall {
                    target: pool,
                    data: data.into(),
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset,
                    assets: wad(),
                    onBehalf: user.address(),
                },
            )
            .await;
        assert!(stage.read(asset, &IReentering::succeededCall {}).await);
        let answer = stage.read(asset, &IReentering::answerCall {}).await;
        let seen = IPool::positionCall::abi_decode_returns_validate(&answer).expect("position");
        assert_eq!(seen.supplied, wad());
    });
}

#[test]
fn funds_lock_too() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let token = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let fund = stage
            .construct("insurance", &(me, token).abi_encode_params())
            .await
            .expect("fund");
        stage.approve_at(token, &user, fund).await;
        let one = U256::from(1);
        for data in [
            IInsurance::depositCall {
                assets: one,
                receiver: me,
            }
            .abi_encode(),
            IInsurance::redeemCall {
                shares: one,
                receiver: me,
                owner: me,
            }
            .abi_encode(),
            IInsurance::coverCall { wanted: one }.abi_encode(),
        ] {
            stage
                .does(
                    &user,
                    token,
                    &IReentering::armCall {
                        target: fund,
                        data: data.into(),
                    },
                )
                .await;
            stage
                .does(
                    &user,
                    fund,
                    &IInsurance::depositCall {
                        assets: wad(),
                        receiver: me,
                    },
                )
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let reason = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(reason, Bytes::from(IOwned::Reentered {}.abi_encode()));
        }
    });
}

#[test]
fn a_fill_cannot_be_entered_again() {
    travelling(async |stage| {
        let (pool, unwinder) = (stage.pool(), stage.unwinder());
        let user = stage.rich("user", &[("USDC", "100000")]).await;
        let lender = stage.rich("lender", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let asset = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let deposit = IPool::depositCollateralCall {
            asset,
            amount: wad() * U256::from(10),
            onBehalf: me,
        };
        stage.does(&user, pool, &deposit).await;
        stage.borrow(&user, "USDC", "23000").await;
        stage.settle_at("ETH", "2740").await;
        stage
            .does(
                &user,
                unwinder,
                &IUnwinder::openCall {
                    book: pool,
                    account: me,
                },
            )
            .await;
        stage.advance(300).await;
        let fill = IUnwinder::fillCall {
            book: pool,
            account: me,
            collateralAsset: asset,
            debtAsset: stage.token("USDC"),
            collateralAmount: wad() / U256::from(1_000),
            repayLimit: U256::MAX,
            receiver: me,
        };
        for data in [
            fill.abi_encode(),
            IUnwinder::observeCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
            IUnwinder::closeCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
            IUnwinder::resolveCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
            IUnwinder::openCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
        ] {
            stage
                .does(
                    &user,
                    asset,
                    &IReentering::armCall {
                        target: unwinder,
                        data: data.into(),
                    },
                )
                .await;
            stage.does(&user, unwinder, &fill).await;
            assert!(!stage.read(asset, &IReentering::succeededCall {}).await);
            let reason = stage.read(asset, &IReentering::answerCall {}).await;
            assert_eq!(reason, Bytes::from(IOwned::Reentered {}.abi_encode()));
        }
    });
}
