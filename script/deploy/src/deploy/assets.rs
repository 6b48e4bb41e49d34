//! Tokens and feeds: those that exist are looked for, the others are made.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, Bytes, I256, U256};
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::IAggregator;

use super::Deployer;
use crate::chain::interfaces::{IDevToken, IMockFeed};
use crate::config::{Asset, FeedSource, PriceFeed};
use crate::deployment::RecordedFeed;
use crate::{Error, Progress, Token, solidity};

impl Deployer<'_> {
    /// Tokens and feeds.
    pub(super) async fn assets(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        let config = self.config;
        let feeds = config.price_feeds();
        let mock = |feed: &PriceFeed<'_>| matches!(feed.source, FeedSource::Mock { .. });
        if config.assets.iter().any(|asset| asset.token.is_none()) || feeds.iter().any(mock) {
            progress.stage("solidity", 1);
            progress.step("forge build");
            solidity::ensure_built(&self.root)?;
        }
        progress.stage("assets", (config.assets.len() + feeds.len()) as u64);
        for asset in &config.assets {
            progress.step(&format!("token {}", asset.symbol));
            self.token(asset).await?;
        }
        for feed in &feeds {
            progress.step(&format!("feed {}", feed.name));
            self.feed(feed).await?;
        }
        Ok(())
    }

    async fn token(&mut self, asset: &Asset) -> Result<(), Error> {
        if let Some(token) = self.record.tokens.get(&asset.symbol) {
            return self.expect_code(&asset.symbol, token.address).await;
        }
        let address = match asset.token {
            Some(address) => {
                self.expect_code(&asset.symbol, address).await?;
                address
            }
            None => {
                let arguments = (
                    asset.name.clone(),
                    asset.symbol.clone(),
                    U256::from(asset.decimals),
                )
                    .abi_encode_params();
                self.create(
                    &format!("token.{}", asset.symbol),
                    "DevToken",
                    &arguments,
                    (&IDevToken::symbolCall {}, &asset.symbol),
                )
                .await?
            }
        };
        self.record.tokens.insert(
            asset.symbol.clone(),
            Token {
                address,
                decimals: asset.decimals,
            },
        );
        self.save().await
    }

    async fn feed(&mut self, feed: &PriceFeed<'_>) -> Result<(), Error> {
        let recorded = self.record.feeds.get(feed.name).copied();
        let aggregator = match (feed.source, recorded) {
            // A mock feed stays; what existed before is as configured now.
            (FeedSource::Mock { .. }, Some(recorded)) if !recorded.aggregator.is_zero() => {
                self.expect_code(feed.name, recorded.aggregator).await?;
                recorded.aggregator
            }
            (FeedSource::Mock { decimals, .. }, _) => {
                let description = format!("{} / USD", feed.name);
                let arguments = (U256::from(*decimals), description.clone()).abi_encode_params();
                self.create(
                    &format!("feed.{}", feed.name),
                    "MockFeed",
                    &arguments,
                    (&IAggregator::descriptionCall {}, &description),
                )
                .await?
            }
            (source, _) => match source.existing() {
                Some(address) => {
                    self.expect_code(feed.name, address).await?;
                    address
                }
                None => Address::ZERO,
            },
        };
        let id = recorded.and_then(|feed| feed.id);
        let now = RecordedFeed { aggregator, id };
        if recorded != Some(now) {
            self.record.feeds.insert(feed.name.to_owned(), now);
            self.save().await?;
        }
        if let FeedSource::Mock { decimals, price } = feed.source
            && self
                .chain
                .call(aggregator, &IMockFeed::latestRoundCall {})
                .await?
                .is_zero()
        {
            // The oracle refuses a feed without an answer.
            let answer = I256::try_from(price.with_decimals(*decimals))
                .map_err(|error| Error::Config(format!("{}: price {price}: {error}", feed.name)))?;
            let (_, _, now) = self.chain.head().await?;
            let call = IMockFeed::setCall {
                answer,
                updatedAt: U256::from(now),
            };
            let doing = format!("first price of {}", feed.name);
            self.chain.transact(&doing, aggregator, &call).await?;
        }
        Ok(())
    }

    /// Creates an ordinary contract. Its address is written down before the transaction is sent, so that a run
    /// stopped in between finds it, and knows it by the answer to one call.
    pub(super) async fn create<C: SolCall>(
        &mut self,
        what: &str,
        contract: &str,
        arguments: &[u8],
        (known, answer): (&C, &C::Return),
    ) -> Result<Address, Error>
    where
        C::Return: PartialEq,
    {
        if let Some(pending) = self.record.pending.get(what).copied()
            && self.chain.code_hash(pending).await?.is_some()
            && self
                .chain
                .call(pending, known)
                .await
                .is_ok_and(|found| found == *answer)
        {
            self.record.pending.remove(what);
            return Ok(pending);
        }
        let code: Bytes = [&solidity::creation_code(&self.root, contract)?, arguments]
            .concat()
            .into();
        let expected = self.chain.from().create(self.chain.nonce().await?);
        self.record.pending.insert(what.to_owned(), expected);
        self.save().await?;
        let receipt = self
            .chain
            .send(
                &format!("creating {what}"),
                TransactionRequest::default().with_deploy_code(code),
            )
            .await?;
        self.record.pending.remove(what);
        receipt.contract_address.ok_or_else(|| Error::Rpc {
            doing: format!("creating {what}"),
            reason: "the receipt names no contract".to_owned(),
        })
    }

    pub(super) async fn expect_code(&self, symbol: &str, address: Address) -> Result<(), Error> {
        match self.chain.code_hash(address).await? {
            Some(_) => Ok(()),
            None => Err(Error::Config(format!(
                "{symbol}: no contract at {address} on chain {}",
                self.chain.id()
            ))),
        }
    }
}
