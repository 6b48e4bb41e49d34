//! Events, read from where the last tick ended.

use crate::{
    Keeper, KeeperError,
    alerts::Notice,
    feeds::Feeds,
    journal::{BlockMark, Entry, Event},
};
use alloy::{
    primitives::B256,
    rpc::types::{Filter, Log},
    sol_types::{SolEvent, SolEventInterface},
};
use ballast_bindings::{
    collar::ICollar::{self, ICollarEvents},
    debt_book::IDebtBook::{self, IDebtBookEvents},
    option_loan::IOptionLoan::{self, IOptionLoanEvents},
    oracle::IOracle::{self, IOracleEvents},
    orders::IOrders::{self, IOrdersEvents},
    owned::IOwned::{self, IOwnedEvents},
    pool::IPool::{self, IPoolEvents},
    term_loan::ITermLoan::{self, ITermLoanEvents},
    unwinder::IUnwinder::{self, IUnwinderEvents},
    yield_loan::IYieldLoan::{self, IYieldLoanEvents},
};

/// Events that say something new of accounts, loans or feeds.
const STATE: [B256; 48] = [
    IPool::CollateralDeposited::SIGNATURE_HASH,
    IPool::CollateralWithdrawn::SIGNATURE_HASH,
    IPool::Borrowed::SIGNATURE_HASH,
    IPool::Repaid::SIGNATURE_HASH,
    IPool::Settled::SIGNATURE_HASH,
    IPool::WrittenOff::SIGNATURE_HASH,
    IDebtBook::DistressCharged::SIGNATURE_HASH,
    IDebtBook::ShortfallExpected::SIGNATURE_HASH,
    IDebtBook::PassedInKind::SIGNATURE_HASH,
    IDebtBook::OpenerPaid::SIGNATURE_HASH,
    IOrders::OrderSet::SIGNATURE_HASH,
    IOrders::OrderCancelled::SIGNATURE_HASH,
    IOrders::OrderExecuted::SIGNATURE_HASH,
    IOrders::MarginCall::SIGNATURE_HASH,
    IOrders::MarginCallEnded::SIGNATURE_HASH,
    ITermLoan::OfferMade::SIGNATURE_HASH,
    ITermLoan::Opened::SIGNATURE_HASH,
    ITermLoan::InstalmentPaid::SIGNATURE_HASH,
    ITermLoan::RepaidEarly::SIGNATURE_HASH,
    ITermLoan::Forfeited::SIGNATURE_HASH,
    // The same of all kinds of loans.
    ITermLoan::BorrowerChanged::SIGNATURE_HASH,
    IOptionLoan::OfferMade::SIGNATURE_HASH,
    IOptionLoan::Opened::SIGNATURE_HASH,
    IOptionLoan::Repaid::SIGNATURE_HASH,
    IOptionLoan::PutsExercised::SIGNATURE_HASH,
    IOptionLoan::Forfeited::SIGNATURE_HASH,
    ICollar::BidMade::SIGNATURE_HASH,
    ICollar::Opened::SIGNATURE_HASH,
    ICollar::CallExercised::SIGNATURE_HASH,
    ICollar::CallCancelled::SIGNATURE_HASH,
    ICollar::OwnerChanged::SIGNATURE_HASH,
    ICollar::Released::SIGNATURE_HASH,
    IYieldLoan::OfferMade::SIGNATURE_HASH,
    IYieldLoan::Opened::SIGNATURE_HASH,
    IYieldLoan::Harvested::SIGNATURE_HASH,
    IYieldLoan::YieldSold::SIGNATURE_HASH,
    IYieldLoan::Repaid::SIGNATURE_HASH,
    IYieldLoan::Turned::SIGNATURE_HASH,
    IYieldLoan::Forfeited::SIGNATURE_HASH,
    IUnwinder::Opened::SIGNATURE_HASH,
    IUnwinder::Hastened::SIGNATURE_HASH,
    IUnwinder::Closed::SIGNATURE_HASH,
    IUnwinder::CriticalSeen::SIGNATURE_HASH,
    IUnwinder::CriticalCleared::SIGNATURE_HASH,
    IUnwinder::AuctionStarted::SIGNATURE_HASH,
    IUnwinder::Filled::SIGNATURE_HASH,
    IOracle::FeedSet::SIGNATURE_HASH,
    IOracle::Poked::SIGNATURE_HASH,
];

