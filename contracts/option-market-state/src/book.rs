//! Who has what: cash, what of it is locked, and writers' shares. Pure.
//!
//! A million virtual shares own one virtual unit, until the window is over: whoever deposits first cannot raise the price so
//! far that a later deposit rounds away. After it nobody deposits, and shares take all that is left, to the last unit.

use risk_core::{
    RiskError,
    fixed::{mul_div_down, mul_div_up},
};

/// Shares that nobody holds.
pub const VIRTUAL_SHARES: u128 = 1_000_000;
/// Units that they own at the start.
pub const VIRTUAL_ASSETS: u128 = 1;
/// Decimals that a share has more than the debt asset: those of [`VIRTUAL_SHARES`].
pub const MORE_DECIMALS: u8 = 6;
/// Seconds in which all of the depth comes back.
pub const DAY: u128 = 86_400;

/// A strike and its open puts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// WAD.
    pub price: u128,
    /// Bps.
    pub volatility: u32,
    /// Units of the underlying.
    pub open: u128,
}

impl Line {
    /// Cash for puts of this strike, rounded down: for those who stay.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn cash_down(&self, amount: u128, scale: u128) -> Result<u128, RiskError> {
        mul_div_down(amount, self.price, scale)
    }

    /// Cash that `open` puts of this strike lock, rounded up.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn lock_up(&self, open: u128, scale: u128) -> Result<u128, RiskError> {
        mul_div_up(open, self.price, scale)
    }

    /// The same line with more puts open.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn with(&self, amount: u128) -> Result<Self, RiskError> {
        let open = add(self.open, amount)?;
        Ok(Self { open, ..*self })
    }

    /// The same line with fewer.
    ///
    /// # Errors
    /// [`RiskError::Overflow`] where there are not as many.
    pub fn without(&self, amount: u128) -> Result<Self, RiskError> {
        let open = sub(self.open, amount)?;
        Ok(Self { open, ..*self })
    }
}

/// What the market has and owes. OPT-1: `cash >= locked`, which is at least what all open puts can ask for together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Units of the debt asset.
    pub cash: u128,
    /// Of it, for open puts.
    pub locked: u128,
    /// Units of the underlying that were delivered.
    pub underlying: u128,
    /// Of all writers.
    pub shares: u128,
    /// Of these, those that wait.
    pub queued: u128,
}

impl Book {
    /// Cash that is not locked.
    pub fn free(&self) -> u128 {
        self.cash.saturating_sub(self.locked)
    }

    /// Locks cash for what a line has become, or frees it.
    ///
    /// # Errors
    /// [`RiskError::Overflow`], also where there is not as much cash.
    pub fn relock(&mut self, before: &Line, after: &Line, scale: u128) -> Result<(), RiskError> {
        let old = before.lock_up(before.open, scale)?;
        let new = after.lock_up(after.open, scale)?;
        self.locked = add(sub(self.locked, old)?, new)?;
        sub(self.cash, self.locked).map(|_| ())
    }

    /// Sells puts of a line; the premium locks nothing of them.
    ///
    /// # Errors
    /// As [`Self::relock`].
    pub fn sell(
        &mut self,
        before: &Line,
        after: &Line,
        scale: u128,
        premium: u128,
    ) -> Result<(), RiskError> {
        self.relock(before, after, scale)?;
        self.cash = add(self.cash, premium)?;
        Ok(())
    }

    /// Pays for puts that are no longer open, which frees as much at least.
    ///
    /// # Errors
    /// As [`Self::relock`].
    pub fn pay_off(
        &mut self,
        before: &Line,
        after: &Line,
        scale: u128,
        paid: u128,
    ) -> Result<(), RiskError> {
        self.cash = sub(self.cash, paid)?;
        self.relock(before, after, scale)
    }

    /// Takes a writer's deposit.
    ///
    /// # Errors
    /// [`RiskError::Overflow`], also where shares could no longer be counted.
    pub fn admit(&mut self, assets: u128, shares: u128) -> Result<(), RiskError> {
        self.cash = add(self.cash, assets)?;
        self.shares = add(self.shares, shares)?;
        add(self.shares, VIRTUAL_SHARES).map(|_| ())
    }

