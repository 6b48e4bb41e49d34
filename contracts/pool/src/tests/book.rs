//! What the unwinder, the insurance fund and the owner do.

use super::*;

const ETHER: u128 = WAD;

fn settle() -> IDebtBook::settleCall {
    IDebtBook::settleCall {
        account: ALICE,
        collateralAsset: ETH,
        collateralAmount: number(ETHER),
        debtAsset: USDC,
        repayAmount: number(1_980 * DOLLAR),
        payer: BOB,
        receiver: OWNER,
    }
}

const WRITE_OFF: IDebtBook::writeOffCall = IDebtBook::writeOffCall {
    account: ALICE,
    debtAsset: USDC,
};

/// Bob lent 100,000 USDC; Alice owes 16,000 and has 10 ether.
fn with_loan() -> (TestVM, Pool) {
    let (vm, mut pool) = with_reserves();
    lend(&mut pool, BOB, USDC, 84_000 * DOLLAR);
    grant(&mut pool, ALICE, ETH, 10 * ETHER, 0);
    grant(&mut pool, ALICE, USDC, 0, 16_000 * DOLLAR);
    vm.set_sender(UNWINDER);
    (vm, pool)
}

/// Names the fund: `setInsurance` asks it two questions, which the machine cannot answer differently.
fn insure(pool: &mut Pool) {
    let fund = U256::from_be_bytes(FUND.into_word().0);
    pool.put(Key::reserve(0, ReserveField::Insurance), fund);
}

fn earn(pool: &mut Pool, reserves: u128, premium: u128) {
    let mut market = pool.market(0);
    let split = Split {
        divided: fractions(reserves + premium).unwrap(),
        premium: fractions(premium).unwrap(),
    };
    market.fees = split.divided;
    pool.store_market(0, &market);
    pool.put(Key::reserve(0, ReserveField::Split), split.pack());
}

#[test]
fn pool_2_strangers_neither_settle_nor_write_off() {
    let (vm, mut pool) = with_loan();
    for caller in [BOB, OWNER, Address::ZERO] {
        vm.set_sender(caller);
        let stranger = IPool::NotAuthorised {
            account: ALICE,
            caller,
        };
        let expected = IPool::IPoolErrors::NotAuthorised(stranger);
        assert_eq!(refused(&mut pool, &settle()), expected, "POOL-2");
    }
    for caller in [ALICE, BOB, OWNER, Address::ZERO] {
        vm.set_sender(caller);
        let expected = IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller });
        let data = call(&mut pool, &WRITE_OFF).err().unwrap();
        assert_eq!(shared_refusal(&data), expected, "POOL-2");
    }
}

#[test]
fn nobody_settles_before_an_unwinder_is_named() {
    let (vm, mut pool) = fresh();
    vm.set_sender(Address::ZERO);
    assert!(call(&mut pool, &settle()).is_err());
}

#[test]
fn a_settlement_sells_collateral_for_debt() {
    let (vm, mut pool) = with_loan();
    mock_balance(&vm, USDC);
    assert_eq!(
        refused(&mut pool, &settle()),
        mismatch(USDC, 1_980 * DOLLAR)
    );
    let event: IPool::Settled = last_event(&vm);
    assert_eq!(
        (event.account, event.collateralAsset, event.debtAsset),
        (ALICE, ETH, USDC)
    );
    assert_eq!(
        (event.collateralAmount, event.repaid),
        (number(ETHER), number(1_980 * DOLLAR))
    );
    assert_eq!((event.payer, event.receiver), (BOB, OWNER));
    assert_eq!(pool.amounts(&ALICE, 1).collateral, 9 * ETHER);
    assert_eq!(pool.escrow(1), 9 * ETHER);
    let market = pool.market(0);
    assert_eq!(
        (market.cash, market.debt()),
        (85_980 * DOLLAR, 14_020 * DOLLAR)
    );
}

