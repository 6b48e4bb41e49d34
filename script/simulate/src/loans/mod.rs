//! Economics of the loans that no price can take anything from, beside pool loans on the same collateral.
//!
//! At every opening of every window the same loan is asked for in every kind, quoted by what is known then ([`quote`],
//! [`known`]), and followed to its end: [`term`], [`protected`], [`backed`], and from a pool [`pool`]. Every transfer goes
//! through a [`ledger`]: a course that lacks or keeps a unit is an error, not a number.
//!
//! **Cost** is what the borrower has less at the end, by the last price, than if he had held his collateral without a loan:
//! interest, premium, what he gave up at a date beyond the debt that ended by it, the penalty of forced sales, and what
//! collateral that left is worth more at the end than when it left. **Returns** are by the cash that lenders and writers
//! end with; what they are given they sell at once, at the market's depth.

pub mod backed;
pub mod known;
pub mod ledger;
pub mod outcome;
pub mod page;
pub mod pool;
pub mod protected;
pub mod quote;
pub mod row;
pub mod settings;
pub mod term;
pub mod text;
pub mod window;

pub use outcome::{Behaviour, Kind, Outcome};
pub use quote::Quotes;
pub use row::Row;
pub use settings::Settings;
pub use window::{Window, windows};

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::cli::Loans;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_up};
use crate::show::progress::Display;
use outcome::{World, cost_of_sale};
use pool::Asked;

/// Version of the JSON's schema: it grows when a field goes away or changes its meaning.
pub const SCHEMA: u32 = 1;

/// Loans against ether are as many ether as these dollars are at two thousand each.
const DOLLARS_PER_ETHER: u128 = 2_000;

/// A window and what became of its loans.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The window's name.
    pub name: String,
    /// First and last second.
    pub span: (u64, u64),
    /// Whether its loans are of ether, on staked ether; else of dollars.
    pub staked: bool,
    /// Every loan.
    pub outcomes: Vec<Outcome>,
    /// Loans that nobody offered, by kind: no rate, strike or premium solves them, or Ballast's pool does not open them.
    pub refused: Vec<(Kind, u64)>,
}

/// Everything followed.
#[derive(Debug, Clone)]
pub struct Economics {
    /// By what.
    pub settings: Settings,
    /// In order of their names.
    pub windows: Vec<Followed>,
    /// What was left out, for the report.
    pub notes: Vec<String>,
}

/// What a loan of the settings' size asks for at an opening: collateral rounded up to the token's units.
///
/// # Errors
/// [`Error::Overflow`].
pub fn asked(settings: &Settings, window: &Window, time: u64, ltv: u128) -> Result<Asked> {
    let principal = match window.share_rate {
        Some(_) => settings.size / DOLLARS_PER_ETHER,
        None => settings.size,
    };
    let price = window
        .share_rate_at(settings, time)?
        .unwrap_or_else(|| window.known.price(time));
    let worth = scale_up(principal, WAD, ltv, "a collateral")?;
    let amount = scale_up(worth, WAD, price, "a collateral")?;
    let grain = window.grain.max(1);
    Ok(Asked {
        ltv,
        principal,
        collateral: amount.div_ceil(grain).saturating_mul(grain),
    })
}

/// Follows every loan of a window, in order of tenor, opening, loan-to-value and kind.
///
/// # Errors
/// [`Error::Overflow`], the engines', and any course that does not account for every unit.
pub fn follow(settings: &Settings, window: &Window) -> Result<Followed> {
    let price = |time: u64| window.known.price(time);
    let mut followed = Followed {
        name: window.name.clone(),
        span: window.known.span(),
        staked: window.share_rate.is_some(),
        outcomes: Vec::new(),
        refused: Kind::ALL.iter().map(|kind| (*kind, 0)).collect(),
    };
    let ltvs = match window.share_rate {
        Some(_) => &settings.staked_ltvs,
        None => &settings.ltvs,
    };
    for tenor in &settings.tenors {
        for opened in window.openings(settings, *tenor) {
            let sale_cost = |time: u64, value: u128| {
                let debt = window.known.debt_usd(time);
                cost_of_sale(settings.depth.as_ref(), &window.asset, value, debt)
            };
            let world = World {
                price: &price,
                sale_cost: &sale_cost,
            };
            let first = followed.outcomes.len();
            let mut loans = Vec::with_capacity(ltvs.len());
            for ltv in ltvs {
                let ask = asked(settings, window, opened, *ltv)?;
                loans.push(ask);
                if window.share_rate.is_some() {
                    followed.staked(settings, window, &ask, opened, *tenor, &world)?;
                } else {
                    followed.locked(settings, window, &ask, opened, *tenor, &world)?;
                }
            }
            let pools = pool::play(settings, window, &loans, opened, *tenor, &world)?;
            for kind in [Kind::PoolBallast, Kind::PoolAave] {
                let opened = pools.iter().filter(|outcome| outcome.kind == kind).count();
                followed.refuse(kind, loans.len().saturating_sub(opened) as u64);
            }
            followed.outcomes.extend_from_slice(&pools);
            for outcome in followed.outcomes.iter_mut().skip(first) {
                outcome.compare(&pools);
            }
        }
    }
    Ok(followed)
}

/// Both behaviours.
const BEHAVIOURS: [Behaviour; 2] = [Behaviour::Rational, Behaviour::Repays];

impl Followed {
    fn refuse(&mut self, kind: Kind, count: u64) {
        if let Some((_, refused)) = self.refused.iter_mut().find(|(one, _)| *one == kind) {
            *refused += count;
        }
    }

