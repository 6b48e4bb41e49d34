use super::*;
use proptest::prelude::*;
use ruint::aliases::U256;

/// (x, floor of e^x) in WAD, by mpmath at 70 digits.
const EXP: [(i128, u128); 17] = [
    (-41_000_000_000_000_000_000, 1),
    (-20_000_000_000_123_456_789, 2_061_153_622),
    (-1_000_000_000_000_000_000, 367_879_441_171_442_321),
    (-500_000_000_000_000_000, 606_530_659_712_633_423),
    (-1, 999_999_999_999_999_999),
    (0, 1_000_000_000_000_000_000),
    (1, 1_000_000_000_000_000_001),
    (1_000_000_000_000_000, 1_001_000_500_166_708_341),
    (693_147_180_559_945_309, 1_999_999_999_999_999_999),
    (693_147_180_559_945_310, 2_000_000_000_000_000_001),
    (500_000_000_000_000_000, 1_648_721_270_700_128_146),
    (1_000_000_000_000_000_000, 2_718_281_828_459_045_235),
    (2_000_000_000_000_000_000, 7_389_056_098_930_650_227),
    (10_000_000_000_000_000_007, 22_026_465_794_806_716_671_143),
    (13_581_387_000_000_000_000, 791_264_042_881_049_244_967_505),
    (
        40_987_654_321_012_345_678,
        631_992_752_236_994_409_328_816_773_645_925_527,
    ),
    (47_000_000_000_000_000_000, EXP_47),
];
const EXP_47: u128 = 258131288619006739623285800215273380431;

/// (x, floor of ln x) in WAD, by mpmath at 70 digits.
const LN: [(u128, i128); 14] = [
    (1, -41_446_531_673_892_822_313),
    (2, -40_753_384_493_332_877_003),
    (999, -34_539_776_895_244_268_794),
    (1_000_000_000, -20_723_265_836_946_411_157),
    (500_000_000_000_000_000, -693_147_180_559_945_310),
    (999_999_999_999_999_999, -2),
    (1_000_000_000_000_000_000, 0),
    (1_000_000_000_000_000_001, 0),
    (2_718_281_828_459_045_235, 999_999_999_999_999_999),
    (2_000_000_000_000_000_000, 693_147_180_559_945_309),
    (3_000_000_000_000_000_000, 1_098_612_288_668_109_691),
    (
        1_234_567_890_123_456_789_012_345,
        14_026_231_580_279_926_665,
    ),
    (1 << 127, 46_583_160_257_220_231_983),
    (u128::MAX, 47_276_307_437_780_177_293),
];

#[test]
fn exp_agrees_with_high_precision() {
    for (x, expected) in EXP {
        let result = exp(SignedWad(x)).unwrap().0;
        let bound = 2.max(expected / WAD * 2);
        assert!(
            result.abs_diff(expected) < bound,
            "exp({x}) = {result}, not {expected}"
        );
    }
}

#[test]
fn exp_beyond_its_range() {
    assert_eq!(exp(SignedWad(i128::MIN)), Ok(Wad::ZERO));
    assert_eq!(exp(SignedWad(-42 * SignedWad::ONE.0)), Ok(Wad::ZERO));
    assert_eq!(
        exp(SignedWad(47_276_307_437_780_177_294)),
        Err(RiskError::Overflow)
    );
    assert_eq!(exp(SignedWad(i128::MAX)), Err(RiskError::Overflow));
}

#[test]
fn ln_agrees_with_high_precision() {
    for (x, expected) in LN {
        let result = ln(Wad(x)).unwrap().0;
        assert!(
            result.abs_diff(expected) < 2,
            "ln({x}) = {result}, not {expected}"
        );
    }
    assert_eq!(ln(Wad::ZERO), Err(RiskError::OutOfDomain));
}

#[test]
fn division_by_zero_and_overflow_are_errors() {
    assert_eq!(mul_div_down(1, 1, 0), Err(RiskError::DivisionByZero));
    assert_eq!(mul_div_up(u128::MAX, 2, 1), Err(RiskError::Overflow));
    assert_eq!(mul_div_up(u128::MAX, u128::MAX, u128::MAX), Ok(u128::MAX));
    // The floor fits, the ceiling does not.
    let (a, b) = (u128::MAX, u128::MAX - 1);
    assert_eq!(mul_div_down(a, a, b), Err(RiskError::Overflow));
    assert_eq!(
        wide_mul_div_up(U256::MAX, U256::MAX, U256::ZERO),
        Err(RiskError::DivisionByZero)
    );
    assert_eq!(
        wide_mul_div_down(U256::MAX, U256::MAX, U256::from(2)),
        Err(RiskError::Overflow)
    );
    assert_eq!(
        wide_mul_div_up(U256::MAX, U256::MAX, U256::MAX),
        Ok(U256::MAX)
    );
    assert_eq!(Wad(1).checked_sub(Wad(2)), Err(RiskError::Overflow));
    assert_eq!(Ray::ONE.div_up(Ray::ZERO), Err(RiskError::DivisionByZero));
}

