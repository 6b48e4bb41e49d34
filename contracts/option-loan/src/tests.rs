//! OPT-2 over any terms and any course of a loan, dates to the second, and the storage layout. What moves tokens is tested on
//! a chain.

use alloy_primitives::{Address, B256, U256, address, keccak256};
use proptest::prelude::*;
use risk_core::amortise::Locked;
use stylus_sdk::testing::TestVM;

use crate::{
    OptionLoan,
    loan::{Loan, Phase, Withheld},
    terms::{MAX_RATE, Offer, Puts},
};

const LENDER: Address = address!("0x00000000000000000000000000000000000000e1");
const BORROWER: Address = address!("0x00000000000000000000000000000000000000e2");
const MARKET: Address = address!("0x00000000000000000000000000000000000000b1");
const USDC: Address = address!("0x00000000000000000000000000000000000000b2");
const ETH: Address = address!("0x00000000000000000000000000000000000000b3");
const ANYONE: Address = address!("0x00000000000000000000000000000000000000a1");
const START: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const WAD: u128 = 1_000_000_000_000_000_000;
const EXPIRY: u64 = START + 30 * DAY;

/// Puts at 2,000 dollars for an ether, a month; 12% a year, and six hours of grace.
fn offer() -> Offer {
    Offer {
        lender: LENDER,
        puts: Puts {
            market: MARKET,
            strike: 1,
            debt_asset: USDC,
            collateral_asset: ETH,
            expiry: EXPIRY,
            window: DAY as u32,
            price: 2_000 * WAD,
            scale: 1_000_000_000_000_000_000_000_000_000_000,
        },
        size: 1_000_000_000_000,
        least: 7,
        rate: 120_000_000_000_000_000,
        grace: 21_600,
        expiry: EXPIRY - DAY,
        allowed: ANYONE,
    }
}

fn opened(offer: &Offer, principal: u128, start: u64) -> Loan {
    let owed = offer.owed_at_most(principal, start).unwrap();
    Loan {
        borrower: BORROWER,
        offer: 1,
        start,
        locked: Locked {
            principal,
            collateral: offer.puts.covering(owed).unwrap(),
        },
        ..Loan::default()
    }
}

proptest! {
    /// OPT-2: whatever is repaid before, the lender gets all that is owed, but for a unit where puts round.
    #[test]
    fn opt_2_the_lender_gets_what_is_owed_or_what_the_puts_pay(
        principal in 1_u128..1 << 90,
        price in 1_u128..1 << 96,
        // Prices, decimals and amounts of real tokens and far beyond: a unit must be worth something.
        exponent in 12_u32..=36,
        rate in 0..=MAX_RATE,
        life in 1_u64..2 * 365 * DAY,
        window in 7_200_u32..2_592_000,
        parts in prop::collection::vec((0_u128..10_000, 0_u64..DAY), 0..6),
        late in 0_u64..2_592_000,
    ) {
        let offer = Offer {
            puts: Puts { price, scale: 10_u128.pow(exponent), expiry: START + life, window, ..offer().puts },
            rate,
            ..offer()
        };
        let Ok(owed) = offer.owed_at_most(principal, START) else { return Ok(()) };
        let Ok(collateral) = offer.puts.covering(owed) else { return Ok(()) };
        let mut loan = opened(&offer, principal, START);
        prop_assert!(offer.puts.floor(collateral).unwrap() >= owed);
        let (mut now, mut paid_in, mut unlocked) = (START, 0, 0);
        for (part, seconds) in parts {
            now += seconds;
            let repaid = loan.locked.principal / 10_000 * part;
            let before = loan.owed(&offer, now).unwrap();
            let paid = loan.repay(&offer, repaid, now).unwrap();
            paid_in += paid.total().unwrap();
            unlocked += paid.unlocked;
            // Interest in parts is no less than at once.
            prop_assert!(paid.total().unwrap() + loan.owed(&offer, now).unwrap() >= before);
        }
        prop_assert_eq!(loan.cash, paid_in);
        prop_assert_eq!(loan.locked.collateral + unlocked, collateral);
        if !loan.lives() {
            return Ok(());
        }
        let at = now.max(offer.puts.expiry) + late;
        let due = loan.owed(&offer, at).unwrap();
        let cash = offer.puts.floor(loan.locked.collateral).unwrap();
        prop_assert!(cash + 1 >= due, "{} of {}", cash, due);
        let mut ended = loan;
        let rest = ended.exercise(&offer, cash, at).unwrap();
        prop_assert_eq!(ended.cash - loan.cash, due.min(cash));
        prop_assert_eq!(ended.cash - loan.cash + rest, cash);
        prop_assert!(!ended.lives() && ended.locked.collateral == 0);
        let mut lost = loan;
        prop_assert_eq!(lost.forfeit(), Ok(loan.locked.collateral));
        prop_assert_eq!((lost.forfeited, lost.locked.principal), (loan.locked.collateral, 0));
    }
}

