use super::*;
use proptest::prelude::*;

const CURVE: AdaptiveCurve = AdaptiveCurve::DEFAULT;
const START: Wad = AdaptiveCurve::INITIAL_RATE_AT_TARGET;
const DAY: u64 = 86_400;

fn percent(hundredths: u128) -> Wad {
    Wad(hundredths * WAD / 10_000)
}

#[test]
fn the_default_is_the_best_known_instance() {
    assert_eq!(CURVE.check(), Ok(()));
    // 4% at target, a quarter of it at zero, four times as much at full utilisation.
    assert_eq!(CURVE.borrow_rate(START, CURVE.target), Ok(percent(400)));
    assert_eq!(CURVE.borrow_rate(START, Wad::ZERO), Ok(percent(100)));
    assert_eq!(CURVE.borrow_rate(START, Wad::ONE), Ok(percent(1_600)));
    assert_eq!(CURVE.borrow_rate(START, Wad::MAX), Ok(percent(1_600)));
    // Halfway between target and full: half of the way.
    assert_eq!(CURVE.borrow_rate(START, percent(9_500)), Ok(percent(1_000)));
    // At speed 50 the rate doubles in about five days of full utilisation and halves in as many of none.
    let doubled = CURVE.accrue(START, Wad::ONE, 5 * DAY).unwrap();
    assert!(doubled.rate_at_target > percent(790) && doubled.rate_at_target < percent(800));
    let halved = CURVE.accrue(START, Wad::ZERO, 5 * DAY).unwrap();
    assert!(halved.rate_at_target > percent(200) && halved.rate_at_target < percent(203));
}

#[test]
fn nothing_moves_at_target_or_at_once() {
    for (utilisation, seconds) in [(CURVE.target, u64::MAX), (Wad::ONE, 0), (Wad::ZERO, 0)] {
        let drift = CURVE.accrue(START, utilisation, seconds).unwrap();
        assert_eq!(drift.rate_at_target, START);
        assert_eq!(
            Ok(drift.average_rate),
            CURVE.borrow_rate(START, utilisation)
        );
    }
}

#[test]
fn bounds_hold_for_ever() {
    let top = CURVE.accrue(START, Wad::ONE, u64::MAX).unwrap();
    assert_eq!(top.rate_at_target, CURVE.maximum);
    assert!(top.average_rate <= Wad(4 * CURVE.maximum.0));
    let bottom = CURVE.accrue(START, Wad::ZERO, u64::MAX).unwrap();
    assert_eq!(bottom.rate_at_target, CURVE.minimum);
    // A market that was never used starts at a bound.
    let fresh = CURVE.accrue(Wad::ZERO, CURVE.target, 0).unwrap();
    assert_eq!(fresh.rate_at_target, CURVE.minimum);
    let still = AdaptiveCurve {
        speed: Wad::ZERO,
        ..CURVE
    };
    assert_eq!(
        still.accrue(START, Wad::ONE, DAY).unwrap().rate_at_target,
        START
    );
}

/// Steepness one, so that the rate is the rate at target, and a target that either end misses by an error of one.
fn flat(speed: u128, minimum: u128, maximum: u128) -> AdaptiveCurve {
    AdaptiveCurve {
        target: Wad(WAD / 2),
        steepness: Wad::ONE,
        speed: Wad(speed),
        minimum: Wad(minimum),
        maximum: Wad(maximum),
    }
}

/// The mean over a year.
fn mean(curve: &AdaptiveCurve, start: u128, utilisation: Wad) -> u128 {
    curve
        .accrue(Wad(start), utilisation, YEAR)
        .unwrap()
        .average_rate
        .0
}