#[test]
fn basis_points() {
    assert_eq!(Wad::from_bps(10_000), Wad::ONE);
    assert_eq!(Wad::from_bps(1), Wad(WAD / BPS));
    assert_eq!(Wad::from_bps(u16::MAX), Wad(65_535 * WAD / BPS));
}

/// Numbers of every length, for uniform ones are nearly all long; and those whose words make estimated digits wrong.
fn number() -> impl Strategy<Value = u128> {
    let edge = prop::sample::select(vec![
        0,
        1,
        2,
        u64::MAX as u128,
        1 << 64,
        1 << 63,
        1 << 127,
        u128::MAX,
        WAD,
    ]);
    let words = (any::<u64>(), any::<u64>(), 0_u8..4).prop_map(|(high, low, form)| match form {
        0 => u128::from(high) << 64 | u128::from(u64::MAX - (low & 3)),
        1 => u128::from(u64::MAX - (high & 3)) << 64 | u128::from(low & 3),
        2 => (1 << 127) | u128::from(low & 7),
        _ => u128::from(high | 1 << 63) << 64 | u128::from(low) << 32,
    });
    prop_oneof![4 => (any::<u128>(), 0_u32..128).prop_map(|(x, shift)| x >> shift), 1 => edge, 2 => words]
}

/// The same by ruint, which shares no code with ours.
fn reference(a: u128, b: u128, d: u128, up: bool) -> Option<u128> {
    let (quotient, rest) = (U256::from(a) * U256::from(b)).div_rem(U256::from(d));
    let quotient = if up && !rest.is_zero() {
        quotient + U256::from(1)
    } else {
        quotient
    };
    quotient.try_into().ok()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_096, ..ProptestConfig::default() })]

    #[test]
    fn mul_div_agrees_with_a_big_integer_library(a in number(), b in number(), d in number()) {
        prop_assume!(d != 0);
        prop_assert_eq!(mul_div_down(a, b, d).ok(), reference(a, b, d, false));
        prop_assert_eq!(mul_div_up(a, b, d).ok(), reference(a, b, d, true));
    }

    #[test]
    fn roots_are_exact_floors(a in number(), b in number()) {
        let root = U256::from(sqrt_product(a, b));
        let product = U256::from(a) * U256::from(b);
        prop_assert!(root * root <= product);
        let next = root + U256::from(1);
        prop_assert!(next.checked_mul(next).is_none_or(|square| square > product));
        prop_assert_eq!(a.isqrt(), isqrt(a));
    }
}

proptest! {
    #[test]
    fn wide_mul_div_bounds_the_exact_quotient(a in any::<[u64; 4]>(), b in any::<[u64; 4]>(), d in any::<[u64; 4]>(), s in 0_usize..256) {
        let (a, b, d) = (U256::from_limbs(a) >> s, U256::from_limbs(b), U256::from_limbs(d));
        if let (Ok(down), Ok(up)) = (wide_mul_div_down(a, b, d), wide_mul_div_up(a, b, d)) {
            prop_assert!(up == down || up == down + U256::from(1));
            let product: ruint::aliases::U512 = a.widening_mul(b);
            let low: ruint::aliases::U512 = down.widening_mul(d);
            let high: ruint::aliases::U512 = up.widening_mul(d);
            prop_assert!(low <= product && product <= high);
        }
    }

    #[test]
    fn exp_and_ln_are_inverse(x in -40 * SignedWad::ONE.0..47 * SignedWad::ONE.0) {
        let power = exp(SignedWad(x)).unwrap();
        let back = ln(power).unwrap().0;
        // exp loses up to two units of its result, which ln magnifies by one over the result.
        let bound = 4 + 3 * WAD / power.0.min(WAD);
        prop_assert!(back.abs_diff(x) <= bound, "{} became {}", x, back);
    }

    #[test]
    fn exp_and_ln_never_fall(x in any::<i128>(), y in any::<i128>(), a in number(), b in number()) {
        let (x, y) = (x % (48 * SignedWad::ONE.0), y % (48 * SignedWad::ONE.0));
        let value = |x: i128| exp(SignedWad(x)).map_or(u128::MAX, |power| power.0);
        prop_assert!(value(x.min(y)) <= value(x.max(y)));
        prop_assume!(a > 0 && b > 0);
        prop_assert!(ln(Wad(a.min(b))).unwrap() <= ln(Wad(a.max(b))).unwrap());
    }

    #[test]
    fn directed_methods_bracket(a in number(), b in number()) {
        let (x, y) = (Wad(a), Wad(b));
        for (down, up) in [(x.mul_down(y), x.mul_up(y)), (x.div_down(y), x.div_up(y))] {
            if let (Ok(down), Ok(up)) = (down, up) {
                prop_assert!(down <= up && up.0 - down.0 <= 1);
            }
        }
        let (x, y) = (Ray(a), Ray(b));
        for (down, up) in [(x.mul_down(y), x.mul_up(y)), (x.div_down(y), x.div_up(y))] {
            if let (Ok(down), Ok(up)) = (down, up) {
                prop_assert!(down <= up && up.0 - down.0 <= 1);
            }
        }
    }
}

