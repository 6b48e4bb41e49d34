//! 256-bit intermediates from 64-bit words: wasm has no wider integers, and a general big-integer division
//! would cost a program more bytes than all the rest of this crate. Products are spelled out in halves, and shifts
//! in words, because the compiler's own 128-bit ones are calls that cost several times as much ink.

use crate::RiskError;

/// An estimated quotient digit of Knuth's algorithm D is at most this much too great.
const CORRECTIONS: usize = 2;

pub(crate) const LOW_32: u64 = 0xffff_ffff;

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
pub(crate) use convert::{high, join, low};

/// 64 x 64 -> 128 bits, exact.
#[inline(always)]
pub(crate) fn product(a: u64, b: u64) -> u128 {
    let (a_high, a_low, b_high, b_low) = (a >> 32, a & LOW_32, b >> 32, b & LOW_32);
    // Each sum is at most (2^32 - 1)^2 + 2 (2^32 - 1) = 2^64 - 1: nothing wraps.
    let bottom = a_low.wrapping_mul(b_low);
    let left = a_high.wrapping_mul(b_low).wrapping_add(bottom >> 32);
    let right = a_low.wrapping_mul(b_high).wrapping_add(left & LOW_32);
    let top = a_high
        .wrapping_mul(b_high)
        .wrapping_add(left >> 32)
        .wrapping_add(right >> 32);
    join(top, (right << 32) | (bottom & LOW_32))
}

/// 128 x 128 -> 256 bits (high, low), exact.
#[inline(never)]
pub(crate) fn wide_product(a: u128, b: u128) -> (u128, u128) {
    product_of_words(a, b)
}