#[test]
fn the_least_drifts_of_the_greatest_rates_are_averaged_exactly() {
    let most = MAX_RATE_AT_TARGET.0;
    // By x = 1e-17 downwards from 10,000%: r (1 - x / 2).
    let falling = mean(&flat(10, 1, most), most, Wad::ZERO);
    assert!((most - 500..most - 496).contains(&falling), "{falling}");
    // By x = 2e-17 upwards from half of it: r (1 + x / 2).
    let rising = mean(&flat(20, 1, most), most / 2, Wad::ONE);
    assert!(
        (most / 2 + 500..most / 2 + 504).contains(&rising),
        "{rising}"
    );
}

#[test]
fn a_bound_that_is_met_next_to_the_rate_is_averaged_exactly() {
    let most = MAX_RATE_AT_TARGET.0;
    for gap in [400, 10_000, 90_000, 1_000_000, 10_000_000, 4_000_000_000] {
        // The bound is met in the middle of the year: x = 2 y, and a quarter of the gap is missing in the mean.
        let speed = gap / 50;
        let rising = mean(&flat(speed, 1, most), most - gap, Wad::ONE);
        let exact = most - gap / 4;
        assert!((exact..exact + 4).contains(&rising), "{rising} for {exact}");
        let low = most - gap;
        let falling = mean(&flat(speed, low, most), most, Wad::ZERO);
        let exact = low + gap / 4;
        assert!(
            (exact..exact + 4).contains(&falling),
            "{falling} for {exact}"
        );
    }
}

#[test]
fn unsound_parameters_are_refused() {
    let unsound = [
        AdaptiveCurve {
            target: Wad::ZERO,
            ..CURVE
        },
        AdaptiveCurve {
            target: Wad::ONE,
            ..CURVE
        },
        AdaptiveCurve {
            steepness: Wad(WAD - 1),
            ..CURVE
        },
        AdaptiveCurve {
            speed: Wad(MAX_SPEED.0 + 1),
            ..CURVE
        },
        AdaptiveCurve {
            minimum: Wad::ZERO,
            ..CURVE
        },
        AdaptiveCurve {
            minimum: Wad(CURVE.maximum.0 + 1),
            ..CURVE
        },
        AdaptiveCurve {
            maximum: Wad(MAX_RATE_AT_TARGET.0 + 1),
            ..CURVE
        },
    ];
    for curve in unsound {
        assert_eq!(curve.check(), Err(RiskError::OutOfDomain));
        assert_eq!(
            curve.borrow_rate(START, Wad::ONE),
            Err(RiskError::OutOfDomain)
        );
        assert_eq!(
            curve.accrue(START, Wad::ONE, 1),
            Err(RiskError::OutOfDomain)
        );
    }
}

prop_compose! {
    fn any_curve()(
        target in 1..WAD,
        steepness in WAD..20 * WAD,
        speed in 0..200 * WAD,
        low in 1..WAD / 10,
        span in 0..5 * WAD,
    ) -> AdaptiveCurve {
        AdaptiveCurve {
            target: Wad(target),
            steepness: Wad(steepness),
            speed: Wad(speed),
            minimum: Wad(low),
            maximum: Wad(low + span),
        }
    }
}

