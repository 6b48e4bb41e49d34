//! e^x to 127 binary places: more than [`exp`](crate::fixed::exp) has, for what compounds.

use crate::fixed::{high, join, low, shift_left, shift_right, wide_product};

/// 10^36: the scale of exponents.
pub(crate) const ONE_36: u128 = 1_000_000_000_000_000_000_000_000_000_000_000_000;
/// The greatest magnitude of an exponent: 48 at 36 decimals.
pub(crate) const EXPONENT_LIMIT: u128 = 48 * ONE_36;
/// ln 2 at 36 decimals.
const LN_2: i128 = 693_147_180_559_945_309_417_232_121_458_176_568;
/// 2^148 / (10^36 ln 2): turns an argument shifted right by 92 into a count of doublings shifted left by 56.
const DOUBLINGS: i64 = 514_770_792;
/// 2^247 / 10^36, to nearest.
const BINARY_PER_36: u128 = 226_156_424_291_633_194_186_662_080_095_093_570_026;
/// Terms of the series for arguments up to ln 2 / 2: the rest is below 2^-130.
const TERMS: u64 = 27;
/// More than the mantissa can be off by: one unit for each multiplication and division, and 70 * 7.6e-38 for ln 2.
const ALLOWANCE: u128 = 1 << 11;

/// e^x = mantissa * 2^(doublings - 127), the mantissa within [0.7, 1.42] * 2^127 and off by less than 2^11 units,
/// 1.8e-35 of it.
#[derive(Clone, Copy)]
pub(crate) struct Power {
    mantissa: u128,
    doublings: i64,
}

/// e^x for |x| at most [`EXPONENT_LIMIT`], at 36 decimals.
#[inline(never)]
pub(crate) fn power(x: i128) -> Power {
    let (mut doublings, mut rest) = (0, x);
    if x.unsigned_abs() > LN_2.unsigned_abs() / 2 {
        // |x| < 2^126: the shifted argument is below 2^34, the product below 2^63, the count, to nearest, below 2^7.
        let short = high(x.cast_unsigned()).cast_signed() >> 28;
        doublings = short.wrapping_mul(DOUBLINGS).wrapping_add(1 << 55) >> 56;
        rest = x.wrapping_sub(LN_2.wrapping_mul(i128::from(doublings)));
    }
    // At most ln 2 / 2 and 1e-8 more, below 2^118.1, so that 2^8 times it fits; then by 2^128.
    let size = wide_product(rest.unsigned_abs() << 8, BINARY_PER_36).0 << 1;
    let (mut term, mut sum) = (1_u128 << 127, 1_u128 << 127);
    for number in 1..=TERMS {
        term = quotient(wide_product(term, size).0, number);
        if term == 0 {
            break;
        }
        // Within [0.7, 1.42] * 2^127.
        sum = if rest < 0 && number & 1 == 1 {
            sum.wrapping_sub(term)
        } else {
            sum.wrapping_add(term)
        };
    }
    Power {
        mantissa: sum,
        doublings,
    }
}

/// x / n for n above zero and below 2^31.
fn quotient(x: u128, n: u64) -> u128 {
    let divided = |x: u64| {
        let whole = x.checked_div(n).unwrap_or(0);
        (whole, x.wrapping_sub(whole.wrapping_mul(n)))
    };
    let (top, rest) = divided(high(x));
    let (middle, rest) = divided((rest << 32) | (low(x) >> 32));
    let (bottom, _) = divided((rest << 32) | (low(x) & 0xffff_ffff));
    join(top, (middle << 32) | bottom)
}

impl Power {
    /// `factor` times it, not below the exact value: above it by less than 1 and 3e-35 of it; nothing where it
    /// exceeds 128 bits.
    pub(crate) fn times_up(self, factor: u128) -> Option<u128> {
        let mantissa = self.mantissa.saturating_add(ALLOWANCE);
        Self { mantissa, ..self }.times(factor)?.checked_add(1)
    }

    /// `factor` times it, low by less than 1 and off by less than 1.8e-35 of it; nothing where it exceeds 128 bits.
    #[inline(never)]
    pub(crate) fn times(self, factor: u128) -> Option<u128> {
        let (top, bottom) = wide_product(factor, self.mantissa);
        // |x| <= 48: between 57 and 197.
        let shift = u32::try_from(127_i64.wrapping_sub(self.doublings)).unwrap_or(0);
        match shift.checked_sub(128) {
            Some(beyond) => Some(shift_right(top, beyond & 127)),
            None if shift_right(top, shift) == 0 => {
                let carried = shift_left(top, 128_u32.wrapping_sub(shift) & 127);
                Some(carried | shift_right(bottom, shift))
            }
            None => None,
        }
    }
}
