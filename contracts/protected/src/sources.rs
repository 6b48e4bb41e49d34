//! What aggregators tell, and the price of a share as one more of them.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    call::{self, Words},
    convert::{narrow, price_scale},
    dispatch::Output,
    revert::{Failure, Result, about},
};
use risk_core::{
    fixed::{WAD, mul_div_down},
    oracle::{Round, rescale_down, round_fault, stale},
};
use stylus_sdk::prelude::*;

use crate::{Protected, program::IProtected, storage::Feed, worth::Phase};

/// Decimals of WAD.
const WAD_DECIMALS: u8 = 18;
/// Most decimals of an aggregator, as of the oracle.
pub(crate) const MAX_DECIMALS: u8 = 24;
/// Largest price that is believed, as of the oracle: 10^12 USD, WAD.
const MAX_PRICE: u128 = 1_000_000_000_000_000_000_000_000_000_000;
/// Rounds are numbered below it: so the sum of two fits the 80 bits of one, and leaves room for [`ALONE`].
const MAX_ROUND: u128 = 1 << 78;
/// Added to the round of a source that counts alone, which so is above all sums.
const ALONE: u128 = 1 << 79;

/// What an aggregator tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) round: u128,
    /// USD per whole token, WAD.
    pub(crate) price: u128,
    /// Seconds.
    pub(crate) updated_at: u64,
}

impl Quote {
    fn alone(self) -> Self {
        Self {
            round: self.round | ALONE,
            ..self
        }
    }
}

#[cold]
fn unavailable(aggregator: &Address) -> Failure {
    about(IProtected::PriceUnavailable::SELECTOR, aggregator)
}

/// A round as it was answered, if words are there and fit. Answers that do not fit are none.
fn round(words: &Words) -> Option<Round> {
    let half = |index| words.get(index).and_then(narrow);
    let time = |index| half(index).and_then(|time| u64::try_from(time).ok());
    Some(Round {
        id: half(0)?,
        answer: i128::try_from(half(1)?).ok()?,
        started_at: time(2)?,
        updated_at: time(3)?,
        answered_in: half(4)?,
    })
}

impl Protected {
    /// The latest price of an aggregator, rounded down, if it is one the oracle would believe, however old.
    ///
    /// # Errors
    /// `PriceUnavailable`.
    #[inline(never)]
    pub(crate) fn quote(&self, feed: &Feed) -> Result<Quote> {
        let question = Output::selected(IProtected::latestRoundDataCall::SELECTOR);
        let words = call::read(self.vm(), feed.at, question.data());
        let now = self.vm().block_timestamp();
        let told = words.ok().as_ref().and_then(round).and_then(|round| {
            if round_fault(&round, now).is_some() || round.id >= MAX_ROUND {
                return None;
            }
            let answer = u128::try_from(round.answer).ok()?;
            let price = rescale_down(answer, feed.decimals, WAD_DECIMALS).ok()?;
            (1..=MAX_PRICE).contains(&price).then_some(Quote {
                round: round.id,
                price,
                updated_at: round.updated_at,
            })
        });
        told.ok_or_else(|| unavailable(&feed.at))
    }

    /// [`Self::quote`], not older than the heartbeat.
    ///
    /// # Errors
    /// `PriceUnavailable`.
    #[inline(never)]
    pub(crate) fn fresh(&self, feed: &Feed) -> Result<Quote> {
        let quote = self.quote(feed)?;
        let now = self.vm().block_timestamp();
        if stale(quote.updated_at, now, feed.heartbeat.into()) {
            return Err(unavailable(&feed.at));
        }
        Ok(quote)
    }

    /// What a whole share is worth now.
    ///
    /// # Errors
    /// `PriceUnavailable`, `RiskCalculation`.
    #[inline(never)]
    fn worth(&self) -> Result<Quote> {
        let (made, exercise) = (self.made(), self.exercised());
        if exercise.shares > 0 {
            let asset = self.fresh(&self.asset_feed())?;
            let scale = price_scale(made.decimals, made.asset_decimals);
            let cash = mul_div_down(exercise.cash, scale, exercise.shares)?;
            let price = mul_div_down(cash, asset.price, WAD)?;
            return Ok(Quote { price, ..asset }.alone());
        }
        let underlying = self.fresh(&self.underlying_feed())?;
        let now = self.vm().block_timestamp();
        if made.floor.phase(now) == Phase::Ended {
            return Ok(underlying.alone());
        }
        let asset = self.fresh(&self.asset_feed())?;
        Ok(Quote {
            round: underlying.round.saturating_add(asset.round),
            price: made.floor.worth(underlying.price, asset.price, now)?,
            updated_at: underlying.updated_at.min(asset.updated_at),
        })
    }

    /// `IProtected.latestRoundData`.
    #[inline(never)]
    pub(crate) fn tell_round(&self) -> Result<Vec<u8>> {
        let worth = self.worth()?;
        let answer = rescale_down(worth.price, WAD_DECIMALS, self.made().decimals)?;
        let mut out = Output::new();
        out.amount(worth.round)
            .amount(answer)
            .number(worth.updated_at)
            .number(worth.updated_at)
            .amount(worth.round);
        Ok(out.done())
    }
}
