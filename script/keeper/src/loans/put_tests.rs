//! Cases of loans that puts protect.

use super::*;
use ballast_bindings::option_loan::IOptionLoan::Terms;

const ALICE: Address = Address::repeat_byte(1);
const BOB: Address = Address::repeat_byte(2);
const MARKET: Address = Address::repeat_byte(3);
const USDC: Address = Address::repeat_byte(4);
const ETH: Address = Address::repeat_byte(5);

fn number(value: u64) -> U256 {
    U256::from(value)
}

/// An hour of grace after the expiry at 10,000; the window ends at 30,000.
fn offered() -> IOptionLoanEvents {
    let terms = Terms {
        market: MARKET,
        strike: 2,
        size: 1_000,
        least: 1,
        rate: 0,
        grace: 3_600,
        expiry: Default::default(),
        allowed: Address::ZERO,
    };
    IOptionLoanEvents::OfferMade(IOptionLoan::OfferMade {
        offer: number(1),
        lender: BOB,
        market: MARKET,
        terms,
    })
}

fn opened(loan: u64) -> IOptionLoanEvents {
    IOptionLoanEvents::Opened(IOptionLoan::Opened {
        loan: number(loan),
        offer: number(1),
        borrower: ALICE,
        lender: BOB,
        principal: number(90),
        collateral: number(9),
        premium: number(1),
        receiver: ALICE,
    })
}

fn repaid(loan: u64, principal: u64) -> IOptionLoanEvents {
    IOptionLoanEvents::Repaid(IOptionLoan::Repaid {
        loan: number(loan),
        payer: BOB,
        principal: number(principal),
        interest: number(7),
        unlocked: number(3),
    })
}

fn after(events: &[IOptionLoanEvents]) -> OptionLoans {
    let mut loans = OptionLoans::default();
    for event in events {
        loans.apply(event);
    }
    loans
}

fn known() -> Known {
    let puts = Puts {
        debt_asset: USDC,
        underlying: ETH,
        price: U256::from(1_800) * crate::config::WAD,
        expiry: 10_000,
        until: 30_000,
    };
    Known::from([((MARKET, 2), puts)])
}

fn dues(loans: &OptionLoans, known: &Known) -> Vec<(u64, u64, f64)> {
    let dues = loans.dues(known, |asset, amount| {
        assert_eq!(asset, USDC);
        f64::from(amount)
    });
    dues.iter()
        .map(|due| (due.due, due.until, due.usd))
        .collect()
}

#[test]
fn loans_live_until_nothing_is_owed_or_their_puts_or_collateral_are_gone() {
    let mut loans = after(&[offered(), opened(1), opened(2), opened(3), opened(4)]);
    assert_eq!(loans.needed(), BTreeSet::from([(MARKET, 2)]));
    loans.apply(&repaid(1, 40));
    assert_eq!(dues(&loans, &known())[0], (10_000, 13_600, 50.0));
    loans.apply(&IOptionLoanEvents::BorrowerChanged(
        IOptionLoan::BorrowerChanged {
            loan: number(1),
            previous: ALICE,
            borrower: BOB,
        },
    ));
    assert_eq!(loans.loans[&number(1)].borrower, BOB);
    let text = serde_json::to_string(&loans).unwrap();
    assert_eq!(serde_json::from_str::<OptionLoans>(&text).unwrap(), loans);
    loans.apply(&repaid(1, 50));
    loans.apply(&IOptionLoanEvents::PutsExercised(
        IOptionLoan::PutsExercised {
            loan: number(2),
            by: BOB,
            collateral: number(9),
            cash: number(95),
            toLender: number(91),
        },
    ));
    loans.apply(&IOptionLoanEvents::Forfeited(IOptionLoan::Forfeited {
        loan: number(3),
        owed: number(91),
        collateral: number(9),
    }));
    assert_eq!(loans.loans.keys().copied().collect::<Vec<_>>(), [number(4)]);
    // Late news of a loan that is over.
    loans.apply(&repaid(3, 1));
    loans.apply(&repaid(4, 90));
    assert!(loans.loans.is_empty() && loans.needed().is_empty());
}

#[test]
fn what_a_market_does_not_tell_is_owed_without_a_date() {
    let loans = after(&[offered(), opened(1)]);
    assert_eq!(dues(&loans, &Known::new()), [(NEVER, NEVER, 0.0)]);
    assert_eq!(loans.protected(&Known::new()).count(), 0);
}

#[test]
fn phases_are_those_of_the_program_to_the_second() {
    let (loans, known) = (after(&[offered(), opened(1)]), known());
    let one = loans.protected(&known).next().unwrap();
    let phases = |now| (one.is_exercisable(now), one.is_forfeitable(now));
    assert_eq!(phases(13_600), (false, false), "the last second of grace");
    assert_eq!(phases(13_601), (true, false));
    assert_eq!(
        phases(30_000),
        (true, false),
        "the last second of the window"
    );
    assert_eq!(phases(30_001), (false, false));
    assert_eq!(phases(33_600), (false, false));
    assert_eq!(phases(33_601), (false, true));
}
