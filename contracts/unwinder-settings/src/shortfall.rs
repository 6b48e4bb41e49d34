//! The end of debts without collateral, and what is expected to be lost before it.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IDebtBook,
    convert::narrow,
    dispatch::Output,
    guard,
    revert::{Result, about},
};
use ballast_unwinder_state::{IUnwinder, assess::maintenance, layout::Schedule, state::change};
use risk_core::{
    cover,
    fixed::{WAD, Wad, mul_div_up},
};
use stylus_sdk::prelude::*;

use crate::Settings;

impl Settings {
    /// `IUnwinder.expectShortfall`: USD.
    #[inline(never)]
    pub(crate) fn expect_shortfall(&mut self, book: &Address, account: &Address) -> Result<u128> {
        guard::enter(self.vm())?;
        let case = self.case(book, account)?;
        case.require_prices()?;
        let (collateral, debt) = (case.assessment.collateral, case.assessment.debt);
        // Of an account that can be carried nothing is expected to be lost, however high its debt: what selling it may cost is
        // within its stress.
        let (_, stress) = maintenance(&case.portfolio, &case.assessment.spot)?;
        let most = mul_div_up(stress.total.0, WAD, collateral.max(1))?;
        let discount = u128::from(case.budgets.backstop_discount()).min(most);
        // Nor of one that is slowly unwound: collateral covers its debt and what may be lost until an auction has sold.
        let shortfall = if case.assessment.is_critical() {
            cover::provision(debt, collateral, Wad(discount))?
        } else {
            0
        };
        for holding in case
            .portfolio
            .holdings
            .iter()
            .filter(|holding| holding.debt > 0)
        {
            // Of each debt the same share, rounded up: against who leaves.
            let expected = mul_div_up(holding.debt, shortfall, debt.max(1))?;
            let mut arguments = Output::selected(IDebtBook::expectShortfallCall::SELECTOR);
            arguments
                .address(account)
                .address(&holding.asset)
                .amount(expected);
            let vm = self.vm().clone();
            change(&vm, self, book, &arguments)?;
        }
        Ok(shortfall)
    }

    /// `IUnwinder.resolve`.
    #[inline(never)]
    pub(crate) fn resolve(&mut self, book: &Address, account: &Address) -> Result<()> {
        guard::enter(self.vm())?;
        let case = self.case(book, account)?;
        if case.has_collateral()? || !case.portfolio.has_debt() {
            return Err(about(IUnwinder::NoShortfall::SELECTOR, account));
        }
        if case.schedule.is_open() {
            let schedule = Schedule {
                closed_at: case.now,
                ..case.schedule
            };
            self.store_schedule(book, account, &schedule);
            self.log_closed(book, account, 0, &schedule);
        }
        for holding in case
            .portfolio
            .holdings
            .iter()
            .filter(|holding| holding.debt > 0)
        {
            let mut arguments = Output::selected(IDebtBook::writeOffCall::SELECTOR);
            arguments.address(account).address(&holding.asset);
            let vm = self.vm().clone();
            let words = change(&vm, self, book, &arguments)?;
            let [covered, lost] =
                [0, 1].map(|index| words.get(index).and_then(narrow).unwrap_or(0));
            let mut event = Output::event(&IUnwinder::Resolved::SIGNATURE_HASH);
            event
                .address(book)
                .address(account)
                .address(&holding.asset)
                .amount(covered)
                .amount(lost);
            event.emit(self.vm(), 3);
        }
        Ok(())
    }
}
