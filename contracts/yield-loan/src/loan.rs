//! What time, growth and payments make of a loan. Pure.
//!
//! Interest is counted from one moment for as long as the principal stays: asking, harvesting or paying often adds nothing to
//! it. What was paid of it is kept beside; only where principal is paid, for which all interest must be, it starts anew.

use alloy_primitives::Address;
use risk_core::{
    RiskError,
    amortise::{Locked, harvestable, marked, simple_interest},
    fixed::{BPS, WAD, Wad, YEAR, mul_div_down, mul_div_up},
    unwind::dutch_linear,
};

use crate::terms::Offer;

/// By how much the price of growth starts above spot, WAD.
const PREMIUM: u128 = 5_000_000_000_000_000;
/// For how long it falls, seconds: six hours.
pub const FALL: u64 = 21_600;
/// A harvest in kind is at least this part of the shares, but for one that ends the loan or that turning would ask for: it costs
/// the borrower up to a unit of debt in rounding, and anybody harvests.
const LEAST_PART: u128 = 100_000;

/// As `IYieldLoan.Loan`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loan {
    /// Zero: there is no such loan.
    pub borrower: Address,
    pub offer: u64,
    pub turned: bool,
    pub start: u64,
    pub interest_from: u64,
    pub sale_from: u64,
    /// Principal for which all that is locked stands: that at the opening, less what was repaid by hand in proportion; once
    /// there are dates, principal when it was turned.
    pub opened: u128,
    /// What is owed and locked.
    pub locked: Locked,
    /// Interest from before `interest_from`.
    pub unpaid: u128,
    /// Interest that was paid since.
    pub paid: u128,
    pub opened_rate: Wad,
    pub mark: Wad,
    /// What the position can claim.
    pub cash: u128,
    pub shares: u128,
}

/// What a payment comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    pub interest: u128,
    pub principal: u128,
    /// Shares that are the borrower's thereby.
    pub unlocked: u128,
}

impl Paid {
    /// Debt units.
    pub fn total(&self) -> u128 {
        self.interest.saturating_add(self.principal)
    }
}

/// What was missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    pub principal: u128,
    pub interest: u128,
    pub collateral: u128,
}

/// The line that the principal of a loan with dates must reach next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub due: u64,
    pub principal: u128,
}

impl Loan {
    /// Whether anything is owed.
    pub fn lives(&self) -> bool {
        self.locked.principal > 0
    }

    fn rate(&self, offer: &Offer) -> Wad {
        Wad(if self.turned {
            offer.term_rate
        } else {
            offer.rate
        }
        .into())
    }

    /// Interest that is owed at `now`, rounded up.
    ///
    /// # Errors
    /// [`RiskError`]: none of an offer within its bounds.
    #[inline(never)]
    pub fn interest(&self, offer: &Offer, now: u64) -> Result<u128, RiskError> {
        let since = simple_interest(
            self.locked.principal,
            self.rate(offer),
            now.saturating_sub(self.interest_from),
        )?;
        Ok(self.unpaid.saturating_add(since).saturating_sub(self.paid))
    }

    /// All that is owed.
    pub fn debt(&self, offer: &Offer, now: u64) -> Result<u128, RiskError> {
        Ok(self
            .interest(offer, now)?
            .saturating_add(self.locked.principal))
    }

    /// Pays interest, then principal, with at most what is owed. Principal never grows (YLD-1).
    fn credit(&mut self, offer: &Offer, amount: u128, now: u64) -> Result<Paid, RiskError> {
        let owed = self.interest(offer, now)?;
        let interest = amount.min(owed);
        let principal = amount.saturating_sub(interest).min(self.locked.principal);
        if principal > 0 {
            // All interest is paid.
            (self.interest_from, self.unpaid, self.paid) = (now, 0, 0);
            self.locked.principal = self.locked.principal.saturating_sub(principal);
        } else {
            self.paid = self.paid.saturating_add(interest);
        }
        Ok(Paid {
            interest,
            principal,
            unlocked: 0,
        })
    }

    /// What is locked is the borrower's once nothing is owed.
    fn end(&mut self, paid: &mut Paid) {
        if !self.lives() {
            paid.unlocked = core::mem::take(&mut self.locked.collateral);
        }
    }

    /// A payment by hand of at most `amount`: principal unlocks its share, rounded down.
    #[inline(never)]
    pub fn repay(&mut self, offer: &Offer, amount: u128, now: u64) -> Result<Paid, RiskError> {
        let before = self.locked;
        let mut paid = self.credit(offer, amount, now)?;
        (self.locked, paid.unlocked) = before.repay(paid.principal)?;
        if !self.turned && paid.principal > 0 {
            // What yield has repaid stays the same part of the loan.
            let left = self.locked.principal;
            self.opened = mul_div_down(self.opened, left, before.principal)?.max(left);
        }
        self.receive(&paid)?;
        Ok(paid)
    }

