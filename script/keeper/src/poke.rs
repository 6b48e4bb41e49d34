//! Pokes: offers new rounds to the oracle.

use crate::{
    Keeper, KeeperError,
    attempts::{About, State},
    feeds::{Feed, Round, reading_round},
    report::{Planned, PokeDone, Skipped, TickError, TickReport},
};
use alloy::primitives::{Address, I256, U256, aliases::U80};
use ballast_bindings::oracle::IOracle::Kind;
use ballast_bindings::{IAggregator, IOracle};

/// What a lost poke is remembered as.
const POKE: About = ("poke", Address::ZERO, Address::ZERO);

impl Keeper {
    /// Looks at all feeds and pokes those with a round that the oracle has not taken, and those whose stored price is to
    /// be renewed.
    ///
    /// # Errors
    /// Where the list of feeds cannot be read. Failures of one feed, and of the transaction, go to the report.
    pub(crate) async fn poke(&mut self, report: &mut TickReport) -> Result<(), KeeperError> {
        if !self.feeds.loaded {
            self.load_feeds().await?;
        }
        let mut fresh = Vec::new();
        let feeds: Vec<(u8, Address, bool)> = self
            .feeds
            .feeds
            .iter()
            .map(|(number, feed)| (*number, feed.aggregator, feed.daily))
            .collect();
        for (number, aggregator, daily) in feeds {
            let round = if aggregator == self.config.oracle {
                self.reading(number, daily).await
            } else {
                self.round(aggregator).await
            };
            let round = match round {
                Ok(round) => round,
                Err(error) if error.is_revert() => {
                    report.skipped.push(Skipped {
                        account: None,
                        action: format!("poke feed {number}"),
                        reason: error.to_string(),
                    });
                    continue;
                }
                Err(error) => {
                    report.errors.push(TickError {
                        account: None,
                        action: format!("read feed {number}"),
                        message: error.to_string(),
                    });
                    continue;
                }
            };
            self.date_poke(number).await;
            let poke = self.journal.tip.pokes.get(&number);
            let Some(feed) = self.feeds.feeds.get_mut(&number) else {
                continue;
            };
            let ageing = self.config.renew_prices
                && feed.is_ageing(poke, report.timestamp, self.config.renew_margin);
            if ageing || feed.is_new(&round, poke, report.timestamp) {
                fresh.push((number, round));
            }
        }
        if !fresh.is_empty() {
            self.offer_rounds(&fresh, report).await;
        }
        Ok(())
    }

    async fn load_feeds(&mut self) -> Result<(), KeeperError> {
        let oracle = self.config.oracle;
        let count = self
            .view("feedCount", oracle, &IOracle::feedCountCall {})
            .await?;
        let count = u16::try_from(count).unwrap_or(256).min(256);
        for number in (0..count).filter_map(|number| u8::try_from(number).ok()) {
            let settings = self
                .view("feedAt", oracle, &IOracle::feedAtCall { feed: number })
                .await?;
            let source = self
                .view("sourceAt", oracle, &IOracle::sourceAtCall { feed: number })
                .await?;
            let (aggregator, decimals) = match source.kind {
                Kind::Aggregator => (settings.aggregator, settings.decimals),
                _ => (oracle, 18),
            };
            let known = self
                .feeds
                .feeds
                .remove(&number)
                .filter(|feed| feed.aggregator == aggregator);
            let feed = known.unwrap_or(Feed {
                asset: settings.asset,
                aggregator,
                daily: source.kind == Kind::Rate,
                decimals,
                offered: None,
                stored_age: 0,
                looked: 0,
            });
            let feed = Feed {
                stored_age: u64::from(source.storedAge),
                ..feed
            };
            self.feeds.feeds.insert(number, feed);
        }
        self.feeds.loaded = true;
        Ok(())
    }

    async fn round(&self, aggregator: Address) -> Result<Round, KeeperError> {
        let data = self
            .view(
                "latestRoundData",
                aggregator,
                &IAggregator::latestRoundDataCall {},
            )
            .await?;
        let updated_at = u64::try_from(data.updatedAt).unwrap_or(u64::MAX);
        Ok(Round {
            id: data.roundId,
            answer: data.answer,
            updated_at,
        })
    }

    /// What a feed that is no aggregator's reads now.
    async fn reading(&self, number: u8, daily: bool) -> Result<Round, KeeperError> {
        let feeds = vec![number];
        let readings = self
            .view("read", self.config.oracle, &IOracle::readCall { feeds })
            .await?;
        let known = self
            .journal
            .tip
            .pokes
            .get(&number)
            .and_then(|poke| poke.spot);
        Ok(match readings.first() {
            Some(reading) => reading_round(reading, known, daily),
            None => Round {
                id: U80::ZERO,
                answer: I256::ZERO,
                updated_at: 0,
            },
        })
    }

    /// Looks up the time of a poke where the endpoint does not put it into its events. Without it the poke
    /// counts as older than any round.
    async fn date_poke(&mut self, number: u8) {
        let Some(poke) = self.journal.tip.pokes.get_mut(&number) else {
            return;
        };
        if poke.time.is_some() {
            return;
        }
        match self.rpc.block(poke.block.into()).await {
            Ok(block) => poke.time = block.map(|block| block.timestamp),
            Err(error) => tracing::debug!(%error, "time of a poke"),
        }
    }

    /// Sends one poke of several feeds.
    async fn offer_rounds(&mut self, fresh: &[(u8, Round)], report: &mut TickReport) {
        let feeds: Vec<u8> = fresh.iter().map(|(number, _)| *number).collect();
        let action = format!("poke feeds {feeds:?}");
        if self.config.dry_run {
            report.planned.push(Planned {
                account: None,
                action,
            });
            return;
        }
        let (oracle, now) = (self.config.oracle, report.timestamp);
        let state = State {
            version: 0,
            epoch: self.epoch,
        };
        if !self
            .attempts
            .allows(oracle, POKE, state, now, self.config.patience)
        {
            return;
        }
        let call = IOracle::pokeCall {
            feeds: feeds.clone(),
        };
        match self
            .sender
            .send("poke", self.config.oracle, &call, U256::ZERO)
            .await
        {
            Ok(receipt) => {
                let block = receipt.block_number.unwrap_or_default();
                for (number, round) in fresh {
                    if let Some(feed) = self.feeds.feeds.get_mut(number) {
                        feed.offered = Some((*round, block));
                        feed.looked = report.timestamp;
                    }
                }
                let (transaction, gas_used) = (receipt.transaction_hash, receipt.gas_used);
                tracing::info!(?feeds, %transaction, gas_used, "poked");
                report.pokes.push(PokeDone {
                    feeds,
                    transaction,
                    gas_used,
                });
            }
            Err(error) if error.is_normal() => {
                if error.is_revert() {
                    self.attempts.lost(oracle, POKE, state, now);
                }
                tracing::info!(action, %error, "passed over");
                report.skipped.push(Skipped {
                    account: None,
                    action,
                    reason: error.to_string(),
                });
            }
            Err(error) => {
                tracing::error!(action, %error, "failed");
                report.errors.push(TickError {
                    account: None,
                    action,
                    message: error.to_string(),
                });
            }
        }
    }
}
