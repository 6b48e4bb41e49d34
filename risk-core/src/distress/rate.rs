//! The distress rate.

use crate::RiskError;
use crate::fixed::{SignedWad, Wad, YEAR, mul_div_up};
use crate::option::{Kind, Terms, quote_up};

/// A position in distress and what it may still cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Holding {
    /// Collateral, WAD USD.
    pub collateral: Wad,
    /// Debt, WAD USD.
    pub debt: Wad,
    /// Volatility of collateral against debt per root year, WAD.
    pub volatility: Wad,
    /// Riskless rate per year, WAD.
    pub rate: SignedWad,
    /// Seconds that the unwind may still last.
    pub window: u64,
}

/// The rate per year that a debt accrues while it is unwound, rounded up and at most `most`: the value of the right to
/// give up the collateral instead of the debt at the window's end, a put on the collateral struck at the debt, per unit
/// of debt and year: `put(collateral, debt, window) / debt * YEAR / window`.
///
/// Error: that of [`quote_up`] (1.4e-17 of collateral and debt together, and 4 units) and one unit of debt times
/// YEAR / (window * debt), and one unit.
/// Zero for no debt; `most` for no time, for the right to leave at once is worth what it is worth, however short it lasts.
///
/// # Errors
/// As for [`quote_up`].
pub fn distress_rate(holding: &Holding, most: Wad) -> Result<Wad, RiskError> {
    let put = quote_up(
        Kind::Put,
        &Terms {
            spot: holding.collateral,
            strike: holding.debt,
            rate: holding.rate,
            carry: SignedWad::ZERO,
            volatility: holding.volatility,
            seconds: holding.window,
        },
    )?;
    if holding.debt == Wad::ZERO || holding.window == 0 {
        return Ok(if holding.debt == Wad::ZERO {
            Wad::ZERO
        } else {
            most
        });
    }
    // A put is worth at most its discounted strike, so that its share is at most e^20: all that overflows is the error of
    // the price, of a debt too small for its collateral.
    let rate = put
        .price
        .div_up(holding.debt)
        .and_then(|share| mul_div_up(share.0, u128::from(YEAR), u128::from(holding.window)));
    Ok(rate.map_or(most, |rate| Wad(rate).min(most)))
}