    fn receive(&mut self, paid: &Paid) -> Result<(), RiskError> {
        self.cash = self
            .cash
            .checked_add(paid.total())
            .ok_or(RiskError::Overflow)?;
        Ok(())
    }

    /// The rate that is believed of what the oracle tells: it cannot have grown faster than the cap, in kind since the mark,
    /// so that no headroom is saved up; where growth is sold, since the opening.
    pub fn believed(&self, offer: &Offer, told: Wad, now: u64) -> Wad {
        let (base, since) = if offer.sells() {
            (self.opened_rate, self.start)
        } else {
            (self.mark, self.sale_from)
        };
        // At most 2^80; one year's growth of one in bps. `risk_core::oracle::rate_cap` does the same for any growth, with code
        // for 512 bits that has no room here.
        let grown = u128::from(offer.growth_cap).saturating_mul(now.saturating_sub(since).into());
        let year = BPS.saturating_mul(YEAR.into());
        let rise = mul_div_down(base.0, grown, year).unwrap_or(u128::MAX);
        told.min(Wad(base.0.saturating_add(rise)))
    }

    /// Shares that have grown. None of a loan that has dates: its growth is locked with the rest.
    pub fn grown(&self, rate: Wad) -> Result<u128, RiskError> {
        if self.turned || !self.lives() {
            return Ok(0);
        }
        harvestable(self.locked.collateral, self.mark, rate)
    }

    /// Lets shares go of the growth.
    fn release(&mut self, shares: u128) -> Result<(), RiskError> {
        self.mark = marked(self.locked.collateral, self.mark, shares)?;
        self.locked.collateral = self.locked.collateral.saturating_sub(shares);
        Ok(())
    }

    /// Growth in kind: shares, and what they pay: all of it, or as much as pays all that is owed.
    pub fn in_kind(&self, offer: &Offer, rate: Wad, now: u64) -> Result<(u128, u128), RiskError> {
        let grown = self.grown(rate)?;
        let (worth, debt) = (offer.worth_down(grown, rate)?, self.debt(offer, now)?);
        if worth < debt {
            return Ok((grown, worth));
        }
        Ok((offer.shares_up(debt, rate)?.min(grown), debt))
    }

    /// [`Self::in_kind`], none where it is not worth a harvest.
    #[inline(never)]
    pub fn worthwhile(
        &self,
        offer: &Offer,
        rate: Wad,
        now: u64,
    ) -> Result<(u128, u128), RiskError> {
        let (shares, worth) = self.in_kind(offer, rate, now)?;
        let least = self.locked.collateral.div_ceil(LEAST_PART);
        if worth == 0 || (shares < least && worth < self.debt(offer, now)?) {
            return Ok((0, 0));
        }
        Ok((shares, worth))
    }

    /// Hands shares of the growth to the lender for what they are worth in kind. For nothing nothing changes.
    #[inline(never)]
    pub fn harvest(
        &mut self,
        offer: &Offer,
        (shares, worth): (u128, u128),
        now: u64,
    ) -> Result<(u128, Paid), RiskError> {
        if worth == 0 {
            return Ok((0, Paid::default()));
        }
        self.release(shares)?;
        self.sale_from = now;
        self.shares = self.shares.checked_add(shares).ok_or(RiskError::Overflow)?;
        let mut paid = self.credit(offer, worth, now)?;
        self.end(&mut paid);
        Ok((shares, paid))
    }

    /// What of a spot value growth costs at `now`, WAD.
    fn asked(&self, offer: &Offer, now: u64) -> Wad {
        let floor = Wad::from_bps((BPS as u16).saturating_sub(offer.discount));
        let start = Wad(WAD.saturating_add(PREMIUM));
        dutch_linear(start, floor, now.saturating_sub(self.sale_from), FALL)
    }

    /// What `shares` whose spot value is `value`, rounded down, cost now, rounded up: no less than the debt that they stand for
    /// (YLD-2), whatever the oracle tells; no more than is owed, and then only shares for that, rounded up.
    #[inline(never)]
    pub fn price(
        &self,
        offer: &Offer,
        shares: u128,
        value: u128,
        now: u64,
    ) -> Result<(u128, u128), RiskError> {
        let value = value.checked_add(1).ok_or(RiskError::Overflow)?;
        let debt = self.debt(offer, now)?;
        let stands_for = mul_div_up(shares, debt, self.locked.collateral)?;
        let cost = mul_div_up(value, self.asked(offer, now).0, WAD)?.max(stands_for);
        if cost <= debt {
            return Ok((shares, cost));
        }
        Ok((mul_div_up(shares, debt, cost)?, debt))
    }

