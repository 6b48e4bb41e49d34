//! What borrowers do: happy paths, and each refusal by its typed error.

use super::*;

const ETHER: u128 = WAD;

fn borrow(assets: u128) -> IPool::borrowCall {
    IPool::borrowCall {
        asset: USDC,
        assets: number(assets),
        account: ALICE,
        receiver: BOB,
    }
}

fn deposit(amount: u128) -> IPool::depositCollateralCall {
    IPool::depositCollateralCall {
        asset: ETH,
        amount: number(amount),
        onBehalf: BOB,
    }
}

fn take_back(amount: U256) -> IPool::withdrawCollateralCall {
    IPool::withdrawCollateralCall {
        asset: ETH,
        amount,
        account: ALICE,
        receiver: BOB,
    }
}

/// A pool that lends 1,000,000 USDC of Bob's; Alice has 10 ether at 2,000 USD and owes `debt` dollars.
fn with_loan(debt: u128) -> (TestVM, Pool) {
    let (vm, mut pool) = with_reserves();
    lend(&mut pool, BOB, USDC, 1_000_000 * DOLLAR);
    grant(&mut pool, ALICE, ETH, 10 * ETHER, 0);
    grant(&mut pool, ALICE, USDC, 0, debt * DOLLAR);
    (vm, pool)
}

fn prices(vm: &TestVM, ether: u128, smoothed: u128, flags: u8) {
    mock_prices(
        vm,
        &[(0, reading(1, 1, 0)), (1, reading(ether, smoothed, flags))],
    );
}

#[test]
fn collateral_is_escrowed_for_whom_it_is_meant() {
    let (vm, mut pool) = with_reserves();
    mock_balance(&vm, ETH);
    assert_eq!(
        refused(&mut pool, &deposit(3 * ETHER)),
        mismatch(ETH, 3 * ETHER)
    );
    let event: IPool::CollateralDeposited = last_event(&vm);
    assert_eq!((event.asset, event.payer, event.account), (ETH, ALICE, BOB));
    assert_eq!(event.amount, number(3 * ETHER));
    assert_eq!(position(&mut pool, ETH, BOB).collateral, number(3 * ETHER));
    let total = state(&mut pool, ETH);
    assert_eq!(
        (total.collateral, total.cash),
        (number(3 * ETHER), U256::ZERO),
        "never lent"
    );
    assert_eq!(pool.masks(&BOB), 1 << 33);
}

#[test]
fn bad_deposits_of_collateral_are_refused() {
    let (vm, mut pool) = with_reserves();
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &deposit(0)), zero);
    vm.set_sender(OWNER);
    mock_decimals(&vm, ETH, 18);
    let config = settings_of(
        &Config {
            flags: BORROW_ENABLED,
            feed: 1,
            ..usdc_config()
        },
        &eth_risk(),
    );
    call(&mut pool, &IPool::setReserveCall { asset: ETH, config }).unwrap();
    let closed = IPool::IPoolErrors::NotEnabled(IPool::NotEnabled { asset: ETH });
    assert_eq!(refused(&mut pool, &deposit(1)), closed);
    let config = settings_of(
        &Config {
            supply_cap: 2,
            feed: 1,
            ..usdc_config()
        },
        &eth_risk(),
    );
    call(&mut pool, &IPool::setReserveCall { asset: ETH, config }).unwrap();
    let (cap, total) = (number(2 * ETHER), number(2 * ETHER + 1));
    let capped = IPool::IPoolErrors::CapExceeded(IPool::CapExceeded {
        asset: ETH,
        cap,
        total,
    });
    assert_eq!(refused(&mut pool, &deposit(2 * ETHER + 1)), capped);
}

