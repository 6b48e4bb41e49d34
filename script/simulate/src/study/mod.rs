//! Parameters by evidence: a grid is tried on some windows, the best of it checked on others.
//!
//! Of every combination, over all windows and books to calibrate on, three numbers matter, each beside Aave v3.7 on the same
//! book and prices: lenders' excess loss (Ballast's after insurance less Aave's, where it is more), the worst ratio of
//! borrowers' penalties, and the worst ratio of volumes sold. The *frontier* is what no other combination beats in all three. Chosen is,
//! of the frontier, the least excess loss, then the least sum of the two ratios: lenders' safety first.
//!
//! The insurance starts with one year of its premium on the same book and lives on premiums only.

mod config;
mod json;
mod markdown;

pub use json::json;
pub use markdown::markdown;

pub use config::{Axis, BookChoice, Combination, Config, Depth, PARAMETERS, WindowFiles};

use std::path::Path as FilePath;

use crate::InBarOrder;
use crate::book::Plan;
use crate::cli::Study;
use crate::compare::{Metrics, Window};
use crate::depeg::Depeg;
use crate::depth::DepthModel;
use crate::engine::Conditions;
use crate::engine::ballast::Terms;
use crate::error::{Error, Result};
use crate::fixed::WAD;
use crate::inputs::{Days, Inputs, PriceFile};
use crate::lineup::{Choice, default_terms, least_health, opening_health, rate_bps};
use crate::show::progress::Display;
use config::{kind, number};

/// Ballast beside Aave v3.7 in one window with one book.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The window's name.
    pub window: String,
    /// The book's name.
    pub book: String,
    /// Of Ballast, the worse over both in-bar orders.
    pub ours: Metrics,
    /// Of Aave v3.7, likewise.
    pub theirs: Metrics,
}

impl Cell {
    /// Ballast's penalty, with fees and distress rate, over Aave's; none where Aave had none.
    #[must_use]
    pub fn penalty(&self) -> Option<f64> {
        let ours = self.ours.penalty.0.saturating_add(self.ours.charges.0);
        ratio(ours, self.theirs.penalty.0)
    }

    /// Ballast's volume over Aave's; none where Aave had none.
    #[must_use]
    pub fn volume(&self) -> Option<f64> {
        ratio(self.ours.volume.0, self.theirs.volume.0)
    }

    /// Ballast's lenders' loss after insurance less Aave's, USD, where it is more.
    #[must_use]
    pub fn excess(&self) -> f64 {
        let more = self
            .ours
            .lenders_loss
            .0
            .saturating_sub(self.theirs.lenders_loss.0);
        more.max(0) as f64 / WAD as f64
    }
}

fn ratio(ours: i128, theirs: i128) -> Option<f64> {
    (theirs > 0).then(|| ours as f64 / theirs as f64)
}

/// A combination and how it did.
#[derive(Debug, Clone)]
pub struct Trial {
    /// The combination.
    pub combination: Combination,
    /// In every window, with every book.
    pub cells: Vec<Cell>,
}

impl Trial {
    /// Lenders' excess loss, USD; worst penalty ratio; worst volume ratio.
    #[must_use]
    pub fn scores(&self) -> [f64; 3] {
        let worst = |pick: fn(&Cell) -> Option<f64>| {
            self.cells.iter().filter_map(pick).fold(0.0_f64, f64::max)
        };
        let excess = self.cells.iter().map(Cell::excess).sum();
        [excess, worst(Cell::penalty), worst(Cell::volume)]
    }

    fn beats(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.scores(), other.scores());
        let pairs = || ours.iter().zip(&theirs);
        pairs().all(|(ours, theirs)| ours <= theirs) && pairs().any(|(ours, theirs)| ours < theirs)
    }
}

/// Places of the trials that no other beats, the chosen one first.
#[must_use]
pub fn frontier(trials: &[Trial]) -> Vec<usize> {
    let unbeaten = |trial: &Trial| !trials.iter().any(|other| other.beats(trial));
    let mut places: Vec<usize> = (0..trials.len())
        .filter(|place| trials.get(*place).is_some_and(unbeaten))
        .collect();
    let key = |place: &usize| {
        let [excess, penalty, volume] = trials.get(*place).map_or([f64::MAX; 3], Trial::scores);
        (excess, penalty + volume)
    };
    places.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
    });
    places
}

/// What a study found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Every combination on the windows to calibrate on.
    pub trials: Vec<Trial>,
    /// Places of the frontier among them, the chosen one first.
    pub frontier: Vec<usize>,
    /// The chosen combination on the windows to check on.
    pub check: Vec<Cell>,
    /// Where a window had to leave a book out, and why.
    pub notes: Vec<String>,
}

/// A window with a book, and what Aave did there.
struct Ground {
    window: Window,
    book: String,
    theirs: Metrics,
}

