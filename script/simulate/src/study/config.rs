//! What a study tries, on what.

use std::path::Path;

use serde::Deserialize;

use crate::book::Kind;
use crate::decimal::parse_wad;
use crate::engine::ballast::Terms;
use crate::error::{Error, Result};
use crate::fixed::WAD;

/// A study. Shares, ratios and USD are decimals in strings, times seconds; file names are relative to the data folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Loans of every generated book.
    pub loans: usize,
    /// Largest collateral of a generated loan, USD.
    pub largest: String,
    /// Seed of books and depegs.
    pub seed: u64,
    /// Interest per year.
    pub interest: String,
    /// Gas price in gwei.
    pub gas_price: String,
    /// Seconds that keepers need.
    pub latency: u64,
    /// Seconds between two looks of keepers.
    pub look_every: u64,
    /// How far feeds move from round to round within a bar, a share.
    pub rounds: String,
    /// Days to walk around the deepest fall of each window; none: all.
    pub days: Option<u64>,
    /// What sales do to prices; none: nothing.
    pub depth: Option<Depth>,
    /// Books to run.
    pub books: Vec<BookChoice>,
    /// Windows to choose parameters on.
    pub calibrate: Vec<WindowFiles>,
    /// Windows to check them on.
    pub check: Vec<WindowFiles>,
    /// Parameters and their values; every combination is tried on the windows to calibrate on.
    pub grid: Vec<Axis>,
}

/// A book of a study.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BookChoice {
    /// Its name in tables.
    pub name: String,
    /// `blend`, `single`, `multi`, `hedged` or `staked`.
    pub kind: String,
    /// A file of loans in place of generated ones.
    pub loans: Option<String>,
}

/// The market's depth in a study.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depth {
    /// Quotes to fit; none: the fit that is built in.
    pub file: Option<String>,
    /// Multiple of the depth of the quotes.
    pub scale: String,
    /// Seconds in which the weight of sales halves.
    pub recovery: u64,
}

/// A window of a study.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WindowFiles {
    /// Its name in tables.
    pub name: String,
    /// Price files, as `--prices` takes them.
    pub prices: Vec<String>,
}

/// One parameter's values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The parameter, one of [`PARAMETERS`].
    pub parameter: String,
    /// Its values, decimals in strings.
    pub values: Vec<String>,
}

/// What a grid may vary, and in which unit.
pub const PARAMETERS: [(&str, &str); 17] = [
    ("smoothing", "half-life of the smoothed price, seconds"),
    ("recovery", "longest schedule, seconds"),
    ("minimum_recovery", "shortest schedule, seconds"),
    ("urgency", "k T of the trajectory"),
    ("target", "health at which an unwind ends"),
    (
        "slice_premium",
        "over spot at the start of slices and auctions, share",
    ),
    ("slice_discount", "under spot at a slice's end, share"),
    ("slice_interval", "seconds of a slice"),
    (
        "auction_duration",
        "seconds of an auction; with them grows the stress that decides what is critical",
    ),
    (
        "auction_discount",
        "under spot at an auction's end, share; it too counts in what is critical",
    ),
    ("flow", "of the stressed depth that unwinds may take, bps"),
    ("cost", "of a position, what its slices may cost a day, bps"),
    ("floor", "of the straight line, what is sold however dear"),
    (
        "backstop",
        "under spot once an auction has found no buyer, bps",
    ),
    ("dust", "leftovers under it are closed whole, USD"),
    ("z", "standard deviations that the stress covers"),
    (
        "premium",
        "the insurance's premium per year, share of the debt",
    ),
];

/// A combination of the grid: places of the values, in the order of the axes.
pub type Combination = Vec<usize>;

