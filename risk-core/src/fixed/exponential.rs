//! exp and ln by range reduction and bounded series at 36 decimals.

use super::{SignedWad, WAD, Wad, mul_div_down};
use crate::RiskError;

/// 10^36: the internal scale.
pub(crate) const ONE_36: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;
/// ln 2 at 36 decimals.
pub(crate) const LN2: u128 = 693_147_180_559_945_309_417_232_121_458_176_568;
/// ln 10^18 at 36 decimals.
const LN_WAD: i128 = 41_446_531_673_892_822_312_323_846_184_318_555_737;
const LN2_SIGNED: i128 = 693_147_180_559_945_309_417_232_121_458_176_568;
/// 2^148 / (10^36 ln 2): turns an argument shifted right by 92 into a count of halvings shifted left by 56.
const HALVINGS: i64 = 514_770_792;
/// Beyond this magnitude exp leaves the range of WAD: e^47.3 overflows, e^-41.5 rounds to nothing.
const EXP_LIMIT: u128 = 48_000_000_000_000_000_000_000_000_000_000_000_000;
/// Terms of the exponential series for arguments up to ln 2: the rest is below 2e-34.
const EXP_TERMS: u128 = 27;
/// Terms of the inverse hyperbolic tangent series for arguments up to 1/3: the rest is below 10^-24.
const LN_TERMS: usize = 24;

/// e^x = mantissa * 2^k / 10^36 for x at 36 decimals: (mantissa, k), the mantissa about [1, 2] * 10^36 and
/// low by less than 500.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for |x| above 48.
#[inline(never)]
pub(crate) fn exp_parts(x: i128) -> Result<(u128, i32), RiskError> {
    if x.unsigned_abs() > EXP_LIMIT {
        return Err(RiskError::OutOfDomain);
    }
    // |x| < 2^126: the shifted argument is below 2^34, the product below 2^63, the count below 2^7.
    let short = i64::try_from(x >> 92).unwrap_or(0);
    let mut halvings = i32::try_from(short.wrapping_mul(HALVINGS) >> 56).unwrap_or(0);
    let mut rest = x.wrapping_sub(LN2_SIGNED.wrapping_mul(i128::from(halvings)));
    if rest < 0 {
        halvings = halvings.wrapping_sub(1);
        rest = rest.wrapping_add(LN2_SIGNED);
    }
    let rest = rest.unsigned_abs();
    // Horner: 1 + r (1 + r/2 (1 + r/3 (...))).
    let mut sum = ONE_36;
    let mut term = EXP_TERMS;
    while term > 0 {
        sum = mul_div_down(sum, rest, ONE_36.wrapping_mul(term))?.wrapping_add(ONE_36);
        term = term.wrapping_sub(1);
    }
    Ok((sum, halvings))
}

/// `mantissa * 2^k / divisor`, rounded down.
pub(crate) fn scale_down(mantissa: u128, k: i32, divisor: u128) -> Result<u128, RiskError> {
    if k >= 0 {
        mul_div_down(
            mantissa,
            1_u128.checked_shl(k.unsigned_abs()).unwrap_or(0),
            divisor,
        )
    } else {
        // k > -70, so that no bit of the mantissa that matters at 18 decimals is lost.
        mul_div_down(
            mantissa.checked_shr(k.unsigned_abs()).unwrap_or(0),
            1,
            divisor,
        )
    }
}

/// e^x, rounded down.
///
/// Error: less than 2 units in the last WAD place, or less than 2e-18 of the result where that is larger.
/// Below about -41.4 the result is zero.
///
/// # Errors
/// [`RiskError::Overflow`] above about 47.27.
#[inline(never)]
pub fn exp(x: SignedWad) -> Result<Wad, RiskError> {
    const SCALE: i128 = 1_000_000_000_000_000_000;
    let Some(Ok((mantissa, k))) = x.0.checked_mul(SCALE).map(exp_parts) else {
        return if x.0 < 0 {
            Ok(Wad::ZERO)
        } else {
            Err(RiskError::Overflow)
        };
    };
    scale_down(mantissa, k, WAD).map(Wad)
}

/// The natural logarithm, rounded down (towards minus infinity).
///
/// Error: less than 2 units in the last WAD place.
///
/// # Errors
/// [`RiskError::OutOfDomain`] at zero.
#[inline(never)]
pub fn ln(x: Wad) -> Result<SignedWad, RiskError> {
    const SCALE: i128 = 1_000_000_000_000_000_000;
    if x.0 == 0 {
        return Err(RiskError::OutOfDomain);
    }
    // x = m 2^(127 - zeros), m in [1, 2); ln m = 2 atanh((m - 1) / (m + 1)), the fraction at most 1/3.
    let zeros = x.0.leading_zeros();
    let half = 1_u128 << 126;
    let m = (x.0 << zeros) >> 1;
    let fraction = mul_div_down(m.wrapping_sub(half), ONE_36, m.wrapping_add(half))?;
    let square = mul_div_down(fraction, fraction, ONE_36)?;
    let mut power = fraction;
    let mut odd = 1_u128;
    let mut sum = 0_u128;
    for _ in 0..LN_TERMS {
        sum = sum.wrapping_add(mul_div_down(power, 1, odd)?);
        power = mul_div_down(power, square, ONE_36)?;
        odd = odd.wrapping_add(2);
    }
    let doublings = i128::from(127_u32.wrapping_sub(zeros));
    // Magnitudes below 10^38 < 2^127: nothing wraps.
    let result = i128::try_from(sum << 1)
        .map_err(|_| RiskError::Overflow)?
        .wrapping_add(LN2_SIGNED.wrapping_mul(doublings))
        .wrapping_sub(LN_WAD);
    let magnitude = mul_div_down(result.unsigned_abs(), 1, SCALE.unsigned_abs())?;
    let magnitude = i128::try_from(magnitude).map_err(|_| RiskError::Overflow)?;
    Ok(SignedWad(if result < 0 {
        magnitude.wrapping_neg()
    } else {
        magnitude
    }))
}
