//! What a market of Ballast is set to.

use crate::error::{Error, Result};
use ballast_pool_state::layout::Config;
use ballast_unwinder_state::layout::Parameters;
use ballast_unwinder_state::records::Budgets;
use risk_core::health::{AssetRisk, FACTORS};

/// Settings of a market, as the programs have them. USD, ratios and variances WAD, times seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Every asset, in the order of the pool's reserves.
    pub assets: Vec<AssetTerms>,
    /// The assets whose variances are those of the factors, as places among `assets`.
    pub factors: [usize; FACTORS],
    /// Of the factors, bps: 01, 02, 03, 12, 13, 23.
    pub correlations: [i16; 6],
    /// Standard deviations that the stress covers.
    pub z: u128,
    /// Of the stress.
    pub horizon: u64,
    /// Health above 1 that opening demands.
    pub buffer: u128,
    /// Of the oracle's averages.
    pub half_lives: HalfLives,
    /// Of unwinds.
    pub unwind: UnwindTerms,
    /// Borrow rate of reserves without settings of their own, bps per year.
    pub rate_bps: u16,
}

/// Half-lives of the oracle's averages, seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfLives {
    /// Of the smoothed price.
    pub smoothing: u32,
    /// Of the fast variance.
    pub fast: u32,
    /// Of the slow variance.
    pub slow: u32,
}

/// One asset.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetTerms {
    /// Its symbol.
    pub symbol: String,
    /// Of its token.
    pub decimals: u8,
    /// Of its feed's answers: prices are cut to them.
    pub feed_decimals: u8,
    /// How it may lose value.
    pub risk: AssetRisk,
    /// Variance per year that its feed starts with.
    pub variance: u128,
    /// Least variance per year.
    pub variance_floor: u128,
    /// Greatest slow variance per year.
    pub variance_cap: u128,
    /// Seconds after which a round is stale.
    pub heartbeat: u64,
    /// Price where the path has none, WAD USD.
    pub price: u128,
    /// Settings of its reserve; none: a constant rate.
    pub reserve: Option<Config>,
    /// What suppliers have brought before anything is lent, token units; counts with `reserve` only.
    pub cash: u128,
}

/// Settings of unwinds; the names are those of `IUnwinder.Parameters`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnwindTerms {
    /// Health at which an unwind ends.
    pub target: u128,
    /// Longest schedule.
    pub recovery: u64,
    /// Shortest schedule.
    pub minimum_recovery: u64,
    /// k T of the trajectory.
    pub urgency: u128,
    /// Seconds of a slice.
    pub slice_interval: u64,
    /// Over spot at the start of a slice or auction.
    pub slice_premium: u128,
    /// Under spot at a slice's end.
    pub slice_discount: u128,
    /// Of an auction.
    pub auction_duration: u64,
    /// Under spot at an auction's end.
    pub auction_discount: u128,
    /// USD under which leftovers are closed whole.
    pub dust: u128,
    /// Of the stressed depth per minute that an asset's unwinds may take, bps.
    pub flow: u64,
    /// Of a position, what its sales may cost a day, bps.
    pub cost: u64,
    /// Of the straight line, what a schedule sells at least.
    pub floor: u128,
    /// Under spot, once an auction has ended at its floor, bps.
    pub backstop: u64,
}

impl UnwindTerms {
    /// As the unwinder keeps them.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside its hard bounds.
    pub(super) fn parameters(&self) -> Result<Parameters> {
        Parameters::validated([
            self.target,
            self.recovery.into(),
            self.minimum_recovery.into(),
            self.urgency,
            self.slice_interval.into(),
            self.slice_premium,
            self.slice_discount,
            self.auction_duration.into(),
            self.auction_discount,
            self.dust,
        ])
        .map_err(|_| self.refused())
    }

    /// The budgets, as the unwinder keeps them. Keepers open without a fee.
    ///
    /// # Errors
    /// [`Error::Parameter`] outside its hard bounds.
    pub(super) fn budgets(&self) -> Result<Budgets> {
        let [flow, cost, backstop] = [self.flow, self.cost, self.backstop].map(u128::from);
        Budgets::validated([flow, cost, self.floor, 0, backstop]).map_err(|_| self.refused())
    }

    fn refused(&self) -> Error {
        Error::Parameter {
            name: "unwind terms",
            value: format!("{self:?}"),
            advice: "stay within the unwinder's hard bounds",
        }
    }
}

impl Terms {
    /// Place of an asset.
    #[must_use]
    pub fn place(&self, symbol: &str) -> Option<usize> {
        self.assets.iter().position(|asset| asset.symbol == symbol)
    }

    /// WAD tokens as token units: collateral rounded down, debt up.
    pub(super) fn units(&self, asset: usize, wad: u128, up: bool) -> Result<u128> {
        let scale = if up {
            crate::fixed::scale_up
        } else {
            crate::fixed::scale_down
        };
        let unit = 10_u128.saturating_pow(self.decimals(asset));
        scale(wad, unit, crate::fixed::WAD, "token units")
    }

    /// Token units as WAD tokens, rounded down; exact up to 18 decimals.
    pub(super) fn whole(&self, asset: usize, units: u128) -> u128 {
        let unit = 10_u128.saturating_pow(self.decimals(asset));
        crate::fixed::scale_down(units, crate::fixed::WAD, unit, "tokens").unwrap_or(u128::MAX)
    }

    fn decimals(&self, asset: usize) -> u32 {
        u32::from(self.assets.get(asset).map_or(18, |asset| asset.decimals))
    }
}
