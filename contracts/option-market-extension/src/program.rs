//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use ballast_common::{dispatch::Input, program};
use ballast_option_market_state::{State, cold};
use stylus_sdk::prelude::*;

/// The extension. Its storage is the market's, laid out by the same [`State`].
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
    /// There is nothing to construct: what nobody initialises, nobody can take over.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        cold::dispatch(self, selector, &mut input)
    }
}
