//! The fair fixed rate of a loan whose instalments may be missed.

use super::MAX_INSTALMENTS;
use crate::RiskError;
use crate::fixed::{WAD, Wad, YEAR, mul_div_up};

/// An instalment and what the right to miss it is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PricedInstalment {
    /// Seconds after the loan's start.
    pub due: u64,
    /// Principal, token units.
    pub principal: u128,
    /// The put on its share of the collateral, token units of the debt.
    pub put: u128,
}

/// The strike at which a borrower who misses an instalment sells its share of the collateral: payment / collateral,
/// in debt units per collateral unit as WAD, rounded up: a higher strike is a dearer put, which the borrower pays.
///
/// # Errors
/// [`RiskError::DivisionByZero`] without collateral; [`RiskError::Overflow`].
pub fn strike(payment: u128, collateral: u128) -> Result<Wad, RiskError> {
    mul_div_up(payment, WAD, collateral).map(Wad)
}

/// The fixed rate per year at which lending is worth what is lent: base + sum of puts / sum of (principal * time),
/// time in years, rounded up: borrowers pay no less; by less than 1 unit in the last place.
///
/// The second term spreads the puts over the principal-years that the plan leaves outstanding. As simple interest it
/// pays the puts exactly; compounded it pays a little more, in the lender's favour.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for more than [`MAX_INSTALMENTS`]; [`RiskError::DivisionByZero`] where no principal is
/// outstanding at any time; [`RiskError::Overflow`].
#[inline(never)]
pub fn fair_rate(base: Wad, instalments: &[PricedInstalment]) -> Result<Wad, RiskError> {
    if instalments.len() > MAX_INSTALMENTS {
        return Err(RiskError::OutOfDomain);
    }
    let (mut puts, mut lent) = (0_u128, 0_u128);
    for instalment in instalments {
        puts = puts
            .checked_add(instalment.put)
            .ok_or(RiskError::Overflow)?;
        lent = instalment
            .principal
            .checked_mul(u128::from(instalment.due))
            .and_then(|seconds| lent.checked_add(seconds))
            .ok_or(RiskError::Overflow)?;
    }
    // 10^18 seconds per year's worth: below 2^85.
    let spread = mul_div_up(puts, WAD.wrapping_mul(u128::from(YEAR)), lent)?;
    base.checked_add(Wad(spread))
}
