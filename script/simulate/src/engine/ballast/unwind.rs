//! An account's unwind: what the unwinder's entry points do, and when keepers call them.

use super::{risk, share_up};
use crate::engine::{Desk, Sale, SaleKind};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use alloy_primitives::Address;
use ballast_unwinder_state::assess::assess;
use ballast_unwinder_state::layout::{Parameters, Schedule};
use ballast_unwinder_state::limits::{Limited, Purchase, Stored};
use ballast_unwinder_state::moment::Terms;
use ballast_unwinder_state::portfolio::{Holding, Portfolio};
use ballast_unwinder_state::records::{Budgets, Clock, Left, Seen, Trace};
use ballast_unwinder_state::stages::{self, Change};
use ballast_unwinder_state::{Case, Moment};
use risk_core::fixed::{Wad, mul_div_down, mul_div_up};
use risk_core::unwind::Pair;

/// Halvings of an offer that a keeper tries where all of it does not pay.
const HALVINGS: u32 = 6;
/// Units of gas of a fill, measured on the devnet, rounded up.
const FILL_GAS: u128 = 330_000;
/// Seconds after which keepers charge distress anew, where nothing is filled: well within what one charge may be for.
const CHARGE_EVERY: u64 = 3_000;
/// Debt over collateral from which distress is worth a call, WAD.
const WORTH_CHARGING: u128 = WAD / 5 * 4;

/// What the unwinder keeps beside schedules, of every asset by its place among the terms'.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub parameters: Parameters,
    pub budgets: Budgets,
    pub left: Vec<Left>,
    pub seen: Vec<Seen>,
}

impl Shared {
    pub(super) fn new(parameters: Parameters, budgets: Budgets, assets: usize) -> Self {
        Self {
            parameters,
            budgets,
            left: vec![Left::default(); assets],
            seen: vec![Seen::default(); assets],
        }
    }

    fn seen(&self, asset: Address, spot: u128, round: u64) -> Seen {
        let stored = self.seen.get(place_of(asset)).copied();
        stored.unwrap_or_default().with(spot, round)
    }

    /// As the unwinder's `see`.
    fn see(&mut self, moment: &Moment) {
        let Some(terms) = &moment.terms else { return };
        for (side, round) in [&terms.sold, &terms.owed].into_iter().zip(terms.rounds) {
            let seen = self.seen(side.asset, side.spot, round);
            if let Some(slot) = self.seen.get_mut(place_of(side.asset)) {
                *slot = seen;
            }
        }
    }

    /// As the unwinder's `limited`, for a clock that never stands.
    fn limited(&self, moment: &Moment, trace: &Trace, terms: &Terms, now: u64) -> Result<Limited> {
        let [sold, owed] = terms.rounds;
        let left = self.left.get(place_of(terms.sold.asset)).copied();
        let stored = Stored {
            budgets: self.budgets,
            target: Wad(u128::from(self.parameters.target)),
            left: left.unwrap_or_default(),
            seen: [
                self.seen(terms.sold.asset, terms.sold.spot, sold),
                self.seen(terms.owed.asset, terms.owed.spot, owed),
            ],
        };
        Limited::of(moment, trace, terms, &stored, [now, now]).map_err(risk)
    }

    /// As the unwinder's `draw`.
    fn draw(&mut self, limited: &Limited, sold: u128, now: u64) {
        let place = place_of(limited.terms.sold.asset);
        if let (Some(left), Some(slot)) = (limited.drawn(sold, now), self.left.get_mut(place)) {
            *slot = left;
        }
    }
}

/// Programs know assets by their address; here it is their place among the terms'.
pub(super) fn address(asset: usize) -> Address {
    Address::left_padding_from(&(asset as u64).to_be_bytes())
}

/// The place of an asset.
fn place_of(asset: Address) -> usize {
    let [.., a, b, c, d] = asset.into_array();
    usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX)
}

/// A schedule, and the keepers on their way to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Unwind {
    schedule: Schedule,
    trace: Trace,
    /// When a keeper who saw something to do arrives.
    due: Option<u64>,
    /// When distress was last charged.
    charged: u64,
}

/// What a keeper calls of the unwinder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// `open`.
    Open,
    /// `observe`.
    Observe,
    /// `chargeDistress`.
    Charge,
    /// `close`.
    Close,
    /// `fill`.
    Fill,
    /// `resolve`.
    Resolve,
}

