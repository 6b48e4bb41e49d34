//! What a run of an engine cost whom.

use serde::Serialize;

use crate::engine::{Outcome, Sale, SaleKind};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::prices::Path;
use crate::series::quantile;
use crate::show::format::Usd;

/// Loans of at most this collateral at the start count as small, WAD USD.
pub const SMALL: u128 = 100_000 * WAD;

/// The numbers of one run. Field names are the JSON's; their order and meaning are stable, new ones come at the end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Metrics {
    /// Loans of the book.
    pub loans: u64,
    /// Debt of the book at the start.
    pub opening_debt: Usd,
    /// Loans of which collateral was sold.
    pub loans_sold_from: u64,
    /// Trades by which collateral left.
    pub sales: u64,
    /// Collateral sold by force, at spot.
    pub volume: Usd,
    /// Of it in auctions.
    pub volume_in_auctions: Usd,
    /// Collateral bought back by soft liquidation, at spot.
    pub bought_back: Usd,
    /// What trades cost borrowers against spot at that moment, less what they gained.
    pub penalty: Usd,
    /// Fees, and interest for distress.
    pub charges: Usd,
    /// What borrowers lost because sales before had pushed spot below the market's price.
    pub impact: Usd,
    /// What was sold at the market's price of the moment, valued at the last price, less the same for debts repaid: what
    /// borrowers missed (or, negative, were spared) by not holding on.
    pub sold_low: Usd,
    /// Borrowers' total cost: penalty, charges, impact and sold low.
    pub borrowers_cost: Usd,
    /// Debt that no collateral stood behind, written off or not, before insurance.
    pub loss: Usd,
    /// Of it paid by the insurance.
    pub insured: Usd,
    /// Lenders' loss after insurance.
    pub lenders_loss: Usd,
    /// Premiums that the insurance took.
    pub premiums: Usd,
    /// What the insurance holds at the end.
    pub fund: Usd,
    /// Buyers' slippage when they sold on.
    pub buyers_slippage: Usd,
    /// Buyers' gas.
    pub buyers_gas: Usd,
    /// Median sale.
    pub median_sale: Usd,
    /// A tenth of sales are smaller.
    pub lower_sale: Usd,
    /// A tenth of sales are larger.
    pub upper_sale: Usd,
    /// Largest sale.
    pub largest_sale: Usd,
    /// Median sale of loans of at most $100,000 of collateral.
    pub median_small_sale: Usd,
    /// Median seconds from a loan's first sale to its last.
    pub median_duration: u64,
    /// Longest such time.
    pub longest_duration: u64,
    /// Borrowers' equity at the end.
    pub equity_at_end: Usd,
}

