//! What the unwinder does: it sells collateral for repayment.

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ballast_common::{
    dispatch::{Input, Output},
    guard,
    owned::only,
};
use ballast_pool_state::{
    IPool,
    error::{Result, address},
    layout::Key,
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
    pub(crate) fn settle(&mut self, sale: Settlement) -> Result<u128> {
        guard::enter(self.vm())?;
        only(self.vm(), self.address_at(Key::UNWINDER))?;
        address(sale.receiver)?;
        let (repaid, shares) =
            self.reduce_debt(sale.debt_asset, sale.repay_amount, sale.account)?;
        let reserve = self.reserve(&sale.collateral_asset)?;
        self.take_collateral(
            sale.collateral_asset,
            reserve,
            sale.account,
            sale.collateral_amount,
        )?;
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
