//! Verbs that call back before they are paid, and who may enter the pool meanwhile.

use alloy::primitives::{Bytes, U256};
use alloy::sol_types::{SolCall, SolError};
use ballast_bindings::{ICallbacks, IDebtBook, IOwned, IPool};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{IToken, test};

use crate::scene::wad;
use crate::script::{answer, attempt, borrow, callback, data, run, scripted, step, swap};
use crate::zoo::{IReentering, list, verbs};

/// A pool that has USDC to lend.
async fn lent(stage: &Stage) {
    let lender = stage.rich("lender", &[("USDC", "100000")]).await;
    stage.supply(&lender, "USDC", "100000").await;
}

#[test]
fn collateral_is_bought_with_what_it_lets_one_borrow_and_sold_for_what_it_stood_for() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        let account = scripted(stage, &[("ETH", "1")]).await;
        let maker = scripted(stage, &[("ETH", "2"), ("USDC", "100")]).await;
        let (eth, usdc) = (stage.token("ETH"), stage.token("USDC"));

        let mut steps = vec![step(pool, &borrow(stage, account, "USDC", "6000"))];
        steps.extend(swap(stage, maker, account, ("USDC", "6000"), ("ETH", "2")));
        let lever = IPool::depositCollateralAndCallCall {
            asset: eth,
            amount: stage.amount("ETH", "3"),
            onBehalf: account,
            data: data(&steps),
        };
        let done = stage
            .does(owner, account, &run(vec![step(pool, &lever)]))
            .await;
        let event = done.event::<IPool::CollateralDeposited>(pool);
        assert_eq!((event.payer, event.account), (account, account));
        let told = (ICallbacks::onDepositCollateralCall::SELECTOR, lever.amount);
        let seen = callback(stage, account, 0).await;
        assert_eq!(
            (&seen[..4], &seen[4..]),
            (&told.0[..], &told.1.to_be_bytes::<32>()[..])
        );
        assert_eq!(
            stage.position("ETH", account).await.collateral,
            lever.amount
        );
        let owed = stage.amount("USDC", "6000");
        assert_eq!(stage.position("USDC", account).await.debt, owed);

        let out = IPool::withdrawCollateralCall {
            asset: eth,
            amount: U256::MAX,
            account,
            receiver: account,
        };
        let mut steps = vec![step(pool, &out)];
        steps.extend(swap(stage, maker, account, ("ETH", "2"), ("USDC", "6001")));
        let unlever = IPool::repayAndCallCall {
            asset: usdc,
            assets: U256::MAX,
            onBehalf: account,
            data: data(&steps),
        };
        stage
            .does(owner, account, &run(vec![step(pool, &unlever)]))
            .await;
        let seen = callback(stage, account, 1).await;
        assert_eq!(seen[..4], ICallbacks::onRepayCall::SELECTOR);
        let repaid = U256::from_be_slice(&seen[4..]);
        assert!(repaid >= owed && repaid <= owed + U256::from(1_000_000));
        let left = stage.position("USDC", account).await;
        assert_eq!(left.debtShares, U256::ZERO);
        assert_eq!(stage.position("ETH", account).await.collateral, U256::ZERO);
        assert_eq!(
            stage.balance("ETH", account).await,
            stage.amount("ETH", "1")
        );
    });
}

#[test]
fn supply_calls_back_too_and_counts_the_shares_before_it_is_paid() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let account = scripted(stage, &[]).await;
        let maker = scripted(stage, &[("USDC", "100")]).await;
        let asset = stage.token("USDC");
        let position = IPool::positionCall { asset, account };
        let [give, take] = swap(stage, maker, account, ("ETH", "0"), ("USDC", "70"));
        let call = IPool::supplyAndCallCall {
            asset,
            assets: stage.amount("USDC", "70"),
            onBehalf: account,
            data: data(&[step(pool, &position), give, take]),
        };
        stage
            .does(owner, account, &run(vec![step(pool, &call)]))
            .await;
        let seen = answer(stage, account, 0).await;
        let seen = IPool::positionCall::abi_decode_returns_validate(&seen).expect("position");
        assert_eq!(seen.supplied, call.assets);
        assert_eq!(stage.position("USDC", account).await, seen);
        let told = callback(stage, account, 0).await;
        assert_eq!(told[..4], ICallbacks::onSupplyCall::SELECTOR);
        // Only contracts can be called back: an account without code has nothing to answer with.
        let user = stage.rich("user", &[("USDC", "70")]).await;
        let plain = IPool::supplyAndCallCall {
            onBehalf: user.address(),
            data: Bytes::new(),
            ..call
        };
        stage.does(&user, pool, &plain).await;
        assert_eq!(
            stage.position("USDC", user.address()).await.supplied,
            plain.assets
        );
    });
}

