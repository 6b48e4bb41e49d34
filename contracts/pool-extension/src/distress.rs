//! The charge for distress: what an unwind's slowness is worth to the borrower goes to those who bear its risk.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ballast_common::{abi::IDebtBook, dispatch::Output, guard, owned::only};
use ballast_pool_state::{
    distress::Meter,
    error::Result,
    layout::{Key, ReserveField},
    market::add,
};
use stylus_sdk::prelude::*;

use crate::Extension;

impl Extension {
    /// `IDebtBook.chargeDistress`.
    #[inline(never)]
    pub(crate) fn charge_distress(
        &mut self,
        account: Address,
        asset: Address,
        rate: u128,
        time: u64,
    ) -> Result<u128> {
        guard::enter(self.vm())?;
        only(self.vm(), self.address_at(Key::UNWINDER))?;
        let (reserve, mut market) = self.accrued(&asset)?;
        let before = self.amounts(&account, reserve);
        let key = Key::distress(&account, reserve);
        let mut meter = Meter::unpack(self.word_at(key));
        let owed = if before.debt_shares == 0 {
            0
        } else {
            market.debt_assets_up(before.debt_shares)?
        };
        let charged = meter.charge(owed, rate, time.min(self.vm().block_timestamp()))?;
        self.put(key, meter.pack());
        if charged == 0 {
            self.store_market(reserve, &market);
            return Ok(0);
        }
        let fund = self.address_at(Key::reserve(reserve, ReserveField::Insurance));
        let premium = if fund.is_zero() { 0 } else { charged >> 1 };
        let (shares, split) = market.charge(charged, premium, self.split(reserve))?;
        self.store_divided(reserve, &market, split);
        let mut amounts = before;
        amounts.debt_shares = add(amounts.debt_shares, shares)?;
        self.store_amounts(&account, reserve, before, amounts, false)?;
        let mut event = Output::event(&IDebtBook::DistressCharged::SIGNATURE_HASH);
        event
            .address(&account)
            .address(&asset)
            .amount(charged)
            .amount(premium)
            .amount(shares)
            .amount(rate);
        event.emit(self.vm(), 2);
        Ok(charged)
    }

    /// `IDebtBook.distress`, encoded.
    #[inline(never)]
    pub(crate) fn distress(&self, account: &Address, asset: &Address) -> Result<Vec<u8>> {
        let key = Key::distress(account, self.reserve(asset)?);
        let meter = Meter::unpack(self.word_at(key));
        let mut out = Output::new();
        out.amount(meter.charged).number(meter.since);
        Ok(out.number(meter.last).done())
    }
}
