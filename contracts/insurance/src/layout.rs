//! How the fund packs its state into storage words, most significant field first.
//!
//! Slots: 0 owner, 1 candidate, 2 asset, 3 [`Terms`], 4 [`Fund`]: `capital u128 | shares u128`, 5 a mapping
//! from account to two consecutive words of [`Stake`].

use alloy_primitives::{Address, B256, U256};
use ballast_common::convert::{address_word, field, halves, join};

use crate::fund::Fund;

/// Who may claim, and the cooldown: `book u160 | cooldown u64`, then 32 zero bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// The debt book; zero: none.
    pub book: Address,
    /// Seconds.
    pub cooldown: u64,
}

impl Terms {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        let (head, _) = word.0.split_at(20);
        Self {
            book: Address::from_slice(head),
            cooldown: field(U256::from_be_bytes(word.0), 32, 64),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        let cooldown = U256::from_limbs([self.cooldown, 0, 0, 0]);
        let word = address_word(self.book).wrapping_shl(96) | cooldown.wrapping_shl(32);
        B256::new(word.to_be_bytes())
    }
}

impl Fund {
    /// Reads a word.
    pub fn unpack(word: B256) -> Self {
        let (capital, shares) = halves(word);
        Self { capital, shares }
    }

    /// Makes a word.
    pub fn pack(&self) -> B256 {
        join(self.capital, self.shares)
    }
}

/// An account's shares: the first word `free u128 | cooling u128`, the second `mature_at`, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// Shares outside cooldown.
    pub free: u128,
    /// Shares in cooldown.
    pub cooling: u128,
    /// When they mature, seconds.
    pub mature_at: u64,
}

impl Stake {
    /// Reads the words.
    pub fn unpack(shares: B256, time: B256) -> Self {
        let (free, cooling) = halves(shares);
        Self {
            free,
            cooling,
            mature_at: field(U256::from_be_bytes(time.0), 0, 64),
        }
    }

    /// Makes the words.
    pub fn pack(&self) -> [B256; 2] {
        [
            join(self.free, self.cooling),
            join(0, self.mature_at.into()),
        ]
    }
}
