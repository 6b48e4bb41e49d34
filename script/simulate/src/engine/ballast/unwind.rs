//! An account's unwind: what the unwinder's entry points do, and when keepers call them.

use super::{risk, share_up};
use crate::assess::{Assessment, assess, maintenance};
use crate::engine::{Desk, Sale, SaleKind};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::layout::{Parameters, Schedule};
use crate::portfolio::{Holding, Portfolio, Prices};
use crate::sale::{self, Offer};
use crate::stages::{self, Change, Circumstances};
use risk_core::fixed::{mul_div_down, mul_div_up};
use risk_core::unwind::Pair;

/// Halvings of an offer that a keeper tries where all of it does not pay.
const HALVINGS: u32 = 6;
/// Units of gas of a fill, measured on the devnet, rounded up.
const FILL_GAS: u128 = 330_000;

/// A schedule, and the keepers on their way to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Unwind {
    schedule: Schedule,
    /// When a keeper who saw something to do arrives.
    due: Option<u64>,
}

/// What a keeper calls of the unwinder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// `open`.
    Open,
    /// `observe`.
    Observe,
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

/// An open schedule brought to now: the unwinder's `Moment`.
struct Present {
    schedule: Schedule,
    change: Change,
    offer: Option<Offer>,
}

impl Present {
    fn of(
        portfolio: &Portfolio,
        assessment: &Assessment,
        parameters: &Parameters,
        schedule: Schedule,
        now: u64,
    ) -> Result<Self> {
        let mut schedule = schedule;
        let pair = sale::pair(portfolio, assessment).map_err(risk)?;
        let sold = pair.and_then(|pair| portfolio.holdings.get(pair.collateral));
        let circumstances = Circumstances {
            health: assessment.health,
            target: u128::from(parameters.target),
            critical: assessment.is_critical(),
            round: sold.map_or(0, |holding| holding.updated_at),
            now,
        };
        let change = stages::advance(&mut schedule, &circumstances);
        let offer = match pair.filter(|_| !change.closed) {
            Some(pair) => Some(
                sale::offer(portfolio, assessment, parameters, &mut schedule, pair, now)
                    .map_err(risk)?,
            ),
            None => None,
        };
        Ok(Self {
            schedule,
            change,
            offer,
        })
    }
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

