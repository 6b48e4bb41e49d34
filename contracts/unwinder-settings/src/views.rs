//! What is told as it is stored.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::dispatch::Output;
use stylus_sdk::prelude::*;

use crate::Settings;

impl Settings {
    /// `IUnwinder.schedule`, encoded.
    pub(crate) fn schedule(&self, book: &Address, account: &Address) -> Vec<u8> {
        let (schedule, clock) = (self.load_schedule(book, account), self.clock(book));
        let mut out = Output::new();
        for time in [
            schedule.start,
            schedule.end,
            schedule.accounted_until,
            schedule.critical_since,
        ] {
            out.number(clock.told(time));
        }
        out.number(schedule.critical_round);
        for time in [schedule.auction_start, schedule.closed_at] {
            out.number(clock.told(time));
        }
        out.amount(schedule.released).amount(schedule.sold).done()
    }

    /// `IUnwinder.parameters`, encoded.
    pub(crate) fn parameters(&self) -> Vec<u8> {
        let mut out = Output::new();
        for field in self.load_parameters().fields() {
            out.amount(field);
        }
        out.done()
    }

    /// `IUnwinder.budgets`, encoded.
    pub(crate) fn budgets(&self) -> Vec<u8> {
        let mut out = Output::new();
        for field in self.load_budgets().fields() {
            out.amount(field);
        }
        out.done()
    }

    /// `IUnwinder.clock`, encoded.
    pub(crate) fn told_clock(&self, book: &Address) -> Vec<u8> {
        let clock = self.clock(book);
        Output::new()
            .number(clock.at(self.vm().block_timestamp()))
            .number(clock.until)
            .number(clock.stood)
            .done()
    }
}
