//! When a loan may be turned, and what its dates then do.

use super::*;

const PATIENCE: u64 = 7 * DAY;
const PERIOD: u64 = 30 * DAY;
const GRACE: u64 = 2 * DAY;

#[test]
fn interest_may_stand_unpaid_for_the_patience_to_the_second() {
    let (offer, mut loan) = (offer(), loan(90 * WAD, 100 * WAD));
    let lapsed =
        |loan: &Loan, halted, after: u64| loan.lapsed(&offer, halted, START + after).unwrap();
    assert!(!lapsed(&loan, false, PATIENCE));
    assert!(lapsed(&loan, false, PATIENCE + 1));
    // While the sequencer is down or just back, one patience more.
    assert!(!lapsed(&loan, true, 2 * PATIENCE));
    assert!(lapsed(&loan, true, 2 * PATIENCE + 1));
    // A day's interest is a day.
    let day = risk_core::amortise::simple_interest(90 * WAD, Wad(WAD / 50), DAY).unwrap();
    loan.repay(&offer, day, START + PATIENCE).unwrap();
    assert!(!lapsed(&loan, false, PATIENCE + DAY));
    assert!(lapsed(&loan, false, PATIENCE + DAY + 1));
    // Without interest it lasts as long as the offer says.
    let free = Offer { rate: 0, ..offer };
    assert!(!loan.lapsed(&free, false, START + 100 * YEAR).unwrap());
    let ends = Offer {
        longest: YEAR as u32,
        ..free
    };
    assert!(!loan.lapsed(&ends, false, START + YEAR).unwrap());
    assert!(loan.lapsed(&ends, false, START + YEAR + 1).unwrap());
    assert!(!loan.lapsed(&ends, true, START + YEAR + PATIENCE).unwrap());
}

#[test]
fn turning_unlocks_what_yield_has_repaid_and_keeps_the_bucket() {
    let (offer, mut loan) = (offer(), loan(90 * WAD, 100 * WAD));
    harvest(&mut loan, &offer, rate(112), START + YEAR);
    let (left, locked) = (loan.locked.principal, loan.locked.collateral);
    assert!(left < 81 * WAD);
    // Half of it by hand changes nothing in what part yield has repaid.
    loan.repay(&offer, left / 2, START + YEAR).unwrap();
    let freed = risk_core::fixed::mul_div_down(locked, left / 2, left).unwrap();
    let (left, locked) = (left - left / 2, locked - freed);
    assert_eq!(
        loan.locked,
        Locked {
            principal: left,
            collateral: locked
        }
    );
    assert!(loan.opened.abs_diff(45 * WAD) <= 1);
    let now = START + YEAR + 8 * DAY;
    let owed = loan.interest(&offer, now).unwrap();
    let locked = loan.locked.collateral;
    let opened = loan.opened;
    let unlocked = loan.turn(&offer, now).unwrap();
    assert_eq!(
        unlocked,
        risk_core::fixed::mul_div_down(locked, opened - left, opened).unwrap()
    );
    assert_eq!(loan.locked.collateral, locked - unlocked);
    assert_eq!((loan.unpaid, loan.paid, loan.opened), (owed, 0, left));
    assert_eq!((loan.start, loan.interest_from), (now, now));
    // At the other rate from now on, on principal alone.
    let later = loan.interest(&offer, now + YEAR).unwrap();
    assert_eq!(later, owed + left.div_ceil(10));
    assert_eq!(loan.grown(rate(200)), Ok(0));
    assert!(!loan.lapsed(&offer, false, now + YEAR).unwrap());
}

fn turned() -> Loan {
    let mut loan = loan(90 * WAD, 100 * WAD);
    loan.turn(&offer(), START).unwrap();
    loan
}

