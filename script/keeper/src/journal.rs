//! The events of the newest blocks, kept so that a reorganised chain can be followed back. Pure.
//!
//! What events say is held twice: as of the newest block read (the tip), and as of a block so old that it is taken for
//! final (the base). When blocks turn out to be gone, the base and the events that are left make the tip anew. The base
//! is also what is written to disk: a keeper that starts from it reads on from its block.

use crate::{
    book::Book,
    feeds::Poke,
    loans::{collar::Collars, growth::YieldLoans, put::OptionLoans, term::TermLoans},
    orders::Orders,
};
use alloy::primitives::{Address, B256, U256};
use ballast_bindings::{
    collar::ICollar::ICollarEvents, debt_book::IDebtBook::IDebtBookEvents,
    option_loan::IOptionLoan::IOptionLoanEvents, oracle::IOracle::IOracleEvents,
    orders::IOrders::IOrdersEvents, pool::IPool::IPoolEvents,
    term_loan::ITermLoan::ITermLoanEvents, unwinder::IUnwinder::IUnwinderEvents,
    yield_loan::IYieldLoan::IYieldLoanEvents,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// What the keeper needs of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockMark {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
    /// Its time, seconds.
    pub timestamp: u64,
}

/// What events say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Followed {
    /// The accounts.
    pub book: Book,
    /// Last poke of each feed.
    pub pokes: BTreeMap<u8, Poke>,
    /// Margin calls and standing orders.
    pub orders: Orders,
    /// Term loans.
    pub term: TermLoans,
    /// Loans that puts protect.
    pub put: OptionLoans,
    /// Collars, whose loans are among those that puts protect.
    pub collars: Collars,
    /// Loans that yield repays.
    pub growth: YieldLoans,
}

/// An event of one of the programs.
#[derive(Clone, Debug)]
pub enum Event {
    /// The pool's.
    Pool(IPoolEvents),
    /// The pool's, as every debt book has them.
    Book(IDebtBookEvents),
    /// Of the program of margin calls and standing orders.
    Orders(IOrdersEvents),
    /// Of the program of term loans.
    Term(ITermLoanEvents),
    /// Of the program of loans that puts protect.
    Put(IOptionLoanEvents),
    /// Of the program of collars.
    Collar(ICollarEvents),
    /// Of the program of loans that yield repays.
    Growth(IYieldLoanEvents),
    /// The unwinder's.
    Unwinder(IUnwinderEvents),
    /// The oracle's.
    Oracle(IOracleEvents),
}

/// An event and where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its block.
    pub block: u64,
    /// Time of the block, if the endpoint tells.
    pub time: Option<u64>,
    /// What it says.
    pub event: Event,
}

impl Followed {
    fn apply(&mut self, pool: Address, entry: &Entry) {
        match &entry.event {
            Event::Pool(event) => self.book.apply_pool(event),
            Event::Book(event) => self.book.apply_book(event),
            Event::Orders(event) => self.orders.apply(pool, event, entry.time),
            Event::Term(event) => self.term.apply(event, entry.time),
            Event::Put(event) => self.put.apply(event),
            Event::Collar(event) => self.collars.apply(event),
            Event::Growth(event) => self.growth.apply(event, entry.time),
            Event::Unwinder(event) => self.book.apply_unwinder(pool, event),
            Event::Oracle(IOracleEvents::Poked(event)) => {
                self.pokes.insert(event.feed, poke(entry, Some(event.spot)));
            }
            Event::Oracle(IOracleEvents::FeedSet(event)) => {
                // A feed's first round is taken when it is set; one that is replaced keeps its averages.
                let first = self.pokes.entry(event.feed);
                first.or_insert_with(|| poke(entry, None));
            }
            Event::Oracle(_) => {}
        }
    }
}

/// What an event says of a round that the oracle took.
fn poke(entry: &Entry, spot: Option<U256>) -> Poke {
    Poke {
        block: entry.block,
        time: entry.time,
        spot,
    }
}

/// Follows the events of one deployment.
#[derive(Clone, Debug)]
pub struct Journal {
    /// Whose events are followed, the pool first.
    programs: Vec<Address>,
    pool: Address,
    /// Blocks that may still go.
    depth: u64,
    first: u64,
    /// As of the newest block read.
    pub tip: Followed,
    base: Followed,
    /// The base's block; none where nothing was read.
    bottom: Option<BlockMark>,
    entries: VecDeque<Entry>,
    /// Blocks above the bottom whose hash is known, in order.
    marks: VecDeque<BlockMark>,
}

