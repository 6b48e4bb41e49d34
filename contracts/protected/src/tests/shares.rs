//! Shares are made and ended as the phase says, and all are exercised at a fresh price below the strike alone.

use super::*;
use crate::{market::IOptionMarket, storage::Exercise};

fn wrap(amount: u128) -> IProtected::wrapCall {
    IProtected::wrapCall {
        amount: number(amount),
        receiver: BOB,
    }
}

fn unwrap(amount: u128) -> IProtected::unwrapCall {
    IProtected::unwrapCall {
        amount: number(amount),
        receiver: BOB,
    }
}

/// Every token and the market say yes.
fn yes(vm: &TestVM) {
    answers(vm, number(1).abi_encode());
}

fn mismatch(token: Address, expected: u128) -> Refusal {
    Refusal::TransferMismatch(IProtected::TransferMismatch {
        token,
        expected: number(expected),
        received: U256::ZERO,
    })
}

const ZERO: Refusal = Refusal::ZeroAmount(IProtected::ZeroAmount {});

#[test]
fn wrapping_books_before_it_pulls_and_ends_with_the_expiry() {
    let (vm, mut program) = held(0);
    yes(&vm);
    vm.set_block_timestamp(EXPIRY - 1);
    assert_eq!(refused(&mut program, &wrap(7)), mismatch(ETH, 7));
    assert_eq!((program.supply(), program.balance(&BOB)), (7, 7));
    let event: IProtected::Wrapped = last_event(&vm);
    assert_eq!((event.caller, event.receiver), (ALICE, BOB));
    assert_eq!((event.amount, event.premium), (number(7), U256::ZERO));
    for now in [EXPIRY, UNTIL, UNTIL + 1] {
        vm.set_block_timestamp(now);
        let expired = IProtected::Expired {
            expiry: U256::from(EXPIRY),
        };
        assert_eq!(refused(&mut program, &wrap(7)), Refusal::Expired(expired));
    }
}

#[test]
fn nothing_is_refused_and_too_much_is_a_typed_error() {
    let (_, mut program) = held(1);
    assert_eq!(refused(&mut program, &wrap(0)), ZERO);
    assert_eq!(refused(&mut program, &unwrap(0)), ZERO);
    let data = call(&mut program, &wrap(u128::MAX)).err().unwrap();
    let error = IOwned::IOwnedErrors::abi_decode_validate(&data).unwrap();
    assert!(matches!(error, IOwned::IOwnedErrors::RiskCalculation(_)));
    let all = IProtected::unwrapCall {
        amount: U256::MAX,
        receiver: BOB,
    };
    let short = IProtected::ERC20InsufficientBalance {
        sender: ALICE,
        balance: number(1),
        needed: number(u128::MAX),
    };
    let short = Refusal::ERC20InsufficientBalance(short);
    assert_eq!(refused(&mut program, &all), short);
    let (amount, receiver) = (number(1), Address::ZERO);
    let wrap = IProtected::wrapCall { amount, receiver };
    let unwrap = IProtected::unwrapCall { amount, receiver };
    for data in [
        call(&mut program, &wrap).err(),
        call(&mut program, &unwrap).err(),
    ] {
        let error = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {}).abi_encode();
        assert_eq!(data, Some(error));
    }
}

#[test]
fn shares_end_in_kind_until_the_window_ends_and_in_the_underlying_after_it() {
    for (now, puts) in [(NOW, 3), (EXPIRY, 3), (UNTIL, 3), (UNTIL + 1, 0)] {
        let (vm, mut program) = held(5);
        yes(&vm);
        vm.set_block_timestamp(now);
        let paid = call(&mut program, &unwrap(3)).unwrap();
        let told = (paid.underlying, paid.puts, paid.cash);
        assert_eq!(told, (number(3), number(puts), U256::ZERO));
        assert_eq!((program.supply(), program.balance(&ALICE)), (2, 2));
        let event: IProtected::Unwrapped = last_event(&vm);
        assert_eq!((event.owner, event.receiver), (ALICE, BOB));
        let told = (event.amount, event.underlying, event.puts, event.cash);
        assert_eq!(told, (number(3), number(3), number(puts), U256::ZERO));
    }
}

#[test]
fn a_market_that_keeps_puts_is_refused() {
    let (vm, mut program) = held(5);
    let send = IOptionMarket::transfer_1Call {
        receiver: BOB,
        id: number(1),
        amount: number(3),
    };
    vm.mock_call(MARKET, send.abi_encode(), U256::ZERO, Err(vec![]));
    yes(&vm);
    let failed = IProtected::CallFailed {
        target: MARKET,
        reason: number(1).abi_encode().into(),
    };
    let failed = Refusal::CallFailed(failed);
    assert_eq!(refused(&mut program, &unwrap(3)), failed);
}

#[test]
fn cash_is_paid_in_parts_to_the_last_unit() {
    let (vm, mut program) = held(3);
    program.put_exercised(&Exercise {
        cash: 10,
        shares: 3,
    });
    program.put_left(10);
    vm.set_block_timestamp(UNTIL + DAY);
    yes(&vm);
    let mut paid = Vec::new();
    for _ in 0..3 {
        let told = call(&mut program, &unwrap(1)).unwrap();
        assert_eq!((told.underlying, told.puts), (U256::ZERO, U256::ZERO));
        paid.push(told.cash.to::<u128>());
    }
    assert_eq!(paid, [3, 3, 4]);
    assert_eq!((program.left(), program.supply()), (0, 0));
}

