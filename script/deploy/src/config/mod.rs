//! What is deployed, and how it is set.
//!
//! [`Config::devnet`] is built in; `--config` reads the same shape from TOML or JSON. Ratios are decimal numbers
//! (`0.05`), taken exactly as written; times are seconds; "bps" are hundredths of a percent.

mod asset;
mod defaults;
mod market;
mod ratio;
mod settings;

use std::collections::BTreeSet;
use std::path::Path;

use alloy::primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};

pub use asset::{Asset, FeedSource, ReserveSettings, RiskProfile};
pub use market::Market;
pub use ratio::Ratio;
pub use settings::{
    InsuranceSettings, OracleSettings, RiskSettings, TimelockSettings, UnwinderSettings,
};

use crate::Error;

/// Everything that a deployment sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Makes the addresses of the programs; unset: made from the deployer and its nonce, so that every fresh
    /// deployment has addresses of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<B256>,
    /// Who is offered ownership of every program at the end, and must accept it; unset: the deployer stays the owner, or
    /// the timelock becomes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handover: Option<Address>,
    /// A timelock that is deployed along and takes ownership of every program at the end; unset: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timelock: Option<TimelockSettings>,
    /// Of the oracle.
    pub oracle: OracleSettings,
    /// What health is judged by.
    pub risk: RiskSettings,
    /// Of unwinds.
    pub unwinder: UnwinderSettings,
    /// Of every insurance fund.
    pub insurance: InsuranceSettings,
    /// One reserve and one feed each, in the order of their numbers.
    pub assets: Vec<Asset>,
    /// Isolated markets in these assets, each a pool of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markets: Vec<Market>,
}

impl Config {
    /// Reads a file: JSON where its name ends in `.json`, else TOML.
    ///
    /// # Errors
    /// [`Error::File`] where it cannot be read or has another shape; [`Error::Config`] as [`Config::validate`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        let config: Self = if path.extension().is_some_and(|ending| ending == "json") {
            serde_json::from_str(&text).map_err(|error| Error::file(path, error))?
        } else {
            toml::from_str(&text).map_err(|error| Error::file(path, error))?
        };
        config.validate()?;
        Ok(config)
    }

    /// As TOML, for a file to start from.
    ///
    /// # Errors
    /// [`Error::Config`] where a value has no form in TOML.
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string_pretty(self).map_err(|error| Error::Config(error.to_string()))
    }

    /// keccak256 of the configuration as JSON.
    #[must_use]
    pub fn hash(&self) -> B256 {
        keccak256(serde_json::to_vec(self).unwrap_or_default())
    }

    /// The asset of this symbol.
    #[must_use]
    pub fn asset(&self, symbol: &str) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.symbol == symbol)
    }

    /// The asset of this symbol, to be changed.
    pub fn asset_mut(&mut self, symbol: &str) -> Option<&mut Asset> {
        self.assets.iter_mut().find(|asset| asset.symbol == symbol)
    }

    /// Sets the price that the devnet feed of `symbol` starts with, USD.
    ///
    /// # Errors
    /// [`Error::Config`] for an unknown symbol or a feed that exists already.
    pub fn start_price(&mut self, symbol: &str, price: Ratio) -> Result<(), Error> {
        match self.asset_mut(symbol).map(|asset| &mut asset.feed) {
            Some(FeedSource::Mock { price: start, .. }) => {
                *start = price;
                Ok(())
            }
            Some(FeedSource::Aggregator { .. }) => Err(Error::Config(format!(
                "the feed of {symbol} is not ours to set"
            ))),
            None => Err(Error::Config(format!("no asset {symbol}"))),
        }
    }

    /// What the programs cannot check for themselves: references between parts, and the fund's cooldown against the
    /// time that a loss takes to be known.
    ///
    /// # Errors
    /// [`Error::Config`].
    pub fn validate(&self) -> Result<(), Error> {
        let wrong = |text: String| Err(Error::Config(text));
        if self.salt == Some(B256::ZERO) {
            return wrong("salt is zero, which StylusDeployer takes as none".to_owned());
        }
        let symbols: BTreeSet<_> = self
            .assets
            .iter()
            .map(|asset| asset.symbol.as_str())
            .collect();
        if symbols.len() != self.assets.len() {
            return wrong("two assets have the same symbol".to_owned());
        }
        if self.assets.is_empty() || self.assets.len() > 32 {
            return wrong(format!(
                "{} assets: a pool has 1 to 32 reserves",
                self.assets.len()
            ));
        }
        if let Some(factor) = self
            .risk
            .factors
            .iter()
            .find(|symbol| !symbols.contains(symbol.as_str()))
        {
            return wrong(format!("risk.factors names {factor}, which is no asset"));
        }
        risk_core::health::correlations_valid(self.risk.correlations)
            .map_err(|error| Error::Config(format!("risk.correlations: {error:?}")))?;
        let unwinders = self
            .markets
            .iter()
            .filter_map(|market| market.unwinder.as_ref());
        for unwinder in unwinders.chain([&self.unwinder]) {
            let needed =
                unwinder.recovery + unwinder.auction_duration + self.insurance.claim_window;
            if self.insurance.cooldown <= needed {
                return wrong(format!(
                    "insurance.cooldown {} must exceed recovery + auction + claim window = {needed} s, \
                     or stakers leave before a loss is known",
                    self.insurance.cooldown
                ));
            }
        }
        if let Some(timelock) = &self.timelock {
            if self.handover.is_some() {
                return wrong("handover and timelock are both set; there is one owner".to_owned());
            }
            timelock.validate()?;
        }
        let names: BTreeSet<_> = self.markets.iter().map(|market| &market.name).collect();
        if names.len() != self.markets.len() {
            return wrong("two markets have the same name".to_owned());
        }
        self.markets
            .iter()
            .try_for_each(|market| market.validate(&symbols))?;
        self.assets.iter().try_for_each(Asset::validate)
    }
}

#[cfg(test)]
mod tests;
