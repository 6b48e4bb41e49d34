//! Who has which part of what came in. Pure.
//!
//! All shares are there before anything comes in. So a holder's part of an amount is `amount * shares / all shares`, kept as
//! whole units and a fraction over all shares: nothing is rounded when something comes in or shares change hands, all parts
//! together are exactly what came in, and only what is paid out is whole units.

use risk_core::{RiskError, fixed::mul_div_down};

/// Most shares there can be: two fractions over them together fit 128 bits.
pub const MAX_SHARES: u128 = u128::MAX >> 1;

/// What a holder has of one token's income and did not claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Units.
    pub whole: u128,
    /// Of a unit, over all shares, and below them.
    pub part: u128,
}

impl Due {
    /// Adds what `shares` of `all` have of `amount`. Exact.
    ///
    /// # Errors
    /// [`RiskError`]: none, for nobody has more than all shares.
    pub fn add(&mut self, amount: u128, shares: u128, all: u128) -> Result<(), RiskError> {
        if amount == 0 || shares == 0 {
            return Ok(());
        }
        let whole = mul_div_down(amount, shares, all)?;
        // What is left is below `all`, so its lowest 128 bits are all of it.
        let rest = amount
            .wrapping_mul(shares)
            .wrapping_sub(whole.wrapping_mul(all));
        let part = self.part.saturating_add(rest);
        let carried = part >= all;
        self.part = if carried {
            part.wrapping_sub(all)
        } else {
            part
        };
        self.whole = self
            .whole
            .checked_add(whole)
            .and_then(|sum| sum.checked_add(carried.into()))
            .ok_or(RiskError::Overflow)?;
        Ok(())
    }

    /// Takes at most `most` whole units.
    pub fn take(&mut self, most: u128) -> u128 {
        let taken = self.whole.min(most);
        self.whole = self.whole.saturating_sub(taken);
        taken
    }
}
