//! A loan-to-value engine of the usual kind, run on the same prices for comparison.
//!
//! The rule is Aave v3.7's:
//! - An account's health factor is its collateral's value times its threshold, over its debt. Below 1
//!   it is liquidated.
//! - The liquidator picks one debt and one collateral: here the largest of each by value.
//! - He may repay half of the *total* debt if the health factor is above 0.95 and both the picked
//!   debt and the picked collateral are worth at least $2,000; otherwise all of the picked debt. He
//!   gets 5% more collateral than he repays; if the picked collateral does not suffice, he takes all
//!   of it and repays its value over 1.05.
//! - What he leaves of the picked debt and of the picked collateral must each be worth $1,000 or
//!   more, unless one of the two is closed whole. Where half would leave less, he repays as much as
//!   leaves $1,000.
//! - Debt left without any collateral is written off: the lenders' loss.
//!
//! Liquidators are taken to be there at every tick of the path, at once, as often as it takes until
//! the health factor is 1 or nothing is left, each at spot and without moving the market: the best
//! case for lenders. The whole 5% counts as the borrower's penalty, whoever of liquidator and
//! protocol gets it. Gas is not modelled.
//!
//! **Equal borrowing power.** Each account comes with its own threshold, so that a caller can give it
//! the one at which both engines see the same health at the start ([`threshold_at_health`]).
//!
//! Rounding: collateral's value down, debt's value up, interest up (for the lender); collateral
//! seized down (for the borrower), repayment for the last of a collateral up.

mod account;
mod outcome;

pub use outcome::{ForcedSale, LenderLoss, LoanOutcome, LtvOutcome, Totals};

use crate::book::Loan;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use crate::prices::Path;
use account::Account;
use risk_core::fixed::Wad;

/// The rule's parameters; WAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LtvRules {
    /// Part of the total debt that one call may repay.
    pub close_factor: u128,
    /// Health factor at or below which all may be repaid.
    pub whole_below_health: u128,
    /// USD value of the picked debt or collateral below which all may be repaid.
    pub whole_below_usd: u128,
    /// USD value that must be left of both, unless one is closed whole.
    pub least_left_usd: u128,
    /// Collateral paid beyond what is repaid.
    pub bonus: u128,
    /// Interest per year on every debt, compounded continuously.
    pub interest_per_year: u128,
}

impl LtvRules {
    /// Aave v3.7 with a bonus of 5%, at the caller's interest rate.
    #[must_use]
    pub fn aave_v3_7(interest_per_year: u128) -> Self {
        Self {
            close_factor: WAD / 2,
            whole_below_health: WAD / 100 * 95,
            whole_below_usd: 2_000 * WAD,
            least_left_usd: 1_000 * WAD,
            bonus: WAD / 100 * 5,
            interest_per_year,
        }
    }

    fn check(&self) -> Result<()> {
        let refuse = |name, value: u128, advice| {
            let value = crate::decimal::format_wad(value);
            Err(Error::Parameter {
                name,
                value,
                advice,
            })
        };
        if self.close_factor == 0 || self.close_factor > WAD {
            return refuse(
                "close factor",
                self.close_factor,
                "give more than 0 and at most 1",
            );
        }
        if self.whole_below_usd < self.least_left_usd.saturating_mul(2) {
            let advice = "give at least twice the value that must be left";
            return refuse("whole below USD", self.whole_below_usd, advice);
        }
        if self.bonus > WAD {
            return refuse("bonus", self.bonus, "give at most 1");
        }
        if self.interest_per_year > 10 * WAD {
            return refuse(
                "interest per year",
                self.interest_per_year,
                "give at most 10",
            );
        }
        Ok(())
    }
}

/// A loan and the threshold at which this engine liquidates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LtvAccount {
    /// The loan as opened.
    pub loan: Loan,
    /// Debt over collateral at which the health factor is 1, WAD.
    pub threshold: u128,
}

/// The threshold at which an account of these values has this health factor: health x debt /
/// collateral. Rounded up, so that the account is not seen below the health given.
///
/// # Errors
/// [`Error::Overflow`] if the collateral is nothing or the health infinite.
pub fn threshold_at_health(health: u128, collateral_usd: u128, debt_usd: u128) -> Result<u128> {
    scale_up(health, debt_usd, collateral_usd, "a threshold")
}

/// Runs the rule over the path: first at its opening prices, then at every tick.
///
/// # Errors
/// [`Error::MissingPrices`] with every asset of the accounts that the path lacks;
/// [`Error::Parameter`] for rules that contradict themselves; [`Error::Overflow`].
pub fn run(accounts: &[LtvAccount], path: &Path, rules: &LtvRules) -> Result<LtvOutcome> {
    rules.check()?;
    check_prices(accounts, path)?;
    let mut prices = path.initial.clone();
    let mut states = accounts
        .iter()
        .map(|account| Account::open(account, path, &prices))
        .collect::<Result<Vec<_>>>()?;
    let mut sales = Vec::new();
    let mut losses = Vec::new();
    let mut now = path.start;
    for state in &mut states {
        state.liquidate(now, &prices, path, rules, &mut sales, &mut losses)?;
    }
    for tick in path.ticks() {
        for event in tick.events {
            if let Some(price) = prices.get_mut(event.asset) {
                *price = event.price;
            }
        }
        let seconds = tick.time.saturating_sub(now);
        let growth = risk_core::curve::growth(Wad(rules.interest_per_year), seconds)
            .map_err(|_| Error::Overflow { what: "interest" })?;
        now = tick.time;
        for state in &mut states {
            state.accrue(growth)?;
            state.liquidate(now, &prices, path, rules, &mut sales, &mut losses)?;
        }
    }
    let loans = states
        .iter()
        .map(|state| state.outcome(&prices))
        .collect::<Result<Vec<_>>>()?;
    let totals = Totals::of(&loans)?;
    Ok(LtvOutcome {
        loans,
        sales,
        losses,
        totals,
    })
}

fn check_prices(accounts: &[LtvAccount], path: &Path) -> Result<()> {
    let sides = accounts
        .iter()
        .flat_map(|a| a.loan.collateral.iter().chain(&a.loan.debt));
    let mut assets: Vec<String> = sides
        .filter(|(asset, _)| path.asset(asset).is_none())
        .map(|(asset, _)| asset.clone())
        .collect();
    assets.sort();
    assets.dedup();
    if assets.is_empty() {
        Ok(())
    } else {
        Err(Error::MissingPrices { assets })
    }
}

/// a times price, down.
fn value_down(amount: u128, price: u128) -> Result<u128> {
    scale_down(amount, price, WAD, "a value")
}

/// a times price, up.
fn value_up(amount: u128, price: u128) -> Result<u128> {
    scale_up(amount, price, WAD, "a value")
}
