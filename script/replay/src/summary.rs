//! The numbers of the report: of Ballast from the ledger, of the other engine from its outcome.

use ballast_simulate::show::format;
pub use ballast_simulate::show::format::Usd;
use ballast_simulate::{LtvOutcome, Shape};
use serde::Serialize;

use crate::beside::Group;
use crate::compare::Terms;
use crate::error::Result;
use crate::ledger::{Ledger, Totals, signed};
use crate::opening::Parties;
use crate::options::Options;
use crate::replay::Walk;
use crate::scenario::Scenario;

/// What one engine did to the book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Loans sold from at least once.
    pub loans_sold_from: u64,
    /// Forced sales.
    pub sales: u64,
    /// Their volume at spot.
    pub volume: Usd,
    /// The median sale at spot.
    pub median_sale: Usd,
    /// The largest sale at spot.
    pub largest_sale: Usd,
    /// What sales cost borrowers against spot: discounts, or the bonus.
    pub penalty: Usd,
    /// Written off: lenders' losses at spot of their times.
    pub lenders_lost: Usd,
    /// Debt not covered by collateral at the end and not written off yet.
    pub uncovered_at_end: Usd,
    /// Collateral of all loans at the end.
    pub collateral_at_end: Usd,
    /// Debt of all loans at the end.
    pub debt_at_end: Usd,
    /// Collateral less debt at the end, uncovered debt not counted: what is the borrowers'.
    pub equity_at_end: Usd,
}

/// What only Ballast has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stages {
    /// Schedules opened or resumed.
    pub schedules_opened: u64,
    /// Schedules that ended at their target.
    pub schedules_closed: u64,
    /// Schedules open at the end.
    pub open_at_end: u64,
    /// Sightings of critical accounts.
    pub critical_sightings: u64,
    /// Auctions started.
    pub auctions: u64,
    /// Of them because the account stayed critical.
    pub critical_auctions: u64,
    /// Metered sales.
    pub metered_sales: u64,
    /// Their volume.
    pub metered_volume: Usd,
    /// What they cost borrowers.
    pub metered_penalty: Usd,
    /// Sales in auctions.
    pub auction_sales: u64,
    /// Their volume.
    pub auction_volume: Usd,
    /// What they cost borrowers.
    pub auction_penalty: Usd,
    /// Interest that borrowers were charged, at spot of its time.
    pub interest: Usd,
    /// Of it the lenders' part.
    pub lenders_interest: Usd,
    /// Paid by the insurance fund.
    pub insured: Usd,
    /// Paid by protocol reserves.
    pub reserves_paid: Usd,
    /// Rounds that feeds published.
    pub rounds: u64,
    /// Events read.
    pub events: u64,
}

/// The scenario in a few words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Where prices come from.
    pub prices: String,
    /// Where the book comes from.
    pub book: String,
    /// First second, UTC.
    pub from: String,
    /// Last second, UTC.
    pub to: String,
    /// Order in which a bar's prices are walked.
    pub order: String,
    /// Loans.
    pub loans: u64,
    /// Loans of one collateral, several, and hedged.
    pub shapes: [u64; 3],
    /// Collateral at the start.
    pub collateral: Usd,
    /// Debt at the start.
    pub debt: Usd,
    /// Least and greatest opening health of the other engine, which equal Ballast's; WAD as dollars are.
    pub rate: Usd,
    /// Opening, lowest and closing price of every asset.
    pub assets: Vec<AssetFacts>,
}

/// One asset's prices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AssetFacts {
    /// Symbol.
    pub symbol: String,
    /// First price.
    pub open: Usd,
    /// Lowest price published.
    pub low: Usd,
    /// Last price published.
    pub close: Usd,
    /// Largest excess of the smoothed price over spot when the oracle took a round, parts of a million.
    pub smoothed_over_spot_ppm: u64,
}

/// Everything that table and report show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The scenario.
    pub scenario: Facts,
    /// Ballast, from the chain's events.
    pub ballast: Side,
    /// The loan-to-value engine.
    pub loan_to_value: Side,
    /// What only Ballast has.
    pub stages: Stages,
    /// Loans without liquidation beside the book, by kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Group>,
    /// Ticks of the keeper, its transactions, restarts, failures, and times without money.
    pub keeper: [u64; 5],
    /// What was assumed, cut, chosen or missing.
    pub notes: Vec<String>,
    /// What does not add up; empty if all does.
    pub audit: Vec<String>,
}

