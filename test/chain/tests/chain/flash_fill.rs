//! Fills that are paid last: the collateral arrives, the filler is called back, then it pays; and what a hostile one tries.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{
    ICallbacks, IDebtBook, IInsurance, IOracle, IOwned, IPool, IUnwinder, IVault,
};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::travelling;

use crate::scene::{Scene, scene, scene_at};
use crate::script::{Step, answer, attempt, callback, data, pay, run, scripted, step, swap};
use crate::zoo::verbs;

sol! {
    /// `src/FillRouter.sol`.
    #[sol(all_derives)]
    interface IFillRouter {
        struct Order {
            address book;
            address account;
            address collateral;
            address debt;
            uint256 amount;
            uint256 repayLimit;
            address exchange;
            bytes swap;
            uint256 leastProfit;
        }
        function fill(Order calldata order) external returns (uint256 profit);
        function onSettle(uint256 repaid, bytes calldata data) external;
        error Unexpected(address caller);
        error TooLittle(uint256 profit, uint256 demanded);
    }

    /// What exchanges do with tokens.
    #[sol(all_derives)]
    interface IAllowed {
        function transferFrom(address from, address to, uint256 amount) external returns (bool);
        function allowance(address owner, address spender) external view returns (uint256);
    }
}

/// A loan whose unwind is open, with something released.
async fn released(stage: &Stage) -> Scene {
    let loan = scene_at(stage, "2740").await;
    loan.open(stage).await;
    stage.advance(300).await;
    loan
}

/// A fill of `whole` ETH by a scripted account, which does `steps` when it is called back.
fn filling(
    stage: &Stage,
    loan: &Scene,
    filler: Address,
    whole: &str,
    steps: &[Step],
) -> IUnwinder::fillAndCallCall {
    IUnwinder::fillAndCallCall {
        book: stage.pool(),
        account: loan.account(),
        collateralAsset: stage.token("ETH"),
        debtAsset: stage.token("USDC"),
        collateralAmount: stage.amount("ETH", whole),
        repayLimit: U256::MAX,
        receiver: filler,
        data: data(steps),
    }
}

/// Fills 0.01 ETH without a cent: the maker gives $30 for it, which costs some $27.
async fn fills_without_capital(stage: &Stage, loan: &Scene, stage_number: u8) {
    let filler = scripted(stage, &[]).await;
    let maker = scripted(stage, &[("USDC", "1000")]).await;
    let steps = swap(stage, maker, filler, ("ETH", "0.01"), ("USDC", "30"));
    let fill = filling(stage, loan, filler, "0.01", &steps);
    let account = loan.account();
    let before = stage.position("USDC", account).await.debt;
    let done = stage
        .does(
            &stage.owner,
            filler,
            &run(vec![step(stage.unwinder(), &fill)]),
        )
        .await;
    let event = done.event::<IUnwinder::Filled>(stage.unwinder());
    assert_eq!(
        (event.filler, event.collateralAmount, event.stage),
        (filler, stage.amount("ETH", "0.01"), stage_number)
    );
    let settled = done.event::<IPool::Settled>(stage.pool());
    assert_eq!(
        (settled.payer, settled.receiver, settled.repaid),
        (filler, filler, event.repayAmount)
    );
    let told = callback(stage, filler, 0).await;
    assert_eq!(told[..4], ICallbacks::onSettleCall::SELECTOR);
    assert_eq!(U256::from_be_slice(&told[4..]), event.repayAmount);
    let left = stage.amount("USDC", "30") - event.repayAmount;
    assert_eq!(stage.balance("USDC", filler).await, left);
    let debt = stage.position("USDC", account).await.debt;
    assert!(debt < before, "{debt} of {before}");
    let reserve = stage.reserve("USDC").await;
    assert!(
        stage.balance("USDC", stage.pool()).await >= reserve.cash + reserve.collateral,
        "POOL-5"
    );
}

#[test]
fn a_slice_pays_for_itself() {
    travelling(async |stage| {
        let loan = released(stage).await;
        fills_without_capital(stage, &loan, 2).await;
    });
}

#[test]
fn an_auction_pays_for_itself() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        stage.price("ETH", "1500").await;
        stage.advance(3_600).await;
        loan.open(stage).await;
        stage.advance(61).await;
        loan.observe(stage)
            .await
            .event::<IUnwinder::AuctionStarted>(stage.unwinder());
        stage.advance(300).await;
        fills_without_capital(stage, &loan, 3).await;
    });
}

