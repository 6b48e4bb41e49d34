//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use ballast_common::{
    abi::IOwned,
    dispatch::{Input, one_address, one_amount},
    program,
    revert::Failure,
    select,
};
use ballast_unwinder_state::{
    IUnwinder, State,
    layout::{EXTENSION, SETTINGS},
};
use stylus_sdk::prelude::*;

/// The settings. Their storage is the unwinder's, laid out by the same [`State`].
#[storage]
#[entrypoint]
pub struct Settings {
    state: State,
}

impl Deref for Settings {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Settings {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

program!(Settings);

impl Settings {
    /// There is nothing to construct: what nobody initialises, nobody can take over.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IUnwinder::chargeDistressCall => {
                let (book, account) = (input.address(), input.address());
                input.finish()?;
                self.charge_distress(&book, &account)?;
                Vec::new()
            },
            IUnwinder::resolveCall => {
                let (book, account) = (input.address(), input.address());
                input.finish()?;
                self.resolve(&book, &account)?;
                Vec::new()
            },
            IUnwinder::expectShortfallCall => {
                let (book, account) = (input.address(), input.address());
                input.finish()?;
                one_amount(self.expect_shortfall(&book, &account)?)
            },
            IUnwinder::outlookCall => {
                let (book, account) = (input.address(), input.address());
                let horizon = input.number(u64::MAX);
                input.finish()?;
                self.outlook(&book, &account, horizon)?
            },
            IUnwinder::scheduleCall => {
                let (book, account) = (input.address(), input.address());
                input.finish()?;
                self.schedule(&book, &account)
            },
            IUnwinder::setBookCall => {
                let (book, allowed) = (input.address(), input.flag());
                input.finish()?;
                self.set_book(book, allowed)?;
                Vec::new()
            },
            IUnwinder::setParametersCall => {
                let fields = [0; 10].map(|_: u8| input.amount());
                input.finish()?;
                self.set_parameters(fields)?;
                Vec::new()
            },
            IUnwinder::setBudgetsCall => {
                let fields = [0; 5].map(|_: u8| input.amount());
                input.finish()?;
                self.set_budgets(fields)?;
                Vec::new()
            },
            IUnwinder::budgetsCall => self.budgets(),
            IUnwinder::clockCall => {
                let book = input.address();
                input.finish()?;
                self.told_clock(&book)
            },
            IUnwinder::parametersCall => self.parameters(),
            IUnwinder::isBookCall => {
                let book = input.address();
                input.finish()?;
                one_amount(u128::from(self.serves(&book)))
            },
            IUnwinder::extensionCall => one_address(&self.address_at(EXTENSION)),
            IUnwinder::settingsCall => one_address(&self.address_at(SETTINGS)),
            IOwned::ownerCall => one_address(&self.owned.owner()),
            IOwned::transferOwnershipCall => {
                let candidate = input.address();
                input.finish()?;
                self.owned.transfer(candidate).map_err(Failure::from)?;
                Vec::new()
            },
            IOwned::acceptOwnershipCall => {
                self.owned.accept().map_err(Failure::from)?;
                Vec::new()
            },
            else => return Err(Vec::new()),
        }))
    }
}
