//! The program's storage and its functions by selector.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use ballast_common::{
    dispatch::{Input, Output, one_amount},
    positions::last_address,
    program, select,
    shares::{Shares, one_text},
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

sol!(
    #[sol(all_derives)]
    "../../abi/src/IProtected.sol"
);

/// A program. Slots: 0 the table of words (`storage`), 1 allowances by owner and spender.
#[storage]
#[entrypoint]
pub struct Protected {
    pub(crate) words: StorageMap<U256, StorageU256>,
    pub(crate) allowances: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

program!(Protected);

/// ERC-165 itself and ERC-20.
const INTERFACES: [u32; 2] = [0x01ff_c9a7, 0x3637_2b07];

impl Protected {
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        self.initialise(&mut input)
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IProtected::wrapCall => {
                let amount = input.amount();
                let receiver = last_address(input)?;
                self.wrap(amount, None, &receiver)?;
                Vec::new()
            },
            IProtected::wrapAndBuyCall => {
                let (amount, most) = (input.amount(), input.amount());
                let receiver = last_address(input)?;
                one_amount(self.wrap(amount, Some(most), &receiver)?)
            },
            IProtected::unwrapCall => {
                let amount = input.amount();
                let receiver = last_address(input)?;
                let paid = self.unwrap(amount, &receiver)?;
                Output::new().amount(paid.underlying).amount(paid.puts).amount(paid.cash).done()
            },
            IProtected::exerciseCall => one_amount(self.exercise()?),
            IProtected::latestRoundDataCall => self.tell_round()?,
            IProtected::termsCall => self.tell_terms(),
            IProtected::protectionCall => self.tell_protection(),
            IProtected::nameCall => one_text(self.title()),
            IProtected::symbolCall => one_text(self.symbol()),
            IProtected::decimalsCall => one_amount(self.made().decimals.into()),
            IProtected::totalSupplyCall => one_amount(self.supply()),
            IProtected::supportsInterfaceCall => {
                let id = input.word();
                input.finish()?;
                let [.., high] = *id.as_limbs();
                one_amount(INTERFACES.contains(&((high >> 32) as u32)).into())
            },
            else => return self.answer(selector, input),
        }))
    }
}