#[test]
fn a_callback_that_reverts_or_does_not_pay_undoes_everything() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        let account = scripted(stage, &[("USDC", "1")]).await;
        let asset = stage.token("ETH");
        let before = (stage.reserve("ETH").await, stage.reserve("USDC").await);
        let deposit = |steps: &[_]| IPool::depositCollateralAndCallCall {
            asset,
            amount: stage.amount("ETH", "3"),
            onBehalf: account,
            data: data(steps),
        };
        // Borrowed against collateral that never comes.
        let unpaid = deposit(&[step(pool, &borrow(stage, account, "USDC", "6000"))]);
        let unpaid = run(vec![step(pool, &unpaid)]);
        stage
            .refuses(
                owner,
                account,
                &unpaid,
                IPool::TransferFailed { token: asset },
            )
            .await;
        // Its own revert data.
        let greedy = deposit(&[step(pool, &borrow(stage, account, "USDC", "60000"))]);
        let greedy = run(vec![step(pool, &greedy)]);
        let _: IPool::Unhealthy = stage.refuses_as(owner, account, &greedy).await;
        let after = (stage.reserve("ETH").await, stage.reserve("USDC").await);
        assert_eq!(before, after);
        assert_eq!(stage.position("ETH", account).await.collateral, U256::ZERO);
    });
}

/// A debtor tops up whatever is closed; but not with a callback, in which others' tokens could be taken out for a moment.
#[test]
fn a_callback_lends_nothing_that_is_paused_or_beyond_a_cap() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("ETH"));
        let other = stage.rich("other", &[("ETH", "50")]).await;
        stage.deposit(&other, "ETH", "50").await;
        let account = scripted(stage, &[("ETH", "3")]).await;
        let deposit = |whole| IPool::depositCollateralCall {
            asset,
            amount: stage.amount("ETH", whole),
            onBehalf: account,
        };
        let steps = vec![
            step(pool, &deposit("1")),
            step(pool, &borrow(stage, account, "USDC", "1")),
        ];
        stage.does(owner, account, &run(steps)).await;
        let out = IPool::withdrawCollateralCall {
            asset,
            amount: stage.amount("ETH", "50"),
            account,
            receiver: account,
        };
        let loan = IPool::depositCollateralAndCallCall {
            asset,
            amount: stage.amount("ETH", "50"),
            onBehalf: account,
            data: data(&[step(pool, &out)]),
        };
        let loan = run(vec![step(pool, &loan)]);
        let done = stage.does(owner, account, &loan).await;
        let event = done.event::<IPool::CollateralWithdrawn>(pool);
        assert_eq!(event.amount, out.amount, "while the reserve is open");
        let plain = run(vec![step(pool, &deposit("1"))]);

        let what = 31;
        stage.does(owner, pool, &IPool::pauseAllCall { what }).await;
        let paused = IPool::Paused { asset, what: 8 };
        stage.refuses(owner, account, &loan, paused).await;
        stage.does(owner, account, &plain).await;
        stage
            .does(owner, pool, &IPool::unpauseCall { asset, what })
            .await;
        let lower = IPool::lowerCapsCall {
            asset,
            supplyCap: 10,
            borrowCap: 0,
        };
        stage.does(owner, pool, &lower).await;
        let _: IPool::CapExceeded = stage.refuses_as(owner, account, &loan).await;
        stage.does(owner, account, &plain).await;
        assert_eq!(
            stage.position("ETH", account).await.collateral,
            stage.amount("ETH", "3")
        );
    });
}

/// What may not happen to accounts in the middle of a callback: it could leave debts that are about to be judged unpaid.
#[test]
fn unwinding_losses_and_payouts_find_the_pool_locked_in_a_callback() {
    test(async |stage| {
        lent(stage).await;
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        let account = scripted(stage, &[("USDC", "10")]).await;
        let settle = IDebtBook::settleCall {
            account,
            collateralAsset: asset,
            collateralAmount: U256::from(1),
            debtAsset: asset,
            repayAmount: U256::from(1),
            payer: account,
            receiver: account,
        };
        let write_off = IDebtBook::writeOffCall {
            account,
            debtAsset: asset,
        };
        let claim = IPool::claimReservesCall {
            asset,
            amount: U256::from(1),
            receiver: account,
        };
        let steps = [
            attempt(pool, &settle),
            attempt(pool, &write_off),
            attempt(pool, &IPool::payPremiumCall { asset }),
            attempt(pool, &claim),
        ];
        let call = IPool::supplyAndCallCall {
            asset,
            assets: U256::from(10),
            onBehalf: account,
            data: data(&steps),
        };
        stage
            .does(&stage.owner, account, &run(vec![step(pool, &call)]))
            .await;
        let locked = Bytes::from(IOwned::Reentered {}.abi_encode());
        for index in 0..4 {
            assert_eq!(answer(stage, account, index).await, locked, "step {index}");
        }
    });
}

