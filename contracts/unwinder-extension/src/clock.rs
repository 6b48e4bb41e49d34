//! The clock of a book, which stands still while the sequencer is down and through the grace period after it.
#![allow(clippy::too_many_arguments)] // of what the macros generate

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent, sol};
use ballast_common::{
    abi::IOracle,
    call::{self, Words},
    convert::word_address,
    dispatch::Output,
    guard,
    revert::{Result, about, because},
};
use ballast_unwinder_state::IUnwinder;
use stylus_sdk::prelude::*;

use crate::Extension;

sol!(
    #[sol(all_derives)]
    "../../abi/src/IAggregator.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/src/IPool.sol"
);

/// What the sequencer's feed answers while it is down.
const DOWN: U256 = U256::ONE;

impl Extension {
    /// `IUnwinder.standStill`. Only while the grace period lasts: then prices are flagged, so nothing was opened, released or
    /// sold since the outage began, and every open schedule is older than it.
    #[inline(never)]
    pub(crate) fn stand_still(&mut self, book: &Address) -> Result<()> {
        guard::enter(self.vm())?;
        let clock = self.clock(book);
        if !clock.served {
            return Err(about(IUnwinder::UnknownBook::SELECTOR, book));
        }
        let none = || about(IUnwinder::NoOutage::SELECTOR, book);
        let answer = self.ask(book, *book, &Output::selected(IPool::oracleCall::SELECTOR))?;
        let oracle = word_address(answer.get(0).unwrap_or_default());
        let question = Output::selected(IOracle::sequencerFeedCall::SELECTOR);
        let answer = self.ask(book, oracle, &question)?;
        let feed = word_address(answer.get(0).unwrap_or_default());
        let grace = time(&answer, 1);
        if feed.is_zero() {
            return Err(none());
        }
        let question = Output::selected(IAggregator::latestRoundDataCall::SELECTOR);
        let latest = self.ask(book, feed, &question)?;
        let round = latest.get(0).unwrap_or_default();
        let restart = time(&latest, 2);
        let now = self.vm().block_timestamp();
        let is_up = latest.get(1).is_some_and(|answer| answer.is_zero());
        let over = now >= restart.saturating_add(grace) || restart > now;
        // The lower 64 bits count the rounds of one aggregator.
        let [count, ..] = *round.as_limbs();
        if !is_up || over || restart <= clock.restart || count <= 1 {
            return Err(none());
        }
        let mut question = Output::selected(IAggregator::getRoundDataCall::SELECTOR);
        question.word(round.wrapping_sub(U256::ONE));
        let before = self.ask(book, feed, &question)?;
        let down = time(&before, 2);
        if before.get(1) != Some(DOWN) || down > restart {
            return Err(none());
        }
        let clock = clock.stand(down, restart, grace);
        self.store_clock(book, &clock);
        Output::event(&IUnwinder::StoodStill::SIGNATURE_HASH)
            .address(book)
            .number(down)
            .number(clock.until)
            .number(clock.stood)
            .emit(self.vm(), 1);
        Ok(())
    }

    fn ask(&self, book: &Address, of: Address, question: &Output) -> Result<Words> {
        call::read(self.vm(), of, question.data())
            .map_err(|reason| because(IUnwinder::BookCallFailed::SELECTOR, book, &reason))
    }
}

/// A word that is a time; one that is none is never.
fn time(words: &Words, index: usize) -> u64 {
    words
        .get(index)
        .and_then(|word| u64::try_from(word).ok())
        .unwrap_or(u64::MAX)
}