/// What is written to disk.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Snapshot {
    /// The programs whose events it is made of, the pool first.
    pub programs: Vec<Address>,
    /// Its block.
    pub mark: BlockMark,
    /// What events up to there say.
    pub followed: Followed,
}

impl Journal {
    /// A journal of the events of these programs, the pool first, that begins with block `first`; blocks less than `depth` old
    /// may go.
    pub fn new(programs: Vec<Address>, first: u64, depth: u64) -> Self {
        Self {
            pool: programs.first().copied().unwrap_or_default(),
            programs,
            depth,
            first,
            tip: Followed::default(),
            base: Followed::default(),
            bottom: None,
            entries: VecDeque::new(),
            marks: VecDeque::new(),
        }
    }

    /// The programs whose events are followed, the pool first.
    pub fn programs(&self) -> &[Address] {
        &self.programs
    }

    /// Goes on from what was written to disk, if it is of the same programs.
    pub fn resume(&mut self, snapshot: Snapshot) {
        if snapshot.programs != self.programs {
            return;
        }
        self.tip = snapshot.followed.clone();
        self.base = snapshot.followed;
        self.bottom = Some(snapshot.mark);
        self.entries.clear();
        self.marks.clear();
    }

    /// What is to be written to disk; none where nothing is old enough.
    pub fn snapshot(&self) -> Option<Snapshot> {
        self.bottom.map(|mark| Snapshot {
            programs: self.programs.clone(),
            mark,
            followed: self.base.clone(),
        })
    }

    /// The newest block read, if its hash is known.
    pub fn newest(&self) -> Option<BlockMark> {
        self.marks.back().copied().or(self.bottom)
    }

    /// The block to read next.
    pub fn next(&self) -> u64 {
        self.newest()
            .map_or(self.first, |mark| mark.number.saturating_add(1))
    }

    /// The blocks whose hashes are known, oldest first: where a search for the last common one looks.
    pub fn marks(&self) -> Vec<BlockMark> {
        self.bottom
            .into_iter()
            .chain(self.marks.iter().copied())
            .collect()
    }

    /// Takes the events up to `mark` into account, in order.
    pub fn advance(&mut self, entries: Vec<Entry>, mark: BlockMark) {
        for entry in entries {
            self.tip.apply(self.pool, &entry);
            self.entries.push_back(entry);
        }
        self.marks.push_back(mark);
        let settled = mark.number.saturating_sub(self.depth);
        while let Some(mark) = self.marks.front().copied().filter(|m| m.number <= settled) {
            while let Some(entry) = self.entries.pop_front_if(|e| e.block <= mark.number) {
                self.base.apply(self.pool, &entry);
            }
            self.bottom = Some(mark);
            self.marks.pop_front();
        }
    }