    /// Lets a keeper look, and do one thing. A fill changes the schedule here; balances are the caller's.
    pub(super) fn look(
        &mut self,
        portfolio: &mut Portfolio,
        parameters: &Parameters,
        now: u64,
        desk: &Desk<'_>,
    ) -> Result<Act> {
        let assessment = assess(portfolio, parameters).map_err(risk)?;
        if !is_priced(portfolio, &assessment, parameters)? {
            return Ok(Act::Nothing);
        }
        if !self.schedule.is_open() {
            return self.open(portfolio, &assessment, parameters, now, desk);
        }
        let present = Present::of(portfolio, &assessment, parameters, self.schedule, now)?;
        if present.change.closed {
            self.schedule = present.schedule;
            self.due = None;
            return Ok(Act::Noted(Verb::Close));
        }
        if present.change != Change::default() {
            // Whoever fills notes it as well; else somebody observes.
            self.schedule = present.schedule;
            return Ok(Act::Noted(Verb::Observe));
        }
        let Some(offer) = present.offer else {
            return Ok(Act::Nothing);
        };
        let Some(bid) = bid(&offer, now, desk)? else {
            self.due = None;
            return Ok(Act::Nothing);
        };
        if !self.arrived(now, desk) {
            return Ok(Act::Nothing);
        }
        self.fill(
            portfolio,
            &assessment,
            parameters,
            &present.schedule,
            &offer,
            bid,
            now,
        )
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

    /// `IUnwinder.open`.
    fn open(
        &mut self,
        portfolio: &Portfolio,
        assessment: &Assessment,
        parameters: &Parameters,
        now: u64,
        desk: &Desk<'_>,
    ) -> Result<Act> {
        if assessment.health >= WAD {
            self.due = None;
            return Ok(Act::Nothing);
        }
        if !self.arrived(now, desk) {
            return Ok(Act::Nothing);
        }
        let schedule = stages::open(assessment, parameters, &self.schedule, now);
        self.schedule = Present::of(portfolio, assessment, parameters, schedule, now)?.schedule;
        Ok(Act::Noted(Verb::Open))
    }

    /// `IUnwinder.fill`, as far as the schedule goes.
    #[allow(clippy::too_many_arguments)] // what the entry point has loaded
    fn fill(
        &mut self,
        portfolio: &mut Portfolio,
        assessment: &Assessment,
        parameters: &Parameters,
        advanced: &Schedule,
        offer: &Offer,
        bid: Bid,
        now: u64,
    ) -> Result<Fill> {
        let mut schedule = *advanced;
        let Bid {
            bought,
            paid,
            slippage_usd,
            gas_usd,
        } = bid;
        let sold = mul_div_up(bought, offer.sold.spot, offer.sold.unit).map_err(risk)?;
        schedule.sold = schedule.sold.saturating_add(sold).min(schedule.released);
        let health = after(portfolio, assessment, offer, bought, paid)?;
        let left = offer.need.saturating_sub(sold);
        let done = health >= u128::from(parameters.target)
            || (health >= WAD && left < parameters.dust_usd());
        if done {
            schedule.closed_at = now;
        }
        self.schedule = schedule;
        Ok(Fill {
            pair: offer.pair,
            bought,
            paid,
            price: offer.price,
            auction: schedule.auction_start > 0,
            slippage_usd,
            gas_usd,
        })
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
fn bid(offer: &Offer, now: u64, desk: &Desk<'_>) -> Result<Option<Bid>> {
    let gas_usd = FILL_GAS.saturating_mul(desk.conditions.gas_price);
    let asset = offer_asset(offer);
    for halving in 0..=HALVINGS {
        let bought = offer.collateral_amount >> halving;
        if bought == 0 {
            break;
        }
        let paid = offer.cost(bought).map_err(risk)?;
        if paid == 0 {
            break;
        }
        let worth = mul_div_down(bought, offer.sold.spot, offer.sold.unit).map_err(risk)?;
        let costs = mul_div_up(paid, offer.owed.spot, offer.owed.unit).map_err(risk)?;
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

/// The place of what is sold.
fn offer_asset(offer: &Offer) -> usize {
    let [.., a, b, c, d] = offer.sold.asset.into_array();
    usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX)
}

/// Whether there is a price of all that matters to the account: the unwinder's own rule.
fn is_priced(
    portfolio: &Portfolio,
    assessment: &Assessment,
    parameters: &Parameters,
) -> Result<bool> {
    let speck = parameters.dust_usd().max(assessment.debt >> 4);
    for holding in portfolio.holdings.iter().filter(|held| held.is_unpriced()) {
        let value = holding
            .collateral_usd(holding.spot.max(holding.smoothed))
            .map_err(risk)?;
        if holding.debt > 0 || value >= speck {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Effective health after a fill; takes it off the portfolio.
fn after(
    portfolio: &mut Portfolio,
    assessment: &Assessment,
    offer: &Offer,
    bought: u128,
    paid: u128,
) -> Result<u128> {
    let before = portfolio.clone();
    if let Some(holding) = portfolio.holdings.get_mut(offer.pair.collateral) {
        holding.collateral = holding.collateral.saturating_sub(bought);
    }
    if let Some(holding) = portfolio.holdings.get_mut(offer.pair.debt) {
        holding.debt = holding.debt.saturating_sub(paid);
    }
    let at = |prices: Prices| -> Result<u128> {
        let positions = portfolio.positions(prices).map_err(risk)?;
        Ok(maintenance(portfolio, &positions).map_err(risk)?.0)
    };
    let mut lowest = at(Prices::Smoothed)?;
    if assessment.is_critical() {
        lowest = lowest.min(at(Prices::Spot)?);
    }
    *portfolio = before;
    Ok(lowest)
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