proptest! {
    #[test]
    fn rates_rise_with_utilisation_and_stay_within_bounds(
        curve in any_curve(), start in 0..6 * WAD, a in 0..=WAD, b in 0..=WAD, seconds in 0..YEAR,
    ) {
        let (low, high) = (Wad(a.min(b)), Wad(a.max(b)));
        let at = |utilisation| curve.borrow_rate(Wad(start), utilisation).unwrap();
        prop_assert!(at(low) <= Wad(at(high).0 + 2));
        let after = |utilisation| curve.accrue(Wad(start), utilisation, seconds).unwrap();
        let (slow, fast) = (after(low), after(high));
        prop_assert!(slow.rate_at_target <= fast.rate_at_target);
        let off = 4 * (curve.steepness.0 / WAD + 1) + 2;
        prop_assert!(slow.average_rate.0 <= fast.average_rate.0 + off);
        for (drift, utilisation) in [(slow, low), (fast, high)] {
            prop_assert!(curve.minimum <= drift.rate_at_target && drift.rate_at_target <= curve.maximum);
            let (first, last) = (at(utilisation), curve.borrow_rate(drift.rate_at_target, utilisation).unwrap());
            prop_assert!(first.min(last) <= drift.average_rate && drift.average_rate <= first.max(last));
        }
        if low > curve.target {
            prop_assert!(slow.rate_at_target.0 >= start.clamp(curve.minimum.0, curve.maximum.0));
        }
        if high < curve.target {
            prop_assert!(fast.rate_at_target.0 <= start.clamp(curve.minimum.0, curve.maximum.0));
        }
    }

    #[test]
    fn many_accruals_are_as_good_as_one(
        start in 1_000_000_000_000_000..2 * WAD, utilisation in 0..=WAD, steps in prop::collection::vec(0..3 * DAY, 1..40),
    ) {
        let total: u64 = steps.iter().sum();
        let whole = CURVE.accrue(Wad(start), Wad(utilisation), total).unwrap();
        let (mut rate, mut sum) = (Wad(start), 0_u128);
        for seconds in &steps {
            let drift = CURVE.accrue(rate, Wad(utilisation), *seconds).unwrap();
            rate = drift.rate_at_target;
            sum += drift.average_rate.0 * u128::from(*seconds);
        }
        let count = steps.len() as u128;
        let factor = (whole.rate_at_target.0 / start + 1).max(1);
        let bound = 2 * count * factor + 2;
        prop_assert!(rate.0 + 2 >= whole.rate_at_target.0 && rate.0 <= whole.rate_at_target.0 + bound);
        // The mean over all steps, the curve multiplying what the rate at target is off.
        prop_assume!(total > 0);
        let mean = sum / u128::from(total);
        prop_assert!(mean.abs_diff(whole.average_rate.0) <= (bound + 4) * 4 + 4, "{} {}", mean, whole.average_rate.0);
    }

    #[test]
    fn every_second_is_as_good_as_one_hour(start in 1_000_000_000_000_000..2 * WAD, utilisation in 0..=WAD) {
        let mut rate = Wad(start);
        for _ in 0..3_600 {
            rate = CURVE.accrue(rate, Wad(utilisation), 1).unwrap().rate_at_target;
        }
        let whole = CURVE.accrue(Wad(start), Wad(utilisation), 3_600).unwrap().rate_at_target;
        prop_assert!(rate.0 + 2 >= whole.0 && rate.0 <= whole.0 + 2 * 3_600 * 2 + 2);
    }

    #[test]
    fn total(
        fields in any::<[u128; 5]>(), shifts in any::<[u8; 5]>(), rate in any::<u128>(), utilisation in any::<u128>(), seconds in any::<u64>(),
    ) {
        let field = |i: usize| Wad(fields[i] >> (shifts[i] & 127));
        let curve = AdaptiveCurve {
            target: field(0), steepness: field(1), speed: field(2), minimum: field(3), maximum: field(4),
        };
        let _ = curve.borrow_rate(Wad(rate), Wad(utilisation));
        let _ = curve.accrue(Wad(rate), Wad(utilisation), seconds);
        // The same within bounds.
        let curve = AdaptiveCurve {
            target: Wad(1 + fields[0] % (WAD - 1)),
            steepness: Wad(field(1).0.max(WAD)),
            speed: Wad(fields[2] % (MAX_SPEED.0 + 1)),
            minimum: Wad(1),
            maximum: Wad(1 + (fields[4] >> (shifts[4] & 127)) % MAX_RATE_AT_TARGET.0),
        };
        let _ = curve.accrue(Wad(rate % (3 * WAD)), Wad(utilisation % (WAD + 1)), seconds >> (shifts[0] & 63));
        let _ = curve.accrue(Wad(rate >> 64), Wad(utilisation % (WAD + 1)), seconds);
    }
}
