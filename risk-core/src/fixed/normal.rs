//! The normal distribution: density, distribution function and its inverse.
//!
//! N(-x) = e^(-x^2 / 2) R(x) for x >= 0, where R(x) = e^(x^2 / 2) erfc(x / sqrt 2) / 2 falls smoothly from a half and is a
//! polynomial in (x - 2.3) / (x + 4.6) (the variable is that of Schonfelder, "Chebyshev expansions for the error and
//! related functions", 1978).

use super::exponential::{Power, power_of_two};
use super::polynomial::polynomial;
use super::words::{high, product, shift_left, short_digit, wide_product};
use super::{SignedWad, WAD, Wad, ln, mul_div_down, ratio_down, sqrt, with_sign};
use crate::RiskError;

/// From here on N(-x) is below 1.8e-20: less than a fiftieth of a unit.
pub(crate) const NORMAL_LIMIT: u64 = 9_200_000_000_000_000_000;
/// 2^246 / (2 * 10^36 ln 2), to nearest.
const HALF_LOG2_E_PER_WAD_2: u128 = 81_568_687_947_679_877_071_770_325_469_359_146_478;
/// 1 / sqrt(2 pi), by 2^64.
const DENSITY_AT_ZERO: u64 = 7_359_186_146_747_302_452;
/// sqrt(2 pi) in WAD, by 4.
const ROOT_2_PI: u64 = 10_026_513_098_524_002_010;
/// 2.3 and 4.6 in WAD: they carry [0, 9.2] to [-1/2, 1/2].
const MIDDLE: u64 = 2_300_000_000_000_000_000;
const SCALE: u64 = 4_600_000_000_000_000_000;
/// R as a polynomial, by 2^62: `test/vectors/coefficients.py`. Error below 9e-20.
const SCALED_TAIL: [i64; 23] = [
    696_514_074_535_644_907,
    -1_640_917_740_258_412_052,
    1_918_917_535_112_115_327,
    -1_731_083_120_708_266_857,
    1_174_995_600_378_210_698,
    -555_973_542_428_190_853,
    139_710_089_097_072_724,
    17_852_288_425_413_213,
    -25_254_651_709_996_462,
    2_565_683_196_010_569,
    3_948_585_267_067_737,
    -795_842_960_016_788,
    -744_262_139_057_621,
    144_906_181_000_572,
    169_081_298_281_159,
    -13_251_221_909_212,
    -41_029_521_546_066,
    -4_470_629_724_928,
    9_106_573_142_153,
    3_192_620_315_701,
    -1_463_670_755_640,
    -903_407_150_916,
    79_367_210_717,
];
/// From an estimate within 4.5e-4 Halley's method leaves 1e-9, then 1e-26.
const INVERSE_STEPS: usize = 2;

/// e^(-x^2 / 2) for x in WAD up to [`NORMAL_LIMIT`]. Relative error below 5e-19.
#[inline(never)]
fn gaussian_power(x: u64) -> Power {
    // x^2 < 2^126; the upper half is by 2^(246 - 128) = 2^118.
    let t = wide_product(product(x, x), HALF_LOG2_E_PER_WAD_2).0 >> 54;
    power_of_two(t.cast_signed().wrapping_neg())
}

/// e^(-x^2 / 2) for x in WAD, by 2^63. Error below 5e-19 of it, and one unit.
#[inline(never)]
pub(crate) fn gaussian(x: u64) -> u64 {
    let power = gaussian_power(x.min(NORMAL_LIMIT));
    let right = u32::try_from(power.exponent.unsigned_abs()).unwrap_or(u32::MAX);
    power.mantissa.checked_shr(right).unwrap_or(0)
}

/// R(x) for x in WAD up to [`NORMAL_LIMIT`], by 2^62. Error below 6e-19.
#[inline(never)]
pub(crate) fn scaled_tail(x: u64) -> u64 {
    let x = x.min(NORMAL_LIMIT);
    let sum = x.wrapping_add(SCALE); // below 2^64
    let zeros = sum.leading_zeros();
    let difference = x.abs_diff(MIDDLE) << zeros; // at most half of the shifted sum
    let g = short_digit(difference >> 1, difference << 63, sum << zeros);
    let g = g.cast_signed();
    polynomial(&SCALED_TAIL, if x < MIDDLE { g.wrapping_neg() } else { g }).unsigned_abs()
}

/// `gaussian * scaled` where the first is by 2^63 and the second, at most a half, by 2^62; by 2^63.
pub(crate) fn weighted(gaussian: u64, scaled: u64) -> u64 {
    high(product(gaussian, scaled << 2))
}

/// N(-x) for x >= 0 in WAD, to nearest.
fn tail(x: u64) -> u128 {
    let tail = weighted(gaussian(x), scaled_tail(x));
    product(tail, 1_000_000_000_000_000_000).wrapping_add(1 << 62) >> 63
}

