//! What distress costs, and what an account has to expect.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::SolCall;
use ballast_common::{abi::IDebtBook, call, dispatch::Output, guard, revert::Result};
use ballast_unwinder_state::state::change;
use stylus_sdk::prelude::*;

use crate::Settings;

impl Settings {
    /// `IUnwinder.chargeDistress`.
    #[inline(never)]
    pub(crate) fn charge_distress(&mut self, book: &Address, account: &Address) -> Result<()> {
        guard::enter(self.vm())?;
        let case = self.case(book, account)?;
        case.require_open(account)?;
        case.require_prices()?;
        let rate = case.distress_rate()?.0;
        let vm = self.vm().clone();
        for holding in case.portfolio.holdings.iter().filter(|held| held.debt > 0) {
            let mut arguments = Output::selected(IDebtBook::chargeDistressCall::SELECTOR);
            arguments
                .address(account)
                .address(&holding.asset)
                .amount(rate)
                .number(case.now);
            change(&vm, self, book, &arguments)?;
        }
        Ok(())
    }

    /// `IUnwinder.outlook`, encoded.
    #[inline(never)]
    pub(crate) fn outlook(
        &self,
        book: &Address,
        account: &Address,
        horizon: u64,
    ) -> Result<Vec<u8>> {
        let case = self.case(book, account)?;
        let (schedule, assessment) = (&case.schedule, &case.assessment);
        let mut charged = 0u128;
        for holding in case.portfolio.holdings.iter().filter(|held| held.debt > 0) {
            let mut question = Output::selected(IDebtBook::distressCall::SELECTOR);
            question.address(account).address(&holding.asset);
            let units = call::read(self.vm(), *book, question.data())
                .ok()
                .and_then(|words| words.get(0))
                .and_then(ballast_common::convert::narrow)
                .unwrap_or(0);
            let owed = ballast_unwinder_state::portfolio::Holding {
                debt: units,
                ..*holding
            };
            charged = charged.saturating_add(owed.debt_usd(holding.spot)?);
        }
        let open = schedule.is_open();
        let ends = if open { case.ends_at(schedule) } else { 0 };
        let blocked = case.blocked()?;
        let mut out = Output::new();
        out.number(u64::from(case.stage(schedule)))
            .number(u64::from(open))
            .number(u64::from(assessment.is_critical()))
            .address(&blocked.map_or(Address::ZERO, |holding| holding.asset))
            .number(blocked.map_or(0, |holding| u64::from(holding.flags)))
            .number(case.clock.told(ends))
            .amount(schedule.released)
            .amount(schedule.sold)
            .amount(case.distress_rate()?.0)
            .amount(charged);
        Ok(out.amount(case.breach_probability(horizon)?.0).done())
    }
}
