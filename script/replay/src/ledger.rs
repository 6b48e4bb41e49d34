//! What happened, as the chain's events say: the source of every number in the report.
//!
//! [`Ledger::read`] turns raw events into typed entries in order; [`Totals::of`] sums them up. Nothing here looks at
//! what the demo meant to do.

mod totals;

use alloy::primitives::{Address, U256};
use alloy::rpc::types::Log;
use alloy::sol;
use alloy::sol_types::{SolEvent, SolEventInterface};
use ballast_bindings::debt_book::IDebtBook::IDebtBookEvents;
use ballast_bindings::insurance::IInsurance::IInsuranceEvents;
use ballast_bindings::oracle::IOracle;
use ballast_bindings::pool::IPool::IPoolEvents;
use ballast_bindings::unwinder::IUnwinder::IUnwinderEvents;

use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::market::{AssetHandle, Market};

pub use totals::{AccountRecord, AssetRecord, Loss, Sale, StageTotals, Totals};
pub(crate) use totals::{signed, usd};

sol! {
    /// Event of `MockFeed`.
    event AnswerSet(uint80 indexed roundId, int256 answer, uint256 updatedAt);
}

/// Digits between a feed's 8 decimals and WAD.
const FEED_GRAIN: u128 = 10_000_000_000;

/// One event.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Unix second of the path at which its block was made.
    pub time: u64,
    /// Its block.
    pub block: u64,
    /// What it says.
    pub event: Event,
}

/// What an event says. Assets are places in [`Ledger::assets`].
#[derive(Debug, Clone)]
pub enum Event {
    /// A feed published a price, WAD.
    Spot {
        /// Whose.
        asset: usize,
        /// WAD USD.
        price: u128,
    },
    /// The oracle took a round into its averages.
    Smoothed {
        /// Whose.
        asset: usize,
        /// WAD USD.
        price: u128,
    },
    /// The pool's.
    Pool(IPoolEvents),
    /// The pool's, as every debt book has them.
    Book(IDebtBookEvents),
    /// The unwinder's.
    Unwinder(IUnwinderEvents),
    /// An insurance fund's.
    Fund {
        /// Of which asset.
        asset: usize,
        /// What it says.
        event: IInsuranceEvents,
    },
}

/// All events of a deployment, in order.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The assets that entries point at.
    pub assets: Vec<AssetHandle>,
    /// The pool.
    pub pool: Address,
    /// The events.
    pub entries: Vec<Entry>,
}

impl Ledger {
    /// Reads the events of a market from its deployment on. Times are the path's.
    ///
    /// # Errors
    /// [`Error::Rpc`]; [`Error::Audit`] for an event of a program that its interface does not know.
    pub async fn read(endpoint: &Endpoint, market: &Market) -> Result<Self> {
        let assets = market.assets()?;
        let deployment = &market.deployment;
        let mut addresses = vec![deployment.pool, deployment.unwinder, deployment.oracle];
        addresses.extend(assets.iter().map(|asset| asset.aggregator));
        addresses.extend(assets.iter().filter_map(|asset| asset.fund));
        let logs = endpoint.logs(&addresses, market.from_block).await?;
        let mut entries = Vec::with_capacity(logs.len());
        for log in &logs {
            if let Some(event) = decode(log, &assets, market)? {
                let time = log.block_timestamp.unwrap_or_default();
                entries.push(Entry {
                    time: time.saturating_sub(market.shift),
                    block: log.block_number.unwrap_or_default(),
                    event,
                });
            }
        }
        Ok(Self {
            assets,
            pool: deployment.pool,
            entries,
        })
    }

    /// Place of the asset of a token.
    #[must_use]
    pub fn asset(&self, token: Address) -> Option<usize> {
        self.assets.iter().position(|asset| asset.token == token)
    }

    /// Published prices of an asset: path seconds and WAD USD.
    #[must_use]
    pub fn spots(&self, asset: usize) -> Vec<(u64, u128)> {
        let pick = |entry: &Entry| match entry.event {
            Event::Spot { asset: of, price } if of == asset => Some((entry.time, price)),
            _ => None,
        };
        self.entries.iter().filter_map(pick).collect()
    }

    /// Smoothed prices of an asset as the oracle stored them.
    #[must_use]
    pub fn smoothed(&self, asset: usize) -> Vec<(u64, u128)> {
        let pick = |entry: &Entry| match entry.event {
            Event::Smoothed { asset: of, price } if of == asset => Some((entry.time, price)),
            _ => None,
        };
        self.entries.iter().filter_map(pick).collect()
    }
}

fn decode(log: &Log, assets: &[AssetHandle], market: &Market) -> Result<Option<Event>> {
    let address = log.address();
    let (topics, data) = (log.topics(), log.data().data.as_ref());
    let unknown = |error: alloy::sol_types::Error| {
        Error::Audit(format!(
            "an event of {address} is not in its interface: {error}"
        ))
    };
    let deployment = &market.deployment;
    if address == deployment.pool {
        return owned(topics, || {
            IPoolEvents::decode_raw_log(topics, data)
                .map(Event::Pool)
                .or_else(|_| IDebtBookEvents::decode_raw_log(topics, data).map(Event::Book))
        })
        .map_err(unknown);
    }
    if address == deployment.unwinder {
        return owned(topics, || {
            IUnwinderEvents::decode_raw_log(topics, data).map(Event::Unwinder)
        })
        .map_err(unknown);
    }
    if address == deployment.oracle {
        if topics.first() != Some(&IOracle::Poked::SIGNATURE_HASH) {
            return Ok(None);
        }
        let poked =
            IOracle::Poked::decode_raw_log(topics.iter().copied(), data).map_err(unknown)?;
        let asset = assets.iter().position(|asset| asset.feed == poked.feed);
        let price = narrow(poked.smoothed)?;
        return Ok(asset.map(|asset| Event::Smoothed { asset, price }));
    }
    if let Some(asset) = assets.iter().position(|asset| asset.fund == Some(address)) {
        return owned(topics, || {
            IInsuranceEvents::decode_raw_log(topics, data).map(|event| Event::Fund { asset, event })
        })
        .map_err(unknown);
    }
    if let Some(asset) = assets.iter().position(|asset| asset.aggregator == address) {
        if topics.first() != Some(&AnswerSet::SIGNATURE_HASH) {
            return Ok(None);
        }
        let set = AnswerSet::decode_raw_log(topics.iter().copied(), data).map_err(unknown)?;
        let price = narrow(set.answer.into_raw())?
            .checked_mul(FEED_GRAIN)
            .ok_or(Error::Overflow("a price"))?;
        return Ok(Some(Event::Spot { asset, price }));
    }
    Ok(None)
}

/// Every program also has the events of ownership, which say nothing here.
fn owned(
    topics: &[alloy::primitives::B256],
    decode: impl FnOnce() -> std::result::Result<Event, alloy::sol_types::Error>,
) -> std::result::Result<Option<Event>, alloy::sol_types::Error> {
    use ballast_bindings::owned::IOwned;
    let ownership = [
        IOwned::OwnershipOffered::SIGNATURE_HASH,
        IOwned::OwnershipTransferred::SIGNATURE_HASH,
    ];
    if topics
        .first()
        .is_some_and(|topic| ownership.contains(topic))
    {
        return Ok(None);
    }
    decode().map(Some)
}

/// A word as 128 bits.
pub(crate) fn narrow(value: U256) -> Result<u128> {
    u128::try_from(value).map_err(|_| Error::Overflow("an amount of an event"))
}
