//! `flashLoans`, and ERC-3156.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{ICallbacks, IERC3156FlashBorrower, IOwned, IPool};
use ballast_chain_tests::stage::{IToken, test};
use ballast_chain_tests::{Actor, Stage};

use crate::script::{
    IScripted, Step, answer, attempt, borrow, callback, data, run, scripted, step, swap,
};

/// A pool with 100,000 USDC and 10 BTC to lend, and the lender.
async fn lent(stage: &Stage) -> Actor {
    let lender = stage
        .rich("lender", &[("USDC", "100000"), ("BTC", "10")])
        .await;
    stage.supply(&lender, "USDC", "100000").await;
    stage.supply(&lender, "BTC", "10").await;
    lender
}

async fn set_fee(stage: &Stage, symbol: &str, fee: u16) {
    let asset = stage.token(symbol);
    let call = IPool::setFlashFeeCall { asset, fee };
    let done = stage.does(&stage.owner, stage.pool(), &call).await;
    let event = done.event::<IPool::FlashFeeSet>(stage.pool());
    assert_eq!((event.asset, event.fee), (asset, fee));
}

fn several(stage: &Stage, loans: &[(&str, &str)], steps: &[Step]) -> IPool::flashLoansCall {
    IPool::flashLoansCall {
        assets: loans
            .iter()
            .map(|(symbol, _)| stage.token(symbol))
            .collect(),
        amounts: loans
            .iter()
            .map(|(symbol, whole)| stage.amount(symbol, whole))
            .collect(),
        data: data(steps),
    }
}

async fn most(stage: &Stage, symbol: &str) -> U256 {
    let token = stage.token(symbol);
    let call = IPool::maxFlashLoanCall { token };
    stage.read(stage.pool(), &call).await
}

#[test]
fn several_assets_are_lent_at_once_and_their_fees_are_the_suppliers() {
    test(async |stage| {
        let lender = lent(stage).await;
        let pool = stage.pool();
        set_fee(stage, "USDC", 10).await;
        let account = scripted(stage, &[("USDC", "100")]).await;
        let [usdc, btc] = ["USDC", "BTC"].map(|symbol| stage.token(symbol));
        let balance = |symbol| {
            let token = stage.token(symbol);
            step(token, &IToken::balanceOfCall { account })
        };
        let during = IPool::reserveStateCall { asset: usdc };
        let steps = [balance("USDC"), balance("BTC"), step(pool, &during)];
        let call = several(stage, &[("USDC", "100000"), ("BTC", "10")], &steps);
        let before = stage.reserve("USDC").await;
        let done = stage
            .does(&stage.owner, account, &run(vec![step(pool, &call)]))
            .await;
        let events = done.events::<IPool::FlashLoaned>(pool);
        let fee = stage.amount("USDC", "100");
        for (event, (asset, amount, fee)) in events.iter().zip([
            (usdc, stage.amount("USDC", "100000"), fee),
            (btc, stage.amount("BTC", "10"), U256::ZERO),
        ]) {
            assert_eq!((event.asset, event.borrower), (asset, account));
            assert_eq!((event.amount, event.fee), (amount, fee));
        }
        assert_eq!(events.len(), 2);
        // It had all of it, and the totals stood as if nothing were lent.
        let seen = answer(stage, account, 0).await;
        assert_eq!(U256::from_be_slice(&seen), stage.amount("USDC", "100100"));
        let seen = answer(stage, account, 1).await;
        assert_eq!(U256::from_be_slice(&seen), stage.amount("BTC", "10"));
        let seen = answer(stage, account, 2).await;
        let seen = IPool::reserveStateCall::abi_decode_returns_validate(&seen).expect("state");
        assert_eq!(
            (seen.cash, seen.supplyShares),
            (before.cash, before.supplyShares)
        );
        // What it was told.
        let told = callback(stage, account, 0).await;
        let expected = (vec![usdc, btc], call.amounts.clone(), vec![fee, U256::ZERO]);
        assert_eq!(told[..4], ICallbacks::onFlashLoansCall::SELECTOR);
        assert_eq!(told[4..], expected.abi_encode_params());

        let after = stage.reserve("USDC").await;
        assert_eq!(after.cash, before.cash + fee);
        assert_eq!(after.reserves, before.reserves);
        let held = stage.position("USDC", lender.address()).await.supplied;
        assert!(held + U256::from(1) >= stage.amount("USDC", "100100"));
        assert_eq!(stage.balance("USDC", pool).await, after.cash);
    });
}