#[test]
fn pool_3_a_loan_is_paid_while_health_allows_it() {
    let (vm, mut pool) = with_loan(0);
    prices(&vm, 2_000, 2_000, 0);
    let shares = call(&mut pool, &borrow(15_000 * DOLLAR)).unwrap();
    let event: IPool::Borrowed = last_event(&vm);
    assert_eq!(
        (event.asset, event.account, event.receiver),
        (USDC, ALICE, BOB)
    );
    assert_eq!(
        (event.assets, event.shares),
        (number(15_000 * DOLLAR), shares)
    );
    let held = position(&mut pool, USDC, ALICE);
    assert_eq!(
        (held.debt, held.debtShares),
        (number(15_000 * DOLLAR), shares)
    );
    assert_eq!(state(&mut pool, USDC).cash, number(985_000 * DOLLAR));
    let account = ALICE;
    let health = call(&mut pool, &IPool::openingHealthCall { account }).unwrap();
    assert!(health >= number(WAD / 100 * 105), "POOL-3: {health}");
    // (20,000 - 0.16 x 20,000 - 1%) / 15,000 is about 1.11 at most.
    assert!(health <= number(WAD / 100 * 113), "{health}");
}

#[test]
fn pool_3_the_lower_of_spot_and_smoothed_decides() {
    for (spot, smoothed) in [(2_000, 1_700), (1_700, 2_000)] {
        let (vm, mut pool) = with_loan(0);
        prices(&vm, spot, smoothed, 0);
        let IPool::IPoolErrors::Unhealthy(error) = refused(&mut pool, &borrow(15_000 * DOLLAR))
        else {
            panic!("POOL-3: lent");
        };
        assert_eq!(error.required, number(WAD / 100 * 105));
        assert!(error.health < error.required, "POOL-3");
    }
}

#[test]
fn bad_borrowing_is_refused() {
    let (vm, mut pool) = with_loan(0);
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &borrow(0)), zero);
    let cash = IPool::InsufficientCash {
        asset: USDC,
        available: number(1_000_000 * DOLLAR),
        wanted: number(1_000_000 * DOLLAR + 1),
    };
    assert_eq!(
        refused(&mut pool, &borrow(1_000_000 * DOLLAR + 1)),
        IPool::IPoolErrors::InsufficientCash(cash)
    );
    prices(&vm, 2_000, 2_000, 1);
    let health = U256::ZERO;
    let required = number(WAD / 100 * 105);
    assert_eq!(
        refused(&mut pool, &borrow(DOLLAR)),
        IPool::IPoolErrors::Unhealthy(IPool::Unhealthy { health, required }),
        "collateral with a flagged price counts for nothing"
    );
    mock_prices(&vm, &[(0, reading(1, 1, 2)), (1, reading(2_000, 2_000, 0))]);
    let flagged = IPool::PriceUnavailable {
        asset: USDC,
        flags: 2,
    };
    assert_eq!(
        refused(&mut pool, &borrow(DOLLAR)),
        IPool::IPoolErrors::PriceUnavailable(flagged)
    );
    let closed = Config {
        flags: COLLATERAL_ENABLED,
        ..usdc_config()
    };
    pool.configure(USDC, closed);
    let closed = IPool::IPoolErrors::NotEnabled(IPool::NotEnabled { asset: USDC });
    assert_eq!(refused(&mut pool, &borrow(DOLLAR)), closed);
    let capped = Config {
        borrow_cap: 10,
        ..usdc_config()
    };
    pool.configure(USDC, capped);
    assert!(matches!(
        refused(&mut pool, &borrow(11_000 * DOLLAR)),
        IPool::IPoolErrors::CapExceeded(_)
    ));
}

#[test]
fn nothing_is_lent_where_the_oracle_fails_or_answers_short() {
    let (vm, mut pool) = with_loan(0);
    let feeds = vec![0, 1, 1, 1, 1, 0];
    let read = IOracle::readCall { feeds }.abi_encode();
    vm.mock_static_call(ORACLE, read.clone(), Err(vec![1]));
    let failed = IPool::IPoolErrors::CallFailed(IPool::CallFailed { target: ORACLE });
    assert_eq!(refused(&mut pool, &borrow(DOLLAR)), failed);
    for length in [0, 64, 64 + 191] {
        vm.mock_static_call(ORACLE, read.clone(), Ok(vec![0; length]));
        let missing = IPool::PriceUnavailable {
            asset: USDC,
            flags: 255,
        };
        assert_eq!(
            refused(&mut pool, &borrow(DOLLAR)),
            IPool::IPoolErrors::PriceUnavailable(missing)
        );
    }
}