/// What the summary is made from.
#[derive(Debug)]
pub struct Sources<'a> {
    /// Asked for.
    pub options: &'a Options,
    /// Prices and book.
    pub scenario: &'a Scenario,
    /// Source and notes of the book.
    pub book: &'a ballast_simulate::Book,
    /// Who took part.
    pub parties: &'a Parties,
    /// The events.
    pub ledger: &'a Ledger,
    /// Their sums.
    pub totals: &'a Totals,
    /// What the walk saw beside events.
    pub walk: &'a Walk,
    /// What the other engine started from.
    pub terms: &'a Terms,
    /// What it did.
    pub ltv: &'a LtvOutcome,
    /// Loans without liquidation beside the book.
    pub beside: Vec<Group>,
    /// What does not add up.
    pub audit: Vec<String>,
    /// Notes of all phases.
    pub notes: Vec<String>,
}

impl Summary {
    /// Puts the numbers together.
    ///
    /// # Errors
    /// [`crate::Error::Overflow`]; [`crate::Error::Input`].
    pub fn of(sources: Sources<'_>) -> Result<Self> {
        let scenario = facts(&sources)?;
        let ballast = ballast(&sources)?;
        let loan_to_value = loan_to_value(sources.ltv);
        let stages = stages(&sources);
        let walk = sources.walk;
        let mut notes = sources.notes;
        notes.extend(sources.book.notes.iter().cloned());
        notes.extend(walk.messages.iter().map(|text| format!("keeper: {text}")));
        Ok(Self {
            scenario,
            ballast,
            loan_to_value,
            stages,
            beside: sources.beside,
            keeper: [
                walk.ticks,
                walk.keeper_transactions,
                walk.restarts,
                walk.failures,
                walk.without_funds,
            ],
            notes,
            audit: sources.audit,
        })
    }
}

fn facts(sources: &Sources<'_>) -> Result<Facts> {
    let path = &sources.scenario.path;
    let prices = path.initial_prices();
    let (mut collateral, mut debt) = (0_u128, 0_u128);
    let mut shapes = [0_u64; 3];
    for opened in &sources.parties.loans {
        collateral = collateral.saturating_add(opened.loan.collateral_usd(&prices)?);
        debt = debt.saturating_add(opened.loan.debt_usd(&prices)?);
        let shape = match opened.loan.shape {
            Shape::Single => 0,
            Shape::Multi => 1,
            Shape::Hedged => 2,
        };
        shapes[shape] += 1;
    }
    let ledger = sources.ledger;
    let assets = (0..ledger.assets.len()).map(|asset| asset_facts(ledger, asset));
    Ok(Facts {
        prices: sources.scenario.source.clone(),
        book: sources.book.source.clone(),
        from: format::utc(path.start),
        to: format::utc(path.end),
        order: order_name(sources.options.order).to_owned(),
        loans: sources.parties.loans.len() as u64,
        shapes,
        collateral: Usd::of(collateral),
        debt: Usd::of(debt),
        rate: Usd::of(sources.terms.rules.interest_per_year),
        assets: assets.collect(),
    })
}

fn order_name(order: ballast_simulate::InBarOrder) -> &'static str {
    match order {
        ballast_simulate::InBarOrder::Close => "closes",
        ballast_simulate::InBarOrder::OpenHighLowClose => "open, high, low, close",
        ballast_simulate::InBarOrder::OpenLowHighClose => "open, low, high, close",
    }
}

fn asset_facts(ledger: &Ledger, asset: usize) -> AssetFacts {
    let spots = ledger.spots(asset);
    let price = |point: Option<&(u64, u128)>| Usd::of(point.map_or(0, |(_, price)| *price));
    let mut over = 0_u64;
    let mut rest = spots.iter().peekable();
    let mut spot = 0_u128;
    for (time, smoothed) in ledger.smoothed(asset) {
        while let Some((_, price)) = rest.next_if(|(at, _)| *at <= time) {
            spot = *price;
        }
        if spot > 0 && smoothed > spot {
            let part = (smoothed - spot).saturating_mul(1_000_000) / spot;
            over = over.max(u64::try_from(part).unwrap_or(u64::MAX));
        }
    }
    AssetFacts {
        symbol: ledger
            .assets
            .get(asset)
            .map(|handle| handle.symbol.clone())
            .unwrap_or_default(),
        open: price(spots.first()),
        low: Usd::of(spots.iter().map(|(_, price)| *price).min().unwrap_or(0)),
        close: price(spots.last()),
        smoothed_over_spot_ppm: over,
    }
}

