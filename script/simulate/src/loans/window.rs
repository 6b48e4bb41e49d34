//! Windows: an event's prices of one collateral against one debt asset.

use std::collections::BTreeMap;
use std::path::{Path as FilePath, PathBuf};

use risk_core::curve::growth;
use risk_core::fixed::{RAY, Wad};

use super::known::Known;
use super::settings::Settings;
use crate::book::is_dollar;
use crate::depeg::Depeg;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::inputs::PriceFile;
use crate::lineup::default_terms;
use crate::{History, InBarOrder, Path, SyntheticCrash};

/// What is owed where the collateral is no staked ether.
const DOLLAR: &str = "USDC";
/// Staked ether, and what is owed against it.
const STAKED: (&str, &str) = ("WSTETH", "ETH");

/// One event with one collateral.
#[derive(Debug, Clone)]
pub struct Window {
    /// For people: the event and the asset.
    pub name: String,
    /// The collateral.
    pub asset: String,
    /// What is owed.
    pub debt: String,
    /// What is known when.
    pub known: Known,
    /// What pools walk, once for every order of a bar.
    pub paths: Vec<Path>,
    /// The least amount of collateral, WAD.
    pub grain: u128,
    /// Debt tokens per token of collateral by the share rate, at the start; none where the asset has none.
    pub share_rate: Option<u128>,
}

impl Window {
    /// Of histories that share their time. The collateral's must be among them; the debt asset's where its price moves.
    ///
    /// # Errors
    /// As [`Known::new`].
    pub fn new(
        settings: &Settings,
        name: &str,
        asset: &str,
        debt: &str,
        histories: &[History],
    ) -> Result<Self> {
        let terms = default_terms(0);
        let known = Known::new(&terms, histories, asset, debt, settings.rounds)?;
        let step = histories.iter().map(|history| history.step).max();
        let orders = [InBarOrder::OpenHighLowClose, InBarOrder::OpenLowHighClose];
        let path = |order: &InBarOrder| -> Result<Path> {
            Ok(Path::new(histories, *order)?
                .with_rounds(settings.rounds, step.unwrap_or(0))
                .with_constants(&[debt, DOLLAR], WAD))
        };
        let place = terms.place(asset).and_then(|place| terms.assets.get(place));
        let decimals = place.map_or(18, |asset| asset.decimals);
        Ok(Self {
            name: name.to_owned(),
            asset: asset.to_owned(),
            debt: debt.to_owned(),
            known,
            paths: orders.iter().map(path).collect::<Result<_>>()?,
            grain: 10_u128.saturating_pow(18_u32.saturating_sub(decimals.into())),
            share_rate: None,
        })
    }

    /// Rate per year of lending the debt asset in the pool.
    #[must_use]
    pub fn base(&self, settings: &Settings) -> Wad {
        if is_dollar(&self.debt) {
            settings.base
        } else {
            settings.ether
        }
    }

    /// Share rate so many seconds after the start of the window, debt tokens per token.
    pub(super) fn share_rate_at(&self, settings: &Settings, time: u64) -> Result<Option<u128>> {
        let Some(first) = self.share_rate else {
            return Ok(None);
        };
        let elapsed = time.saturating_sub(self.known.span().0);
        let factor = growth(settings.staking, elapsed).map_err(|_| Error::Overflow {
            what: "a share rate",
        })?;
        scale_down(first, factor.0, RAY, "a share rate").map(Some)
    }

    /// Openings for a loan of this length: from the warm-up on, as long as its last second of grace is in the window.
    #[must_use]
    pub fn openings(&self, settings: &Settings, tenor: u64) -> Vec<u64> {
        let (start, end) = self.known.span();
        let length = tenor.saturating_add(settings.grace);
        let mut openings = Vec::new();
        let mut time = start.saturating_add(settings.warm_up);
        while time.saturating_add(length) <= end {
            openings.push(time);
            time = time.saturating_add(settings.every.max(1));
        }
        openings
    }
}

/// Staked ether's history over ether's: the synthetic depeg, and the share rate's growth.
fn staked(settings: &Settings, ether: &History) -> Result<(History, u128)> {
    let depeg = Depeg {
        seed: settings.seed,
        ..Depeg::default()
    };
    let mut history = depeg.history(ether)?;
    let start = history.start();
    for bar in &mut history.bars {
        let elapsed = bar.time.saturating_sub(start);
        let factor = growth(settings.staking, elapsed).map_err(|_| Error::Overflow {
            what: "a share rate",
        })?;
        for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close] {
            *price = scale_down(*price, factor.0, RAY, "a price of staked ether")?;
        }
    }
    Ok((history, depeg.rate))
}

/// Every window of a folder of price files, or of its part `prices`; of the synthetic crash where none is given.
///
/// Files are told apart by what stands before the first underscore of their name (the event) and by their asset. Dollars are no
/// collateral; an event with prices of them owes at these. Where an event has ether, there is a window of staked ether too.
///
/// # Errors
/// [`Error::Io`], [`Error::Config`] for a folder without a price file, and those of the files.
pub fn windows(settings: &Settings, data: Option<&FilePath>) -> Result<Vec<Window>> {
    let mut events: BTreeMap<String, Vec<History>> = BTreeMap::new();
    match data {
        None => {
            let crash = SyntheticCrash {
                seed: settings.seed,
                ..SyntheticCrash::default()
            };
            events.insert("synthetic".to_owned(), crash.histories()?);
        }
        Some(folder) => {
            for file in files(folder)? {
                let text = file.display().to_string();
                let price = PriceFile::parse(&text).map_err(|problem| Error::Config {
                    file: text.clone(),
                    problem,
                })?;
                let name = file.file_name().map(|name| name.to_string_lossy());
                let event = name
                    .as_deref()
                    .and_then(|name| name.split('_').next())
                    .unwrap_or_default()
                    .to_owned();
                let history = History::read(&price.asset, &price.file)?;
                events.entry(event).or_default().push(history);
            }
        }
    }
    let mut windows = Vec::new();
    for (event, histories) in &events {
        let dollar = histories.iter().find(|history| history.asset == DOLLAR);
        for history in histories.iter().filter(|one| !is_dollar(&one.asset)) {
            if default_terms(0).place(&history.asset).is_none() {
                return Err(Error::Config {
                    file: history.source.clone(),
                    problem: format!(
                        "the default market has no {}: take the file out of the folder",
                        history.asset
                    ),
                });
            }
            let both: Vec<History> = std::iter::once(history).chain(dollar).cloned().collect();
            let name = format!("{event} {}", history.asset);
            let window = Window::new(settings, &name, &history.asset, DOLLAR, &both)?;
            windows.push(window);
            if history.asset == STAKED.1 {
                let (staked, rate) = staked(settings, history)?;
                let name = format!("{event} {}", STAKED.0);
                let both = [staked, history.clone()];
                let mut window = Window::new(settings, &name, STAKED.0, STAKED.1, &both)?;
                window.share_rate = Some(rate);
                windows.push(window);
            }
        }
    }
    Ok(windows)
}

fn files(folder: &FilePath) -> Result<Vec<PathBuf>> {
    let inner = folder.join("prices");
    let folder = if inner.is_dir() {
        inner.as_path()
    } else {
        folder
    };
    let io = |cause| Error::written(folder, cause);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::Config {
            file: folder.display().to_string(),
            problem: "no .csv file is in it; name a folder of price files".to_owned(),
        });
    }
    Ok(files)
}
