//! One reserve's accounting, apart from storage: interest, shares, and who bears a loss.
//!
//! Suppliers' claims are `cash + debt - reserves - premium`. Shares convert with virtual offsets
//! ([`VIRTUAL_SHARES`] shares to [`VIRTUAL_ASSETS`] asset), so that nobody can inflate the value of a
//! share by donating to an empty reserve.

use risk_core::{
    RiskError, curve,
    fixed::{RAY, Wad, mul_div_down, mul_div_up},
};

use crate::layout::{Config, Earned};

/// Shares that nobody owns and every conversion counts.
pub const VIRTUAL_SHARES: u128 = 1_000_000;
/// Assets that back the virtual shares.
pub const VIRTUAL_ASSETS: u128 = 1;
/// Largest total that a cap may stand for, token units: what the risk mathematics and shares can carry.
pub const AMOUNT_MAX: u128 = 1 << 100;

const BPS: u128 = 10_000;

/// A reserve's totals. Token units and shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Market {
    /// Settings.
    pub config: Config,
    /// Tokens that claims and borrowers draw on.
    pub cash: u128,
    /// Owed by all borrowers.
    pub debt: u128,
    /// Of all suppliers.
    pub supply_shares: u128,
    /// Of all borrowers.
    pub debt_shares: u128,
    /// Earned by the protocol and by insurance, and when interest was last added.
    pub earned: Earned,
}

/// Interest that an accrual added, and who earned it. Token units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// Added to all debts.
    pub total: u128,
    /// Of it, to the protocol.
    pub reserves: u128,
    /// Of it, to the insurance fund.
    pub premium: u128,
}

/// Who bore a debt that was ended. Token units; `covered + reserves + lost` is the debt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// By the insurance fund, with premium that it was owed.
    pub covered: u128,
    /// By protocol reserves.
    pub reserves: u128,
    /// By suppliers, in proportion to their shares.
    pub lost: u128,
}

impl Market {
    /// The borrow rate per year at present utilisation, WAD, rounded up.
    ///
    /// # Errors
    /// As [`curve::KinkedCurve::borrow_rate`].
    pub fn borrow_rate(&self) -> Result<Wad, RiskError> {
        self.config
            .curve()
            .borrow_rate(curve::utilisation(self.cash, self.debt))
    }

    /// Adds interest up to `now`. Debt rounds up; what the protocol and insurance earn of it rounds down.
    /// Clocks that run backwards add nothing.
    ///
    /// # Errors
    /// Overflow, for a debt or rate beyond what caps allow.
    pub fn accrue(&mut self, now: u64) -> Result<Interest, RiskError> {
        let elapsed = now.saturating_sub(self.earned.accrued_at);
        self.earned.accrued_at = self.earned.accrued_at.max(now);
        if elapsed == 0 || self.debt == 0 {
            return Ok(Interest::default());
        }
        let growth = curve::growth(self.borrow_rate()?, elapsed)?;
        let debt = mul_div_up(self.debt, growth.0, RAY)?;
        let total = debt.saturating_sub(self.debt);
        let interest = Interest {
            total,
            reserves: mul_div_down(total, u128::from(self.config.reserve_factor), BPS)?,
            premium: mul_div_down(total, u128::from(self.config.premium_factor), BPS)?,
        };
        self.debt = debt;
        self.earned.reserves = add(self.earned.reserves, interest.reserves)?;
        self.earned.premium = add(self.earned.premium, interest.premium)?;
        Ok(interest)
    }

    /// What suppliers own together.
    pub fn claims(&self) -> u128 {
        self.cash
            .saturating_add(self.debt)
            .saturating_sub(self.earned.reserves)
            .saturating_sub(self.earned.premium)
    }

    /// Supply shares minted for `assets`, rounded down: against the supplier.
    ///
    /// # Errors
    /// Overflow.
    pub fn supply_shares_down(&self, assets: u128) -> Result<u128, RiskError> {
        to_shares(assets, self.supply_shares, self.claims(), false)
    }

    /// Supply shares burned for `assets`, rounded up: against the supplier.
    ///
    /// # Errors
    /// Overflow.
    pub fn supply_shares_up(&self, assets: u128) -> Result<u128, RiskError> {
        to_shares(assets, self.supply_shares, self.claims(), true)
    }

