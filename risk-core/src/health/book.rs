//! The working form of a portfolio: exposures with their linear sums, which a trial sale updates in place.

use super::{
    FACTORS, Factors, MAX_HORIZON, MAX_MARGINAL_IMPACT, MAX_POSITIONS, MAX_VALUE, MAX_VARIANCE,
    MAX_Z, Position, SCENARIOS, Stress, StressParameters,
};
use crate::RiskError;
use crate::fixed::{BPS, SignedWad, WAD, Wad, YEAR, mul_div_down, mul_div_up, sqrt_product};

/// Bits that factor exposures keep in the quadratic form: with covariances up to 2^67 every sum stays below 2^126.
const PRECISION: u32 = 56;
/// The quadratic form drops this many bits of its covariances' 18 decimals.
const DROPPED: u32 = 60;
/// 1% impact on `depth` USD per minute: 100 * WAD / 60, rounded down, so that the cost is not understated.
const CAPACITY: u128 = 1_666_666_666_666_666_666;
/// Depth times seconds beyond which exits cost less than 1e-7 even for the greatest exposure.
const DEEPEST: u128 = 1 << 66;

/// Factors and parameters that passed their domain checks.
pub(crate) struct Horizon<'a> {
    factors: &'a Factors,
    seconds: u64,
    /// z^2 * seconds / year at 36 decimals.
    scale: u128,
    /// The greatest covariance in magnitude.
    greatest: u128,
}

impl<'a> Horizon<'a> {
    #[inline(never)]
    pub(crate) fn new(
        factors: &'a Factors,
        parameters: StressParameters,
    ) -> Result<Self, RiskError> {
        let greatest = factors
            .covariance
            .iter()
            .flatten()
            .fold(0, |most, c| c.0.unsigned_abs().max(most));
        if greatest > MAX_VARIANCE.0 || parameters.z > MAX_Z || parameters.horizon > MAX_HORIZON {
            return Err(RiskError::OutOfDomain);
        }
        let square = parameters.z.0.wrapping_mul(parameters.z.0); // at most 2.56e38 < 2^128
        let scale = mul_div_up(square, u128::from(parameters.horizon), u128::from(YEAR))?;
        Ok(Self {
            factors,
            seconds: parameters.horizon,
            scale,
            greatest,
        })
    }
}

/// A portfolio's exposures in WAD USD, and their sums times basis points.
#[derive(Clone, Copy)]
pub(crate) struct Book<'a> {
    positions: &'a [Position],
    exposures: [i128; MAX_POSITIONS],
    factors: [i128; FACTORS],
    scenarios: [i128; SCENARIOS],
}

/// A value within the domain as a signed number.
fn signed(value: Wad) -> Result<i128, RiskError> {
    if value > MAX_VALUE {
        return Err(RiskError::OutOfDomain);
    }
    i128::try_from(value.0).map_err(|_| RiskError::OutOfDomain)
}

/// An exposure's magnitude times basis points: below 2^102 * 2^16.
fn weighted(exposure: i128, bps: u16) -> u128 {
    exposure.unsigned_abs().wrapping_mul(u128::from(bps))
}

/// (high - low) / amount, rounded towards zero.
pub(crate) fn per_dollar(high: Wad, low: Wad, amount: Wad) -> Result<SignedWad, RiskError> {
    let magnitude = mul_div_down(high.0.abs_diff(low.0), WAD, amount.0)?;
    let magnitude = i128::try_from(magnitude).map_err(|_| RiskError::Overflow)?;
    Ok(SignedWad(if high < low {
        magnitude.wrapping_neg()
    } else {
        magnitude
    }))
}

impl<'a> Book<'a> {
    #[inline(never)]
    pub(crate) fn new(positions: &'a [Position]) -> Result<Self, RiskError> {
        if positions.len() > MAX_POSITIONS {
            return Err(RiskError::TooManyPositions);
        }
        let mut book = Self {
            positions,
            exposures: [0; MAX_POSITIONS],
            factors: [0; FACTORS],
            scenarios: [0; SCENARIOS],
        };
        for (index, position) in positions.iter().enumerate() {
            book.shift(index, position.collateral, position.debt)?;
        }
        Ok(book)
    }

