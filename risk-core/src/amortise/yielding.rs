//! Loans that the growth of a share's rate repays: what the growth is, what interest it owes, and how much collateral earns
//! enough.

use crate::RiskError;
use crate::fixed::{BPS, WAD, Wad, YEAR, mul_div_up};

/// Interest on `principal` for `seconds` that bears none itself: principal * rate * seconds / year, rounded up: borrowers
/// owe no less. However often it is asked, the sum is that of the whole time, as long as it is counted from one moment.
///
/// # Errors
/// [`RiskError::Overflow`], also where rate * seconds exceeds 128 bits.
pub fn simple_interest(principal: u128, rate: Wad, seconds: u64) -> Result<u128, RiskError> {
    let grown = rate
        .0
        .checked_mul(u128::from(seconds))
        .ok_or(RiskError::Overflow)?;
    // One year's growth of one: below 2^85.
    mul_div_up(principal, grown, WAD.wrapping_mul(u128::from(YEAR)))
}

/// Shares that have grown on top of what `collateral` was worth at the rate `mark`: collateral * (1 - mark / rate), rounded
/// down: what is left is worth no less than before. None where the rate has not risen: nothing is taken back after a fall,
/// and nothing is there until the rate is above its mark again.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a mark of zero, above which everything would be growth.
pub fn harvestable(collateral: u128, mark: Wad, rate: Wad) -> Result<u128, RiskError> {
    if mark == Wad::ZERO {
        return Err(RiskError::OutOfDomain);
    }
    if rate <= mark {
        return Ok(0);
    }
    // At most the collateral.
    let kept = mul_div_up(collateral, mark.0, rate.0)?;
    Ok(collateral.saturating_sub(kept))
}

/// The mark once `taken` of the growth of `collateral` is gone: mark * collateral / (collateral - taken), rounded up: what
/// is left of the growth is no more than before. Never above the rate at which no more than that was [`harvestable`].
///
/// # Errors
/// [`RiskError::OutOfDomain`] where nothing would be left; [`RiskError::Overflow`].
pub fn marked(collateral: u128, mark: Wad, taken: u128) -> Result<Wad, RiskError> {
    let left = collateral.checked_sub(taken).filter(|left| *left > 0);
    mul_div_up(collateral, mark.0, left.ok_or(RiskError::OutOfDomain)?).map(Wad)
}

/// By what a loan's size is limited at its opening: neither is a price after it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Earnings {
    /// Interest per year.
    pub rate: Wad,
    /// Growth per year of the share's rate that is counted on.
    pub floor: Wad,
    /// By how much that growth must exceed the interest, bps of it.
    pub margin: u16,
    /// Most debt per value of the collateral, bps: what the rate may be off, or fall.
    pub loan_to_value: u16,
}

impl Earnings {
    /// Value of the collateral that a loan of `principal` asks for: the greater of principal / loan-to-value, and of what
    /// earns the interest and the margin at the floor, principal * rate * (1 + margin) / floor. Rounded up: borrowers lock no
    /// less.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`] for a loan-to-value of zero, and where there is interest without growth;
    /// [`RiskError::Overflow`].
    pub fn value_needed(&self, principal: u128) -> Result<u128, RiskError> {
        let by_value = mul_div_up(principal, BPS, self.loan_to_value.into())?;
        if self.rate == Wad::ZERO {
            return Ok(by_value);
        }
        let times = |amount: Wad, bps: u128| amount.0.checked_mul(bps).ok_or(RiskError::Overflow);
        let interest = times(self.rate, BPS.saturating_add(self.margin.into()))?;
        let by_growth = mul_div_up(principal, interest, times(self.floor, BPS)?)?;
        Ok(by_value.max(by_growth))
    }
}
