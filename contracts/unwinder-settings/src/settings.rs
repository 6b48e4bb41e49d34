//! What the owner sets.

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ballast_common::{
    dispatch::Output,
    revert::{Result, address},
};
use ballast_unwinder_state::{
    IUnwinder,
    layout::{Parameters, key},
    records::{BUDGETS, Budgets, Clock},
};
use stylus_sdk::prelude::*;

use crate::Settings;

impl Settings {
    /// `IUnwinder.setBook`.
    pub(crate) fn set_book(&mut self, book: Address, allowed: bool) -> Result<()> {
        self.owned.only_owner()?;
        address(book)?;
        let clock = Clock {
            served: allowed,
            ..self.clock(&book)
        };
        self.store_clock(&book, &clock);
        Output::event(&IUnwinder::BookSet::SIGNATURE_HASH)
            .address(&book)
            .number(u64::from(allowed))
            .emit(self.vm(), 1);
        Ok(())
    }

    /// `IUnwinder.setParameters`.
    pub(crate) fn set_parameters(&mut self, fields: [u128; 10]) -> Result<()> {
        self.owned.only_owner()?;
        let parameters = Parameters::validated(fields)?;
        self.store_parameters(&parameters);
        let mut event = Output::event(&IUnwinder::ParametersSet::SIGNATURE_HASH);
        for field in parameters.fields() {
            event.amount(field);
        }
        event.emit(self.vm(), 0);
        Ok(())
    }

    /// `IUnwinder.setBudgets`.
    pub(crate) fn set_budgets(&mut self, fields: [u128; 5]) -> Result<()> {
        self.owned.only_owner()?;
        let budgets = Budgets::validated(fields)?;
        self.put(&Address::ZERO, key(BUDGETS), budgets.pack());
        let mut event = Output::event(&IUnwinder::BudgetsSet::SIGNATURE_HASH);
        for field in budgets.fields() {
            event.amount(field);
        }
        event.emit(self.vm(), 0);
        Ok(())
    }
}