fn ballast(sources: &Sources<'_>) -> Result<Side> {
    let (totals, ledger) = (sources.totals, sources.ledger);
    let sizes: Vec<u128> = totals.sales.iter().map(|sale| sale.sold).collect();
    let collateral = totals.collateral_usd(ledger)?;
    let debt = totals.debt_usd(ledger)?;
    let uncovered = sources.walk.samples.last().map_or(0, |s| s.uncovered);
    Ok(Side {
        loans_sold_from: totals.accounts_sold() as u64,
        sales: sizes.len() as u64,
        volume: Usd::of(totals.sold()),
        median_sale: Usd::of(median(&sizes)),
        largest_sale: Usd::of(sizes.iter().copied().max().unwrap_or(0)),
        penalty: Usd(totals.cost()),
        lenders_lost: Usd::of(totals.lenders_lost()),
        uncovered_at_end: Usd::of(uncovered),
        collateral_at_end: Usd::of(collateral),
        debt_at_end: Usd::of(debt),
        equity_at_end: Usd(signed(collateral) - signed(debt) + signed(uncovered)),
    })
}

fn loan_to_value(outcome: &LtvOutcome) -> Side {
    let sizes: Vec<u128> = outcome.sales.iter().map(|sale| sale.seized_usd).collect();
    let sum = |values: &dyn Fn(&ballast_simulate::ltv::LoanOutcome) -> u128| {
        outcome
            .loans
            .iter()
            .fold(0_u128, |sum, loan| sum.saturating_add(values(loan)))
    };
    let collateral = sum(&|loan| loan.final_collateral_usd);
    let debt = sum(&|loan| loan.final_debt_usd);
    let uncovered = sum(&|loan| {
        loan.final_debt_usd
            .saturating_sub(loan.final_collateral_usd)
    });
    let totals = &outcome.totals;
    Side {
        loans_sold_from: totals.liquidated_loans,
        sales: totals.liquidations,
        volume: Usd::of(totals.sold_usd),
        median_sale: Usd::of(median(&sizes)),
        largest_sale: Usd::of(sizes.iter().copied().max().unwrap_or(0)),
        penalty: Usd::of(totals.penalty_usd),
        lenders_lost: Usd::of(totals.lender_loss_usd),
        uncovered_at_end: Usd::of(uncovered),
        collateral_at_end: Usd::of(collateral),
        debt_at_end: Usd::of(debt),
        equity_at_end: Usd(signed(collateral) - signed(debt) + signed(uncovered)),
    }
}

fn stages(sources: &Sources<'_>) -> Stages {
    let totals = sources.totals;
    let cost = |stage: &crate::ledger::StageTotals| Usd(signed(stage.sold) - signed(stage.repaid));
    let paid = |part: fn(&crate::ledger::Loss) -> u128| {
        Usd::of(
            totals
                .losses
                .iter()
                .fold(0, |sum, loss| sum.saturating_add(part(loss))),
        )
    };
    Stages {
        schedules_opened: totals.opened,
        schedules_closed: totals.closed,
        open_at_end: totals.accounts.values().filter(|a| a.open).count() as u64,
        critical_sightings: totals.critical_seen,
        auctions: totals.auctions_started,
        critical_auctions: totals.critical_auctions,
        metered_sales: totals.metered.count,
        metered_volume: Usd::of(totals.metered.sold),
        metered_penalty: cost(&totals.metered),
        auction_sales: totals.auctions.count,
        auction_volume: Usd::of(totals.auctions.sold),
        auction_penalty: cost(&totals.auctions),
        interest: Usd::of(totals.interest()),
        lenders_interest: Usd::of(totals.lenders_interest()),
        insured: paid(|loss| loss.covered),
        reserves_paid: paid(|loss| loss.reserves),
        rounds: totals.rounds,
        events: sources.ledger.entries.len() as u64,
    }
}

fn median(sizes: &[u128]) -> u128 {
    let half = risk_core::fixed::WAD / 2;
    ballast_simulate::series::quantile(sizes.iter().copied(), half).unwrap_or(0)
}