#[test]
fn erc_3156_loans_are_paid_back_by_their_receiver() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        set_fee(stage, "USDC", 9).await;
        let receiver = scripted(stage, &[("USDC", "100")]).await;
        let token = stage.token("USDC");
        let amount = stage.amount("USDC", "50000");
        let ask = IPool::flashFeeCall { token, amount };
        let fee = stage.read(pool, &ask).await;
        assert_eq!(fee, stage.amount("USDC", "45"));
        let unit = IPool::flashFeeCall {
            token,
            amount: U256::from(1),
        };
        assert_eq!(stage.read(pool, &unit).await, U256::from(1), "rounded up");
        let call = IPool::flashLoanCall {
            receiver,
            token,
            amount,
            data: data(&[]),
        };
        let done = stage.does(owner, pool, &call).await;
        assert!(done.returned);
        let event = done.event::<IPool::FlashLoaned>(pool);
        assert_eq!((event.asset, event.borrower), (token, receiver));
        assert_eq!((event.amount, event.fee), (amount, fee));
        let told = callback(stage, receiver, 0).await;
        let expected = (owner.address(), token, amount, fee);
        assert_eq!(told[..4], IERC3156FlashBorrower::onFlashLoanCall::SELECTOR);
        assert_eq!(told[4..], expected.abi_encode_params());
        assert_eq!(
            stage.balance("USDC", receiver).await,
            stage.amount("USDC", "55")
        );

        // An answer that is not the standard's is a refusal; so is none.
        let rude = IScripted::clearCall { rude: true };
        stage.does(owner, receiver, &rude).await;
        let refusal = |receiver| IPool::CallbackRefused { receiver };
        stage.refuses(owner, pool, &call, refusal(receiver)).await;
        let nobody = IPool::flashLoanCall {
            receiver: owner.address(),
            ..call
        };
        stage
            .refuses(owner, pool, &nobody, refusal(owner.address()))
            .await;
    });
}

#[test]
fn loans_that_are_not_paid_back_or_ask_too_much_change_nothing() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        let account = scripted(stage, &[]).await;
        let away = scripted(stage, &[]).await;
        let asset = stage.token("USDC");
        let before = (
            stage.reserve("USDC").await,
            stage.balance("USDC", pool).await,
        );
        let spent = IToken::transferCall {
            to: away,
            amount: U256::from(1),
        };
        let short = several(stage, &[("USDC", "5")], &[step(asset, &spent)]);
        let short = run(vec![step(pool, &short)]);
        stage
            .refuses(
                owner,
                account,
                &short,
                IPool::TransferFailed { token: asset },
            )
            .await;
        set_fee(stage, "USDC", 100).await;
        let free = run(vec![step(pool, &several(stage, &[("USDC", "5")], &[]))]);
        stage
            .refuses(
                owner,
                account,
                &free,
                IPool::TransferFailed { token: asset },
            )
            .await;

        let (available, wanted) = (
            stage.amount("USDC", "100000"),
            stage.amount("USDC", "100001"),
        );
        let much = run(vec![step(
            pool,
            &several(stage, &[("USDC", "100001")], &[]),
        )]);
        let refusal = IPool::InsufficientCash {
            asset,
            available,
            wanted,
        };
        stage.refuses(owner, account, &much, refusal).await;
        // The same cash twice.
        let twice = several(stage, &[("USDC", "60000"), ("USDC", "60000")], &[]);
        let refusal = IPool::InsufficientCash {
            asset,
            available: stage.amount("USDC", "40000"),
            wanted: stage.amount("USDC", "60000"),
        };
        stage
            .refuses(owner, account, &run(vec![step(pool, &twice)]), refusal)
            .await;
        let nothing = run(vec![step(pool, &several(stage, &[("USDC", "0")], &[]))]);
        stage
            .refuses(owner, account, &nothing, IPool::ZeroAmount {})
            .await;
        let mut uneven = several(stage, &[("USDC", "1"), ("BTC", "1")], &[]);
        uneven.amounts.pop();
        let data = stage
            .refused(owner, account, &run(vec![step(pool, &uneven)]))
            .await;
        assert_eq!(data, Bytes::new());
        let stranger = IPool::flashLoanCall {
            receiver: account,
            token: account,
            amount: U256::from(1),
            data: Bytes::new(),
        };
        let unknown = IPool::UnknownReserve { asset: account };
        stage.refuses(owner, pool, &stranger, unknown).await;
        let fee = IPool::flashFeeCall {
            token: account,
            amount: U256::from(1),
        };
        stage
            .denies(pool, &fee, IPool::UnknownReserve { asset: account })
            .await;
        let none = IPool::maxFlashLoanCall { token: account };
        assert_eq!(stage.read(pool, &none).await, U256::ZERO);
        let after = (
            stage.reserve("USDC").await,
            stage.balance("USDC", pool).await,
        );
        assert_eq!(before, after);
    });
}

