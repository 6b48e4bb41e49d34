//! ln and pow: the logarithm of a ratio by the inverse hyperbolic tangent, exact to a part in 10^18 near one too.

use super::exponential::{Power, power_of_two};
use super::polynomial::{polynomial, scaled_product};
use super::words::{high, product, shift_left, shift_right, short_digit, wide_product};
use super::{SignedWad, WAD, Wad, ratio_down, with_sign};
use crate::RiskError;

/// Logarithms within this crate are scaled by 2^119: up to 256, and to 1.5e-36.
pub(crate) const LOG_BITS: u32 = 119;
/// ln 2, by 2^119.
const LN_2: i128 = 117_932_881_612_756_647_068_972_071_382_077_242_200 >> 8;
/// log2 e, by 2^127.
const LOG2_E: u128 = 245_461_841_629_398_282_873_184_673_143_046_618_761;
/// The root of a half, by 2^64.
const ROOT_OF_HALF: u64 = 13_043_817_825_332_782_212;
/// (atanh(sqrt z) / sqrt z - 1) / z for z up to 0.0295, by 2^62: `test/vectors/coefficients.py`. Error below 1.2e-18.
const INVERSE_TANGENT: [i64; 8] = [
    1_537_228_672_809_129_297,
    922_337_203_685_497_817,
    658_812_288_332_350_309,
    512_409_561_513_251_257,
    419_243_663_504_276_924,
    354_782_544_166_576_756,
    305_956_767_226_870_995,
    301_760_302_230_973_928,
];

/// 2 atanh((x - w) / (x + w)) = ln(x / w) by 2^119, for x and w of at least 2^126 within a factor of root two.
///
/// Relative error below 5e-19: 1.1e-19 for each of the two truncated words, 2.2e-19 for their quotient, the rest for the
/// polynomial, whose own error is multiplied by z <= 0.0295; then the last place.
fn log_of_near(x: u128, w: u128) -> u128 {
    let difference = x.abs_diff(w);
    if difference == 0 {
        return 0;
    }
    let half_sum = (x >> 1).wrapping_add(w >> 1);
    let (shift, shift_sum) = (difference.leading_zeros(), half_sum.leading_zeros());
    let numerator = high(shift_left(difference, shift));
    let denominator = high(shift_left(half_sum, shift_sum));
    // numerator * 2^63 / denominator; difference / half_sum = quotient * 2^(-63 - down), and it is at most 0.35.
    let quotient = short_digit(numerator >> 1, numerator << 63, denominator);
    let down = shift.wrapping_sub(shift_sum);
    let tangent = quotient.checked_shr(down).unwrap_or(0); // by 2^64
    let z = (high(product(tangent, tangent)) >> 1).cast_signed(); // by 2^63
    let excess = scaled_product(polynomial(&INVERSE_TANGENT, z), z);
    let series = (1_u64 << 62).wrapping_add_signed(excess);
    // quotient * series is by 2^(63 + down + 62).
    let right = down.wrapping_add(125_u32.wrapping_sub(LOG_BITS));
    if right >= 128 {
        0
    } else {
        shift_right(product(quotient, series), right)
    }
}

/// ln(a / b) by 2^119, for a and b above zero. Relative error below 1e-18, or one unit (1.5e-36) where that is larger.
#[inline(never)]
pub(crate) fn log_ratio(a: u128, b: u128) -> i128 {
    let (zeros_a, zeros_b) = (a.leading_zeros(), b.leading_zeros());
    let (mut x, mut w) = (shift_left(a, zeros_a & 127), shift_left(b, zeros_b & 127));
    let mut doublings = i128::from(zeros_b).wrapping_sub(i128::from(zeros_a));
    // a / b = x / w * 2^doublings; x / w is between a half and two, and brought within root two of one.
    if high(x) < high(product(high(w), ROOT_OF_HALF)) {
        w >>= 1;
        doublings = doublings.wrapping_sub(1);
    } else if high(w) < high(product(high(x), ROOT_OF_HALF)) {
        x >>= 1;
        doublings = doublings.wrapping_add(1);
    }
    // Below 2^126 in all: nothing wraps. The two parts cancel to no less than half of the greater.
    with_sign(log_of_near(x, w), x < w).wrapping_add(LN_2.wrapping_mul(doublings))
}

/// The natural logarithm, to nearest; odd in the exponent of x.
///
/// Error: less than 1 unit in the last WAD place: half for the rounding; the part below ln 2 / 2 is within 5e-19 of
/// itself, less than a fifth, and the multiple of ln 2 is exact to 1e-34. It never falls by more than one unit as x grows.
///
/// # Errors
/// [`RiskError::OutOfDomain`] at zero.
#[inline(never)]
pub fn ln(x: Wad) -> Result<SignedWad, RiskError> {
    if x.0 == 0 {
        return Err(RiskError::OutOfDomain);
    }
    let log = log_ratio(x.0, WAD);
    let (top, bottom) = wide_product(log.unsigned_abs(), WAD);
    // top is below 2^58; the last bit beyond the unit decides.
    let twice = (top << 10) | (bottom >> LOG_BITS.wrapping_sub(1));
    let magnitude = twice.wrapping_add(1) >> 1;
    Ok(SignedWad(with_sign(magnitude, log < 0)))
}

/// e^x for x by 2^119, |x| at most 48; none beyond.
fn power_of_log(magnitude: u128, negative: bool) -> Option<Power> {
    if shift_right(magnitude, LOG_BITS) >= 48 {
        return None;
    }
    // By 2^(119 + 127 - 128) = 2^118.
    let t = (wide_product(magnitude, LOG2_E).0 >> 54).cast_signed();
    Some(power_of_two(if negative { t.wrapping_neg() } else { t }))
}

/// x^y = e^(y ln x), rounded down.
///
/// Error: less than 2 units in the last WAD place, or 4e-18 * max(1, |y ln x|) of the result where that is larger: the
/// logarithm is within 1e-18 of itself, or 1.5e-36 (1.5e-18 of the least logarithm of a WAD number), which y multiplies;
/// the power adds 5e-19. 0^0 is one.
///
/// # Errors
/// [`RiskError::Overflow`]; [`RiskError::OutOfDomain`] for a negative power of zero.
#[inline(never)]
pub fn pow(x: Wad, y: SignedWad) -> Result<Wad, RiskError> {
    if y.0 == 0 {
        return Ok(Wad::ONE);
    }
    if x.0 == 0 {
        return if y.0 > 0 {
            Ok(Wad::ZERO)
        } else {
            Err(RiskError::OutOfDomain)
        };
    }
    let log = log_ratio(x.0, WAD);
    // More than 128 bits are far beyond the range of exp: the greatest value stands for them.
    let magnitude = ratio_down(log.unsigned_abs(), y.0.unsigned_abs(), WAD);
    let negative = (log < 0) != (y.0 < 0);
    match power_of_log(magnitude, negative) {
        Some(power) => power.times(WAD).map(Wad),
        None if negative => Ok(Wad::ZERO),
        None => Err(RiskError::Overflow),
    }
}
