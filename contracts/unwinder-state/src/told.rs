//! Events that more than one program tells.

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ballast_common::dispatch::Output;
use stylus_sdk::prelude::*;

use crate::{IUnwinder, layout::Schedule, moment::Moment, state::State};

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

    /// What advancing a schedule changed.
    #[inline(never)]
    pub fn log_change(&self, book: &Address, account: &Address, moment: &Moment) {
        let start = |signature| {
            let mut event = Output::event(signature);
            event.address(book).address(account);
            event
        };
        let change = &moment.change;
        if change.closed {
            self.log_closed(book, account, moment.health, &moment.schedule);
        }
        if moment.hastened {
            let mut event = start(&IUnwinder::Hastened::SIGNATURE_HASH);
            event
                .number(self.clock(book).told(moment.schedule.end))
                .emit(self.vm(), 2);
        }
        if change.seen {
            let mut event = start(&IUnwinder::CriticalSeen::SIGNATURE_HASH);
            event
                .amount(moment.critical_health)
                .number(moment.schedule.critical_round)
                .emit(self.vm(), 2);
        }
        if change.cleared {
            let mut event = start(&IUnwinder::CriticalCleared::SIGNATURE_HASH);
            event.amount(moment.critical_health).emit(self.vm(), 2);
        }
        if change.auction_by_criticality || change.auction_by_end {
            let mut event = start(&IUnwinder::AuctionStarted::SIGNATURE_HASH);
            event
                .number(u64::from(change.auction_by_criticality))
                .amount(moment.need())
                .emit(self.vm(), 2);
        }
    }
}