/// What a keeper did.
pub(super) enum Act {
    /// There is nothing to do for now.
    Nothing,
    /// The schedule changed; look again.
    Noted(Verb),
    /// Distress is to be charged at this rate per year, WAD; look again.
    Charged(u128),
    /// Something was bought.
    Filled(Fill),
}

/// A fill.
pub(super) struct Fill {
    pub pair: Pair,
    /// Token units.
    pub bought: u128,
    /// Token units.
    pub paid: u128,
    price: u128,
    auction: bool,
    slippage_usd: u128,
    gas_usd: u128,
}

impl Unwind {
    /// Whether it runs, or somebody is about to open it.
    pub(super) fn is_busy(&self) -> bool {
        self.schedule.is_open() || self.due.is_some()
    }

    /// Nothing is left to unwind.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Lets a keeper look, and do one thing. A fill changes the schedule here; balances are the caller's. `path` tells an
    /// asset's place in the path.
    pub(super) fn look(
        &mut self,
        portfolio: &Portfolio,
        shared: &mut Shared,
        now: u64,
        desk: &Desk<'_>,
        path: &dyn Fn(usize) -> usize,
    ) -> Result<Act> {
        let assessment = assess(portfolio, &shared.parameters).map_err(risk)?;
        let mut case = Case {
            portfolio: portfolio.clone(),
            assessment,
            parameters: shared.parameters,
            budgets: shared.budgets,
            schedule: self.schedule,
            trace: self.trace,
            clock: Clock::default(),
            now,
        };
        if case.blocked().map_err(refused)?.is_some() {
            return Ok(Act::Nothing);
        }
        if !self.schedule.is_open() {
            return self.open(&mut case, shared, desk);
        }
        let moment = case.moment(None).map_err(refused)?;
        if moment.change.closed {
            shared.see(&moment);
            self.schedule = moment.schedule;
            self.due = None;
            return Ok(Act::Noted(Verb::Close));
        }
        if moment.change != Change::default() {
            // Whoever fills notes it as well; else somebody observes.
            shared.see(&moment);
            self.schedule = moment.schedule;
            return Ok(Act::Noted(Verb::Observe));
        }
        if now >= self.charged.saturating_add(CHARGE_EVERY)
            && let Some(rate) = self.distress(&case)?
        {
            return Ok(Act::Charged(rate));
        }
        let Some(terms) = moment.terms else {
            return Ok(Act::Nothing);
        };
        let limited = shared.limited(&moment, &self.trace, &terms, now)?;
        let asset = path(place_of(terms.sold.asset));
        if limited.terms.amount == 0 {
            self.due = None;
            return Ok(Act::Nothing);
        }
        // Who has come waits for a price that pays.
        if !self.arrived(now, desk) {
            return Ok(Act::Nothing);
        }
        let Some(bid) = bid(&limited.terms, asset, now, desk)? else {
            self.due = Some(now);
            return Ok(Act::Nothing);
        };
        if now > self.charged
            && let Some(rate) = self.distress(&case)?
        {
            self.due = Some(now);
            return Ok(Act::Charged(rate));
        }
        self.fill(&case, shared, &moment, &limited, bid)
            .map(Act::Filled)
    }

    /// Whether a keeper who saw now, or earlier, that there is something to do has arrived.
    fn arrived(&mut self, now: u64, desk: &Desk<'_>) -> bool {
        let due = *self
            .due
            .get_or_insert(now.saturating_add(desk.conditions.latency));
        if now >= due {
            self.due = None;
            true
        } else {
            false
        }
    }

    /// The distress rate where it is worth a call; notes that it is charged now.
    fn distress(&mut self, case: &Case) -> Result<Option<u128>> {
        let assessment = &case.assessment;
        let least = share_up(assessment.collateral, WORTH_CHARGING)?;
        if assessment.health >= WAD || assessment.debt < least {
            return Ok(None);
        }
        self.charged = case.now;
        case.distress_rate().map(|rate| Some(rate.0)).map_err(risk)
    }

