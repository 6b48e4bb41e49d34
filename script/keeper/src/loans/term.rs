//! Term loans: kept in memory from events, missed instalments settled.

use super::{Deed, Due, MOST_DONE, dollars, noted};
use crate::{Keeper, KeeperError, report::TickReport};
use alloy::primitives::{Address, U256};
use ballast_bindings::term_loan::ITermLoan::{self, ITermLoanEvents, Kind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What these loans are called in reports and metrics.
pub const KIND: &str = "term";

/// What of an offer tells when its loans' instalments fall due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Offer {
    debt_asset: Address,
    grace: u64,
    dates: Dates,
}

/// When instalments fall due, seconds after the start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Dates {
    Every { period: u64, count: u16 },
    At(Vec<u64>),
}

impl Dates {
    /// Of an instalment, from 1; none where there is no such.
    fn due(&self, number: u16) -> Option<u64> {
        let before = number.checked_sub(1)?;
        match self {
            Self::Every { period, count } => {
                (number <= *count).then(|| period.saturating_mul(u64::from(number)))
            }
            Self::At(dates) => dates.get(usize::from(before)).copied(),
        }
    }
}

/// A loan that is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Loan {
    borrower: Address,
    offer: U256,
    /// When it was opened; none where the endpoint did not tell the event's time.
    start: Option<u64>,
    /// Instalments paid or missed.
    settled: u16,
    principal: U256,
}

/// The loans of one program, as events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermLoans {
    offers: BTreeMap<U256, Offer>,
    loans: BTreeMap<U256, Loan>,
    /// All that were ever taken of an offer.
    taken: BTreeMap<U256, Vec<U256>>,
}

impl TermLoans {
    /// Takes an event of a block of this time into account.
    pub fn apply(&mut self, event: &ITermLoanEvents, time: Option<u64>) {
        match event {
            ITermLoanEvents::OfferMade(e) => {
                let dates = match e.terms.kind {
                    Kind::Custom => Dates::At(e.steps.iter().map(|s| u64::from(s.due)).collect()),
                    _ => Dates::Every {
                        period: u64::from(e.terms.period),
                        count: e.terms.count,
                    },
                };
                let offer = Offer {
                    debt_asset: e.terms.debtAsset,
                    grace: u64::from(e.terms.grace),
                    dates,
                };
                self.offers.insert(e.offer, offer);
            }
            ITermLoanEvents::Opened(e) => {
                let loan = Loan {
                    borrower: e.borrower,
                    offer: e.offer,
                    start: time,
                    settled: 0,
                    principal: e.principal,
                };
                self.loans.insert(e.loan, loan);
                self.taken.entry(e.offer).or_default().push(e.loan);
            }
            ITermLoanEvents::InstalmentPaid(e) => self.reduce(e.loan, e.principal, Some(e.number)),
            ITermLoanEvents::RepaidEarly(e) => self.reduce(e.loan, e.principal, None),
            ITermLoanEvents::Forfeited(e) => self.reduce(e.loan, e.principal, Some(e.number)),
            ITermLoanEvents::BorrowerChanged(e) => {
                if let Some(loan) = self.loans.get_mut(&e.loan) {
                    loan.borrower = e.borrower;
                }
            }
            _ => {}
        }
    }

    /// Principal is owed no longer, of instalments up to the one of this number. What owes nothing is forgotten.
    fn reduce(&mut self, number: U256, principal: U256, settled: Option<U256>) {
        let Some(loan) = self.loans.get_mut(&number) else {
            return;
        };
        loan.principal = loan.principal.saturating_sub(principal);
        if let Some(settled) = settled.and_then(|settled| u16::try_from(settled).ok()) {
            loan.settled = settled;
        }
        if loan.principal.is_zero() {
            self.loans.remove(&number);
        }
    }

    /// The date of a loan's next instalment, and the last second at which it can be paid.
    fn next(&self, loan: &Loan) -> Option<(u64, u64)> {
        let offer = self.offers.get(&loan.offer)?;
        let after = offer.dates.due(loan.settled.saturating_add(1))?;
        let due = loan.start?.saturating_add(after);
        Some((due, due.saturating_add(offer.grace)))
    }

