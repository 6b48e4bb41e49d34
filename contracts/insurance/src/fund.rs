//! Capital and shares of the fund. Pure.
//!
//! Shares are priced with 10^6 virtual shares that own one virtual unit of the asset: whoever stakes first
//! cannot raise the price so far that a later stake rounds away. Premium that arrives while nobody stakes
//! belongs to the virtual shares: it covers claims and is nobody's.

use risk_core::{RiskError, fixed::mul_div_down};

/// Shares that nobody holds, so that a share is 10^-6 units at the start.
pub const VIRTUAL_SHARES: u128 = 1_000_000;
/// Units that the virtual shares own at the start.
pub const VIRTUAL_ASSETS: u128 = 1;

/// Capital, in units of the asset, and shares, those in cooldown too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// What was staked and paid in, less what was redeemed and claimed.
    pub capital: u128,
    /// All shares.
    pub shares: u128,
}

impl Fund {
    /// Whether shares exist but no capital: a stake then has no price.
    pub fn exhausted(&self) -> bool {
        self.capital == 0 && self.shares > 0
    }

    /// Shares for `assets`, rounded down: for those who have staked.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn to_shares_down(&self, assets: u128) -> Result<u128, RiskError> {
        mul_div_down(
            assets,
            add(self.shares, VIRTUAL_SHARES)?,
            add(self.capital, VIRTUAL_ASSETS)?,
        )
    }

    /// Assets for `shares`, rounded down: for those who stay. At most the capital where `shares` are at
    /// most all shares.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn to_assets_down(&self, shares: u128) -> Result<u128, RiskError> {
        mul_div_down(
            shares,
            add(self.capital, VIRTUAL_ASSETS)?,
            add(self.shares, VIRTUAL_SHARES)?,
        )
    }

    /// Stakes `assets` for `shares`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn stake(self, assets: u128, shares: u128) -> Result<Self, RiskError> {
        Ok(Self {
            capital: add(self.capital, assets)?,
            shares: add(self.shares, shares)?,
        })
    }

    /// Pays `assets` out for `shares`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`] where there are fewer of either.
    pub fn unstake(self, assets: u128, shares: u128) -> Result<Self, RiskError> {
        Ok(Self {
            capital: subtract(self.capital, assets)?,
            shares: subtract(self.shares, shares)?,
        })
    }

    /// Adds a premium, which raises the value of every share.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn earn(self, amount: u128) -> Result<Self, RiskError> {
        Ok(Self {
            capital: add(self.capital, amount)?,
            ..self
        })
    }

    /// Pays a claim as far as capital goes (INS-1), which lowers the value of every share.
    /// Gives the fund and what was paid.
    pub fn pay(self, wanted: u128) -> (Self, u128) {
        let paid = wanted.min(self.capital);
        (
            Self {
                capital: self.capital.saturating_sub(paid),
                ..self
            },
            paid,
        )
    }
}

/// `a + b`.
///
/// # Errors
/// [`RiskError::Overflow`].
pub fn add(a: u128, b: u128) -> Result<u128, RiskError> {
    a.checked_add(b).ok_or(RiskError::Overflow)
}

/// `a - b`.
///
/// # Errors
/// [`RiskError::Overflow`] where the result would be negative.
pub fn subtract(a: u128, b: u128) -> Result<u128, RiskError> {
    a.checked_sub(b).ok_or(RiskError::Overflow)
}
