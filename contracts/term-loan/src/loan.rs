//! What time and payments make of a loan. Pure.

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
    pub offer: u64,
    pub start: u64,
    /// Instalments paid or missed.
    pub settled: u16,
    /// Interest on all principal is paid up to this second.
    pub interest_from: u64,
    /// Principal at the start, by which the plan is reckoned.
    pub opened: u128,
    /// What is owed and locked.
    pub locked: Locked,
    /// What the position can claim: cash, collateral.
    pub cash: u128,
    pub forfeited: u128,
}

/// An instalment that is neither paid nor missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Next {
    pub number: u16,
    pub due: u64,
    pub principal: u128,
    pub interest: u128,
}

/// What a payment comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    pub principal: u128,
    pub interest: u128,
    pub unlocked: u128,
}

impl Paid {
    /// Debt units.
    pub fn total(&self) -> Result<u128, RiskError> {
        self.principal.checked_add(self.interest).ok_or(RiskError::Overflow)
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
    pub principal: u128,
    pub collateral: u128,
}

impl Loan {
    /// Whether anything is owed.
    pub fn lives(&self) -> bool {
        self.locked.principal > 0
    }

    /// The next instalment. Early repayments have lowered it in proportion: principal * its share of what the plan still
    /// expects, rounded up, and a unit at least; the last one is all that is left. Interest on all principal, from where it is paid up to the
    /// instalment's date, rounds up.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] where none is left.
    pub fn next(&self, plan: &Plan, offer: &Offer) -> Result<Next, RiskError> {
        let number = self.settled.saturating_add(1);
        let share = plan.instalment(self.opened, number)?;
        let expected = self.opened.saturating_sub(plan.repaid_by(self.opened, self.settled)?);
        let due = self.start.saturating_add(share.due);
        let owed = self.locked.principal;
        let principal = if number == plan.count()? || expected <= share.principal {
            owed
        } else {
            mul_div_up(owed, share.principal, expected)?.clamp(1, owed.max(1))
        };
        let seconds = due.saturating_sub(self.interest_from);
        Ok(Next {
            number,
            due,
            principal,
            interest: interest(owed, offer.rate(), seconds)?,
        })
    }

    /// Forfeits every instalment whose grace is over at `now`; each ends its principal and the interest of its time
    /// against its share of the collateral, rounded up.
    ///
    /// # Errors
    /// [`RiskError`]: none for terms that were checked.
    pub fn settle(&mut self, plan: &Plan, offer: &Offer, now: u64) -> Result<Missed, RiskError> {
        let mut missed = Missed::default();
        // Each turn settles one of at most 120 instalments.
        while self.lives() {
            let next = self.next(plan, offer)?;
            if standing(next.due, offer.grace.into(), now) != Standing::Missed {
                break;
            }
            let (rest, lost) = self.locked.forfeit(next.principal)?;
            missed.principal = missed.principal.saturating_add(next.principal);
            missed.collateral = missed.collateral.saturating_add(lost);
            self.forfeited = self.forfeited.checked_add(lost).ok_or(RiskError::Overflow)?;
            self.pass(&next, rest);
        }
        Ok(missed)
    }

    /// Pays the next instalment.
    ///
    /// # Errors
    /// [`RiskError`]: overflow of what can be claimed.
    pub fn pay_instalment(&mut self, plan: &Plan, offer: &Offer) -> Result<Paid, RiskError> {
        let next = self.next(plan, offer)?;
        let (rest, unlocked) = self.locked.repay(next.principal)?;
        let paid = Paid {
            principal: next.principal,
            interest: next.interest,
            unlocked,
        };
        self.receive(&paid)?;
        self.pass(&next, rest);
        Ok(paid)
    }

    /// Pays every instalment whose date has come, and gives what they come to and how many there are. Settled before: none
    /// is missed.
    ///
    /// # Errors
    /// [`RiskError`]: overflow of what can be claimed.
    pub fn pay_due(&mut self, plan: &Plan, offer: &Offer, now: u64) -> Result<Paid, RiskError> {
        let mut paid = Paid::default();
        // Each turn pays one of at most 120 instalments.
        while self.lives() && self.next(plan, offer)?.due <= now {
            paid.add(&self.pay_instalment(plan, offer)?)?;
        }
        Ok(paid)
    }

    /// Repays principal before its date, with the interest on it up to `now`.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for more than is owed; overflow of what can be claimed.
    pub fn repay_early(&mut self, offer: &Offer, principal: u128, now: u64) -> Result<Paid, RiskError> {
        let (rest, unlocked) = self.locked.repay(principal)?;
        let seconds = now.saturating_sub(self.interest_from);
        let paid = Paid {
            principal,
            interest: interest(principal, offer.rate(), seconds)?,
            unlocked,
        };
        self.receive(&paid)?;
        self.locked = rest;
        Ok(paid)
    }

    fn receive(&mut self, paid: &Paid) -> Result<(), RiskError> {
        self.cash = self.cash.checked_add(paid.total()?).ok_or(RiskError::Overflow)?;
        Ok(())
    }

    fn pass(&mut self, next: &Next, rest: Locked) {
        self.locked = rest;
        self.settled = next.number;
        self.interest_from = self.interest_from.max(next.due);
    }
}