#[test]
fn who_opened_is_paid_out_of_the_account_or_nothing_moves() {
    let (vm, mut pool) = with_loan();
    let pay = |opener: Address, amount: u128| IDebtBook::payOpenerCall {
        account: ALICE,
        collateralAsset: ETH,
        collateralAmount: number(amount),
        opener,
    };
    let held = |pool: &Pool, account: Address| pool.amounts(&account, 1).collateral;
    assert_eq!(call(&mut pool, &pay(BOB, 7)), Ok(number(7)));
    let event: IDebtBook::OpenerPaid = last_event(&vm);
    assert_eq!((event.account, event.opener), (ALICE, BOB));
    assert_eq!(
        (event.collateralAsset, event.collateralAmount),
        (ETH, number(7))
    );
    let left = 10 * ETHER - 7;
    assert_eq!((held(&pool, ALICE), held(&pool, BOB)), (left, 7), "POOL-2");
    assert_eq!(pool.escrow(1), 10 * ETHER);
    // To himself nothing moves.
    assert_eq!(call(&mut pool, &pay(ALICE, 5)), Ok(number(5)));
    assert_eq!(held(&pool, ALICE), left);
    // Who has eight assets and not this one gets nothing, and refuses nothing.
    let eight = U256::from(0x3fc_u64 << 32);
    pool.put(Key::masks(&OWNER), eight);
    assert_eq!(call(&mut pool, &pay(OWNER, 5)), Ok(U256::ZERO));
    assert_eq!((held(&pool, ALICE), held(&pool, OWNER)), (left, 0));
    assert_eq!(pool.word_at(Key::masks(&OWNER)), eight);
    for caller in [ALICE, BOB, OWNER] {
        vm.set_sender(caller);
        let expected = IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller });
        let data = call(&mut pool, &pay(caller, 5)).err().unwrap();
        assert_eq!(shared_refusal(&data), expected, "POOL-2");
    }
}

#[test]
fn anyone_ends_what_is_expected_to_be_lost_of_a_debt_that_was_repaid() {
    let (vm, mut pool) = with_loan();
    let expect = IDebtBook::expectShortfallCall {
        account: ALICE,
        debtAsset: USDC,
        expected: number(500 * DOLLAR),
    };
    assert_eq!(call(&mut pool, &expect), Ok(number(500 * DOLLAR)));
    let exposure = IDebtBook::exposureCall { asset: USDC };
    let told = call(&mut pool, &exposure).unwrap();
    assert_eq!(told.expected, number(500 * DOLLAR));
    vm.set_sender(BOB);
    mock_balance(&vm, USDC);
    let part = IPool::repayCall {
        asset: USDC,
        assets: number(15_000 * DOLLAR),
        onBehalf: ALICE,
    };
    assert!(call(&mut pool, &part).is_err());
    let told = call(&mut pool, &exposure).unwrap();
    assert_eq!(told.expected, number(500 * DOLLAR), "of what is left");
    let rest = IPool::repayCall {
        assets: U256::MAX,
        ..part
    };
    assert_eq!(refused(&mut pool, &rest), mismatch(USDC, 1_000 * DOLLAR));
    assert_eq!(call(&mut pool, &expect), Ok(U256::ZERO), "by anyone");
    let told = call(&mut pool, &exposure).unwrap();
    assert_eq!(told.expected, U256::ZERO);
    let logs = vm.get_emitted_logs();
    let mut noted = logs.iter().filter_map(|(topics, data)| {
        IDebtBook::ShortfallExpected::decode_raw_log_validate(topics.iter().copied(), data).ok()
    });
    let ended = noted.next_back().unwrap();
    assert_eq!((ended.account, ended.debtAsset), (ALICE, USDC));
    assert_eq!((ended.expected, ended.all), (U256::ZERO, U256::ZERO));
}

#[test]
fn bad_settlements_are_refused() {
    let (_, mut pool) = with_loan();
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    let nothing = IDebtBook::settleCall {
        repayAmount: U256::ZERO,
        ..settle()
    };
    assert_eq!(refused(&mut pool, &nothing), zero);
    let unknown = IPool::IPoolErrors::UnknownReserve(IPool::UnknownReserve { asset: BOB });
    let other = IDebtBook::settleCall {
        debtAsset: BOB,
        ..settle()
    };
    assert_eq!(refused(&mut pool, &other), unknown);
    let other = IDebtBook::settleCall {
        collateralAsset: BOB,
        ..settle()
    };
    assert_eq!(refused(&mut pool, &other), unknown);
    let much = IDebtBook::settleCall {
        collateralAmount: number(10 * ETHER + 1),
        ..settle()
    };
    assert!(matches!(
        refused(&mut pool, &much),
        IPool::IPoolErrors::InsufficientBalance(_)
    ));
    let nobody = IDebtBook::settleCall {
        receiver: Address::ZERO,
        ..settle()
    };
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(
        shared_refusal(&call(&mut pool, &nobody).err().unwrap()),
        zero
    );
}

