//! Loans that puts protect: kept in memory from events; exercised past their grace, forfeited where nobody did.
//!
//! Under the strike exercise gives the lender its due and the borrower what is above it, whatever happens to the price or to the
//! chain afterwards: it is done at once. Above the strike it gives what is above it to the market's writers, so the borrower is left
//! to repay as long as the puts protect the loan, but for the last hours of their window.

use super::{Deed, Due, MOST_DONE, NEVER, collar, dollars, noted};
use crate::{Keeper, KeeperError, assess::Market, decide::times, report::TickReport};
use alloy::primitives::{Address, U256};
use ballast_bindings::{
    IOptionMarket,
    option_loan::IOptionLoan::{self, IOptionLoanEvents, Phase},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What these loans are called in reports and metrics.
pub const KIND: &str = "put";
/// Seconds after which a market that did not tell its terms is asked again.
const ASK_AGAIN: u64 = 600;

/// What of an offer tells what its loans are protected by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Offer {
    market: Address,
    strike: u8,
    grace: u64,
}

/// A loan that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Loan {
    borrower: Address,
    offer: U256,
    principal: U256,
}

/// The loans of one program, as events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionLoans {
    offers: BTreeMap<U256, Offer>,
    loans: BTreeMap<U256, Loan>,
}

/// Puts of one strike of a market, by whose terms loans of it go; the market's word, which never changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Puts {
    debt_asset: Address,
    underlying: Address,
    /// Debt tokens for a whole token of the underlying, WAD.
    price: U256,
    expiry: u64,
    /// Last second at which they can be exercised.
    until: u64,
}

/// Puts that are known, by market and strike.
pub(crate) type Known = BTreeMap<(Address, u8), Puts>;

/// A loan, its terms and its puts.
#[derive(Clone, Copy)]
struct Protected<'a> {
    number: U256,
    loan: &'a Loan,
    offer: &'a Offer,
    puts: &'a Puts,
}

impl Protected<'_> {
    /// Last second at which only the borrower may exercise.
    fn grace_until(&self) -> u64 {
        self.puts.expiry.saturating_add(self.offer.grace)
    }

    fn is_exercisable(&self, now: u64) -> bool {
        self.grace_until() < now && now <= self.puts.until
    }

    fn is_forfeitable(&self, now: u64) -> bool {
        now > self.puts.until.saturating_add(self.offer.grace)
    }
}

impl OptionLoans {
    /// Takes an event into account.
    pub fn apply(&mut self, event: &IOptionLoanEvents) {
        match event {
            IOptionLoanEvents::OfferMade(e) => {
                let offer = Offer {
                    market: e.terms.market,
                    strike: e.terms.strike,
                    grace: u64::from(e.terms.grace),
                };
                self.offers.insert(e.offer, offer);
            }
            IOptionLoanEvents::Opened(e) => {
                let loan = Loan {
                    borrower: e.borrower,
                    offer: e.offer,
                    principal: e.principal,
                };
                self.loans.insert(e.loan, loan);
            }
            // Of a loan that is rolled too.
            IOptionLoanEvents::Repaid(e) => {
                if let Some(loan) = self.loans.get_mut(&e.loan) {
                    loan.principal = loan.principal.saturating_sub(e.principal);
                    if loan.principal.is_zero() {
                        self.loans.remove(&e.loan);
                    }
                }
            }
            IOptionLoanEvents::PutsExercised(e) => {
                self.loans.remove(&e.loan);
            }
            IOptionLoanEvents::Forfeited(e) => {
                self.loans.remove(&e.loan);
            }
            IOptionLoanEvents::BorrowerChanged(e) => {
                if let Some(loan) = self.loans.get_mut(&e.loan) {
                    loan.borrower = e.borrower;
                }
            }
            _ => {}
        }
    }

    /// Whether a loan is owed.
    pub(super) fn lives(&self, number: U256) -> bool {
        self.loans.contains_key(&number)
    }

    /// Puts that protect what is owed.
    fn needed(&self) -> BTreeSet<(Address, u8)> {
        let offers = self
            .loans
            .values()
            .filter_map(|loan| self.offers.get(&loan.offer));
        offers.map(|offer| (offer.market, offer.strike)).collect()
    }

    /// Loans whose puts are known.
    fn protected<'a>(&'a self, known: &'a Known) -> impl Iterator<Item = Protected<'a>> {
        self.loans.iter().filter_map(|(number, loan)| {
            let offer = self.offers.get(&loan.offer)?;
            let puts = known.get(&(offer.market, offer.strike))?;
            Some(Protected {
                number: *number,
                loan,
                offer,
                puts,
            })
        })
    }

    /// The next date of every loan; `usd` tells what an amount is worth.
    fn dues(&self, known: &Known, usd: impl Fn(Address, U256) -> f64) -> Vec<Due> {
        let told = self.protected(known).map(|one| Due {
            kind: KIND,
            loan: one.number,
            borrower: one.loan.borrower,
            due: one.puts.expiry,
            until: one.grace_until(),
            protected_until: Some(one.puts.until),
            usd: usd(one.puts.debt_asset, one.loan.principal),
        });
        let mut dues: Vec<_> = told.collect();
        let known: BTreeSet<U256> = dues.iter().map(|due| due.loan).collect();
        let untold = self
            .loans
            .iter()
            .filter(|(number, _)| !known.contains(*number));
        dues.extend(untold.map(|(number, loan)| Due {
            kind: KIND,
            loan: *number,
            borrower: loan.borrower,
            due: NEVER,
            until: NEVER,
            protected_until: None,
            usd: 0.0,
        }));
        dues
    }
}

