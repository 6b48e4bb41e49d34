//! That exercise always pays what is owed, dates to the second, bounds, and the storage layout. What moves tokens is tested
//! on a chain.

use alloy_primitives::{Address, B256, U256, address, keccak256};
use proptest::prelude::*;
use risk_core::{amortise::Locked, fixed::mul_div_up};
use stylus_sdk::testing::TestVM;

use crate::{
    CollarProgram,
    collar::{Call, Collar, Holding, Phase},
    terms::{Bid, Calls},
};

const BUYER: Address = address!("0x00000000000000000000000000000000000000e1");
const OWNER: Address = address!("0x00000000000000000000000000000000000000e2");
const MARKET: Address = address!("0x00000000000000000000000000000000000000b1");
const USDC: Address = address!("0x00000000000000000000000000000000000000b2");
const ETH: Address = address!("0x00000000000000000000000000000000000000b3");
const ANYONE: Address = address!("0x00000000000000000000000000000000000000a1");
const START: u64 = 1_700_000_000;
const HOUR: u64 = 3_600;
const DAY: u64 = 86_400;
const WAD: u128 = 1_000_000_000_000_000_000;
const EXPIRY: u64 = START + 30 * DAY;
/// The highest rate of a loan.
const MAX_RATE: u64 = 10_000_000_000_000_000_000;

/// A call at 2,400 dollars for 80 dollars an ether; three hours to exercise it.
fn bid() -> Bid {
    Bid {
        buyer: BUYER,
        calls: Calls {
            market: MARKET,
            debt_asset: USDC,
            collateral_asset: ETH,
            decimals: [18, 6],
            expiry: EXPIRY,
            puts_window: DAY as u32,
            window: 3 * HOUR as u32,
            strike: 2_400 * WAD,
        },
        price: 80 * WAD,
        size: 50 * WAD,
        least: WAD / 100,
        expiry: EXPIRY - DAY,
        allowed: ANYONE,
    }
}

fn collar() -> Collar {
    Collar {
        owner: OWNER,
        bid: 3,
        loan: 9,
        rate: 120_000_000_000_000_000,
        start: START,
        strike: 7,
        call: Call::Open,
        amount: 5 * WAD,
        here: Holding {
            cash: 11,
            collateral: 12,
            puts: 13,
        },
    }
}

proptest! {
    /// The lender's due, whenever it is paid and whatever was repaid before, is in what exercise costs: at the puts' own
    /// strike and above.
    #[test]
    fn exercise_pays_what_is_owed(
        principal in 1_u128..1 << 90,
        puts in 1_u128..1 << 96,
        more in 0_u128..1 << 90,
        decimals in (0_u8..=18, 0_u8..=18),
        rate in 0..=MAX_RATE,
        life in 1_u64..2 * 365 * DAY,
        window in 7_200_u32..2_592_000,
        parts in prop::collection::vec((0_u128..10_000, 0_u64..DAY), 0..6),
        late in 0_u64..2_592_000,
    ) {
        let calls = Calls {
            decimals: [decimals.0, decimals.1],
            expiry: START + life,
            puts_window: window,
            strike: puts + more,
            ..bid().calls
        };
        let collar = Collar { rate, ..collar() };
        let Ok(owed) = collar.owed(&calls, principal, u64::MAX) else { return Ok(()) };
        let Ok(collateral) = mul_div_up(owed, calls.scale(), puts) else { return Ok(()) };
        let Ok(cost) = calls.cost(collateral) else { return Ok(()) };
        let mut locked = Locked { principal, collateral };
        let mut now = START;
        prop_assert!(collar.owed(&calls, principal, now).unwrap() <= cost);
        for (part, seconds) in parts {
            now += seconds;
            locked = locked.repay(locked.principal / 10_000 * part).unwrap().0;
            prop_assert!(collar.owed(&calls, locked.principal, now + late).unwrap() <= cost);
        }
    }

    /// A premium is never above its price, and a unit below it at most.
    #[test]
    fn premiums_round_down(amount in 0_u128..1 << 90, price in 0_u128..1 << 96) {
        let bid = Bid { price, ..bid() };
        if let Ok(premium) = bid.premium(amount) {
            let exact = U256::from(amount) * U256::from(price);
            let scale = U256::from(bid.calls.scale());
            let told = U256::from(premium) * scale;
            prop_assert!(told <= exact && exact - told < scale);
        }
    }
}

#[test]
fn what_can_be_done_changes_at_the_second() {
    let (calls, collar) = (bid().calls, collar());
    let until = EXPIRY + 3 * HOUR;
    let (kept, free) = (
        Holding {
            collateral: 0,
            ..collar.here
        },
        collar.here,
    );
    for (at, phase, owners) in [
        (START, Phase::Running, kept),
        (EXPIRY - 1, Phase::Running, kept),
        (EXPIRY, Phase::Callable, kept),
        (until, Phase::Callable, kept),
        (until + 1, Phase::Over, free),
        (u64::MAX, Phase::Over, free),
    ] {
        assert_eq!(collar.phase(&calls, at), phase, "{at}");
        assert_eq!(collar.free(collar.here, &calls, at), owners, "{at}");
        for call in [Call::Exercised, Call::Cancelled] {
            let ended = Collar { call, ..collar };
            assert_eq!(ended.phase(&calls, at), Phase::Over, "{at}");
            assert_eq!(ended.free(collar.here, &calls, at), free);
        }
    }
    assert_eq!(calls.least_grace(), 4 * 3_600);
    // Interest ends with the puts' window.
    let end = EXPIRY + DAY;
    let owed = |at| collar.owed(&calls, 1_000_000_000, at).unwrap();
    assert!(owed(end - 1) < owed(end));
    assert_eq!(owed(end), owed(u64::MAX));
    assert_eq!(owed(START), 1_000_000_000);
    // A wei costs a unit to call.
    assert_eq!((calls.cost(1), calls.cost(0)), (Ok(1), Ok(0)));
}

