//! The working form of a portfolio: exposures with their linear sums, which a trial sale updates in place.
//!
//! Exposures are kept as whole multiples of a power of two of wei that leaves the greatest value 44 bits: one part in
//! 10^13. So everything but the quadratic form runs on wasm's native 64-bit integers.

use super::{
    FACTORS, Factors, MAX_HORIZON, MAX_MARGINAL_IMPACT, MAX_POSITIONS, MAX_VALUE, MAX_VARIANCE,
    MAX_Z, Position, SCENARIOS, Stress, StressParameters,
};
use crate::RiskError;
use crate::fixed::{BPS, WAD, Wad, YEAR, ratio_up, sqrt_product};

/// Bits of an exposure: 16 of them times 16 bits of basis points fill 64.
const EXPOSURE_BITS: u32 = 44;
/// Bits of a factor exposure in the quadratic form: with covariances up to 2^67, sums of four stay below 2^113.
const FORM_BITS: u32 = 44;
/// Bits that these sums then lose, so that their products with a factor exposure stay below 2^125.
const DROPPED: u32 = 34;
/// 1% impact on `depth` USD per minute: 100 * WAD / 60, rounded down, so that the cost is not understated.
const CAPACITY: u128 = 1_666_666_666_666_666_666;
/// Depth times seconds beyond which leaving costs less than 2e-8 even for the greatest exposure.
const DEEPEST: u128 = 1 << 66;

/// Factors and parameters that passed their domain checks.
pub(crate) struct Horizon<'a> {
    factors: &'a Factors,
    seconds: u64,
    /// z^2 * seconds / year at 36 decimals.
    scale: u128,
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
        let square = parameters.z.0.wrapping_mul(parameters.z.0); // at most 2.56e38 < 2^128
        let scale = ratio_up(square, u128::from(parameters.horizon), u128::from(YEAR)); // no greater
        Ok(Self {
            factors,
            seconds: parameters.horizon,
            scale,
        })
    }
}

/// A portfolio's exposures, and their sums times basis points.
#[derive(Clone, Copy)]
pub(crate) struct Book<'a> {
    positions: &'a [Position],
    /// An exposure counts 2^unit wei, at most 2^56.
    unit: u32,
    exposures: [i64; MAX_POSITIONS],
    factors: [i64; FACTORS],
    scenarios: [i64; SCENARIOS],
}

/// An exposure's magnitude times basis points.
fn weighted(exposure: i64, bps: u16) -> u64 {
    exposure.unsigned_abs().wrapping_mul(u64::from(bps))
}

/// Adds `change` times each weight to the sums.
#[inline(never)]
fn accumulate(sums: &mut [i64], weights: &[i16], change: i64) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum = sum.wrapping_add(change.wrapping_mul(i64::from(*weight)));
    }
}

impl<'a> Book<'a> {
    /// `spare`: the most collateral that [`Book::set`] will hold beyond what the positions have.
    #[inline(never)]
    pub(crate) fn new(positions: &'a [Position], spare: Wad) -> Result<Self, RiskError> {
        if positions.len() > MAX_POSITIONS {
            return Err(RiskError::TooManyPositions);
        }
        let mut peak = spare.0;
        for position in positions {
            peak = peak.max(position.collateral.0).max(position.debt.0);
        }
        if peak > MAX_VALUE.0 {
            return Err(RiskError::OutOfDomain);
        }
        let unit = 128_u32
            .wrapping_sub(peak.leading_zeros())
            .saturating_sub(EXPOSURE_BITS);
        let mut book = Self {
            positions,
            unit,
            exposures: [0; MAX_POSITIONS],
            factors: [0; FACTORS],
            scenarios: [0; SCENARIOS],
        };
        for (index, position) in positions.iter().enumerate() {
            book.set(index, position.collateral, position.debt);
        }
        Ok(book)
    }

    /// Replaces the collateral and debt of one position; neither may exceed what the book was made for.
    #[inline(never)]
    pub(crate) fn set(&mut self, index: usize, collateral: Wad, debt: Wad) {
        let (Some(position), Some(exposure)) =
            (self.positions.get(index), self.exposures.get_mut(index))
        else {
            return;
        };
        // The magnitude is rounded up.
        let magnitude = collateral.0.abs_diff(debt.0);
        let magnitude = magnitude.wrapping_add((1_u128 << self.unit).wrapping_sub(1)) >> self.unit;
        let mut value = i64::try_from(magnitude).unwrap_or(0); // at most 2^44
        if collateral < debt {
            value = value.wrapping_neg();
        }
        let change = value.wrapping_sub(*exposure);
        *exposure = value;
        accumulate(&mut self.factors, &position.risk.loadings, change);
        accumulate(&mut self.scenarios, &position.risk.scenarios, change);
    }

    fn held(&self) -> impl Iterator<Item = (&'a Position, i64)> {
        self.positions.iter().zip(self.exposures.iter().copied())
    }

    /// An amount in units times basis points in USD, rounded up.
    #[inline(never)]
    fn usd(&self, amount: u128) -> Wad {
        Wad(ratio_up(amount, 1 << self.unit, BPS))
    }