/// Whether it is time to exercise: under the strike by prices that count, else for the last `before` seconds.
fn is_time(puts: &Puts, market: &Market, now: u64, before: u64) -> bool {
    let spot = |asset: &Address| {
        let asset = market.assets.get(asset).filter(|asset| asset.flags == 0)?;
        Some(U256::from(asset.spot))
    };
    let prices = spot(&puts.underlying).zip(spot(&puts.debt_asset));
    let under = prices.is_some_and(|(underlying, debt)| underlying < times(puts.price, debt));
    under || (before > 0 && now >= puts.until.saturating_sub(before))
}

impl Keeper {
    /// Exercises and forfeits what is due, and notes how loans stand.
    pub(super) async fn serve_option_loans(&mut self, program: Address, report: &mut TickReport) {
        let now = report.timestamp;
        self.learn_puts(now).await;
        let mut done = 0_usize;
        for deed in self.due_of_option_loans(program, now) {
            if done >= MOST_DONE || self.is_stopping() {
                break;
            }
            let result = self.end(deed, report).await;
            done = done.saturating_add(usize::from(noted(report, &deed, result)));
        }
        let market = self.market.as_ref();
        let loans = &self.journal.tip.put;
        let dues = loans.dues(&self.puts, |asset, amount| dollars(market, asset, amount));
        let (collared, dues) = self.journal.tip.collars.split(dues);
        self.note_dues(KIND, dues, report);
        if self.config.collar.is_some() {
            self.note_dues(collar::KIND, collared, report);
        }
    }

    /// What is to be done by memory and the pool's prices: first of those whose puts end first, what is lost already last.
    fn due_of_option_loans(&self, program: Address, now: u64) -> Vec<Deed> {
        let Some(market) = &self.market else {
            return Vec::new();
        };
        let before = self.config.exercise_before;
        let due = self
            .journal
            .tip
            .put
            .protected(&self.puts)
            .filter_map(|one| {
                let exercised = one.is_exercisable(now) && is_time(one.puts, market, now, before);
                let action = match (exercised, one.is_forfeitable(now)) {
                    (true, _) => "exercise",
                    (_, true) => "forfeit",
                    _ => return None,
                };
                let worth = self.is_worth_gas(one.puts.debt_asset, one.loan.principal);
                let deed = Deed {
                    action,
                    kind: KIND,
                    program,
                    loan: one.number,
                    borrower: one.loan.borrower,
                };
                worth.then_some((!exercised, one.puts.until, deed))
            });
        let mut due: Vec<_> = due.collect();
        due.sort_by_key(|(lost, until, deed)| (*lost, *until, deed.loan));
        due.into_iter().map(|(.., deed)| deed).collect()
    }

    /// Exercises or forfeits a loan, where the chain says too that it may be; whether it was sent.
    async fn end(&mut self, deed: Deed, report: &mut TickReport) -> Result<bool, KeeperError> {
        let loan = deed.loan;
        let call = IOptionLoan::statusOfCall { loan };
        let status = self.view("statusOf", deed.program, &call).await?;
        let done = match status.phase {
            Phase::Exercisable if deed.action == "exercise" => {
                let call = IOptionLoan::exerciseCall { loan };
                let done = self.do_for_loan(deed, &call, report).await?;
                report.exercised.extend(done.clone());
                done
            }
            Phase::Forfeitable if deed.action == "forfeit" => {
                let call = IOptionLoan::forfeitCall { loan };
                let done = self.do_for_loan(deed, &call, report).await?;
                report.settled.extend(done.clone());
                done
            }
            _ => None,
        };
        Ok(done.is_some())
    }

    /// Asks markets that protect what is owed for their terms, each once. One that does not tell is asked again later.
    async fn learn_puts(&mut self, now: u64) {
        let needed = self.journal.tip.put.needed();
        let new = needed
            .into_iter()
            .filter(|puts| !self.puts.contains_key(puts));
        let mut asked = 0_usize;
        for (market, strike) in new.collect::<Vec<_>>() {
            let number = U256::from_be_slice(market.as_slice()) << 8_usize | U256::from(strike);
            if asked >= MOST_DONE || self.is_stopping() {
                return;
            }
            if !self.is_to_look("terms", number, now, ASK_AGAIN) {
                continue;
            }
            asked = asked.saturating_add(1);
            match self.puts_of(market, strike).await {
                Ok(puts) => {
                    self.puts.insert((market, strike), puts);
                }
                Err(error) => tracing::warn!(%market, strike, %error, "terms of a market of puts"),
            }
        }
    }

    async fn puts_of(&self, market: Address, strike: u8) -> Result<Puts, KeeperError> {
        let terms = self
            .view("terms", market, &IOptionMarket::termsCall {})
            .await?;
        let strike = U256::from(strike);
        let call = IOptionMarket::strikeAtCall { strike };
        let strike = self.view("strikeAt", market, &call).await?;
        let expiry = terms.expiry.to::<u64>();
        Ok(Puts {
            debt_asset: terms.debtAsset,
            underlying: terms.underlying,
            price: U256::from(strike.settings.price),
            expiry,
            until: expiry.saturating_add(u64::from(terms.window)),
        })
    }
}

#[cfg(test)]
#[path = "put_tests.rs"]
mod tests;