/// As [`wide_product`], in place.
#[inline(always)]
fn product_of_words(a: u128, b: u128) -> (u128, u128) {
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

/// `x << n` for n below 128.
#[inline(never)]
pub(crate) fn shift_left(x: u128, n: u32) -> u128 {
    let within = n & 63;
    // Shifted in two steps, for a shift by 64 would be none.
    let carried = (low(x) >> 1) >> (63_u32.wrapping_sub(within));
    let (top, bottom) = ((high(x) << within) | carried, low(x) << within);
    if n & 64 == 0 {
        join(top, bottom)
    } else {
        join(bottom, 0)
    }
}

/// `x >> n` for n below 128.
#[inline(never)]
pub(crate) fn shift_right(x: u128, n: u32) -> u128 {
    let within = n & 63;
    let carried = (high(x) << 1) << (63_u32.wrapping_sub(within));
    let (top, bottom) = (high(x) >> within, (low(x) >> within) | carried);
    if n & 64 == 0 {
        join(top, bottom)
    } else {
        join(0, top)
    }
}

/// One 32-bit digit of the quotient (rest : next) / d, with d >= 2^63 and rest < d; and the new rest.
///
/// Without branches, which cost more ink than a division: the estimate is at most two too great, and what it overdraws
/// tells by how much.
#[inline(always)]
fn half_digit(rest: u64, next: u64, d: u64) -> (u64, u64) {
    let d_high = (d >> 32) | (1 << 31); // its own bit: the compiler learns that it is not zero
    // At most 2^32 + 1, and times d's lower half below 2^64.
    let estimate = rest.checked_div(d_high).unwrap_or(0);
    let remainder = rest.wrapping_sub(estimate.wrapping_mul(d_high));
    let (have, taken) = ((remainder << 32) | next, estimate.wrapping_mul(d & LOW_32));
    let over = taken > have;
    let far_over = over & (taken.wrapping_sub(have) > d);
    let digit = estimate
        .wrapping_sub(u64::from(over))
        .wrapping_sub(u64::from(far_over));
    // Exact modulo 2^64, and the true rest is below d.
    let whole = (rest << 32) | next;
    (digit, whole.wrapping_sub(digit.wrapping_mul(d)))
}

/// One 64-bit digit of the quotient (rest : next) / d, with d >= 2^63 and rest < d; and the new rest.
#[inline(always)]
fn word_digit(rest: u64, next: u64, d: u64) -> (u64, u64) {
    let (upper, rest) = half_digit(rest, next >> 32, d);
    let (lower, rest) = half_digit(rest, next & LOW_32, d);
    ((upper << 32) | lower, rest)
}

/// The digit of [`word_digit`]: what it leaves is [`rest_of`], for a second result would go through memory.
#[inline(never)]
pub(crate) fn short_digit(rest: u64, next: u64, d: u64) -> u64 {
    word_digit(rest, next, d).0
}

/// What a digit leaves of (rest : next) / d: exact modulo 2^64, and below d.
fn rest_of(next: u64, digit: u64, d: u64) -> u64 {
    next.wrapping_sub(digit.wrapping_mul(d))
}

/// One 64-bit digit of the quotient (rest : next) / d, with d >= 2^127 and rest < d; and the new rest.
#[inline(never)]
fn digit(rest: u128, next: u64, d: u128) -> (u64, u128) {
    let (d_high, d_low) = (high(d), low(d));
    let (mut digit, mut remainder) = if high(rest) >= d_high {
        (u64::MAX, join(0, low(rest)).wrapping_add(join(0, d_high)))
    } else {
        let digit = short_digit(high(rest), low(rest), d_high);
        (digit, join(0, rest_of(low(rest), digit, d_high)))
    };
    let mut subtrahend = product(digit, d_low);
    for _ in 0..CORRECTIONS {
        if high(remainder) != 0 || subtrahend <= join(low(remainder), next) {
            break;
        }
        digit = digit.wrapping_sub(1);
        remainder = remainder.wrapping_add(join(0, d_high));
        subtrahend = subtrahend.wrapping_sub(join(0, d_low));
    }
    // Exact modulo 2^128, and the true rest is below d.
    (digit, join(low(remainder), next).wrapping_sub(subtrahend))
}

/// `next` as it follows `word` when both are shifted left by n below 64.
fn shifted(word: u64, next: u64, n: u32) -> u64 {
    // In two steps, for a shift by 64 would be none.
    (word << n) | ((next >> 1) >> 63_u32.wrapping_sub(n))
}

/// a * b / d with a 256-bit product.
#[inline(never)]
fn mul_div(a: u128, b: u128, d: u128, up: bool) -> Result<u128, RiskError> {
    let (top, bottom) = product_of_words(a, b);
    if high(d) != 0 {
        return long_quotient(top, bottom, d, up);
    }
    let d = low(d);
    if (high(top) != 0) | (low(top) >= d) {
        return Err(if d == 0 {
            RiskError::DivisionByZero
        } else {
            RiskError::Overflow
        });
    }
    // Dividend and divisor are shifted left until the divisor's leading bit is set.
    let n = d.leading_zeros() & 63;
    let d = d << n;
    let first = shifted(low(top), high(bottom), n);
    let second = shifted(high(bottom), low(bottom), n);
    let (upper, rest) = word_digit(first, second, d);
    let (lower, rest) = word_digit(rest, low(bottom) << n, d);
    rounded(join(upper, lower), up & (rest != 0))
}

/// (top : bottom) / d where d exceeds a word.
#[inline(never)]
fn long_quotient(top: u128, bottom: u128, d: u128, up: bool) -> Result<u128, RiskError> {
    if top >= d {
        return Err(RiskError::Overflow);
    }
    let n = high(d).leading_zeros() & 63;
    let (d_high, d_low) = (shifted(high(d), low(d), n), low(d) << n);
    let first = shifted(high(top), low(top), n);
    let second = shifted(low(top), high(bottom), n);
    let third = shifted(high(bottom), low(bottom), n);
    let fourth = low(bottom) << n;
    if d_low == 0 {
        // A word and zeros, such as 10^27.
        let upper = short_digit(first, second, d_high);
        let rest = rest_of(second, upper, d_high);
        let lower = short_digit(rest, third, d_high);
        let rest = rest_of(third, lower, d_high);
        return rounded(join(upper, lower), up & (rest | fourth != 0));
    }
    let d = join(d_high, d_low);
    let (upper, rest) = digit(join(first, second), third, d);
    let (lower, rest) = digit(rest, fourth, d);
    rounded(join(upper, lower), up & (rest != 0))
}

/// A quotient, or one more.
fn rounded(quotient: u128, up: bool) -> Result<u128, RiskError> {
    let quotient = quotient.wrapping_add(u128::from(up));
    if up & (quotient == 0) {
        return Err(RiskError::Overflow);
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
    let value = magnitude.min(i128::MAX.unsigned_abs()).cast_signed();
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
