//! Loans without liquidation: a module for each kind, which follows its program's events and does what anyone may do for it.
//!
//! To the tick a kind gives the dates of its loans ([`Due`]) and what it did; nothing else is common to them.

pub mod term;

use crate::{Keeper, assess::Market, config::WAD, decide::worth, report::TickReport};
use alloy::primitives::{Address, U256};
use risk_core::fixed::wide_mul_div_down;
use serde::Serialize;

/// The next date of a loan.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Of which kind the loan is.
    pub kind: &'static str,
    /// Its number in its program.
    pub loan: U256,
    /// Who owes.
    pub borrower: Address,
    /// The date, seconds.
    pub due: u64,
    /// Last second at which it can be met.
    pub until: u64,
    /// What is owed in all, USD; 0 where the pool's oracle has no price of it.
    pub usd: f64,
}

/// The loans of one kind, as of a tick.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Loans {
    /// Loans that are owed.
    pub live: usize,
    /// What they owe, USD, as far as it has a price.
    pub usd: f64,
    /// Of these, past their date and still to be met.
    pub overdue: usize,
    /// Of these, missed and not settled yet.
    pub missed: usize,
    /// The next date of all that is not past, seconds; none where there is none.
    pub next_due: Option<u64>,
}

impl Loans {
    /// Counts dates as of `now`.
    pub fn of<'a>(dues: impl Iterator<Item = &'a Due>, now: u64) -> Self {
        let mut all = Self::default();
        for due in dues {
            all.live = all.live.saturating_add(1);
            all.usd += due.usd;
            if now < due.due {
                let next = all.next_due.get_or_insert(due.due);
                *next = due.due.min(*next);
            } else if now <= due.until {
                all.overdue = all.overdue.saturating_add(1);
            } else {
                all.missed = all.missed.saturating_add(1);
            }
        }
        all
    }
}

impl Keeper {
    /// Does what is due of all kinds of loans, and notes how they stand.
    pub(crate) async fn serve_loans(&mut self, report: &mut TickReport) {
        self.dues.clear();
        if let Some(program) = self.config.term_loan {
            self.serve_term_loans(program, report).await;
        }
    }
}

/// USD, WAD, of an amount at spot, rounded down; none where the market has no price of it.
fn value(market: &Market, asset: Address, amount: U256) -> Option<U256> {
    let asset = market.assets.get(&asset)?;
    worth(
        wide_mul_div_down,
        amount,
        U256::from(asset.spot),
        asset.decimals,
    )
}

/// USD of an amount, for displays; 0 where the market has no price of it.
fn dollars(market: Option<&Market>, asset: Address, amount: U256) -> f64 {
    let usd = market.and_then(|market| value(market, asset, amount));
    usd.map_or(0.0, |usd| f64::from(usd) / f64::from(WAD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_counted_to_the_second() {
        let due = |due, until| Due {
            kind: "term",
            loan: U256::ONE,
            borrower: Address::ZERO,
            due,
            until,
            usd: 2.5,
        };
        let dues = [due(100, 110), due(90, 95), due(50, 94), due(200, 300)];
        let at = |now| Loans::of(dues.iter(), now);
        let expected = |overdue, missed, next_due| Loans {
            live: 4,
            usd: 10.0,
            overdue,
            missed,
            next_due,
        };
        assert_eq!(at(89), expected(1, 0, Some(90)));
        assert_eq!(at(90), expected(2, 0, Some(100)));
        assert_eq!(at(94), expected(2, 0, Some(100)));
        assert_eq!(at(95), expected(1, 1, Some(100)));
        assert_eq!(at(96), expected(0, 2, Some(100)));
        assert_eq!(at(301), expected(0, 4, None));
        assert_eq!(Loans::of([].iter(), 1), Loans::default());
    }
}
