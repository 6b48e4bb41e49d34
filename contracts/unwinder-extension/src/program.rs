//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::{convert::address_word, dispatch::Input, program, revert::about, select};
use ballast_delegate::forward;
use ballast_unwinder_state::{
    IUnwinder, State,
    layout::{SETTINGS, key},
};
use stylus_sdk::prelude::*;

/// The extension. Its storage is the unwinder's, laid out by the same [`State`]; at its own address it has nothing but where
/// the settings' program is: no owner and no debt book, so every function that changes anything is refused there.
#[storage]
#[entrypoint]
pub struct Extension {
    state: State,
}

impl Deref for Extension {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Extension {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

program!(Extension);

impl Extension {
    /// Argument: `settings`, the program with the settings, which every unwinder of this extension takes over and keeps.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let settings = input.address();
        input.finish()?;
        // Without code, every one of its functions would seem to succeed.
        if self.vm().code_size(settings) == 0 {
            return Err(about(IUnwinder::CallFailed::SELECTOR, &settings).into());
        }
        self.put(&Address::ZERO, key(SETTINGS), address_word(settings));
        Ok(())
    }

    /// Runs the code of the settings on this storage.
    #[cold]
    #[inline(never)]
    fn forwarded(&mut self, selector: u32, input: &Input) -> Result<Vec<u8>, Vec<u8>> {
        let (vm, settings) = (self.vm().clone(), self.address_at(SETTINGS));
        forward(&vm, self, settings, selector, input.rest())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        let two = |input: &mut Input| {
            let pair = (input.address(), input.address());
            input.finish().map(|()| pair)
        };
        Ok(select!(selector, {
            IUnwinder::statusCall => {
                let (book, account) = two(input)?;
                self.status(&book, &account)?
            },
            IUnwinder::openCall => {
                let (book, account) = two(input)?;
                self.open(&book, &account)?;
                Vec::new()
            },
            IUnwinder::observeCall => {
                let (book, account) = two(input)?;
                self.observe(&book, &account, false)?;
                Vec::new()
            },
            IUnwinder::closeCall => {
                let (book, account) = two(input)?;
                self.observe(&book, &account, true)?;
                Vec::new()
            },
            IUnwinder::prepareCall => {
                let (book, account) = (input.address(), input.address());
                let wanted = [input.address(), input.address()];
                input.finish()?;
                self.prepare(&book, &account, &wanted)?
            },
            IUnwinder::standStillCall => {
                let book = input.address();
                input.finish()?;
                self.stand_still(&book)?;
                Vec::new()
            },
            else => return self.forwarded(selector, input),
        }))
    }
}