impl Config {
    /// Reads a study.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Config`] with the line, or with what is wrong.
    pub fn read(file: &Path) -> Result<Self> {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|cause| Error::io(&name, cause))?;
        let refuse = |problem: String| Error::Config {
            file: name.clone(),
            problem,
        };
        let config: Self =
            serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
        for axis in &config.grid {
            if !PARAMETERS.iter().any(|(name, _)| *name == axis.parameter) {
                let known: Vec<&str> = PARAMETERS.iter().map(|(name, _)| *name).collect();
                let problem = format!(
                    "`{}` is no parameter; known are {}",
                    axis.parameter,
                    known.join(", ")
                );
                return Err(refuse(problem));
            }
            if axis.values.is_empty() {
                return Err(refuse(format!(
                    "`{}` has no values; give at least one",
                    axis.parameter
                )));
            }
            for value in &axis.values {
                number(value).map_err(|reason| {
                    refuse(format!("`{}`: `{value}` {reason}", axis.parameter))
                })?;
            }
        }
        if config.calibrate.is_empty() || config.books.is_empty() {
            return Err(refuse(
                "give at least one window to calibrate on and one book".to_owned(),
            ));
        }
        for book in &config.books {
            kind(&book.kind).ok_or_else(|| {
                let kind = &book.kind;
                refuse(format!(
                    "`{kind}` is no kind of book; give blend, single, multi, hedged or staked"
                ))
            })?;
        }
        Ok(config)
    }

    /// Every combination of the grid's values, the first axis varying slowest.
    #[must_use]
    pub fn combinations(&self) -> Vec<Combination> {
        let mut all: Vec<Combination> = vec![Vec::new()];
        for axis in &self.grid {
            let longer = |known: &Combination| {
                let known = known.clone();
                (0..axis.values.len()).map(move |value| {
                    let mut known = known.clone();
                    known.push(value);
                    known
                })
            };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }

    /// Sets the terms as a combination says; the insurance's premium, if it says one.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a value that is no number or does not fit.
    pub fn apply(&self, combination: &[usize], terms: &mut Terms) -> Result<Option<u128>> {
        let mut premium = None;
        for (axis, place) in self.grid.iter().zip(combination) {
            let text = axis.values.get(*place).map_or("", String::as_str);
            let refuse = |_| Error::Parameter {
                name: "a value of the grid",
                value: format!("{} {text}", axis.parameter),
                advice: "give a plain decimal number",
            };
            let value = number(text).map_err(refuse)?;
            let whole = u64::try_from(value / WAD).unwrap_or(u64::MAX);
            let unwind = &mut terms.unwind;
            match axis.parameter.as_str() {
                "smoothing" => {
                    terms.half_lives.smoothing = u32::try_from(whole).unwrap_or(u32::MAX)
                }
                "recovery" => unwind.recovery = whole,
                "minimum_recovery" => unwind.minimum_recovery = whole,
                "urgency" => unwind.urgency = value,
                "target" => unwind.target = value,
                "slice_premium" => unwind.slice_premium = value,
                "slice_discount" => unwind.slice_discount = value,
                "slice_interval" => unwind.slice_interval = whole,
                "auction_duration" => unwind.auction_duration = whole,
                "auction_discount" => unwind.auction_discount = value,
                "flow" => unwind.flow = whole,
                "cost" => unwind.cost = whole,
                "floor" => unwind.floor = value,
                "backstop" => unwind.backstop = whole,
                "dust" => unwind.dust = value,
                "z" => terms.z = value,
                "premium" => premium = Some(value),
                _ => {}
            }
        }
        Ok(premium)
    }

    /// A combination in words.
    #[must_use]
    pub fn words(&self, combination: &[usize]) -> String {
        let words = self.grid.iter().zip(combination).map(|(axis, place)| {
            let value = axis.values.get(*place).map_or("", String::as_str);
            format!("{} {value}", axis.parameter)
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

/// A decimal of the configuration.
pub(super) fn number(text: &str) -> std::result::Result<u128, &'static str> {
    parse_wad(text)
}

/// A kind of book by name.
pub(super) fn kind(name: &str) -> Option<Kind> {
    match name {
        "blend" => Some(Kind::Blend),
        "single" => Some(Kind::Single),
        "multi" => Some(Kind::Multi),
        "hedged" => Some(Kind::Hedged),
        "staked" => Some(Kind::Staked),
        _ => None,
    }
}