#[test]
fn what_can_be_done_changes_at_the_second() {
    let (offer, loan) = (offer(), opened(&offer(), 1_000_000, START));
    let until = EXPIRY + DAY;
    for (at, phase) in [
        (START, Phase::Running),
        (EXPIRY - 1, Phase::Running),
        (EXPIRY, Phase::Grace),
        (EXPIRY + 21_600, Phase::Grace),
        (EXPIRY + 21_601, Phase::Exercisable),
        (until, Phase::Exercisable),
        (until + 1, Phase::Late),
        (until + 21_600, Phase::Late),
        (until + 21_601, Phase::Forfeitable),
        (u64::MAX, Phase::Forfeitable),
    ] {
        assert_eq!(loan.phase(&offer, at), phase, "{at}");
    }
    let ended = Loan {
        locked: Locked::default(),
        ..loan
    };
    assert_eq!(ended.phase(&offer, START), Phase::Ended);
    // Interest ends with the window.
    assert_eq!(loan.owed(&offer, until), loan.owed(&offer, u64::MAX));
    assert!(loan.owed(&offer, until).unwrap() > 1_009_900);
    // One wei costs a wei of interest, rounded up, and the puts that pay both.
    let dust = opened(&offer, 1, START);
    assert_eq!(dust.locked.collateral, 1_000_000_000);
    assert_eq!(offer.puts.floor(dust.locked.collateral), Ok(2));
}

#[test]
fn terms_have_bounds_on_both_sides_inclusively() {
    let fault = |change: &dyn Fn(&mut Offer)| {
        let mut offer = offer();
        change(&mut offer);
        offer.fault(START)
    };
    assert_eq!(fault(&|_| ()), None);
    assert_eq!(fault(&|offer| offer.puts.expiry = START + 1), None);
    assert_eq!(
        fault(&|offer| offer.puts.expiry = START),
        Some((0, START.into()))
    );
    assert_eq!(fault(&|offer| offer.least = offer.size), None);
    let more = offer().size + 1;
    assert_eq!(fault(&|offer| offer.least = more), Some((3, more)));
    assert_eq!(fault(&|offer| offer.rate = MAX_RATE), None);
    let dear = MAX_RATE + 1;
    assert_eq!(fault(&|offer| offer.rate = dear), Some((4, dear.into())));
    for (good, bad) in [(3_600, 3_599), (82_800, 82_801)] {
        assert_eq!(fault(&|offer| offer.grace = good), None);
        assert_eq!(fault(&|offer| offer.grace = bad), Some((5, bad.into())));
    }
    // A window too short for an hour of grace and an hour for all others.
    assert_eq!(
        fault(&|offer| (offer.puts.window, offer.grace) = (7_199, 3_600)),
        Some((5, 3_600))
    );
    assert_eq!(fault(&|offer| offer.expiry = START), None);
    assert_eq!(
        fault(&|offer| offer.expiry = START - 1),
        Some((6, (START - 1).into()))
    );
}

/// Lets every contract answer every call with this number: this machine knows no better.
fn answer(vm: &TestVM, number: u64) {
    let data = U256::from(number).to_be_bytes_vec();
    vm.mock_static_call(USDC, vec![], Ok(data));
}