#[test]
fn a_repayment_takes_no_more_than_is_owed() {
    let (vm, mut pool) = with_loan(1_000);
    mock_balance(&vm, USDC);
    vm.set_sender(BOB);
    let repay = |assets| IPool::repayCall {
        asset: USDC,
        assets,
        onBehalf: ALICE,
    };
    assert_eq!(
        refused(&mut pool, &repay(number(400 * DOLLAR))),
        mismatch(USDC, 400 * DOLLAR)
    );
    let event: IPool::Repaid = last_event(&vm);
    assert_eq!(
        (event.asset, event.payer, event.account),
        (USDC, BOB, ALICE)
    );
    assert_eq!(event.assets, number(400 * DOLLAR));
    assert_eq!(position(&mut pool, USDC, ALICE).debt, number(600 * DOLLAR));
    assert_eq!(
        refused(&mut pool, &repay(U256::MAX)),
        mismatch(USDC, 600 * DOLLAR),
        "all of it"
    );
    let held = position(&mut pool, USDC, ALICE);
    assert_eq!(
        (held.debt, held.debtShares),
        (U256::ZERO, U256::ZERO),
        "no dust"
    );
    assert_eq!(pool.masks(&ALICE), 1 << 33);
    assert_eq!(state(&mut pool, USDC).cash, number(1_001_000 * DOLLAR));
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(
        refused(&mut pool, &repay(U256::MAX)),
        zero,
        "nothing is owed"
    );
}

#[test]
fn pool_3_collateral_goes_back_while_health_allows_it() {
    let (vm, mut pool) = with_loan(10_000);
    prices(&vm, 2_000, 2_000, 0);
    assert!(matches!(
        refused(&mut pool, &take_back(number(5 * ETHER))),
        IPool::IPoolErrors::Unhealthy(_)
    ));
    // The machine undoes nothing: put it back.
    let (vm, mut pool) = with_loan(10_000);
    prices(&vm, 2_000, 2_000, 0);
    assert_eq!(
        call(&mut pool, &take_back(number(3 * ETHER))),
        Ok(number(3 * ETHER))
    );
    let event: IPool::CollateralWithdrawn = last_event(&vm);
    assert_eq!(
        (event.asset, event.account, event.receiver),
        (ETH, ALICE, BOB)
    );
    assert_eq!(event.amount, number(3 * ETHER));
    assert_eq!(state(&mut pool, ETH).collateral, number(7 * ETHER));
    let short = IPool::InsufficientBalance {
        asset: ETH,
        available: number(7 * ETHER),
        wanted: number(7 * ETHER + 1),
    };
    assert_eq!(
        refused(&mut pool, &take_back(number(7 * ETHER + 1))),
        IPool::IPoolErrors::InsufficientBalance(short)
    );
}

#[test]
fn without_debt_all_collateral_goes_back_at_any_price() {
    let (_, mut pool) = with_reserves();
    grant(&mut pool, ALICE, ETH, 10 * ETHER, 0);
    assert_eq!(
        call(&mut pool, &take_back(U256::MAX)),
        Ok(number(10 * ETHER)),
        "no oracle answers here"
    );
    assert_eq!(pool.masks(&ALICE), 0);
    let health = call(&mut pool, &IPool::openingHealthCall { account: ALICE });
    assert_eq!(health, Ok(U256::MAX));
}

#[test]
fn anyone_accrues() {
    let (vm, mut pool) = with_loan(900_000);
    vm.set_block_timestamp(START + 31_536_000);
    vm.set_sender(UNWINDER);
    let due = state(&mut pool, USDC);
    assert!(due.debt > number(900_000 * DOLLAR));
    call(&mut pool, &IPool::accrueCall { asset: USDC }).unwrap();
    let event: IPool::Accrued = last_event(&vm);
    assert_eq!(event.interest, due.debt - number(900_000 * DOLLAR));
    assert_eq!((event.reserves, event.premium), (due.reserves, due.premium));
    assert_eq!(pool.market(0).accrued_at, START + 31_536_000);
    assert_eq!(
        state(&mut pool, USDC),
        due,
        "accruing changes nothing that is read"
    );
    let logs = vm.get_emitted_logs().len();
    call(&mut pool, &IPool::accrueCall { asset: USDC }).unwrap();
    assert_eq!(vm.get_emitted_logs().len(), logs, "no interest, no event");
}
