//! One reserve's accounting, apart from storage: interest, shares, and who bears a loss.
//!
//! Suppliers' claims are `cash + debt - fees`; who leaves is paid of them less the [`Provision`], who comes pays for all of
//! them. Debt and fees are kept in fractions of a token unit, so that adding
//! interest often rounds by nothing that matters; claims round down. Shares convert with virtual offsets
//! ([`VIRTUAL_SHARES`] shares to [`VIRTUAL_ASSETS`] asset), so that nobody can inflate the value of a
//! share by donating to an empty reserve.

use risk_core::{
    RiskError, curve,
    fixed::{RAY, Ray, Wad, mul_div_down, mul_div_up},
};

use crate::{
    adaptive,
    layout::{Config, FEES_MAX, Provision, Split, fractions, units_down, units_up},
};

/// Shares that nobody owns and every conversion counts.
pub const VIRTUAL_SHARES: u128 = 1_000_000;
/// Assets that back the virtual shares.
pub const VIRTUAL_ASSETS: u128 = 1;
/// Largest total that a cap may stand for, token units: what the risk mathematics and shares can carry.
pub const AMOUNT_MAX: u128 = 1 << 100;
/// Largest debt that interest raises a reserve's debts to, fractions: 2^102 token units, four times what the largest cap
/// lets in. It keeps interest of any rate over any time from overflowing, for what cannot be added to cannot be repaid.
pub const OWED_MAX: u128 = 1 << 118;

const BPS: u128 = 10_000;

/// A reserve's totals. Token units and shares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Market {
    /// Settings.
    pub config: Config,
    /// Tokens that claims and borrowers draw on.
    pub cash: u128,
    /// Owed by all borrowers, in fractions.
    pub owed: u128,
    /// Of all suppliers.
    pub supply_shares: u128,
    /// Of all borrowers.
    pub debt_shares: u128,
    /// Of interest, earned by the protocol and the insurance fund together; in fractions.
    pub fees: u128,
    /// Of claims, expected to be lost.
    pub provision: Provision,
    /// Collateral of all accounts: no part of any of the above.
    pub escrow: u128,
    /// When interest was last added, seconds.
    pub accrued_at: u64,
    /// Of an adaptive curve, WAD per year; else zero.
    pub rate_at_target: u128,
}

/// Interest that an accrual added, and who earned it. Whole token units that the totals grew by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// Added to all debts.
    pub total: u128,
    /// Of it, to the protocol.
    pub reserves: u128,
    /// Of it, to the insurance fund.
    pub premium: u128,
}

