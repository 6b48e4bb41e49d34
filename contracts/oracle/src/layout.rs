//! How the oracle packs its state into storage words. Fields stand from the word's most significant end
//! in the order given; bits left at the low end are zero.
//!
//! Slots, each one word: 0 owner, 1 candidate, 2 [`Settings`], 3 number of feeds, 4 numbers by asset
//! (a mapping, number + 1), then four per feed from slot 5: [`Source`], [`Prices`](State::pack_prices),
//! [`Variances`](State::pack_variances), [`Listing`]. A read without a new round takes the first three.

use alloy_primitives::{Address, B256, U256};
use ballast_common::convert::narrow;
use risk_core::fixed::Wad;

use crate::averages::{HalfLives, State};

/// Largest variance that is stored, 2^80 - 1 WAD; larger ones are cut to it.
pub const VARIANCE_MAX: u128 = (1 << 80) - 1;
/// Largest time that is stored, seconds: the year 36812.
const TIME_MAX: u64 = (1 << 40) - 1;

/// Writes the low `size` bytes of `value` at byte `at`.
#[inline(never)]
fn put(word: &mut B256, at: usize, size: usize, value: u128) {
    let bytes = value.to_be_bytes();
    let low = bytes.iter().skip(bytes.len().saturating_sub(size));
    for (to, from) in word.0.iter_mut().skip(at).zip(low) {
        *to = *from;
    }
}

/// Reads `size` bytes, at most 16, at byte `at`.
#[inline(never)]
fn get(word: &B256, at: usize, size: usize) -> u128 {
    let bytes = word.0.iter().skip(at).take(size);
    bytes.fold(0, |value: u128, byte| (value << 8) | u128::from(*byte))
}

/// An address at the word's start.
fn address(word: &B256) -> Address {
    let (head, _) = word.0.split_at(20);
    Address::from_slice(head)
}

/// A word that starts with an address.
fn begin(address: Address) -> B256 {
    let mut word = B256::ZERO;
    let (head, _) = word.0.split_at_mut(20);
    head.copy_from_slice(address.as_slice());
    word
}

/// Where a feed's rounds come from and how they are judged: `aggregator u160 | heartbeat u24 |
/// decimals u8 | variance_floor u64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The aggregator; zero: there is no such feed.
    pub aggregator: Address,
    /// Age after which a round is stale, seconds; at most 172,800.
    pub heartbeat: u32,
    /// Decimals of the answer.
    pub decimals: u8,
    /// Least variance per year, WAD.
    pub variance_floor: u64,
}

impl Source {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        Self {
            aggregator: address(&word),
            heartbeat: get(&word, 20, 3) as u32,
            decimals: get(&word, 23, 1) as u8,
            variance_floor: get(&word, 24, 8) as u64,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        let mut word = begin(self.aggregator);
        put(&mut word, 20, 3, self.heartbeat.into());
        put(&mut word, 23, 1, self.decimals.into());
        put(&mut word, 24, 8, self.variance_floor.into());
        word
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
        Self {
            asset: address(&word),
            variance_cap: get(&word, 20, 8) as u64,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        let mut word = begin(self.asset);
        put(&mut word, 20, 8, self.variance_cap.into());
        word
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
        Self {
            sequencer_feed: address(&word),
            grace: get(&word, 20, 4) as u32,
            half_lives: HalfLives {
                smoothing: get(&word, 24, 2) as u32,
                fast: get(&word, 26, 3) as u32,
                slow: get(&word, 29, 3) as u32,
            },
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        let mut word = begin(self.sequencer_feed);
        put(&mut word, 20, 4, self.grace.into());
        put(&mut word, 24, 2, self.half_lives.smoothing.into());
        put(&mut word, 26, 3, self.half_lives.fast.into());
        put(&mut word, 29, 3, self.half_lives.slow.into());
        word
    }
}

impl State {
    /// Reads the words that [`pack_prices`](Self::pack_prices) and
    /// [`pack_variances`](Self::pack_variances) made.
    pub fn unpack(prices: B256, variances: B256) -> Self {
        Self {
            spot: Wad(get(&prices, 0, 16)),
            smoothed: Wad(get(&prices, 16, 16)),
            fast: Wad(get(&variances, 0, 10)),
            slow: Wad(get(&variances, 10, 10)),
            carried_at: get(&variances, 20, 5) as u64,
            updated_at: get(&variances, 25, 5) as u64,
        }
    }

    /// `spot u128 | smoothed u128`.
    pub fn pack_prices(&self) -> B256 {
        let mut word = B256::ZERO;
        put(&mut word, 0, 16, self.spot.0);
        put(&mut word, 16, 16, self.smoothed.0);
        word
    }

    /// `fast u80 | slow u80 | carried_at u40 | updated_at u40`.
    pub fn pack_variances(&self) -> B256 {
        let mut word = B256::ZERO;
        put(&mut word, 0, 10, self.fast.0.min(VARIANCE_MAX));
        put(&mut word, 10, 10, self.slow.0.min(VARIANCE_MAX));
        put(&mut word, 20, 5, self.carried_at.min(TIME_MAX).into());
        put(&mut word, 25, 5, self.updated_at.min(TIME_MAX).into());
        word
    }
}

/// A number stored alone in a word, in its lower half.
pub fn counter(word: B256) -> u64 {
    get(&word, 16, 16) as u64
}

/// Makes the word of a number stored alone.
pub fn pack_counter(count: u64) -> B256 {
    let mut word = B256::ZERO;
    put(&mut word, 16, 16, count.into());
    word
}

/// A time that a feed gave, if it can be stored.
pub fn time(value: U256) -> Option<u64> {
    narrow(value)
        .and_then(|seconds| u64::try_from(seconds).ok())
        .filter(|seconds| *seconds <= TIME_MAX)
}
