//! Holds money for the owner whom its payable constructor names.
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

use alloc::{vec, vec::Vec};
use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use stylus_sdk::{
    prelude::*,
    storage::{StorageAddress, StorageU256},
};

sol! {
    /// A purse needs an owner.
    error NoOwner(uint256 deposit);
}

/// Why a call fails.
#[derive(SolidityError)]
pub enum Error {
    /// See `NoOwner`.
    NoOwner(NoOwner),
}

/// The purse.
#[entrypoint]
#[storage]
pub struct Purse {
    owner: StorageAddress,
    deposit: StorageU256,
}

#[public]
impl Purse {
    /// Names the owner and keeps what is paid in.
    #[constructor]
    #[payable]
    pub fn constructor(&mut self, owner: Address) -> Result<(), Error> {
        let deposit = self.vm().msg_value();
        if owner.is_zero() {
            return Err(Error::NoOwner(NoOwner { deposit }));
        }
        self.owner.set(owner);
        self.deposit.set(deposit);
        Ok(())
    }

    /// The owner.
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// What was paid in, in wei.
    pub fn deposit(&self) -> U256 {
        self.deposit.get()
    }
}
