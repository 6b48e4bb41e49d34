//! Events that more than one program tells.

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ballast_common::dispatch::Output;
use stylus_sdk::prelude::*;

use crate::{IUnwinder, layout::Schedule, state::State};

impl State {
    /// `IUnwinder.Closed`.
    #[inline(never)]
    pub fn log_closed(&self, book: &Address, account: &Address, health: u128, schedule: &Schedule) {
        let mut event = Output::event(&IUnwinder::Closed::SIGNATURE_HASH);
        event
            .address(book)
            .address(account)
            .health(health)
            .amount(schedule.released)
            .amount(schedule.sold);
        event.emit(self.vm(), 2);
    }
}
