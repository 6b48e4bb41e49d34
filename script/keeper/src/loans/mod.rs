//! Loans without liquidation: a module for each kind, which follows its program's events and does what anyone may do for it.
//!
//! To the tick a kind gives the dates of its loans ([`Due`]) and what it did. What is done for a loan pays the keeper nothing, but
//! for growth that it buys: it is done where enough is at stake, for no more gas than is allowed.

pub mod collar;
pub mod growth;
mod pool;
mod protected;
pub mod put;
mod queue;
pub mod term;

use crate::{
    Keeper, KeeperError,
    assess::Market,
    config::WAD,
    decide::{Rules, worth},
    report::{Done, Planned, TickReport},
    turn::{fail, pass},
};
use alloy::{
    primitives::{Address, B256, U256},
    sol_types::SolCall,
};
use risk_core::fixed::wide_mul_div_down;
use serde::Serialize;

/// Most that is done for the loans of one kind in one tick: they must not hold up unwinds.
const MOST_DONE: usize = 16;
/// A date that never comes.
pub const NEVER: u64 = u64::MAX;

/// Something that anyone may do for a loan.
#[derive(Clone, Copy, Debug)]
struct Deed {
    /// What, in one word.
    action: &'static str,
    /// Of which kind the loan is.
    kind: &'static str,
    program: Address,
    loan: U256,
    borrower: Address,
}

impl Deed {
    fn says(&self) -> String {
        format!("{} {} loan {}", self.action, self.kind, self.loan)
    }
}

/// The next date of a loan.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Of which kind the loan is.
    pub kind: &'static str,
    /// Its number in its program.
    pub loan: U256,
    /// Who owes.
    pub borrower: Address,
    /// The date, seconds; [`NEVER`] where there is none.
    pub due: u64,
    /// Last second at which the borrower can meet it undisturbed.
    pub until: u64,
    /// Last second at which puts protect the loan, where they do.
    pub protected_until: Option<u64>,
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
            if due.due == NEVER {
                continue;
            }
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
    pub(crate) async fn serve_loans(&mut self, rules: &Rules, report: &mut TickReport) {
        self.dues.clear();
        if let Some(program) = self.config.term_loan {
            self.serve_term_loans(program, report).await;
        }
        if let Some(program) = self.config.option_loan {
            self.serve_option_loans(program, report).await;
        }
        if let Some(program) = self.config.yield_loan {
            self.serve_yield_loans(program, rules, report).await;
        }
        if let Some(program) = self.config.collar {
            self.serve_collars(program, report).await;
        }
        self.serve_queues(report).await;
        self.serve_pools(report).await;
        self.serve_protected(report).await;
    }

    /// Notes the dates of all loans of a kind.
    fn note_dues(&mut self, kind: &'static str, dues: Vec<Due>, report: &mut TickReport) {
        report
            .loans
            .insert(kind, Loans::of(dues.iter(), report.timestamp));
        self.dues.extend(dues);
    }

    /// Sends a call for a loan, unless that was lost in this state before or its gas costs more than is allowed; what was done.
    async fn do_for_loan<C: SolCall>(
        &mut self,
        deed: Deed,
        call: &C,
        report: &mut TickReport,
    ) -> Result<Option<Done>, KeeperError> {
        if self.config.dry_run {
            let (account, action) = (Some(deed.borrower), deed.says());
            report.planned.push(Planned { account, action });
            return Ok(None);
        }
        let Deed {
            action,
            program,
            loan,
            borrower,
            ..
        } = deed;
        let gas = self.gas_of(action, program, call).await?;
        if gas > self.config.loan_gas {
            let reason = format!("its gas costs {gas} (USD, WAD), more than is allowed");
            pass(report, borrower, deed.says(), reason);
            return Ok(None);
        }
        let about = (action, program, Address::from_word(B256::from(loan)));
        self.attempt(borrower, about, program, call, report).await
    }

    /// Whether so much of an asset is worth gas that nobody pays back. What the pool's oracle has no price of is not: anyone can
    /// make a token and borrow it of themselves.
    fn is_worth_gas(&self, asset: Address, amount: U256) -> bool {
        let market = self.market.as_ref();
        let usd = market.and_then(|market| value(market, asset, amount));
        usd.is_some_and(|usd| usd >= self.config.settle_debt)
    }

    /// Whether something is to be looked at again: not for `every` seconds after the last look, in this life of the keeper.
    fn is_to_look(&mut self, what: &'static str, number: U256, now: u64, every: u64) -> bool {
        let last = self.looked.get(&(what, number));
        let due = last.is_none_or(|at| now < *at || now >= at.saturating_add(every));
        if due {
            self.looked.insert((what, number), now);
        }
        due
    }
}

/// Reports what came of a deed; whether it was done. Whatever fails ends that deed only.
fn noted(report: &mut TickReport, deed: &Deed, result: Result<bool, KeeperError>) -> bool {
    match result {
        Ok(done) => done,
        Err(error) if error.is_normal() => {
            tracing::info!(loan = %deed.loan, kind = deed.kind, action = deed.action, %error, "not done");
            pass(report, deed.borrower, deed.says(), error.to_string());
            false
        }
        Err(error) => {
            fail(report, deed.borrower, deed.says(), &error);
            false
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
            protected_until: None,
            usd: 2.5,
        };
        let mut dues = [due(100, 110), due(90, 95), due(50, 94), due(200, 300)].to_vec();
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
        // One without dates is owed all the same.
        dues.push(due(NEVER, NEVER));
        let undated = Loans {
            live: 5,
            usd: 12.5,
            ..expected(0, 4, None)
        };
        assert_eq!(Loans::of(dues.iter(), 301), undated);
    }
}
