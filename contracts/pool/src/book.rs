//! Sales of collateral for repayment: the unwinder's, and those of owners and their managers.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    dispatch::{Input, Output},
    guard,
};
use ballast_pool_state::{
    ICallbacks, IPool,
    error::{Result, address, pair},
    health::Opening,
    layout::Key,
};
use risk_core::fixed::WAD;
use stylus_sdk::prelude::*;

use crate::{Pool, verbs::Action};

/// A sale of collateral for repayment. Amounts in token units.
pub(crate) struct Settlement<'a> {
    /// What is repaid, who gets what is sold, and what the payer is called back with, where it is.
    debt: Action<'a>,
    collateral_asset: Address,
    collateral_amount: u128,
    payer: Address,
}

impl<'a> Settlement<'a> {
    /// The arguments of `IDebtBook.settle`; of `IDebtBook.settleAndCall` where it calls back.
    #[inline(never)]
    pub(crate) fn read(input: &mut Input<'a>, calls: bool) -> Self {
        let account = input.address();
        let (collateral_asset, collateral_amount) = (input.address(), input.amount());
        let (asset, amount, payer) = (input.address(), input.amount(), input.address());
        Self {
            debt: Action {
                asset,
                amount,
                account,
                receiver: input.address(),
                data: calls.then(|| input.bytes()),
            },
            collateral_asset,
            collateral_amount,
            payer,
        }
    }
}

impl Pool {
    /// `IDebtBook.settle` and `IDebtBook.settleAndCall`.
    #[inline(never)]
    pub(crate) fn settle(&mut self, sale: Settlement<'_>) -> Result<u128> {
        guard::enter(self.vm())?;
        let Settlement {
            debt,
            collateral_asset,
            collateral_amount,
            mut payer,
        } = sale;
        address(debt.receiver)?;
        let reserve = self.reserve(&collateral_asset)?;
        let caller = self.vm().msg_sender();
        let mut before = None;
        if caller != self.address_at(Key::UNWINDER) {
            self.require_authorised(&debt.account)?;
            // Many have approved the pool: who may sell for an account pays himself.
            payer = caller;
            before = Some(self.judged(&debt.account, reserve)?);
        }
        let (repaid, shares) = self.reduce_debt(&debt)?;
        self.take_collateral(collateral_asset, reserve, debt.account, collateral_amount)?;
        if let Some(before) = before {
            let Opening { health, cover } = self.judged(&debt.account, reserve)?;
            // A health of zero says nothing about how far below zero it would be.
            let mut least = before.health.max(1);
            // Whose health is low already could sell what may lose the most for less than it is worth, keep the difference, and
            // leave a debt that what is left does not cover: under a health of 1 no debt may come to be covered less.
            if cover < before.cover {
                least = least.max(WAD);
            }
            if health < least {
                return Err(pair(IPool::Unhealthy::SELECTOR, health, least));
            }
        }
        let mut event = Output::event(&IPool::Settled::SIGNATURE_HASH);
        event
            .address(&debt.account)
            .address(&collateral_asset)
            .address(&debt.asset)
            .amount(collateral_amount)
            .amount(repaid)
            .amount(shares)
            .address(&payer)
            .address(&debt.receiver);
        event.emit(self.vm(), 3);
        // Delivered first, so that who pays may sell it for that.
        self.send(&collateral_asset, &debt.receiver, collateral_amount)?;
        self.collect(&debt, &payer, ICallbacks::onSettleCall::SELECTOR, repaid)?;
        Ok(repaid)
    }
}