    /// Adds to the exposure of one position: up by `gained`, down by `lost`, each at most [`MAX_VALUE`].
    ///
    /// A book takes the portfolio and a few shifts: exposures stay below 2^104, all sums below 2^124.
    pub(crate) fn shift(&mut self, index: usize, gained: Wad, lost: Wad) -> Result<(), RiskError> {
        let change = signed(gained)?.wrapping_sub(signed(lost)?);
        let (Some(position), Some(exposure)) =
            (self.positions.get(index), self.exposures.get_mut(index))
        else {
            return Err(RiskError::OutOfDomain);
        };
        *exposure = exposure.wrapping_add(change);
        accumulate(&mut self.factors, &position.risk.loadings, change);
        accumulate(&mut self.scenarios, &position.risk.scenarios, change);
        Ok(())
    }

    fn held(&self) -> impl Iterator<Item = (&'a Position, i128)> {
        self.positions.iter().zip(self.exposures)
    }

    /// The stress of the exposures as they stand.
    #[inline(never)]
    pub(crate) fn stress(&self, horizon: &Horizon) -> Result<Stress, RiskError> {
        let parametric = self.parametric(horizon)?;
        let worst = self
            .scenarios
            .iter()
            .fold(0, |worst, loss| worst.max(*loss));
        let scenario = mul_div_up(worst.unsigned_abs(), 1, BPS)?;
        let floor = self.floor()?;
        let liquidity = self.liquidity(horizon.seconds)?;
        let total = parametric
            .max(scenario)
            .max(floor)
            .saturating_add(liquidity);
        Ok(Stress {
            parametric: Wad(parametric),
            scenario: Wad(scenario),
            floor: Wad(floor),
            liquidity: Wad(liquidity),
            total: Wad(total),
        })
    }

    /// z sqrt(tau) times the root of F' C F + sum idio^2, rounded up.
    #[inline(never)]
    fn parametric(&self, horizon: &Horizon) -> Result<u128, RiskError> {
        // Per issuer, at its first position: what its assets may lose together.
        let mut own = [0_u128; MAX_POSITIONS];
        let mut peak = 0_u128;
        for ((index, (position, _)), own) in self.held().enumerate().zip(own.iter_mut()) {
            let issuer = position.risk.issuer;
            if self
                .held()
                .take(index)
                .any(|(earlier, _)| earlier.risk.issuer == issuer)
            {
                continue;
            }
            for (member, exposure) in self.held() {
                if member.risk.issuer == issuer {
                    *own = own.wrapping_add(weighted(exposure, member.risk.idiosyncratic));
                }
            }
            peak |= *own;
        }
        let common = self
            .factors
            .iter()
            .fold(0_u128, |peak, net| peak | net.unsigned_abs());
        peak |= common;
        // One binary scale for all, so that squares fit; what is cut off is added back as an allowance.
        let shift = 128_u32
            .wrapping_sub(peak.leading_zeros())
            .saturating_sub(PRECISION);
        let mut squares = 0_u128;
        for own in own {
            if own != 0 {
                let own = (own >> shift).wrapping_add(1); // at most 2^56
                squares = squares.wrapping_add(own.wrapping_mul(own));
            }
        }
        let mut form = 0_i128;
        for (row, net) in horizon.factors.covariance.iter().zip(self.factors) {
            let mut product = 0_i128;
            for (covariance, net) in row.iter().zip(self.factors) {
                product = product.wrapping_add(covariance.0.wrapping_mul(net >> shift));
            }
            form = form.wrapping_add((product >> DROPPED).wrapping_mul(net >> shift));
        }
        let mut form = form.max(0).unsigned_abs();
        if common != 0 {
            // Each of the four exposures is cut by less than one, each product by less than one.
            let allowance = ((common >> shift).wrapping_add(1))
                .wrapping_mul((horizon.greatest >> DROPPED).wrapping_add(1));
            form = form.wrapping_add(allowance << 6);
        }
        if squares != 0 {
            form = form.wrapping_add((squares >> DROPPED).wrapping_add(1).wrapping_mul(WAD));
        }
        if form == 0 || horizon.scale == 0 {
            return Ok(0);
        }
        // form = (F' C F) * WAD / 2^60 in units of (2^shift bps wei)^2, scale at 36 decimals.
        const UNIT: u128 = 1_000_000_000_000_000_000_000_000_000 * BPS;
        let root = sqrt_product(form, horizon.scale).saturating_add(1);
        mul_div_up(root, 1 << shift.wrapping_add(DROPPED / 2), UNIT)
    }

