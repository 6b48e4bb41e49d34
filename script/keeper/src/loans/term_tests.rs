//! Cases of term loans.

use super::*;
use alloy::primitives::aliases::U40;
use ballast_bindings::term_loan::ITermLoan::{Step, Terms};

const ALICE: Address = Address::repeat_byte(1);
const BOB: Address = Address::repeat_byte(2);
const USDC: Address = Address::repeat_byte(3);
const DAY: u32 = 86_400;

fn number(value: u64) -> U256 {
    U256::from(value)
}

/// Three instalments, one a month, a day of grace; or these days.
fn offered(offer: u64, kind: Kind, days: &[u32]) -> ITermLoanEvents {
    let custom = kind == Kind::Custom;
    let terms = Terms {
        debtAsset: USDC,
        collateralAsset: BOB,
        size: 1_000,
        least: 1,
        loanPerCollateral: 1,
        loanToValue: 0,
        oracle: Address::ZERO,
        rate: 0,
        kind,
        count: if custom { 0 } else { 3 },
        period: if custom { 0 } else { 30 * DAY },
        grace: DAY,
        expiry: U40::MAX,
        allowed: Address::ZERO,
    };
    let steps = days.iter().map(|days| Step {
        due: days * DAY,
        share: 1,
    });
    ITermLoanEvents::OfferMade(ITermLoan::OfferMade {
        offer: number(offer),
        lender: BOB,
        collateralAsset: BOB,
        terms,
        steps: steps.collect(),
    })
}

fn opened(loan: u64, offer: u64) -> ITermLoanEvents {
    ITermLoanEvents::Opened(ITermLoan::Opened {
        loan: number(loan),
        offer: number(offer),
        borrower: ALICE,
        lender: BOB,
        principal: number(90),
        collateral: number(9),
        receiver: ALICE,
    })
}

fn paid(loan: u64, instalment: u64, principal: u64) -> ITermLoanEvents {
    ITermLoanEvents::InstalmentPaid(ITermLoan::InstalmentPaid {
        loan: number(loan),
        number: number(instalment),
        payer: BOB,
        principal: number(principal),
        interest: number(7),
        unlocked: number(3),
    })
}

fn missed(loan: u64, instalment: u64, principal: u64) -> ITermLoanEvents {
    ITermLoanEvents::Forfeited(ITermLoan::Forfeited {
        loan: number(loan),
        number: number(instalment),
        principal: number(principal),
        collateral: number(3),
    })
}

fn after(events: &[(ITermLoanEvents, Option<u64>)]) -> TermLoans {
    let mut loans = TermLoans::default();
    for (event, time) in events {
        loans.apply(event, *time);
    }
    loans
}

fn dates(loans: &TermLoans) -> Vec<(u64, u64, f64)> {
    let all = loans.dues(|asset, amount| {
        assert_eq!(asset, USDC);
        f64::from(amount)
    });
    all.map(|due| (due.due, due.until, due.usd)).collect()
}

#[test]
fn dates_move_with_what_is_paid_and_missed_until_nothing_is_owed() {
    let day = u64::from(DAY);
    let mut loans = after(&[
        (offered(1, Kind::EqualPayment, &[]), None),
        (opened(4, 1), Some(1_000)),
    ]);
    let (first, second) = (1_000 + 30 * day, 1_000 + 60 * day);
    assert_eq!(dates(&loans), [(first, first + day, 90.0)]);
    assert!(
        loans.missed(first + day).is_empty(),
        "the last second of grace"
    );
    assert_eq!(loans.missed(first + day + 1), [number(4)]);
    loans.apply(&missed(4, 1, 30), None);
    assert_eq!(dates(&loans), [(second, second + day, 60.0)]);
    loans.apply(
        &ITermLoanEvents::RepaidEarly(ITermLoan::RepaidEarly {
            loan: number(4),
            payer: ALICE,
            principal: number(20),
            interest: number(1),
            unlocked: number(2),
        }),
        None,
    );
    assert_eq!(
        dates(&loans),
        [(second, second + day, 40.0)],
        "no date moves"
    );
    loans.apply(
        &ITermLoanEvents::BorrowerChanged(ITermLoan::BorrowerChanged {
            loan: number(4),
            previous: ALICE,
            borrower: BOB,
        }),
        None,
    );
    assert_eq!(loans.loans[&number(4)].borrower, BOB);
    let text = serde_json::to_string(&loans).unwrap();
    assert_eq!(serde_json::from_str::<TermLoans>(&text).unwrap(), loans);
    loans.apply(&paid(4, 2, 20), None);
    assert_eq!(dates(&loans)[0].0, 1_000 + 90 * day);
    loans.apply(&paid(4, 3, 20), None);
    assert!(loans.loans.is_empty() && dates(&loans).is_empty());
    // Late news of a loan that is over.
    loans.apply(&missed(4, 3, 20), None);
    assert!(loans.loans.is_empty());
    // What was paid may wait for its lender still.
    loans.apply(&opened(5, 1), None);
    assert_eq!(loans.taken(number(1)), [number(4), number(5)]);
    assert!(loans.taken(number(2)).is_empty());
}

#[test]
fn steps_have_dates_of_their_own() {
    let day = u64::from(DAY);
    let mut loans = after(&[
        (offered(2, Kind::Custom, &[5, 40]), None),
        (opened(7, 2), Some(0)),
    ]);
    assert_eq!(dates(&loans), [(5 * day, 6 * day, 90.0)]);
    loans.apply(&paid(7, 1, 45), None);
    assert_eq!(dates(&loans), [(40 * day, 41 * day, 45.0)]);
    // A number that no plan has is no date.
    loans.apply(&paid(7, 2, 1), None);
    assert!(dates(&loans).is_empty() && loans.missed(u64::MAX).is_empty());
}

#[test]
fn a_loan_of_unknown_start_or_offer_waits() {
    let mut loans = after(&[
        (offered(1, Kind::Bullet, &[]), None),
        (opened(1, 1), None),
        (opened(2, 9), Some(5)),
    ]);
    assert!(dates(&loans).is_empty() && loans.missed(u64::MAX).is_empty());
    assert_eq!(loans.undated(), [number(1)]);
    loans.loans.get_mut(&number(1)).unwrap().start = Some(u64::MAX);
    assert_eq!(dates(&loans), [(u64::MAX, u64::MAX, 90.0)]);
    assert!(loans.missed(u64::MAX).is_empty());
}
