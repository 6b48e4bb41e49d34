//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    call,
    convert::address_word,
    dispatch::{Input, Output},
    program,
    revert::{Result, about},
    select,
};
use ballast_delegate::forward;
use ballast_unwinder_state::{
    IUnwinder, State,
    layout::{EXTENSION, SETTINGS, key},
};
use stylus_sdk::prelude::*;

use crate::verbs::Order;

/// The unwinder.
#[storage]
#[entrypoint]
pub struct Unwinder {
    state: State,
}

impl Deref for Unwinder {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Unwinder {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

program!(Unwinder);

impl Unwinder {
    /// Arguments: `owner`, who allows debt books and sets parameters; `extension`, which is fixed.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let (owner, extension) = (input.address(), input.address());
        input.finish()?;
        self.initialise(owner, extension).map_err(Into::into)
    }

    fn initialise(&mut self, owner: Address, extension: Address) -> Result<()> {
        self.owned.initialise(owner)?;
        // Without code, every function of the extension would seem to succeed; without settings, those of these.
        let question = Output::selected(IUnwinder::settingsCall::SELECTOR);
        let settings = match call::read(self.vm(), extension, question.data()) {
            Ok(words) if self.vm().code_size(extension) > 0 => words.get(0).unwrap_or_default(),
            _ => U256::ZERO,
        };
        if settings.is_zero() {
            return Err(about(IUnwinder::CallFailed::SELECTOR, &extension));
        }
        self.put(&Address::ZERO, key(SETTINGS), settings);
        self.put(&Address::ZERO, key(EXTENSION), address_word(extension));
        Ok(())
    }

    /// Runs the extension's code on this storage: what it returns or reverts with goes to the caller unchanged.
    #[cold]
    #[inline(never)]
    fn extended(&mut self, selector: u32, input: &Input) -> Result<Vec<u8>, Vec<u8>> {
        let (vm, extension) = (self.vm().clone(), self.address_at(EXTENSION));
        forward(&vm, self, extension, selector, input.rest())
    }

    /// A fill, from its arguments.
    #[inline(never)]
    fn filled(&mut self, input: &mut Input, calls: bool) -> Result<Vec<u8>, Vec<u8>> {
        let order = Order::read(input, calls);
        input.finish()?;
        let (bought, paid) = self.fill(order)?;
        Ok(Output::new().amount(bought).amount(paid).done())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        let two = |input: &mut Input| {
            let pair = (input.address(), input.address());
            input.finish().map(|()| pair)
        };
        Ok(select!(selector, {
            IUnwinder::fillCall => self.filled(input, false)?,
            IUnwinder::fillAndCallCall => self.filled(input, true)?,
            IUnwinder::quoteCall => {
                let (book, account) = two(input)?;
                self.quote(&book, &account, &[Address::ZERO; 2])?
            },
            IUnwinder::quotePairCall => {
                let (book, account) = (input.address(), input.address());
                let wanted = [input.address(), input.address()];
                input.finish()?;
                self.quote(&book, &account, &wanted)?
            },
            IUnwinder::passInKindCall => {
                let (book, account) = two(input)?;
                self.pass_in_kind(&book, &account)?;
                Vec::new()
            },
            IUnwinder::openerFeeCall => {
                let (book, account) = two(input)?;
                self.opener_fee(&book, &account)?
            },
            IUnwinder::limitsCall => {
                let (book, account) = two(input)?;
                self.limits(&book, &account)?
            },
            else => return self.extended(selector, input),
        }))
    }
}
