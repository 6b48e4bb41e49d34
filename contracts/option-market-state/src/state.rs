//! The storage of a market's programs, and the clock.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::revert::{Result, bare, number};
use ballast_delegate::transient;
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    IOptionMarket,
    terms::{Phase, Terms},
};

/// What is stored: slot 0, the table of words.
#[storage]
pub struct State {
    pub(crate) words: StorageMap<U256, StorageU256>,
}

impl State {
    /// Seconds.
    pub fn time(&self) -> u64 {
        self.vm().block_timestamp()
    }

    /// This market.
    pub fn this(&self) -> Address {
        self.vm().contract_address()
    }

    /// Seconds to the end of the window.
    pub fn seconds(&self, terms: &Terms) -> u64 {
        terms.until().saturating_sub(self.time())
    }

    /// Refuses from the expiry on.
    ///
    /// # Errors
    /// `Expired`.
    pub fn before_expiry(&self, terms: &Terms) -> Result<()> {
        match terms.phase(self.time()) {
            Phase::Open => Ok(()),
            _ => Err(number(IOptionMarket::Expired::SELECTOR, terms.expiry)),
        }
    }

    /// Notes that cash came in this transaction: borrowed for no longer than that, it must lower no skew and share in no
    /// spread, so what depends on it waits for the next.
    pub fn note_deposit(&self) {
        transient::store(self.vm(), 1);
    }

    /// Whether cash came in this transaction.
    pub fn just_deposited(&self) -> bool {
        transient::load(self.vm()) > 0
    }

    /// Refuses where cash came in this transaction.
    ///
    /// # Errors
    /// `JustDeposited`.
    #[inline(never)]
    pub fn without_deposit(&self) -> Result<()> {
        if self.just_deposited() {
            return Err(bare(IOptionMarket::JustDeposited::SELECTOR));
        }
        Ok(())
    }
}
