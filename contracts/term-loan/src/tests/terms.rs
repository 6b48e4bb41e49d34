//! What can be offered, and what it asks for.

use risk_core::RiskError;

use super::*;
use ballast_loan_state::terms::{Fault, MAX_GRACE, MAX_RATE, MAX_STEPS, MAX_TERM, MIN_PERIOD};

fn fault(change: impl FnOnce(&mut Offer)) -> Option<Fault> {
    let mut offer = offer();
    change(&mut offer);
    offer.check(START).err()
}

#[test]
fn terms_within_their_bounds_are_sound() {
    assert_eq!(fault(|_| ()), None);
    assert_eq!(fault(|offer| offer.least = offer.size), None);
    assert_eq!(fault(|offer| offer.rate = 0), None);
    assert_eq!(fault(|offer| offer.expiry = START), None);
    assert_eq!(fault(|offer| offer.period = MIN_PERIOD), None);
    assert_eq!(fault(|offer| offer.period = MAX_TERM / 12), None);
    assert_eq!(
        fault(|offer| (offer.count, offer.period) = (120, MAX_TERM / 120)),
        None
    );
    assert_eq!(fault(|offer| offer.grace = MAX_GRACE), None);
    let dear =
        |offer: &mut Offer| (offer.rate, offer.period, offer.count) = (MAX_RATE, DAY as u32, 120);
    assert_eq!(fault(dear), None);
    let by_value =
        |offer: &mut Offer| (offer.loan_per_collateral, offer.loan_to_value) = (0, 10_000);
    assert_eq!(fault(by_value), None);
}

#[test]
fn terms_out_of_their_bounds_are_refused_by_their_place() {
    let bound = |place, value: u128| Some(Fault::Bound(place, value));
    assert_eq!(
        fault(|offer| offer.least = offer.size + 1),
        bound(3, 12_000_001)
    );
    assert_eq!(fault(|offer| offer.loan_per_collateral = 0), bound(4, 0));
    assert_eq!(
        fault(|offer| offer.loan_to_value = 10_001),
        bound(5, 10_001)
    );
    let rate = MAX_RATE + 1;
    assert_eq!(fault(|offer| offer.rate = rate), bound(7, rate.into()));
    for count in [0, 121] {
        assert_eq!(fault(|offer| offer.count = count), bound(9, count.into()));
    }
    let bullet = |offer: &mut Offer| offer.kind = Kind::Bullet;
    assert_eq!(fault(bullet), bound(9, 12));
    for period in [MIN_PERIOD - 1, MAX_TERM / 12 + 1] {
        assert_eq!(
            fault(|offer| offer.period = period),
            bound(10, period.into())
        );
    }
    assert_eq!(
        fault(|offer| offer.grace = MAX_GRACE + 1),
        bound(11, (MAX_GRACE + 1).into())
    );
    assert_eq!(
        fault(|offer| offer.expiry = START - 1),
        bound(12, (START - 1).into())
    );
    assert_eq!(fault(|offer| offer.expiry = 1 << 40), bound(12, 1 << 40));
    // Ten years at 1,000% are more than can be computed of, in either kind.
    for kind in [Kind::EqualPrincipal, Kind::EqualPayment] {
        let change = |offer: &mut Offer| {
            (offer.kind, offer.rate, offer.period) = (kind, MAX_RATE, MAX_TERM / 12);
        };
        assert_eq!(fault(change), bound(7, MAX_RATE.into()));
    }
}

