//! What an account wants of its protection, and whether something is that. Pure.

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use ballast_common::{
    convert::{field, join64, pair, split},
    dispatch::{Input, Output},
    revert::{self, Result, bounded, number},
};
use risk_core::{
    RiskError,
    fixed::{mul_div_down, mul_div_up},
};

use crate::program::IRoller;

/// Basis points of one.
const ONE: u128 = 10_000;
/// Latest second.
const MAX_TIME: u64 = (1 << 40) - 1;

/// An order: see `IRoller.Order`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Last second; zero: there is no order.
    pub expires: u64,
    /// Seconds before the old expiry.
    pub lead: u32,
    /// Seconds to the new expiry, at least.
    pub tenor: u32,
    /// Of the old strike, bps.
    pub of_strike: u16,
    /// Of the price, bps.
    pub of_price: u16,
    /// Debt units per whole underlying token, at most.
    pub premium: u128,
    /// Debt units per whole underlying token.
    pub fee: u128,
}

impl Order {
    /// The fields of a call, in their order.
    pub fn read(input: &mut Input) -> Self {
        Self {
            expires: input.number(MAX_TIME),
            lead: input.number(u32::MAX.into()) as u32,
            tenor: input.number(u32::MAX.into()) as u32,
            of_strike: input.number(u16::MAX.into()) as u16,
            of_price: input.number(u16::MAX.into()) as u16,
            premium: input.amount(),
            fee: input.amount(),
        }
    }

    /// Appends the fields.
    pub fn write<'a>(&self, out: &'a mut Output) -> &'a mut Output {
        out.number(self.expires)
            .number(self.lead.into())
            .number(self.tenor.into())
            .number(self.of_strike.into())
            .number(self.of_price.into())
            .amount(self.premium)
            .amount(self.fee)
    }

    /// `expires u128 | lead u64 | tenor u32 | of strike u16 | of price u16`, and `premium u128 | fee u128`.
    pub fn pack(&self) -> [U256; 2] {
        let ratios = (u64::from(self.of_strike) << 16) | u64::from(self.of_price);
        let low = (u64::from(self.tenor) << 32) | ratios;
        [
            pair(self.expires.into(), join64(self.lead.into(), low)),
            pair(self.premium, self.fee),
        ]
    }

    /// Reads both words.
    pub fn unpack([first, second]: [U256; 2]) -> Self {
        let (premium, fee) = split(second);
        Self {
            expires: field(first, 128, 40),
            lead: field(first, 64, 32) as u32,
            tenor: field(first, 32, 32) as u32,
            of_strike: field(first, 16, 16) as u16,
            of_price: field(first, 0, 16) as u16,
            premium,
            fee,
        }
    }

    /// Refuses what is out of bounds.
    ///
    /// # Errors
    /// `ParameterOutOfBounds`.
    pub fn validate(&self, now: u64) -> Result<()> {
        bounded(0, self.expires.into(), now.into(), MAX_TIME.into())?;
        bounded(1, self.lead.into(), 0, 7_776_000)?;
        bounded(2, self.tenor.into(), 3_600, 63_072_000)?;
        bounded(3, self.of_strike.into(), 0, 20_000)?;
        bounded(4, self.of_price.into(), 0, 20_000)?;
        // So much per token stands for anything: a premium without a bound is none.
        bounded(5, self.premium, 0, u128::MAX >> 1)?;
        bounded(6, self.fee, 0, u128::MAX >> 1)?;
        Ok(())
    }

    /// Refuses at a moment in which it is not rolled.
    ///
    /// # Errors
    /// `OrderExpired`, `TooEarly`.
    pub fn due(&self, now: u64, old_expiry: u64) -> Result<()> {
        if now > self.expires {
            return Err(number(IRoller::OrderExpired::SELECTOR, self.expires));
        }
        let from = old_expiry.saturating_sub(self.lead.into());
        if now < from {
            return Err(number(IRoller::TooEarly::SELECTOR, from));
        }
        Ok(())
    }

    /// Refuses an expiry that is too near.
    ///
    /// # Errors
    /// `TenorTooShort`.
    pub fn long_enough(&self, now: u64, new_expiry: u64) -> Result<()> {
        let least = now.saturating_add(self.tenor.into());
        if new_expiry >= least {
            return Ok(());
        }
        let error = IRoller::TenorTooShort::SELECTOR;
        Err(revert::pair(error, new_expiry.into(), least.into()))
    }

    /// Refuses a strike that is too low against the old one and the price, WAD, where they count. Bounds are rounded up: for the
    /// account.
    ///
    /// # Errors
    /// `StrikeTooLow`, `RiskCalculation`.
    pub fn high_enough(&self, strike: u128, old: u128, price: u128) -> Result<()> {
        let of_strike = mul_div_up(old, self.of_strike.into(), ONE)?;
        let of_price = mul_div_up(price, self.of_price.into(), ONE)?;
        let least = of_strike.max(of_price);
        if strike >= least {
            return Ok(());
        }
        Err(revert::pair(IRoller::StrikeTooLow::SELECTOR, strike, least))
    }

    /// Most premium, and the fee, of `amount` where a whole token is `unit`. Down: for the account.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn costs(&self, amount: u128, unit: u128) -> Result<(u128, u128), RiskError> {
        let of = |each| mul_div_down(each, amount, unit);
        Ok((of(self.premium)?, of(self.fee)?))
    }
}
