//! exp and ln by range reduction and bounded series at 36 decimals.

use super::{SignedWad, WAD, Wad, mul_div_down, ratio_down, with_sign};
use crate::RiskError;

/// 10^36: the internal scale.
pub(crate) const ONE_36: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;
/// ln 2 at 36 decimals.
pub(crate) const LN2: i128 = 693_147_180_559_945_309_417_232_121_458_176_568;
/// ln 10^18 at 36 decimals.
const LN_WAD: i128 = 41_446_531_673_892_822_312_323_846_184_318_555_737;
/// 2^148 / (10^36 ln 2): turns an argument shifted right by 92 into a count of doublings shifted left by 56.
const DOUBLINGS: i64 = 514_770_792;
/// Beyond this magnitude exp leaves the range of WAD: e^47.3 overflows, e^-41.5 rounds to nothing.
const EXP_LIMIT: u128 = 48_000_000_000_000_000_000;
/// Terms of the exponential series for arguments up to ln 2: the rest is below 2e-34.
const EXP_TERMS: u128 = 27;
/// Terms of the inverse hyperbolic tangent series for fractions up to 1/3: the rest is below 2e-24.
const LN_TERMS: usize = 24;

/// e^x = mantissa * 2^k / 10^36 for x at 36 decimals, |x| at most 48: (mantissa, k), the mantissa within about
/// [1, 2] * 10^36 and low by less than 500.
#[inline(never)]
pub(crate) fn exp_parts(x: i128) -> (u128, i32) {
    // |x| < 2^126: the shifted argument is below 2^34, the product below 2^63, the count below 2^7.
    let short = i64::try_from(x >> 92).unwrap_or(0);
    let mut doublings = short.wrapping_mul(DOUBLINGS) >> 56;
    let mut rest = x.wrapping_sub(LN2.wrapping_mul(i128::from(doublings)));
    if rest < 0 {
        doublings = doublings.wrapping_sub(1);
        rest = rest.wrapping_add(LN2);
    }
    let rest = rest.unsigned_abs();
    // Horner: 1 + r (1 + r/2 (1 + r/3 (...))); every partial sum is below 2.1 * 10^36.
    let mut sum = ONE_36;
    let mut scale = EXP_TERMS.wrapping_mul(ONE_36);
    while scale > 0 {
        sum = ratio_down(sum, rest, scale).wrapping_add(ONE_36);
        scale = scale.wrapping_sub(ONE_36);
    }
    (sum, i32::try_from(doublings).unwrap_or(0))
}

/// e^x, rounded down.
///
/// Error: less than 2 units in the last WAD place, or less than 2e-18 of the result where that is larger. Below
/// about -41.4 the result is zero.
///
/// # Errors
/// [`RiskError::Overflow`] above about 47.27.
#[inline(never)]
pub fn exp(x: SignedWad) -> Result<Wad, RiskError> {
    let magnitude = x.0.unsigned_abs();
    if magnitude > EXP_LIMIT {
        return if x.0 < 0 {
            Ok(Wad::ZERO)
        } else {
            Err(RiskError::Overflow)
        };
    }
    let (mantissa, k) = exp_parts(x.0.wrapping_mul(SignedWad::ONE.0));
    let power = 1_u128 << (k.unsigned_abs() & 127);
    if k < 0 {
        // k >= -70: digits lost here lie beyond the 36th.
        return Ok(Wad(ratio_down(ratio_down(mantissa, 1, power), 1, WAD)));
    }
    mul_div_down(mantissa, power, WAD).map(Wad)
}

/// The natural logarithm, rounded towards zero.
///
/// Error: less than 2 units in the last WAD place.
///
/// # Errors
/// [`RiskError::OutOfDomain`] at zero.
#[inline(never)]
pub fn ln(x: Wad) -> Result<SignedWad, RiskError> {
    if x.0 == 0 {
        return Err(RiskError::OutOfDomain);
    }
    // x = m 2^(127 - zeros), m in [1, 2); ln m = 2 atanh((m - 1) / (m + 1)), the fraction at most 1/3.
    let zeros = x.0.leading_zeros();
    let one = 1_u128 << 126;
    let m = (x.0 << (zeros & 127)) >> 1;
    let fraction = ratio_down(m.wrapping_sub(one), ONE_36, m.wrapping_add(one));
    let square = ratio_down(fraction, fraction, ONE_36);
    let (mut power, mut odd, mut sum) = (fraction, 1_u128, 0_u128);
    for _ in 0..LN_TERMS {
        sum = sum.wrapping_add(ratio_down(power, 1, odd));
        power = ratio_down(power, square, ONE_36);
        odd = odd.wrapping_add(2);
    }
    // All magnitudes are below 10^38 < 2^127: nothing wraps.
    let doublings = i128::from(127_u32.wrapping_sub(zeros));
    let result = with_sign(sum << 1, false)
        .wrapping_add(LN2.wrapping_mul(doublings))
        .wrapping_sub(LN_WAD);
    Ok(SignedWad(with_sign(
        ratio_down(result.unsigned_abs(), 1, WAD),
        result < 0,
    )))
}
