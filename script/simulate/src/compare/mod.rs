//! Engines side by side: the same book, prices, market and keepers for all, in every order that a bar may hide.

mod metrics;
pub mod page;
pub mod text;

pub use metrics::{Metrics, SMALL};

use serde::Serialize;

use crate::cli::Compare;
use crate::depth::{DepthModel, Market};
use crate::engine::{Account, Bottomless, Conditions, Depth, Engine, Fund, Outcome, run};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::lineup::{Choice, default_terms, least_health, opening_health, rate_bps};
use crate::prices::{InBarOrder, Path};
use crate::show::progress::Display;

/// Version of the JSON's schema: it grows when a field goes away or changes its meaning.
pub const SCHEMA: u32 = 1;

/// Share of its capital that the fund pays in any window of time.
const FUND_CAP: u128 = WAD / 2;
/// Seconds of the fund's window.
const FUND_WINDOW: u64 = 3 * 86_400;

/// What engines are run on.
#[derive(Debug, Clone)]
pub struct Window {
    /// Its name in reports.
    pub name: String,
    /// The prices, once for every order of walking a bar.
    pub paths: Vec<(InBarOrder, Path)>,
    /// The book, at equal borrowing power.
    pub accounts: Vec<Account>,
    /// What surrounds the engines.
    pub conditions: Conditions,
    /// What sales do to prices; none: nothing.
    pub depth: Option<DepthModel>,
    /// What was assumed, converted or left out, for the report.
    pub notes: Vec<String>,
}

/// One run.
#[derive(Debug, Clone)]
pub struct Run {
    /// How bars were walked.
    pub order: InBarOrder,
    /// What happened.
    pub outcome: Outcome,
    /// What it cost.
    pub metrics: Metrics,
}

/// An engine's runs over a window.
#[derive(Debug, Clone)]
pub struct Results {
    /// The engine's name.
    pub engine: String,
    /// One run per order.
    pub runs: Vec<Run>,
    /// Of every number the worse over all orders.
    pub worse: Metrics,
}

impl Window {
    /// Gives the window an insurance fund of this premium per year (WAD share of the debt), with one year of it on the
    /// book to start with; none for a premium of zero.
    ///
    /// # Errors
    /// [`Error::MissingPrices`]; [`Error::Overflow`].
    pub fn insure(&mut self, premium: u128) -> Result<()> {
        let prices = self
            .paths
            .first()
            .map(|(_, path)| path.initial_prices())
            .unwrap_or_default();
        let mut debt: u128 = 0;
        for account in &self.accounts {
            debt = debt.saturating_add(account.loan.debt_usd(&prices)?);
        }
        self.conditions.fund = (premium > 0).then_some(Fund {
            capital: scale_down(debt, premium, WAD, "a year of premiums")?,
            premium_per_year: premium,
            window_cap: FUND_CAP,
            window: FUND_WINDOW,
        });
        Ok(())
    }

    /// The same window with its fund or without: it insures Ballast's lenders alone.
    #[must_use]
    pub fn insured(&self, insured: bool) -> std::borrow::Cow<'_, Self> {
        if insured || self.conditions.fund.is_none() {
            return std::borrow::Cow::Borrowed(self);
        }
        let mut window = self.clone();
        window.conditions.fund = None;
        std::borrow::Cow::Owned(window)
    }

    /// Runs one engine, as `build` makes it, over every path.
    ///
    /// # Errors
    /// The engine's.
    pub fn run(&self, build: &dyn Fn(&Path) -> Result<Box<dyn Engine>>) -> Result<Results> {
        let mut runs = Vec::with_capacity(self.paths.len());
        for (order, path) in &self.paths {
            let mut engine = build(path)?;
            let mut market: Box<dyn Depth> = match &self.depth {
                Some(model) => Box::new(Market::new(model.clone(), &path.assets)),
                None => Box::new(Bottomless),
            };
            let outcome = run(
                engine.as_mut(),
                &self.accounts,
                path,
                &self.conditions,
                market.as_mut(),
            )?;
            let metrics = Metrics::of(&outcome, path)?;
            runs.push(Run {
                order: *order,
                outcome,
                metrics,
            });
        }
        let mut worse = runs
            .first()
            .map(|run| run.metrics.clone())
            .unwrap_or_default();
        for run in runs.iter().skip(1) {
            worse = worse.worse(&run.metrics);
        }
        let engine = runs
            .first()
            .map_or(String::new(), |run| run.outcome.engine.clone());
        Ok(Results {
            engine,
            runs,
            worse,
        })
    }
}

