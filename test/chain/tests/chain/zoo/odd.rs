//! Tokens that take fees, return nothing, fail or lie.

use alloy::primitives::{B256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{IInsurance, IPool, IVault};
use ballast_chain_tests::stage::test;

use super::{FALSE, FALSE_ALARM, IMoody, LIES, REVERTS, balance, list, state};
use crate::scene::wad;

#[test]
fn tokens_that_take_fees_are_refused() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let token = list(stage, "FeeToken", &user).await;
        let (amount, received) = (U256::from(1_000), U256::from(990));
        let expected = IPool::TransferMismatch {
            token,
            expected: amount,
            received,
        };
        let supply = IPool::supplyCall {
            asset: token,
            assets: amount,
            onBehalf: user.address(),
        };
        stage
            .refuses(&user, stage.pool(), &supply, expected.clone())
            .await;
        let deposit = IPool::depositCollateralCall {
            asset: token,
            amount,
            onBehalf: user.address(),
        };
        stage.refuses(&user, stage.pool(), &deposit, expected).await;
        assert_eq!(balance(stage, token, stage.pool()).await, U256::ZERO);

        let fund = stage
            .construct("insurance", &(user.address(), token).abi_encode_params())
            .await
            .expect("fund");
        stage.approve_at(token, &user, fund).await;
        let stake = IInsurance::depositCall {
            assets: amount,
            receiver: user.address(),
        };
        stage
            .refuses(
                &user,
                fund,
                &stake,
                IInsurance::TransferMismatch {
                    token,
                    expected: amount,
                    received,
                },
            )
            .await;

        let unnamed = B256::ZERO;
        let arguments = (user.address(), stage.pool(), token, unnamed, unnamed).abi_encode_params();
        let vault = stage.construct("vault", &arguments).await.expect("vault");
        stage.approve_at(token, &user, vault).await;
        let deposit = IVault::depositCall {
            assets: amount,
            receiver: user.address(),
        };
        let expected = IVault::TransferMismatch {
            token,
            expected: amount,
            received,
        };
        stage.refuses(&user, vault, &deposit, expected).await;
    });
}

#[test]
fn tokens_that_return_nothing_work() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let token = list(stage, "SilentToken", &user).await;
        let me = user.address();
        let hundred = wad() * U256::from(100);
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset: token,
                    assets: hundred,
                    onBehalf: me,
                },
            )
            .await;
        let deposit = IPool::depositCollateralCall {
            asset: token,
            amount: hundred,
            onBehalf: me,
        };
        stage.does(&user, pool, &deposit).await;
        stage
            .does(
                &user,
                pool,
                &IPool::borrowCall {
                    asset: token,
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
                    asset: token,
                    assets: U256::MAX,
                    onBehalf: me,
                },
            )
            .await;
        let back = IPool::withdrawCollateralCall {
            asset: token,
            amount: U256::MAX,
            account: me,
            receiver: me,
        };
        stage.does(&user, pool, &back).await;
        stage
            .does(
                &user,
                pool,
                &IPool::withdrawCall {
                    asset: token,
                    assets: U256::MAX,
                    account: me,
                    receiver: me,
                },
            )
            .await;
        let left = wad() * U256::from(1_000) - balance(stage, token, me).await;
        assert!(left <= U256::from(2), "{left} units stay behind");
    });
}

#[test]
fn tokens_that_fail_or_lie_change_nothing() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let token = list(stage, "MoodyToken", &user).await;
        let me = user.address();
        let turn = async |mood| drop(stage.does(&user, token, &IMoody::becomeCall { mood }).await);
        let ten = wad() * U256::from(10);
        let supply = IPool::supplyCall {
            asset: token,
            assets: ten,
            onBehalf: me,
        };
        let deposit = IPool::depositCollateralCall {
            asset: token,
            amount: ten,
            onBehalf: me,
        };
        stage.does(&user, pool, &supply).await;
        stage.does(&user, pool, &deposit).await;
        let (before, held) = (state(stage, token).await, balance(stage, token, me).await);
        let failed = IPool::TransferFailed { token };
        for mood in [FALSE, REVERTS, FALSE_ALARM] {
            turn(mood).await;
            stage.refuses(&user, pool, &supply, failed.clone()).await;
            stage.refuses(&user, pool, &deposit, failed.clone()).await;
            let out = IPool::withdrawCall {
                asset: token,
                assets: wad(),
                account: me,
                receiver: me,
            };
            stage.refuses(&user, pool, &out, failed.clone()).await;
            let back = IPool::withdrawCollateralCall {
                asset: token,
                amount: wad(),
                account: me,
                receiver: me,
            };
            stage.refuses(&user, pool, &back, failed.clone()).await;
            let borrow = IPool::borrowCall {
                asset: token,
                assets: wad(),
                account: me,
                receiver: me,
            };
            stage.refuses(&user, pool, &borrow, failed.clone()).await;
        }
        turn(LIES).await;
        let lie = IPool::TransferMismatch {
            token,
            expected: ten,
            received: U256::ZERO,
        };
        stage.refuses(&user, pool, &supply, lie.clone()).await;
        stage.refuses(&user, pool, &deposit, lie).await;
        assert_eq!(state(stage, token).await, before);
        assert_eq!(balance(stage, token, me).await, held);
    });
}
