//! What the vault says to the pool, and hears of it.

use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    call,
    convert::narrow,
    dispatch::Output,
    revert::{Failure, Result, about},
};
use ballast_pool_state::{IPool, told::Told};
use stylus_sdk::prelude::*;

use alloy_primitives::Address;

use crate::{Vault, program::IVault};

/// Words of `IPool.Position`.
const SUPPLIED: usize = 0;
const WITHDRAWABLE: usize = 5;

impl Vault {
    /// What the vault's supply is of all claims, and what leaving pays for it, with interest to now.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn lent(&self) -> Result<(u128, u128)> {
        let pool = self.pool();
        let mut position = Output::selected(IPool::positionCall::SELECTOR);
        position
            .address(&self.asset())
            .address(&self.vm().contract_address());
        let words = call::read(self.vm(), pool, position.data())
            .map_err(|_| about(IVault::CallFailed::SELECTOR, &pool))?;
        match [SUPPLIED, WITHDRAWABLE].map(|place| words.get(place).and_then(narrow)) {
            [Some(lent), Some(exit)] => Ok((lent, exit)),
            _ => Err(about(IVault::CallFailed::SELECTOR, &pool)),
        }
    }

    /// The reserve; `None` where the pool does not answer.
    pub(crate) fn reserve(&self) -> Option<Told> {
        let (pool, asset) = (self.pool(), self.asset());
        Told::read(self.vm(), &pool, &asset, self.asset_decimals())
    }

    /// Lends what the vault holds in the name of `account`. Nothing for nothing.
    ///
    /// # Errors
    /// The pool's, unchanged.
    #[inline(never)]
    pub(crate) fn supply(&mut self, assets: u128, account: &Address) -> Result<()> {
        let mut supply = Output::selected(IPool::supplyCall::SELECTOR);
        supply
            .address(&self.asset())
            .amount(assets)
            .address(account);
        self.tell(assets, &supply)
    }

    /// Takes back what the vault lent. Nothing for nothing.
    ///
    /// # Errors
    /// The pool's, unchanged.
    #[inline(never)]
    pub(crate) fn take_back(&mut self, assets: u128, receiver: &Address) -> Result<()> {
        let mut withdraw = Output::selected(IPool::withdrawCall::SELECTOR);
        withdraw
            .address(&self.asset())
            .amount(assets)
            .address(&self.vm().contract_address())
            .address(receiver);
        self.tell(assets, &withdraw)
    }

    fn tell(&mut self, assets: u128, data: &Output) -> Result<()> {
        if assets == 0 {
            return Ok(());
        }
        let (vm, pool) = (self.vm().clone(), self.pool());
        call::write(&vm, self, pool, data.data())
            .map(|_| ())
            .map_err(Failure)
    }
}