    /// `IUnwinder.open`.
    fn open(&mut self, case: &mut Case, shared: &mut Shared, desk: &Desk<'_>) -> Result<Act> {
        let (assessment, now) = (&case.assessment, case.now);
        if assessment.health >= WAD {
            self.due = None;
            return Ok(Act::Nothing);
        }
        if !self.arrived(now, desk) {
            return Ok(Act::Nothing);
        }
        let resumed = stages::resumes(&case.schedule, &case.parameters, now);
        let opened = stages::open(assessment, &case.parameters, &case.schedule, now);
        case.trace = case.trace.opened(resumed, &case.budgets, now);
        case.schedule = opened;
        let moment = case.moment(None).map_err(refused)?;
        shared.see(&moment);
        self.schedule = moment.schedule;
        self.trace = case.trace;
        self.charged = 0;
        Ok(Act::Noted(Verb::Open))
    }

    /// `IUnwinder.fill`, as far as the schedule goes.
    fn fill(
        &mut self,
        case: &Case,
        shared: &mut Shared,
        moment: &Moment,
        limited: &Limited,
        bid: Bid,
    ) -> Result<Fill> {
        let Bid {
            bought,
            paid,
            slippage_usd,
            gas_usd,
        } = bid;
        let terms = &limited.terms;
        let Purchase {
            sold,
            schedule,
            trace,
            ..
        } = limited
            .purchase(
                moment,
                &self.trace,
                &case.parameters,
                // Keepers open without a fee.
                [bought, paid, 0],
                case.now,
            )
            .map_err(risk)?;
        shared.see(moment);
        shared.draw(limited, sold, case.now);
        (self.schedule, self.trace) = (schedule, trace);
        let index = |asset: Address| {
            let holdings = &case.portfolio.holdings;
            let place = holdings.iter().position(|held| held.asset == asset);
            place.ok_or(Error::Overflow { what: "a holding" })
        };
        Ok(Fill {
            pair: Pair {
                collateral: index(terms.sold.asset)?,
                debt: index(terms.owed.asset)?,
            },
            bought,
            paid,
            price: terms.price,
            auction: schedule.auction_start > 0,
            slippage_usd,
            gas_usd,
        })
    }
}

fn refused(_: ballast_common::revert::Failure) -> Error {
    Error::Overflow {
        what: "Ballast's arithmetic",
    }
}

/// What a keeper takes of an offer.
struct Bid {
    bought: u128,
    paid: u128,
    slippage_usd: u128,
    gas_usd: u128,
}

/// The whole offer, or the largest of its halves, that pays its gas and slippage; none where none does.
fn bid(terms: &Terms, asset: usize, now: u64, desk: &Desk<'_>) -> Result<Option<Bid>> {
    let gas_usd = FILL_GAS.saturating_mul(desk.conditions.gas_price);
    for halving in 0..=HALVINGS {
        let bought = terms.amount >> halving;
        if bought == 0 {
            break;
        }
        let paid = terms.cost(bought, terms.price).map_err(risk)?;
        if paid == 0 {
            break;
        }
        let worth = mul_div_down(bought, terms.sold.spot, terms.sold.unit).map_err(risk)?;
        let costs = mul_div_up(paid, terms.owed.spot, terms.owed.unit).map_err(risk)?;
        let slippage = desk.depth.slippage(asset, now, worth);
        let slippage_usd = share_up(worth, slippage)?;
        if worth >= costs.saturating_add(slippage_usd).saturating_add(gas_usd) {
            return Ok(Some(Bid {
                bought,
                paid,
                slippage_usd,
                gas_usd,
            }));
        }
    }
    Ok(None)
}

impl Fill {
    /// The sale as recorded; indices of assets are the caller's to set.
    pub(super) fn record(
        &self,
        loan: usize,
        time: u64,
        (of, against): (&Holding, &Holding),
        repaid: u128,
    ) -> Result<Sale> {
        let gone = |_| Error::Overflow { what: "a sale" };
        Ok(Sale {
            time,
            loan,
            kind: if self.auction {
                SaleKind::Auction
            } else {
                SaleKind::Slice
            },
            asset: usize::MAX,
            debt: usize::MAX,
            amount: scale_down(self.bought, WAD, of.unit, "tokens")?,
            price: self.price,
            spot: of.spot,
            repaid: scale_down(repaid, WAD, against.unit, "tokens")?,
            sold_usd: mul_div_down(self.bought, of.spot, of.unit).map_err(gone)?,
            repaid_usd: mul_div_down(repaid, against.spot, against.unit).map_err(gone)?,
            slippage_usd: self.slippage_usd,
            gas_usd: self.gas_usd,
        })
    }
}
