//! exp, ln and pow.

use super::number;
use crate::RiskError;
use crate::fixed::exponential::Power;
use crate::fixed::polynomial::scaled_product;
use crate::fixed::{SignedWad, WAD, Wad, exp, ln, pow};
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
fn pow_beyond_its_range() {
    let half = Wad(WAD / 2);
    // 2^68.2 is the greatest; 2^-59.8 is one unit.
    let two_to = |exponent: i128| pow(Wad(2 * WAD), SignedWad(exponent * SignedWad::ONE.0));
    let half_to = |exponent: i128| pow(half, SignedWad(exponent * SignedWad::ONE.0));
    assert!(two_to(68).unwrap().0.abs_diff(WAD << 68) <= power_error(Wad(WAD << 68)).0);
    assert!(half_to(-68).unwrap().0.abs_diff(WAD << 68) <= power_error(Wad(WAD << 68)).0);
    for far in [69, 70, 100, 1_000_000] {
        assert_eq!(two_to(far), Err(RiskError::Overflow));
        assert_eq!(half_to(-far), Err(RiskError::Overflow));
        assert_eq!(two_to(-far), Ok(Wad::ZERO));
        assert_eq!(half_to(far), Ok(Wad::ZERO));
    }
    assert_eq!(
        pow(Wad::MAX, SignedWad(i128::MAX)),
        Err(RiskError::Overflow)
    );
    assert_eq!(pow(Wad::MAX, SignedWad(i128::MIN)), Ok(Wad::ZERO));
    assert_eq!(pow(Wad::ZERO, SignedWad(1)), Ok(Wad::ZERO));
    assert_eq!(pow(Wad::ZERO, SignedWad(-1)), Err(RiskError::OutOfDomain));
}

/// The stated error of a power within |y ln x| <= 46: 2 units, or 4e-18 * 46 of it.
fn power_error(power: Wad) -> Wad {
    Wad(2 + power.0 / 5_000_000_000_000_000)
}

proptest! {
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

proptest! {
    #[test]
    fn a_number_times_a_power_is_their_floor(factor in number(), mantissa in any::<u64>(), exponent in prop_oneof![-70..=70_i64, -70..-60_i64]) {
        let product = U256::from(factor) * U256::from(mantissa);
        let exact = if exponent < 63 { product >> (63 - exponent) as usize } else { product << (exponent - 63) as usize };
        prop_assert_eq!(Power { mantissa, exponent }.times(factor).ok(), u128::try_from(exact).ok());
    }

    #[test]
    fn the_product_of_the_kernel_is_to_nearest(a in -(0.95 * (1_u64 << 62) as f64) as i64..(0.95 * (1_u64 << 62) as f64) as i64, b in -(1_i64 << 62)..=1 << 62) {
        let error = (i128::from(scaled_product(a, b)) << 63) - i128::from(a) * i128::from(b);
        // Half a unit, and the carry of the lowest words.
        prop_assert!(error.unsigned_abs() <= (1 << 62) + (1 << 33), "{}", error);
    }
}