    /// Per family the haircut of the net exposure and the bases of the matched part, rounded up.
    #[inline(never)]
    fn floor(&self) -> Result<u128, RiskError> {
        let mut sum = 0_u128;
        for (index, (position, _)) in self.held().enumerate() {
            let family = position.risk.family;
            if self
                .held()
                .take(index)
                .any(|(earlier, _)| earlier.risk.family == family)
            {
                continue;
            }
            // Exposures, haircuts and bases of the longs and of the shorts.
            let (mut long, mut short) = (Side::default(), Side::default());
            for (member, exposure) in self.held() {
                if member.risk.family == family {
                    let side = if exposure > 0 { &mut long } else { &mut short };
                    side.exposure = side.exposure.wrapping_add(exposure.unsigned_abs());
                    side.haircut = side
                        .haircut
                        .wrapping_add(weighted(exposure, member.risk.haircut));
                    side.basis = side
                        .basis
                        .wrapping_add(weighted(exposure, member.risk.basis));
                }
            }
            let matched = long.exposure.min(short.exposure);
            sum = sum.wrapping_add(long.haircut.abs_diff(short.haircut));
            sum = sum
                .wrapping_add(long.matched_basis(matched)?)
                .wrapping_add(short.matched_basis(matched)?);
        }
        mul_div_up(sum, 1, BPS)
    }

    /// What leaving every exposure evenly over the horizon costs, rounded up.
    #[inline(never)]
    fn liquidity(&self, seconds: u64) -> Result<u128, RiskError> {
        let mut sum = 0_u128;
        for (position, exposure) in self.held() {
            let depth = position.risk.depth;
            if exposure == 0 || depth == u64::MAX {
                continue;
            }
            let exposure = exposure.unsigned_abs();
            // A hundred times what passes at 1%: where v = hundred, the last dollar would lose 200%.
            let hundred = u128::from(depth)
                .wrapping_mul(u128::from(seconds))
                .min(DEEPEST)
                .wrapping_mul(CAPACITY);
            let limit = hundred / (2 * BPS / MARGINAL);
            let within = exposure.min(limit);
            let beyond = exposure.wrapping_sub(within);
            let cost = if within == 0 {
                0
            } else {
                mul_div_up(within, within, hundred)?
            };
            sum = sum
                .wrapping_add(cost)
                .wrapping_add(mul_div_up(beyond, MARGINAL, BPS)?);
        }
        Ok(sum)
    }
}

/// [`MAX_MARGINAL_IMPACT`] widened; it must divide 20,000.
#[allow(clippy::as_conversions)]
const MARGINAL: u128 = MAX_MARGINAL_IMPACT as u128;
const _: () = assert!((2 * BPS).is_multiple_of(MARGINAL));

/// The longs or the shorts of a family.
#[derive(Default)]
struct Side {
    exposure: u128,
    haircut: u128,
    basis: u128,
}

impl Side {
    /// The basis of the matched part: the side's average.
    fn matched_basis(&self, matched: u128) -> Result<u128, RiskError> {
        if matched == 0 || self.basis == 0 {
            return Ok(0);
        }
        mul_div_up(self.basis, matched, self.exposure)
    }
}

/// Adds `change` times each weight to the sums.
#[inline(never)]
fn accumulate(sums: &mut [i128], weights: &[i16], change: i128) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        if *weight != 0 {
            *sum = sum.wrapping_add(change.wrapping_mul(i128::from(*weight)));
        }
    }
}