/// Fees, divided. Whole token units, rounded down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earned {
    /// The protocol's.
    pub reserves: u128,
    /// The insurance fund's.
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
    /// Owed by all borrowers, rounded up.
    pub fn debt(&self) -> u128 {
        units_up(self.owed)
    }

    /// The borrow rate per year at present utilisation, WAD, rounded up.
    ///
    /// # Errors
    /// As [`curve::KinkedCurve::borrow_rate`].
    pub fn borrow_rate(&self) -> Result<Wad, RiskError> {
        let utilisation = curve::utilisation(self.cash, self.debt());
        if self.config.adaptive() {
            Ok(adaptive::borrow_rate(self.rate_at_target, utilisation))
        } else {
            self.config.curve().borrow_rate(utilisation)
        }
    }

    /// The mean borrow rate per year of the time since interest was last added; moves an adaptive curve on.
    fn mean_rate(&mut self, elapsed: u64) -> Result<Wad, RiskError> {
        if !self.config.adaptive() {
            return self.borrow_rate();
        }
        let utilisation = curve::utilisation(self.cash, self.debt());
        let (mean, rate_at_target) = adaptive::accrue(self.rate_at_target, utilisation, elapsed);
        self.rate_at_target = rate_at_target;
        Ok(mean)
    }

    /// Adds interest up to `now`. Debt rounds up by less than a fraction of a unit; fees of it round down.
    /// Clocks that run backwards add nothing. One accrual multiplies debts by at most 2^128 / 10^27, and raises them to
    /// [`OWED_MAX`] at most.
    ///
    /// # Errors
    /// None for settings inside their bounds.
    pub fn accrue(&mut self, now: u64) -> Result<Interest, RiskError> {
        let elapsed = now.saturating_sub(self.accrued_at);
        self.accrued_at = self.accrued_at.max(now);
        if elapsed == 0 {
            return Ok(Interest::default());
        }
        let rate = self.mean_rate(elapsed)?;
        let growth = curve::growth(rate, elapsed).unwrap_or(Ray(u128::MAX));
        let owed = mul_div_up(self.owed, growth.0, RAY).unwrap_or(u128::MAX);
        let owed = owed.min(OWED_MAX).max(self.owed);
        let fees = mul_div_down(owed.saturating_sub(self.owed), self.fee_factor(), BPS)?;
        let fees = add(self.fees, fees)?.min(FEES_MAX);
        let earned = units_down(fees).saturating_sub(units_down(self.fees));
        let premium = self.premium_of(earned)?;
        let interest = Interest {
            total: units_up(owed).saturating_sub(self.debt()),
            reserves: earned.saturating_sub(premium),
            premium,
        };
        self.owed = owed;
        self.fees = fees;
        Ok(interest)
    }

    /// Share of interest that suppliers do not get, bps.
    fn fee_factor(&self) -> u128 {
        u128::from(self.config.reserve_factor)
            .saturating_add(u128::from(self.config.premium_factor))
    }

    /// The insurance fund's part of fees, rounded down; the protocol gets the rest.
    fn premium_of(&self, fees: u128) -> Result<u128, RiskError> {
        match self.fee_factor() {
            0 => Ok(0),
            factor => mul_div_down(fees, u128::from(self.config.premium_factor), factor),
        }
    }

    /// All fees divided: what was divided before, and the rest by the present factors.
    ///
    /// # Errors
    /// Overflow.
    pub fn divide(&self, split: Split) -> Result<Split, RiskError> {
        let rest = self.premium_of(self.fees.saturating_sub(split.divided))?;
        Ok(Split {
            divided: self.fees,
            premium: add(split.premium, rest)?.min(self.fees),
        })
    }

    /// Fees in whole units, divided.
    ///
    /// # Errors
    /// Overflow.
    pub fn earned(&self, split: Split) -> Result<Earned, RiskError> {
        let split = self.divide(split)?;
        Ok(Earned {
            reserves: units_down(split.divided.saturating_sub(split.premium)),
            premium: units_down(split.premium),
        })
    }

    /// Takes fees away that were paid or that bore a loss, at most what [`Self::earned`] says: the new division.
    ///
    /// # Errors
    /// Overflow.
    pub fn spend(&mut self, split: Split, spent: Earned) -> Result<Split, RiskError> {
        let split = self.divide(split)?;
        let premium = fractions(spent.premium)?;
        self.fees = self
            .fees
            .saturating_sub(premium)
            .saturating_sub(fractions(spent.reserves)?);
        Ok(Split {
            divided: self.fees,
            premium: split.premium.saturating_sub(premium),
        })
    }

    /// What suppliers own together, rounded down.
    pub fn claims(&self) -> u128 {
        match self.owed.checked_sub(self.fees) {
            Some(owed) => self.cash.saturating_add(units_down(owed)),
            None => self
                .cash
                .saturating_sub(units_up(self.fees.saturating_sub(self.owed))),
        }
    }

    /// What suppliers would be paid if all left now, and cash sufficed.
    #[inline(never)]
    fn exits(&self) -> u128 {
        self.claims().saturating_sub(self.provision.amount())
    }

    /// Supply shares minted for `assets`, gross of the provision and rounded down: against the supplier.
    ///
    /// # Errors
    /// Overflow.
    pub fn supply_shares_down(&self, assets: u128) -> Result<u128, RiskError> {
        to_shares(assets, self.supply_shares, self.claims(), false)
    }

    /// Supply shares burned for `assets`, net of the provision and rounded up: against the supplier.
    ///
    /// # Errors
    /// Overflow.
    pub fn supply_shares_up(&self, assets: u128) -> Result<u128, RiskError> {
        to_shares(assets, self.supply_shares, self.exits(), true)
    }

    /// What supply shares are paid, net of the provision and rounded down: against the supplier.
    ///
    /// # Errors
    /// Overflow.
    pub fn supply_assets_down(&self, shares: u128) -> Result<u128, RiskError> {
        to_assets(shares, self.supply_shares, self.exits(), false)
    }

    /// What supply shares are of all claims, gross of the provision and rounded down.
    ///
    /// # Errors
    /// Overflow.
    pub fn supply_claim_down(&self, shares: u128) -> Result<u128, RiskError> {
        to_assets(shares, self.supply_shares, self.claims(), false)
    }

    /// Debt shares for borrowing `assets`, rounded up: against the borrower.
    ///
    /// # Errors
    /// Overflow.
    pub fn debt_shares_up(&self, assets: u128) -> Result<u128, RiskError> {
        let (shares, owed) = self.debt_offsets()?;
        mul_div_up(fractions(assets)?, shares, owed)
    }

    /// Debt shares that repaying `assets` burns, rounded down: against the borrower.
    ///
    /// # Errors
    /// Overflow.
    pub fn debt_shares_down(&self, assets: u128) -> Result<u128, RiskError> {
        let (shares, owed) = self.debt_offsets()?;
        mul_div_down(fractions(assets)?, shares, owed)
    }

    /// Debt of debt shares, rounded up: against the borrower.
    ///
    /// # Errors
    /// Overflow.
    pub fn debt_assets_up(&self, shares: u128) -> Result<u128, RiskError> {
        let (total, owed) = self.debt_offsets()?;
        mul_div_up(shares, owed, total).map(units_up)
    }

    /// Ends a debt of `shares`, which is `owed` rounded up. It leaves the totals rounded down while there are others, and
    /// what rounding brings in is the suppliers': where it lowered others' debts, borrowing and repaying a unit again and
    /// again in a nearly empty reserve would leave their shares worth next to nothing, and new ones beyond count. So no
    /// operation adds more than one to the shares that a token unit mints, beyond the million of an empty reserve.
    fn end(&mut self, shares: u128, owed: u128) -> Result<(), RiskError> {
        let (total, all) = self.debt_offsets()?;
        let ended = if shares < self.debt_shares {
            mul_div_down(shares, all, total)?
        } else {
            fractions(owed)?
        };
        self.owed = self.owed.saturating_sub(ended);
        self.debt_shares = self.debt_shares.saturating_sub(shares);
        Ok(())
    }

    /// Debt shares and debt in fractions, with the virtual offsets.
    fn debt_offsets(&self) -> Result<(u128, u128), RiskError> {
        Ok((
            add(self.debt_shares, VIRTUAL_SHARES)?,
            add(self.owed, fractions(VIRTUAL_ASSETS)?)?,
        ))
    }

    /// Lends `assets` out of cash: the debt shares, rounded up.
    ///
    /// # Errors
    /// Overflow.
    pub fn borrow(&mut self, assets: u128) -> Result<u128, RiskError> {
        let shares = self.debt_shares_up(assets)?;
        self.cash = self.cash.checked_sub(assets).ok_or(RiskError::Overflow)?;
        self.owed = add(self.owed, fractions(assets)?)?;
        self.debt_shares = minted(self.debt_shares, shares)?;
        Ok(shares)
    }

    /// Adds `amount` to a debt for distress, which lends nothing: the debt shares, rounded up, and the new division of fees.
    /// `premium` of it is the insurance fund's, the rest the suppliers'.
    ///
    /// # Errors
    /// Overflow.
    pub fn charge(
        &mut self,
        amount: u128,
        premium: u128,
        split: Split,
    ) -> Result<(u128, Split), RiskError> {
        let split = self.divide(split)?;
        let shares = self.debt_shares_up(amount)?;
        self.owed = add(self.owed, fractions(amount)?)?.min(OWED_MAX);
        self.debt_shares = add(self.debt_shares, shares)?;
        let premium = fractions(premium)?;
        self.fees = add(self.fees, premium)?.min(FEES_MAX);
        let split = Split {
            divided: self.fees,
            premium: add(split.premium, premium)?.min(self.fees),
        };
        Ok((shares, split))
    }

    /// Takes up to `assets` off a debt of `shares`: what is repaid, and the shares burned. The whole debt
    /// burns all its shares and leaves no dust.
    ///
    /// # Errors
    /// Overflow.
    pub fn repay(&mut self, assets: u128, shares: u128) -> Result<(u128, u128), RiskError> {
        let owed = self.debt_assets_up(shares)?;
        let (repaid, burned) = if assets >= owed {
            self.end(shares, owed)?;
            (owed, shares)
        } else {
            let burned = self.debt_shares_down(assets)?.min(shares);
            self.owed = self.owed.saturating_sub(fractions(assets)?);
            self.debt_shares = self.debt_shares.saturating_sub(burned);
            (assets, burned)
        };
        self.cash = add(self.cash, repaid)?;
        Ok((repaid, burned))
    }

    /// Ends a debt of `shares` of which the insurance fund has paid `covered`: premium that it earned and was not yet
    /// paid covers on, protocol reserves bear the rest, then suppliers. With the new division of fees.
    ///
    /// # Errors
    /// Overflow.
    pub fn write_off(
        &mut self,
        shares: u128,
        covered: u128,
        split: Split,
    ) -> Result<(Loss, Split), RiskError> {
        let owed = self.debt_assets_up(shares)?;
        let earned = self.earned(split)?;
        let paid = covered.min(owed);
        let premium = owed.saturating_sub(paid).min(earned.premium);
        let covered = paid.saturating_add(premium);
        let left = owed.saturating_sub(covered);
        let reserves = left.min(earned.reserves);
        self.end(shares, owed)?;
        self.cash = add(self.cash, paid)?;
        let split = self.spend(split, Earned { reserves, premium })?;
        let loss = Loss {
            covered,
            reserves,
            lost: left.saturating_sub(reserves),
        };
        Ok((loss, split))
    }
}

impl Config {
    /// Whether the curve is the adaptive one, which has no kink.
    pub fn adaptive(&self) -> bool {
        self.kink == 0
    }

    /// A cap of `whole` tokens in token units, at most [`AMOUNT_MAX`].
    pub fn cap(&self, whole: u64) -> u128 {
        unit(self.decimals)
            .and_then(|unit| unit.checked_mul(u128::from(whole)))
            .map_or(AMOUNT_MAX, |cap| cap.min(AMOUNT_MAX))
    }
}

/// Units of a whole token; `None` for more decimals than any reserve has.
#[inline(never)]
pub fn unit(decimals: u8) -> Option<u128> {
    10u128.checked_pow(u32::from(decimals))
}

/// Checked sum.
///
/// # Errors
/// Overflow.
pub fn add(a: u128, b: u128) -> Result<u128, RiskError> {
    a.checked_add(b).ok_or(RiskError::Overflow)
}

/// Shares that come to be, and leave room for the virtual ones, without which none could be taken back.
///
/// # Errors
/// Overflow.
pub fn minted(total: u128, shares: u128) -> Result<u128, RiskError> {
    let total = add(total, shares)?;
    add(total, VIRTUAL_SHARES).map(|_| total)
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