#[test]
fn terms_have_bounds_on_both_sides_inclusively() {
    let fault = |change: &dyn Fn(&mut Bid)| {
        let mut bid = bid();
        change(&mut bid);
        bid.fault(START)
    };
    assert_eq!(fault(&|_| ()), None);
    assert_eq!(fault(&|bid| bid.calls.expiry = START + 1), None);
    let now = START.into();
    assert_eq!(fault(&|bid| bid.calls.expiry = START), Some((0, now)));
    assert_eq!(fault(&|bid| bid.least = bid.size), None);
    let more = bid().size + 1;
    assert_eq!(fault(&|bid| bid.least = more), Some((4, more)));
    for (good, bad) in [(3_600, 3_599), (79_200, 79_201)] {
        assert_eq!(fault(&|bid| bid.calls.window = good), None);
        let fault = fault(&|bid| bid.calls.window = bad);
        assert_eq!(fault, Some((5, bad.into())));
    }
    // A market's window too short for an hour each of the call, its owner and all others.
    let short = fault(&|bid| (bid.calls.puts_window, bid.calls.window) = (10_799, 3_600));
    assert_eq!(short, Some((5, 3_600)));
    let just = fault(&|bid| (bid.calls.puts_window, bid.calls.window) = (10_800, 3_600));
    assert_eq!(just, None);
    assert_eq!(fault(&|bid| bid.expiry = START), None);
    let past = fault(&|bid| bid.expiry = START - 1);
    assert_eq!(past, Some((6, (START - 1).into())));
    let bid = Bid {
        size: 100,
        least: 10,
        ..bid()
    };
    let taken = [0, 9, 10, 99, 100, 101].map(|amount| bid.takes(amount));
    assert_eq!(taken, [false, false, true, true, true, false]);
    let rest = Bid { size: 3, ..bid };
    assert_eq!(
        [2, 3, 4].map(|amount| rest.takes(amount)),
        [false, true, false]
    );
}

/// Word `word` of `id` of a kind; the table is the map at slot 0.
fn word(vm: &TestVM, of: u64, id: u64, word: u64) -> U256 {
    let key = U256::from_limbs([word, id, 0, of]).to_be_bytes::<32>();
    vm.get_storage(keccak256([key, [0; 32]].concat()).into())
        .into()
}

#[test]
fn words_are_packed_as_ever() {
    let vm = TestVM::new();
    let mut program = CollarProgram::from(&vm);
    program.put_terms(3, &bid());
    assert_eq!(*program.terms(3), bid());
    let bits = |account: Address| U256::from_be_bytes(account.into_word().0);
    let above = |value: u128, shift: usize| U256::from(value) << shift;
    let expected = [
        bits(BUYER) | above((EXPIRY - DAY).into(), 160) | above(10_800, 200),
        bits(MARKET) | above(EXPIRY.into(), 160) | above(DAY.into(), 200),
        above(50 * WAD, 128) | U256::from(WAD / 100),
        bits(ANYONE),
        bits(USDC) | above(6, 160) | above(18, 168),
        bits(ETH),
        above(2_400 * WAD, 128) | U256::from(80 * WAD),
    ];
    for (index, expected) in (0..).zip(expected) {
        assert_eq!(word(&vm, 1, 3, index), expected, "word {index} of a bid");
    }
    let collar = Collar {
        call: Call::Cancelled,
        ..collar()
    };
    program.put_collar(5, &collar);
    program.put_here(5, &collar);
    assert_eq!(program.collar(5).unwrap(), collar);
    let expected = [
        bits(OWNER) | above(3, 160),
        above(9, 192)
            | above(collar.rate.into(), 128)
            | above(START.into(), 16)
            | U256::from(7 << 8 | 2),
        above(5 * WAD, 128) | U256::from(11),
        above(12, 128) | U256::from(13),
    ];
    for (index, expected) in (0..).zip(expected) {
        assert_eq!(word(&vm, 2, 5, index), expected, "word {index} of a collar");
    }
    for call in [Call::Open, Call::Exercised] {
        program.put_collar(5, &Collar { call, ..collar });
        assert_eq!(program.collar(5).unwrap().call, call);
    }
    program.put_counts(8, 9);
    program.put_loans(MARKET);
    assert_eq!(word(&vm, 0, 0, 0), above(8, 128) | U256::from(9));
    assert_eq!(
        (word(&vm, 0, 0, 1), program.loans()),
        (bits(MARKET), MARKET)
    );
    assert_eq!(B256::from(word(&vm, 2, 6, 0)), B256::ZERO);
    assert!(program.collar(6).is_err());
}
