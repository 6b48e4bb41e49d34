//! Net-portfolio stress and health.
//!
//! A position's exposure is its collateral less its debt in the same asset, in USD; the stress is what the whole
//! portfolio may lose over the horizon:
//!
//! ```text
//! parametric = z sqrt(tau) sqrt(F' C F + sum over issuers of idio^2)   F: net exposure to each factor
//! scenario   = the worst of 16 scenarios' losses, at least zero
//! floor      = per family |sum of haircut * exposure| + basis of the matched part
//! liquidity  = what exiting each exposure over the horizon costs in impact
//! total      = max(parametric, scenario, floor) + liquidity
//! ```

mod book;
mod factors;
mod form;
mod forms;
mod limits;
mod marginal;
mod profile;
mod quick;
mod slopes;

pub(crate) use book::Book;
pub use factors::{Factors, correlations_valid};
pub(crate) use form::Horizon;
pub use forms::{
    Auction, auction_stress, critical_health, effective_health, maintenance_health,
    maintenance_variances, opening_health, opening_variances,
};
pub use limits::Opening;
pub(crate) use marginal::per_dollar;
pub use marginal::{marginal_stress, marginal_stresses, worst_marginal_stress};
pub use profile::AssetRisk;
pub(crate) use quick::Roots;
pub(crate) use slopes::{Slopes, slope_of};

use crate::RiskError;
use crate::fixed::{WAD, Wad, ratio_down, ratio_up, with_sign};

/// The most positions that a portfolio may have.
pub const MAX_POSITIONS: usize = 16;
/// The number of risk factors: market, ETH family, BTC family, USD peg.
pub const FACTORS: usize = 4;
/// The number of scenarios.
pub const SCENARIOS: usize = 16;
/// The greatest collateral or debt of one position: 2^100, about 1.27e12 USD in WAD. It keeps every sum of
/// exposures times basis points within 128 bits.
pub const MAX_VALUE: Wad = Wad(1 << 100);
/// The greatest variance per year of a factor: 100, a volatility of 1000%.
pub const MAX_VARIANCE: Wad = Wad(100 * WAD);
/// The greatest multiple z of the standard deviation.
pub const MAX_Z: Wad = Wad(16 * WAD);
/// The greatest horizon in seconds: one year.
pub const MAX_HORIZON: u64 = crate::fixed::YEAR;
/// What the last dollar of an exit may lose to impact at most, in basis points.
pub const MAX_MARGINAL_IMPACT: u16 = 5_000;

/// What an account holds and owes in one asset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// Collateral in USD.
    pub collateral: Wad,
    /// Debt in USD.
    pub debt: Wad,
    /// The asset's risk.
    pub risk: AssetRisk,
}

impl Position {
    /// Nothing held, nothing owed, no risk.
    pub const NONE: Self = Self {
        collateral: Wad::ZERO,
        debt: Wad::ZERO,
        risk: AssetRisk::NONE,
    };
}

/// How much must be withstood, and for how long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StressParameters {
    /// Multiple of the standard deviation, at most [`MAX_Z`].
    pub z: Wad,
    /// The recovery duration tau in seconds, at most [`MAX_HORIZON`].
    pub horizon: u64,
}

/// The stress of a portfolio in USD, and its parts. Each is rounded up.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Stress {
    /// From volatilities and correlations.
    pub parametric: Wad,
    /// From the worst scenario.
    pub scenario: Wad,
    /// From haircuts and bases.
    pub floor: Wad,
    /// From the impact of leaving.
    pub liquidity: Wad,
    /// The greatest of the first three, plus liquidity.
    pub total: Wad,
}

/// The loss in USD that the portfolio must withstand over the horizon.
///
/// Rounded up, but for the accuracy of its inputs: exposures are whole multiples of a unit of 2^-44 to 2^-43 of the
/// greatest collateral or debt, rounded up in magnitude; on them everything is exact but for roundings up of less
/// than two units. So each part is within
///
/// ```text
/// 2^-43 * greatest collateral or debt * (5 + 2 * sum over positions of the stress of one dollar of it)
/// ```
///
/// of the exact value: about 1e-12 of the gross exposure under ordinary parameters. Hedges whose risks cancel out leave
/// no greater error.
///
/// Impact is linear: an exposure v leaves evenly over the horizon, and a flow of `depth` USD per minute costs 1%, so
/// that the exit costs v * 1% * v / (depth * minutes). What the last dollar loses is capped at
/// [`MAX_MARGINAL_IMPACT`], beyond which the cost goes on as a straight line. Depth zero is no market: the whole
/// exposure pays the cap. Depth `u64::MAX` is a numeraire: no cost. A longer horizon raises the parametric stress and
/// lowers the cost of leaving, so that the total rises with it only where liquidity is the lesser part.
///
/// # Errors
/// [`RiskError::TooManyPositions`] above [`MAX_POSITIONS`]; [`RiskError::OutOfDomain`] for a collateral or debt above
/// [`MAX_VALUE`], a covariance above [`MAX_VARIANCE`], z above [`MAX_Z`] or a horizon above [`MAX_HORIZON`];
/// [`RiskError::Overflow`].
#[inline(never)]
pub fn stress(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
) -> Result<Stress, RiskError> {
    Ok(Book::new(positions, Horizon::new(factors, parameters)?, Wad::ZERO)?.stress())
}

/// (collateral - stress) / debt, rounded down: infinite ([`Wad::MAX`]) without debt, zero where the stress
/// exceeds the collateral, at most [`Wad::MAX`].
#[must_use]
#[inline(never)]
pub fn health(collateral: Wad, stress: Wad, debt: Wad) -> Wad {
    if debt.0 == 0 {
        return Wad::MAX;
    }
    let net = collateral.saturating_sub(stress);
    Wad(ratio_down(net.0, WAD, debt.0))
}

/// The collateral of all positions in USD, saturating.
#[must_use]
pub fn collateral(positions: &[Position]) -> Wad {
    positions
        .iter()
        .take(MAX_POSITIONS)
        .fold(Wad::ZERO, |sum, position| {
            sum.saturating_add(position.collateral)
        })
}

/// The debt of all positions in USD, saturating.
#[must_use]
pub fn debt(positions: &[Position]) -> Wad {
    positions
        .iter()
        .take(MAX_POSITIONS)
        .fold(Wad::ZERO, |sum, position| sum.saturating_add(position.debt))
}

/// collateral - stress - target * debt, the last product rounded up: the health reaches the target where this is not
/// negative.
#[inline(never)]
pub(crate) fn gap(collateral: Wad, stress: Wad, debt: Wad, target: Wad) -> i128 {
    // At most 2^104 * 16, and 2^104: only an absurd stress saturates.
    let bound = stress.0.saturating_add(ratio_up(debt.0, target.0, WAD));
    with_sign(collateral.0.abs_diff(bound), collateral.0 < bound)
}

#[cfg(test)]
mod tests;