#[test]
fn steps_make_a_plan_or_are_refused() {
    let sound = |steps: &[(u64, u16)]| custom(steps).check(START);
    assert_eq!(sound(&[(3_600, 10_000)]), Ok(()));
    assert_eq!(sound(&[(DAY, 1), (DAY + 3_600, 9_999)]), Ok(()));
    let ten: Vec<_> = (1..=MAX_STEPS as u64)
        .map(|number| (number * DAY, 1_000))
        .collect();
    assert_eq!(sound(&ten), Ok(()));
    assert_eq!(custom(&ten).instalments(), 10);
    for steps in [
        &[][..],
        &[(3_599, 10_000)],
        &[(DAY, 9_999)],
        &[(DAY, 10_001)],
        &[(DAY, 5_000), (DAY + 3_599, 5_000)],
        &[(2 * DAY, 5_000), (DAY, 5_000)],
        &[(u64::from(MAX_TERM) + 1, 10_000)],
        &[(DAY, 5_000), (2 * DAY, 0), (3 * DAY, 5_000)],
        &[(DAY, 0), (2 * DAY, 10_000)],
    ] {
        assert_eq!(sound(steps), Err(Fault::Plan), "{steps:?}");
    }
    assert_eq!(
        fault(|offer| offer.steps[0].share = 10_000),
        Some(Fault::Plan)
    );
    let mut counted = custom(&[(DAY, 10_000)]);
    counted.count = 1;
    assert_eq!(counted.check(START), Err(Fault::Bound(9, 1)));
}

#[test]
fn parts_of_a_custom_plan_come_to_the_principal() {
    let offer = custom(&[(DAY, 3_333), (2 * DAY, 3_333), (3 * DAY, 3_334)]);
    for principal in [1, 2, 3, 10, 9_999, u128::MAX >> 1] {
        let repaid = |number| offer.with_plan(principal, |plan| plan.repaid_by(principal, number));
        assert_eq!(
            offer.with_plan(principal, |plan| plan.check(principal)),
            Ok(Ok(()))
        );
        assert_eq!(repaid(3).unwrap(), Ok(principal));
        assert!(repaid(1).unwrap().unwrap() > 0, "rounded up");
    }
}

#[test]
fn collateral_rounds_up_and_is_never_nothing() {
    let per = |loan_per_collateral| Offer {
        loan_per_collateral,
        ..offer()
    };
    assert_eq!(per(3 * WAD).collateral_by_unit(9), Ok(3));
    assert_eq!(per(3 * WAD).collateral_by_unit(10), Ok(4));
    assert_eq!(per(u128::MAX).collateral_by_unit(1), Ok(1));
    assert_eq!(per(1).collateral_by_unit(1), Ok(WAD));
    assert_eq!(
        per(1).collateral_by_unit(u128::MAX),
        Err(RiskError::Overflow)
    );
    let value = |loan_to_value| Offer {
        loan_to_value,
        ..offer()
    };
    // A price without bound: what is lent is worth no unit of collateral.
    assert_eq!(value(10_000).collateral_by_value(0), Ok(1));
    assert_eq!(value(7_500).collateral_by_value(2), Ok(4));
    assert_eq!(value(7_500).collateral_by_value(3), Ok(6));
    assert_eq!(
        value(1).collateral_by_value(u128::MAX),
        Err(RiskError::Overflow)
    );
    assert_eq!(
        value(1).collateral_by_value(u128::MAX / 10_000),
        Err(RiskError::Overflow)
    );
}

#[test]
fn nothing_is_lent_that_could_come_to_owe_too_much() {
    let free = Offer { rate: 0, ..offer() };
    assert_eq!(free.bear((1 << 127) - 1), Ok(()));
    assert_eq!(free.bear(1 << 127), Err(RiskError::Overflow));
    assert_eq!(free.bear(u128::MAX), Err(RiskError::Overflow));
    // e^27 on top of it.
    let dear = Offer {
        kind: Kind::Bullet,
        count: 1,
        rate: 2_600_000_000_000_000_000,
        period: MAX_TERM,
        ..offer()
    };
    assert_eq!(dear.check(START), Ok(()));
    assert_eq!(dear.bear(1 << 80), Ok(()));
    assert_eq!(dear.bear(1 << 92), Err(RiskError::Overflow));
}
