//! The parametric part: the quadratic form of the factors, and the multiple of the deviation over the horizon.

use super::{FACTORS, Factors, MAX_HORIZON, MAX_VARIANCE, MAX_Z, StressParameters};
use crate::RiskError;
use crate::fixed::{
    LOW_32, SignedWad, WAD, YEAR, isqrt, join, low, product, ratio_down, shift_left, shift_right,
    wide_product,
};

/// Bits of a factor exposure in the quadratic form.
const FORM_BITS: u32 = 44;
/// Bits by which the sums of the form are split, so that their products with a factor exposure fit 127 bits; and
/// covariances, so that theirs fit 63.
const SPLIT: u32 = 32;
/// Bits by which factor exposures are split.
const HALF_FORM: u32 = FORM_BITS / 2;
/// Fraction bits of z sqrt(tau), which is at most 16.
const MULTIPLE_BITS: u32 = 59;

/// Factors and parameters that passed their domain checks.
#[derive(Clone, Copy)]
pub(crate) struct Horizon<'a> {
    pub(super) factors: &'a Factors,
    pub(super) seconds: u64,
    /// z sqrt(tau), tau in years, with [`MULTIPLE_BITS`] bits of fraction, rounded up.
    multiple: u64,
}

impl<'a> Horizon<'a> {
    #[inline(never)]
    pub(crate) fn new(
        factors: &'a Factors,
        parameters: StressParameters,
    ) -> Result<Self, RiskError> {
        if parameters.z > MAX_Z
            || parameters.horizon > MAX_HORIZON
            || factors
                .covariance
                .as_flattened()
                .iter()
                .any(|c| c.0.unsigned_abs() > MAX_VARIANCE.0)
        {
            return Err(RiskError::OutOfDomain);
        }
        // The horizon in years with 76 bits of fraction, then its root with 59: 64-bit divisions only.
        let first = parameters.horizon << 38; // below 2^63
        let (years, rest) = (first / YEAR, first % YEAR);
        let years = (u128::from(years) << 38).wrapping_add(u128::from((rest << 38) / YEAR));
        let root = isqrt(years << 42);
        let root = root.wrapping_add(u128::from(years != 0)); // at most 2^59 and one
        Ok(Self {
            factors,
            seconds: parameters.horizon,
            multiple: low(per_wad(root.wrapping_mul(parameters.z.0), 0)), // at most 2^63 and a little
        })
    }

    /// The greatest whole number that z sqrt(tau) may be.
    pub(super) fn most(&self) -> u64 {
        (self.multiple >> MULTIPLE_BITS).wrapping_add(1)
    }

    /// z sqrt(tau) times an amount, rounded up.
    pub(super) fn scaled(&self, amount: u64) -> u128 {
        let product = product(amount, self.multiple);
        (product >> MULTIPLE_BITS).wrapping_add(u128::from(product != 0))
    }
}

/// The lower bits of a halved factor exposure.
const HALF_MASK: i64 = (1 << HALF_FORM) - 1;

/// What stands above and below [`SPLIT`] bits of a number of at most 95.
fn halved(x: i128) -> (i64, i64) {
    let x = x.cast_unsigned();
    (
        low(x >> SPLIT).cast_signed(),
        (low(x) & LOW_32).cast_signed(),
    )
}

/// Factor exposures cut to [`FORM_BITS`] bits of the greatest.
struct Short {
    each: [i64; FACTORS],
    /// Their upper and lower [`HALF_FORM`] bits.
    halves: [(i64, i64); FACTORS],
    /// Bits cut off.
    shift: u32,
}

impl Short {
    #[inline(always)]
    fn new(exposures: &[i64; FACTORS]) -> Self {
        let peak = exposures
            .iter()
            .fold(0, |bits, net| bits | net.unsigned_abs());
        let shift = 64_u32
            .wrapping_sub(peak.leading_zeros())
            .saturating_sub(FORM_BITS);
        let each = exposures.map(|net| net >> shift);
        Self {
            each,
            halves: each.map(|net| (net >> HALF_FORM, net & HALF_MASK)),
            shift,
        }
    }

    /// A row of covariances times the exposures, halved.
    #[inline]
    fn row(&self, row: &[SignedWad; FACTORS]) -> (i128, i64) {
        // Products of 35 and 32 bits with 23 and 22: four of each are below 2^60.
        let (mut first, mut second, mut third, mut fourth) = (0_i64, 0_i64, 0_i64, 0_i64);
        for (covariance, (high, low)) in row.iter().zip(&self.halves) {
            let (above, below) = halved(covariance.0);
            first = first.wrapping_add(above.wrapping_mul(*high));
            second = second.wrapping_add(above.wrapping_mul(*low));
            third = third.wrapping_add(below.wrapping_mul(*high));
            fourth = fourth.wrapping_add(below.wrapping_mul(*low));
        }
        // Below 2^67 * 2^44 * 4, split again.
        let (third, fourth) = (i128::from(third) << HALF_FORM, i128::from(fourth));
        let (carried, rest) = halved(third.wrapping_add(fourth));
        let first = i128::from(first) << HALF_FORM;
        (
            first.wrapping_add(i128::from(second.wrapping_add(carried))),
            rest,
        )
    }
}