#[test]
fn escrowed_collateral_is_never_lent() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        let user = stage.rich("user", &[("USDC", "7000"), ("ETH", "5")]).await;
        stage.deposit(&user, "USDC", "7000").await;
        stage.deposit(&user, "ETH", "5").await;
        assert_eq!(most(stage, "USDC").await, stage.amount("USDC", "100000"));
        assert_eq!(most(stage, "ETH").await, U256::ZERO);
        // Nor in a loan within a loan, whose cash is recorded but not there.
        let account = scripted(stage, &[("BTC", "1")]).await;
        let inner = several(stage, &[("USDC", "1")], &[]);
        let token = stage.token("USDC");
        let steps = [
            attempt(pool, &inner),
            step(pool, &IPool::maxFlashLoanCall { token }),
        ];
        let outer = several(stage, &[("USDC", "100000")], &steps);
        stage
            .does(owner, account, &run(vec![step(pool, &outer)]))
            .await;
        let refusal = IPool::InsufficientCash {
            asset: token,
            available: U256::ZERO,
            wanted: stage.amount("USDC", "1"),
        };
        assert_eq!(
            answer(stage, account, 0).await,
            Bytes::from(refusal.abi_encode())
        );
        let seen = answer(stage, account, 1).await;
        assert_eq!(U256::from_be_slice(&seen), U256::ZERO);
    });
}

/// Verbs during a loan: a leverage loop, and attempts to gain by the loan.
#[test]
fn verbs_work_during_a_loan_and_shares_keep_their_price() {
    test(async |stage| {
        lent(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        let account = scripted(stage, &[("ETH", "1")]).await;
        let maker = scripted(stage, &[("ETH", "2")]).await;
        let deposit = IPool::depositCollateralCall {
            asset: stage.token("ETH"),
            amount: U256::MAX,
            onBehalf: account,
        };
        // Six thousand on loan buy collateral, and a debt against it pays the loan back.
        let mut steps = swap(stage, maker, account, ("USDC", "6000"), ("ETH", "2")).to_vec();
        steps.push(step(pool, &deposit));
        steps.push(step(pool, &borrow(stage, account, "USDC", "6000")));
        let call = several(stage, &[("USDC", "6000")], &steps);
        stage
            .does(owner, account, &run(vec![step(pool, &call)]))
            .await;
        assert_eq!(
            stage.position("ETH", account).await.collateral,
            stage.amount("ETH", "3")
        );
        assert_eq!(
            stage.position("USDC", account).await.debt,
            stage.amount("USDC", "6000")
        );

        // Supplying what is on loan and taking it out again gains nothing, before the loan's end or after it.
        let thief = scripted(stage, &[("USDC", "1")]).await;
        let asset = stage.token("USDC");
        let supply = IPool::supplyCall {
            asset,
            assets: stage.amount("USDC", "90000"),
            onBehalf: thief,
        };
        let out = IPool::withdrawCall {
            asset,
            assets: U256::MAX,
            account: thief,
            receiver: thief,
        };
        let steps = [step(pool, &supply), step(pool, &out)];
        let call = several(stage, &[("USDC", "90000")], &steps);
        stage
            .does(owner, thief, &run(vec![step(pool, &call)]))
            .await;
        assert!(stage.balance("USDC", thief).await <= stage.amount("USDC", "1"));
        let kept = several(stage, &[("USDC", "90000")], &steps[..1]);
        let refusal = IPool::TransferFailed { token: asset };
        stage
            .refuses(owner, thief, &run(vec![step(pool, &kept)]), refusal)
            .await;
    });
}

#[test]
fn the_fee_is_the_owners_to_set_within_bounds() {
    test(async |stage| {
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        let set = |asset: Address, fee| IPool::setFlashFeeCall { asset, fee };
        stage
            .refuses(
                &stranger,
                pool,
                &set(asset, 1),
                IOwned::Unauthorised { caller },
            )
            .await;
        let refusal = IOwned::ParameterOutOfBounds {
            position: U256::from(1),
            value: U256::from(101),
        };
        stage
            .refuses(&stage.owner, pool, &set(asset, 101), refusal)
            .await;
        let unknown = IPool::UnknownReserve { asset: caller };
        stage
            .refuses(&stage.owner, pool, &set(caller, 1), unknown)
            .await;
        set_fee(stage, "USDC", 100).await;
        set_fee(stage, "USDC", 0).await;
    });
}