#[test]
fn a_date_can_be_met_to_the_last_second_of_its_grace() {
    let offer = offer();
    for (after, principal) in [
        (PERIOD + GRACE, 90),
        (PERIOD + GRACE + 1, 60),
        (2 * PERIOD + GRACE, 60),
        (2 * PERIOD + GRACE + 1, 30),
        (3 * PERIOD + GRACE, 30),
        (3 * PERIOD + GRACE + 1, 0),
        (100 * YEAR, 0),
    ] {
        let mut loan = turned();
        let missed = loan.settle(&offer, START + after).unwrap();
        assert_eq!(loan.locked.principal, principal * WAD, "after {after}");
        assert_eq!(missed.principal, (90 - principal) * WAD);
        assert_eq!(
            missed.collateral,
            (100 * WAD * (90 - principal)).div_ceil(90)
        );
        assert_eq!(loan.shares + loan.locked.collateral, 100 * WAD);
    }
    let line = turned().next(&offer, START + PERIOD + GRACE).unwrap();
    assert_eq!((line.due, line.principal), (START + PERIOD, 60 * WAD));
    let line = turned().next(&offer, START + PERIOD + GRACE + 1).unwrap();
    assert_eq!((line.due, line.principal), (START + 2 * PERIOD, 30 * WAD));
    let line = turned().next(&offer, START + YEAR).unwrap();
    assert_eq!((line.due, line.principal), (START + 3 * PERIOD, 0));
}

/// The lines are those of a plan of equal principal.
#[test]
fn lines_are_those_of_equal_principal() {
    for (opened, count) in [(1, 120), (7, 3), (100, 7), (u128::MAX, 120)] {
        let offer = Offer { count, ..offer() };
        let plan = risk_core::amortise::Plan::EqualPrincipal {
            period: offer.period.into(),
            count,
        };
        let mut loan = loan(opened, 1);
        loan.turned = true;
        for number in 1..=count {
            let before = START + PERIOD * u64::from(number - 1) + GRACE + 1;
            let line = loan.next(&offer, before).unwrap();
            assert_eq!(line.due, START + plan.due(number).unwrap());
            let repaid = plan.repaid_by(opened, number).unwrap();
            assert_eq!(line.principal, opened - repaid);
        }
    }
}

#[test]
fn principal_that_was_paid_is_not_missed() {
    let offer = offer();
    let mut loan = turned();
    let interest = loan.interest(&offer, START + DAY).unwrap();
    // Two parts at once, early; then a unit short of the last.
    loan.repay(&offer, interest + 60 * WAD, START + DAY)
        .unwrap();
    for after in [PERIOD + GRACE + 1, 2 * PERIOD + GRACE + 1] {
        assert_eq!(loan.settle(&offer, START + after).unwrap().principal, 0);
    }
    let at = START + 3 * PERIOD + GRACE;
    let interest = loan.interest(&offer, at).unwrap();
    loan.repay(&offer, interest + 30 * WAD - 1, at).unwrap();
    let missed = loan.settle(&offer, at + 1).unwrap();
    assert_eq!((missed.principal, missed.interest), (1, 1));
    assert!(!loan.lives());
    assert_eq!(loan.interest(&offer, at + YEAR), Ok(0));
}

#[test]
fn missing_ends_the_interest_on_what_is_missed_only() {
    let offer = offer();
    let mut loan = turned();
    loan.repay(&offer, WAD / 10, START + PERIOD).unwrap();
    let now = START + PERIOD + GRACE + 1;
    let owed = loan.interest(&offer, now).unwrap();
    let missed = loan.settle(&offer, now).unwrap();
    let left = loan.interest(&offer, now).unwrap();
    assert_eq!(missed.interest + left, owed);
    assert_eq!(left, (owed * 2).div_ceil(3));
    // When it is settled makes no difference but for a unit.
    let mut late = turned();
    late.repay(&offer, WAD / 10, START + PERIOD).unwrap();
    late.settle(&offer, now + 10 * DAY).unwrap();
    assert_eq!(late.locked, loan.locked);
    let at = now + 20 * DAY;
    let [early, late] = [loan, late].map(|loan| loan.interest(&offer, at).unwrap());
    assert!(early.abs_diff(late) <= 1, "{early} and {late}");
}
