//! What a collar is. Pure.

use alloy_primitives::Address;
use risk_core::{RiskError, amortise::interest, fixed::Wad};

use crate::terms::Calls;

/// Amounts of debt asset, collateral and puts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    pub cash: u128,
    pub collateral: u128,
    pub puts: u128,
}

impl Holding {
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

    /// Without what is taken of it.
    pub fn less(&self, taken: &Self) -> Self {
        Self {
            cash: self.cash.saturating_sub(taken.cash),
            collateral: self.collateral.saturating_sub(taken.collateral),
            puts: self.puts.saturating_sub(taken.puts),
        }
    }
}

/// As `ICollar.Call`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Call {
    #[default]
    Open,
    Exercised,
    Cancelled,
}

/// As `ICollar.Phase`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Running,
    Callable,
    Over,
}

/// As `ICollar.Collar`, with what of its loan never changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collar {
    /// Zero: there is no such collar.
    pub owner: Address,
    pub bid: u64,
    /// Zero: released.
    pub loan: u64,
    /// Of the loan, WAD per year.
    pub rate: u64,
    /// When it was opened.
    pub start: u64,
    /// Of its puts.
    pub strike: u8,
    pub call: Call,
    /// Collateral that the call is on.
    pub amount: u128,
    pub here: Holding,
}

impl Collar {
    /// What can be done at `now`.
    pub fn phase(&self, calls: &Calls, now: u64) -> Phase {
        if self.call != Call::Open || now > calls.until() {
            Phase::Over
        } else if now >= calls.expiry {
            Phase::Callable
        } else {
            Phase::Running
        }
    }

    /// What of `all` is the owner's to take: the collateral stays while the call can be exercised.
    pub fn free(&self, all: Holding, calls: &Calls, now: u64) -> Holding {
        Holding {
            collateral: match self.phase(calls, now) {
                Phase::Over => all.collateral,
                Phase::Running | Phase::Callable => 0,
            },
            ..all
        }
    }

    /// What repaying `principal` of the loan costs, as `IOptionLoan.repay` reckons.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn owed(&self, calls: &Calls, principal: u128, now: u64) -> Result<u128, RiskError> {
        let seconds = now.min(calls.puts_until()).saturating_sub(self.start);
        interest(principal, Wad(self.rate.into()), seconds)?
            .checked_add(principal)
            .ok_or(RiskError::Overflow)
    }
}
