//! Exact square roots by Zimmermann's recursion: the root of the upper half, then one division for the lower half
//! of the root and at most one correction ("Karatsuba square root", INRIA report 3805, 1999).

use super::words::{LOW_32, high, join, low, shift_left, shift_right, short_digit, wide_product};

/// Newton's method from the tangent at one reaches 32 bits in four steps for any n within [1/4, 1) of 2^64: its
/// relative error falls from 1/4 to 2.5e-2, 3.1e-4, 4.6e-8 and 1.1e-15.
const STEPS: usize = 4;

/// The floor of sqrt(n), n >= 2^62.
#[inline(always)]
fn root_of_word(n: u64) -> u64 {
    let mut root = (n >> 33).wrapping_add(1 << 31);
    for _ in 0..STEPS {
        root = root.wrapping_add(n.checked_div(root).unwrap_or(0)) >> 1;
    }
    // Each step's floor may leave it one too great or one too small; 2^32 squared would not fit.
    let root = root.min(LOW_32);
    let root = if root.wrapping_mul(root) > n {
        root.wrapping_sub(1)
    } else {
        root
    };
    let next = root.wrapping_add(1).min(LOW_32);
    if next.wrapping_mul(next) <= n {
        next
    } else {
        root
    }
}

/// The floor of sqrt(n), n >= 2^126.
#[inline(always)]
fn root_of_two_words(n: u128) -> u64 {
    let upper = root_of_word(high(n));
    let rest = high(n).wrapping_sub(upper.wrapping_mul(upper));
    // rest <= 2 upper < 2^33; (rest : next 32 bits) / (2 upper), both halved so that the dividend fits.
    let halved = (rest << 31) | (low(n) >> 33);
    let lower = halved.checked_div(upper).unwrap_or(0).min(LOW_32);
    let root = (upper << 32) | lower;
    if wide_product(join(0, root), join(0, root)).1 > n {
        root.wrapping_sub(1)
    } else {
        root
    }
}

/// The exact floor of sqrt(a * b), with a 256-bit product.
#[inline(never)]
pub(crate) fn sqrt_product(a: u128, b: u128) -> u128 {
    let (top, bottom) = wide_product(a, b);
    // Shifted left by an even number until one of the two leading bits is set; the root shifts back by half of it.
    let (top, bottom, words) = if top == 0 {
        (bottom, 0, 64_u32)
    } else {
        (top, bottom, 0)
    };
    if top == 0 {
        return 0;
    }
    let shift = top.leading_zeros() & 126;
    let spilled = shift_right(bottom >> 1, 127_u32.wrapping_sub(shift));
    let top = shift_left(top, shift) | spilled;
    let bottom = shift_left(bottom, shift);

    let upper = root_of_two_words(top);
    let rest = top.wrapping_sub(wide_product(join(0, upper), join(0, upper)).1); // at most 2 upper < 2^65
    let halved = (rest << 63) | (bottom >> 65);
    let lower = if high(halved) >= upper {
        u64::MAX
    } else {
        short_digit(high(halved), low(halved), upper)
    };
    let root = join(upper, lower);
    let root = if wide_product(root, root) > (top, bottom) {
        root.wrapping_sub(1)
    } else {
        root
    };
    shift_right(root, words.wrapping_add(shift >> 1))
}

/// The exact floor of the integer square root.
#[must_use]
#[inline(never)]
pub fn isqrt(n: u128) -> u128 {
    if n == 0 {
        return 0;
    }
    // Shifted left by an even number until one of the two leading bits is set; the root shifts back by half of it.
    let shift = n.leading_zeros() & 126;
    join(0, root_of_two_words(shift_left(n, shift)) >> (shift >> 1))
}
