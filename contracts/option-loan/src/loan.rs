//! What a loan is. Pure.

use alloy_primitives::Address;
use risk_core::{RiskError, amortise::Locked};

use crate::terms::Offer;

/// As `IOptionLoan.Loan`, without what could not be sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loan {
    /// Zero: there is no such loan.
    pub borrower: Address,
    pub offer: u64,
    pub start: u64,
    /// What is owed and locked; as many puts as collateral.
    pub locked: Locked,
    /// What the position can claim: cash, collateral.
    pub cash: u128,
    pub forfeited: u128,
    /// Whether what is the borrower's waits until claimed.
    pub withholding: bool,
}

/// What could not be sent to the borrower.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    pub cash: u128,
    pub collateral: u128,
    pub puts: u128,
}

impl Withheld {
    /// Whether there is anything.
    pub fn any(&self) -> bool {
        self.cash | self.collateral | self.puts != 0
    }

    /// Together with more.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn with(&self, more: &Self) -> Result<Self, RiskError> {
        let sum = |a: u128, b: u128| a.checked_add(b).ok_or(RiskError::Overflow);
        Ok(Self {
            cash: sum(self.cash, more.cash)?,
            collateral: sum(self.collateral, more.collateral)?,
            puts: sum(self.puts, more.puts)?,
        })
    }
}

/// What a repayment comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    pub principal: u128,
    pub interest: u128,
    pub unlocked: u128,
}

impl Paid {
    /// Debt units.
    pub fn total(&self) -> Result<u128, RiskError> {
        self.principal
            .checked_add(self.interest)
            .ok_or(RiskError::Overflow)
    }
}

/// As `IOptionLoan.Phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Ended,
    Running,
    Grace,
    Exercisable,
    Late,
    Forfeitable,
}

impl Loan {
    /// Whether anything is owed.
    pub fn lives(&self) -> bool {
        self.locked.principal > 0
    }

    /// What can be done with it at `now`.
    pub fn phase(&self, offer: &Offer, now: u64) -> Phase {
        if !self.lives() {
            Phase::Ended
        } else if now < offer.puts.expiry {
            Phase::Running
        } else if now <= offer.grace_until() {
            Phase::Grace
        } else if now <= offer.puts.until() {
            Phase::Exercisable
        } else if now < offer.forfeit_from() {
            Phase::Late
        } else {
            Phase::Forfeitable
        }
    }

    /// Principal and interest.
    ///
    /// # Errors
    /// [`RiskError`]: none for a loan that was opened.
    pub fn owed(&self, offer: &Offer, now: u64) -> Result<u128, RiskError> {
        offer.owed(self.locked.principal, self.start, now)
    }

    /// Repays principal with the interest on it; collateral is unlocked in proportion, rounded down.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for more than is owed.
    pub fn repay(&mut self, offer: &Offer, principal: u128, now: u64) -> Result<Paid, RiskError> {
        let (rest, unlocked) = self.locked.repay(principal)?;
        let paid = Paid {
            principal,
            interest: offer.interest(principal, self.start, now)?,
            unlocked,
        };
        self.receive(paid.total()?)?;
        self.locked = rest;
        Ok(paid)
    }

    /// Ends a loan whose puts paid `cash`: what is owed is the lender's, and the rest, which is returned, the borrower's.
    ///
    /// # Errors
    /// [`RiskError`]: none for a loan that was opened.
    pub fn exercise(&mut self, offer: &Offer, cash: u128, now: u64) -> Result<u128, RiskError> {
        let due = self.owed(offer, now)?.min(cash);
        self.receive(due)?;
        self.locked = Locked::default();
        Ok(cash.saturating_sub(due))
    }

    /// Ends a loan whose puts nobody exercised: all collateral, which is returned, is the lender's.
    ///
    /// # Errors
    /// [`RiskError::Overflow`]: none, for what is forfeited was locked.
    pub fn forfeit(&mut self) -> Result<u128, RiskError> {
        let lost = self.locked.collateral;
        self.forfeited = self
            .forfeited
            .checked_add(lost)
            .ok_or(RiskError::Overflow)?;
        self.locked = Locked::default();
        Ok(lost)
    }

    fn receive(&mut self, cash: u128) -> Result<(), RiskError> {
        self.cash = self.cash.checked_add(cash).ok_or(RiskError::Overflow)?;
        Ok(())
    }
}