/// Events that say that somebody changed how Ballast works: people are told of them.
const SETTINGS: [B256; 29] = [
    IOracle::FeedSet::SIGNATURE_HASH,
    IPool::ReserveSet::SIGNATURE_HASH,
    IPool::RiskSet::SIGNATURE_HASH,
    IPool::RampBegun::SIGNATURE_HASH,
    IPool::RampSet::SIGNATURE_HASH,
    IPool::UnwinderSet::SIGNATURE_HASH,
    IPool::InsuranceSet::SIGNATURE_HASH,
    IPool::FlashFeeSet::SIGNATURE_HASH,
    IPool::GuardianSet::SIGNATURE_HASH,
    IPool::GatekeeperSet::SIGNATURE_HASH,
    IPool::PausesSet::SIGNATURE_HASH,
    IPool::CapsLowered::SIGNATURE_HASH,
    IPool::LimitsSet::SIGNATURE_HASH,
    IPool::SettingsSealed::SIGNATURE_HASH,
    IUnwinder::BookSet::SIGNATURE_HASH,
    IUnwinder::ParametersSet::SIGNATURE_HASH,
    IUnwinder::BudgetsSet::SIGNATURE_HASH,
    IOracle::RateFeedSet::SIGNATURE_HASH,
    IOracle::DerivedFeedSet::SIGNATURE_HASH,
    IOracle::Anchored::SIGNATURE_HASH,
    IOracle::GrowthSet::SIGNATURE_HASH,
    IOracle::StoredAgeSet::SIGNATURE_HASH,
    IOracle::FeedPaused::SIGNATURE_HASH,
    IOracle::TokenSet::SIGNATURE_HASH,
    IOracle::HalfLivesSet::SIGNATURE_HASH,
    IOracle::SequencerFeedSet::SIGNATURE_HASH,
    IOracle::GuardianSet::SIGNATURE_HASH,
    IOwned::OwnershipOffered::SIGNATURE_HASH,
    IOwned::OwnershipTransferred::SIGNATURE_HASH,
];