/// The reason with which the debt book refused, of a fill that a scripted account runs.
async fn reason(stage: &Stage, filler: Address, fill: &IUnwinder::fillAndCallCall) -> Bytes {
    let call = run(vec![step(stage.unwinder(), fill)]);
    let failed: IUnwinder::BookCallFailed = stage.refuses_as(&stage.owner, filler, &call).await;
    assert_eq!(failed.book, stage.pool());
    failed.reason
}

#[test]
fn a_callback_that_reverts_pays_too_little_or_does_nothing_undoes_all_of_it() {
    travelling(async |stage| {
        let loan = released(stage).await;
        let (usdc, account) = (stage.token("USDC"), loan.account());
        let filler = scripted(stage, &[("USDC", "20")]).await;
        let before = (
            stage.position("ETH", account).await,
            loan.schedule(stage).await,
            stage.reserve("USDC").await.cash,
        );
        // Nothing, and $20 for what costs 27.
        let short = Bytes::from(IPool::TransferFailed { token: usdc }.abi_encode());
        let idle = filling(stage, &loan, filler, "0.01", &[]);
        assert_eq!(reason(stage, filler, &idle).await, short);
        // Its own revert data, here of a verb that finds the pool locked.
        let borrow = IPool::borrowCall {
            asset: usdc,
            assets: U256::from(1),
            account: filler,
            receiver: filler,
        };
        let rude = [step(stage.pool(), &borrow)];
        let rude = filling(stage, &loan, filler, "0.01", &rude);
        let locked = Bytes::from(IOwned::Reentered {}.abi_encode());
        assert_eq!(reason(stage, filler, &rude).await, locked);
        // Data that it cannot read, and a caller that has no such function.
        let odd = IUnwinder::fillAndCallCall {
            data: Bytes::from_static(&[1, 2, 3]),
            ..idle.clone()
        };
        assert_eq!(reason(stage, filler, &odd).await, Bytes::new());
        // More than the filler allows.
        let dear = IUnwinder::fillAndCallCall {
            repayLimit: U256::from(1),
            ..idle.clone()
        };
        let call = run(vec![step(stage.unwinder(), &dear)]);
        let _: IUnwinder::CostsTooMuch = stage.refuses_as(&stage.owner, filler, &call).await;
        let after = (
            stage.position("ETH", account).await,
            loan.schedule(stage).await,
            stage.reserve("USDC").await.cash,
        );
        assert_eq!(before, after);
        // An account without code has nothing to answer with: it pays as always.
        let plain = IUnwinder::fillAndCallCall {
            receiver: loan.keeper.address(),
            ..odd
        };
        let done = stage.does(&loan.keeper, stage.unwinder(), &plain).await;
        assert_eq!(done.returned.bought, stage.amount("ETH", "0.01"));
    });
}

