//! Loans that yield repays: kept in memory from events; growth harvested or bought, lapsed loans given dates, missed dates settled.
//!
//! A harvest pays the borrower's debt with what the lender is owed anyway; what is sold is bought where that pays the keeper. How
//! much has grown only the program knows: it is asked now and then.

use super::{Deed, Due, MOST_DONE, NEVER, dollars, noted};
use crate::{
    Keeper, KeeperError,
    decide::{Hold, Offer as Sale, Rules, plan_fill, worth},
    report::TickReport,
    turn::pass,
};
use alloy::primitives::{Address, U256};
use ballast_bindings::{
    IOracle,
    unwinder::IUnwinder::Quote,
    yield_loan::IYieldLoan::{self, IYieldLoanEvents},
};
use risk_core::fixed::{wide_mul_div_down, wide_mul_div_up};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What these loans are called in reports and metrics.
pub const KIND: &str = "growth";
/// Seconds between two looks at what has grown: for a harvest, and of growth whose price falls for six hours.
const LOOK_TO_HARVEST: u64 = 3_600;
const LOOK_TO_BUY: u64 = 300;
/// Most loans that are looked at in one tick.
const MOST_LOOKS: usize = 64;

/// What of an offer tells how its loans are repaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Offer {
    debt_asset: Address,
    collateral_asset: Address,
    /// Growth is sold, not handed over.
    sells: bool,
    count: u16,
    period: u64,
    grace: u64,
}

/// A loan that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Loan {
    borrower: Address,
    offer: U256,
    principal: U256,
    dates: Option<Dates>,
}

/// From when the dates of a loan count, and for how much principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Dates {
    /// None where the endpoint did not tell the event's time.
    start: Option<u64>,
    whole: U256,
}

/// The loans of one program, as events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct YieldLoans {
    offers: BTreeMap<U256, Offer>,
    loans: BTreeMap<U256, Loan>,
}

impl YieldLoans {
    /// Takes an event of a block of this time into account.
    pub fn apply(&mut self, event: &IYieldLoanEvents, time: Option<u64>) {
        match event {
            IYieldLoanEvents::OfferMade(e) => {
                let terms = &e.terms;
                let offer = Offer {
                    debt_asset: terms.debtAsset,
                    collateral_asset: terms.collateralAsset,
                    sells: terms.discount > 0,
                    count: terms.count,
                    period: u64::from(terms.period),
                    grace: u64::from(terms.grace),
                };
                self.offers.insert(e.offer, offer);
            }
            IYieldLoanEvents::Opened(e) => {
                let loan = Loan {
                    borrower: e.borrower,
                    offer: e.offer,
                    principal: e.principal,
                    dates: None,
                };
                self.loans.insert(e.loan, loan);
            }
            IYieldLoanEvents::Harvested(e) => self.reduce(e.loan, e.principal),
            IYieldLoanEvents::YieldSold(e) => self.reduce(e.loan, e.principal),
            IYieldLoanEvents::Repaid(e) => self.reduce(e.loan, e.principal),
            IYieldLoanEvents::Forfeited(e) => self.reduce(e.loan, e.principal),
            IYieldLoanEvents::Turned(e) => {
                if let Some(loan) = self.loans.get_mut(&e.loan) {
                    loan.principal = e.principal;
                    loan.dates = Some(Dates {
                        start: time,
                        whole: e.principal,
                    });
                }
            }
            IYieldLoanEvents::BorrowerChanged(e) => {
                if let Some(loan) = self.loans.get_mut(&e.loan) {
                    loan.borrower = e.borrower;
                }
            }
            _ => {}
        }
    }

    /// Principal is owed no longer. What owes no principal has paid its interest before, and is forgotten.
    fn reduce(&mut self, number: U256, principal: U256) {
        let Some(loan) = self.loans.get_mut(&number) else {
            return;
        };
        loan.principal = loan.principal.saturating_sub(principal);
        if loan.principal.is_zero() {
            self.loans.remove(&number);
        }
    }

    /// The next date of a loan whose line its principal is above still, and the last second at which it can be met.
    fn next(&self, loan: &Loan) -> Option<(u64, u64)> {
        let (offer, dates) = (self.offers.get(&loan.offer)?, loan.dates?);
        let parts = U256::from(offer.count);
        let line = |number: &u16| {
            let left = U256::from(offer.count.saturating_sub(*number));
            wide_mul_div_down(dates.whole, left, parts).unwrap_or_default()
        };
        let number = (1..=offer.count).find(|number| loan.principal > line(number))?;
        let after = offer.period.saturating_mul(u64::from(number));
        let due = dates.start?.saturating_add(after);
        Some((due, due.saturating_add(offer.grace)))
    }

    /// Loans with a missed date at `now`.
    fn missed(&self, now: u64) -> Vec<U256> {
        let missed = self.loans.iter().filter(|(_, loan)| {
            let next = self.next(loan);
            next.is_some_and(|(_, until)| now > until)
        });
        missed.map(|(number, _)| *number).collect()
    }