/// |x|, at most the limit.
pub(crate) fn clamped(x: i128) -> u64 {
    u64::try_from(x.unsigned_abs()).map_or(NORMAL_LIMIT, |x| x.min(NORMAL_LIMIT))
}

/// The normal distribution function N(x) = P(Z <= x), to nearest; N(x) + N(-x) is exactly one.
///
/// Error: less than 1.5e-18 in all: half a unit for the rounding, 6e-19 for R, half of 5e-19 for the exponential. Zero or
/// one beyond 9.2. It never falls by more than one unit as x grows.
#[must_use]
#[inline(never)]
pub fn normal_cdf(x: SignedWad) -> Wad {
    let tail = if x.0.unsigned_abs() >= u128::from(NORMAL_LIMIT) {
        0
    } else {
        tail(clamped(x.0))
    };
    Wad(if x.0 < 0 {
        tail
    } else {
        WAD.wrapping_sub(tail)
    })
}

/// The normal density e^(-x^2 / 2) / sqrt(2 pi), rounded down.
///
/// Error: less than 1.3e-18. Zero beyond 9.2.
#[must_use]
#[inline(never)]
pub fn normal_density(x: SignedWad) -> Wad {
    if x.0.unsigned_abs() >= u128::from(NORMAL_LIMIT) {
        return Wad::ZERO;
    }
    let density = high(product(gaussian(clamped(x.0)), DENSITY_AT_ZERO));
    Wad(product(density, 1_000_000_000_000_000_000) >> 63)
}

/// An x >= 0 with N(-x) = p, p at most a half, within 4.5e-4: Abramowitz and Stegun, 26.2.23.
fn estimate(p: u128) -> Result<u128, RiskError> {
    let log = ln(Wad(p))?.magnitude();
    let t = sqrt(log.saturating_add(log));
    let numerator = t.mul_down(Wad(10_328_000_000_000_000))?;
    let numerator = t.mul_down(numerator.saturating_add(Wad(802_853_000_000_000_000)))?;
    let numerator = numerator.saturating_add(Wad(2_515_517_000_000_000_000));
    let denominator = t.mul_down(Wad(1_308_000_000_000_000))?;
    let denominator = t.mul_down(denominator.saturating_add(Wad(189_269_000_000_000_000)))?;
    let denominator = t.mul_down(denominator.saturating_add(Wad(1_432_788_000_000_000_000)))?;
    let fraction = numerator.div_down(denominator.saturating_add(Wad::ONE))?;
    Ok(t.saturating_sub(fraction).0)
}

/// The inverse of the normal distribution function: the x with N(x) = p.
///
/// Error: less than 4e-18: sqrt(2 pi) times the 6e-19 of R and the 5e-19 of p / e^(-x^2 / 2), at most a half; and
/// the rounding of the last step. The inverse of 1 - p is exactly the negative of that of p.
///
/// # Errors
/// [`RiskError::OutOfDomain`] unless 0 < p < 1.
#[inline(never)]
pub fn inverse_normal_cdf(p: Wad) -> Result<SignedWad, RiskError> {
    let above = WAD.checked_sub(p.0).ok_or(RiskError::OutOfDomain)?;
    let tail = p.0.min(above);
    if tail == 0 {
        return Err(RiskError::OutOfDomain);
    }
    let mut x = estimate(tail)?;
    for _ in 0..INVERSE_STEPS {
        // Newton's step for N(-x) - p is sqrt(2 pi) (R - p e^(x^2 / 2)); Halley's divides it by 1 - x / 2 times itself.
        let short = clamped(with_sign(x, false));
        let power = gaussian_power(short);
        let doublings = u32::try_from(power.exponent.unsigned_abs()).unwrap_or(0);
        // p * 2^doublings is about R in WAD: no bits are lost.
        let scaled = shift_left(tail, doublings & 127);
        let target = ratio_down(
            scaled,
            1 << 125,
            product(power.mantissa, 1_000_000_000_000_000_000),
        );
        let target = u64::try_from(target).unwrap_or(u64::MAX);
        let reached = scaled_tail(short);
        let step = u128::from(high(product(reached.abs_diff(target), ROOT_2_PI)));
        let bend = mul_div_down(step, x, WAD.wrapping_mul(2))?;
        x = if reached >= target {
            x.saturating_add(mul_div_down(step, WAD, WAD.saturating_sub(bend))?)
        } else {
            x.saturating_sub(mul_div_down(step, WAD, WAD.saturating_add(bend))?)
        };
    }
    Ok(SignedWad(with_sign(x, p.0 < above)))
}

/// N(x), by 2^63. Error below 9e-19, and 1.8e-20 beyond 9.2.
#[inline(never)]
pub(crate) fn probability_below(x: i128) -> u64 {
    let short = clamped(x);
    let tail = if short == NORMAL_LIMIT {
        0
    } else {
        weighted(gaussian(short), scaled_tail(short))
    };
    if x < 0 {
        tail
    } else {
        (1_u64 << 63).wrapping_sub(tail)
    }
}
