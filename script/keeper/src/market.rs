//! What all accounts are judged by, read from the chain.

use crate::{
    Keeper, KeeperError,
    assess::{Asset, Market},
    evaluate::IToken,
};
use alloy::primitives::{Address, B256, U256};
use ballast_bindings::{
    IDebtBook, IOracle, IPool,
    oracle::IOracle::Reading,
    unwinder::IUnwinder::{self, Parameters},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use risk_core::{
    fixed::Wad,
    health::{AssetRisk, Auction, StressParameters},
};
use std::collections::BTreeMap;

/// What of a reserve changes by settings only.
#[derive(Clone, Debug)]
pub(crate) struct Reserve {
    pub asset: Address,
    pub feed: u8,
    pub decimals: u8,
    pub insurance: Address,
}

impl Keeper {
    /// Reads the market as of now. Where what judges accounts besides prices has changed, forgets all looks.
    pub(crate) async fn read_market(&mut self) -> Result<(), KeeperError> {
        if self.rules_changed || self.reserves.is_empty() {
            self.reserves = self.read_reserves().await?;
        }
        let parameters = self.unwinder_parameters().await?;
        let pool = self.config.pool;
        // Of nobody: its factors, z-score and horizon are those of everybody.
        let judged = self.view(
            "portfolio",
            pool,
            &IDebtBook::portfolioCall {
                account: Address::ZERO,
            },
        );
        let judged = judged.await?;
        let feeds = self.reserves.iter().map(|reserve| reserve.feed).collect();
        let readings = self
            .view("read", self.config.oracle, &IOracle::readCall { feeds })
            .await?;
        let this = &*self;
        let assets: Vec<(Address, Asset)> = stream::iter(this.reserves.iter().zip(&readings))
            .map(|(reserve, reading)| this.asset(reserve, reading))
            .buffered(this.config.concurrency.max(1))
            .try_collect()
            .await?;
        let variances = judged.slowVariances.map(narrow);
        let stress = StressParameters {
            z: narrow(judged.zScore),
            horizon: u64::try_from(judged.horizon).unwrap_or(u64::MAX),
        };
        let auction = Auction {
            duration: u64::try_from(parameters.auctionDuration).unwrap_or(u64::MAX),
            discount: narrow(parameters.auctionDiscount),
        };
        let correlations = correlations(judged.correlations);
        let assets: BTreeMap<_, _> = assets.into_iter().collect();
        let market = Market::new(assets, variances, correlations, stress, auction)
            .map_err(|error| KeeperError::Market(format!("{error:?}")))?;
        self.buffer = narrow(judged.buffer).0;
        let same = self
            .market
            .as_ref()
            .is_some_and(|known| known.same_rules(&market));
        if !same {
            for account in self.journal.tip.book.accounts_mut().values_mut() {
                account.look = None;
            }
        }
        let rounds = |market: &Market| -> Vec<_> {
            let assets = market.assets.values();
            assets
                .map(|asset| (asset.updated_at, asset.spot, asset.flags))
                .collect()
        };
        if !same || self.market.as_ref().map(rounds) != Some(rounds(&market)) {
            self.epoch = self.epoch.saturating_add(1);
        }
        self.market = Some(market);
        self.rules_changed = false;
        Ok(())
    }

    /// The unwinder's parameters.
    pub(crate) async fn unwinder_parameters(&mut self) -> Result<Parameters, KeeperError> {
        if let Some(parameters) = &self.parameters {
            return Ok(parameters.clone());
        }
        let call = IUnwinder::parametersCall {};
        let parameters = self.view("parameters", self.config.unwinder, &call).await?;
        Ok(self.parameters.insert(parameters).clone())
    }

    async fn read_reserves(&self) -> Result<Vec<Reserve>, KeeperError> {
        let pool = self.config.pool;
        let assets = self.view("reserves", pool, &IPool::reservesCall {}).await?;
        stream::iter(assets)
            .map(|asset| async move {
                let config = self
                    .view("reserveConfig", pool, &IPool::reserveConfigCall { asset })
                    .await?;
                let decimals = self
                    .view("decimals", asset, &IToken::decimalsCall {})
                    .await?;
                Ok(Reserve {
                    asset,
                    feed: config.config.feed,
                    decimals,
                    insurance: config.insurance,
                })
            })
            .buffered(self.config.concurrency.max(1))
            .try_collect()
            .await
    }

    async fn asset(
        &self,
        reserve: &Reserve,
        reading: &Reading,
    ) -> Result<(Address, Asset), KeeperError> {
        let (pool, asset) = (self.config.pool, reserve.asset);
        let state = self
            .view("reserveState", pool, &IPool::reserveStateCall { asset })
            .await?;
        let risk = self.view("ramp", pool, &IPool::rampCall { asset }).await?;
        let known = Asset {
            feed: reserve.feed,
            decimals: reserve.decimals,
            spot: narrow(reading.spot).0,
            smoothed: narrow(reading.smoothed).0,
            flags: reading.flags,
            updated_at: reading.updatedAt,
            debt: state.debt,
            debt_shares: state.debtShares,
            borrow_rate: state.borrowRate,
            risk: AssetRisk::unpack(risk.profile.0, risk.scenarios.0),
        };
        Ok((asset, known))
    }
}

/// Saturates: what is beyond 128 bits is refused where it is judged.
fn narrow(value: U256) -> Wad {
    Wad(u128::try_from(value).unwrap_or(u128::MAX))
}

/// Six int16, leftmost bytes first.
fn correlations(word: B256) -> [i16; 6] {
    let mut out = [0; 6];
    for (to, bytes) in out.iter_mut().zip(word.as_chunks::<2>().0) {
        *to = i16::from_be_bytes(*bytes);
    }
    out
}