/// Everything that changes anything, in every program, tried in the middle of a fill.
#[test]
fn a_callback_finds_the_unwinder_and_the_book_locked() {
    travelling(async |stage| {
        let loan = released(stage).await;
        let (pool, unwinder, fund) = (stage.pool(), stage.unwinder(), stage.fund());
        let (account, usdc, eth) = (loan.account(), stage.token("USDC"), stage.token("ETH"));
        let filler = scripted(stage, &[("USDC", "500"), ("ETH", "1")]).await;
        let one = U256::from(1);
        let fill = filling(stage, &loan, filler, "0.01", &[]);
        let plain = loan.filling(stage, one);
        let settle = IDebtBook::settleCall {
            account: filler,
            collateralAsset: eth,
            collateralAmount: one,
            debtAsset: usdc,
            repayAmount: one,
            payer: filler,
            receiver: filler,
        };
        let settle_last = IDebtBook::settleAndCallCall {
            account: filler,
            collateralAsset: eth,
            collateralAmount: one,
            debtAsset: usdc,
            repayAmount: one,
            payer: filler,
            receiver: filler,
            data: Bytes::new(),
        };
        let (book, debt_asset) = (pool, usdc);
        let mut steps = vec![
            attempt(unwinder, &fill),
            attempt(unwinder, &plain),
            attempt(unwinder, &loan.opening(stage)),
            attempt(unwinder, &loan.observing(stage)),
            attempt(unwinder, &loan.closing(stage)),
            attempt(unwinder, &IUnwinder::passInKindCall { book, account }),
            attempt(unwinder, &IUnwinder::resolveCall { book, account }),
            attempt(unwinder, &IUnwinder::chargeDistressCall { book, account }),
            attempt(unwinder, &IUnwinder::expectShortfallCall { book, account }),
            attempt(unwinder, &IUnwinder::standStillCall { book }),
            attempt(pool, &settle),
            attempt(pool, &settle_last),
            attempt(
                pool,
                &IDebtBook::payOpenerCall {
                    account,
                    collateralAsset: eth,
                    collateralAmount: one,
                    opener: filler,
                },
            ),
            attempt(
                pool,
                &IDebtBook::writeOffCall {
                    account,
                    debtAsset: debt_asset,
                },
            ),
            attempt(
                pool,
                &IDebtBook::passInKindCall {
                    account,
                    collateralAsset: eth,
                    collateralAmount: one,
                    debtAsset: debt_asset,
                    debtAmount: one,
                },
            ),
            attempt(
                pool,
                &IDebtBook::expectShortfallCall {
                    account,
                    debtAsset: debt_asset,
                    expected: one,
                },
            ),
            attempt(
                pool,
                &IDebtBook::chargeDistressCall {
                    account,
                    debtAsset: debt_asset,
                    rate: one,
                    time: one,
                },
            ),
            attempt(
                pool,
                &IPool::flashLoansCall {
                    assets: vec![usdc],
                    amounts: vec![one],
                    data: Bytes::new(),
                },
            ),
        ];
        for (_, target, data) in verbs(stage, usdc, filler) {
            steps.push(Step {
                target,
                data: data.into(),
                mayFail: true,
            });
        }
        let refused = u64::try_from(steps.len()).expect("a number");
        // What goes through the pool or the unwinder is refused there; what has nothing to do with them goes on.
        let buy = IInsurance::backstopCall {
            book,
            account,
            collateral: eth,
            amount: one,
        };
        let save = IVault::depositCall {
            assets: one,
            receiver: filler,
        };
        steps.push(attempt(fund, &buy));
        steps.push(attempt(stage.at.vaults["USDC"], &save));
        steps.push(step(stage.oracle(), &IOracle::pokeCall { feeds: vec![0] }));
        let asking = IPool::positionCall {
            asset: eth,
            account,
        };
        steps.push(step(pool, &asking));
        let before = stage.position("ETH", account).await.collateral;
        let outer = filling(stage, &loan, filler, "0.01", &steps);
        let done = stage
            .does(&stage.owner, filler, &run(vec![step(unwinder, &outer)]))
            .await;
        assert_eq!(done.events::<IUnwinder::Filled>(unwinder).len(), 1);
        assert_eq!(done.events::<IPool::Settled>(pool).len(), 1);
        assert!(done.events::<IInsurance::Bought>(fund).is_empty());
        let locked = Bytes::from(IOwned::Reentered {}.abi_encode());
        for index in 0..refused {
            let told = answer(stage, filler, index).await;
            assert_eq!(told, locked, "step {index}");
        }
        assert_eq!(
            stage.balance("USDC", stage.at.vaults["USDC"]).await,
            U256::ZERO
        );
        // Views show what is booked: the collateral is gone already.
        let told = answer(stage, filler, refused + 3).await;
        let told = IPool::positionCall::abi_decode_returns_validate(&told).expect("a position");
        assert_eq!(told.collateral, before - outer.collateralAmount);
    });
}