#[test]
fn pool_2_a_write_off_leaves_collateral_alone() {
    let (_, mut pool) = with_loan();
    grant(&mut pool, ALICE, USDC, 7, 16_000 * DOLLAR);
    call(&mut pool, &WRITE_OFF).unwrap();
    let left = Amounts {
        collateral: 7,
        debt_shares: 0,
    };
    assert_eq!(pool.amounts(&ALICE, 0), left, "POOL-2: of the same asset");
    assert_eq!(pool.amounts(&ALICE, 1).collateral, 10 * ETHER, "POOL-2");
    let other = IDebtBook::writeOffCall {
        account: BOB,
        ..WRITE_OFF
    };
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &other), zero, "no debt");
}

#[test]
fn pool_4_without_a_fund_premium_then_reserves_and_then_suppliers_bear_a_loss() {
    let (vm, mut pool) = with_loan();
    earn(&mut pool, 1_000 * DOLLAR, 10 * DOLLAR);
    pool.hold(ALICE, 1, Amounts::default()).unwrap();
    let before = pool.market(0).claims();
    let loss = call(&mut pool, &WRITE_OFF).unwrap();
    assert_eq!(
        (loss.covered, loss.lost),
        (number(10 * DOLLAR), number(14_990 * DOLLAR)),
        "premium not yet paid covers"
    );
    let event: IPool::WrittenOff = last_event(&vm);
    assert_eq!(
        (event.account, event.asset, event.debt),
        (ALICE, USDC, number(16_000 * DOLLAR))
    );
    assert_eq!(
        event.covered + event.reserves + event.lost,
        event.debt,
        "POOL-1"
    );
    assert_eq!(event.reserves, number(1_000 * DOLLAR));
    let market = pool.market(0);
    assert_eq!(
        before - market.claims(),
        14_990 * DOLLAR,
        "POOL-4: as much as the event says"
    );
    assert_eq!((market.debt(), market.debt_shares), (0, 0));
    assert_eq!(pool.earned(0), Earned::default());
    assert_eq!(pool.masks(&ALICE), 0);
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &WRITE_OFF), zero, "once");
}

#[test]
fn pool_4_what_neither_fees_nor_the_fund_will_bear_is_provided_for() {
    let (vm, mut pool) = with_loan();
    earn(&mut pool, 1_000 * DOLLAR, 10 * DOLLAR);
    let expect = |dollars: u128| IDebtBook::expectShortfallCall {
        account: ALICE,
        debtAsset: USDC,
        expected: number(dollars * DOLLAR),
    };
    let provided = |pool: &mut Pool| {
        let state = IPool::reserveStateCall { asset: USDC };
        let position = IPool::positionCall {
            asset: USDC,
            account: BOB,
        };
        let provision = call(pool, &state).unwrap().provision;
        let told = call(pool, &position).unwrap();
        assert!(
            (told.supplied - told.withdrawable).abs_diff(provision) <= U256::ONE,
            "all shares are Bob's"
        );
        provision
    };
    call(&mut pool, &expect(1_010)).unwrap();
    assert_eq!(provided(&mut pool), U256::ZERO, "fees bear it");
    call(&mut pool, &expect(5_010)).unwrap();
    let least = number(4_000 * DOLLAR);
    let provision = provided(&mut pool);
    assert!(provision >= least && provision - least <= least / number(256));
    let event: IPool::Provided = last_event(&vm);
    assert_eq!((event.asset, event.provision), (USDC, provision));
    let logs = vm.get_emitted_logs().len();
    call(&mut pool, &expect(5_010)).unwrap();
    assert_eq!(vm.get_emitted_logs().len(), logs, "nothing changed");
    // Who comes pays for all claims, who leaves is paid the rest.
    let market = pool.market(0);
    let shares = market.supply_shares_down(DOLLAR).unwrap();
    assert!(market.supply_assets_down(shares).unwrap() < DOLLAR - DOLLAR / 30);
    // A fund bears what it would pay, and nothing where it does not answer.
    insure(&mut pool);
    let claimable = ballast_common::abi::IInsurance::claimableCall { book: THIS };
    vm.mock_static_call(FUND, claimable.abi_encode(), Err(vec![1]));
    call(&mut pool, &expect(5_010)).unwrap();
    assert_eq!(provided(&mut pool), provision);
    let pays = number(3_000 * DOLLAR).to_be_bytes_vec();
    vm.mock_static_call(FUND, claimable.abi_encode(), Ok(pays));
    vm.set_sender(BOB);
    call(&mut pool, &expect(7)).unwrap();
    let left = provided(&mut pool);
    let least = number(1_000 * DOLLAR);
    assert!(
        left >= least && left - least <= least / number(256),
        "asked anew by anyone"
    );
    pool.put(Key::reserve(0, ReserveField::Insurance), U256::ZERO);
    vm.set_sender(UNWINDER);
    call(&mut pool, &WRITE_OFF).unwrap();
    assert_eq!(
        provided(&mut pool),
        U256::ZERO,
        "what is lost is no longer expected"
    );
    assert_eq!(pool.market(0).fees, 0);
}

