//! How the oracle packs its state into storage words. Fields stand from the word's most significant end
//! in the order given; bits left at the low end are zero.
//!
//! Slots, each one word: 0 owner, 1 candidate, 2 [`Settings`], 3 number of feeds, 4 numbers by asset
//! (a mapping, number + 1), then four per feed from slot 5: [`Source`], [`Prices`](State::pack_prices),
//! [`Variances`](State::pack_variances), [`Listing`]. A read without a new round takes the first three.

use alloy_primitives::{Address, B256, U256};
use ballast_common::convert::{address_word, field, halves, join, narrow, wide};
use risk_core::fixed::Wad;

use crate::averages::{HalfLives, State};

/// Largest variance that is stored, 2^80 - 1 WAD; larger ones are cut to it.
pub const VARIANCE_MAX: u128 = (1 << 80) - 1;
/// Largest time that is stored, seconds: the year 36812.
const TIME_MAX: u64 = (1 << 40) - 1;

fn word(value: U256) -> B256 {
    B256::new(value.to_be_bytes())
}

fn number(word: B256) -> U256 {
    U256::from_be_bytes(word.0)
}

fn address(word: B256) -> Address {
    let (head, _) = word.0.split_at(20);
    Address::from_slice(head)
}

fn at(value: u64, shift: usize) -> U256 {
    U256::from(value).wrapping_shl(shift)
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
    pub fn unpack(stored: B256) -> Self {
        let bits = number(stored);
        Self {
            aggregator: address(stored),
            heartbeat: field(bits, 72, 24) as u32,
            decimals: field(bits, 64, 8) as u8,
            variance_floor: field(bits, 0, 64),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        word(
            address_word(self.aggregator).wrapping_shl(96)
                | at(self.heartbeat.into(), 72)
                | at(self.decimals.into(), 64)
                | at(self.variance_floor, 0),
        )
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
    pub fn unpack(stored: B256) -> Self {
        Self { asset: address(stored), variance_cap: field(number(stored), 32, 64) }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        word(address_word(self.asset).wrapping_shl(96) | at(self.variance_cap, 32))
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
    pub fn unpack(stored: B256) -> Self {
        let bits = number(stored);
        Self {
            sequencer_feed: address(stored),
            grace: field(bits, 64, 32) as u32,
            half_lives: HalfLives {
                smoothing: field(bits, 48, 16) as u32,
                fast: field(bits, 24, 24) as u32,
                slow: field(bits, 0, 24) as u32,
            },
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        word(
            address_word(self.sequencer_feed).wrapping_shl(96)
                | at(self.grace.into(), 64)
                | at(self.half_lives.smoothing.into(), 48)
                | at(self.half_lives.fast.into(), 24)
                | at(self.half_lives.slow.into(), 0),
        )
    }
}

impl State {
    /// Reads the words that [`pack_prices`](Self::pack_prices) and
    /// [`pack_variances`](Self::pack_variances) made.
    pub fn unpack(prices: B256, variances: B256) -> Self {
        let (spot, smoothed) = halves(prices);
        let bits = number(variances);
        let variance = |shift: usize| {
            let [low, high, ..] = *bits.wrapping_shr(shift).as_limbs();
            Wad((u128::from(low) | (u128::from(high).wrapping_shl(64))) & VARIANCE_MAX)
        };
        Self {
            spot: Wad(spot),
            smoothed: Wad(smoothed),
            fast: variance(176),
            slow: variance(96),
            carried_at: field(bits, 56, 40),
            updated_at: field(bits, 16, 40),
        }
    }

    /// `spot u128 | smoothed u128`.
    pub fn pack_prices(&self) -> B256 {
        join(self.spot.0, self.smoothed.0)
    }

    /// `fast u80 | slow u80 | carried_at u40 | updated_at u40`.
    pub fn pack_variances(&self) -> B256 {
        word(
            wide(self.fast.0.min(VARIANCE_MAX)).wrapping_shl(176)
                | wide(self.slow.0.min(VARIANCE_MAX)).wrapping_shl(96)
                | at(self.carried_at.min(TIME_MAX), 56)
                | at(self.updated_at.min(TIME_MAX), 16),
        )
    }
}

/// A time that a feed gave, if it can be stored.
pub fn time(value: U256) -> Option<u64> {
    narrow(value).and_then(|seconds| u64::try_from(seconds).ok()).filter(|seconds| *seconds <= TIME_MAX)
}
