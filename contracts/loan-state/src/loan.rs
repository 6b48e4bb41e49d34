//! What time and payments make of a loan.

use alloy_primitives::Address;
use risk_core::{
    RiskError,
    amortise::{Locked, Plan, Standing, interest, standing},
    fixed::mul_div_up,
};

use crate::terms::Offer;

/// As `ITermLoan.Loan`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loan {
    /// Zero: there is no such loan.
    pub borrower: Address,
    /// Number of the offer that was taken.
    pub offer: u64,
    /// When it was taken, unix seconds.
    pub start: u64,
    /// Instalments paid or missed.
    pub settled: u16,
    /// Interest on all principal is paid up to this second.
    pub interest_from: u64,
    /// Principal at the start, by which the plan is reckoned.
    pub opened: u128,
    /// What is owed and locked.
    pub locked: Locked,
    /// Debt units that were paid and not claimed yet.
    pub cash: u128,
    /// Collateral units that were forfeited and not claimed yet.
    pub forfeited: u128,
}

/// An instalment that is neither paid nor missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next {
    /// From 1.
    pub number: u16,
    /// Unix seconds.
    pub due: u64,
    /// Debt units.
    pub principal: u128,
}

/// What a payment comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// Debt units.
    pub principal: u128,
    /// Debt units.
    pub interest: u128,
    /// Collateral units.
    pub unlocked: u128,
}

impl Paid {
    /// Debt units.
    pub fn total(&self) -> Result<u128, RiskError> {
        self.principal
            .checked_add(self.interest)
            .ok_or(RiskError::Overflow)
    }

    /// Together with another.
    pub fn add(&mut self, other: &Self) -> Result<(), RiskError> {
        let sum = |a: u128, b: u128| a.checked_add(b).ok_or(RiskError::Overflow);
        self.principal = sum(self.principal, other.principal)?;
        self.interest = sum(self.interest, other.interest)?;
        self.unlocked = sum(self.unlocked, other.unlocked)?;
        Ok(())
    }
}

/// What was missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Missed {
    /// Debt units.
    pub principal: u128,
    /// Collateral units.
    pub collateral: u128,
}

impl Loan {
    /// Whether anything is owed.
    pub fn lives(&self) -> bool {
        self.locked.principal > 0
    }

    /// The date of the next instalment.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] where none is left.
    fn due(&self, plan: &Plan) -> Result<u64, RiskError> {
        let seconds = plan.due(self.settled.saturating_add(1))?;
        Ok(self.start.saturating_add(seconds))
    }

    /// The next instalment. Early repayments have lowered it in proportion: principal * its share of what the plan still
    /// expects, rounded up, and a unit at least; the last one is all that is left.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] where none is left.
    #[inline(never)]
    pub fn next(&self, plan: &Plan) -> Result<Next, RiskError> {
        let number = self.settled.saturating_add(1);
        let before = plan.repaid_by(self.opened, self.settled)?;
        let share = plan.repaid_by(self.opened, number)?.saturating_sub(before);
        let expected = self.opened.saturating_sub(before);
        let owed = self.locked.principal;
        let principal = if expected <= share {
            owed
        } else {
            mul_div_up(owed, share, expected)?.clamp(1, owed.max(1))
        };
        let due = self.due(plan)?;
        Ok(Next {
            number,
            due,
            principal,
        })
    }

    /// Interest on `principal` of what is owed, from where it is paid up to `until`, rounded up.
    ///
    /// # Errors
    /// [`RiskError`]: none for a loan that its terms can bear.
    pub fn interest(&self, offer: &Offer, principal: u128, until: u64) -> Result<u128, RiskError> {
        interest(
            principal,
            offer.rate(),
            until.saturating_sub(self.interest_from),
        )
    }

    /// Forfeits every instalment whose grace is over at `now`; each ends its principal and the interest on that against its
    /// share of the collateral, rounded up. Interest on what is left stays owed, from where it was paid.
    ///
    /// # Errors
    /// [`RiskError`]: none for terms that were checked.
    #[inline(never)]
    pub fn settle(&mut self, plan: &Plan, offer: &Offer, now: u64) -> Result<Missed, RiskError> {
        let mut missed = Missed::default();
        // Each turn settles one of at most 120 instalments.
        while self.lives() && standing(self.due(plan)?, offer.grace.into(), now) == Standing::Missed
        {
            let next = self.next(plan)?;
            let (rest, lost) = self.locked.forfeit(next.principal)?;
            missed.principal = missed.principal.saturating_add(next.principal);
            missed.collateral = missed.collateral.saturating_add(lost);
            self.forfeited = self
                .forfeited
                .checked_add(lost)
                .ok_or(RiskError::Overflow)?;
            (self.locked, self.settled) = (rest, next.number);
        }
        Ok(missed)
    }

    /// Pays the next instalment, with the interest on all principal up to its date, or up to `now` where that is later.
    ///
    /// # Errors
    /// [`RiskError`]: none for a loan that its terms can bear.
    #[inline(never)]
    pub fn pay_instalment(
        &mut self,
        plan: &Plan,
        offer: &Offer,
        now: u64,
    ) -> Result<Paid, RiskError> {
        let next = self.next(plan)?;
        let until = next.due.max(now);
        let (rest, unlocked) = self.locked.repay(next.principal)?;
        let paid = Paid {
            principal: next.principal,
            interest: self.interest(offer, self.locked.principal, until)?,
            unlocked,
        };
        self.receive(&paid)?;
        (self.locked, self.settled) = (rest, next.number);
        self.interest_from = self.interest_from.max(until);
        Ok(paid)
    }

    /// Pays every instalment whose date has come. Settled before: none is missed.
    ///
    /// # Errors
    /// [`RiskError`]: none for a loan that its terms can bear.
    pub fn pay_due(&mut self, plan: &Plan, offer: &Offer, now: u64) -> Result<Paid, RiskError> {
        let mut paid = Paid::default();
        // Each turn pays one of at most 120 instalments.
        while self.lives() && self.due(plan)? <= now {
            paid.add(&self.pay_instalment(plan, offer, now)?)?;
        }
        Ok(paid)
    }

    /// Repays principal before its date, with the interest on it up to `now`.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for more than is owed.
    pub fn repay_early(
        &mut self,
        offer: &Offer,
        principal: u128,
        now: u64,
    ) -> Result<Paid, RiskError> {
        let (rest, unlocked) = self.locked.repay(principal)?;
        let paid = Paid {
            principal,
            interest: self.interest(offer, principal, now)?,
            unlocked,
        };
        self.receive(&paid)?;
        self.locked = rest;
        Ok(paid)
    }

    fn receive(&mut self, paid: &Paid) -> Result<(), RiskError> {
        self.cash = self
            .cash
            .checked_add(paid.total()?)
            .ok_or(RiskError::Overflow)?;
        Ok(())
    }
}
