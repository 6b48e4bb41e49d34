mod functions;
mod normal;

use super::*;
use proptest::prelude::*;
use ruint::aliases::U256;

#[test]
fn division_by_zero_and_overflow_are_errors() {
    assert_eq!(mul_div_down(1, 1, 0), Err(RiskError::DivisionByZero));
    assert_eq!(mul_div_up(u128::MAX, 2, 1), Err(RiskError::Overflow));
    assert_eq!(mul_div_up(u128::MAX, u128::MAX, u128::MAX), Ok(u128::MAX));
    // What is left over counts, though both of its words are alike.
    let twins = (7 << 64) | 7;
    assert_eq!(mul_div_up(twins, 1, 1 << 127), Ok(1));
    assert_eq!(mul_div_down(twins, 1, 1 << 127), Ok(0));
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

/// An operation of ours beside the same of the standard library.
fn same<T: PartialEq + std::fmt::Debug>(
    ours: Result<T, RiskError>,
    theirs: Option<T>,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(ours, theirs.ok_or(RiskError::Overflow));
    Ok(())
}

proptest! {
    #[test]
    fn sums_and_differences_are_exact_or_overflow(a in number(), b in number(), negative in any::<[bool; 2]>()) {
        same(Wad(a).checked_add(Wad(b)), a.checked_add(b).map(Wad))?;
        same(Wad(a).checked_sub(Wad(b)), a.checked_sub(b).map(Wad))?;
        same(Ray(a).checked_add(Ray(b)), a.checked_add(b).map(Ray))?;
        same(Ray(a).checked_sub(Ray(b)), a.checked_sub(b).map(Ray))?;
        prop_assert_eq!(Wad(a).saturating_add(Wad(b)), Wad(a.saturating_add(b)));
        prop_assert_eq!(Wad(a).saturating_sub(Wad(b)), Wad(a.saturating_sub(b)));
        let (x, y) = (with_sign(a, negative[0]), with_sign(b, negative[1]));
        same(SignedWad(x).checked_add(SignedWad(y)), x.checked_add(y).map(SignedWad))?;
        same(SignedWad(x).checked_sub(SignedWad(y)), x.checked_sub(y).map(SignedWad))?;
        prop_assert_eq!(SignedWad(x).magnitude(), Wad(x.unsigned_abs()));
        same(SignedWad::try_from(Wad(a)), i128::try_from(a).ok().map(SignedWad))?;
    }

    #[test]
    fn shifts_are_those_of_the_language(x in number(), n in 0_u32..128) {
        prop_assert_eq!(words::shift_left(x, n), x << n);
        prop_assert_eq!(words::shift_right(x, n), x >> n);
    }
}
