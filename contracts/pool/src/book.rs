//! What the unwinder and the insurance fund do: the debt-book interface, premiums and reserves.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IInsurance,
    call,
    convert::narrow,
    dispatch::{Input, Output},
    guard,
    owned::only,
    token,
};
use stylus_sdk::prelude::*;

use crate::{
    IPool, Pool,
    error::{Result, about, address, nonzero, require_cash, take},
    layout::{Key, ReserveField},
    market::Loss,
    state::Amounts,
};

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
    fn only_unwinder(&self) -> Result<()> {
        guard::enter(self.vm())?;
        Ok(only(self.vm(), self.address_at(Key::UNWINDER))?)
    }

    /// `IDebtBook.settle`.
    #[inline(never)]
    pub(crate) fn settle(&mut self, sale: Settlement) -> Result<u128> {
        self.only_unwinder()?;
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

    /// `IDebtBook.writeOff`.
    #[inline(never)]
    pub(crate) fn write_off(&mut self, account: Address, asset: Address) -> Result<Loss> {
        self.only_unwinder()?;
        let (reserve, market) = self.accrued(&asset)?;
        let debt_shares = self.amounts(&account, reserve).debt_shares;
        let owed = nonzero(market.debt_assets_up(debt_shares)?)?;
        // The debt stands while the fund is called: nothing is booked until it is known who pays.
        self.store_market(reserve, &market);
        let paid = self.claim(reserve, asset, owed)?;

        let mut market = self.market(reserve);
        let loss = market.write_off(debt_shares, paid)?;
        self.store_market(reserve, &market);
        let collateral = self.amounts(&account, reserve).collateral;
        self.store_amounts(
            &account,
            reserve,
            Amounts {
                collateral,
                debt_shares: 0,
            },
        )?;
        let mut event = Output::event(&IPool::WrittenOff::SIGNATURE_HASH);
        event
            .address(&account)
            .address(&asset)
            .amount(owed)
            .amount(loss.covered)
            .amount(loss.reserves)
            .amount(loss.lost);
        event.emit(self.vm(), 2);
        Ok(loss)
    }

    /// Claims `owed` from the reserve's insurance fund: what arrived. A fund that fails fails the claim, so that nobody
    /// can have a loss booked past it; the owner can take a dead fund off the reserve.
    fn claim(&mut self, reserve: u8, asset: Address, owed: u128) -> Result<u128> {
        let fund = self.address_at(Key::reserve(reserve, ReserveField::Insurance));
        if fund.is_zero() {
            return Ok(0);
        }
        let vm = self.vm().clone();
        let this = vm.contract_address();
        let before = token::balance(&vm, asset, this)?;
        let mut arguments = Output::selected(IInsurance::coverCall::SELECTOR);
        arguments.amount(owed);
        call::write(&vm, self, fund, arguments.data())
            .map_err(|_| about(IPool::CallFailed::SELECTOR, &fund))?;
        Ok(narrow(token::balance(&vm, asset, this)?.saturating_sub(before)).unwrap_or(owed))
    }

    /// `IPool.payPremium`.
    #[inline(never)]
    pub(crate) fn pay_premium(&mut self, asset: Address) -> Result<u128> {
        guard::enter(self.vm())?;
        let (reserve, mut market) = self.accrued(&asset)?;
        let target = address(self.address_at(Key::reserve(reserve, ReserveField::Insurance)))?;
        let paid = nonzero(market.earned.premium.min(market.cash))?;
        market.cash = market.cash.saturating_sub(paid);
        market.earned.premium = market.earned.premium.saturating_sub(paid);
        self.store_market(reserve, &market);
        let mut event = Output::event(&IPool::PremiumPaid::SIGNATURE_HASH);
        event.address(&asset).address(&target).amount(paid);
        event.emit(self.vm(), 1);
        self.send(&asset, &target, paid)?;
        let vm = self.vm().clone();
        let mut arguments = Output::selected(IInsurance::notifyPremiumCall::SELECTOR);
        arguments.amount(paid);
        call::write(&vm, self, target, arguments.data())
            .map_err(|_| about(IPool::CallFailed::SELECTOR, &target))?;
        Ok(paid)
    }

    /// `IPool.claimReserves`.
    #[inline(never)]
    pub(crate) fn claim_reserves(
        &mut self,
        asset: Address,
        wanted: u128,
        receiver: Address,
    ) -> Result<()> {
        guard::enter(self.vm())?;
        self.owned.only_owner()?;
        address(receiver)?;
        let wanted = nonzero(wanted)?;
        let (reserve, mut market) = self.accrued(&asset)?;
        market.earned.reserves = take(asset, market.earned.reserves, wanted)?;
        market.cash = require_cash(asset, market.cash, wanted)?;
        self.store_market(reserve, &market);
        let mut event = Output::event(&IPool::ReservesClaimed::SIGNATURE_HASH);
        event.address(&asset).address(&receiver).amount(wanted);
        event.emit(self.vm(), 1);
        self.send(&asset, &receiver, wanted)
    }
}
