//! What anyone may read, but what health depends on, which the core tells, and what is set.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::dispatch::Output;
use ballast_pool_state::{error::Result, layout::ReserveField};

use crate::Extension;

impl Extension {
    /// `IPool.position`, encoded.
    #[inline(never)]
    pub(crate) fn position(&self, asset: Address, account: Address) -> Result<Vec<u8>> {
        let config = self.config(&asset)?;
        let reserve = config.place.wrapping_sub(1);
        let market = self.current(config)?;
        let amounts = self.amounts(&account, reserve);
        let supply_shares = self.supply_of(&account, reserve);
        Ok(Output::new()
            .amount(market.supply_assets_down(supply_shares)?)
            .amount(supply_shares)
            .amount(amounts.collateral)
            .amount(market.debt_assets_up(amounts.debt_shares)?)
            .amount(amounts.debt_shares)
            .done())
    }

    /// `IPool.reserveState`, encoded.
    #[inline(never)]
    pub(crate) fn reserve_state(&self, asset: Address) -> Result<Vec<u8>> {
        let config = self.config(&asset)?;
        let reserve = config.place.wrapping_sub(1);
        let market = self.current(config)?;
        let earned = market.earned(self.split(reserve))?;
        Ok(Output::new()
            .amount(market.cash)
            .amount(market.debt())
            .amount(market.supply_shares)
            .amount(market.debt_shares)
            .amount(earned.reserves)
            .amount(earned.premium)
            .amount(market.escrow)
            .amount(market.borrow_rate()?.0)
            .done())
    }

    /// `IPool.reserves`, encoded.
    #[inline(never)]
    pub(crate) fn reserves(&self) -> Vec<u8> {
        let count = self.count();
        let mut out = Output::new();
        out.number(32).number(u64::from(count));
        for reserve in 0..count {
            out.word(self.field(reserve, ReserveField::Asset));
        }
        out.done()
    }
}
