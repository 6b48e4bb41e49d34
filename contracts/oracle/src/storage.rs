//! Storage: words in and out.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOracle,
    dispatch::Output,
    revert::{Result, about, number},
};
use stylus_sdk::prelude::*;

use crate::{
    Oracle,
    averages::HalfLives,
    layout::{self, Anchor, Kept, Listing, Settings, Source, Token},
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
}

impl Oracle {
    #[inline(never)]
    pub(crate) fn word(&self, number: u8, word: Word) -> B256 {
        self.feeds
            .get(number)
            .and_then(|feed| feed.get(word as usize))
            .unwrap_or_default()
    }

    #[inline(never)]
    pub(crate) fn set_word(&mut self, number: u8, word: Word, value: B256) {
        if let Some(mut feed) = self.feeds.setter(number)
            && let Some(mut slot) = feed.setter(word as usize)
        {
            slot.set(value);
        }
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
        layout::counter(self.count.get())
    }

    /// A token's feed and decimals.
    #[inline(never)]
    pub(crate) fn token(&self, asset: Address) -> Result<Token> {
        Token::unpack(self.tokens.get(asset))
            .ok_or_else(|| about(IOracle::UnknownAsset::SELECTOR, &asset))
    }

    /// Lets a token's prices come from a feed.
    #[inline(never)]
    pub(crate) fn put_token(&mut self, asset: Address, token: &Token) {
        self.tokens.insert(asset, token.pack());
        Output::event(&IOracle::TokenSet::SIGNATURE_HASH)
            .address(&asset)
            .number(token.feed.into())
            .number(token.decimals.into())
            .emit(self.vm(), 2);
    }

    pub(crate) fn load_settings(&self) -> Settings {
        Settings::unpack(self.settings.get())
    }

    pub(crate) fn store_half_lives(&mut self, half_lives: HalfLives) {
        let settings = Settings {
            half_lives,
            ..self.load_settings()
        };
        self.settings.set(settings.pack());
        Output::event(&IOracle::HalfLivesSet::SIGNATURE_HASH)
            .number(half_lives.smoothing.into())
            .number(half_lives.fast.into())
            .number(half_lives.slow.into())
            .emit(self.vm(), 0);
    }
}