    /// Loans without dates, which yield repays.
    fn earning(&self) -> Vec<U256> {
        let earning = self.loans.iter().filter(|(_, loan)| loan.dates.is_none());
        earning.map(|(number, _)| *number).collect()
    }

    /// Loans of which it is not known when they were turned.
    fn undated(&self) -> Vec<U256> {
        let undated = self
            .loans
            .iter()
            .filter(|(_, loan)| loan.dates.is_some_and(|dates| dates.start.is_none()));
        undated.map(|(number, _)| *number).collect()
    }

    fn known(&self, number: U256) -> Option<(&Offer, &Loan)> {
        let loan = self.loans.get(&number)?;
        Some((self.offers.get(&loan.offer)?, loan))
    }

    /// The next date of every loan; `usd` tells what an amount is worth.
    fn dues(&self, usd: impl Fn(Address, U256) -> f64) -> Vec<Due> {
        let dues = self.loans.iter().filter_map(|(number, loan)| {
            let offer = self.offers.get(&loan.offer)?;
            let (due, until) = self.next(loan).unwrap_or((NEVER, NEVER));
            Some(Due {
                kind: KIND,
                loan: *number,
                borrower: loan.borrower,
                due,
                until,
                protected_until: None,
                usd: usd(offer.debt_asset, loan.principal),
            })
        });
        dues.collect()
    }
}

impl Keeper {
    /// Harvests, buys, turns and settles what is due, and notes how loans stand.
    pub(super) async fn serve_yield_loans(
        &mut self,
        program: Address,
        rules: &Rules,
        report: &mut TickReport,
    ) {
        self.date_turned(program).await;
        let now = report.timestamp;
        let deed = |keeper: &Self, action, loan| Deed {
            action,
            kind: KIND,
            program,
            loan,
            borrower: {
                let known = keeper.journal.tip.growth.known(loan);
                known.map(|(_, loan)| loan.borrower).unwrap_or_default()
            },
        };
        let mut done = 0_usize;
        for loan in self.journal.tip.growth.missed(now) {
            if done >= MOST_DONE || self.is_stopping() {
                break;
            }
            let deed = deed(self, "settle", loan);
            let result = self.settle_turned(deed, report).await;
            done = done.saturating_add(usize::from(noted(report, &deed, result)));
        }
        let mut looks = 0_usize;
        for loan in self.journal.tip.growth.earning() {
            if done >= MOST_DONE || looks >= MOST_LOOKS || self.is_stopping() {
                break;
            }
            let sells = self
                .journal
                .tip
                .growth
                .known(loan)
                .is_some_and(|(offer, _)| offer.sells);
            let every = if sells { LOOK_TO_BUY } else { LOOK_TO_HARVEST };
            if !self.is_to_look(KIND, loan, now, every) {
                continue;
            }
            looks = looks.saturating_add(1);
            let growth = if sells {
                let deed = deed(self, "buy", loan);
                let result = self.buy_growth(deed, rules, report).await;
                noted(report, &deed, result)
            } else {
                let deed = deed(self, "harvest", loan);
                let result = self.harvest(deed, report).await;
                noted(report, &deed, result)
            };
            let deed = deed(self, "turn", loan);
            let result = self.turn_lapsed(deed, report).await;
            let turned = noted(report, &deed, result);
            done = done
                .saturating_add(usize::from(growth))
                .saturating_add(usize::from(turned));
        }
        let market = self.market.as_ref();
        let loans = &self.journal.tip.growth;
        let dues = loans.dues(|asset, amount| dollars(market, asset, amount));
        self.note_dues(KIND, dues, report);
    }

    /// Settles a loan with dates, where the chain says too that one was missed, and that is worth its gas; whether it was sent.
    async fn settle_turned(
        &mut self,
        deed: Deed,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let loan = deed.loan;
        let call = IYieldLoan::owedCall { loan };
        let owed = self.view("owed", deed.program, &call).await?;
        let known = self.journal.tip.growth.known(loan);
        let worth = known.is_some_and(|(offer, known)| {
            self.is_worth_gas(
                offer.debt_asset,
                known.principal.saturating_sub(owed.principal),
            )
        });
        if owed.forfeits.is_zero() || !worth {
            return Ok(false);
        }
        let done = self
            .do_for_loan(deed, &IYieldLoan::settleCall { loan }, report)
            .await?;
        let sent = done.is_some();
        report.settled.extend(done);
        Ok(sent)
    }

