//! What a share is worth, and fees. Pure.
//!
//! A million virtual shares own one virtual unit: whoever deposits first cannot raise the price so far that a later deposit
//! rounds away, and who gives to the vault gives to the virtual shares too. Fees are taken as shares, so that what is due in
//! a second need not be a unit: they dilute, and move no assets.

use risk_core::{
    RiskError,
    fixed::{BPS, RAY, YEAR, mul_div_down, mul_div_up},
};

/// Shares that nobody holds.
pub const VIRTUAL_SHARES: u128 = 1_000_000;
/// Most shares of all holders: conversions count [`VIRTUAL_SHARES`] more.
pub const MAX_SHARES: u128 = u128::MAX - VIRTUAL_SHARES;
/// Units that they own at the start.
pub const VIRTUAL_ASSETS: u128 = 1;
/// Decimals that a share has more than the asset: those of [`VIRTUAL_SHARES`].
pub const MORE_DECIMALS: u8 = 6;
/// Largest performance fee, bps.
pub const MAX_PERFORMANCE: u64 = 5_000;
/// Largest management fee, bps per year.
pub const MAX_MANAGEMENT: u64 = 500;

/// All of a year's management, in bps times seconds.
const WHOLE: u128 = BPS * YEAR as u128;

/// What the vault lends, and who shares it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capital {
    /// Units of the claim.
    pub assets: u128,
    /// Units that leaving pays for it: less where the pool provides for losses.
    pub exit: u128,
    /// Of all holders.
    pub shares: u128,
    /// The highest price of a share so far, after fees: units in RAY, rounded up.
    pub highest: u128,
}

/// Fees in bps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Of what the price of a share rises above its highest.
    pub performance: u16,
    /// Of all shares, per year.
    pub management: u16,
}

/// Shares that fees came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// For management.
    pub management: u128,
    /// For performance.
    pub performance: u128,
}

impl Capital {
    /// Shares for `assets`, rounded down: for those who hold shares.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn shares_down(&self, assets: u128) -> Result<u128, RiskError> {
        mul_div_down(assets, self.all_shares()?, self.all_assets()?)
    }

    /// What those who leave share: the same shares, and what leaving pays for all.
    pub fn leaving(&self) -> Self {
        Self {
            assets: self.exit,
            ..*self
        }
    }

    /// Shares for `assets`, rounded up: for those who stay.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn shares_up(&self, assets: u128) -> Result<u128, RiskError> {
        mul_div_up(assets, self.all_shares()?, self.all_assets()?)
    }

    /// Assets for `shares`, rounded down: for those who stay. At most all assets where these are at most all shares.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn assets_down(&self, shares: u128) -> Result<u128, RiskError> {
        mul_div_down(shares, self.all_assets()?, self.all_shares()?)
    }

    /// Assets for `shares`, rounded up: for those who hold shares.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn assets_up(&self, shares: u128) -> Result<u128, RiskError> {
        mul_div_up(shares, self.all_assets()?, self.all_shares()?)
    }

    /// Assets that can be deposited before shares can no longer be counted.
    pub fn countable_assets(&self) -> u128 {
        self.assets_down(MAX_SHARES.saturating_sub(self.shares))
            .unwrap_or(u128::MAX)
    }

    /// Shares of all holders with `minted` more, at most [`MAX_SHARES`].
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn shares_with(&self, minted: u128) -> Result<u128, RiskError> {
        let shares = add(self.shares, minted)?;
        add(shares, VIRTUAL_SHARES).map(|_| shares)
    }

    fn all_shares(&self) -> Result<u128, RiskError> {
        add(self.shares, VIRTUAL_SHARES)
    }

    fn all_assets(&self) -> Result<u128, RiskError> {
        add(self.assets, VIRTUAL_ASSETS)
    }

    /// What leaving pays for a share, units in RAY, rounded up; the largest number where it is beyond.
    fn price_up(&self) -> u128 {
        let price = || mul_div_up(self.leaving().all_assets()?, RAY, self.all_shares()?);
        price().unwrap_or(u128::MAX)
    }

    /// Takes what fees are due after `elapsed` seconds: the shares minted, rounded down. Fees that cannot be counted are
    /// not taken, for no exit may fail for them. While nobody holds shares, none are due and the highest price begins anew.
    pub fn take(&mut self, rates: Rates, elapsed: u64) -> Taken {
        if self.shares == 0 {
            self.highest = self.price_up();
            return Taken::default();
        }
        let taken = self.due(rates, elapsed).unwrap_or_default();
        self.shares = self
            .shares
            .saturating_add(taken.management)
            .saturating_add(taken.performance);
        self.highest = self.highest.max(self.price_up());
        taken
    }

    fn due(&self, rates: Rates, elapsed: u64) -> Result<Taken, RiskError> {
        // At most half of everything, after ten years at the highest rate.
        let part = u128::from(rates.management)
            .saturating_mul(u128::from(elapsed))
            .min(WHOLE / 2);
        let management = mul_div_down(self.shares, part, WHOLE.saturating_sub(part))?;
        let shares = add(self.all_shares()?, management)?;
        // Of what leaving pays: no fee of what may yet be lost.
        let assets = self.leaving().all_assets()?;
        // Up: less is due.
        let marked = mul_div_up(self.highest, shares, RAY).unwrap_or(u128::MAX);
        let gain = assets
            .saturating_sub(marked)
            .checked_mul(u128::from(rates.performance))
            .ok_or(RiskError::Overflow)?;
        let whole = assets.checked_mul(BPS).ok_or(RiskError::Overflow)?;
        let performance = mul_div_down(gain, shares, whole.saturating_sub(gain))?;
        self.shares_with(add(management, performance)?)?;
        Ok(Taken {
            management,
            performance,
        })
    }
}

fn add(a: u128, b: u128) -> Result<u128, RiskError> {
    a.checked_add(b).ok_or(RiskError::Overflow)
}
