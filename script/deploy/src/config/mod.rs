//! What is deployed, and how it is set.
//!
//! [`Config::devnet`] is built in; `--config` reads the same shape from TOML or JSON. Ratios are decimal numbers
//! (`0.05`), taken exactly as written; times are seconds; "bps" are hundredths of a percent.

mod asset;
mod check;
mod defaults;
mod feed;
mod market;
mod ratio;
mod settings;

use std::collections::BTreeSet;
use std::path::Path;

use alloy::primitives::{Address, B256, keccak256};
use serde::{Deserialize, Serialize};

pub use asset::{Asset, ReserveSettings, RiskProfile};
pub use feed::{FeedSource, NamedFeed, PriceFeed, selector};
pub use market::Market;
pub use ratio::Ratio;
pub use settings::{
    InsuranceSettings, Loans, OracleSettings, RiskSettings, Roles, TimelockSettings,
    UnwinderSettings, VaultFees,
};

use crate::Error;
use check::Check;

/// Chains with other people's money: Arbitrum One and Nova.
const PRODUCTION: [u64; 2] = [42_161, 42_170];

/// Everything that a deployment sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The chain that it is for: another is refused; unset: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain_id: Option<u64>,
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
    /// Who may pause and who lets in, of every pool.
    #[serde(default)]
    pub roles: Roles,
    /// Of the oracle.
    #[serde(default)]
    pub oracle: OracleSettings,
    /// What health is judged by.
    #[serde(default)]
    pub risk: RiskSettings,
    /// Of unwinds.
    #[serde(default)]
    pub unwinder: UnwinderSettings,
    /// Of every insurance fund.
    #[serde(default)]
    pub insurance: InsuranceSettings,
    /// Loans without liquidation.
    #[serde(default)]
    pub loans: Loans,
    /// Feeds that are no asset's, for feeds of two feeds to read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<NamedFeed>,
    /// One reserve and one feed each.
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
        config.validate().map_err(|error| match error {
            Error::Config(text) => Error::Config(format!("{}: {text}", path.display())),
            other => other,
        })?;
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
            Some(_) => Err(Error::Config(format!(
                "the feed of {symbol} is not ours to set"
            ))),
            None => Err(Error::Config(format!("no asset {symbol}"))),
        }
    }

    /// Every feed, in an order in which each finds what it reads.
    #[must_use]
    pub fn price_feeds(&self) -> Vec<PriceFeed<'_>> {
        let (mut made, never) = feed::in_order(self.all_feeds());
        made.extend(never);
        made
    }

    fn all_feeds(&self) -> Vec<PriceFeed<'_>> {
        let named = self.feeds.iter().map(NamedFeed::price_feed);
        named
            .chain(self.assets.iter().map(Asset::price_feed))
            .collect()
    }

    /// Whether it may be deployed on this chain.
    ///
    /// # Errors
    /// [`Error::Config`] for a configuration of another chain, and for tokens and feeds of the deployer's own where others'
    /// money is.
    pub fn check_chain(&self, chain_id: u64) -> Result<(), Error> {
        Check::whole(|check| {
            if let Some(expected) = self.chain_id {
                check.require(
                    expected == chain_id,
                    "chain_id",
                    expected,
                    format!("the endpoint is of chain {chain_id}; pass that chain's --rpc-url, or another --config"),
                );
            }
            if !PRODUCTION.contains(&chain_id) {
                return;
            }
            for asset in &self.assets {
                check.under("assets").under(&asset.symbol).require(
                    asset.token.is_some(),
                    "token",
                    "(none)",
                    "on a production chain no token is made that its deployer mints; write the token's address",
                );
            }
            for feed in self.all_feeds() {
                let table = if feed.of_asset { "assets" } else { "feeds" };
                check.under(table).under(feed.name).require(
                    !matches!(feed.source, FeedSource::Mock { .. }),
                    "feed.kind",
                    "mock",
                    "on a production chain no feed is made that its deployer sets; write an aggregator's address",
                );
            }
        })
    }

    /// What programs would refuse, and what they cannot know: references between parts, and the fund's cooldown against the
    /// time that a loss takes to be known.
    ///
    /// # Errors
    /// [`Error::Config`] with everything that is wrong: key, value, what to write.
    pub fn validate(&self) -> Result<(), Error> {
        Check::whole(|check| self.check(check))
    }

    fn check(&self, check: &mut Check<'_>) {
        check.require(
            self.salt != Some(B256::ZERO),
            "salt",
            B256::ZERO,
            "StylusDeployer takes zero as none; write another, or leave it out",
        );
        if let Some(timelock) = &self.timelock {
            check.require(
                self.handover.is_none(),
                "handover",
                self.handover.unwrap_or_default(),
                "a timelock is set too, and there is one owner; leave one out",
            );
            timelock.check(&mut check.under("timelock"));
        }
        self.oracle.check(&mut check.under("oracle"));
        self.unwinder.check(&mut check.under("unwinder"));
        self.check_insurance(check);
        self.check_assets(check);
        let feeds = self.all_feeds();
        let names: BTreeSet<_> = feeds.iter().map(|feed| feed.name).collect();
        check.require(
            names.len() == feeds.len(),
            "assets",
            feeds
                .iter()
                .map(|feed| feed.name)
                .collect::<Vec<_>>()
                .join(", "),
            "two assets or feeds have the same name; rename one",
        );
        check.require(
            feeds.len() <= 256,
            "feeds",
            feeds.len(),
            "an oracle has at most 256 feeds, assets' included",
        );
        for feed in &self.feeds {
            let price_feed = feed.price_feed();
            price_feed.check(&mut check.under("feeds").under(&feed.name));
        }
        feed::check_reading(&feeds, check);
        self.risk.check(&names, &mut check.under("risk"));
        let symbols: BTreeSet<_> = self.assets.iter().map(|a| a.symbol.as_str()).collect();
        let markets: BTreeSet<_> = self.markets.iter().map(|market| &market.name).collect();
        check.require(
            markets.len() == self.markets.len(),
            "markets",
            self.markets.len(),
            "two markets have the same name; rename one",
        );
        for market in &self.markets {
            let mut check = check.under("markets");
            let mut check = check.under(&market.name);
            market.check(&symbols, &names, &self.roles, &mut check);
        }
    }

    fn check_assets(&self, check: &mut Check<'_>) {
        check.within("assets", self.assets.len(), (1, 32), "assets");
        for asset in &self.assets {
            let mut check = check.under("assets");
            let mut check = check.under(&asset.symbol);
            asset.check(&mut check);
            self.roles
                .check_gate(&asset.reserve, &mut check.under("reserve"));
        }
    }

    fn check_insurance(&self, check: &mut Check<'_>) {
        let mut check = check.under("insurance");
        self.insurance.check(&mut check);
        let markets = self.markets.iter();
        let unwinders = markets.filter_map(|market| market.unwinder.as_ref());
        let unwinders: Vec<_> = unwinders.chain([&self.unwinder]).collect();
        // The backstop lasts as long as the auction.
        let lasts = |unwinder: &&UnwinderSettings| {
            let sales = unwinder.auction_duration.saturating_mul(2);
            unwinder.recovery.saturating_add(sales)
        };
        let longest = unwinders.iter().map(lasts).max().unwrap_or(0);
        let needed = longest.saturating_add(self.insurance.claim_window);
        let cooldown = self.insurance.cooldown;
        check.require(
            cooldown > needed,
            "cooldown",
            cooldown,
            format!(
                "write more than recovery + 2 auction_duration + claim_window = {needed} s, or stakers leave before a loss is known"
            ),
        );
        let least = unwinders.iter().map(|unwinder| unwinder.backstop).min();
        let (discount, least) = (self.insurance.discount, least.unwrap_or(0));
        check.require(
            discount <= least,
            "discount",
            discount,
            format!("write at most the unwinder's backstop = {least}, or the fund never buys"),
        );
    }
}

#[cfg(test)]
mod tests;
