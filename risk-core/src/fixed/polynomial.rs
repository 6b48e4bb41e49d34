//! The kernel that exp, ln and the normal distribution share: a polynomial in one 64-bit word.

use super::words::LOW_32;

/// Half of the last place that is kept.
const HALF: i64 = 1 << 30;

/// `a * b / 2^63`, to nearest, for |a| < 0.95 * 2^62 and |b| <= 2^62. Error: half a unit.
#[inline(always)]
pub(super) fn scaled_product(a: i64, b: i64) -> i64 {
    let low_32 = LOW_32.cast_signed();
    let (a_high, a_low, b_high, b_low) = (a >> 32, a & low_32, b >> 32, b & low_32);
    let bottom = a_low.wrapping_mul(b_low).cast_unsigned() >> 32;
    // |a_high b_low| + |a_low b_high| + 2^32 < 0.95 * 2^62 + 2^62 + 2^32 < 2^63: nothing wraps.
    let middle = a_high
        .wrapping_mul(b_low)
        .wrapping_add(a_low.wrapping_mul(b_high))
        .wrapping_add(bottom.cast_signed())
        .wrapping_add(HALF);
    (a_high.wrapping_mul(b_high) << 1).wrapping_add(middle >> 31)
}

/// The polynomial of `coefficients` (by 2^62, lowest degree first) at `x` (by 2^63, |x| at most a half), by 2^62, by
/// Horner's rule; all partial sums must be below 0.95.
///
/// Error of the evaluation: each of the roundings, half a unit, is multiplied by |x| <= 1/2 at every later step,
/// so together they are below one unit, 2.2e-19; those of the coefficients add as much.
#[inline(never)]
pub(super) fn polynomial(coefficients: &[i64], x: i64) -> i64 {
    let mut sum = 0;
    for coefficient in coefficients.iter().rev() {
        sum = scaled_product(sum, x).wrapping_add(*coefficient);
    }
    sum
}
