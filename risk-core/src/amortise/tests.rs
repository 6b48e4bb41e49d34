mod fair;
mod locked;
mod yielding;

use super::*;
use crate::RiskError;
use crate::fixed::{WAD, YEAR};
use proptest::prelude::*;

const MONTH: u64 = YEAR / 12;

/// The plan's instalments.
fn instalments(plan: &Plan, principal: u128) -> Vec<Instalment> {
    (1..=plan.count().unwrap())
        .map(|number| plan.instalment(principal, number).unwrap())
        .collect()
}

#[test]
fn a_bullet_and_equal_parts() {
    let bullet = Plan::Bullet { term: YEAR };
    assert_eq!(
        instalments(&bullet, 100),
        [Instalment {
            due: YEAR,
            principal: 100
        }]
    );
    let equal = Plan::EqualPrincipal {
        period: MONTH,
        count: 3,
    };
    let parts: Vec<u128> = instalments(&equal, 100)
        .iter()
        .map(|part| part.principal)
        .collect();
    assert_eq!(parts, [34, 33, 33]);
    assert_eq!(equal.due(3), Ok(3 * MONTH));
    // Interest is on what was outstanding in that month.
    let rate = Wad(WAD / 10);
    let second = equal.payment(100_000_000, rate, 2).unwrap();
    assert_eq!(second.interest, interest(66_666_666, rate, MONTH).unwrap());
}

#[test]
fn an_annuity_agrees_with_high_precision() {
    // 12 months, 12% a year compounded continuously: P (1 - e^-0.11) / (1 - e^-0.12) is left after one.
    let plan = Plan::EqualPayment {
        period: MONTH,
        count: 12,
        rate: Wad(WAD / 100 * 12),
    };
    let principal = 1_000_000 * WAD;
    let repaid = plan.repaid_by(principal, 1).unwrap();
    assert_eq!(repaid, 78_826_786_384_690_671_693_395);
    assert_eq!(plan.repaid_by(principal, 0), Ok(0));
    assert_eq!(plan.repaid_by(principal, 12), Ok(principal));
    assert_eq!(plan.repaid_by(principal, 13), Err(RiskError::OutOfDomain));
}

#[test]
fn unsound_plans_are_refused() {
    let out = Err(RiskError::OutOfDomain);
    let dates = |dues: [u64; 2]| dues.map(|due| Instalment { due, principal: 50 });
    assert_eq!(Plan::Custom(&dates([1, 2])).check(100), Ok(()));
    assert_eq!(Plan::Custom(&dates([1, 2])).check(99), out);
    assert_eq!(Plan::Custom(&dates([2, 2])).check(100), out);
    assert_eq!(Plan::Custom(&dates([0, 2])).check(100), out);
    assert_eq!(Plan::Custom(&[]).check(0), out);
    let most = u16::try_from(MAX_INSTALMENTS).unwrap();
    let equal = |period, count| Plan::EqualPrincipal { period, count }.check(1);
    assert_eq!(
        (equal(1, 0), equal(0, 1), equal(1, most + 1)),
        (out, out, out)
    );
    assert_eq!(
        (equal(1, most), equal(u64::MAX, 2)),
        (Ok(()), Err(RiskError::Overflow))
    );
    assert_eq!(Plan::Bullet { term: 0 }.check(1), out);
    let dear = Plan::EqualPayment {
        period: YEAR,
        count: 9,
        rate: Wad(3 * WAD + 1),
    };
    assert_eq!(dear.check(1), Err(RiskError::Overflow));
}

#[test]
fn grace_ends_with_its_last_second() {
    let plan = Plan::EqualPrincipal {
        period: 100,
        count: 3,
    };
    for (elapsed, overdue) in [
        (0, 0),
        (110, 0),
        (111, 1),
        (210, 1),
        (211, 2),
        (311, 3),
        (u64::MAX, 3),
    ] {
        assert_eq!(plan.overdue(elapsed, 10), Ok(overdue), "at {elapsed}");
    }
    assert_eq!(plan.overdue(u64::MAX, u64::MAX), Ok(0));
    for (now, expected) in [
        (99, Standing::Early),
        (100, Standing::Payable),
        (110, Standing::Payable),
        (111, Standing::Missed),
    ] {
        assert_eq!(standing(100, 10, now), expected, "at {now}");
    }
    assert_eq!(standing(u64::MAX, u64::MAX, u64::MAX), Standing::Payable);
}

prop_compose! {
    fn any_amount()(amount in any::<u128>(), shift in 0_u32..127) -> u128 {
        amount >> shift
    }
}

