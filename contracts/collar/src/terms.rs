//! What a buyer bids. Pure.

use alloy_primitives::Address;
use ballast_common::convert::price_scale;
use risk_core::{
    RiskError,
    fixed::{mul_div_down, mul_div_up},
};

/// Least seconds of a call's window, and from its end until others may exercise the puts; and from then to their end, as
/// `IOptionLoan` has it.
pub const HOUR: u32 = 3_600;
/// Most decimals of either token.
pub const MAX_DECIMALS: u8 = 18;

/// What a call is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    pub market: Address,
    pub debt_asset: Address,
    pub collateral_asset: Address,
    /// Of the collateral and of the debt asset.
    pub decimals: [u8; 2],
    /// The market's: from when calls and puts can be exercised.
    pub expiry: u64,
    /// Seconds in which puts can.
    pub puts_window: u32,
    /// Seconds in which calls can.
    pub window: u32,
    /// Debt asset for a whole unit of collateral, WAD.
    pub strike: u128,
}

impl Calls {
    /// The last second in which a call can be exercised.
    pub fn until(&self) -> u64 {
        self.expiry.saturating_add(self.window.into())
    }

    /// The last second in which puts can.
    pub fn puts_until(&self) -> u64 {
        self.expiry.saturating_add(self.puts_window.into())
    }

    /// Seconds that nobody else may exercise a loan's puts, so that its owner has an hour after the call.
    pub fn least_grace(&self) -> u32 {
        self.window.saturating_add(HOUR)
    }

    /// What the product of an amount and a price is divided by to give cash.
    pub fn scale(&self) -> u128 {
        let [collateral, debt] = self.decimals;
        price_scale(collateral, debt)
    }

    /// Cash that exercise costs, rounded up: at a strike no lower than the puts' it covers what they do.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn cost(&self, amount: u128) -> Result<u128, RiskError> {
        mul_div_up(amount, self.strike, self.scale())
    }
}

/// As `ICollar.Bid`, with its buyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bid {
    /// Whose cash it is; zero: there is no such bid.
    pub buyer: Address,
    pub calls: Calls,
    /// Debt asset for a whole unit of collateral, WAD.
    pub price: u128,
    pub size: u128,
    pub least: u128,
    pub expiry: u64,
    pub allowed: Address,
}

impl Bid {
    /// Which term is out of its bounds at `now`: its place in `ICollar.Bid`, and its value.
    pub fn fault(&self, now: u64) -> Option<(u8, u128)> {
        let Calls {
            window,
            puts_window,
            expiry,
            ..
        } = self.calls;
        if expiry <= now {
            Some((0, expiry.into()))
        } else if self.least > self.size {
            Some((4, self.least))
        } else if window < HOUR || window > puts_window.saturating_sub(2 * HOUR) {
            Some((5, window.into()))
        } else if self.expiry < now {
            Some((6, self.expiry.into()))
        } else {
            None
        }
    }

    /// Whether so much collateral is taken by it.
    pub fn takes(&self, amount: u128) -> bool {
        amount == self.size || (self.least..=self.size).contains(&amount)
    }

    /// Cash for a call on `amount`, rounded down.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn premium(&self, amount: u128) -> Result<u128, RiskError> {
        mul_div_down(amount, self.price, self.calls.scale())
    }
}
