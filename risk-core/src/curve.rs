//! Interest-rate curves and continuous compounding.

mod adaptive;
mod mean;
mod power;
mod term;

pub use adaptive::{AdaptiveCurve, Drift, MAX_RATE_AT_TARGET, MAX_SPEED};
pub(crate) use mean::mean_decay;
pub(crate) use power::ONE_36;
pub use term::{MAX_TENORS, Tenor, term_rate};

use crate::RiskError;
use crate::fixed::{RAY, Ray, WAD, Wad, YEAR, mul_div_down, mul_div_up, ratio_up, with_sign};
use power::power;

/// A borrow rate that rises linearly to a kink and more steeply above it.
///
/// At utilisation zero the rate is `base`, at the kink `base + slope_below`, at full utilisation
/// `base + slope_below + slope_above`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KinkedCurve {
    /// Rate per year at utilisation zero.
    pub base: Wad,
    /// What the rate gains per year from zero to the kink.
    pub slope_below: Wad,
    /// What the rate gains per year from the kink to full utilisation.
    pub slope_above: Wad,
    /// The utilisation at which the slope changes, at most one.
    pub kink: Wad,
}

impl KinkedCurve {
    /// The borrow rate per year at a utilisation, which counts as one where it is greater. Rounded up:
    /// borrowers owe no less.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for a kink above one; [`RiskError::Overflow`].
    #[inline(never)]
    pub fn borrow_rate(&self, utilisation: Wad) -> Result<Wad, RiskError> {
        let kink = self.kink.0;
        if kink > WAD {
            return Err(RiskError::OutOfDomain);
        }
        let utilisation = utilisation.0.min(WAD);
        let gain = if utilisation < kink {
            mul_div_up(self.slope_below.0, utilisation, kink)?
        } else if utilisation == kink {
            self.slope_below.0
        } else {
            // kink < utilisation <= WAD: both differences are positive.
            mul_div_up(
                self.slope_above.0,
                utilisation.wrapping_sub(kink),
                WAD.wrapping_sub(kink),
            )?
            .checked_add(self.slope_below.0)
            .ok_or(RiskError::Overflow)?
        };
        self.base
            .0
            .checked_add(gain)
            .map(Wad)
            .ok_or(RiskError::Overflow)
    }
}

/// The share of a reserve that is lent out: debt / (cash + debt), rounded up, at most one; zero without debt.
#[must_use]
pub fn utilisation(cash: u128, debt: u128) -> Wad {
    if debt == 0 {
        return Wad::ZERO;
    }
    // A saturated sum only raises the share.
    Wad(mul_div_up(debt, WAD, cash.saturating_add(debt))
        .unwrap_or(WAD)
        .min(WAD))
}

/// What one unit of debt grows to: e^(rate * seconds / year) in RAY, rounded up: borrowers owe no less.
///
/// Error: never below the exact value, above it by less than 2 units in the last place or 3e-35 of it. Compounding in n
/// steps, each rounded up, comes to less than 3 n units more than in one, which the growth multiplies.
///
/// # Errors
/// [`RiskError::Overflow`] where the factor exceeds 3.4e11.
#[inline(never)]
pub fn growth(rate_per_year: Wad, seconds: u64) -> Result<Ray, RiskError> {
    /// ln(2^128 / 10^27) is below 27.
    const LIMIT: u128 = 27 * ONE_36;
    if rate_per_year.0 == 0 || seconds == 0 {
        return Ok(Ray::ONE);
    }
    let scaled = u128::from(seconds).wrapping_mul(WAD); // below 2^64 * 2^60
    let exponent = ratio_up(rate_per_year.0, scaled, u128::from(YEAR));
    if exponent > LIMIT {
        return Err(RiskError::Overflow);
    }
    power(with_sign(exponent, false))
        .times_up(RAY)
        .map(Ray)
        .ok_or(RiskError::Overflow)
}

/// What suppliers earn per year: borrow rate * utilisation * (1 - reserve factor), rounded down: they are
/// promised no more. A reserve factor above one counts as one.
///
/// # Errors
/// [`RiskError::Overflow`].
pub fn supply_rate(
    borrow_rate: Wad,
    utilisation: Wad,
    reserve_factor: Wad,
) -> Result<Wad, RiskError> {
    let paid = mul_div_down(borrow_rate.0, utilisation.0.min(WAD), WAD)?;
    mul_div_down(paid, WAD.saturating_sub(reserve_factor.0), WAD).map(Wad)
}

#[cfg(test)]
mod tests;
