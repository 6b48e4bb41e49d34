//! What a lender offers. Pure.

use alloy_primitives::Address;
use risk_core::{
    RiskError,
    amortise::interest,
    fixed::{Wad, mul_div_down, mul_div_up},
};

/// Highest rate, WAD per year.
pub const MAX_RATE: u64 = 10_000_000_000_000_000_000;
/// Least seconds in which the borrower alone may exercise, and in which all others may after it.
pub const HOUR: u32 = 3_600;
/// Most decimals of either token.
pub const MAX_DECIMALS: u8 = 18;

/// A market's terms, as far as a loan needs them, and one of its strikes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Puts {
    pub market: Address,
    pub strike: u8,
    pub debt_asset: Address,
    pub collateral_asset: Address,
    /// From when they can be exercised.
    pub expiry: u64,
    /// Seconds in which they can.
    pub window: u32,
    /// Of the strike, WAD.
    pub price: u128,
    /// What the product of an amount and the price is divided by to give cash.
    pub scale: u128,
}

impl Puts {
    /// The last second in which puts can be exercised.
    pub fn until(&self) -> u64 {
        self.expiry.saturating_add(self.window.into())
    }

    /// Cash that exercise of `amount` pays, rounded down as the market does.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn floor(&self, amount: u128) -> Result<u128, RiskError> {
        mul_div_down(amount, self.price, self.scale)
    }

    /// The fewest puts whose exercise pays `cash`, rounded up: floor(ceil(cash * scale / price) * price / scale) >= cash.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn covering(&self, cash: u128) -> Result<u128, RiskError> {
        mul_div_up(cash, self.scale, self.price)
    }
}

/// As `IOptionLoan.Terms`, with its lender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Whose cash it is; zero: there is no such offer.
    pub lender: Address,
    pub puts: Puts,
    pub size: u128,
    pub least: u128,
    /// WAD per year.
    pub rate: u64,
    /// Seconds.
    pub grace: u32,
    pub expiry: u64,
    pub allowed: Address,
}

impl Offer {
    /// Which term is out of its bounds at `now`: its place in `IOptionLoan.Terms`, and its value.
    pub fn fault(&self, now: u64) -> Option<(u8, u128)> {
        let most = self.puts.window.saturating_sub(HOUR);
        if self.puts.expiry <= now {
            Some((0, self.puts.expiry.into()))
        } else if self.least > self.size {
            Some((3, self.least))
        } else if self.rate > MAX_RATE {
            Some((4, self.rate.into()))
        } else if self.grace < HOUR || self.grace > most {
            Some((5, self.grace.into()))
        } else if self.expiry < now {
            Some((6, self.expiry.into()))
        } else {
            None
        }
    }

    /// The last second in which only the borrower may exercise.
    pub fn grace_until(&self) -> u64 {
        self.puts.expiry.saturating_add(self.grace.into())
    }

    /// From when the collateral is the lender's, if nobody exercised: the borrower has another grace to repay.
    pub fn forfeit_from(&self) -> u64 {
        self.puts
            .until()
            .saturating_add(self.grace.into())
            .saturating_add(1)
    }

    /// Interest on `principal` since `start`, rounded up; it grows until the end of the window.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn interest(&self, principal: u128, start: u64, now: u64) -> Result<u128, RiskError> {
        let seconds = now.min(self.puts.until()).saturating_sub(start);
        interest(principal, Wad(self.rate.into()), seconds)
    }

    /// Principal and interest.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn owed(&self, principal: u128, start: u64, now: u64) -> Result<u128, RiskError> {
        principal
            .checked_add(self.interest(principal, start, now)?)
            .ok_or(RiskError::Overflow)
    }

    /// The most that a loan can come to owe.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn owed_at_most(&self, principal: u128, start: u64) -> Result<u128, RiskError> {
        self.owed(principal, start, u64::MAX)
    }
}