#[test]
fn cash_that_a_market_withholds_is_its_own_loans_alone() {
    let vm = TestVM::new();
    let mut program = OptionLoan::from(&vm);
    let puts = offer().puts;
    let other = Puts {
        debt_asset: ANYONE,
        ..puts
    };
    // What it withholds must have risen by the cash of each exercise.
    answer(&vm, 100);
    assert_eq!(program.withholds(&puts, 101), Ok(false));
    assert_eq!(program.withholds(&puts, 60), Ok(true));
    assert_eq!(program.withholds(&puts, 41), Ok(false));
    assert_eq!(program.withholds(&puts, 40), Ok(true));
    assert_eq!(program.promises(&puts), (100, 0));
    assert_eq!(program.promises(&other), (0, 0));
    program.put_awaited(1, 60);
    program.put_awaited(2, 40);
    // Nothing comes: neither is paid, and of a loan of which nothing is withheld nothing is asked.
    for loan in [1, 2] {
        assert!(program.fetch(loan, &puts).is_err());
        assert!(program.awaited(loan) > 0);
    }
    assert_eq!(program.fetch(3, &puts), Ok(()));
    // All has come for one of them: it is there for the other, for nobody else, and for each once.
    program.put_promises(&puts, 0, 100);
    assert_eq!(program.fetch(1, &puts), Ok(()));
    assert_eq!((program.awaited(1), program.promises(&puts)), (0, (0, 40)));
    program.put_awaited(4, 1);
    assert!(program.fetch(4, &other).is_err());
    assert_eq!(program.fetch(1, &puts), Ok(()));
    assert_eq!(program.promises(&puts), (0, 40));
    assert_eq!(program.fetch(2, &puts), Ok(()));
    assert_eq!((program.awaited(2), program.promises(&puts)), (0, (0, 0)));
    assert!(program.fetch(4, &puts).is_err());
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
    let mut program = OptionLoan::from(&vm);
    program.put_terms(3, &offer());
    assert_eq!(*program.terms(3), offer());
    let bits = |account: Address| U256::from_be_bytes(account.into_word().0);
    let above = |value: u128, shift: usize| U256::from(value) << shift;
    let size = offer().size;
    let expected = [
        bits(LENDER) | above((EXPIRY - DAY).into(), 160) | above(1, 200) | above(21_600, 208),
        bits(MARKET) | above(120_000_000_000_000_000, 160),
        above(size, 128) | U256::from(7),
        bits(ANYONE),
        bits(USDC) | above(EXPIRY.into(), 160) | above(DAY.into(), 200),
        bits(ETH),
        above(2_000 * WAD, 128) | U256::from(offer().puts.scale),
    ];
    for (index, expected) in (0..).zip(expected) {
        assert_eq!(word(&vm, 1, 3, index), expected, "word {index} of an offer");
    }
    let loan = Loan {
        cash: 11,
        forfeited: 12,
        withholding: true,
        ..opened(&offer(), 1_000_000, START)
    };
    program.put_loan(5, &loan);
    assert_eq!(program.loan(5).unwrap(), loan);
    let withheld = Withheld {
        cash: 1,
        collateral: 2,
        puts: 3,
    };
    program.put_withheld(5, &withheld);
    assert_eq!(program.withheld(5), withheld);
    let locked = loan.locked;
    let expected = [
        (0, bits(BORROWER) | above(1, 160)),
        (
            1,
            above(locked.principal, 128) | U256::from(locked.collateral),
        ),
        (2, above(1, 128) | U256::from(START)),
        (3, above(11, 128) | U256::from(12)),
        (6, above(1, 128) | U256::from(2)),
        (7, U256::from(3)),
    ];
    for (index, expected) in expected {
        assert_eq!(word(&vm, 2, 5, index), expected, "word {index} of a loan");
    }
    program.put_awaited(5, 14);
    assert_eq!((program.awaited(5), program.loan(5).unwrap()), (14, loan));
    assert_eq!(word(&vm, 2, 5, 8), U256::from(14));
    program.put_promises(&offer().puts, 15, 16);
    let at = |key: Address, slot: B256| keccak256([key.into_word(), slot].concat());
    let place = at(USDC, at(MARKET, B256::with_last_byte(2)));
    let promises = above(15, 128) | U256::from(16);
    assert_eq!(vm.get_storage(place.into()), B256::from(promises));
    program.put_counts(8, 9);
    assert_eq!(word(&vm, 0, 0, 0), above(8, 128) | U256::from(9));
    assert_eq!(B256::from(word(&vm, 2, 6, 0)), B256::ZERO);
    assert!(program.loan(6).is_err());
}