proptest! {
    #[test]
    fn instalments_come_to_the_principal(
        principal in any_amount(), period in 1_u64..YEAR, count in 1_u16..=120, rate in 0..WAD / 5,
    ) {
        let plans = [
            Plan::Bullet { term: period },
            Plan::EqualPrincipal { period, count },
            Plan::EqualPayment { period, count, rate: Wad(rate) },
        ];
        for plan in plans {
            prop_assert_eq!(plan.check(principal), Ok(()));
            let parts = instalments(&plan, principal);
            prop_assert_eq!(parts.iter().map(|part| part.principal).sum::<u128>(), principal);
            prop_assert!(parts.windows(2).all(|two| two[0].due < two[1].due));
            prop_assert_eq!(Plan::Custom(&parts).check(principal), Ok(()));
            prop_assert_eq!(instalments(&Plan::Custom(&parts), principal), parts);
        }
    }

    #[test]
    fn payments_of_an_annuity_are_equal(
        principal in 1_u128..1 << 90, period in 1_u64..YEAR / 4, count in 1_u16..=60, rate in 0..WAD / 2,
    ) {
        let plan = Plan::EqualPayment { period, count, rate: Wad(rate) };
        let payments: Vec<u128> = (1..=count).map(|number| {
            let payment = plan.payment(principal, Wad(rate), number).unwrap();
            payment.principal + payment.interest
        }).collect();
        let (least, most) = (payments.iter().min().unwrap(), payments.iter().max().unwrap());
        // Rounding of two sums and of the interest; and principal * 1e-23, twice, and 4e-27 of the growth.
        let bound = 5 + principal / 10_u128.pow(22);
        prop_assert!(most - least <= bound, "{} to {}", least, most);
    }

    #[test]
    fn a_payment_covers_what_it_ends(
        payment in 0_u128..1 << 120, outstanding in any_amount(), rate in 0..3 * WAD, seconds in 0..3 * YEAR,
    ) {
        let ended = principal_paid(payment, outstanding, Wad(rate), seconds).unwrap();
        prop_assert!(ended <= outstanding);
        prop_assert!(ended + interest(ended, Wad(rate), seconds).unwrap() <= payment);
        // And nearly one more unit would not be covered.
        if ended < outstanding {
            let more = ended + 2 + payment / 10_u128.pow(26);
            prop_assert!(more + interest(more, Wad(rate), seconds).unwrap() > payment);
        }
    }

    #[test]
    fn interest_on_parts_is_no_less_than_on_the_whole(
        principal in 0_u128..1 << 110, share in 0..=WAD, rate in 0..3 * WAD, first in 0..YEAR, second in 0..YEAR,
    ) {
        let rate = Wad(rate);
        let owed = |principal, seconds| interest(principal, rate, seconds).unwrap();
        let part = mul_div_down(principal, share, WAD).unwrap();
        let apart = owed(part, first) + owed(principal - part, first);
        prop_assert!(apart >= owed(principal, first) && apart <= owed(principal, first) + 1);
        // Paid in between and borrowed again: the same, but for rounding.
        let between = principal + owed(principal, first);
        let stepped = between + owed(between, second);
        let whole = principal + owed(principal, first + second);
        prop_assert!(stepped + 1 + whole / 10_u128.pow(26) >= whole);
        prop_assert!(stepped <= whole + 2 + whole / RAY * 12 + 12 * (whole / principal.max(1)));
    }

    #[test]
    fn total(n in any::<[u128; 3]>(), t in any::<[u64; 3]>(), count in any::<u16>(), number in any::<u16>(), list in prop::collection::vec(any::<(u64, u128)>(), 0..5), shift in 0_u32..128) {
        let [a, b, c] = n.map(|n| n >> shift);
        let list: Vec<Instalment> = list.into_iter().map(|(due, principal)| Instalment { due, principal }).collect();
        let plans = [
            Plan::Bullet { term: t[0] },
            Plan::EqualPrincipal { period: t[0], count },
            Plan::EqualPayment { period: t[0] >> 20, count: count % 130, rate: Wad(a) },
            Plan::Custom(&list),
        ];
        for plan in plans {
            for number in [number, number % 130, 1] {
                let _ = (plan.check(b), plan.due(number), plan.repaid_by(b, number), plan.payment(b, Wad(c), number));
                let _ = plan.overdue(t[1], t[2]);
            }
        }
        let _ = (interest(a, Wad(b), t[0]), principal_paid(a, b, Wad(c), t[0]), strike(a, b));
        let locked = Locked { principal: a, collateral: b };
        let _ = (locked.repay(c), locked.forfeit(c), standing(t[0], t[1], t[2]));
        let _ = (simple_interest(a, Wad(b), t[0]), harvestable(a, Wad(b), Wad(c)), marked(a, Wad(b), c));
        let earnings = Earnings { rate: Wad(b), floor: Wad(c), margin: count, loan_to_value: number };
        let _ = earnings.value_needed(a);
        let _ = fair_rate(Wad(a), &[PricedInstalment { due: t[0], principal: b, put: c }]);
    }
}