/// The stated error of a power within |y ln x| <= 46: 2 units, or 4e-18 * 46 of it.
fn power_error(power: Wad) -> Wad {
    Wad(2 + power.0 / 5_000_000_000_000_000)
}

proptest! {
    #[test]
    fn the_normal_distribution_is_symmetric(x in prop_oneof![
        any::<i128>(), -10 * SignedWad::ONE.0..10 * SignedWad::ONE.0, -1_000..1_000_i128,
    ]) {
        let (below, above) = (normal_cdf(SignedWad(x)).0, normal_cdf(SignedWad(x.saturating_neg())).0);
        prop_assert!((below + above).abs_diff(WAD) <= 1, "{} and {}", below, above);
        prop_assert_eq!(normal_density(SignedWad(x)), normal_density(SignedWad(x.saturating_neg())));
    }

    #[test]
    fn the_normal_distribution_rises_between_zero_and_one(x in -10 * SignedWad::ONE.0..10 * SignedWad::ONE.0, more in 0..SignedWad::ONE.0) {
        let (here, further) = (normal_cdf(SignedWad(x)).0, normal_cdf(SignedWad(x + more)).0);
        prop_assert!(here <= further + 2 && further <= WAD, "{} and {}", here, further);
    }

    #[test]
    fn the_inverse_distribution_is_that_of_the_distribution(p in prop_oneof![1..WAD, 1..1_000_000_000_u128, WAD - 1_000_000_000..WAD]) {
        let x = inverse_normal_cdf(Wad(p)).unwrap();
        // An error of 4e-18 in x is at most 1.6e-18 in p, and N adds 1.5e-18.
        prop_assert!(normal_cdf(x).0.abs_diff(p) <= 3, "N({}) = {}, not {}", x.0, normal_cdf(x).0, p);
        prop_assert_eq!(inverse_normal_cdf(Wad(WAD - p)).unwrap().0, -x.0);
    }

    #[test]
    fn powers_of_one_number_multiply(
        x in WAD / 100..100 * WAD, a in -5 * SignedWad::ONE.0..5 * SignedWad::ONE.0, b in -5 * SignedWad::ONE.0..5 * SignedWad::ONE.0,
    ) {
        let power = |y| pow(Wad(x), SignedWad(y)).unwrap();
        let (first, second, both) = (power(a), power(b), power(a + b));
        let product = first.mul_down(second).unwrap();
        let errors = power_error(first).mul_up(second).unwrap().0 + first.mul_up(power_error(second)).unwrap().0;
        prop_assert!(product.0.abs_diff(both.0) <= errors + power_error(both).0 + 2, "{} and {}", product.0, both.0);
    }

    #[test]
    fn powers_of_two_numbers_multiply(x in WAD / 100..100 * WAD, y in WAD / 100..100 * WAD, a in -2 * SignedWad::ONE.0..2 * SignedWad::ONE.0) {
        let base = Wad(x).mul_down(Wad(y)).unwrap();
        let power = |base| pow(base, SignedWad(a)).unwrap();
        let (first, second, both) = (power(Wad(x)), power(Wad(y)), power(base));
        let product = first.mul_down(second).unwrap();
        let errors = power_error(first).mul_up(second).unwrap().0 + first.mul_up(power_error(second)).unwrap().0;
        // The base is rounded by less than a unit: a part in 10^14, which the exponent doubles at most.
        prop_assert!(product.0.abs_diff(both.0) <= errors + power_error(both).0 + both.0 / 40_000_000_000_000 + 2, "{} and {}", product.0, both.0);
    }

    #[test]
    fn a_power_of_zero_or_one_is_one_or_the_number(x in number(), y in any::<i128>()) {
        prop_assert_eq!(pow(Wad(x), SignedWad::ZERO), Ok(Wad::ONE));
        prop_assert_eq!(pow(Wad::ONE, SignedWad(y)), Ok(Wad::ONE));
        let same = pow(Wad(x), SignedWad::ONE).map_or(u128::MAX, |power| power.0);
        prop_assert!(same.abs_diff(x) <= power_error(Wad(x)).0 || x > u128::MAX / 10 * 9, "{} became {}", x, same);
    }
}
