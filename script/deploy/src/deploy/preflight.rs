//! What would stop a deployment halfway, looked for before anything is sent.

use alloy::primitives::Address;

use super::Deployer;
use crate::Error;
use crate::chain::interfaces::STYLUS_DEPLOYER;

impl Deployer<'_> {
    /// Whether the chain has Stylus and every contract that the configuration names, and the deployer money.
    pub(super) async fn preflight(&self) -> Result<(), Error> {
        if self.chain.code_hash(STYLUS_DEPLOYER).await?.is_none() {
            return Err(Error::Rpc {
                doing: format!("deploying on chain {}", self.chain.id()),
                reason: format!(
                    "it has no StylusDeployer at {STYLUS_DEPLOYER}; is it an Arbitrum chain with Stylus?"
                ),
            });
        }
        let mut missing = Vec::new();
        for (key, address) in self.named() {
            if self.chain.code_hash(address).await?.is_none() {
                missing.push(format!("{key} = {address}: no contract there"));
            }
        }
        if !missing.is_empty() {
            return Err(Error::Config(format!(
                "on chain {}: {}; correct the address, or the --rpc-url",
                self.chain.id(),
                missing.join("; ")
            )));
        }
        let balance = self.chain.balance().await?;
        // A record that is complete may be looked at without money: where nothing is to be done, nothing is sent.
        if balance.is_zero() && !self.record.complete {
            return Err(Error::Funds {
                doing: "deploying".to_owned(),
                account: self.chain.from(),
                balance,
            });
        }
        Ok(())
    }

    /// Contracts of others' that the configuration names, by key.
    fn named(&self) -> Vec<(String, Address)> {
        let mut named = Vec::new();
        for asset in &self.config.assets {
            let token = asset
                .token
                .map(|at| (format!("assets.{}.token", asset.symbol), at));
            named.extend(token);
        }
        for feed in self.config.price_feeds() {
            let table = if feed.of_asset { "assets" } else { "feeds" };
            let key = format!("{table}.{}.feed.address", feed.name);
            named.extend(feed.source.existing().map(|at| (key, at)));
        }
        let sequencer = self.config.oracle.sequencer_feed;
        named.extend(sequencer.map(|at| ("oracle.sequencer_feed".to_owned(), at)));
        named
    }
}