    /// Value of supply shares, rounded down: against the supplier.
    ///
    /// # Errors
    /// Overflow.
    pub fn supply_assets_down(&self, shares: u128) -> Result<u128, RiskError> {
        to_assets(shares, self.supply_shares, self.claims(), false)
    }

    /// Debt shares for borrowing `assets`, rounded up: against the borrower.
    ///
    /// # Errors
    /// Overflow.
    pub fn debt_shares_up(&self, assets: u128) -> Result<u128, RiskError> {
        to_shares(assets, self.debt_shares, self.debt, true)
    }

    /// Debt shares that repaying `assets` burns, rounded down: against the borrower.
    ///
    /// # Errors
    /// Overflow.
    pub fn debt_shares_down(&self, assets: u128) -> Result<u128, RiskError> {
        to_shares(assets, self.debt_shares, self.debt, false)
    }

    /// Debt of debt shares, rounded up: against the borrower.
    ///
    /// # Errors
    /// Overflow.
    pub fn debt_assets_up(&self, shares: u128) -> Result<u128, RiskError> {
        to_assets(shares, self.debt_shares, self.debt, true)
    }

    /// Takes up to `assets` off a debt of `shares`: what is repaid, and the shares burned. The whole debt
    /// burns all its shares and leaves no dust.
    ///
    /// # Errors
    /// Overflow.
    pub fn repay(&mut self, assets: u128, shares: u128) -> Result<(u128, u128), RiskError> {
        let owed = self.debt_assets_up(shares)?;
        let (repaid, burned) = if assets >= owed {
            (owed, shares)
        } else {
            (assets, self.debt_shares_down(assets)?.min(shares))
        };
        self.debt = self.debt.saturating_sub(repaid);
        self.debt_shares = self.debt_shares.saturating_sub(burned);
        self.cash = add(self.cash, repaid)?;
        Ok((repaid, burned))
    }

    /// Ends a debt of `shares` of which the insurance fund has paid `covered`: premium that it earned and was not yet
    /// paid covers on, protocol reserves bear the rest, then suppliers.
    ///
    /// # Errors
    /// Overflow.
    pub fn write_off(&mut self, shares: u128, covered: u128) -> Result<Loss, RiskError> {
        let owed = self.debt_assets_up(shares)?;
        let paid = covered.min(owed);
        let premium = owed.saturating_sub(paid).min(self.earned.premium);
        let covered = paid.saturating_add(premium);
        let left = owed.saturating_sub(covered);
        let reserves = left.min(self.earned.reserves);
        self.debt = self.debt.saturating_sub(owed);
        self.debt_shares = self.debt_shares.saturating_sub(shares);
        self.cash = add(self.cash, paid)?;
        self.earned.premium = self.earned.premium.saturating_sub(premium);
        self.earned.reserves = self.earned.reserves.saturating_sub(reserves);
        Ok(Loss {
            covered,
            reserves,
            lost: left.saturating_sub(reserves),
        })
    }

    /// A cap of `whole` tokens in token units, at most [`AMOUNT_MAX`].
    pub fn cap(&self, whole: u64) -> u128 {
        10u128
            .checked_pow(u32::from(self.config.decimals))
            .and_then(|unit| unit.checked_mul(u128::from(whole)))
            .map_or(AMOUNT_MAX, |cap| cap.min(AMOUNT_MAX))
    }
}

/// Checked sum.
///
/// # Errors
/// Overflow.
pub fn add(a: u128, b: u128) -> Result<u128, RiskError> {
    a.checked_add(b).ok_or(RiskError::Overflow)
}

/// `amount` of shares for assets, with the virtual offsets.
fn to_shares(amount: u128, shares: u128, assets: u128, up: bool) -> Result<u128, RiskError> {
    scale(
        amount,
        add(shares, VIRTUAL_SHARES)?,
        add(assets, VIRTUAL_ASSETS)?,
        up,
    )
}

/// `amount` of assets for shares, with the virtual offsets.
fn to_assets(amount: u128, shares: u128, assets: u128, up: bool) -> Result<u128, RiskError> {
    scale(
        amount,
        add(assets, VIRTUAL_ASSETS)?,
        add(shares, VIRTUAL_SHARES)?,
        up,
    )
}

#[inline(never)]
fn scale(amount: u128, multiplier: u128, divisor: u128, up: bool) -> Result<u128, RiskError> {
    if up {
        mul_div_up(amount, multiplier, divisor)
    } else {
        mul_div_down(amount, multiplier, divisor)
    }
}
