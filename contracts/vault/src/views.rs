//! What ERC-4626 lets anyone read. Nothing here reverts but for a pool that does not answer and for amounts too large to
//! count; the `max` functions never do, and what they tell can be done.

use alloy_primitives::Address;
use stylus_sdk::prelude::*;

use crate::Vault;

impl Vault {
    /// `IVault.maxDeposit` and `maxMint`: assets, and shares for them.
    #[inline(never)]
    pub(crate) fn max_in(&self, receiver: &Address) -> (u128, u128) {
        let (Ok((capital, ..)), Some(reserve), false) =
            (self.current(), self.reserve(), receiver.is_zero())
        else {
            return (0, 0);
        };
        // The pool sees the vault, not the receiver.
        let this = self.vm().contract_address();
        if !reserve.admits(self.vm(), &self.pool(), &this) {
            return (0, 0);
        }
        let assets = reserve.max_supply().min(capital.countable_assets());
        match capital.shares_down(assets) {
            Ok(shares) if shares > 0 => (assets, shares),
            _ => (0, 0),
        }
    }

    /// `IVault.maxWithdraw` and `maxRedeem`: assets, and shares for them.
    #[inline(never)]
    pub(crate) fn max_out(&self, owner: &Address) -> (u128, u128) {
        let held = self.balance(owner);
        let (Ok((capital, ..)), Some(reserve)) = (self.current(), self.reserve()) else {
            return (0, 0);
        };
        let cash = reserve.max_withdraw();
        let leaving = capital.leaving();
        match (leaving.assets_down(held), leaving.shares_down(cash)) {
            (Ok(assets), _) if assets <= cash => (assets, held),
            (_, Ok(shares)) => (cash, shares.min(held)),
            _ => (0, 0),
        }
    }
}
