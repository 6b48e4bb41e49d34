//! The three forms of health: for opening, for maintenance, and for telling what is critical.

use super::{
    FACTORS, Factors, MAX_VARIANCE, Position, Stress, StressParameters, collateral, debt, health,
    stress,
};
use crate::RiskError;
use crate::fixed::{WAD, Wad, ratio_up};

/// An auction, as far as the critical health depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Auction {
    /// Seconds, at most [`MAX_HORIZON`](super::MAX_HORIZON).
    pub duration: u64,
    /// Under spot at its end, at most one.
    pub discount: Wad,
}

/// Variances for opening: per factor max(fast, slow), at most [`MAX_VARIANCE`].
#[must_use]
pub fn opening_variances(fast: [Wad; FACTORS], slow: [Wad; FACTORS]) -> [Wad; FACTORS] {
    let mut variances = slow;
    for (variance, fast) in variances.iter_mut().zip(fast) {
        *variance = fast.max(*variance).min(MAX_VARIANCE);
    }
    variances
}

/// Variances for maintenance: per factor max(floor, min(cap, slow)), at most [`MAX_VARIANCE`]. The floor prevails over
/// a cap below it.
#[must_use]
pub fn maintenance_variances(slow: [Wad; FACTORS], floor: Wad, cap: Wad) -> [Wad; FACTORS] {
    slow.map(|variance| variance.min(cap).max(floor).min(MAX_VARIANCE))
}

/// H = (collateral - stress) / debt of positions at one set of prices; maintenance health where these are smoothed
/// prices and the variances are [`maintenance_variances`]. Rounded down; [`Wad::MAX`] without debt. Accuracy of the
/// stress as [`stress`].
///
/// # Errors
/// As [`stress`].
pub fn maintenance_health(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
) -> Result<Wad, RiskError> {
    let stress = stress(positions, factors, parameters)?.total;
    Ok(health(collateral(positions), stress, debt(positions)))
}

/// H_open = min(H with all prices spot, H with all prices smoothed), with factors of [`opening_variances`]: what
/// borrowing and withdrawing must leave at 1 + buffer or more. Rounded down; [`Wad::MAX`] without debt.
///
/// # Errors
/// As [`stress`].
pub fn opening_health(
    spot: &[Position],
    smoothed: &[Position],
    factors: &Factors,
    parameters: StressParameters,
) -> Result<Wad, RiskError> {
    let at_spot = maintenance_health(spot, factors, parameters)?;
    Ok(at_spot.min(maintenance_health(smoothed, factors, parameters)?))
}

/// The stress until an auction has sold, from that of the recovery duration (`recovery`, of the same positions):
///
/// ```text
/// L_auction = min(L, max(Lpar, Lscn, Lfloor) * sqrt(auction / recovery) + max(Lliq over the auction, cost))
/// cost      = min(discount * collateral, L) / 2
/// ```
///
/// Losses scale with the root of time. The sale costs its impact, but at least what the auction's floor takes of about
/// half of the collateral, which is what reaching the target sells: its discount, never more than the stress released.
/// Rounded up. Without parametric stress nothing scales: a floor of haircuts alone knows no time.
///
/// # Errors
/// As [`stress`]; [`RiskError::OutOfDomain`] for a discount above one.
pub fn auction_stress(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    recovery: &Stress,
    auction: Auction,
) -> Result<Wad, RiskError> {
    if auction.discount > Wad::ONE {
        return Err(RiskError::OutOfDomain);
    }
    let brief = StressParameters {
        horizon: auction.duration,
        ..parameters
    };
    let brief = stress(positions, factors, brief)?;
    // At most the collateral, which fits.
    let cost = ratio_up(collateral(positions).0, auction.discount.0, WAD).min(recovery.total.0);
    let loss = recovery
        .parametric
        .max(recovery.scenario)
        .max(recovery.floor)
        .0;
    // The parametric stress shows what share the root of time leaves of any loss.
    let loss = match recovery.parametric.0 {
        0 => loss,
        whole => ratio_up(loss, brief.parametric.0, whole),
    };
    let cost = brief.liquidity.max(Wad(cost.div_ceil(2)));
    Ok(Wad(loss).saturating_add(cost).min(recovery.total))
}

/// The critical health: (collateral - L_auction) / debt at spot, below one where the loan could not be carried through
/// the auction alone. Rounded down; [`Wad::MAX`] without debt.
///
/// # Errors
/// As [`auction_stress`].
pub fn critical_health(
    spot: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    auction: Auction,
) -> Result<Wad, RiskError> {
    let recovery = stress(spot, factors, parameters)?;
    let stress = auction_stress(spot, factors, parameters, &recovery, auction)?;
    Ok(health(collateral(spot), stress, debt(spot)))
}

/// H_eff: smoothed health; while critical (critical health below one) the lesser of smoothed and spot.
#[must_use]
pub fn effective_health(smoothed: Wad, spot: Wad, critical: Wad) -> Wad {
    if critical < Wad::ONE {
        smoothed.min(spot)
    } else {
        smoothed
    }
}
