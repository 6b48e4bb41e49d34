//! Sales of collateral for repayment: the unwinder's, and those of owners and their managers.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    dispatch::{Input, Output},
    guard,
};
use ballast_pool_state::{
    IPool,
    error::{Result, address, pair},
    layout::{Key, Risk},
};
use stylus_sdk::prelude::*;

use crate::Pool;

/// A sale of collateral for repayment. Amounts in token units.
pub(crate) struct Settlement {
    account: Address,
    collateral_asset: Address,
    collateral_amount: u128,
    debt_asset: Address,
    repay_amount: u128,
    payer: Address,
    receiver: Address,
}

impl Settlement {
    /// The arguments of `IDebtBook.settle`.
    #[inline(never)]
    pub(crate) fn read(input: &mut Input) -> Self {
        Self {
            account: input.address(),
            collateral_asset: input.address(),
            collateral_amount: input.amount(),
            debt_asset: input.address(),
            repay_amount: input.amount(),
            payer: input.address(),
            receiver: input.address(),
        }
    }
}

impl Pool {
    /// `IDebtBook.settle`.
    #[inline(never)]
    pub(crate) fn settle(&mut self, mut sale: Settlement) -> Result<u128> {
        guard::enter(self.vm())?;
        address(sale.receiver)?;
        let reserve = self.reserve(&sale.collateral_asset)?;
        let risk = Risk::unpack(self.word_at(Key::RISK));
        let caller = self.vm().msg_sender();
        let mut least = 0;
        if caller != self.address_at(Key::UNWINDER) {
            self.require_authorised(&sale.account)?;
            // Many have approved the pool: who may sell for an account pays himself.
            sale.payer = caller;
            // A health of zero says nothing about how far below zero it would be.
            least = self.opening(&sale.account, &risk, reserve)?.max(1);
        }
        let (repaid, shares) =
            self.reduce_debt(sale.debt_asset, sale.repay_amount, sale.account)?;
        self.take_collateral(
            sale.collateral_asset,
            reserve,
            sale.account,
            sale.collateral_amount,
        )?;
        if least > 0 {
            let health = self.opening(&sale.account, &risk, reserve)?;
            if health < least {
                return Err(pair(IPool::Unhealthy::SELECTOR, health, least));
            }
        }
        let mut event = Output::event(&IPool::Settled::SIGNATURE_HASH);
        event
            .address(&sale.account)
            .address(&sale.collateral_asset)
            .address(&sale.debt_asset)
            .amount(sale.collateral_amount)
            .amount(repaid)
            .amount(shares)
            .address(&sale.payer)
            .address(&sale.receiver);
        event.emit(self.vm(), 3);
        self.pull(&sale.debt_asset, &sale.payer, repaid)?;
        self.send(
            &sale.collateral_asset,
            &sale.receiver,
            sale.collateral_amount,
        )?;
        Ok(repaid)
    }
}
