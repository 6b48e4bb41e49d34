//! Capital and shares of the fund, what claims take of it, and what collateral is worth to it. Pure.
//!
//! Shares are priced with 10^6 virtual shares that own one virtual unit of the asset: whoever stakes first
//! cannot raise the price so far that a later stake rounds away. Premium that arrives while nobody stakes
//! belongs to the virtual shares: it covers claims and is nobody's.

use risk_core::{
    RiskError,
    cover::Window,
    fixed::{WAD, mul_div_down, mul_div_up},
};

/// Shares that nobody holds, so that a share is 10^-6 units at the start.
pub const VIRTUAL_SHARES: u128 = 1_000_000;
/// Units that the virtual shares own at the start.
pub const VIRTUAL_ASSETS: u128 = 1;

/// Most capital: what windows count, and shares, with room for premiums.
pub const CAPITAL_MAX: u128 = 1 << 100;
/// Within which claims and purchases are capped, seconds: seven days. Fixed, because what was paid is kept by periods.
pub const WINDOW: u64 = 604_800;
/// Basis points of the whole.
pub const BPS: u128 = 10_000;

/// Capital, in units of the asset, and shares, those in cooldown too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// What was staked, paid in and earned, less what was redeemed, claimed and paid for collateral. Where shares are
    /// priced, with the worth of collateral.
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

    /// Shares for `assets`, rounded up: for those who stay.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn to_shares_up(&self, assets: u128) -> Result<u128, RiskError> {
        mul_div_up(
            assets,
            add(self.shares, VIRTUAL_SHARES)?,
            add(self.capital, VIRTUAL_ASSETS)?,
        )
    }

    /// Assets for `shares`, rounded up: for those who have staked.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn to_assets_up(&self, shares: u128) -> Result<u128, RiskError> {
        mul_div_up(
            shares,
            add(self.capital, VIRTUAL_ASSETS)?,
            add(self.shares, VIRTUAL_SHARES)?,
        )
    }

    /// The fund with so much worth beside its capital.
    pub fn with(self, worth: u128) -> Self {
        Self {
            capital: self.capital.saturating_add(worth),
            ..self
        }
    }

    /// The fund less what is expected to be claimed.
    pub fn less(self, expected: u128) -> Self {
        Self {
            capital: self.capital.saturating_sub(expected),
            ..self
        }
    }

    /// Stakes `assets` for `shares`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`], also above [`CAPITAL_MAX`].
    pub fn stake(self, assets: u128, shares: u128) -> Result<Self, RiskError> {
        let shares = add(self.shares, shares)?;
        Ok(Self {
            shares,
            ..self.earn(assets)?
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

    /// Adds a premium or proceeds, which raises the value of every share.
    ///
    /// # Errors
    /// [`RiskError::Overflow`], also above [`CAPITAL_MAX`].
    pub fn earn(self, amount: u128) -> Result<Self, RiskError> {
        let capital = add(self.capital, amount)?;
        if capital > CAPITAL_MAX {
            return Err(RiskError::Overflow);
        }
        Ok(Self { capital, ..self })
    }

    /// Pays out what must be there, which lowers the value of every share.
    pub fn pay(self, amount: u128) -> Self {
        self.less(amount)
    }

    /// What a claimant may be paid now (INS-1): its part, by weight, of the cap, which is a share of the capital before
    /// what it was paid of late; less what it was paid within seven days; at most the capital. Rounded down. The parts
    /// are the claimants' own: who comes first takes nothing of the others'.
    ///
    /// # Errors
    /// None for a weight among the weights.
    pub fn claimable(
        &self,
        claimant: &Claimant,
        claim_share: u64,
        now: u64,
    ) -> Result<u128, RiskError> {
        let Claimant {
            weight,
            weights,
            paid,
        } = *claimant;
        // What a cap of everything still has left is everything less what was paid.
        let left = paid.available(u128::MAX, WINDOW, now)?;
        let base = self.capital.saturating_add(u128::MAX.saturating_sub(left));
        let cap = mul_div_down(base, u128::from(claim_share), BPS)?;
        let cap = mul_div_down(cap, weight, weights)?;
        Ok(paid.available(cap, WINDOW, now)?.min(self.capital))
    }
}

/// One of those among whom the cap is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimant {
    /// Its weight.
    pub weight: u128,
    /// All weights.
    pub weights: u128,
    /// What it was paid.
    pub paid: Window,
}

/// An asset's prices, USD per whole token, WAD, and one whole token in its units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Latest.
    pub spot: u128,
    /// Smoothed.
    pub smoothed: u128,
    /// Token units.
    pub unit: u128,
}

impl Price {
    /// The lower of both.
    pub fn low(&self) -> u128 {
        self.spot.min(self.smoothed)
    }

    /// The higher of both.
    pub fn high(&self) -> u128 {
        self.spot.max(self.smoothed)
    }
}

/// Collateral and the fund's asset, at prices that hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// Of the collateral.
    pub collateral: Price,
    /// Of the fund's asset.
    pub asset: Price,
}

impl Prices {
    /// What redemptions count `amount` of collateral as, units of the asset: at the lower of spot and smoothed, less
    /// `discount` bps, rounded down.
    ///
    /// # Errors
    /// [`RiskError`] for prices of zero or beyond the domain.
    pub fn low(&self, amount: u128, discount: u64) -> Result<u128, RiskError> {
        let usd = mul_div_down(amount, self.collateral.low(), self.collateral.unit)?;
        let worth = mul_div_down(usd, self.asset.unit, self.asset.high())?;
        mul_div_down(worth, BPS.saturating_sub(u128::from(discount)), BPS)
    }

    /// What deposits count `amount` of collateral as: at the higher of spot and smoothed, rounded up.
    ///
    /// # Errors
    /// As [`Prices::low`].
    pub fn high(&self, amount: u128) -> Result<u128, RiskError> {
        let usd = mul_div_up(amount, self.collateral.high(), self.collateral.unit)?;
        mul_div_up(usd, self.asset.unit, self.asset.low())
    }

    /// What `amount` of collateral costs at `price`, units of the asset, rounded up, as unwinds do.
    ///
    /// # Errors
    /// As [`Prices::low`].
    pub fn cost(&self, amount: u128, price: u128) -> Result<u128, RiskError> {
        let usd = mul_div_up(amount, price, self.collateral.unit)?;
        mul_div_up(usd, self.asset.unit, self.asset.spot)
    }

    /// Collateral that `cost` of the asset buys at `price`, rounded down.
    ///
    /// # Errors
    /// As [`Prices::low`].
    pub fn bought(&self, cost: u128, price: u128) -> Result<u128, RiskError> {
        let usd = mul_div_down(cost, self.asset.spot, self.asset.unit)?;
        Ok(mul_div_down(usd, self.collateral.unit, price).unwrap_or(u128::MAX))
    }

    /// Spot of the collateral, `bps` of it more (above 10,000) or less, rounded up.
    ///
    /// # Errors
    /// Overflow.
    pub fn off_spot(&self, bps: u128) -> Result<u128, RiskError> {
        let ratio = WAD / BPS;
        mul_div_up(self.collateral.spot, bps.saturating_mul(ratio), WAD)
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