impl Metrics {
    /// Reckons up an outcome on its path.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(outcome: &Outcome, path: &Path) -> Result<Self> {
        let totals = &outcome.totals;
        let market = Market::new(path);
        let (mut impact, mut sold_low, mut in_auctions) = (0_i128, 0_i128, 0_u128);
        for sale in &outcome.sales {
            let (now, last) = (market.at(sale.asset, sale.time), market.last(sale.asset));
            let value = |price: u128| -> Result<i128> {
                signed(scale_down(sale.amount, price, WAD, "a value")?)
            };
            let (then, at_spot, at_end) = (value(now)?, value(sale.spot)?, value(last)?);
            let owed_at_end = scale_down(sale.repaid, market.last(sale.debt), WAD, "a value")?;
            let owed = signed(owed_at_end)?.saturating_sub(signed(sale.repaid_usd)?);
            let missed = at_end.saturating_sub(then).saturating_sub(owed);
            let pushed = then.saturating_sub(at_spot);
            if sale.is_forced() {
                impact = impact.saturating_add(pushed);
                sold_low = sold_low.saturating_add(missed);
            } else {
                impact = impact.saturating_sub(pushed);
                sold_low = sold_low.saturating_sub(missed);
            }
            if matches!(sale.kind, SaleKind::Auction | SaleKind::Backstop) {
                in_auctions = in_auctions.saturating_add(sale.sold_usd);
            }
        }
        let sizes = |pick: &dyn Fn(&Sale) -> bool| -> Vec<u128> {
            let forced = outcome
                .sales
                .iter()
                .filter(|sale| sale.is_forced() && pick(sale));
            forced.map(|sale| sale.sold_usd).collect()
        };
        let small: std::collections::BTreeSet<usize> = outcome
            .endings
            .iter()
            .filter(|ending| ending.opening_collateral_usd <= SMALL)
            .map(|ending| ending.loan)
            .collect();
        let all = sizes(&|_| true);
        let of_small = sizes(&|sale| small.contains(&sale.loan));
        let at = |values: &[u128], share: u128| {
            Usd::of(quantile(values.iter().copied(), share).unwrap_or(0))
        };
        let durations: Vec<u128> = outcome
            .endings
            .iter()
            .filter(|ending| ending.sales > 0)
            .map(|ending| ending.last_sale.saturating_sub(ending.first_sale).into())
            .collect();
        let seconds = |share| quantile(durations.iter().copied(), share).unwrap_or(0);
        let penalty = signed(totals.penalty_usd)?.saturating_sub(signed(totals.gain_usd)?);
        let charges = signed(totals.charges_usd)?;
        let loss = signed(totals.loss_usd)?.saturating_add(signed(totals.uncovered_usd)?);
        let insured = signed(totals.insured_usd)?;
        let cost = [charges, impact, sold_low];
        let cost = cost
            .iter()
            .fold(penalty, |sum, part| sum.saturating_add(*part));
        Ok(Self {
            loans: totals.loans,
            opening_debt: Usd::of(totals.opening_debt_usd),
            loans_sold_from: totals.loans_sold,
            sales: totals.sales,
            volume: Usd::of(totals.sold_usd),
            volume_in_auctions: Usd::of(in_auctions),
            bought_back: Usd::of(totals.bought_usd),
            penalty: Usd(penalty),
            charges: Usd(charges),
            impact: Usd(impact),
            sold_low: Usd(sold_low),
            borrowers_cost: Usd(cost),
            loss: Usd(loss),
            insured: Usd(insured),
            lenders_loss: Usd(loss.saturating_sub(insured)),
            premiums: Usd::of(totals.premium_usd),
            fund: Usd::of(outcome.fund_usd),
            buyers_slippage: Usd::of(totals.slippage_usd),
            buyers_gas: Usd::of(totals.gas_usd),
            median_sale: at(&all, WAD / 2),
            lower_sale: at(&all, WAD / 10),
            upper_sale: at(&all, WAD / 10 * 9),
            largest_sale: at(&all, WAD),
            median_small_sale: at(&of_small, WAD / 2),
            median_duration: u64::try_from(seconds(WAD / 2)).unwrap_or(u64::MAX),
            longest_duration: u64::try_from(seconds(WAD)).unwrap_or(u64::MAX),
            equity_at_end: Usd::of(totals.final_equity_usd),
        })
    }

    /// Of every number the worse of two runs, for who bears it: the larger cost, loss, volume, number and duration, the smaller
    /// fund and equity. Medians and bounds of sizes are the larger too.
    #[must_use]
    pub fn worse(&self, other: &Self) -> Self {
        let most = |pick: fn(&Self) -> Usd| pick(self).max(pick(other));
        let least = |pick: fn(&Self) -> Usd| pick(self).min(pick(other));
        Self {
            loans: self.loans,
            opening_debt: self.opening_debt,
            loans_sold_from: self.loans_sold_from.max(other.loans_sold_from),
            sales: self.sales.max(other.sales),
            volume: most(|m| m.volume),
            volume_in_auctions: most(|m| m.volume_in_auctions),
            bought_back: most(|m| m.bought_back),
            penalty: most(|m| m.penalty),
            charges: most(|m| m.charges),
            impact: most(|m| m.impact),
            sold_low: most(|m| m.sold_low),
            borrowers_cost: most(|m| m.borrowers_cost),
            loss: most(|m| m.loss),
            insured: most(|m| m.insured),
            lenders_loss: most(|m| m.lenders_loss),
            premiums: most(|m| m.premiums),
            fund: least(|m| m.fund),
            buyers_slippage: most(|m| m.buyers_slippage),
            buyers_gas: most(|m| m.buyers_gas),
            median_sale: most(|m| m.median_sale),
            lower_sale: most(|m| m.lower_sale),
            upper_sale: most(|m| m.upper_sale),
            largest_sale: most(|m| m.largest_sale),
            median_small_sale: most(|m| m.median_small_sale),
            median_duration: self.median_duration.max(other.median_duration),
            longest_duration: self.longest_duration.max(other.longest_duration),
            equity_at_end: least(|m| m.equity_at_end),
        }
    }
}

fn signed(value: u128) -> Result<i128> {
    i128::try_from(value).map_err(|_| Error::Overflow { what: "a total" })
}

/// The path's prices by asset, as a run's sales did not touch them.
struct Market {
    prices: Vec<Vec<(u64, u128)>>,
}

impl Market {
    fn new(path: &Path) -> Self {
        let first = |price: &u128| vec![(path.start, *price)];
        let mut prices: Vec<Vec<(u64, u128)>> = path.initial.iter().map(first).collect();
        for event in &path.events {
            if let Some(prices) = prices.get_mut(event.asset) {
                prices.push((event.time, event.price));
            }
        }
        Self { prices }
    }

    /// The last price known at a moment.
    fn at(&self, asset: usize, time: u64) -> u128 {
        let Some(prices) = self.prices.get(asset) else {
            return 0;
        };
        let known = prices.partition_point(|(since, _)| *since <= time);
        prices
            .get(known.saturating_sub(1))
            .map_or(0, |(_, price)| *price)
    }

    fn last(&self, asset: usize) -> u128 {
        let prices = self.prices.get(asset).and_then(|prices| prices.last());
        prices.map_or(0, |(_, price)| *price)
    }
}
