//! All that is asked of the oracle.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    Words,
    abi::IOracle,
    call,
    convert::narrow,
    dispatch::Output,
    revert::{Failure, Result, about},
};
use stylus_sdk::prelude::*;

use crate::{
    IOptionMarket, State,
    pricing::{Prices, Reading},
    terms::Terms,
};

/// Words of a reading.
const READING: usize = 6;

#[cold]
fn unavailable(asset: &Address) -> Failure {
    about(IOptionMarket::PriceUnavailable::SELECTOR, asset)
}

/// The reading at `index` of the oracle's answer, when its round was, and its flags.
fn reading(words: &Words, index: usize) -> Option<(Reading, u128, u128)> {
    // The offset of the list, and its length.
    let start = index.wrapping_mul(READING).wrapping_add(2);
    let word = |place: usize| words.get(start.wrapping_add(place)).and_then(narrow);
    let told = Reading {
        spot: word(0)?,
        smoothed: word(1)?,
        fast_variance: word(2)?,
        slow_variance: word(3)?,
    };
    Some((told, word(4)?, word(5)?))
}

impl State {
    /// Number of an asset's feed.
    ///
    /// # Errors
    /// `PriceUnavailable`.
    pub fn feed(&self, oracle: Address, asset: &Address) -> Result<u8> {
        let mut question = Output::selected(IOracle::feedOfCall::SELECTOR);
        call::read(self.vm(), oracle, question.address(asset).data())
            .ok()
            .and_then(|words| words.get(0))
            .and_then(narrow)
            .and_then(|feed| u8::try_from(feed).ok())
            .ok_or_else(|| unavailable(asset))
    }

    /// The underlying's price in the debt asset.
    ///
    /// # Errors
    /// `PriceUnavailable` where either is flagged or zero, the underlying's too old, or the oracle does not answer;
    /// [`risk_core::RiskError`].
    #[inline(never)]
    pub fn prices(&self, terms: &Terms) -> Result<Prices> {
        let mut question = Output::selected(IOracle::readCall::SELECTOR);
        question.number(32).number(2);
        for feed in terms.feeds {
            question.number(feed.into());
        }
        let missing = || unavailable(&terms.underlying);
        let words = call::read(self.vm(), terms.oracle, question.data()).map_err(|_| missing())?;
        let (underlying, told_at, flags) = reading(&words, 0).ok_or_else(missing)?;
        let age = u128::from(self.time()).saturating_sub(told_at);
        if flags != 0 || age > terms.staleness.into() {
            return Err(missing());
        }
        match reading(&words, 1) {
            Some((debt, _, 0)) if debt.spot.min(debt.smoothed) > 0 => {
                Ok(Prices::of(&underlying, &debt, terms.edge)?)
            }
            _ => Err(unavailable(&terms.debt_asset)),
        }
    }
}