    /// All loans that were ever taken of an offer, also those that have ended.
    pub fn taken(&self, offer: U256) -> Vec<U256> {
        self.taken.get(&offer).cloned().unwrap_or_default()
    }

    /// Loans with a missed instalment at `now`.
    pub fn missed(&self, now: u64) -> Vec<U256> {
        let missed = self.loans.iter().filter(|(_, loan)| {
            let next = self.next(loan);
            next.is_some_and(|(_, until)| now > until)
        });
        missed.map(|(number, _)| *number).collect()
    }

    /// Loans of which it is not known when they began.
    fn undated(&self) -> Vec<U256> {
        let undated = self.loans.iter().filter(|(_, loan)| loan.start.is_none());
        undated.map(|(number, _)| *number).collect()
    }

    /// A loan's debt asset and principal.
    fn owed(&self, number: U256) -> Option<(Address, &Loan)> {
        let loan = self.loans.get(&number)?;
        Some((self.offers.get(&loan.offer)?.debt_asset, loan))
    }

    /// The next date of every loan; `usd` tells what an amount is worth.
    pub fn dues<'a>(
        &'a self,
        usd: impl Fn(Address, U256) -> f64 + 'a,
    ) -> impl Iterator<Item = Due> + 'a {
        self.loans.iter().filter_map(move |(number, loan)| {
            let (due, until) = self.next(loan)?;
            let (asset, _) = self.owed(*number)?;
            Some(Due {
                kind: KIND,
                loan: *number,
                borrower: loan.borrower,
                due,
                until,
                protected_until: None,
                usd: usd(asset, loan.principal),
            })
        })
    }
}

impl Keeper {
    /// Settles missed instalments, and notes how loans stand.
    pub(super) async fn serve_term_loans(&mut self, program: Address, report: &mut TickReport) {
        self.date_loans(program).await;
        let mut settled = 0_usize;
        for loan in self.journal.tip.term.missed(report.timestamp) {
            if settled >= MOST_DONE || self.is_stopping() {
                break;
            }
            let known = self.journal.tip.term.owed(loan);
            let deed = Deed {
                action: "settle",
                kind: KIND,
                program,
                loan,
                borrower: known.map(|(_, loan)| loan.borrower).unwrap_or_default(),
            };
            let result = self.settle(deed, report).await;
            settled = settled.saturating_add(usize::from(noted(report, &deed, result)));
        }
        let market = self.market.as_ref();
        let dues = self
            .journal
            .tip
            .term
            .dues(|asset, amount| dollars(market, asset, amount));
        let dues = dues.collect();
        self.note_dues(KIND, dues, report);
    }

    /// Settles one loan, where the chain says too that something was missed, and that is worth its gas; whether it was sent.
    async fn settle(&mut self, deed: Deed, report: &mut TickReport) -> Result<bool, KeeperError> {
        let loan = deed.loan;
        let call = ITermLoan::owedCall { loan };
        let owed = self.view("owed", deed.program, &call).await?;
        if owed.forfeits.is_zero() || !self.is_worth_settling(loan, owed.principal) {
            return Ok(false);
        }
        let call = ITermLoan::settleCall { loan };
        let done = self.do_for_loan(deed, &call, report).await?;
        let sent = done.is_some();
        report.settled.extend(done);
        Ok(sent)
    }

    /// Whether what is missed, all but the principal that will be `left`, is worth settling.
    fn is_worth_settling(&self, loan: U256, left: U256) -> bool {
        let known = self.journal.tip.term.owed(loan);
        known.is_some_and(|(asset, loan)| {
            self.is_worth_gas(asset, loan.principal.saturating_sub(left))
        })
    }

    /// Asks when loans began where the endpoint does not put times into events.
    async fn date_loans(&mut self, program: Address) {
        for number in self.journal.tip.term.undated() {
            let call = ITermLoan::loanAtCall { loan: number };
            match self.view("loanAt", program, &call).await {
                Ok(state) => {
                    if let Some(loan) = self.journal.tip.term.loans.get_mut(&number) {
                        loan.start = u64::try_from(state.start).ok();
                    }
                }
                Err(error) => tracing::debug!(loan = %number, %error, "start of a loan"),
            }
        }
    }
}

#[cfg(test)]
#[path = "term_tests.rs"]
mod tests;
