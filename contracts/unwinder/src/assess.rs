//! Health of an account, and what it means: design, sections 4 and 5.

use alloc::vec::Vec;

use risk_core::{
    RiskError,
    fixed::{WAD, Wad, mul_div_down, mul_div_up, sqrt},
    health::{self, Position, Stress, StressParameters},
};

use crate::portfolio::{Portfolio, Prices};

/// Where an account stands. Health and USD are WAD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Effective: smoothed; while critical the lower of smoothed and spot.
    pub health: u128,
    /// At smoothed prices.
    pub smoothed_health: u128,
    /// At spot prices.
    pub spot_health: u128,
    /// At spot with the stress of the auction's duration only.
    pub critical_health: u128,
    /// Stress at the prices of `health`.
    pub stress: u128,
    /// USD at spot.
    pub collateral: u128,
    /// USD at spot.
    pub debt: u128,
    /// The prices that `health` is of, and the positions at them.
    pub prices: Prices,
    /// See `prices`.
    pub positions: Vec<Position>,
    /// The positions at spot.
    pub spot: Vec<Position>,
}

impl Assessment {
    /// Whether the loan could not be carried through the auction alone.
    pub fn is_critical(&self) -> bool {
        self.critical_health < WAD
    }

    /// Effective health at which the account would turn critical: duration shortens towards it. WAD.
    pub fn critical_level(&self) -> Wad {
        Wad(mul_div_down(self.spot_health, WAD, self.critical_health)
            .unwrap_or(WAD)
            .min(WAD))
    }
}

/// Assesses an account; `auction` is the auction's duration in seconds. Rounds against the account.
///
/// # Errors
/// Of `risk-core`, for values beyond its domain.
#[inline(never)]
pub fn assess(portfolio: &Portfolio, auction: u64) -> Result<Assessment, RiskError> {
    let smoothed = portfolio.positions(Prices::Smoothed)?;
    let spot = portfolio.positions(Prices::Spot)?;
    let (smoothed_health, smoothed_stress) = maintenance(portfolio, &smoothed)?;
    let (spot_health, spot_stress) = maintenance(portfolio, &spot)?;
    let (collateral, debt) = (health::collateral(&spot), health::debt(&spot));
    let brief = auction_stress(portfolio, &spot, &spot_stress, auction)?;
    let critical_health = health::health(collateral, brief, debt).0;
    let at_spot = critical_health < WAD && spot_health < smoothed_health;
    let (health, stress, prices, positions) = if at_spot {
        (spot_health, spot_stress.total.0, Prices::Spot, spot.clone())
    } else {
        (
            smoothed_health,
            smoothed_stress.total.0,
            Prices::Smoothed,
            smoothed,
        )
    };
    Ok(Assessment {
        health,
        smoothed_health,
        spot_health,
        critical_health,
        stress,
        collateral: collateral.0,
        debt: debt.0,
        prices,
        positions,
        spot,
    })
}

/// Stress over the auction's duration only: losses that the recovery horizon's stress allows for scale with the root
/// of time, exit costs are those of selling within the auction. Rounded up.
///
/// # Errors
/// Of `risk-core`.
fn auction_stress(
    portfolio: &Portfolio,
    spot: &[Position],
    recovery: &Stress,
    auction: u64,
) -> Result<Wad, RiskError> {
    let brief = StressParameters {
        horizon: auction,
        ..portfolio.stress
    };
    let exit = health::stress(spot, &portfolio.factors, brief)?.liquidity;
    let horizon = u128::from(portfolio.stress.horizon.max(1));
    let share = sqrt(Wad(mul_div_up(u128::from(auction), WAD, horizon)?))
        .0
        .saturating_add(1);
    let loss = recovery
        .parametric
        .max(recovery.scenario)
        .max(recovery.floor);
    Wad(mul_div_up(loss.0, share, WAD)?).checked_add(exit)
}

/// Maintenance health of positions, and their stress.
///
/// # Errors
/// Of `risk-core`.
#[inline(never)]
pub fn maintenance(
    portfolio: &Portfolio,
    positions: &[Position],
) -> Result<(u128, Stress), RiskError> {
    let stress = health::stress(positions, &portfolio.factors, portfolio.stress)?;
    let health = health::health(
        health::collateral(positions),
        stress.total,
        health::debt(positions),
    );
    Ok((health.0, stress))
}