/// Tokens that call somebody in the middle of every transfer: the callback's own verbs do not let them in either, nor does
/// the pull after it; and what the callback itself calls may use every verb, again and again.
#[test]
fn tokens_find_the_pool_locked_inside_a_callback_as_outside() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        let user = stage.rich("user", &[("ETH", "20")]).await;
        let token = list(stage, "ReenteringToken", &user).await;
        let account = scripted(stage, &[("ETH", "20"), ("USDC", "10")]).await;
        let amount = wad() * U256::from(100);
        stage
            .does(
                &user,
                token,
                &IToken::transferCall {
                    to: account,
                    amount,
                },
            )
            .await;
        let approve = IToken::approveCall {
            spender: pool,
            amount: U256::MAX,
        };
        stage
            .does(owner, account, &run(vec![step(token, &approve)]))
            .await;
        let ten = wad() * U256::from(10);
        let supply = IPool::supplyCall {
            asset: token,
            assets: ten,
            onBehalf: account,
        };
        let collateral = IPool::depositCollateralCall {
            asset: token,
            amount: ten,
            onBehalf: account,
        };
        let loan = IPool::borrowCall {
            asset: token,
            assets: wad(),
            account,
            receiver: account,
        };
        let repay = IPool::repayCall {
            asset: token,
            assets: U256::MAX,
            onBehalf: account,
        };
        // All of it would be one that the outer verb has booked and not pulled yet: others' tokens would go out for it.
        let back = IPool::withdrawCollateralCall {
            asset: token,
            amount: ten,
            account,
            receiver: account,
        };
        let out = IPool::withdrawCall {
            asset: token,
            assets: U256::MAX,
            account,
            receiver: account,
        };
        let all = [
            step(pool, &supply),
            step(pool, &collateral),
            step(pool, &loan),
            step(pool, &repay),
            step(pool, &back),
            step(pool, &out),
            step(pool, &supply),
        ];
        let locked = Bytes::from(IOwned::Reentered {}.abi_encode());
        for (name, target, call) in verbs(stage, stage.token("USDC"), account) {
            if target != pool {
                continue;
            }
            let arm = IReentering::armCall {
                target,
                data: call.into(),
            };
            stage.does(owner, token, &arm).await;
            let outer = IPool::depositCollateralAndCallCall {
                asset: token,
                amount: wad(),
                onBehalf: account,
                data: data(&all),
            };
            let before = stage.read(token, &IReentering::callsCall {}).await;
            let done = stage
                .does(owner, account, &run(vec![step(pool, &outer)]))
                .await;
            assert_eq!(done.events::<IPool::Supplied>(pool).len(), 2, "{name}");
            let calls = stage.read(token, &IReentering::callsCall {}).await - before;
            assert_eq!(calls, U256::from(8), "{name}");
            assert!(
                !stage.read(token, &IReentering::succeededCall {}).await,
                "{name}"
            );
            assert_eq!(
                stage.read(token, &IReentering::answerCall {}).await,
                locked,
                "{name}"
            );
        }
    });
}

/// Callbacks within callbacks, each with its own account of what it may do.
#[test]
fn callbacks_nest() {
    test(async |stage| {
        lent(stage).await;
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        let account = scripted(stage, &[("USDC", "100")]).await;
        let supply = |steps: &[_]| IPool::supplyAndCallCall {
            asset,
            assets: stage.amount("USDC", "10"),
            onBehalf: account,
            data: data(steps),
        };
        let inner = supply(&[step(pool, &supply(&[]))]);
        let plain = IPool::supplyCall {
            asset,
            assets: stage.amount("USDC", "10"),
            onBehalf: account,
        };
        let outer = supply(&[step(pool, &inner), step(pool, &plain)]);
        let steps = vec![step(pool, &outer), step(pool, &plain)];
        let done = stage.does(&stage.owner, account, &run(steps)).await;
        assert_eq!(done.events::<IPool::Supplied>(pool).len(), 5);
        let held = stage.position("USDC", account).await.supplied;
        assert_eq!(held, stage.amount("USDC", "50"));
    });
}
