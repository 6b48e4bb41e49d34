//! The price of cover, and provisions.

use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, YEAR, ln, mul_div_down, mul_div_up};

/// The premium for covering `exposure` once: exposure * probability * severity * (1 + load), rounded up: the fund is
/// paid no less; by less than 3 + 2 load units.
///
/// `probability` is that of a loss within the term covered, `severity` the expected share of the exposure lost then,
/// `load` what the fund asks above the expected loss for bearing it.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a probability or severity above one; [`RiskError::Overflow`].
pub fn premium(
    exposure: u128,
    probability: Wad,
    severity: Wad,
    load: Wad,
) -> Result<u128, RiskError> {
    if probability > Wad::ONE || severity > Wad::ONE {
        return Err(RiskError::OutOfDomain);
    }
    let expected = mul_div_up(mul_div_up(exposure, probability.0, WAD)?, severity.0, WAD)?;
    mul_div_up(expected, Wad::ONE.checked_add(load)?.0, WAD)
}

/// The premium per year of exposure under a constant hazard: -ln(1 - probability) * year / horizon * severity *
/// (1 + load), probability being that of a loss within `horizon` seconds. Rounded up: the fund is paid no less; by
/// less than (4 year / horizon + 2) * (1 + load) + 1 units in the last place.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a probability of one or more and a severity above one;
/// [`RiskError::DivisionByZero`] for a horizon of zero; [`RiskError::Overflow`].
pub fn premium_rate(
    probability: Wad,
    horizon: u64,
    severity: Wad,
    load: Wad,
) -> Result<Wad, RiskError> {
    /// More than [`ln`] can be nearer to zero than it should.
    const ALLOWANCE: u128 = 2;
    if probability >= Wad::ONE || severity > Wad::ONE {
        return Err(RiskError::OutOfDomain);
    }
    if horizon == 0 {
        return Err(RiskError::DivisionByZero);
    }
    if probability == Wad::ZERO {
        return Ok(Wad::ZERO);
    }
    let SignedWad(log) = ln(Wad::ONE.saturating_sub(probability))?;
    let hazard = log.unsigned_abs().saturating_add(ALLOWANCE);
    let hazard = mul_div_up(hazard, u128::from(YEAR), u128::from(horizon))?;
    let expected = mul_div_up(hazard, severity.0, WAD)?;
    mul_div_up(expected, Wad::ONE.checked_add(load)?.0, WAD).map(Wad)
}

/// How far capital covers an exposure: capital / exposure, rounded down: in doubt it covers less. [`Wad::MAX`] where
/// nothing is exposed or the ratio exceeds it.
#[must_use]
pub fn coverage(capital: u128, exposure: u128) -> Wad {
    mul_div_down(capital, WAD, exposure).map_or(Wad::MAX, Wad)
}

/// What must be provided at once for a debt whose collateral is worth `collateral`: max(0, debt - collateral *
/// (1 - discount)), rounded up: suppliers who stay are not left with less. A discount above one counts as one.
///
/// # Errors
/// None today: the type leaves room for domain checks.
pub fn provision(debt: u128, collateral: u128, discount: Wad) -> Result<u128, RiskError> {
    let proceeds = mul_div_down(collateral, Wad::ONE.saturating_sub(discount).0, WAD)?;
    Ok(debt.saturating_sub(proceeds))
}
