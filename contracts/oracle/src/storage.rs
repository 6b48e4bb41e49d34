//! Storage: words in and out.

use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOracle,
    convert::address_word,
    dispatch::Output,
    revert::{Result, about, number},
};
use stylus_sdk::prelude::*;

use crate::{
    Oracle,
    averages::HalfLives,
    layout::{self, Anchor, Kept, Listing, Settings, Source, Token, Watch},
};

/// Words of a feed.
#[derive(Clone, Copy)]
pub(crate) enum Word {
    /// First of [`Kept`].
    Prices,
    /// Second of [`Kept`].
    Variances,
    /// [`Source`].
    Source,
    /// [`Listing`].
    Listing,
    /// [`Anchor`].
    Anchor,
    /// [`Watch`].
    Watch,
}

/// Key of [`Settings`].
pub(crate) const SETTINGS: U256 = key(0);
/// Key of the number of feeds.
pub(crate) const COUNT: U256 = key(1);
/// Key of the guardian.
pub(crate) const GUARDIAN: U256 = key(2);

const fn key(low: u64) -> U256 {
    U256::from_limbs([low, 0, 0, 0])
}

/// Key of a feed's word.
pub(crate) fn feed_key(number: u8, word: Word) -> U256 {
    key((1 << 16) | (u64::from(number) << 8) | word as u64)
}

/// Key of a [`Token`].
pub(crate) fn token_key(asset: Address) -> U256 {
    let [a, b, c, _] = *address_word(asset).as_limbs();
    U256::from_limbs([a, b, c, 1 << 63])
}

impl Oracle {
    #[inline(never)]
    pub(crate) fn at(&self, key: U256) -> B256 {
        self.table.get(key)
    }

    #[inline(never)]
    pub(crate) fn put(&mut self, key: U256, value: B256) {
        self.table.insert(key, value);
    }

    pub(crate) fn word(&self, number: u8, word: Word) -> B256 {
        self.at(feed_key(number, word))
    }

    pub(crate) fn set_word(&mut self, number: u8, word: Word, value: B256) {
        self.put(feed_key(number, word), value);
    }

    /// Who may tighten.
    pub(crate) fn guardian(&self) -> Address {
        Address::from_word(self.at(GUARDIAN))
    }

    /// What is kept of a feed.
    #[inline(never)]
    pub(crate) fn kept(&self, feed: u8) -> Result<Kept> {
        let prices = self.word(feed, Word::Prices);
        // A feed that is set has a price.
        if prices.is_zero() {
            return Err(number(IOracle::UnknownFeed::SELECTOR, feed.into()));
        }
        Ok(Kept::unpack(prices, self.word(feed, Word::Variances)))
    }

    /// Stores what is kept, the words that changed.
    #[inline(never)]
    pub(crate) fn keep(&mut self, number: u8, old: Option<&Kept>, kept: &Kept) {
        self.set_word(number, Word::Prices, kept.pack_prices());
        let variances = kept.pack_variances();
        if old.is_none_or(|old| old.pack_variances() != variances) {
            self.set_word(number, Word::Variances, variances);
        }
    }

    pub(crate) fn source(&self, number: u8) -> Source {
        Source::unpack(self.word(number, Word::Source))
    }

    pub(crate) fn set_source(&mut self, number: u8, source: &Source) {
        self.set_word(number, Word::Source, source.pack());
    }

    pub(crate) fn listing(&self, number: u8) -> Listing {
        Listing::unpack(self.word(number, Word::Listing))
    }

    pub(crate) fn anchor(&self, number: u8) -> Anchor {
        Anchor::unpack(self.word(number, Word::Anchor))
    }

    /// What moving a rate's anchor needs.
    pub(crate) fn watch(&self, number: u8) -> Watch {
        Watch::unpack(self.word(number, Word::Watch))
    }

    pub(crate) fn set_watch(&mut self, number: u8, watch: &Watch) {
        self.set_word(number, Word::Watch, watch.pack());
    }

    /// Lets a rate count from here.
    #[inline(never)]
    pub(crate) fn set_anchor(&mut self, number: u8, anchor: &Anchor) {
        self.set_word(number, Word::Anchor, anchor.pack());
        Output::event(&IOracle::Anchored::SIGNATURE_HASH)
            .number(number.into())
            .amount(anchor.rate.0)
            .emit(self.vm(), 1);
    }

    pub(crate) fn feeds_count(&self) -> u64 {
        layout::counter(self.at(COUNT))
    }

    /// A token's feed and decimals.
    #[inline(never)]
    pub(crate) fn token(&self, asset: Address) -> Result<Token> {
        Token::unpack(self.at(token_key(asset)))
            .ok_or_else(|| about(IOracle::UnknownAsset::SELECTOR, &asset))
    }

    /// Lets a token's prices come from a feed.
    #[inline(never)]
    pub(crate) fn put_token(&mut self, asset: Address, token: &Token) {
        self.put(token_key(asset), token.pack());
        Output::event(&IOracle::TokenSet::SIGNATURE_HASH)
            .address(&asset)
            .number(token.feed.into())
            .number(token.decimals.into())
            .emit(self.vm(), 2);
    }

    pub(crate) fn load_settings(&self) -> Settings {
        Settings::unpack(self.at(SETTINGS))
    }

    pub(crate) fn store_half_lives(&mut self, half_lives: HalfLives) {
        let settings = Settings {
            half_lives,
            ..self.load_settings()
        };
        self.put(SETTINGS, settings.pack());
        Output::event(&IOracle::HalfLivesSet::SIGNATURE_HASH)
            .number(half_lives.smoothing.into())
            .number(half_lives.fast.into())
            .number(half_lives.slow.into())
            .emit(self.vm(), 0);
    }
}
