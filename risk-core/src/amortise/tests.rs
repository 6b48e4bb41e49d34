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

#[test]
fn a_missed_instalment_forfeits_its_share_only() {
    let loan = Locked {
        principal: 900,
        collateral: 10,
    };
    let (loan, released) = loan.repay(300).unwrap();
    let (loan, taken) = loan.forfeit(300).unwrap();
    let (loan, last) = loan.repay(300).unwrap();
    assert_eq!((released, taken, last, loan), (3, 4, 3, Locked::default()));
    assert_eq!(loan.repay(1), Err(RiskError::OutOfDomain));
    // What secures nothing leaves with the last of it.
    assert_eq!(
        Locked {
            principal: 0,
            collateral: 7
        }
        .repay(0),
        Ok((Locked::default(), 7))
    );
    let one_unit = Locked {
        principal: 1,
        collateral: u128::MAX,
    };
    assert_eq!(one_unit.repay(1), Ok((Locked::default(), u128::MAX)));
}

#[test]
fn the_fair_rate_pays_the_puts() {
    // 100 for a year with a put worth 5: five points on top.
    let part = PricedInstalment {
        due: YEAR,
        principal: 100,
        put: 5,
    };
    assert_eq!(
        fair_rate(Wad(WAD / 25), &[part]),
        Ok(Wad(WAD / 25 + WAD / 20))
    );
    // The same in two halves, of which one is owed half as long.
    let half = PricedInstalment {
        due: YEAR / 2,
        principal: 50,
        put: 1,
    };
    let whole = PricedInstalment {
        due: YEAR,
        principal: 50,
        put: 2,
    };
    assert_eq!(fair_rate(Wad::ZERO, &[half, whole]), Ok(Wad(WAD / 25)));
    assert_eq!(fair_rate(Wad::ZERO, &[]), Err(RiskError::DivisionByZero));
    assert_eq!(
        fair_rate(Wad::ZERO, &[part; MAX_INSTALMENTS + 1]),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(strike(1, 3), Ok(Wad(WAD / 3 + 1)));
}

fn offer(collateral: u128, volatility: u128) -> Result<Wad, RiskError> {
    let market = Market {
        spot: Wad(2_000 * WAD),
        volatility: Wad(volatility * WAD / 100),
        carry: crate::fixed::SignedWad(0),
        base: Wad(WAD / 25),
    };
    let plan = Plan::EqualPrincipal {
        period: MONTH,
        count: 3,
    };
    fair_rate_of(
        &plan,
        1_000 * WAD,
        collateral,
        86_400,
        Wad(WAD / 10),
        &market,
    )
}

#[test]
fn a_fair_rate_rises_with_the_risk_of_what_it_prices() {
    // Without volatility nobody walks away from twice the debt's worth, and the rate is the base, but for rounding.
    let still = offer(WAD, 0).unwrap().0;
    assert!((WAD / 25..WAD / 25 + 1_000).contains(&still), "{still}");
    let rates: Vec<Wad> = [20, 60, 100, 200]
        .map(|volatility| offer(WAD, volatility).unwrap())
        .into();
    assert!(rates.is_sorted_by(|a, b| a < b));
    // At 60% a year two months are priced at less than a point, at 200% at more than twenty.
    assert!(
        rates[1] < Wad::from_bps(500) && rates[3] > Wad::from_bps(2_400),
        "{rates:?}"
    );
    let rates: Vec<Wad> = [10, 8, 6, 5]
        .map(|tenths| offer(WAD / 10 * tenths, 60).unwrap())
        .into();
    assert!(rates.is_sorted_by(|a, b| a < b), "{rates:?}");
    assert_eq!(offer(0, 60), Err(RiskError::DivisionByZero));
    assert_eq!(offer(2, 60), Err(RiskError::DivisionByZero));
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
    fn all_collateral_leaves_in_the_end_and_never_too_early(
        principal in any_amount(), collateral in any_amount(), parts in prop::collection::vec((0..WAD, any::<bool>()), 0..30),
    ) {
        let start = Locked { principal, collateral };
        let (mut loan, mut left) = (start, 0_u128);
        let mut forfeits = 0;
        for (share, missed) in parts {
            let part = mul_div_down(loan.principal, share, WAD).unwrap();
            let before = loan;
            let (next, moved) = if missed { loan.forfeit(part) } else { loan.repay(part) }.unwrap();
            forfeits += u128::from(missed);
            prop_assert_eq!(before.principal - next.principal, part);
            prop_assert_eq!(before.collateral - next.collateral, moved);
            // Within a unit of its share, never above it where it goes to the borrower.
            if part < before.principal {
                let down = mul_div_down(before.collateral, part, before.principal).unwrap();
                let up = mul_div_up(before.collateral, part, before.principal).unwrap();
                prop_assert_eq!(moved, if missed { up } else { down });
            }
            loan = next;
            left += moved;
            // What is locked is never under its part of the whole, but for a unit for each forfeit.
            if principal > 0 {
                let least = mul_div_up(collateral, loan.principal, principal).unwrap();
                prop_assert!(loan.collateral + forfeits >= least.min(collateral));
            }
        }
        let (end, last) = loan.repay(loan.principal).unwrap();
        prop_assert_eq!(end, Locked::default());
        prop_assert_eq!(left + last, collateral);
    }

    #[test]
    fn repaying_in_parts_unlocks_no_more_than_at_once(
        principal in any_amount(), collateral in any_amount(), a in 0..WAD, b in 0..WAD,
    ) {
        let loan = Locked { principal, collateral };
        let first = mul_div_down(principal, a, WAD).unwrap();
        let second = mul_div_down(principal - first, b, WAD).unwrap();
        let (rest, one) = loan.repay(first).unwrap();
        let (_, two) = rest.repay(second).unwrap();
        prop_assert!(one + two <= loan.repay(first + second).unwrap().1);
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
    fn the_spread_pays_at_least_the_puts(
        parts in prop::collection::vec((1_u64..3 * YEAR, 1_u128..1 << 90, 0..WAD), 1..12), base in 0..WAD,
    ) {
        let parts: Vec<PricedInstalment> = parts.iter().map(|(due, principal, share)| PricedInstalment {
            due: *due, principal: *principal, put: mul_div_down(*principal, *share, WAD).unwrap(),
        }).collect();
        let spread = fair_rate(Wad(base), &parts).unwrap().0 - base;
        let puts: u128 = parts.iter().map(|part| part.put).sum();
        let earned: u128 = parts.iter().map(|part| {
            mul_div_up(part.principal * u128::from(part.due), spread, WAD * u128::from(YEAR)).unwrap()
        }).sum();
        prop_assert!(earned >= puts);
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
        let _ = fair_rate(Wad(a), &[PricedInstalment { due: t[0], principal: b, put: c }]);
    }
}