    /// Term loans and loans with a put.
    fn locked(
        &mut self,
        settings: &Settings,
        window: &Window,
        ask: &Asked,
        opened: u64,
        tenor: u64,
        world: &World<'_>,
    ) -> Result<()> {
        let Some(market) = window.known.market(opened) else {
            return Ok(());
        };
        let quotes = Quotes::new(settings, &market, tenor, ask.principal, ask.collateral)?;
        let (grace, ltv) = (settings.grace, ask.ltv);
        for (offer, kind) in quotes.term.iter().zip([Kind::Bullet, Kind::Instalments]) {
            match offer {
                None => self.refuse(kind, 1),
                Some(offer) => {
                    for behaviour in BEHAVIOURS {
                        let outcome = term::play(offer, behaviour, opened, grace, ltv, world)?;
                        self.outcomes.push(outcome);
                    }
                }
            }
        }
        let kinds = [Kind::PutUpFront, Kind::PutFinanced, Kind::Collar];
        for (loan, kind) in quotes.protected.iter().zip(kinds) {
            match loan {
                None => self.refuse(kind, 1),
                Some(loan) => {
                    for behaviour in BEHAVIOURS {
                        let outcome = protected::play(loan, behaviour, opened, grace, ltv, world)?;
                        self.outcomes.push(outcome);
                    }
                }
            }
        }
        Ok(())
    }

    /// Loans that staked ether's yield repays.
    fn staked(
        &mut self,
        settings: &Settings,
        window: &Window,
        ask: &Asked,
        opened: u64,
        tenor: u64,
        world: &World<'_>,
    ) -> Result<()> {
        let Some(share_rate) = window.share_rate_at(settings, opened)? else {
            return Ok(());
        };
        let loan = backed::Backed {
            tenor,
            principal: ask.principal,
            collateral: ask.collateral,
            rate: settings.ether,
            share_rate,
            growth: settings.staking,
        };
        for behaviour in BEHAVIOURS {
            let outcome = backed::play(&loan, behaviour, opened, ask.ltv, world)?;
            self.outcomes.push(outcome);
        }
        Ok(())
    }
}

/// Follows every window.
///
/// # Errors
/// Those of the files and of [`follow`].
pub fn economics(arguments: &Loans, display: &Display) -> Result<Economics> {
    let settings = Settings::of(arguments)?;
    let phase = display.phase("load", 0);
    let all = windows(&settings, arguments.data.as_deref())?;
    phase.done(&format!("{} windows", all.len()));
    let phase = display.phase("loans", all.len() as u64);
    let windows = follow_all(&settings, &all, &|done| phase.at(done))?;
    let loans: usize = windows.iter().map(|window| window.outcomes.len()).sum();
    phase.done(&format!("{loans} loans"));
    if loans == 0 {
        return Err(Error::Parameter {
            name: "the number of loans",
            value: "0".to_owned(),
            advice: "give shorter tenors, a shorter warm-up, or longer windows",
        });
    }
    let notes = too_short(&settings, &all);
    Ok(Economics {
        settings,
        windows,
        notes,
    })
}

/// Follows the windows on all cores, each by itself: the results are in the windows' order and the same on any number of them.
fn follow_all(
    settings: &Settings,
    windows: &[Window],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Followed>> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done = AtomicU64::new(0);
    let work = || {
        let mut followed = Vec::new();
        loop {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(window) = windows.get(place) else {
                return followed;
            };
            followed.push((place, follow(settings, window)));
            progress(done.fetch_add(1, Ordering::Relaxed).saturating_add(1));
        }
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(windows.len()))
            .map(|_| scope.spawn(work))
            .collect();
        let mut all = Vec::with_capacity(windows.len());
        for worker in workers {
            match worker.join() {
                Ok(followed) => all.extend(followed),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, followed)| followed).collect()
}

/// Which lengths do not fit into which windows.
fn too_short(settings: &Settings, windows: &[Window]) -> Vec<String> {
    let mut notes = Vec::new();
    for tenor in &settings.tenors {
        let names: Vec<&str> = windows
            .iter()
            .filter(|window| window.openings(settings, *tenor).is_empty())
            .map(|window| window.name.as_str())
            .collect();
        let length = text::length(*tenor);
        if names.len() == windows.len() {
            notes.push(format!("no loan of {length} fits into any window"));
        } else if !names.is_empty() {
            notes.push(format!(
                "no loan of {length} fits into {}",
                names.join(", ")
            ));
        }
    }
    notes
}

/// As the command line asks: the text to print.
///
/// # Errors
/// Those of [`economics`]; [`Error::Io`].
pub fn command(arguments: &Loans) -> Result<String> {
    let display = Display::new(arguments.quiet);
    let economics = economics(arguments, &display)?;
    let write = |file: &std::path::Path, text: &str| -> Result<()> {
        if let Some(folder) = file.parent().filter(|one| !one.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|cause| Error::written(folder, cause))?;
        }
        crate::show::write_whole(file, text).map_err(|cause| Error::written(file, cause))?;
        display.say(&format!("wrote {}", file.display()));
        Ok(())
    };
    let json = economics.json()?;
    if let Some(file) = &arguments.report {
        write(file, &page::page(&economics, &json)?)?;
    }
    if let Some(file) = &arguments.out {
        write(file, &text::markdown(&economics))?;
    }
    Ok(if arguments.json {
        json
    } else {
        text::text(&economics)
    })
}
