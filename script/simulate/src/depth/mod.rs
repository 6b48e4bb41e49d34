//! What sales do to prices: a model of market depth, fitted to quotes, that all engines trade against.
//!
//! **Form.** Selling what is worth x USD at once in an untouched market realises x less a cost,
//!
//! ```text
//! impact(x) = 1% (x / (scale depth))^exponent        average impact
//! cost(x)   = x impact(x), at most x
//! ```
//!
//! `depth` (the value of a sale of 1% impact) and `exponent` come from a [fit](fit_quotes), a curve for every asset
//! that is quoted against dollars; `scale` is the reader's: 1 for the calm day of the quotes, less for a crash.
//!
//! **Recovery.** What was sold weighs on the asset and fades by half every `recovery` seconds. While a weight of p
//! stands, the price lies below the path's by the derivative of the cost at p, impact(p) (1 + exponent), and a sale of
//! x costs cost(p + x) - cost(p): cutting a sale in pieces gains nothing unless time passes between them. A
//! purchase takes weight away and never lifts a price above the path's.
//!
//! **What it leaves out.** The path already holds what the sellers of its time did; what sales do here is gone with their weight.
//! Every asset is sold for dollars, so staked ether sold for ether pays for a leg too many (see the [fit's](Fit) pairs):
//! the same for all engines. Assets without quotes take the thinnest curve at equal dollars. Dollars have no impact.
//!
//! Integer arithmetic throughout: the same file gives the same costs on every machine.

mod fit;
mod market;
mod quotes;

pub use fit::{Fit, fit_quotes};
pub use market::Market;
pub use quotes::{HEADER, Quote, read_quotes};

use crate::book::is_dollar;
use crate::decimal::format_wad;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_up};
use risk_core::fixed::{SignedWad, Wad, pow};

/// Cost of selling an asset for dollars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Curve {
    /// Symbol of what is sold.
    pub asset: String,
    /// WAD USD that 1% of average impact absorbs.
    pub depth: u128,
    /// Exponent of the power law, WAD.
    pub exponent: u128,
    /// How well it fits, where it was fitted here.
    pub fit: Option<Fit>,
}

/// The curves, and how they are scaled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepthModel {
    /// A curve for every asset quoted.
    pub curves: Vec<Curve>,
    /// Multiplies every depth, WAD.
    pub scale: u128,
    /// Seconds in which the weight of sales halves.
    pub recovery: u64,
    /// The file as it was named, or a description.
    pub source: String,
}

/// Seconds in which the weight of sales halves where nobody asks for another number.
pub const RECOVERY: u64 = 600;

/// Curves of 2023-11-20, a calm day, as [`fit_quotes`] finds them for aggregated quotes of Ethereum's exchanges,
/// rounded: asset, depth in thousands of dollars, exponent in thousandths.
const BUILT_IN: [(&str, u128, u128); 3] = [
    ("BTC", 5_560, 920),
    ("ETH", 18_340, 817),
    ("WSTETH", 15_790, 925),
];

impl DepthModel {
    /// The curves that are built in: those of a calm day in November 2023.
    #[must_use]
    pub fn built_in() -> Self {
        let curve = |(asset, thousands, thousandths): &(&str, u128, u128)| Curve {
            asset: (*asset).to_owned(),
            depth: thousands * 1_000 * WAD,
            exponent: thousandths * (WAD / 1_000),
            fit: None,
        };
        Self {
            curves: BUILT_IN.iter().map(curve).collect(),
            scale: WAD,
            recovery: RECOVERY,
            source: "the depth of a calm day in November 2023 that is built in".to_owned(),
        }
    }

    /// Reads quotes and fits a curve to every asset that has enough of them.
    ///
    /// # Errors
    /// As [`read_quotes`] and [`fit_quotes`].
    pub fn read(file: impl AsRef<std::path::Path>) -> Result<Self> {
        let source = file.as_ref().display().to_string();
        Ok(Self {
            curves: fit_quotes(&source, &read_quotes(file)?)?,
            scale: WAD,
            recovery: RECOVERY,
            source,
        })
    }

    /// The same curves at another scale (WAD) and recovery.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a scale outside 0.001 to 1,000 or a recovery outside a second to a week.
    pub fn with(self, scale: u128, recovery: u64) -> Result<Self> {
        if !(WAD / 1_000..=1_000 * WAD).contains(&scale) {
            return Err(Error::Parameter {
                name: "the scale of depth",
                value: format_wad(scale),
                advice: "give 0.001 to 1000; 1 is the depth of the quotes, 0.2 a fifth of it",
            });
        }
        if !(1..=604_800).contains(&recovery) {
            return Err(Error::Parameter {
                name: "the recovery of depth",
                value: recovery.to_string(),
                advice: "give 1 to 604800 seconds",
            });
        }
        Ok(Self {
            scale,
            recovery,
            ..self
        })
    }

    /// Place of the curve of an asset: its own, else the thinnest; none for dollars.
    #[must_use]
    pub fn curve(&self, asset: &str) -> Option<usize> {
        if is_dollar(asset) {
            return None;
        }
        let own = self.curves.iter().position(|curve| curve.asset == asset);
        let all = self.curves.iter().enumerate();
        own.or_else(|| {
            all.min_by_key(|(_, curve)| curve.depth)
                .map(|(place, _)| place)
        })
    }

    /// Average impact of selling `usd` along a curve at once in an untouched market: WAD, rounded up, at most one.
    fn impact(&self, curve: usize, usd: u128) -> Result<u128> {
        let Some(curve) = self.curves.get(curve).filter(|_| usd > 0) else {
            return Ok(0);
        };
        let what = "the impact of a sale";
        let depth = scale_up(curve.depth, self.scale, WAD, what)?;
        let share = scale_up(usd, WAD, depth, what)?;
        let exponent = i128::try_from(curve.exponent).map_err(|_| Error::Overflow { what })?;
        // Beyond what a power can hold the whole of the sale is lost.
        let percents = pow(Wad(share), SignedWad(exponent)).map_or(100 * WAD, |power| power.0);
        Ok(percents.min(100 * WAD).div_ceil(100))
    }

    /// Cost of selling `usd` (WAD) along a curve at once in an untouched market, WAD USD, rounded up, at most `usd`.
    /// Without such a curve nothing.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn cost(&self, curve: usize, usd: u128) -> Result<u128> {
        scale_up(usd, self.impact(curve, usd)?, WAD, "the cost of a sale")
    }
}
