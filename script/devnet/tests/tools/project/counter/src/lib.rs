//! Counts; has no constructor.
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]

extern crate alloc;

use alloc::{vec, vec::Vec};
use alloy_primitives::U256;
use alloy_sol_types::sol;
use stylus_sdk::{prelude::*, storage::StorageU256};

sol! {
    /// The count went up.
    event Counted(uint256 count);
    /// The count is at its end.
    error Ended(uint256 count);
}

/// Why a call fails.
#[derive(SolidityError)]
pub enum Error {
    /// See `Ended`.
    Ended(Ended),
}

/// The counter.
#[entrypoint]
#[storage]
pub struct Counter {
    count: StorageU256,
}

#[public]
impl Counter {
    /// The count.
    pub fn count(&self) -> U256 {
        self.count.get()
    }

    /// Counts on by `by`.
    pub fn increment(&mut self, by: U256) -> Result<(), Error> {
        let count = self.count.get();
        let next = count
            .checked_add(by)
            .ok_or(Error::Ended(Ended { count }))?;
        self.count.set(next);
        self.vm().log(Counted { count: next });
        Ok(())
    }
}