    /// Sells `shares` of the growth for `cost`. What is sold of it brings the price back up in proportion.
    #[inline(never)]
    pub fn sell(
        &mut self,
        offer: &Offer,
        grown: u128,
        (shares, cost): (u128, u128),
        now: u64,
    ) -> Result<Paid, RiskError> {
        let elapsed = now.saturating_sub(self.sale_from).min(FALL);
        let left = mul_div_up(elapsed.into(), grown.saturating_sub(shares), grown)?;
        self.sale_from = now.saturating_sub(u64::try_from(left).unwrap_or(FALL));
        self.release(shares)?;
        let mut paid = self.credit(offer, cost, now)?;
        self.receive(&paid)?;
        self.end(&mut paid);
        Ok(paid)
    }

    /// Whether interest older than the patience stands unpaid, or the longest yield phase is over; with a patience more
    /// while that is `halted`.
    pub fn lapsed(&self, offer: &Offer, halted: bool, now: u64) -> Result<bool, RiskError> {
        if self.turned || !self.lives() {
            return Ok(false);
        }
        let patience = u64::from(offer.patience);
        let now = if halted {
            now.saturating_sub(patience)
        } else {
            now
        };
        let over = offer.longest > 0 && now.saturating_sub(self.start) > offer.longest.into();
        Ok(over || self.interest(offer, now.saturating_sub(patience))? > 0)
    }

    /// Gives the loan dates from `now` on. The share of the principal that yield has repaid is unlocked now, rounded down: it
    /// stayed locked to earn.
    #[inline(never)]
    pub fn turn(&mut self, offer: &Offer, now: u64) -> Result<u128, RiskError> {
        self.unpaid = self.interest(offer, now)?;
        let repaid = self.opened.saturating_sub(self.locked.principal);
        let whole = Locked {
            principal: self.opened,
            collateral: self.locked.collateral,
        };
        let (rest, unlocked) = whole.repay(repaid)?;
        self.locked.collateral = rest.collateral;
        (self.paid, self.interest_from, self.start) = (0, now, now);
        (self.opened, self.turned) = (self.locked.principal, true);
        Ok(unlocked)
    }

    /// The line of a date: opened * parts left / parts, rounded down. Plans of other kinds would bring their mathematics
    /// along, for which there is no room here.
    fn line(&self, offer: &Offer, number: u16) -> Result<Line, RiskError> {
        let seconds = u64::from(offer.period).saturating_mul(number.into());
        let left = offer.count.saturating_sub(number);
        Ok(Line {
            due: self.start.saturating_add(seconds),
            principal: mul_div_down(self.opened, left.into(), offer.count.into())?,
        })
    }

    /// Dates whose grace is over at `now`.
    fn passed(&self, offer: &Offer, now: u64) -> u16 {
        let grace = u64::from(offer.grace).saturating_add(1);
        let periods = now
            .saturating_sub(self.start)
            .saturating_sub(grace)
            .checked_div(offer.period.into())
            .unwrap_or_default();
        u16::try_from(periods).unwrap_or(u16::MAX).min(offer.count)
    }

    /// The next line whose grace is not over. Of no meaning for a loan that has no dates.
    pub fn next(&self, offer: &Offer, now: u64) -> Result<Line, RiskError> {
        let number = self.passed(offer, now).saturating_add(1);
        self.line(offer, number.min(offer.count))
    }

    /// Forfeits what stands above the line at the last date whose grace is over: that principal and the interest on it are
    /// ended against its share of the shares, rounded up. Interest on what is left stays owed. When it is called makes no
    /// difference but for rounding.
    ///
    /// # Errors
    /// [`RiskError`]: none for terms that were checked.
    #[inline(never)]
    pub fn settle(&mut self, offer: &Offer, now: u64) -> Result<Missed, RiskError> {
        if !self.turned {
            return Ok(Missed::default());
        }
        let line = self.line(offer, self.passed(offer, now))?;
        let before = self.locked.principal;
        let principal = before.saturating_sub(line.principal);
        if principal == 0 {
            return Ok(Missed::default());
        }
        let owed = self.interest(offer, now)?;
        let (rest, collateral) = self.locked.forfeit(principal)?;
        self.locked = rest;
        self.unpaid = mul_div_up(owed, rest.principal, before)?;
        (self.paid, self.interest_from) = (0, now);
        self.shares = self
            .shares
            .checked_add(collateral)
            .ok_or(RiskError::Overflow)?;
        Ok(Missed {
            principal,
            interest: owed.saturating_sub(self.unpaid),
            collateral,
        })
    }
}
