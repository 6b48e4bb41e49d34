//! The program's storage and its functions by selector.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the interface files generate

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use ballast_common::{
    abi::IOwned,
    dispatch::{Input, Output, one_address, one_amount},
    owned::Owned,
    program,
    revert::Failure,
    select,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::verbs::Order;

sol!(
    #[sol(all_derives)]
    "../../abi/src/IUnwinder.sol"
);

/// The unwinder.
#[storage]
#[entrypoint]
pub struct Unwinder {
    pub(crate) owned: Owned,
    pub(crate) books: StorageMap<Address, StorageMap<U256, StorageU256>>,
}

program!(Unwinder);

impl Unwinder {
    /// Argument: `owner`, who allows debt books and sets parameters.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let owner = input.address();
        input.finish()?;
        self.owned.initialise(owner).map_err(Failure::from)?;
        Ok(())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        let two = |input: &mut Input| {
            let pair = (input.address(), input.address());
            input.finish().map(|()| pair)
        };
        Ok(select!(selector, {
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
            IUnwinder::fillCall => {
                let order = Order::read(input);
                input.finish()?;
                let (bought, paid) = self.fill(order)?;
                Output::new().amount(bought).amount(paid).done()
            },
            IUnwinder::closeCall => {
                let (book, account) = two(input)?;
                self.observe(&book, &account, true)?;
                Vec::new()
            },
            IUnwinder::resolveCall => {
                let (book, account) = two(input)?;
                self.resolve(&book, &account)?;
                Vec::new()
            },
            IUnwinder::statusCall => {
                let (book, account) = two(input)?;
                self.status(&book, &account)?
            },
            IUnwinder::quoteCall => {
                let (book, account) = two(input)?;
                self.quote(&book, &account)?
            },
            IUnwinder::scheduleCall => {
                let (book, account) = two(input)?;
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
            IUnwinder::parametersCall => self.parameters(),
            IUnwinder::isBookCall => {
                let book = input.address();
                input.finish()?;
                one_amount(u128::from(self.serves(&book)))
            },
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
