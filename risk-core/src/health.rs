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
mod profile;

pub(crate) use book::Book;
pub use factors::{Factors, correlations_valid};
pub(crate) use form::Horizon;
pub use profile::AssetRisk;

use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, ratio_down, with_sign};

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
/// Rounded up, but for the accuracy of its inputs: exposures are kept to 44 bits of the greatest one, rounded up in
/// magnitude, and covariances to 18 decimals. The result is within 1e-9 of the gross exposure of the exact value, and
/// for a portfolio without hedges never below it by more than 1e-12 of it.
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

/// The stress that `added` USD of collateral at `index` brings, per dollar; negative where it hedges. Rounded towards
/// zero. Adding collateral never lowers health while this is at most one.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for an index without position or values outside the domain of [`stress`];
/// [`RiskError::DivisionByZero`] for nothing added; else as [`stress`].
pub fn marginal_stress(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    index: usize,
    added: Wad,
) -> Result<SignedWad, RiskError> {
    let position = positions.get(index).ok_or(RiskError::OutOfDomain)?;
    if added.0 == 0 {
        return Err(RiskError::DivisionByZero);
    }
    let raised = position.collateral.saturating_add(added);
    let horizon = Horizon::new(factors, parameters)?;
    let mut book = Book::new(positions, horizon, raised)?;
    let before = book.total();
    book.set(index, raised, position.debt);
    Ok(per_dollar(book.total(), before, added))
}

/// (high - low) / amount, rounded towards zero, saturating.
pub(crate) fn per_dollar(high: Wad, low: Wad, amount: Wad) -> SignedWad {
    SignedWad(with_sign(
        ratio_down(high.0.abs_diff(low.0), WAD, amount.0),
        high < low,
    ))
}

#[cfg(test)]
mod tests;