/// Runs a study.
///
/// # Errors
/// Those of files, configuration and engines.
pub fn study(config: &Config, data: &FilePath, display: &Display) -> Result<Found> {
    let read = |text: &String| {
        number(text).map_err(|_| Error::Parameter {
            name: "a number of the study",
            value: text.clone(),
            advice: "give a plain decimal number",
        })
    };
    let rate = rate_bps(read(&config.interest)?);
    let base = default_terms(rate);
    let mut notes = Vec::new();
    let depth = match &config.depth {
        None => None,
        Some(depth) => {
            let model = match &depth.file {
                Some(file) => DepthModel::read(data.join(file))?,
                None => DepthModel::built_in(),
            };
            Some(model.with(read(&depth.scale)?, depth.recovery)?)
        }
    };
    let conditions = Conditions {
        latency: config.latency,
        look_every: config.look_every,
        gas_price: read(&config.gas_price)?,
        interest_per_year: read(&config.interest)?,
        fund: None,
    };
    let largest = read(&config.largest)?;
    let rounds = read(&config.rounds)?;
    let inputs = |files: &WindowFiles, book: &BookChoice| -> Result<Inputs> {
        let prices = files.prices.iter().map(|text| {
            let mut price = PriceFile::parse(text).map_err(|problem| Error::Config {
                file: files.name.clone(),
                problem,
            })?;
            price.file = data.join(price.file);
            Ok(price)
        });
        Ok(Inputs {
            name: Some(files.name.clone()),
            prices: prices.collect::<Result<Vec<_>>>()?,
            days: config.days.map_or(Days::All, Days::Worst),
            orders: vec![InBarOrder::OpenHighLowClose, InBarOrder::OpenLowHighClose],
            rounds,
            loans: book.loans.as_ref().map(|file| data.join(file)),
            plan: Plan {
                loans: config.loans,
                kind: kind(&book.kind).unwrap_or_default(),
                largest,
                seed: config.seed,
            },
            depeg: Depeg {
                seed: config.seed,
                ..Depeg::default()
            },
            depth: depth.clone(),
            conditions,
            premium: 0,
        })
    };
    let mut grounds = |windows: &[WindowFiles], terms: &Terms| -> Result<Vec<Ground>> {
        let mut grounds = Vec::new();
        for files in windows {
            for book in &config.books {
                let health = |loan: &crate::Loan, prices: &[(String, u128)]| {
                    opening_health(terms, loan, prices)
                };
                let window = match inputs(files, book)?.window(&health, least_health(terms)) {
                    Ok(window) => window,
                    // A book of two assets where a window has one.
                    Err(error @ (Error::Parameter { .. } | Error::MissingPrices { .. })) => {
                        notes.push(format!(
                            "{} with {}: left out, {error}",
                            files.name, book.name
                        ));
                        continue;
                    }
                    Err(error) => return Err(error),
                };
                let theirs = window.run(&|path| Choice::AaveV3.build(terms, path))?.worse;
                grounds.push(Ground {
                    window,
                    book: book.name.clone(),
                    theirs,
                });
            }
        }
        Ok(grounds)
    };
    let phase = display.phase("load", 0);
    let calibrate = grounds(&config.calibrate, &base)?;
    phase.done(&format!("{} windows with a book", calibrate.len()));
    let combinations = config.combinations();
    let phase = display.phase("grid", combinations.len() as u64);
    let mut trials = Vec::with_capacity(combinations.len());
    for (done, combination) in combinations.into_iter().enumerate() {
        phase.at(done as u64);
        trials.push(Trial {
            cells: cells(config, &combination, rate, &calibrate)?,
            combination,
        });
    }
    phase.done(&format!("{} combinations", trials.len()));
    let frontier = frontier(&trials);
    let best = frontier.first().and_then(|place| trials.get(*place));
    let phase = display.phase("check", 0);
    let check = match best {
        Some(best) => cells(
            config,
            &best.combination,
            rate,
            &grounds(&config.check, &base)?,
        )?,
        None => Vec::new(),
    };
    phase.done(&format!("{} windows with a book", check.len()));
    Ok(Found {
        trials,
        frontier,
        check,
        notes,
    })
}

fn cells(
    config: &Config,
    combination: &[usize],
    rate: u16,
    grounds: &[Ground],
) -> Result<Vec<Cell>> {
    let mut terms = default_terms(rate);
    let premium = config.apply(combination, &mut terms)?;
    let cell = |ground: &Ground| {
        let mut window = ground.window.clone();
        window.insure(premium.unwrap_or(crate::inputs::PREMIUM))?;
        Ok(Cell {
            window: window.name.clone(),
            book: ground.book.clone(),
            ours: window
                .run(&|path| Choice::Ballast.build(&terms, path))?
                .worse,
            theirs: ground.theirs.clone(),
        })
    };
    grounds.iter().map(cell).collect()
}

/// As the command line asks: markdown.
///
/// # Errors
/// Those of [`study`]; [`Error::Io`] for the file to write.
pub fn command(arguments: &Study) -> Result<String> {
    let mut config = Config::read(&arguments.config)?;
    if let Some(loans) = arguments.loan_count {
        config.loans = loans;
    }
    let display = Display::new(arguments.quiet);
    let found = study(&config, &arguments.data, &display)?;
    let text = markdown(&config, &found);
    if let Some(file) = &arguments.json {
        let text = json(&config, &found)?;
        crate::show::write_whole(file, &text).map_err(|cause| Error::written(file, cause))?;
    }
    let Some(file) = &arguments.out else {
        return Ok(text);
    };
    crate::show::write_whole(file, &text).map_err(|cause| Error::written(file, cause))?;
    Ok(format!("wrote {}", file.display()))
}
