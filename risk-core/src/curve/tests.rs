use super::*;
use proptest::prelude::*;

const CURVE: KinkedCurve = KinkedCurve {
    base: Wad(WAD / 100),
    slope_below: Wad(WAD / 25),
    slope_above: Wad(WAD),
    kink: Wad(WAD / 10 * 9),
};

/// (rate per year in WAD, seconds, ceiling of the growth in RAY), by mpmath at 70 digits.
const GROWTH: [(u128, u64, u128); 7] = [
    (WAD / 20, 1, 1_000_000_001_585_489_600_445_117_961),
    (WAD / 20, YEAR, 1_051_271_096_376_024_039_697_517_637),
    (WAD / 10, 86_400, 1_000_274_010_136_660_929_117_592_653),
    (WAD / 2, 10 * YEAR, 148_413_159_102_576_603_421_115_580_041),
    (
        3 * WAD,
        8 * YEAR,
        26_489_122_129_843_472_294_139_162_152_811_882_341,
    ),
    (1, 1, 1_000_000_000_000_000_000_000_000_032),
    (
        123_456_789_012_345_678,
        987_654,
        1_003_873_941_500_568_167_163_204_292,
    ),
];

#[test]
fn growth_agrees_with_high_precision() {
    for (rate, seconds, expected) in GROWTH {
        let result = growth(Wad(rate), seconds).unwrap().0;
        let bound = 2.max(expected / RAY * 2);
        assert!(
            result >= expected && result - expected < bound,
            "growth({rate}, {seconds}) = {result}"
        );
    }
}

/// (x by 10, floor of (2^128 - 1) e^x), by mpmath at 80 digits.
const FALLEN: [(i128, u128); 5] = [
    (-5, 206_391_688_497_133_195_273_760_705_512_282_642_279),
    (-10, 125_182_886_983_370_532_117_250_726_298_150_828_301),
    (-32, 13_870_659_250_672_550_010_395_771_978_744_623_810),
    (-400, 1_445_640_041_509_262_763_346),
    (-479, 535_961_707_218_567_556),
];

#[test]
fn powers_are_rounded_up_where_they_must_be() {
    for (tenths, exact) in FALLEN {
        let power = power(ONE_36.cast_signed() / 10 * tenths)
            .times_up(u128::MAX)
            .unwrap();
        // Above by less than 1 and 3e-35 of it.
        let most = exact + 2 + exact / 33_000_000_000_000_000_000_000_000_000_000_000;
        assert!(power > exact && power <= most, "e^{tenths}/10: {power}");
    }
}

#[test]
fn growth_at_its_edges() {
    assert_eq!(growth(Wad::ZERO, u64::MAX), Ok(Ray::ONE));
    assert_eq!(growth(Wad::MAX, 0), Ok(Ray::ONE));
    assert_eq!(growth(Wad::MAX, 1), Err(RiskError::Overflow));
    assert_eq!(growth(Wad(27 * WAD), YEAR), Err(RiskError::Overflow));
}

#[test]
fn the_curve_passes_its_corners() {
    assert_eq!(CURVE.borrow_rate(Wad::ZERO), Ok(Wad(WAD / 100)));
    assert_eq!(CURVE.borrow_rate(CURVE.kink), Ok(Wad(WAD / 20)));
    assert_eq!(CURVE.borrow_rate(Wad::ONE), Ok(Wad(WAD / 20 + WAD)));
    assert_eq!(CURVE.borrow_rate(Wad::MAX), CURVE.borrow_rate(Wad::ONE));
    let edge = |kink| KinkedCurve {
        kink: Wad(kink),
        ..CURVE
    };
    assert_eq!(edge(0).borrow_rate(Wad::ZERO), Ok(Wad(WAD / 20)));
    assert_eq!(edge(WAD).borrow_rate(Wad::ONE), Ok(Wad(WAD / 20)));
    assert_eq!(
        edge(WAD + 1).borrow_rate(Wad::ONE),
        Err(RiskError::OutOfDomain)
    );
}

#[test]
fn utilisation_at_its_edges() {
    assert_eq!(utilisation(0, 0), Wad::ZERO);
    assert_eq!(utilisation(5, 0), Wad::ZERO);
    assert_eq!(utilisation(0, 5), Wad::ONE);
    assert_eq!(utilisation(2, 1), Wad(WAD / 3 + 1));
    assert_eq!(utilisation(u128::MAX, u128::MAX), Wad::ONE);
}

proptest! {
    #[test]
    fn rates_rise_with_utilisation(a in 0..WAD, b in 0..WAD) {
        prop_assert!(CURVE.borrow_rate(Wad(a.min(b))) .unwrap() <= CURVE.borrow_rate(Wad(a.max(b))).unwrap());
    }

    #[test]
    fn suppliers_never_earn_more_than_borrowers_pay(
        cash in 0_u128..1 << 100, debt in 1_u128..1 << 100, factor in 0..WAD,
    ) {
        // Without the rounding up of utilisation: what is paid on the debt covers what all suppliers earn.
        let share = mul_div_down(debt, WAD, cash + debt).unwrap();
        let rate = CURVE.borrow_rate(Wad(share)).unwrap();
        let earned = mul_div_down(supply_rate(rate, Wad(share), Wad(factor)).unwrap().0, cash + debt, WAD).unwrap();
        let paid = mul_div_up(rate.0, debt, WAD).unwrap();
        prop_assert!(earned <= paid);
    }

    #[test]
    fn compounding_in_steps_changes_nothing(rate in 0..3 * WAD, steps in prop::collection::vec(0_u64..YEAR / 4, 1..40)) {
        let mut stepped = Ray::ONE;
        for seconds in &steps {
            stepped = stepped.mul_up(growth(Wad(rate), *seconds).unwrap()).unwrap();
        }
        let whole = growth(Wad(rate), steps.iter().sum()).unwrap();
        // Each factor is high by less than two units and each product by one more, which the others magnify; the whole by two.
        let count = steps.len() as u128;
        prop_assert!(stepped.0 + 2 >= whole.0);
        prop_assert!(stepped.0 <= whole.0 + 3 * count * (whole.0 / RAY + 1));
    }

    #[test]
    fn growth_is_at_least_simple_interest(rate in 0..3 * WAD, seconds in 0_u64..YEAR) {
        let simple = mul_div_down(rate * 1_000_000_000, seconds.into(), YEAR.into()).unwrap();
        prop_assert!(growth(Wad(rate), seconds).unwrap().0 >= RAY + simple);
    }

    #[test]
    fn total(a in any::<u128>(), b in any::<u128>(), c in any::<u128>(), d in any::<u128>(), e in any::<u128>(), t in any::<u64>()) {
        let curve = KinkedCurve { base: Wad(a), slope_below: Wad(b), slope_above: Wad(c), kink: Wad(d) };
        let _ = curve.borrow_rate(Wad(e));
        let _ = KinkedCurve { kink: Wad(d % (WAD + 1)), ..curve }.borrow_rate(Wad(e % WAD));
        let _ = (growth(Wad(a), t), growth(Wad(a >> 64), t >> 20), supply_rate(Wad(a), Wad(b), Wad(c)));
        prop_assert!(utilisation(a, b).0 <= WAD);
    }
}
