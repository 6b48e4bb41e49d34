//! A demo from its options to its results.

use std::time::Duration;

use alloy::primitives::{B256, b256};
use alloy::signers::local::PrivateKeySigner;
use ballast_deploy::{Bars, Progress, Silent};
use ballast_devnet::Handle;
use ballast_devnet::node::ClockMode;
use ballast_simulate::show::progress::Display;
use ballast_simulate::{Book, LtvOutcome, synthetic_book};

use crate::audit;
use crate::beside::Beside;
use crate::compare::{self, Terms};
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::ledger::{Ledger, Totals};
use crate::market::{self, Limits, Market};
use crate::opening::{self, Parties};
use crate::options::Options;
use crate::replay::{Walk, Walker};
use crate::scenario::Scenario;
use crate::summary::{Sources, Summary};

/// Key of the account that is funded on every Nitro devnet. It is public; it guards nothing.
const DEV_KEY: B256 = b256!("b6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659");

/// A demo that reached its end.
#[derive(Debug)]
pub struct Outcome {
    /// The numbers.
    pub summary: Summary,
    /// Prices and book as given.
    pub scenario: Scenario,
    /// The events.
    pub ledger: Ledger,
    /// Their sums.
    pub totals: Totals,
    /// What the walk saw beside events.
    pub walk: Walk,
    /// What the other engine started from.
    pub terms: Terms,
    /// What it did.
    pub ltv: LtvOutcome,
    /// The market, its parameters and addresses.
    pub market: Market,
    /// Who took part.
    pub parties: Parties,
    /// The node.
    pub endpoint: Endpoint,
    /// Seconds between two looks of the keeper while an unwind is open.
    pub keeper_interval: u64,
    /// How long each phase took.
    pub timings: Vec<(String, Duration)>,
    /// The embedded devnet, which lives as long as this.
    pub devnet: Option<Handle>,
}

/// Runs a demo. All of its state is on the chain: one that is killed leaves nothing to clean up, and the next one
/// deploys afresh, on a new devnet or beside what it left on an external node.
///
/// # Errors
/// Every [`Error`]. Books that do not add up at the end are no error here but in [`Summary::audit`].
pub async fn run(options: &Options, display: &Display) -> Result<Outcome> {
    let phase = display.phase("load", 0);
    let scenario = Scenario::load(options)?;
    for kind in &options.beside {
        kind.check(&scenario.path)?;
    }
    let mut notes = scenario.notes.clone();
    let config = market::configure(&scenario, &mut notes)?;
    phase.done(&format!(
        "{} price changes from {}",
        scenario.path.events.len(),
        scenario.source
    ));

    let phase = display.phase("devnet", 0);
    let devnet = match &options.rpc_url {
        Some(_) => None,
        None => Some(ballast_devnet::spawn(embedded(scenario.path.start)).await?),
    };
    let url = match (&options.rpc_url, &devnet) {
        (Some(url), _) => url.clone(),
        (None, Some(devnet)) => devnet.url().to_owned(),
        (None, None) => String::new(),
    };
    let endpoint = Endpoint::connect(&url).await?;
    phase.done(&endpoint.url);

    let phase = display.phase("deploy", 0);
    let key = PrivateKeySigner::from_bytes(&DEV_KEY)
        .map_err(|error| Error::Usage(format!("the dev key: {error}")))?;
    let bars = Bars::default();
    let progress: &dyn Progress = if display.has_bars() { &bars } else { &Silent };
    let recorded = options.deployments.as_deref();
    let start = scenario.path.start;
    let (mut market, did) =
        market::deploy(&endpoint, key, config, start, recorded, progress).await?;
    phase.done(&format!("pool {}, {did}", market.deployment.pool));

    let limits = market.limits(&endpoint).await?;
    let book = book(options, &scenario, &limits)?;
    let phase = display.phase("open", book.loans.len() as u64);
    let opened = |count: usize| phase.at(count as u64);
    let parties = opening::open_book(&endpoint, &mut market, &book, &limits, &opened).await?;
    let terms = compare::terms(&endpoint, &market, &parties.loans, &scenario.path).await?;
    phase.done(&format!("{} loans", parties.loans.len()));

    let phase = display.phase("open beside", 0);
    let (path, kinds) = (&scenario.path, &options.beside);
    let mut beside = Beside::open(kinds, &endpoint, &mut market, &parties, path).await?;
    phase.done(&format!("{} loans without liquidation", beside.count()));

    let seconds = scenario.path.end.saturating_sub(scenario.path.start);
    let phase = display.phase("replay", seconds);
    let now = endpoint.head().await?.time;
    market.shift = now.saturating_sub(scenario.path.start);
    let walker = Walker::new(
        &endpoint,
        &mut market,
        &parties,
        &mut beside,
        &scenario.path,
        options,
    )?;
    let walk = walker.run(&|done| phase.at(done)).await?;
    phase.done(&format!(
        "{} rounds, {} ticks of the keeper, {} transactions of it",
        walk.rounds, walk.ticks, walk.keeper_transactions
    ));

    let phase = display.phase("collect", 0);
    let ledger = Ledger::read(&endpoint, &market).await?;
    let totals = Totals::of(&ledger)?;
    let mut wrong = audit::check(&endpoint, &market, &parties, &ledger, &totals).await?;
    let (groups, more) = beside.results(&endpoint, &market, &ledger).await?;
    wrong.extend(more);
    let ltv = compare::run(&terms, &scenario.path)?;
    let summary = Summary::of(Sources {
        options,
        scenario: &scenario,
        book: &book,
        parties: &parties,
        ledger: &ledger,
        totals: &totals,
        walk: &walk,
        terms: &terms,
        ltv: &ltv,
        beside: groups,
        audit: wrong,
        notes,
    })?;
    phase.done(&format!("{} events", ledger.entries.len()));
    Ok(Outcome {
        summary,
        scenario,
        ledger,
        totals,
        walk,
        terms,
        ltv,
        market,
        parties,
        endpoint,
        keeper_interval: options.keeper_interval,
        timings: display.timings(),
        devnet,
    })
}

fn embedded(start: u64) -> ballast_devnet::Options {
    ballast_devnet::Options {
        timestamp: Some(start),
        clock: ClockMode::Manual,
        ..ballast_devnet::Options::default()
    }
}

/// The book to be opened, every loan of it within what the pool lends.
fn book(options: &Options, scenario: &Scenario, limits: &Limits) -> Result<Book> {
    let mut book = match &scenario.book {
        Some(book) => book.clone(),
        None => {
            let prices = scenario.path.initial_prices();
            synthetic_book(options.loan_count, options.seed, &prices, &|loan| {
                limits.can_open(loan)
            })?
        }
    };
    limits.fit(&mut book)?;
    Ok(book)
}
