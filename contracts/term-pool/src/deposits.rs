//! Shares bought and given back before the start: ERC-4626 at one to one.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    dispatch::Output,
    guard,
    revert::{Result, address, number, pair},
    shares::Shares,
};
use stylus_sdk::prelude::*;

use crate::{TermPool, program::ITermPool, storage::Series};

impl TermPool {
    /// The series, if it is before its start.
    ///
    /// # Errors
    /// `Closed`.
    pub(crate) fn open_series(&self) -> Result<Series> {
        let series = self.series();
        if self.vm().block_timestamp() < series.start {
            Ok(series)
        } else {
            Err(number(ITermPool::Closed::SELECTOR, series.start))
        }
    }

    /// `ITermPool.deposit` and `mint`.
    #[inline(never)]
    pub(crate) fn deposit(&mut self, amount: u128, receiver: &Address) -> Result<u128> {
        guard::enter(self.vm())?;
        address(*receiver)?;
        let series = self.open_series()?;
        let supply = self.supply();
        let left = series.cap.saturating_sub(supply);
        if amount > left {
            return Err(pair(ITermPool::AboveCap::SELECTOR, amount, left));
        }
        self.put_supply(supply.saturating_add(amount));
        self.hand(&Address::ZERO, receiver, amount)?;
        let caller = self.vm().msg_sender();
        let mut log = Output::event(&ITermPool::Deposit::SIGNATURE_HASH);
        log.address(&caller).address(receiver);
        log.amount(amount).amount(amount).emit(self.vm(), 2);
        self.pull(series.debt_asset, amount)?;
        Ok(amount)
    }

    /// `ITermPool.withdraw` and `redeem`.
    #[inline(never)]
    pub(crate) fn withdraw(
        &mut self,
        amount: u128,
        receiver: &Address,
        owner: &Address,
    ) -> Result<u128> {
        guard::enter(self.vm())?;
        address(*receiver)?;
        address(*owner)?;
        let series = self.open_series()?;
        self.spend(owner, amount)?;
        self.hand(owner, &Address::ZERO, amount)?;
        let supply = self.supply();
        self.put_supply(supply.saturating_sub(amount));
        let caller = self.vm().msg_sender();
        let mut log = Output::event(&ITermPool::Withdraw::SIGNATURE_HASH);
        log.address(&caller).address(receiver).address(owner);
        log.amount(amount).amount(amount).emit(self.vm(), 3);
        self.send(series.debt_asset, receiver, amount)?;
        Ok(amount)
    }

    /// `ITermPool.maxDeposit` and `maxMint`.
    pub(crate) fn most_in(&self, receiver: &Address) -> u128 {
        match self.open_series() {
            Ok(series) if !receiver.is_zero() => series.cap.saturating_sub(self.supply()),
            _ => 0,
        }
    }

    /// `ITermPool.maxWithdraw` and `maxRedeem`.
    pub(crate) fn most_out(&self, owner: &Address) -> u128 {
        match self.open_series() {
            Ok(_) => self.balance(owner),
            Err(_) => 0,
        }
    }
}
