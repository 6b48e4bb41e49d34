//! How the oracle packs its state into storage words. Fields stand from the word's most significant end in the order
//! given; bits left at the low end are zero.
//!
//! Slots 0 and 1 are the owner and the candidate; all else is the map at slot 2, of words by key: 0 [`Settings`], 1 the number
//! of feeds, 2 the guardian; 2^16 + 2^8 x number + 0 to 5 the words of a feed, [`Kept`] in two, [`Source`], [`Listing`],
//! [`Anchor`], [`Watch`]; 2^255 + address a [`Token`]. A reading from storage takes the first two words of a feed, a live one the
//! third too (and the fifth, of a rate), a new round the fourth (and the last, of a rate).

use alloy_primitives::{Address, B256, U256};
use ballast_common::{
    abi::IOracle::Kind,
    convert::{address_word, halves, join, join64, wide, word_address},
};
use risk_core::fixed::Wad;

use crate::averages::{HalfLives, State};

/// Largest variance that is stored, 2^68 - 1 WAD, above all that health takes; larger ones are cut to it.
pub const VARIANCE_MAX: u128 = (1 << 68) - 1;
/// Largest time that is stored, seconds: the year 4147.
const TIME_MAX: u64 = (1 << 36) - 1;
/// Longest time for which a round is stored to be good, seconds.
const LASTS_MAX: u64 = (1 << 24) - 1;

/// Appends fields, given with their bits, behind `start`.
#[inline(never)]
fn pack(start: U256, fields: &[(u128, usize)]) -> B256 {
    let word = fields.iter().fold(start, |word, (value, bits)| {
        word.wrapping_shl(*bits) | wide(*value)
    });
    B256::new(word.to_be_bytes())
}

/// The fields of a word, taken from its least significant end.
struct Fields(U256);

impl Fields {
    fn of(word: B256) -> Self {
        Self(U256::from_be_bytes(word.0))
    }

    /// The next `bits`, at most 127.
    #[inline(never)]
    fn take(&mut self, bits: usize) -> u128 {
        let [low, high, ..] = *self.0.as_limbs();
        self.0 = self.0.wrapping_shr(bits);
        let value = join64(high, low);
        value & !(u128::MAX.wrapping_shl(bits as u32))
    }

    /// What is left: an address.
    fn address(self) -> Address {
        word_address(self.0)
    }
}

/// What a feed reads, and how: `target u160 | paused u1 | kind u7 | decimals u8 | detail u32 | first u8 | second u8 |
/// tolerance u16 | growth u16`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The aggregator, or the contract that tells the rate.
    pub target: Address,
    /// It is taken for failing.
    pub paused: bool,
    /// Number of `IOracle.Kind`.
    pub kind: u8,
    /// Decimals of the answer.
    pub decimals: u8,
    /// Heartbeat of an aggregator, seconds; selector of a rate.
    pub detail: u32,
    /// The first feed read; of rates, the decimals of a share.
    pub first: u8,
    /// The second feed read.
    pub second: u8,
    /// Tolerance, bps.
    pub tolerance: u16,
    /// Most growth of a rate, bps per year.
    pub growth: u16,
}

impl Source {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        let mut fields = Fields::of(word);
        Self {
            growth: fields.take(16) as u16,
            tolerance: fields.take(16) as u16,
            second: fields.take(8) as u8,
            first: fields.take(8) as u8,
            detail: fields.take(32) as u32,
            decimals: fields.take(8) as u8,
            kind: fields.take(7) as u8,
            paused: fields.take(1) == 1,
            target: fields.address(),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        pack(
            address_word(self.target),
            &[
                (self.paused.into(), 1),
                (self.kind.into(), 7),
                (self.decimals.into(), 8),
                (self.detail.into(), 32),
                (self.first.into(), 8),
                (self.second.into(), 8),
                (self.tolerance.into(), 16),
                (self.growth.into(), 16),
            ],
        )
    }

    /// Seconds after which a round of an aggregator is stale; 0 for other kinds.
    pub fn heartbeat(&self) -> u32 {
        if self.kind == Kind::Aggregator as u8 {
            self.detail
        } else {
            0
        }
    }

    /// Whether both read the same, if by other rules. The detail of a rate is its function.
    pub fn reads_as(&self, other: &Self) -> bool {
        let rate = self.kind == Kind::Rate as u8;
        let sources = |source: &Self| {
            let function = if rate { source.detail } else { 0 };
            let feeds = (source.first, source.second);
            (source.target, source.kind, source.decimals, function, feeds)
        };
        sources(self) == sources(other)
    }
}

/// What only settings and new rounds need: `asset u160 | variance_cap u64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The asset priced.
    pub asset: Address,
    /// Largest slow variance per year, WAD.
    pub variance_cap: u64,
}

impl Listing {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        let mut fields = Fields::of(word);
        fields.take(32);
        Self {
            variance_cap: fields.take(64) as u64,
            asset: fields.address(),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        let fields = [(self.variance_cap.into(), 64), (0, 32)];
        pack(address_word(self.asset), &fields)
    }
}

/// From where a rate may grow: `rate u128 | at u128`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anchor {
    /// The rate, WAD.
    pub rate: Wad,
    /// Since when, seconds.
    pub at: u64,
}

impl Anchor {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        let (rate, at) = halves(word);
        Self {
            rate: Wad(rate),
            at: at as u64,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        join(self.rate.0, self.at.into())
    }
}

