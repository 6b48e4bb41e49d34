//! The program's storage and its functions by selector.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_primitives::U256;
use alloy_sol_types::sol;
use ballast_common::{
    dispatch::{Input, Output},
    program, select,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{order::Order, storage::Place};

sol!(
    #[sol(all_derives)]
    "../../abi/src/IRoller.sol"
);

/// Standing orders. Slots: see `storage`.
#[storage]
#[entrypoint]
pub struct Roller {
    pub(crate) running: StorageU256,
    pub(crate) orders: StorageMap<U256, StorageU256>,
}

program!(Roller);

fn place(input: &mut Input) -> Place {
    Place {
        pool: input.address(),
        account: input.address(),
        from: input.address(),
    }
}

impl Roller {
    /// There is nothing to construct.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IRoller::setCall => {
                let (pool, from) = (input.address(), input.address());
                let order = Order::read(input);
                input.finish()?;
                self.set(pool, from, &order)?;
                Vec::new()
            },
            IRoller::cancelCall => {
                let (pool, from) = (input.address(), input.address());
                input.finish()?;
                self.cancel(pool, from)?;
                Vec::new()
            },
            IRoller::rollCall => {
                let (place, to, amount) = (place(input), input.address(), input.amount());
                input.finish()?;
                let (premium, fee) = self.roll(&place, to, amount)?;
                Output::new().amount(premium).amount(fee).done()
            },
            IRoller::onDepositCollateralCall => {
                let (amount, data) = (input.amount(), input.bytes());
                input.finish()?;
                self.called_back(amount, data)?;
                Vec::new()
            },
            IRoller::orderCall => {
                let place = place(input);
                input.finish()?;
                self.order(&place).write(&mut Output::new()).done()
            },
            else => return Err(Vec::new()),
        }))
    }
}