impl Keeper {
    /// Reads events up to the head. Where the chain no longer has blocks that were read, goes back to the last common
    /// one first; where none is common, to the start.
    pub(crate) async fn sync(
        &mut self,
        notices: &mut Vec<Notice>,
    ) -> Result<BlockMark, KeeperError> {
        let head = self.rpc.head().await?;
        // What happened before the keeper came is no news.
        let news = *self.news_from.get_or_insert_with(|| {
            self.journal
                .newest()
                .map_or(head.number, |mark| mark.number)
                .saturating_add(1)
        });
        self.follow_back(head).await?;
        let topics: Vec<B256> = STATE.into_iter().chain(SETTINGS).collect();
        let filter = Filter::new()
            .address(self.journal.programs().to_vec())
            .event_signature(topics);
        while self.journal.next() <= head.number {
            let first = self.journal.next();
            let last = first
                .saturating_add(self.log_range.saturating_sub(1))
                .min(head.number);
            match self.rpc.logs(&filter, first, last).await {
                Ok((logs, mark)) => self.take(logs, mark, news, notices),
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

    /// Goes back to the newest block read that the chain still has, if that is not the last one.
    async fn follow_back(&mut self, head: BlockMark) -> Result<(), KeeperError> {
        let marks = self.journal.marks();
        let Some(newest) = marks.last() else {
            return Ok(());
        };
        if self.is_kept(newest, head).await? {
            return Ok(());
        }
        // Blocks that are kept come before those that are not.
        let (mut kept, mut gone) = (0, marks.len().saturating_sub(1));
        while kept < gone {
            let middle = kept.midpoint(gone);
            match marks.get(middle) {
                Some(mark) if self.is_kept(mark, head).await? => kept = middle.saturating_add(1),
                _ => gone = middle,
            }
        }
        let common = kept.checked_sub(1).and_then(|index| marks.get(index));
        let (was, now) = (newest.number, common.map(|mark| mark.number));
        tracing::warn!(
            read = was,
            common = now,
            head = head.number,
            "the chain was rewound"
        );
        self.reorganisations = self.reorganisations.saturating_add(1);
        self.journal.roll_back(common.copied());
        self.parameters = None;
        self.budgets = None;
        self.market = None;
        self.feeds = Feeds::default();
        Ok(())
    }

    /// Whether the chain still has a block.
    async fn is_kept(&self, mark: &BlockMark, head: BlockMark) -> Result<bool, KeeperError> {
        if mark.number >= head.number {
            return Ok(*mark == head);
        }
        let block = self.rpc.block(mark.number.into()).await?;
        Ok(block.is_some_and(|block| block.hash == mark.hash))
    }

    /// Takes the events of the blocks up to `mark` into account.
    fn take(&mut self, mut logs: Vec<Log>, mark: BlockMark, news: u64, notices: &mut Vec<Notice>) {
        logs.sort_by_key(|log| (log.block_number, log.log_index));
        let mut entries = Vec::new();
        for log in &logs {
            if log.topic0().is_some_and(|topic| SETTINGS.contains(topic)) {
                self.parameters = None;
                self.budgets = None;
                self.feeds.loaded = false;
                self.rules_changed = true;
                if log.block_number.is_some_and(|block| block >= news) {
                    notices.push(Notice::changed(log, &self.describe(log)));
                }
            }
            entries.extend(self.entry(log));
        }
        self.journal.advance(entries, mark);
    }

    /// An event of accounts, loans or feeds.
    fn entry(&mut self, log: &Log) -> Option<Entry> {
        let address = log.address();
        let (topics, data) = (log.topics(), &log.data().data);
        if !log.topic0().is_some_and(|topic| STATE.contains(topic)) {
            return None;
        }
        let of_book = log
            .topic0()
            .is_some_and(|topic| IDebtBookEvents::SELECTORS.contains(&topic.0));
        let decoded = if address == self.config.pool && of_book {
            IDebtBookEvents::decode_raw_log(topics, data).map(Event::Book)
        } else if address == self.config.pool {
            IPoolEvents::decode_raw_log(topics, data).map(Event::Pool)
        } else if Some(address) == self.config.orders {
            IOrdersEvents::decode_raw_log(topics, data).map(Event::Orders)
        } else if Some(address) == self.config.term_loan {
            ITermLoanEvents::decode_raw_log(topics, data).map(Event::Term)
        } else if Some(address) == self.config.option_loan {
            IOptionLoanEvents::decode_raw_log(topics, data).map(Event::Put)
        } else if Some(address) == self.config.collar {
            ICollarEvents::decode_raw_log(topics, data).map(Event::Collar)
        } else if Some(address) == self.config.yield_loan {
            IYieldLoanEvents::decode_raw_log(topics, data).map(Event::Growth)
        } else if address == self.config.unwinder {
            IUnwinderEvents::decode_raw_log(topics, data).map(Event::Unwinder)
        } else {
            IOracleEvents::decode_raw_log(topics, data).map(Event::Oracle)
        };
        match decoded {
            Ok(event) => {
                if matches!(event, Event::Oracle(IOracleEvents::FeedSet(_))) {
                    self.feeds.loaded = false;
                }
                Some(Entry {
                    block: log.block_number.unwrap_or_default(),
                    time: log.block_timestamp,
                    event,
                })
            }
            Err(error) => {
                tracing::warn!(%address, transaction = ?log.transaction_hash, %error, "event does not decode");
                None
            }
        }
    }

    /// A change of settings in words: the program, the event and its values.
    fn describe(&self, log: &Log) -> String {
        use crate::revert::inner;
        let (topics, data) = (log.topics(), &log.data().data);
        let (program, values) = if log.address() == self.config.pool {
            (
                "pool",
                IPoolEvents::decode_raw_log(topics, data).map(|e| inner(&e)),
            )
        } else if log.address() == self.config.unwinder {
            (
                "unwinder",
                IUnwinderEvents::decode_raw_log(topics, data).map(|e| inner(&e)),
            )
        } else {
            (
                "oracle",
                IOracleEvents::decode_raw_log(topics, data).map(|e| inner(&e)),
            )
        };
        let values = values
            .or_else(|_| IOwnedEvents::decode_raw_log(topics, data).map(|e| inner(&e)))
            .unwrap_or_else(|_| format!("{:?}", log.topic0()));
        format!("{program}: {values}")
    }
}
