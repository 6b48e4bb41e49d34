//! What is told as it is stored.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::dispatch::Output;

use crate::Settings;

impl Settings {
    /// `IUnwinder.schedule`, encoded.
    pub(crate) fn schedule(&self, book: &Address, account: &Address) -> Vec<u8> {
        let schedule = self.load_schedule(book, account);
        let mut out = Output::new();
        for time in [
            schedule.start,
            schedule.end,
            schedule.accounted_until,
            schedule.critical_since,
            schedule.critical_round,
            schedule.auction_start,
            schedule.closed_at,
        ] {
            out.number(time);
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
}