#[test]
fn cash_that_waits_is_asked_for_once() {
    let (vm, mut program) = held(3);
    program.put_exercised(&Exercise {
        cash: 10,
        shares: 3,
    });
    program.put_left(10);
    program.put_supply(3, true);
    yes(&vm);
    // Nothing comes on this machine.
    assert_eq!(refused(&mut program, &unwrap(1)), mismatch(USDC, 10));
    let event: IProtected::Fetched = last_event(&vm);
    assert_eq!(event.cash, number(10));
    assert!(!program.waits());
}

#[test]
fn all_is_exercised_in_the_window_by_a_fresh_price_alone() {
    let exercise = IProtected::exerciseCall {};
    let (vm, mut program) = held(WAD);
    for now in [NOW, EXPIRY - 1, UNTIL + 1] {
        vm.set_block_timestamp(now);
        let error = IProtected::NotExercisable {
            from: U256::from(EXPIRY),
            until: U256::from(UNTIL),
        };
        let expected = Refusal::NotExercisable(error);
        assert_eq!(refused(&mut program, &exercise), expected);
    }
    for now in [EXPIRY, UNTIL] {
        vm.set_block_timestamp(now);
        for (heartbeats, at_fault) in [([3_600, 7_200], ETH_FEED), ([7_200, 3_600], USDC_FEED)] {
            let mut feeds = feeds();
            feeds[0].heartbeat = heartbeats[0];
            feeds[1].heartbeat = heartbeats[1];
            program.put_made(&made(), &feeds, names());
            answers(&vm, round(100_000_000, now - 3_601));
            assert_eq!(refused(&mut program, &exercise), unavailable(at_fault));
        }
    }
    assert_eq!(program.exercised(), Exercise::default());
}

#[test]
fn all_is_exercised_below_the_strike_by_the_margin_alone() {
    let exercise = IProtected::exerciseCall {};
    let (vm, mut program) = held(WAD);
    vm.set_block_timestamp(EXPIRY);
    // As old as their heartbeat, and both a dollar: so the strike, less the margin, is to be above one.
    answers(&vm, round(100_000_000, EXPIRY - 3_600));
    let mut low = made();
    low.floor.margin = 1_000;
    for (strike, limit) in [
        (WAD, WAD * 9 / 10),
        (WAD / 9 * 10, WAD - 1),
        (WAD / 9 * 10 + 2, WAD),
    ] {
        low.floor.strike = strike;
        program.put_made(&low, &feeds(), names());
        let error = IProtected::NotBelowStrike {
            price: number(WAD),
            limit: number(limit),
        };
        let expected = Refusal::NotBelowStrike(error);
        assert_eq!(refused(&mut program, &exercise), expected);
    }
    assert_eq!(program.exercised(), Exercise::default());
    // All is booked before the market is asked, which moves nothing here.
    low.floor.strike = WAD / 9 * 10 + 3;
    program.put_made(&low, &feeds(), names());
    vm.set_code(ETH, vec![1]);
    let refusal = refused(&mut program, &exercise);
    assert!(matches!(refusal, Refusal::TransferFailed(_)), "{refusal:?}");
    let cash = 1_111_111;
    let told = Exercise { cash, shares: WAD };
    assert_eq!((program.exercised(), program.left()), (told, cash));
    let event: IProtected::Exercised = last_event(&vm);
    assert_eq!((event.caller, event.shares), (ALICE, number(WAD)));
    assert_eq!((event.cash, event.price), (number(cash), number(WAD)));
    assert_eq!(event.limit, number(WAD + 1));
    let again = Refusal::AlreadyExercised(IProtected::AlreadyExercised {});
    assert_eq!(refused(&mut program, &exercise), again);
}

#[test]
fn nothing_is_exercised_of_nothing() {
    let (vm, mut program) = held(0);
    vm.set_block_timestamp(EXPIRY);
    assert_eq!(refused(&mut program, &IProtected::exerciseCall {}), ZERO);
    // So little that its cash is less than a unit.
    program.put_supply(1, false);
    answers(&vm, round(100_000_000, EXPIRY));
    assert_eq!(refused(&mut program, &IProtected::exerciseCall {}), ZERO);
}

#[test]
fn a_premium_beyond_the_limit_is_refused() {
    let (vm, mut program) = held(0);
    let quote = IOptionMarket::quoteCall {
        strike: number(1),
        amount: number(9),
    };
    let wrap = IProtected::wrapAndBuyCall {
        amount: number(9),
        most: number(41),
        receiver: BOB,
    };
    answers(&vm, number(42).abi_encode());
    let above = IProtected::PremiumAboveLimit {
        premium: number(42),
        limit: number(41),
    };
    let above = Refusal::PremiumAboveLimit(above);
    assert_eq!(refused(&mut program, &wrap), above);
    for reason in [vec![], U256::MAX.abi_encode()] {
        answers(&vm, reason.clone());
        let failed = IProtected::CallFailed {
            target: MARKET,
            reason: reason.into(),
        };
        assert_eq!(refused(&mut program, &wrap), Refusal::CallFailed(failed));
    }
    fails(&vm, MARKET, &quote.abi_encode());
    answers(&vm, vec![9]);
    let failed = IProtected::CallFailed {
        target: MARKET,
        reason: vec![9].into(),
    };
    assert_eq!(refused(&mut program, &wrap), Refusal::CallFailed(failed));
    assert_eq!(program.supply(), 0);
}
