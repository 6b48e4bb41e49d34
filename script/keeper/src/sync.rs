//! Events, read from where the last tick ended.

use crate::{
    Keeper, KeeperError,
    book::Book,
    feeds::{Feeds, Poke},
    rpc::BlockMark,
};
use alloy::{
    primitives::{B256, U256},
    rpc::types::{Filter, Log},
    sol_types::{SolEvent, SolEventInterface},
};
use ballast_bindings::{
    oracle::IOracle::{self, IOracleEvents},
    pool::IPool::{self, IPoolEvents},
    unwinder::IUnwinder::{self, IUnwinderEvents},
};

/// Events that say something new to the keeper.
const TOPICS: [B256; 17] = [
    IPool::Borrowed::SIGNATURE_HASH,
    IPool::Repaid::SIGNATURE_HASH,
    IPool::Settled::SIGNATURE_HASH,
    IPool::WrittenOff::SIGNATURE_HASH,
    IPool::CollateralWithdrawn::SIGNATURE_HASH,
    IPool::ReserveSet::SIGNATURE_HASH,
    IPool::RiskSet::SIGNATURE_HASH,
    IUnwinder::Opened::SIGNATURE_HASH,
    IUnwinder::Closed::SIGNATURE_HASH,
    IUnwinder::ParametersSet::SIGNATURE_HASH,
    IOracle::FeedSet::SIGNATURE_HASH,
    IOracle::Poked::SIGNATURE_HASH,
    IOracle::HalfLivesSet::SIGNATURE_HASH,
    IOracle::SequencerFeedSet::SIGNATURE_HASH,
    IOracle::GrowthSet::SIGNATURE_HASH,
    IOracle::StoredAgeSet::SIGNATURE_HASH,
    IOracle::FeedPaused::SIGNATURE_HASH,
];

impl Keeper {
    /// Reads events up to the head. Where the chain no longer has the block that was read last, everything is
    /// read again from the start.
    pub(crate) async fn sync(&mut self) -> Result<BlockMark, KeeperError> {
        let head = self.rpc.head().await?;
        if let Some(mark) = self.mark {
            let kept = match head.number.checked_sub(mark.number) {
                Some(0) => head.hash == mark.hash,
                Some(_) => self
                    .rpc
                    .block(mark.number.into())
                    .await?
                    .is_some_and(|block| block.hash == mark.hash),
                None => false,
            };
            if !kept {
                tracing::warn!(
                    block = mark.number,
                    "the chain was rewound: reading events from the start"
                );
                self.forget();
            }
        }
        while self.next_block <= head.number {
            let last = self
                .next_block
                .saturating_add(self.log_range.saturating_sub(1))
                .min(head.number);
            let filter = Filter::new()
                .address(vec![
                    self.config.pool,
                    self.config.unwinder,
                    self.config.oracle,
                ])
                .event_signature(TOPICS.to_vec())
                .from_block(self.next_block)
                .to_block(last);
            match self.rpc.logs(&filter).await {
                Ok(logs) => self.take(logs, last, head).await?,
                Err(KeeperError::Refused { message, .. }) if self.log_range > 1 => {
                    self.log_range = (self.log_range / 2).max(1);
                    tracing::warn!(
                        range = self.log_range,
                        message,
                        "the endpoint refuses so many blocks of events"
                    );
                }
                Err(error) => return Err(error),
            }
        }
        Ok(head)
    }

    /// Takes the events of the blocks up to `last` into account.
    async fn take(
        &mut self,
        mut logs: Vec<Log>,
        last: u64,
        head: BlockMark,
    ) -> Result<(), KeeperError> {
        let mark = if last == head.number {
            Some(head)
        } else {
            self.rpc.block(last.into()).await?
        };
        logs.sort_by_key(|log| (log.block_number, log.log_index));
        for log in &logs {
            self.apply(log);
        }
        self.mark = mark;
        self.next_block = last.saturating_add(1);
        Ok(())
    }

    /// Takes one event into account.
    fn apply(&mut self, log: &Log) {
        let address = log.address();
        let (topics, data) = (log.topics(), &log.data().data);
        let decoded = if address == self.config.pool {
            IPoolEvents::decode_raw_log(topics, data).map(|event| self.book.apply_pool(&event))
        } else if address == self.config.unwinder {
            IUnwinderEvents::decode_raw_log(topics, data).map(|event| {
                if matches!(event, IUnwinderEvents::ParametersSet(_)) {
                    self.parameters = None;
                }
                self.book.apply_unwinder(self.config.pool, &event);
            })
        } else {
            IOracleEvents::decode_raw_log(topics, data).map(|event| self.apply_oracle(log, &event))
        };
        if let Err(error) = decoded {
            tracing::warn!(%address, transaction = ?log.transaction_hash, %error, "event does not decode");
        }
    }

    fn apply_oracle(&mut self, log: &Log, event: &IOracleEvents) {
        match event {
            IOracleEvents::Poked(event) => {
                self.feeds
                    .pokes
                    .insert(event.feed, poke(log, Some(event.spot)));
            }
            IOracleEvents::FeedSet(event) => {
                // A feed's first round is taken when it is set; one that is replaced keeps its averages.
                let first = self.feeds.pokes.entry(event.feed);
                first.or_insert_with(|| poke(log, None));
                self.feeds.loaded = false;
                self.book.disturb();
            }
            // What else is said of a feed that was set follows `FeedSet`.
            IOracleEvents::HalfLivesSet(_)
            | IOracleEvents::SequencerFeedSet(_)
            | IOracleEvents::RateFeedSet(_)
            | IOracleEvents::DerivedFeedSet(_)
            | IOracleEvents::GrowthSet(_)
            | IOracleEvents::StoredAgeSet(_)
            | IOracleEvents::FeedPaused(_) => self.book.disturb(),
            // The first follows a poke or a setting; the others change no price of the book.
            IOracleEvents::Anchored(_)
            | IOracleEvents::TokenSet(_)
            | IOracleEvents::GuardianSet(_) => {}
        }
    }

    /// Back to the state of a keeper that was just started.
    fn forget(&mut self) {
        self.book = Book::default();
        self.feeds = Feeds::default();
        self.parameters = None;
        self.mark = None;
        self.next_block = self.config.from_block;
    }
}

/// What an event says of a round that the oracle took.
fn poke(log: &Log, spot: Option<U256>) -> Poke {
    Poke {
        block: log.block_number.unwrap_or_default(),
        time: log.block_timestamp,
        spot,
    }
}
