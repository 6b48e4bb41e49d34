//! Collars: loans that puts protect, whose owner sold a call. Kept in memory from events; their puts are exercised with those of
//! all such loans, and what their loans freed is sent to their owners.
//!
//! What comes to a collar's owner once others have exercised the puts, or the call, waits until somebody asks for it, and goes to
//! the owner whoever does.

use super::{Deed, Due, MOST_DONE, noted, value};
use crate::{Keeper, KeeperError, report::TickReport};
use alloy::primitives::{Address, U256};
use ballast_bindings::{
    IOptionMarket,
    collar::ICollar::{self, ICollarEvents, Phase},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What these loans are called in reports and metrics.
pub const KIND: &str = "collar";
/// Seconds between two looks at a collar whose loan has ended.
const LOOK: u64 = 3_600;

/// What of a bid tells until when its calls can be exercised, and on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Bid {
    market: Address,
    /// Seconds from the market's expiry.
    window: u64,
}

/// A collar that its owner may have something of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Collar {
    owner: Address,
    bid: U256,
    loan: U256,
    /// Neither exercised nor given up; it may be too late for it.
    has_call: bool,
}

/// The collars of one program, as events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collars {
    bids: BTreeMap<U256, Bid>,
    collars: BTreeMap<U256, Collar>,
}

impl Collars {
    /// Takes an event into account.
    pub fn apply(&mut self, event: &ICollarEvents) {
        match event {
            ICollarEvents::BidMade(e) => {
                let bid = Bid {
                    market: e.market,
                    window: u64::from(e.terms.window),
                };
                self.bids.insert(e.bid, bid);
            }
            ICollarEvents::Opened(e) => {
                let collar = Collar {
                    owner: e.owner,
                    bid: e.bid,
                    loan: e.loan,
                    has_call: true,
                };
                self.collars.insert(e.collar, collar);
            }
            ICollarEvents::CallExercised(e) => self.end_call(e.collar),
            ICollarEvents::CallCancelled(e) => self.end_call(e.collar),
            ICollarEvents::OwnerChanged(e) => {
                if let Some(collar) = self.collars.get_mut(&e.collar) {
                    collar.owner = e.owner;
                }
            }
            // The loan is another's; what is left here is its owner's to ask for.
            ICollarEvents::Released(e) => self.forget(e.collar),
            _ => {}
        }
    }

    fn end_call(&mut self, number: U256) {
        if let Some(collar) = self.collars.get_mut(&number) {
            collar.has_call = false;
        }
    }

    fn forget(&mut self, number: U256) {
        self.collars.remove(&number);
    }

    /// Dates of loans that puts protect: those of collars as their owners', who are alone with them from the call's end to the end of
    /// the grace, and the others as they are.
    pub(super) fn split(&self, dues: Vec<Due>) -> (Vec<Due>, Vec<Due>) {
        let each = self.collars.iter();
        let of: BTreeMap<U256, _> = each
            .map(|(number, collar)| (collar.loan, (number, collar)))
            .collect();
        let (mut collared, mut others) = (Vec::new(), Vec::new());
        for mut due in dues {
            let Some((number, collar)) = of.get(&due.loan) else {
                others.push(due);
                continue;
            };
            if collar.has_call && due.due < due.until {
                let window = self.bids.get(&collar.bid).map_or(0, |bid| bid.window);
                due.due = due.due.saturating_add(window);
            }
            (due.kind, due.loan, due.borrower) = (KIND, **number, collar.owner);
            collared.push(due);
        }
        (collared, others)
    }

    /// Collars whose loan is not among those that `live`.
    fn ended(&self, live: impl Fn(U256) -> bool) -> Vec<U256> {
        let ended = self.collars.iter().filter(|(_, collar)| !live(collar.loan));
        ended.map(|(number, _)| *number).collect()
    }
}

impl Keeper {
    /// Sends owners what their collars' loans freed.
    pub(super) async fn serve_collars(&mut self, program: Address, report: &mut TickReport) {
        let tip = &self.journal.tip;
        let ended = tip.collars.ended(|loan| tip.put.lives(loan));
        let mut asked = 0_usize;
        for collar in ended {
            if asked >= MOST_DONE || self.is_stopping() {
                return;
            }
            if !self.is_to_look(KIND, collar, report.timestamp, LOOK) {
                continue;
            }
            asked = asked.saturating_add(1);
            let known = self.journal.tip.collars.collars.get(&collar);
            let deed = Deed {
                action: "claim",
                kind: KIND,
                program,
                loan: collar,
                borrower: known.map(|collar| collar.owner).unwrap_or_default(),
            };
            let result = self.claim_collar(deed, report).await;
            noted(report, &deed, result);
        }
    }

    /// Sends an owner what is its own where that is worth the gas; whether it was sent. A collar of which nothing is left is
    /// forgotten.
    async fn claim_collar(
        &mut self,
        deed: Deed,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let collar = deed.loan;
        let call = ICollar::statusOfCall { collar };
        let status = self.view("statusOf", deed.program, &call).await?;
        let over = status.phase == Phase::Over;
        // While the call can be exercised the collateral is not the owner's.
        let collateral = if over { status.collateral } else { U256::ZERO };
        if status.cash.is_zero() && collateral.is_zero() && status.puts.is_zero() {
            if over {
                self.journal.tip.collars.forget(collar);
            }
            return Ok(false);
        }
        let collars = &self.journal.tip.collars;
        let known = collars.collars.get(&collar);
        let Some(bid) = known.and_then(|known| collars.bids.get(&known.bid)) else {
            return Ok(false);
        };
        let market = bid.market;
        let terms = self
            .view("terms", market, &IOptionMarket::termsCall {})
            .await?;
        let worth = |asset, amount| {
            let prices = self.market.as_ref();
            prices.and_then(|prices| value(prices, asset, amount))
        };
        let cash = worth(terms.debtAsset, status.cash).unwrap_or_default();
        let kind = worth(terms.underlying, collateral).unwrap_or_default();
        if cash.saturating_add(kind) < self.config.settle_debt {
            return Ok(false);
        }
        let receiver = deed.borrower;
        let call = ICollar::claimCall { collar, receiver };
        let done = self.do_for_loan(deed, &call, report).await?;
        let sent = done.is_some();
        report.collected.extend(done);
        Ok(sent)
    }
}

#[cfg(test)]
#[path = "collar_tests.rs"]
mod tests;
