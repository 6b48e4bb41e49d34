//! The end of the backstop stage: what nobody buys passes in kind to the suppliers of what is owed.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IDebtBook,
    convert::{narrow, word_address},
    dispatch::Output,
    guard,
    revert::{Result, bare, nonzero, number, pair, with_health},
};
use ballast_unwinder_state::{IUnwinder, limits::Limited, records::Seen, state::change};
use stylus_sdk::prelude::*;

use crate::Unwinder;

/// Seconds after which flow that was drawn may be asked about again.
const MINUTE: u64 = 60;

impl Unwinder {
    /// `IUnwinder.passInKind`.
    #[inline(never)]
    pub(crate) fn pass_in_kind(&mut self, book: &Address, account: &Address) -> Result<()> {
        guard::enter(self.vm())?;
        let moment = self.moment(book, account, &[Address::ZERO; 2])?;
        let (clock, trace) = (self.clock(book), self.load_trace(book, account));
        let time = self.vm().block_timestamp();
        let now = clock.at(time);
        let parameters = self.load_parameters();
        let target = u128::from(parameters.target);
        if moment.change.closed || moment.health >= target {
            return Err(with_health(IUnwinder::Healthy::SELECTOR, moment.health));
        }
        if moment.stage != 4 || now < moment.ends_at {
            let next = clock.told(moment.ends_at);
            return Err(number(IUnwinder::NothingReleased::SELECTOR, next));
        }
        let terms = moment
            .terms
            .ok_or_else(|| bare(IUnwinder::ZeroAmount::SELECTOR))?;
        // Where others' sales take up the market nobody could buy: it is asked for again.
        let crowded = self
            .limited(book, &moment, &trace, &terms, [now, time])?
            .crowded(&moment);
        if crowded {
            let next = clock.told(now.saturating_add(MINUTE));
            return Err(number(IUnwinder::NothingReleased::SELECTOR, next));
        }
        let passed = nonzero(terms.amount)?;
        let owed = nonzero(terms.cost(passed, terms.price)?)?;
        // No market takes it, so that no budget is drawn on.
        let unlimited = Limited {
            terms,
            flow: None,
            cost_left: trace.cost,
            seen: [Seen::default(); 2],
        };
        let made = unlimited.purchase(&moment, &trace, &parameters, [passed, owed, 0], now)?;
        self.log_change(book, account, &moment);
        self.store_schedule(book, account, &made.schedule);

        let mut arguments = Output::selected(IDebtBook::passInKindCall::SELECTOR);
        arguments
            .address(account)
            .address(&terms.sold.asset)
            .amount(passed)
            .address(&terms.owed.asset)
            .amount(owed);
        let vm = self.vm().clone();
        let words = change(&vm, self, book, &arguments)?;
        let moved = words.get(0).and_then(narrow).unwrap_or(0);
        // A book that takes over less would give collateral away.
        if moved != owed {
            return Err(pair(IUnwinder::CostsTooMuch::SELECTOR, owed, moved));
        }
        let mut event = Output::event(&IUnwinder::PassedInKind::SIGNATURE_HASH);
        event
            .address(book)
            .address(account)
            .address(&words.get(1).map(word_address).unwrap_or_default())
            .address(&terms.sold.asset)
            .address(&terms.owed.asset)
            .amount(passed)
            .amount(owed)
            .amount(terms.price);
        event.emit(self.vm(), 3);
        if made.done {
            self.log_closed(book, account, made.health, &made.schedule);
        }
        Ok(())
    }
}