    /// What has grown: shares, and what they pay or cost; none where the program cannot tell, as while its oracle fails.
    async fn grown(&self, deed: Deed) -> Result<Option<IYieldLoan::growthReturn>, KeeperError> {
        let call = IYieldLoan::growthCall { loan: deed.loan };
        match self.view("growth", deed.program, &call).await {
            Ok(growth) => Ok(Some(growth).filter(|growth| !growth.shares.is_zero())),
            Err(error) if error.is_revert() => {
                tracing::debug!(loan = %deed.loan, %error, "growth");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Harvests a loan where so much is paid by it that it is worth its gas; whether it was sent.
    async fn harvest(&mut self, deed: Deed, report: &mut TickReport) -> Result<bool, KeeperError> {
        let loan = deed.loan;
        let known = self.journal.tip.growth.known(loan);
        let asset = known.map(|(offer, _)| offer.debt_asset).unwrap_or_default();
        let Some(growth) = self.grown(deed).await? else {
            return Ok(false);
        };
        if !self.is_worth_gas(asset, growth.value) {
            return Ok(false);
        }
        let done = self
            .do_for_loan(deed, &IYieldLoan::harvestCall { loan }, report)
            .await?;
        let sent = done.is_some();
        report.harvested.extend(done);
        Ok(sent)
    }

    /// Buys growth by the rules of fills; whether it was sent.
    async fn buy_growth(
        &mut self,
        deed: Deed,
        rules: &Rules,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let loan = deed.loan;
        let Some((offer, _)) = self.journal.tip.growth.known(loan) else {
            return Ok(false);
        };
        let offer = *offer;
        let Some(growth) = self.grown(deed).await? else {
            return Ok(false);
        };
        let Some(sale) = self.sale_of_growth(&offer, &growth).await? else {
            return Ok(false);
        };
        let order = match plan_fill(&sale, rules) {
            Ok(order) => order,
            Err(Hold::NothingReleased) => return Ok(false),
            Err(hold) => {
                pass(report, deed.borrower, deed.says(), hold.to_string());
                return Ok(false);
            }
        };
        if !self.config.dry_run {
            self.approve(deed.program, offer.debt_asset, order.repay_limit)
                .await?;
        }
        let call = IYieldLoan::buyYieldCall {
            loan,
            shares: order.collateral_amount,
            most: order.repay_limit,
            receiver: self.sender.account,
        };
        let done = self.do_for_loan(deed, &call, report).await?;
        let sent = done.is_some();
        report.bought.extend(done);
        Ok(sent)
    }

    /// What growth is worth by the pool's oracle, whatever the offer's says; none where that has no price that counts.
    async fn sale_of_growth(
        &self,
        offer: &Offer,
        growth: &IYieldLoan::growthReturn,
    ) -> Result<Option<Sale>, KeeperError> {
        for asset in [offer.collateral_asset, offer.debt_asset] {
            let call = IOracle::priceCall { asset };
            match self.view("price", self.config.oracle, &call).await {
                Ok(reading) if reading.flags == 0 && !reading.spot.is_zero() => {}
                Ok(_) => return Ok(None),
                Err(error) if error.is_revert() => return Ok(None),
                Err(error) => return Err(error),
            }
        }
        let quote = Quote {
            collateralAsset: offer.collateral_asset,
            debtAsset: offer.debt_asset,
            collateralAmount: growth.shares,
            repayAmount: growth.value,
            ..Quote::default()
        };
        let Some(mut sale) = self.offer(quote).await? else {
            return Ok(None);
        };
        let paid = worth(
            wide_mul_div_up,
            growth.value,
            sale.debt_spot,
            sale.debt_decimals,
        );
        let unit = U256::from(10).checked_pow(U256::from(sale.decimals));
        let price = paid
            .zip(unit)
            .and_then(|(paid, unit)| wide_mul_div_up(paid, unit, growth.shares).ok());
        sale.quote.price = price.unwrap_or(U256::MAX);
        Ok(Some(sale))
    }

    /// Gives a loan dates whose interest stood unpaid for too long, or whose time to earn is over; whether it was sent.
    async fn turn_lapsed(
        &mut self,
        deed: Deed,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let loan = deed.loan;
        let call = IYieldLoan::owedCall { loan };
        let owed = self.view("owed", deed.program, &call).await?;
        let known = self.journal.tip.growth.known(loan);
        let asset = known.map(|(offer, _)| offer.debt_asset).unwrap_or_default();
        if !owed.lapsed || !self.is_worth_gas(asset, owed.principal) {
            return Ok(false);
        }
        let done = self
            .do_for_loan(deed, &IYieldLoan::turnCall { loan }, report)
            .await?;
        let sent = done.is_some();
        report.turned.extend(done);
        Ok(sent)
    }

    /// Asks when loans were turned where the endpoint does not put times into events.
    async fn date_turned(&mut self, program: Address) {
        for number in self.journal.tip.growth.undated() {
            let call = IYieldLoan::loanAtCall { loan: number };
            match self.view("loanAt", program, &call).await {
                Ok(state) => {
                    let loan = self.journal.tip.growth.loans.get_mut(&number);
                    if let Some(dates) = loan.and_then(|loan| loan.dates.as_mut()) {
                        dates.start = u64::try_from(state.start).ok();
                    }
                }
                Err(error) => tracing::debug!(loan = %number, %error, "start of a loan's dates"),
            }
        }
    }
}

#[cfg(test)]
#[path = "growth_tests.rs"]
mod tests;