#[test]
fn a_fund_that_sends_nothing_covers_nothing_and_one_that_fails_stops_the_write_off() {
    let cover = ballast_common::abi::IInsurance::coverCall {
        wanted: number(16_000 * DOLLAR),
    };
    let (vm, mut pool) = with_loan();
    insure(&mut pool);
    vm.mock_call(FUND, cover.abi_encode(), U256::ZERO, Err(vec![1]));
    mock_balance(&vm, USDC);
    let failed = IPool::IPoolErrors::CallFailed(IPool::CallFailed { target: FUND });
    assert_eq!(
        refused(&mut pool, &WRITE_OFF),
        failed,
        "nobody books a loss past the fund"
    );
    assert_eq!(pool.market(0).debt(), 16_000 * DOLLAR, "POOL-4");
    vm.mock_call(FUND, cover.abi_encode(), U256::ZERO, Ok(vec![]));
    mock_balance(&vm, USDC);
    let loss = call(&mut pool, &WRITE_OFF).unwrap();
    assert_eq!(
        (loss.covered, loss.lost),
        (U256::ZERO, number(16_000 * DOLLAR))
    );
}

#[test]
fn premiums_go_to_the_fund_as_far_as_there_is_cash() {
    let (vm, mut pool) = with_loan();
    let pay = IPool::payPremiumCall { asset: USDC };
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(
        shared_refusal(&call(&mut pool, &pay).err().unwrap()),
        zero,
        "no fund"
    );
    insure(&mut pool);
    vm.set_sender(ALICE);
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &pay), zero, "nothing earned");
    earn(&mut pool, 0, 90_000 * DOLLAR);
    assert_eq!(call(&mut pool, &pay), Ok(number(84_000 * DOLLAR)), "anyone");
    let event: IPool::PremiumPaid = last_event(&vm);
    assert_eq!(
        (event.asset, event.insurance, event.amount),
        (USDC, FUND, number(84_000 * DOLLAR))
    );
    let market = pool.market(0);
    assert_eq!((market.cash, pool.earned(0).premium), (0, 6_000 * DOLLAR));
}

#[test]
fn a_fund_that_refuses_the_premium_stops_the_payment() {
    let (vm, mut pool) = with_loan();
    insure(&mut pool);
    earn(&mut pool, 0, 7);
    let notify = ballast_common::abi::IInsurance::notifyPremiumCall { amount: number(7) };
    vm.mock_call(FUND, notify.abi_encode(), U256::ZERO, Err(vec![]));
    let failed = IPool::IPoolErrors::CallFailed(IPool::CallFailed { target: FUND });
    assert_eq!(
        refused(&mut pool, &IPool::payPremiumCall { asset: USDC }),
        failed
    );
}

#[test]
fn reserves_are_paid_out_to_the_last_unit_and_no_further() {
    let (vm, mut pool) = with_loan();
    earn(&mut pool, 50 * DOLLAR, 10 * DOLLAR);
    vm.set_sender(OWNER);
    let claim = |amount| IPool::claimReservesCall {
        asset: USDC,
        amount,
        receiver: BOB,
    };
    let short = IPool::InsufficientBalance {
        asset: USDC,
        available: number(50 * DOLLAR),
        wanted: number(50 * DOLLAR + 1),
    };
    assert_eq!(
        refused(&mut pool, &claim(number(50 * DOLLAR + 1))),
        IPool::IPoolErrors::InsufficientBalance(short)
    );
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &claim(U256::ZERO)), zero);
    let before = pool.market(0).claims();
    call(&mut pool, &claim(number(50 * DOLLAR))).unwrap();
    let event: IPool::ReservesClaimed = last_event(&vm);
    assert_eq!(
        (event.asset, event.receiver, event.amount),
        (USDC, BOB, number(50 * DOLLAR))
    );
    assert_eq!(
        pool.market(0).claims(),
        before,
        "POOL-4: suppliers keep theirs"
    );
}
