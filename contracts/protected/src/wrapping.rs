//! Shares made of underlying and puts, and ended for what they are of.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::wide,
    dispatch::Output,
    guard,
    revert::{Result, address, nonzero, number, pair},
    shares::Shares,
    token,
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{
    Protected,
    program::IProtected,
    storage::Made,
    worth::{Phase, part},
};

/// What shares were ended for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Paid {
    pub(crate) underlying: u128,
    pub(crate) puts: u128,
    pub(crate) cash: u128,
}

impl Protected {
    /// Refuses from the expiry on.
    ///
    /// # Errors
    /// `Expired`.
    pub(crate) fn wrapping(&self, made: &Made) -> Result<()> {
        let expiry = made.floor.expiry;
        if self.vm().block_timestamp() < expiry {
            Ok(())
        } else {
            Err(number(IProtected::Expired::SELECTOR, expiry))
        }
    }

    /// Pulls exactly `amount` from the caller.
    #[inline(never)]
    fn pull(&mut self, asset: Address, amount: u128) -> Result<()> {
        let vm = self.vm().clone();
        let from = vm.msg_sender();
        Ok(token::pull(&vm, self, asset, from, wide(amount))?)
    }

    /// Sends `amount`. Nothing for nothing.
    #[inline(never)]
    fn send(&mut self, asset: Address, to: &Address, amount: u128) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let vm = self.vm().clone();
        Ok(token::send(&vm, self, asset, *to, wide(amount))?)
    }

    /// `IProtected.wrap`, and with a `limit` `wrapAndBuy`: the premium.
    #[inline(never)]
    pub(crate) fn wrap(
        &mut self,
        amount: u128,
        limit: Option<u128>,
        receiver: &Address,
    ) -> Result<u128> {
        guard::enter(self.vm())?;
        address(*receiver)?;
        let made = self.made();
        self.wrapping(&made)?;
        nonzero(amount)?;
        let premium = match limit {
            None => 0,
            Some(limit) => {
                let premium = self.premium(&made, amount)?;
                if premium > limit {
                    let error = IProtected::PremiumAboveLimit::SELECTOR;
                    return Err(pair(error, premium, limit));
                }
                premium
            }
        };
        let supply = self.supply().checked_add(amount);
        self.put_supply(supply.ok_or(RiskError::Overflow)?, false);
        self.hand(&Address::ZERO, receiver, amount)?;
        let caller = self.vm().msg_sender();
        let mut log = Output::event(&IProtected::Wrapped::SIGNATURE_HASH);
        log.address(&caller).address(receiver);
        log.amount(amount).amount(premium).emit(self.vm(), 2);
        self.pull(made.underlying, amount)?;
        match limit {
            None => self.pull_puts(&made, amount)?,
            Some(_) => {
                self.pull(made.asset, premium)?;
                self.buy_puts(&made, amount, premium)?;
            }
        }
        Ok(premium)
    }

    /// `IProtected.unwrap`.
    #[inline(never)]
    pub(crate) fn unwrap(&mut self, amount: u128, receiver: &Address) -> Result<Paid> {
        guard::enter(self.vm())?;
        address(*receiver)?;
        nonzero(amount)?;
        let (made, owner) = (self.made(), self.vm().msg_sender());
        let (supply, waits) = (self.supply(), self.waits());
        self.hand(&owner, &Address::ZERO, amount)?;
        // Nobody has more than all.
        self.put_supply(supply.saturating_sub(amount), false);
        let mut paid = Paid::default();
        match self.phase(&made) {
            Phase::Exercised => {
                let left = self.left();
                // Down, for those who stay.
                paid.cash = part(left, amount, supply)?;
                self.put_left(left.saturating_sub(paid.cash));
            }
            phase => {
                paid.underlying = amount;
                paid.puts = if phase == Phase::Ended { 0 } else { amount };
            }
        }
        let mut log = Output::event(&IProtected::Unwrapped::SIGNATURE_HASH);
        log.address(&owner).address(receiver).amount(amount);
        log.amount(paid.underlying)
            .amount(paid.puts)
            .amount(paid.cash)
            .emit(self.vm(), 2);
        if waits {
            let cash = self.exercised().cash;
            let mut log = Output::event(&IProtected::Fetched::SIGNATURE_HASH);
            log.amount(cash).emit(self.vm(), 0);
            self.fetch(&made, cash)?;
        }
        self.send(made.underlying, receiver, paid.underlying)?;
        if paid.puts > 0 {
            self.send_puts(&made, receiver, paid.puts)?;
        }
        self.send(made.asset, receiver, paid.cash)?;
        Ok(paid)
    }
}
