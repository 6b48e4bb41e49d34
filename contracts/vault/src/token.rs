//! Shares as a token: ERC-20.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::{address_word, narrow, wide},
    event,
    revert::{Result, about_two, address},
};
use stylus_sdk::prelude::*;

use crate::{Vault, program::IVault};

impl Vault {
    /// An account's shares.
    pub(crate) fn balance(&self, account: &Address) -> u128 {
        narrow(self.balances.get(*account)).unwrap_or_default()
    }

    /// Adds shares to an account. The caller counts them in the total, which bounds every balance.
    pub(crate) fn credit(&mut self, account: &Address, shares: u128) {
        let held = self.balance(account).saturating_add(shares);
        self.balances.setter(*account).set(wide(held));
    }

    /// Takes shares from an account. The caller counts them in the total.
    ///
    /// # Errors
    /// `ERC20InsufficientBalance`.
    pub(crate) fn debit(&mut self, account: &Address, shares: u128) -> Result<()> {
        let held = self.balance(account);
        let left = held.checked_sub(shares).ok_or_else(|| {
            let error = IVault::ERC20InsufficientBalance::SELECTOR;
            about_two(error, account, held, shares)
        })?;
        self.balances.setter(*account).set(wide(left));
        Ok(())
    }

    /// Uses up what the owner allows the caller; the owner needs no allowance.
    ///
    /// # Errors
    /// `ERC20InsufficientAllowance`.
    #[inline(never)]
    pub(crate) fn spend(&mut self, owner: &Address, shares: u128) -> Result<()> {
        let spender = self.vm().msg_sender();
        if spender == *owner {
            return Ok(());
        }
        let allowed = self.allowances.getter(*owner).get(spender);
        if allowed == U256::MAX {
            return Ok(());
        }
        // What does not fit 128 bits is more than all shares.
        let left = allowed.checked_sub(wide(shares)).ok_or_else(|| {
            let error = IVault::ERC20InsufficientAllowance::SELECTOR;
            about_two(error, &spender, narrow(allowed).unwrap_or_default(), shares)
        })?;
        self.allowances.setter(*owner).setter(spender).set(left);
        Ok(())
    }

    /// Sets an allowance.
    ///
    /// # Errors
    /// `ZeroAddress`.
    #[inline(never)]
    pub(crate) fn allow(&mut self, owner: &Address, spender: &Address, value: U256) -> Result<()> {
        address(*spender)?;
        self.allowances.setter(*owner).setter(*spender).set(value);
        let parties = [address_word(*owner), address_word(*spender)];
        event::emit(
            self.vm(),
            IVault::Approval::SIGNATURE_HASH,
            &parties,
            &[value],
        );
        Ok(())
    }

    /// Tells of a transfer; the zero address stands for shares minted or burned.
    #[inline(never)]
    pub(crate) fn transferred(&self, from: &Address, to: &Address, shares: u128) {
        let parties = [address_word(*from), address_word(*to)];
        let hash = IVault::Transfer::SIGNATURE_HASH;
        event::emit(self.vm(), hash, &parties, &[wide(shares)]);
    }

    /// `IVault.transfer` and `transferFrom`.
    #[inline(never)]
    pub(crate) fn transfer(&mut self, from: &Address, to: &Address, shares: u128) -> Result<()> {
        address(*to)?;
        self.spend(from, shares)?;
        self.debit(from, shares)?;
        self.credit(to, shares);
        self.transferred(from, to, shares);
        Ok(())
    }
}