/// Everything of a window.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What the engines ran on.
    pub window: Window,
    /// What came of it, by engine.
    pub results: Vec<Results>,
}

/// The comparison as JSON: `schema`, then `window`, its `notes`, and per engine the `worse` metrics and those of each `order`.
#[derive(Debug, Serialize)]
struct Json<'a> {
    schema: u32,
    window: &'a str,
    from: u64,
    to: u64,
    book: String,
    impact: bool,
    notes: &'a [String],
    engines: Vec<JsonEngine<'a>>,
}

#[derive(Debug, Serialize)]
struct JsonEngine<'a> {
    engine: &'a str,
    worse: &'a Metrics,
    orders: Vec<JsonRun<'a>>,
}

#[derive(Debug, Serialize)]
struct JsonRun<'a> {
    order: &'static str,
    metrics: &'a Metrics,
}

/// An order's name, as on the command line.
#[must_use]
pub fn order_name(order: InBarOrder) -> &'static str {
    match order {
        InBarOrder::Close => "close",
        InBarOrder::OpenHighLowClose => "ohlc",
        InBarOrder::OpenLowHighClose => "olhc",
    }
}

impl Comparison {
    /// First and last second.
    #[must_use]
    pub fn span(&self) -> (u64, u64) {
        let first = self.window.paths.first();
        first.map_or((0, 0), |(_, path)| (path.start, path.end))
    }

    /// As JSON, of schema [`SCHEMA`].
    ///
    /// # Errors
    /// [`Error::Overflow`] in name only: numbers and text can always be written.
    pub fn json(&self) -> Result<String> {
        let (from, to) = self.span();
        let engines = self.results.iter().map(|result| JsonEngine {
            engine: &result.engine,
            worse: &result.worse,
            orders: result
                .runs
                .iter()
                .map(|run| JsonRun {
                    order: order_name(run.order),
                    metrics: &run.metrics,
                })
                .collect(),
        });
        serde_json::to_string_pretty(&Json {
            schema: SCHEMA,
            window: &self.window.name,
            from,
            to,
            book: format!("{} loans", self.window.accounts.len()),
            impact: self.window.depth.is_some(),
            notes: &self.window.notes,
            engines: engines.collect(),
        })
        .map_err(|_| Error::Overflow { what: "the JSON" })
    }
}

/// Runs what the command line asks for.
///
/// # Errors
/// Those of the inputs and of the engines.
pub fn command(arguments: &Compare, display: &Display) -> Result<Comparison> {
    let phase = display.phase("load", 0);
    let terms = default_terms(rate_bps(arguments.interest));
    let health =
        |loan: &crate::Loan, prices: &[(String, u128)]| opening_health(&terms, loan, prices);
    let window = arguments.inputs()?.window(&health, least_health(&terms))?;
    phase.done(&format!("{} loans", window.accounts.len()));
    let mut chosen: Vec<Choice> = Vec::new();
    for choice in &arguments.engines {
        if !chosen.contains(choice) {
            chosen.push(*choice);
        }
    }
    let phase = display.phase("engines", chosen.len() as u64);
    let mut results = Vec::with_capacity(chosen.len());
    for (done, choice) in chosen.iter().enumerate() {
        phase.at(done as u64);
        results.push(
            window
                .insured(*choice == Choice::Ballast)
                .run(&|path| choice.build(&terms, path))?,
        );
    }
    phase.done(&format!("{} runs", chosen.len() * window.paths.len()));
    Ok(Comparison { window, results })
}