/// F' C F for factor exposures in any unit, in its square, saturating.
///
/// Beyond [`FORM_BITS`] bits of the greatest exposure digits are dropped, 6e-14 of it; on what is kept the form is exact,
/// so that exposures which cancel out leave no more than their own error.
#[inline(never)]
pub(super) fn quadratic(exposures: &[i64; FACTORS], factors: &Factors) -> u128 {
    let short = Short::new(exposures);
    let (mut upper, mut lower) = (0_i128, 0_i128);
    for (row, left) in factors.covariance.iter().zip(&short.each) {
        if *left == 0 {
            continue;
        }
        let (above, rest) = short.row(row);
        // Below 2^81 * 2^44 * 4 and 2^32 * 2^44 * 4.
        upper = upper.wrapping_add(above.wrapping_mul(i128::from(*left)));
        lower = lower.wrapping_add(i128::from(rest).wrapping_mul(i128::from(*left)));
    }
    // In 2^(32 + 2 shift) / WAD. A form that correlations cannot have may be negative.
    let form = upper.wrapping_add(lower >> SPLIT).max(0).unsigned_abs();
    per_wad(form, SPLIT.wrapping_add(short.shift << 1))
}

/// Fraction bits of a weight.
pub(super) const WEIGHT_BITS: u32 = 30;
/// Bits by which z sqrt(tau) is scaled before it is divided.
const SHARE_BITS: u32 = 124;
/// The least deviation of which weights are told.
const LEAST_DEVIATION: u64 = 1 << 40;

/// z sqrt(tau) / deviation: by it what adds to the square of the deviation adds to the parametric stress.
pub(super) struct Weigher(u128);

impl Weigher {
    /// None for a deviation so small that its own rounding counts.
    pub fn new(horizon: &Horizon, deviation: u64) -> Option<Self> {
        let whole = product(deviation, low(WAD));
        (deviation >= LEAST_DEVIATION).then(|| {
            Self(ratio_down(
                join(0, horizon.multiple),
                1 << SHARE_BITS,
                whole,
            ))
        })
    }

    /// What a unit of each factor adds, with [`WEIGHT_BITS`] of fraction.
    pub fn factors(&self, exposures: &[i64; FACTORS], factors: &Factors) -> [i64; FACTORS] {
        let short = Short::new(exposures);
        let mut weights = [0; FACTORS];
        for (weight, row) in weights.iter_mut().zip(&factors.covariance) {
            let (above, rest) = short.row(row);
            let sum = (above << SPLIT).wrapping_add(i128::from(rest));
            let size = self.weight(sum.unsigned_abs(), short.shift);
            *weight = if sum < 0 { size.wrapping_neg() } else { size };
        }
        weights
    }

    /// What a unit of an issuer adds.
    pub fn issuer(&self, own: u64) -> i64 {
        self.weight(product(own, low(WAD)), 0)
    }

    /// amount * 2^shift / WAD, weighed: the shift is at most 20.
    #[inline(never)]
    fn weight(&self, amount: u128, shift: u32) -> i64 {
        const EXCESS: u32 = SHARE_BITS + MULTIPLE_BITS - WEIGHT_BITS - 128;
        let top = wide_product(amount, self.0).0;
        low(shift_right(top, EXCESS.wrapping_sub(shift))).cast_signed()
    }
}

/// 2^123 / 10^18, rounded up.
const RECIPROCAL: u128 = 10_633_823_966_279_326_984;
/// The power of two in it.
const RECIPROCAL_BITS: u32 = 123;

/// value * 2^shift / 10^18, saturating: rounded up, by less than 2^-61 of it and one. By a product with the reciprocal,
/// for a division costs several times as much.
#[inline(never)]
fn per_wad(value: u128, shift: u32) -> u128 {
    if value == 0 {
        return 0;
    }
    // The leading 64 bits, rounded up, so that the product fits.
    let excess = 64_u32.saturating_sub(value.leading_zeros());
    let short = shift_right(value, excess).wrapping_add(u128::from(excess != 0));
    let product = short.wrapping_mul(RECIPROCAL); // at most 2^64 * 2^63.3
    let left = shift.wrapping_add(excess);
    if left <= RECIPROCAL_BITS {
        return shift_right(product, RECIPROCAL_BITS.wrapping_sub(left)).wrapping_add(1);
    }
    let left = left.wrapping_sub(RECIPROCAL_BITS);
    if product.leading_zeros() < left {
        return u128::MAX;
    }
    shift_left(product, left & 127)
}
