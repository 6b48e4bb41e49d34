//! Loan-to-value engines: an account whose debt exceeds its threshold is liquidated at a bonus.
//!
//! What they have in common is here, what tells them apart in [`Rule`]: how much a call may repay, and at which bonus.
//!
//! - **Aave v3.7**: half of the *total* debt where the health factor is above 0.95 and both the picked debt and the picked
//!   collateral are worth at least $2,000, else all of the picked debt; 5% bonus; what is left of both must be worth $1,000
//!   unless one is closed whole.
//! - **Aave v4**: as much as brings the health factor to a target; the bonus rises from a part of the greatest at a health of
//!   1 to all of it at a health of 0.9; where less than $1,000 would be left of debt or collateral, all.
//! - **Morpho**: any part, so all of it; the incentive follows from the threshold, min(1.15, 1 / (1 - 0.3 (1 - threshold))).
//!
//! The liquidator picks the debt and the collateral of the highest value. Calls follow each other until the account is
//! healthy, nothing is left, or no call pays. Debt left without any collateral is written off: Aave's deficit and Morpho's
//! bad debt, the lenders' loss. The whole bonus counts as the borrower's penalty, whoever gets it. Where the market's depth
//! makes a whole call unprofitable, halves of it are tried, down to a 64th. Morpho's markets have one collateral each;
//! accounts with several are treated as one.
//!
//! An account is passed over while prices stay within a fence at whose worst corner it is healthy: health rises with
//! collateral's prices and falls with those of debts, so it is healthy everywhere inside.
//!
//! Rounding: collateral's value down, debt's value and interest up (for the lender); collateral seized down (for the
//! borrower), repayment for the last of a collateral up.

mod position;
mod rules;

pub use rules::{AaveV3, AaveV4, Morpho, Rule};

use super::{Account, Balances, Desk, Engine, Moment};
use crate::error::Result;
use crate::fixed::scale_up;
use position::Position;

/// The threshold at which an account of these values has this health factor: health x debt / collateral. Rounded up, so
/// that the account is not seen below the health given.
///
/// # Errors
/// [`crate::Error::Overflow`] if the collateral is nothing or the health infinite.
pub fn threshold_at_health(health: u128, collateral_usd: u128, debt_usd: u128) -> Result<u128> {
    scale_up(health, debt_usd, collateral_usd, "a threshold")
}

/// A loan-to-value engine.
#[derive(Debug, Clone)]
pub struct LoanToValue {
    rule: Rule,
    positions: Vec<Position>,
    /// Positions that a keeper is on his way to.
    due: usize,
    /// Whether positions behind their fence are passed over.
    fenced: bool,
}

impl LoanToValue {
    /// An engine of a rule.
    #[must_use]
    pub fn new(rule: Rule) -> Self {
        Self {
            rule,
            positions: Vec::new(),
            due: 0,
            fenced: true,
        }
    }

    /// Evaluates every account at every moment, for tests of the fence.
    #[must_use]
    pub fn unfenced(mut self) -> Self {
        self.fenced = false;
        self
    }
}

impl Engine for LoanToValue {
    fn name(&self) -> &str {
        self.rule.name()
    }

    fn open(&mut self, accounts: &[Account], assets: &[String], moment: &Moment<'_>) -> Result<()> {
        self.rule.check()?;
        self.positions = accounts
            .iter()
            .map(|account| Position::open(account, assets, moment.growth))
            .collect();
        Ok(())
    }

    fn step(&mut self, moment: &Moment<'_>, desk: &mut Desk<'_>) -> Result<()> {
        let mut due = 0;
        for position in &mut self.positions {
            if !(self.fenced && position.is_behind_fence(moment)) {
                position.visit(&self.rule, moment, desk)?;
            }
            due += usize::from(position.is_due());
        }
        self.due = due;
        Ok(())
    }

    fn is_busy(&self) -> bool {
        self.due > 0
    }

    fn accounts(&self) -> usize {
        self.positions.len()
    }

    fn balances(&self, account: usize, growth: u128) -> Balances {
        self.positions
            .get(account)
            .map_or_else(Balances::default, |position| position.balances(growth))
    }
}
