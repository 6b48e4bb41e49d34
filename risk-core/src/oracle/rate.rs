//! Share rates: how fast they may grow, and whether the market believes them.

use crate::RiskError;
use crate::fixed::{WAD, Wad, YEAR, mul_div_down, mul_div_up, ratio_down, wide_mul_div_down};
use ruint::aliases::U256;

/// A share rate under its cap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Growth {
    /// The lesser of rate and cap: what a share counts for.
    pub rate: Wad,
    /// Whether the rate exceeds the cap: it grew faster than it can have earned.
    pub capped: bool,
    /// Whether the rate is under the last one: the share has lost.
    pub fell: bool,
}

/// The greatest rate believed `elapsed` seconds after `last`: last * (1 + growth * elapsed / year), growth per year
/// without compounding. Rounded down: collateral is valued no higher; at most [`Wad::MAX`].
///
/// Capping in steps from each capped rate allows no more than last * e^(growth * elapsed / year).
#[must_use]
pub fn rate_cap(last: Wad, growth: Wad, elapsed: u64) -> Wad {
    let years = WAD.wrapping_mul(u128::from(YEAR)); // one year's growth of one, below 2^85
    let rise = match growth.0.checked_mul(u128::from(elapsed)) {
        Some(grown) => mul_div_down(last.0, grown, years).ok(),
        None => {
            let product = U256::from(last.0).wrapping_mul(U256::from(growth.0)); // fits
            wide_mul_div_down(product, U256::from(elapsed), U256::from(years))
                .ok()
                .and_then(|rise| u128::try_from(rise).ok())
        }
    };
    last.saturating_add(Wad(rise.unwrap_or(u128::MAX)))
}

/// A share rate held under [`rate_cap`]; a fall passes at once, and is told.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a rate of zero, now or before.
pub fn capped_rate(last: Wad, rate: Wad, growth: Wad, elapsed: u64) -> Result<Growth, RiskError> {
    if last == Wad::ZERO || rate == Wad::ZERO {
        return Err(RiskError::OutOfDomain);
    }
    let cap = rate_cap(last, growth, elapsed);
    Ok(Growth {
        rate: rate.min(cap),
        capped: rate > cap,
        fell: rate < last,
    })
}

/// How far the market values a share under what its rate says: max(0, 1 - market / (price * rate)), rounded up: in
/// doubt the peg is worse; by less than 1 + 1 / (price * rate) units in the last place. The peg is broken where it
/// exceeds the tolerance.
///
/// # Errors
/// [`RiskError::OutOfDomain`] where price * rate is zero; [`RiskError::Overflow`].
pub fn depeg(market: Wad, price: Wad, rate: Wad) -> Result<Wad, RiskError> {
    let fair = mul_div_up(price.0, rate.0, WAD)?;
    if fair == 0 {
        return Err(RiskError::OutOfDomain);
    }
    if market.0 >= fair {
        return Ok(Wad::ZERO);
    }
    // market < fair: below one.
    Ok(Wad(WAD.saturating_sub(ratio_down(market.0, WAD, fair))))
}
