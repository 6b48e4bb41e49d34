//! What keepers do beside filling.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::address_word,
    dispatch::Output,
    guard,
    revert::{Result, number, pair, with_health},
};
use ballast_unwinder_state::{Case, IUnwinder, layout::schedule_key, records::OPENER, stages};
use risk_core::fixed::WAD;
use stylus_sdk::prelude::*;

use crate::Extension;

impl Extension {
    /// `IUnwinder.open`.
    #[inline(never)]
    pub(crate) fn open(&mut self, book: &Address, account: &Address) -> Result<()> {
        guard::enter(self.vm())?;
        let mut case = self.case(book, account)?;
        case.require_prices()?;
        let Case {
            assessment,
            parameters,
            schedule,
            now,
            ..
        } = &case;
        if schedule.is_open() {
            let end = case.clock.told(schedule.end);
            return Err(number(IUnwinder::AlreadyOpen::SELECTOR, end));
        }
        if assessment.health >= WAD {
            return Err(with_health(IUnwinder::Healthy::SELECTOR, assessment.health));
        }
        let resumed = stages::resumes(schedule, parameters, *now);
        let opened = stages::open(assessment, parameters, schedule, *now);
        case.trace = case.trace.opened(resumed, &case.budgets, *now);
        case.schedule = opened;
        let moment = case.moment(None)?;
        let mut event = Output::event(&IUnwinder::Opened::SIGNATURE_HASH);
        event
            .address(book)
            .address(account)
            .amount(case.assessment.health)
            .amount(moment.need());
        event
            .number(case.clock.told(opened.start))
            .number(case.clock.told(opened.end))
            .emit(self.vm(), 2);
        self.log_change(book, account, &moment);
        self.store_schedule(book, account, &moment.schedule);
        self.see(book, &moment);
        self.store_trace(book, account, &case.trace);
        if case.trace.fee > 0 {
            let opener = address_word(self.vm().msg_sender());
            self.put(book, schedule_key(account, OPENER), opener);
        }
        Ok(())
    }

    /// `IUnwinder.observe`; `IUnwinder.close` where the schedule must close.
    #[inline(never)]
    pub(crate) fn observe(
        &mut self,
        book: &Address,
        account: &Address,
        must_close: bool,
    ) -> Result<()> {
        guard::enter(self.vm())?;
        let case = self.case(book, account)?;
        case.require_open(account)?;
        case.require_prices()?;
        let moment = case.moment(None)?;
        if must_close && !moment.change.closed {
            let target = u128::from(case.parameters.target);
            return Err(pair(
                IUnwinder::NotRecovered::SELECTOR,
                case.assessment.health,
                target,
            ));
        }
        self.log_change(book, account, &moment);
        self.store_schedule(book, account, &moment.schedule);
        self.see(book, &moment);
        Ok(())
    }
}