/// What moving an anchor needs: `before u100 | best u100 | since u36`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    /// How low the anchor may go back on its own day: the rate of the one before it, WAD.
    pub before: Wad,
    /// The highest rate that looks found while it is under the anchor, WAD.
    pub best: Wad,
    /// Since when every look found it there, seconds; 0: the last one did not.
    pub since: u64,
}

impl Watch {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        let mut fields = Fields::of(word);
        fields.take(20);
        Self {
            since: fields.take(36) as u64,
            best: Wad(fields.take(100)),
            before: Wad(fields.take(100)),
        }
    }

    /// Makes a word. Rates are at most [`MAX_PRICE`](crate::source::MAX_PRICE), which fits.
    pub fn pack(&self) -> B256 {
        pack(
            U256::ZERO,
            &[
                (self.before.0, 100),
                (self.best.0, 100),
                (self.since.min(TIME_MAX).into(), 36),
                (0, 20),
            ],
        )
    }
}

/// A token that has a price, in the lower half of a word: `decimals u8 | number of its feed, plus one, u16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its feed.
    pub feed: u8,
    /// Its decimals; 255: unknown, so that there are no quotes.
    pub decimals: u8,
}

impl Token {
    /// Reads a word; nothing where no feed is set.
    pub fn unpack(word: B256) -> Option<Self> {
        let mut fields = Fields::of(word);
        let feed = fields.take(16).checked_sub(1)?;
        Some(Self {
            feed: feed as u8,
            decimals: fields.take(8) as u8,
        })
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        let number = u128::from(self.feed).saturating_add(1);
        pack(U256::ZERO, &[(self.decimals.into(), 8), (number, 16)])
    }
}

/// What holds for all feeds: `sequencer_feed u160 | grace u32 | smoothing u16 | fast u24 | slow u24`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The sequencer-uptime feed; zero: none.
    pub sequencer_feed: Address,
    /// Seconds after an outage during which the flag stays.
    pub grace: u32,
    /// Half-lives, seconds; within the bounds of the interface, which fit.
    pub half_lives: HalfLives,
}

impl Settings {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        let mut fields = Fields::of(word);
        Self {
            half_lives: HalfLives {
                slow: fields.take(24) as u32,
                fast: fields.take(24) as u32,
                smoothing: fields.take(16) as u32,
            },
            grace: fields.take(32) as u32,
            sequencer_feed: fields.address(),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        pack(
            address_word(self.sequencer_feed),
            &[
                (self.grace.into(), 32),
                (self.half_lives.smoothing.into(), 16),
                (self.half_lives.fast.into(), 24),
                (self.half_lives.slow.into(), 24),
            ],
        )
    }
}

/// What a feed's last look at its source left, and all that a reading from storage needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Prices, averages and times. `carried_at` is the time of the look.
    pub state: State,
    /// For how many seconds after the look it may stand for another one; at most 4,095.
    pub stored_age: u16,
    /// Flags of the look.
    pub flags: u8,
    /// Least variance per year, WAD.
    pub variance_floor: u64,
    /// For how many seconds after its time the round is good.
    pub lasts: u64,
}

impl Kept {
    /// Reads the words that [`pack_prices`](Self::pack_prices) and [`pack_variances`](Self::pack_variances) made.
    pub fn unpack(prices: B256, variances: B256) -> Self {
        let (mut prices, mut variances) = (Fields::of(prices), Fields::of(variances));
        let flags = prices.take(8) as u8;
        let stored_age = prices.take(12) as u16;
        let carried_at = prices.take(36) as u64;
        let smoothed = Wad(prices.take(100));
        let spot = Wad(prices.take(100));
        let lasts = variances.take(24) as u64;
        let updated_at = variances.take(36) as u64;
        let variance_floor = variances.take(64) as u64;
        let slow = Wad(variances.take(64));
        let fast = Wad(variances.take(68));
        Self {
            state: State {
                spot,
                smoothed,
                fast,
                slow,
                carried_at,
                updated_at,
            },
            stored_age,
            flags,
            variance_floor,
            lasts,
        }
    }

    /// `spot u100 | smoothed u100 | carried_at u36 | stored_age u12 | flags u8`. Prices are at most
    /// [`MAX_PRICE`](crate::source::MAX_PRICE), which fits.
    pub fn pack_prices(&self) -> B256 {
        pack(
            U256::ZERO,
            &[
                (self.state.spot.0, 100),
                (self.state.smoothed.0, 100),
                (self.state.carried_at.min(TIME_MAX).into(), 36),
                (self.stored_age.into(), 12),
                (self.flags.into(), 8),
            ],
        )
    }

    /// `fast u68 | slow u64 | variance_floor u64 | updated_at u36 | lasts u24`.
    pub fn pack_variances(&self) -> B256 {
        pack(
            U256::ZERO,
            &[
                (self.state.fast.0.min(VARIANCE_MAX), 68),
                (self.state.slow.0.min(u64::MAX.into()), 64),
                (self.variance_floor.into(), 64),
                (self.state.updated_at.min(TIME_MAX).into(), 36),
                (self.lasts.min(LASTS_MAX).into(), 24),
            ],
        )
    }
}

/// A number stored alone in a word, in its lower half.
pub fn counter(word: B256) -> u64 {
    halves(word).1 as u64
}

/// Makes the word of a number stored alone.
pub fn pack_counter(count: u64) -> B256 {
    join(0, count.into())
}