/// Many have approved the pool, and nobody the unwinder: whoever fills or settles pays himself.
#[test]
fn nobody_is_made_to_pay_or_called_but_the_caller() {
    travelling(async |stage| {
        let loan = released(stage).await;
        let (pool, victim) = (stage.pool(), loan.keeper.address());
        let settle = |account: Address, steps: &[Step]| IDebtBook::settleAndCallCall {
            account,
            collateralAsset: stage.token("ETH"),
            collateralAmount: stage.amount("ETH", "0.5"),
            debtAsset: stage.token("USDC"),
            repayAmount: stage.amount("USDC", "1300"),
            payer: victim,
            receiver: account,
            data: data(steps),
        };
        let thief = stage.actor("thief").await;
        let stranger = IPool::NotAuthorised {
            account: loan.account(),
            caller: thief.address(),
        };
        stage
            .refuses(&thief, pool, &settle(loan.account(), &[]), stranger)
            .await;
        // Who may sell for an account pays himself, last as well: a borrower without a cent sells to pay his debt.
        let owner = scripted(stage, &[("ETH", "2")]).await;
        let maker = scripted(stage, &[("USDC", "5000")]).await;
        let deposit = IPool::depositCollateralCall {
            asset: stage.token("ETH"),
            amount: stage.amount("ETH", "2"),
            onBehalf: owner,
        };
        let borrow = IPool::borrowCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", "2000"),
            account: owner,
            receiver: owner,
        };
        let spend = pay(stage, "USDC", maker, "2000");
        let steps = vec![step(pool, &deposit), step(pool, &borrow), spend];
        stage.does(&stage.owner, owner, &run(steps)).await;
        let before = stage.balance("USDC", victim).await;
        let sale = swap(stage, maker, owner, ("ETH", "0.5"), ("USDC", "1350"));
        let call = run(vec![step(pool, &settle(owner, &sale))]);
        let done = stage.does(&stage.owner, owner, &call).await;
        let event = done.event::<IPool::Settled>(pool);
        assert_eq!(
            (event.payer, event.repaid),
            (owner, stage.amount("USDC", "1300"))
        );
        assert_eq!(stage.balance("USDC", victim).await, before);
        assert_eq!(
            stage.balance("USDC", owner).await,
            stage.amount("USDC", "50")
        );
        // Health for opening must not fall: for half an ETH, half of what it is worth.
        let cheap = IDebtBook::settleAndCallCall {
            repayAmount: stage.amount("USDC", "1"),
            ..settle(owner, &[])
        };
        let call = run(vec![step(pool, &cheap)]);
        let _: IPool::Unhealthy = stage.refuses_as(&stage.owner, owner, &call).await;
    });
}

#[test]
fn the_example_router_swaps_and_pays_and_keeps_nothing() {
    travelling(async |stage| {
        let loan = released(stage).await;
        let (eth, usdc) = (stage.token("ETH"), stage.token("USDC"));
        let arguments = stage.unwinder().abi_encode();
        let router = stage.create(&stage.owner, "FillRouter", &arguments).await;
        let exchange = scripted(stage, &[("USDC", "1000")]).await;
        let keeper = stage.actor("without capital").await;
        let pull = IAllowed::transferFromCall {
            from: router,
            to: exchange,
            amount: stage.amount("ETH", "0.01"),
        };
        let swap = |whole: &str| {
            let steps = vec![step(eth, &pull), pay(stage, "USDC", router, whole)];
            Bytes::from(run(steps).abi_encode())
        };
        let order = |whole: &str, least: &str| IFillRouter::fillCall {
            order: IFillRouter::Order {
                book: stage.pool(),
                account: loan.account(),
                collateral: eth,
                debt: usdc,
                amount: stage.amount("ETH", "0.01"),
                repayLimit: U256::MAX,
                exchange,
                swap: swap(whole),
                leastProfit: stage.amount("USDC", least),
            },
        };
        // An exchange that pays too little for the fill, or for the caller.
        let failed: IUnwinder::BookCallFailed =
            stage.refuses_as(&keeper, router, &order("1", "0")).await;
        assert_eq!(
            failed.reason,
            Bytes::from(IPool::TransferFailed { token: usdc }.abi_encode())
        );
        let _: IFillRouter::TooLittle = stage.refuses_as(&keeper, router, &order("30", "5")).await;
        let done = stage.does(&keeper, router, &order("30", "1")).await;
        let event = done.event::<IUnwinder::Filled>(stage.unwinder());
        assert_eq!(event.filler, router);
        let profit = stage.amount("USDC", "30") - event.repayAmount;
        assert_eq!(done.returned, profit);
        assert_eq!(stage.balance("USDC", keeper.address()).await, profit);
        for symbol in ["USDC", "ETH"] {
            assert_eq!(stage.balance(symbol, router).await, U256::ZERO, "{symbol}");
        }
        // Nobody else calls it back.
        let call = IFillRouter::onSettleCall {
            repaid: U256::from(1),
            data: Bytes::new(),
        };
        let caller = keeper.address();
        let refused = IFillRouter::Unexpected { caller };
        stage.refuses(&keeper, router, &call, refused).await;
        let approved = IAllowed::allowanceCall {
            owner: router,
            spender: exchange,
        };
        assert_eq!(stage.read(eth, &approved).await, U256::ZERO);
    });
}
