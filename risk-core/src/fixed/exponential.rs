//! exp: the power of two of x / ln 2 in 64-bit words.

use super::polynomial::{polynomial, scaled_product};
use super::words::{high, low, shift_left, shift_right, wide_product};
use super::{SignedWad, WAD, Wad};
use crate::RiskError;

/// Beyond this magnitude exp leaves the range of WAD: e^47.3 overflows, e^-41.5 rounds to nothing.
pub(super) const EXP_LIMIT: u128 = 48_000_000_000_000_000_000;

/// 2^184 / (10^18 ln 2), to nearest.
const LOG2_E_PER_WAD: u128 = 35_374_779_471_866_681_902_670_096_911_376_803_154;
/// (2^x - 1) / x on [-1/2, 1/2], by 2^62: `test/vectors/coefficients.py`. Error below 3e-20.
const POWER_OF_TWO: [i64; 13] = [
    3_196_577_161_300_663_915,
    1_107_849_223_398_934_356,
    255_967_521_894_832_113,
    44_355_791_529_079_764,
    6_149_018_367_977_266,
    710_362_457_494_923,
    70_340_819_226_937,
    6_094_567_577_606,
    469_381_369_983,
    32_534_957_803,
    2_050_138_997,
    118_675_137,
    6_325_832,
];

/// A positive number `mantissa * 2^(exponent - 63)`, the mantissa within [0.7, 1.42] * 2^63.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Power {
    pub mantissa: u64,
    pub exponent: i64,
}

impl Power {
    /// `factor` times it, rounded down.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    #[inline(never)]
    pub fn times(self, factor: u128) -> Result<u128, RiskError> {
        let (top, bottom) = wide_product(factor, u128::from(self.mantissa));
        // (top : bottom) >> (63 - exponent), top below 2^64: between -7 and 133, for e^48 is below 2^70.
        let shift = 63_i64.wrapping_sub(self.exponent);
        if shift <= 0 {
            let left = u32::try_from(shift.unsigned_abs()).unwrap_or(u32::MAX);
            if top != 0 || bottom.leading_zeros() < left {
                return Err(RiskError::Overflow);
            }
            return Ok(shift_left(bottom, left & 127));
        }
        let right = u32::try_from(shift).unwrap_or(u32::MAX);
        if right >= 128 {
            return Ok(shift_right(top, right & 127));
        }
        if shift_right(top, right) != 0 {
            return Err(RiskError::Overflow);
        }
        Ok(shift_left(top, 128_u32.wrapping_sub(right)) | shift_right(bottom, right))
    }
}

/// 2^t for t by 2^64. Relative error below 4e-19: 2.2e-19 for the two times one unit of the polynomial, halved by the
/// last factor and divided by at least 0.7; then the last place. It never falls where t grows by 1.3e-18 or more.
#[inline(never)]
pub(super) fn power_of_two(t: i128) -> Power {
    // To the nearest whole number; what is left is within half of it.
    let rounded = t.wrapping_add(1 << 63).cast_unsigned();
    let x = low(t.cast_unsigned()).cast_signed() >> 1;
    let excess = scaled_product(polynomial(&POWER_OF_TWO, x), x) << 1;
    Power {
        mantissa: (1_u64 << 63).wrapping_add_signed(excess),
        exponent: high(rounded).cast_signed(),
    }
}

/// e^x for x in WAD, |x| at most 48. Relative error below 5e-19.
#[inline(never)]
pub(crate) fn power(x: i128) -> Power {
    let magnitude = x.unsigned_abs().min(EXP_LIMIT);
    // Below 2^74 * 2^125: the upper half is x / ln 2 by 2^(8 + 184 - 128) = 2^64, low by less than one unit.
    let t = wide_product(magnitude << 8, LOG2_E_PER_WAD).0.cast_signed();
    power_of_two(if x < 0 { t.wrapping_neg() } else { t })
}

/// e^x, rounded down.
///
/// Error: less than 2 units in the last WAD place, or less than 2e-18 of the result where that is larger: the power of
/// two is within 5e-19 of the result, and rounding loses less than one unit. It never falls as x grows. Below about
/// -41.4 the result is zero.
///
/// # Errors
/// [`RiskError::Overflow`] above about 47.27.
#[inline(never)]
pub fn exp(x: SignedWad) -> Result<Wad, RiskError> {
    // Beyond 48, which stands for all that is further, it is out of range on either side.
    power(x.0).times(WAD).map(Wad)
}