    /// Lets shares go with what is paid for them: only what is not locked.
    ///
    /// # Errors
    /// [`RiskError::Overflow`] where there is not as much.
    pub fn release(&mut self, part: &Part) -> Result<(), RiskError> {
        self.cash = sub(self.cash, part.assets)?;
        self.underlying = sub(self.underlying, part.underlying)?;
        self.shares = sub(self.shares, part.shares)?;
        sub(self.cash, self.locked).map(|_| ())
    }

    /// What shares get of everything after the window, rounded down: for those who stay. The last get all.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`] where there are no shares.
    pub fn part(&self, shares: u128) -> Result<Part, RiskError> {
        Ok(Part {
            assets: mul_div_down(shares, self.cash, self.shares)?,
            underlying: mul_div_down(shares, self.underlying, self.shares)?,
            shares,
        })
    }
}

/// What shares are paid out for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Debt units.
    pub assets: u128,
    /// Units of the underlying.
    pub underlying: u128,
    /// Shares.
    pub shares: u128,
}

/// What shares are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capital {
    /// Units of the debt asset.
    pub assets: u128,
    /// Of all writers.
    pub shares: u128,
    /// Whether the window is over, and with it the virtual shares.
    pub settled: bool,
}

impl Capital {
    /// Shares for `assets`, rounded down: for those who hold shares.
    ///
    /// # Errors
    /// [`RiskError`].
    pub fn shares_down(&self, assets: u128) -> Result<u128, RiskError> {
        mul_div_down(assets, self.all_shares()?, self.all_assets()?)
    }

    /// Shares for `assets`, rounded up: for those who stay.
    ///
    /// # Errors
    /// [`RiskError`].
    pub fn shares_up(&self, assets: u128) -> Result<u128, RiskError> {
        mul_div_up(assets, self.all_shares()?, self.all_assets()?)
    }

    /// Assets for `shares`, rounded down: for those who stay.
    ///
    /// # Errors
    /// [`RiskError`].
    pub fn assets_down(&self, shares: u128) -> Result<u128, RiskError> {
        mul_div_down(shares, self.all_assets()?, self.all_shares()?)
    }

    /// Assets for `shares`, rounded up: for those who hold shares.
    ///
    /// # Errors
    /// [`RiskError`].
    pub fn assets_up(&self, shares: u128) -> Result<u128, RiskError> {
        mul_div_up(shares, self.all_assets()?, self.all_shares()?)
    }

    /// What of `shares` can be paid of `free` cash: all, or as much as it pays.
    ///
    /// # Errors
    /// [`RiskError`].
    pub fn payable(&self, shares: u128, free: u128) -> Result<Part, RiskError> {
        let assets = self.assets_down(shares)?;
        let (assets, shares) = if assets <= free {
            (assets, shares)
        } else {
            (free, self.shares_up(free)?.min(shares))
        };
        Ok(Part {
            assets,
            underlying: 0,
            shares,
        })
    }

    /// Assets that can be deposited before shares or cash can no longer be counted.
    pub fn countable_assets(&self, cash: u128) -> u128 {
        let most = u128::MAX.saturating_sub(VIRTUAL_SHARES);
        self.assets_down(most.saturating_sub(self.shares))
            .unwrap_or(u128::MAX)
            .min(u128::MAX.saturating_sub(cash))
    }

    fn all_shares(&self) -> Result<u128, RiskError> {
        if self.settled {
            return Ok(self.shares.max(1));
        }
        add(self.shares, VIRTUAL_SHARES)
    }

    fn all_assets(&self) -> Result<u128, RiskError> {
        let nobodys = if self.settled { 0 } else { VIRTUAL_ASSETS };
        add(self.assets, nobodys)
    }
}

/// Puts that can be bought, `elapsed` seconds after so many could: all of the depth comes back in a day. Rounded down.
pub fn refilled(level: u128, depth: u128, elapsed: u64) -> u128 {
    let back = mul_div_down(depth, elapsed.into(), DAY).unwrap_or(u128::MAX);
    level.saturating_add(back).min(depth)
}

fn add(a: u128, b: u128) -> Result<u128, RiskError> {
    a.checked_add(b).ok_or(RiskError::Overflow)
}

fn sub(a: u128, b: u128) -> Result<u128, RiskError> {
    a.checked_sub(b).ok_or(RiskError::Overflow)
}