    /// Goes back to one of the blocks of [`Self::marks`]; to the very start where that is none.
    pub fn roll_back(&mut self, to: Option<BlockMark>) {
        let Some(to) = to.filter(|to| self.bottom.is_none_or(|bottom| bottom.number <= to.number))
        else {
            *self = Self::new(self.programs.clone(), self.first, self.depth);
            return;
        };
        self.marks.retain(|mark| mark.number <= to.number);
        self.entries.retain(|entry| entry.block <= to.number);
        self.tip = self.base.clone();
        for entry in &self.entries {
            self.tip.apply(self.pool, entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ballast_bindings::{oracle::IOracle, pool::IPool};
    use proptest::prelude::*;

    const POOL: Address = Address::repeat_byte(9);

    fn mark(number: u64, fork: u8) -> BlockMark {
        BlockMark {
            number,
            hash: B256::with_last_byte(fork),
            timestamp: number,
        }
    }

    fn entry(block: u64, account: u8, shares: u64) -> Entry {
        let (asset, account) = (Address::ZERO, Address::with_last_byte(account));
        let shares = U256::from(shares);
        Entry {
            block,
            time: Some(block),
            event: Event::Pool(IPoolEvents::Borrowed(IPool::Borrowed {
                asset,
                account,
                receiver: account,
                assets: shares,
                shares,
            })),
        }
    }

    #[test]
    fn goes_back_to_a_common_block_and_replays() {
        let mut journal = Journal::new(vec![POOL], 1, 100);
        journal.advance(vec![entry(1, 1, 10)], mark(1, 0));
        journal.advance(vec![entry(2, 2, 20)], mark(2, 0));
        let common = journal.clone();
        journal.advance(vec![entry(3, 1, 5), entry(3, 3, 7)], mark(3, 1));
        assert_eq!(journal.tip.book.accounts().len(), 3);
        journal.roll_back(Some(mark(2, 0)));
        assert_eq!(journal.tip, common.tip);
        assert_eq!(journal.next(), 3);
        journal.advance(vec![entry(3, 4, 1)], mark(3, 2));
        assert_eq!(journal.tip.book.accounts().len(), 3);
    }

    #[test]
    fn what_was_made_of_other_programs_is_not_gone_on_from() {
        let mut journal = Journal::new(vec![POOL], 1, 0);
        journal.advance(vec![entry(1, 1, 10)], mark(1, 0));
        let snapshot = journal.snapshot().unwrap();
        let mut more = Journal::new(vec![POOL, Address::ZERO], 1, 0);
        more.resume(snapshot.clone());
        assert_eq!((more.next(), more.newest()), (1, None));
        let mut same = Journal::new(vec![POOL], 1, 0);
        same.resume(snapshot);
        assert_eq!((same.next(), &same.tip), (2, &journal.tip));
    }

    #[test]
    fn beyond_what_is_kept_it_starts_again() {
        let mut journal = Journal::new(vec![POOL], 1, 2);
        for block in 1..10 {
            journal.advance(vec![entry(block, 1, 1)], mark(block, 0));
        }
        assert_eq!(journal.marks().first().map(|mark| mark.number), Some(7));
        journal.roll_back(None);
        assert_eq!((journal.next(), journal.tip.book.accounts().len()), (1, 0));
    }

    #[test]
    fn remembers_pokes_and_that_a_set_feed_has_its_first_round() {
        let mut journal = Journal::new(vec![POOL], 1, 2);
        let set = IOracleEvents::FeedSet(IOracle::FeedSet {
            feed: 3,
            asset: POOL,
            aggregator: POOL,
            heartbeat: 60,
            varianceFloor: 0,
            varianceCap: 0,
        });
        let oracle = |block, event| Entry {
            block,
            time: None,
            event: Event::Oracle(event),
        };
        journal.advance(vec![oracle(1, set.clone())], mark(1, 0));
        assert_eq!(journal.tip.pokes[&3].spot, None);
        let zero = U256::ZERO;
        let poked = IOracleEvents::Poked(IOracle::Poked {
            feed: 3,
            spot: U256::from(5),
            smoothed: zero,
            fastVariance: zero,
            slowVariance: zero,
        });
        journal.advance(vec![oracle(2, poked), oracle(2, set)], mark(2, 0));
        assert_eq!(journal.tip.pokes[&3].spot, Some(U256::from(5)));
    }

    proptest! {
        /// However the chain was rewound, the tip is what the events that are left make when read from the start; and a
        /// journal resumed from disk comes to the same.
        #[test]
        fn any_reorganisation_ends_where_a_fresh_start_does(
            steps in prop::collection::vec((0_u8..10, 0_u8..4, 1_u64..9), 1..60),
            depth in 0_u64..12,
        ) {
            let mut chain: Vec<Entry> = Vec::new();
            let mut journal = Journal::new(vec![POOL], 1, depth);
            let mut fork = 0;
            for (kind, account, shares) in steps {
                if kind < 3 {
                    // Some blocks go, as far as the journal can follow; sometimes further.
                    let marks = journal.marks();
                    let kept = marks.len().saturating_sub(usize::from(kind) + 1);
                    let to = kept.checked_sub(1).and_then(|index| marks.get(index)).copied();
                    journal.roll_back(to);
                    chain.retain(|entry| entry.block < journal.next());
                    if to.is_none() {
                        chain.clear();
                    }
                    fork += 1;
                } else {
                    let next = entry(journal.next(), account, shares);
                    chain.push(next.clone());
                    let at = mark(next.block, fork);
                    journal.advance(vec![next], at);
                }
                let mut fresh = Followed::default();
                for entry in &chain {
                    fresh.apply(POOL, entry);
                }
                prop_assert_eq!(&journal.tip, &fresh);
            }
            if let Some(snapshot) = journal.snapshot() {
                let text = serde_json::to_string(&snapshot).unwrap();
                let bottom = snapshot.mark.number;
                let mut resumed = Journal::new(vec![POOL], 1, depth);
                resumed.resume(serde_json::from_str(&text).unwrap());
                let rest = chain.into_iter().filter(|entry| entry.block > bottom).collect();
                resumed.advance(rest, journal.newest().unwrap());
                prop_assert_eq!(resumed.tip, journal.tip);
            }
        }
    }
}
