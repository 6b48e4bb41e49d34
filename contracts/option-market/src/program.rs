//! The program: storage and calls.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    call,
    dispatch::{Input, Output, one_amount},
    program,
    revert::{Result as Outcome, about},
    select,
};
use ballast_delegate::forward;
use ballast_option_market_state::{
    IOptionMarket, State,
    cold::{INITIALISE, id_of},
};
use stylus_sdk::prelude::*;

use crate::{
    trading::Order,
    writing::{Exact, Exit},
};

/// A market of puts.
#[storage]
#[entrypoint]
pub struct OptionMarket {
    state: State,
}

impl Deref for OptionMarket {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for OptionMarket {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

program!(OptionMarket);

/// Words of the constructor's arguments before the extension: the terms, and where the strikes are.
const BEFORE_EXTENSION: usize = 11;
/// Interface id of ERC-165.
const ERC_165: u32 = 0x01ff_c9a7;

/// Arguments.
fn only_address(input: &mut Input) -> Result<Address, Vec<u8>> {
    let account = input.address();
    input.finish().map(|()| account)
}

fn only_amount(input: &mut Input) -> Result<u128, Vec<u8>> {
    let amount = input.amount();
    input.finish().map(|()| amount)
}

fn order(input: &mut Input, limited: bool) -> Result<Order, Vec<u8>> {
    let order = Order {
        strike: id_of(input.word()),
        amount: input.amount(),
        limit: if limited { input.amount() } else { 0 },
        receiver: input.address(),
    };
    input.finish().map(|()| order)
}

impl OptionMarket {
    /// Arguments: `IOptionMarket.Terms`, a list of `IOptionMarket.Strike`, and the extension, which is fixed, and whose code
    /// checks and stores the rest.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let arguments = input.rest();
        for _ in 0..BEFORE_EXTENSION {
            input.word();
        }
        let extension = input.address();
        input.finish()?;
        self.extend(extension)?;
        let vm = self.vm().clone();
        forward(&vm, self, extension, INITIALISE, arguments).map(|_| ())
    }

    /// Fixes the extension: without its code, every function of it would seem to succeed.
    fn extend(&mut self, extension: Address) -> Outcome<()> {
        let mut question = Output::selected(IOptionMarket::supportsInterfaceCall::SELECTOR);
        let question = question.word(U256::from(ERC_165).wrapping_shl(224)).data();
        let answer = call::read(self.vm(), extension, question);
        if answer.ok().and_then(|words| words.get(0)) != Some(U256::from(1)) {
            return Err(about(IOptionMarket::InvalidExtension::SELECTOR, &extension));
        }
        self.put_extension(extension);
        Ok(())
    }

    /// Runs the extension's code on this storage: what it returns or reverts with goes to the caller unchanged.
    #[cold]
    #[inline(never)]
    fn extended(&mut self, selector: u32, input: &Input) -> Result<Vec<u8>, Vec<u8>> {
        let (vm, extension) = (self.vm().clone(), self.extension());
        forward(&vm, self, extension, selector, input.rest())
    }

    #[inline(never)]
    fn entry(&mut self, input: &mut Input, exact: Exact) -> Result<(u128, u128), Vec<u8>> {
        let amount = input.amount();
        let receiver = only_address(input)?;
        Ok(self.enter(receiver, amount, exact)?)
    }

    #[inline(never)]
    fn exit(&mut self, input: &mut Input, exact: Exact) -> Result<(u128, u128), Vec<u8>> {
        let exit = Exit {
            amount: input.amount(),
            receiver: input.address(),
            owner: input.address(),
        };
        input.finish()?;
        Ok(self.leave(&exit, exact)?)
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IOptionMarket::buyCall => one_amount(self.buy(&order(input, true)?)?),
            IOptionMarket::closeCall => one_amount(self.close(&order(input, true)?)?),
            IOptionMarket::exerciseCall => one_amount(self.exercise(&order(input, false)?)?),
            IOptionMarket::serveCall => {
                let most = only_amount(input)?;
                one_amount(self.serve(most)?)
            },
            IOptionMarket::depositCall => one_amount(self.entry(input, Exact::Assets)?.1),
            IOptionMarket::mintCall => one_amount(self.entry(input, Exact::Shares)?.0),
            IOptionMarket::withdrawCall => one_amount(self.exit(input, Exact::Assets)?.1),
            IOptionMarket::redeemCall => one_amount(self.exit(input, Exact::Shares)?.0),
            else => return self.extended(selector, input),
        }))
    }
}
