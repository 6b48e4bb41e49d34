//! 256-bit intermediates from 64-bit words: wasm has no wider integers, and a general big-integer division
//! would cost a program more bytes than all the rest of this crate.

use crate::RiskError;

/// An estimated quotient digit of Knuth's algorithm D is at most this much too great.
const CORRECTIONS: usize = 2;
/// Newton's method from at most twice the root converges on 128 bits well within this many steps.
const SQRT_STEPS: usize = 16;

const LOW_32: u64 = 0xffff_ffff;
const HALF_WORD: u64 = 1 << 32;

/// Lossless conversions that `From` cannot do in constants, and deliberate splits.
#[allow(clippy::as_conversions)]
mod convert {
    pub const fn widen_u16(x: u16) -> u128 {
        x as u128
    }
    pub const fn low(x: u128) -> u64 {
        x as u64
    }
    pub const fn high(x: u128) -> u64 {
        (x >> 64) as u64
    }
    pub const fn join(high: u64, low: u64) -> u128 {
        ((high as u128) << 64) | low as u128
    }
}
pub(super) use convert::widen_u16;
use convert::{high, join, low};

/// 64 x 64 -> 128 bits, exact.
fn product(a: u64, b: u64) -> u128 {
    u128::from(a).wrapping_mul(u128::from(b))
}

/// 128 x 128 -> 256 bits (high, low), exact.
fn wide_product(a: u128, b: u128) -> (u128, u128) {
    let low_low = product(low(a), low(b));
    let low_high = product(low(a), high(b));
    let high_low = product(high(a), low(b));
    let high_high = product(high(a), high(b));
    // Three addends below 2^64, then the true high half, which fits: nothing wraps.
    let middle = join(0, high(low_low))
        .wrapping_add(join(0, low(low_high)))
        .wrapping_add(join(0, low(high_low)));
    let top = high_high
        .wrapping_add(join(0, high(low_high)))
        .wrapping_add(join(0, high(high_low)))
        .wrapping_add(join(0, high(middle)));
    (top, join(low(middle), low(low_low)))
}

/// One 32-bit digit of the quotient (rest : next) / d, with d >= 2^63 and rest < d; and the new rest.
#[inline(never)]
fn half_digit(rest: u64, next: u64, d: u64) -> (u64, u64) {
    let (d_high, d_low) = (d >> 32, d & LOW_32);
    let mut digit = rest.checked_div(d_high).unwrap_or(0);
    let mut remainder = rest.wrapping_sub(digit.wrapping_mul(d_high));
    for _ in 0..CORRECTIONS {
        if remainder >= HALF_WORD
            || (digit < HALF_WORD && digit.wrapping_mul(d_low) <= ((remainder << 32) | next))
        {
            break;
        }
        digit = digit.wrapping_sub(1);
        remainder = remainder.wrapping_add(d_high);
    }
    // Exact modulo 2^64, and the true rest is below d.
    (
        digit,
        ((rest << 32) | next).wrapping_sub(digit.wrapping_mul(d)),
    )
}

/// One 64-bit digit of the quotient (rest : next) / d, with d >= 2^127 and rest < d; and the new rest.
#[inline(never)]
fn digit(rest: u128, next: u64, d: u128) -> (u64, u128) {
    let (d_high, d_low) = (high(d), low(d));
    let (mut digit, mut remainder) = if high(rest) >= d_high {
        (u64::MAX, join(0, low(rest)).wrapping_add(join(0, d_high)))
    } else {
        let (upper, part) = half_digit(high(rest), low(rest) >> 32, d_high);
        let (lower, part) = half_digit(part, low(rest) & LOW_32, d_high);
        ((upper << 32) | lower, join(0, part))
    };
    for _ in 0..CORRECTIONS {
        if high(remainder) != 0 || product(digit, d_low) <= join(low(remainder), next) {
            break;
        }
        digit = digit.wrapping_sub(1);
        remainder = remainder.wrapping_add(join(0, d_high));
    }
    // Exact modulo 2^128, and the true rest is below d.
    (
        digit,
        join(low(remainder), next).wrapping_sub(product(digit, d_low)),
    )
}

/// a * b / d with a 256-bit product, and whether the division left a rest.
#[inline(never)]
fn mul_div(a: u128, b: u128, d: u128, up: bool) -> Result<u128, RiskError> {
    if d == 0 {
        return Err(RiskError::DivisionByZero);
    }
    let (mut top, bottom) = wide_product(a, b);
    if top >= d {
        return Err(RiskError::Overflow);
    }
    let shift = d.leading_zeros();
    let d = d << shift;
    if shift != 0 {
        top = (top << shift) | (bottom >> 128_u32.wrapping_sub(shift));
    }
    let bottom = bottom << shift;
    let (first, rest) = digit(top, high(bottom), d);
    let (second, rest) = digit(rest, low(bottom), d);
    let quotient = join(first, second);
    if up && rest != 0 {
        return quotient.checked_add(1).ok_or(RiskError::Overflow);
    }
    Ok(quotient)
}

/// `a * b / d` where it fits by construction: callers state why. Elsewhere `u128::MAX`, also for d = 0.
#[inline(never)]
pub(crate) fn ratio_down(a: u128, b: u128, d: u128) -> u128 {
    mul_div(a, b, d, false).unwrap_or(u128::MAX)
}

/// As [`ratio_down`], rounded up.
#[inline(never)]
pub(crate) fn ratio_up(a: u128, b: u128, d: u128) -> u128 {
    mul_div(a, b, d, true).unwrap_or(u128::MAX)
}

/// A magnitude with a sign, saturating.
#[inline(never)]
pub(crate) fn with_sign(magnitude: u128, negative: bool) -> i128 {
    let value = i128::try_from(magnitude).unwrap_or(i128::MAX);
    if negative {
        value.wrapping_neg()
    } else {
        value
    }
}

/// `a * b / d` rounded down, with a 256-bit intermediate product.
///
/// # Errors
/// [`RiskError::DivisionByZero`]; [`RiskError::Overflow`] where the quotient exceeds 128 bits.
pub fn mul_div_down(a: u128, b: u128, d: u128) -> Result<u128, RiskError> {
    mul_div(a, b, d, false)
}

/// `a * b / d` rounded up, with a 256-bit intermediate product.
///
/// # Errors
/// [`RiskError::DivisionByZero`]; [`RiskError::Overflow`] where the quotient exceeds 128 bits.
pub fn mul_div_up(a: u128, b: u128, d: u128) -> Result<u128, RiskError> {
    mul_div(a, b, d, true)
}

/// The exact floor of sqrt(a * b), with a 256-bit product.
#[inline(never)]
pub(crate) fn sqrt_product(a: u128, b: u128) -> u128 {
    if a == 0 || b == 0 {
        return 0;
    }
    // a * b < 2^bits, so that 2^ceil(bits / 2) is no less than the root; Newton's method then only falls.
    let bits = 256_u32
        .wrapping_sub(a.leading_zeros())
        .wrapping_sub(b.leading_zeros());
    let mut root = 1_u128.checked_shl(bits.div_ceil(2)).unwrap_or(u128::MAX);
    for _ in 0..SQRT_STEPS {
        let quotient = ratio_down(a, b, root); // fits, for root >= sqrt(a * b)
        if quotient >= root {
            break;
        }
        root = (root & quotient).wrapping_add((root ^ quotient) >> 1); // the floor of their mean
    }
    root
}

/// The exact floor of the integer square root.
#[must_use]
pub fn isqrt(n: u128) -> u128 {
    sqrt_product(n, 1)
}
