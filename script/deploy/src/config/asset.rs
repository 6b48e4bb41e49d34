//! One asset: token, feed, reserve, risk.

use alloy::primitives::{Address, B256};
use ballast_bindings::pool::IPool::ReserveConfig;
use risk_core::health::AssetRisk;
use serde::{Deserialize, Serialize};

use super::Ratio;
use crate::Error;

/// An asset of the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Short name, the key of deployment files.
    pub symbol: String,
    /// Long name.
    pub name: String,
    /// Of the token.
    pub decimals: u8,
    /// An existing token; unset: a `DevToken` is deployed, which its deployer mints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Address>,
    /// Whether an insurance fund covers the reserve.
    #[serde(default)]
    pub insured: bool,
    /// Whether a vault makes the reserve's supply a token, named after the asset.
    #[serde(default)]
    pub vault: bool,
    /// Where the price comes from.
    pub feed: FeedSource,
    /// Seconds after which a round is stale.
    pub heartbeat: u32,
    /// Least volatility per year.
    pub volatility_floor: Ratio,
    /// Largest slow volatility per year.
    pub volatility_cap: Ratio,
    /// Rates and caps.
    pub reserve: ReserveSettings,
    /// How it may lose value.
    pub risk: RiskProfile,
}

/// Where a price comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeedSource {
    /// An existing aggregator.
    Aggregator {
        /// Where it is.
        address: Address,
    },
    /// A `MockFeed` is deployed, which its deployer sets.
    Mock {
        /// Of its answers.
        decimals: u8,
        /// The first answer, USD.
        price: Ratio,
    },
}

/// Rates per year in bps, caps in whole tokens; the names are those of `IPool.ReserveConfig`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveSettings {
    /// New collateral is accepted.
    pub collateral_enabled: bool,
    /// New borrowing is open.
    pub borrow_enabled: bool,
    /// Borrow rate at utilisation 0.
    pub base_rate: u16,
    /// Added linearly up to the kink.
    pub slope_below: u16,
    /// Added linearly from the kink to utilisation 1.
    pub slope_above: u16,
    /// Utilisation of the kink.
    pub kink: u16,
    /// Share of interest that the protocol keeps.
    pub reserve_factor: u16,
    /// Share of interest that is paid to the insurance fund.
    pub premium_factor: u16,
    /// Largest total of supply plus collateral.
    pub supply_cap: u64,
    /// Largest total debt.
    pub borrow_cap: u64,
}

/// The asset's `AssetRisk`, all but depth in bps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskProfile {
    /// Sensitivity to market, ETH family, BTC family, USD peg.
    pub loadings: [i16; 4],
    /// Volatility per year that no factor explains.
    pub idiosyncratic: u16,
    /// The issuer or bridge: risks of one issuer add up.
    pub issuer: u8,
    /// The family within which longs and shorts net.
    pub family: u8,
    /// Least loss to withstand.
    pub haircut: u16,
    /// How far it may depart from its family.
    pub basis: u16,
    /// USD per minute that its market absorbs at 1% impact; unset: a numeraire, without exit cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<u64>,
    /// Loss of a long exposure in each scenario; negative for a gain.
    pub scenarios: [i16; 16],
}

impl Asset {
    /// The least and the largest slow variance per year, WAD, rounded down.
    ///
    /// # Errors
    /// [`Error::Config`] for a volatility above about 429%, whose variance no feed holds.
    pub fn variances(&self) -> Result<(u64, u64), Error> {
        let wad = Ratio::from_whole(1).0;
        let variance = |volatility: Ratio| {
            let square = volatility.0.saturating_mul(volatility.0) / wad;
            u64::try_from(square).map_err(|_| {
                Error::Config(format!(
                    "{}: volatility {volatility} is too large",
                    self.symbol
                ))
            })
        };
        Ok((
            variance(self.volatility_floor)?,
            variance(self.volatility_cap)?,
        ))
    }

    /// The reserve's settings as the pool takes them.
    #[must_use]
    pub fn reserve_config(&self, feed: u8) -> ReserveConfig {
        let (profile, scenarios) = self.risk.asset_risk().pack();
        let reserve = &self.reserve;
        ReserveConfig {
            feed,
            collateralEnabled: reserve.collateral_enabled,
            borrowEnabled: reserve.borrow_enabled,
            baseRate: reserve.base_rate,
            slopeBelow: reserve.slope_below,
            slopeAbove: reserve.slope_above,
            kink: reserve.kink,
            reserveFactor: reserve.reserve_factor,
            premiumFactor: reserve.premium_factor,
            supplyCap: reserve.supply_cap,
            borrowCap: reserve.borrow_cap,
            profile: B256::from(profile),
            scenarios: B256::from(scenarios),
        }
    }

    /// Name of a vault's share, as its constructor takes it.
    #[must_use]
    pub fn vault_name(&self) -> B256 {
        text(&format!("Ballast {}", self.symbol))
    }

    /// Symbol of a vault's share.
    #[must_use]
    pub fn vault_symbol(&self) -> B256 {
        text(&format!("b{}", self.symbol))
    }

    /// What no program checks.
    pub(super) fn validate(&self) -> Result<(), Error> {
        let wrong = |text: &str| Err(Error::Config(format!("{}: {text}", self.symbol)));
        let (floor, cap) = self.variances()?;
        if floor > cap {
            return wrong("volatility_floor exceeds volatility_cap");
        }
        if let FeedSource::Mock { price, .. } = &self.feed
            && price.0.is_zero()
        {
            return wrong("the feed's first price is zero, which the oracle refuses");
        }
        if self.vault && self.symbol.len() > 24 {
            return wrong("a vault's name has room for 24 bytes of the symbol");
        }
        if self.reserve.premium_factor > 0 && !self.insured {
            return wrong("premium_factor is set, but no fund insures the reserve");
        }
        if u32::from(self.reserve.reserve_factor) + u32::from(self.reserve.premium_factor) > 10_000
        {
            return wrong("reserve_factor and premium_factor exceed all interest");
        }
        Ok(())
    }
}

/// A text in a word, leftmost, cut at 32 bytes.
fn text(text: &str) -> B256 {
    let mut word = B256::ZERO;
    for (to, from) in word.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    word
}

impl RiskProfile {
    /// As the risk mathematics takes it.
    #[must_use]
    pub fn asset_risk(&self) -> AssetRisk {
        AssetRisk {
            loadings: self.loadings,
            idiosyncratic: self.idiosyncratic,
            issuer: self.issuer,
            family: self.family,
            haircut: self.haircut,
            basis: self.basis,
            depth: self.depth.unwrap_or(u64::MAX),
            scenarios: self.scenarios,
        }
    }
}
