//! The program's storage and its functions by selector.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use ballast_common::{
    dispatch::{Input, Output, one_amount},
    program, select,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{layout::Order, verbs::Execution};

sol!(
    #[sol(all_derives)]
    "../../abi/src/IOrders.sol"
);

/// Margin calls and standing orders.
#[storage]
#[entrypoint]
pub struct Orders {
    /// Words by debt book and key: see `layout`.
    pub(crate) books: StorageMap<Address, StorageMap<U256, StorageU256>>,
}

program!(Orders);

/// Book, account and number of an order.
fn place(input: &mut Input) -> Result<(Address, Address, u8), Vec<u8>> {
    let place = (input.address(), input.address(), input.number(255) as u8);
    input.finish().map(|()| place)
}

impl Orders {
    /// There is nothing to construct.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IOrders::setCall => {
                let (book, id) = (input.address(), input.number(255) as u8);
                let order = Order::read(input);
                input.finish()?;
                one_amount(self.set(&book, id, order)?.into())
            },
            IOrders::cancelCall => {
                let (book, id) = (input.address(), input.number(255) as u8);
                input.finish()?;
                self.cancel(&book, id)?;
                Vec::new()
            },
            IOrders::consentCall => {
                let (book, account, asset) = (input.address(), input.address(), input.address());
                let amount = input.amount();
                input.finish()?;
                self.consent(&book, &account, &asset, amount);
                Vec::new()
            },
            IOrders::armCall => {
                let (book, account, id) = place(input)?;
                self.arm(&book, &account, id)?;
                Vec::new()
            },
            IOrders::executeCall => {
                let execution = Execution::read(input);
                input.finish()?;
                let (moved, paid) = self.execute(execution)?;
                Output::new().amount(moved).amount(paid).done()
            },
            IOrders::watchCall => {
                let (book, account) = (input.address(), input.address());
                input.finish()?;
                self.watch(&book, &account)?;
                Vec::new()
            },
            IOrders::orderCall => {
                let (book, account, id) = place(input)?;
                self.order(&book, &account, id)
            },
            IOrders::quoteCall => {
                let (book, account, id) = place(input)?;
                self.quote(&book, &account, id)?
            },
            IOrders::consentOfCall => {
                let (book, source) = (input.address(), input.address());
                let (account, asset) = (input.address(), input.address());
                input.finish()?;
                one_amount(self.consented(&book, &source, &account, &asset))
            },
            IOrders::calledAtCall => {
                let (book, account) = (input.address(), input.address());
                input.finish()?;
                one_amount(self.called_at(&book, &account).into())
            },
            else => return Err(Vec::new()),
        }))
    }
}
