//! A second before, at and after each deadline; missed instalments and what becomes of their interest.

use risk_core::amortise::interest;

use super::*;
use ballast_loan_state::{loan::Missed, terms::MAX_GRACE};

const MONTH: u64 = 30 * DAY;
const GRACE: u64 = 2 * DAY;

#[test]
fn an_instalment_can_be_paid_until_the_last_second_of_its_grace() {
    let offer = offer();
    let due = START + MONTH;
    for now in [due - 1, due, due + 1, due + GRACE - 1, due + GRACE] {
        let mut loan = loan(12_000_000, 12_000);
        assert_eq!(
            settle(&mut loan, &offer, now),
            Missed::default(),
            "at {now}"
        );
        let paid = pay_instalment(&mut loan, &offer, now);
        assert_eq!((paid.principal, paid.unlocked), (1_000_000, 1_000));
        // Up to its date at least, and up to now where that is later.
        let seconds = now.max(due) - START;
        assert_eq!(
            paid.interest,
            interest(12_000_000, offer.rate(), seconds).unwrap()
        );
        assert_eq!(loan.interest_from, now.max(due));
        assert_eq!(loan.cash, paid.principal + paid.interest);
    }
    let mut loan = loan(12_000_000, 12_000);
    let missed = settle(&mut loan, &offer, due + GRACE + 1);
    assert_eq!((missed.principal, missed.collateral), (1_000_000, 1_000));
    assert_eq!((loan.settled, loan.forfeited, loan.cash), (1, 1_000, 0));
}

#[test]
fn without_grace_the_date_itself_is_the_last_second() {
    let offer = Offer {
        grace: 0,
        ..offer()
    };
    let mut loan = loan(12_000_000, 12_000);
    assert_eq!(settle(&mut loan, &offer, START + MONTH), Missed::default());
    assert_eq!(
        settle(&mut loan, &offer, START + MONTH + 1).collateral,
        1_000
    );
}

#[test]
fn what_is_due_is_paid_first_from_its_date_on() {
    let offer = offer();
    let due = START + MONTH;
    let mut before = loan(12_000_000, 12_000);
    assert_eq!(pay_due(&mut before, &offer, due - 1), Default::default());
    assert_eq!(before, loan(12_000_000, 12_000));
    let mut at = loan(12_000_000, 12_000);
    assert_eq!(pay_due(&mut at, &offer, due).principal, 1_000_000);
    // With more grace than period several are due at once; interest runs to now, once.
    let patient = Offer {
        grace: MAX_GRACE,
        ..offer
    };
    let mut late = loan(12_000_000, 12_000);
    let now = START + 3 * MONTH + 5;
    settle(&mut late, &patient, now);
    let paid = pay_due(&mut late, &patient, now);
    assert_eq!(
        (paid.principal, paid.unlocked, late.settled),
        (3_000_000, 3_000, 3)
    );
    assert_eq!(
        paid.interest,
        interest(12_000_000, offer.rate(), 3 * MONTH + 5).unwrap()
    );
}

#[test]
fn a_missed_instalment_ends_its_own_interest_and_no_other() {
    // A hundredth of a percent is due half way. Whoever misses that owes all interest on the rest still.
    let offer = custom(&[(180 * DAY, 1), (360 * DAY, 9_999)]);
    let mut loan = loan(10_000_000, 10_000);
    let now = START + 181 * DAY + GRACE;
    let missed = settle(&mut loan, &offer, now);
    assert_eq!((missed.principal, missed.collateral), (1_000, 1));
    assert_eq!(loan.interest_from, START);
    let owed = interest(9_999_000, offer.rate(), now - START).unwrap();
    let rest = loan.locked.principal;
    let paid = loan.repay_early(&offer, rest, now).unwrap();
    assert_eq!((paid.interest, paid.unlocked), (owed, 9_999));
    assert!(!loan.lives());
}

#[test]
fn early_repayments_lower_what_comes_later_in_proportion() {
    let offer = offer();
    let mut loan = loan(12_000_000, 12_000);
    let now = START + 10 * DAY;
    let paid = loan.repay_early(&offer, 6_000_000, now).unwrap();
    assert_eq!(
        paid.interest,
        interest(6_000_000, offer.rate(), 10 * DAY).unwrap()
    );
    assert_eq!((paid.unlocked, loan.settled), (6_000, 0));
    let next = offer
        .with_plan(loan.opened, |plan| loan.next(plan))
        .unwrap()
        .unwrap();
    assert_eq!(
        (next.number, next.due, next.principal),
        (1, START + MONTH, 500_000)
    );
    // Interest on what is left runs from the start: none of it was paid.
    let paid = pay_instalment(&mut loan, &offer, START + MONTH);
    assert_eq!(
        paid.interest,
        interest(6_000_000, offer.rate(), MONTH).unwrap()
    );
}

#[test]
fn an_instalment_paid_ahead_costs_its_interest_once() {
    let offer = offer();
    let mut loan = loan(12_000_000, 12_000);
    pay_instalment(&mut loan, &offer, START);
    assert_eq!(loan.interest_from, START + MONTH);
    // Interest on the rest is paid up to that date.
    assert_eq!(
        loan.repay_early(&offer, 1_000_000, START + MONTH)
            .unwrap()
            .interest,
        0
    );
    let paid = loan
        .repay_early(&offer, 1_000_000, START + MONTH + 1)
        .unwrap();
    assert_eq!(paid.interest, interest(1_000_000, offer.rate(), 1).unwrap());
}

#[test]
fn a_loan_of_one_unit_is_its_first_instalment() {
    let offer = Offer {
        count: 120,
        ..offer()
    };
    let mut paid = loan(1, 7);
    assert_eq!(pay_instalment(&mut paid, &offer, START).unlocked, 7);
    assert!(!paid.lives());
    let mut missed = loan(1, 7);
    settle(&mut missed, &offer, START + MONTH + GRACE + 1);
    assert_eq!(
        (missed.lives(), missed.forfeited, missed.settled),
        (false, 7, 1)
    );
}

#[test]
fn all_of_120_instalments_are_missed_at_once() {
    for kind in [Kind::EqualPrincipal, Kind::EqualPayment] {
        let offer = Offer {
            kind,
            count: 120,
            period: DAY as u32,
            ..offer()
        };
        let mut loan = loan(u128::MAX >> 2, u128::MAX);
        let last = START + 120 * DAY + GRACE;
        settle(&mut loan, &offer, last);
        assert_eq!((loan.settled, loan.lives()), (119, true));
        let missed = settle(&mut loan, &offer, last + 1);
        assert!(!loan.lives() && missed.principal > 0);
        assert_eq!((loan.forfeited, loan.locked.collateral), (u128::MAX, 0));
        assert_eq!(settle(&mut loan, &offer, u64::MAX), Missed::default());
    }
}
