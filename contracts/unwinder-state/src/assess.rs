//! Health of an account, and what it means: design, sections 4 and 5.

use alloc::vec::Vec;

use risk_core::{
    RiskError,
    fixed::{WAD, Wad, mul_div_down, mul_div_up},
    health::{self, Position, Stress, StressParameters},
};

use crate::{
    layout::Parameters,
    portfolio::{Portfolio, Prices},
};

/// Where an account stands. Health and USD are WAD.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// Effective: smoothed; while critical the lower of smoothed and spot.
    pub health: u128,
    /// At smoothed prices.
    pub smoothed_health: u128,
    /// At spot prices.
    pub spot_health: u128,
    /// At spot with what may be lost until an auction has sold.
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

/// Assesses an account. Rounds against the account.
///
/// # Errors
/// Of `risk-core`, for values beyond its domain.
#[inline(never)]
pub fn assess(portfolio: &Portfolio, parameters: &Parameters) -> Result<Assessment, RiskError> {
    let smoothed = portfolio.positions(Prices::Smoothed)?;
    let spot = portfolio.positions(Prices::Spot)?;
    let (smoothed_health, smoothed_stress) = maintenance(portfolio, &smoothed)?;
    let (spot_health, spot_stress) = maintenance(portfolio, &spot)?;
    let (collateral, debt) = (health::collateral(&spot), health::debt(&spot));
    let brief = auction_stress(portfolio, &spot, &spot_stress, parameters)?;
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

/// What an account may lose until an auction has sold it: losses that the recovery horizon's stress allows for, scaled
/// with the root of time, and the cost of the sale. That is the exit cost within the auction, but at least what the
/// auction's floor takes: its discount, never more than the stress released (UNW-2), on about half of the collateral,
/// which is what reaching the target sells. Rounded up, at most the whole stress.
///
/// # Errors
/// Of `risk-core`.
fn auction_stress(
    portfolio: &Portfolio,
    spot: &[Position],
    recovery: &Stress,
    parameters: &Parameters,
) -> Result<Wad, RiskError> {
    let duration = u64::from(parameters.auction_duration);
    let brief = StressParameters {
        horizon: duration,
        ..portfolio.stress
    };
    let brief = health::stress(spot, &portfolio.factors, brief)?;
    let discount = u128::from(parameters.auction_discount);
    let floor_cost =
        mul_div_up(health::collateral(spot).0, discount, WAD)?.min(recovery.total.0) / 2;
    let loss = recovery
        .parametric
        .max(recovery.scenario)
        .max(recovery.floor)
        .0;
    // The parametric stress shows what share the root of time leaves of any loss; without one, all of it.
    let loss = match recovery.parametric.0 {
        0 => loss,
        whole => mul_div_up(loss, brief.parametric.0, whole)?,
    };
    let stress = Wad(loss).saturating_add(brief.liquidity.max(Wad(floor_cost)));
    Ok(stress.min(recovery.total))
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