    /// The stress of the exposures as they stand.
    #[inline(never)]
    pub(crate) fn stress(&self, horizon: &Horizon) -> Stress {
        let mut worst = 0;
        for loss in self.scenarios {
            worst = loss.max(worst);
        }
        let parametric = self.usd(self.parametric(horizon));
        let scenario = self.usd(u128::from(worst.unsigned_abs()));
        let floor = self.usd(self.floor());
        let liquidity = self.usd(self.liquidity(horizon.seconds));
        let total = parametric
            .max(scenario)
            .max(floor)
            .saturating_add(liquidity);
        Stress {
            parametric,
            scenario,
            floor,
            liquidity,
            total,
        }
    }

    /// z sqrt(tau) times the root of F' C F + sum of idio^2, in units times basis points, rounded up.
    #[inline(never)]
    fn parametric(&self, horizon: &Horizon) -> u128 {
        // Each issuer at its first position: what its assets may lose together. All together are below 2^64.
        let mut form = 0_u128;
        for (index, (position, _)) in self.held().enumerate() {
            let issuer = position.risk.issuer;
            let mut own = 0_u64;
            for (other, (member, exposure)) in self.held().enumerate() {
                if member.risk.issuer != issuer {
                    continue;
                }
                if other < index {
                    own = 0;
                    break;
                }
                own = own.wrapping_add(weighted(exposure, member.risk.idiosyncratic));
            }
            form = form.wrapping_add(u128::from(own).wrapping_mul(u128::from(own)));
        }
        // The quadratic form, in factor exposures shifted to fit.
        let mut peak = 0;
        for net in self.factors {
            peak |= net.unsigned_abs();
        }
        let shift = 64_u32
            .wrapping_sub(peak.leading_zeros())
            .saturating_sub(FORM_BITS);
        let mut common = 0_i128;
        for (row, net) in horizon.factors.covariance.iter().zip(&self.factors) {
            let mut product = 0_i128;
            for (covariance, net) in row.iter().zip(&self.factors) {
                product =
                    product.wrapping_add(covariance.0.wrapping_mul(i128::from(*net >> shift)));
            }
            common =
                common.wrapping_add((product >> DROPPED).wrapping_mul(i128::from(*net >> shift)));
        }
        // common = F' C F * WAD / 2^(34 + 2 shift). Where that saturates, so does the stress.
        let scale_back = 1_u128 << (DROPPED.wrapping_add(shift << 1) & 127);
        let common = ratio_up(common.max(0).unsigned_abs(), scale_back, WAD);
        let root = sqrt_product(form.saturating_add(common), horizon.scale);
        if root == 0 {
            0
        } else {
            ratio_up(root.saturating_add(1), 1, WAD)
        }
    }

    /// Per family the haircut of the net exposure and the bases of the matched part, in units times basis points,
    /// rounded up.
    #[inline(never)]
    fn floor(&self) -> u128 {
        let mut sum = 0_u128;
        for (index, (position, _)) in self.held().enumerate() {
            let family = position.risk.family;
            let (mut long, mut short) = (Side::default(), Side::default());
            for (other, (member, exposure)) in self.held().enumerate() {
                if member.risk.family != family {
                    continue;
                }
                if other < index {
                    (long, short) = (Side::default(), Side::default());
                    break; // done at the family's first position
                }
                let side = if exposure > 0 { &mut long } else { &mut short };
                side.exposure = side.exposure.wrapping_add(exposure.unsigned_abs());
                side.haircut = side
                    .haircut
                    .wrapping_add(weighted(exposure, member.risk.haircut));
                side.basis = side
                    .basis
                    .wrapping_add(weighted(exposure, member.risk.basis));
            }
            let matched = long.exposure.min(short.exposure);
            sum = sum.wrapping_add(u128::from(long.haircut.abs_diff(short.haircut)));
            if matched != 0 {
                sum = sum
                    .wrapping_add(long.matched_basis(matched))
                    .wrapping_add(short.matched_basis(matched));
            }
        }
        sum
    }

    /// What leaving every exposure evenly over the horizon costs, in units times basis points, rounded up.
    #[inline(never)]
    fn liquidity(&self, seconds: u64) -> u128 {
        let mut sum = 0_u128;
        for (position, exposure) in self.held() {
            let depth = position.risk.depth;
            if exposure == 0 || depth == u64::MAX {
                continue;
            }
            let exposure = u128::from(exposure.unsigned_abs());
            // A hundred times what passes at 1%: an exposure as great would lose all, its last dollar twice that.
            let passed = u128::from(depth)
                .wrapping_mul(u128::from(seconds))
                .min(DEEPEST);
            let hundred = passed.wrapping_mul(CAPACITY) >> self.unit;
            let within = exposure.min(hundred / (2 * BPS / MARGINAL));
            if within != 0 {
                sum = sum.wrapping_add(ratio_up(within.wrapping_mul(within), BPS, hundred));
            }
            sum = sum.wrapping_add(exposure.wrapping_sub(within).wrapping_mul(MARGINAL));
        }
        sum
    }
}

/// [`MAX_MARGINAL_IMPACT`] widened; it must divide 20,000.
#[allow(clippy::as_conversions)]
const MARGINAL: u128 = MAX_MARGINAL_IMPACT as u128;
const _: () = assert!((2 * BPS).is_multiple_of(MARGINAL));

/// The longs or the shorts of a family: their exposure, and it times haircuts and bases.
#[derive(Default)]
struct Side {
    exposure: u64,
    haircut: u64,
    basis: u64,
}

impl Side {
    /// The basis of the matched part, at the side's average.
    fn matched_basis(&self, matched: u64) -> u128 {
        ratio_up(
            u128::from(self.basis),
            u128::from(matched),
            u128::from(self.exposure),
        )
    }
}
