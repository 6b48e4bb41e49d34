//! Losses and earnings: write-offs, premiums, protocol reserves.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IInsurance,
    call,
    convert::{narrow, wide},
    dispatch::Output,
    guard,
    owned::only,
    token,
};
use ballast_pool_state::{
    IPool, Market,
    error::{Result, about, address, nonzero, require_cash, take},
    layout::{Key, ReserveField, Split},
    market::{Earned, Loss},
};
use stylus_sdk::prelude::*;

use crate::Extension;

impl Extension {
    /// Sends tokens out.
    pub(crate) fn send(&mut self, asset: &Address, to: &Address, amount: u128) -> Result<()> {
        let vm = self.vm().clone();
        Ok(token::send(&vm, self, *asset, *to, wide(amount))?)
    }

    /// Writes a reserve's totals, and how its fees are divided.
    pub(crate) fn store_divided(&mut self, reserve: u8, market: &Market, split: Split) {
        self.store_market(reserve, market);
        self.put(Key::reserve(reserve, ReserveField::Split), split.pack());
    }

    /// `IDebtBook.writeOff`.
    #[inline(never)]
    pub(crate) fn write_off(&mut self, account: Address, asset: Address) -> Result<Loss> {
        guard::enter(self.vm())?;
        only(self.vm(), self.address_at(Key::UNWINDER))?;
        let (reserve, market) = self.accrued(&asset)?;
        let before = self.amounts(&account, reserve);
        let debt_shares = before.debt_shares;
        let owed = nonzero(market.debt_assets_up(debt_shares)?)?;
        // The debt stands while the fund is called: nothing is booked until it is known who pays.
        self.store_market(reserve, &market);
        let paid = self.claim(reserve, asset, owed)?;

        let mut market = self.market_of(self.config(&asset)?);
        let (loss, split) = market.write_off(debt_shares, paid, self.split(reserve))?;
        self.store_divided(reserve, &market, split);
        let mut amounts = before;
        amounts.debt_shares = 0;
        self.store_amounts(&account, reserve, before, amounts, false)?;
        self.note_expected(account, asset, reserve, 0)?;
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
        let split = self.split(reserve);
        let paid = nonzero(market.earned(split)?.premium.min(market.cash))?;
        market.cash = market.cash.saturating_sub(paid);
        let spent = Earned {
            reserves: 0,
            premium: paid,
        };
        let split = market.spend(split, spent)?;
        self.store_divided(reserve, &market, split);
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
        let split = self.split(reserve);
        take(asset, market.earned(split)?.reserves, wanted)?;
        market.cash = require_cash(asset, market.cash, wanted)?;
        let spent = Earned {
            reserves: wanted,
            premium: 0,
        };
        let split = market.spend(split, spent)?;
        self.store_divided(reserve, &market, split);
        let mut event = Output::event(&IPool::ReservesClaimed::SIGNATURE_HASH);
        event.address(&asset).address(&receiver).amount(wanted);
        event.emit(self.vm(), 1);
        self.send(&asset, &receiver, wanted)
    }
}
