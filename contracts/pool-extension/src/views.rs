//! What anyone may read, but the health that the core judges by, and what is set.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::dispatch::Output;
use ballast_pool_state::{
    IPool,
    error::{Result, about},
    health,
    layout::{Key, ReserveField, Risk},
};
use risk_core::health::FACTORS;

use crate::Extension;

/// Words of `IDebtBook.Portfolio` before its holdings.
const PORTFOLIO_HEAD: u64 = 9;

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
            .amount(market.supply_claim_down(supply_shares)?)
            .amount(supply_shares)
            .amount(amounts.collateral)
            .amount(market.debt_assets_up(amounts.debt_shares)?)
            .amount(amounts.debt_shares)
            .amount(market.supply_assets_down(supply_shares)?)
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
            .amount(market.provision.amount())
            .done())
    }

    /// `IDebtBook.portfolio`, encoded.
    #[inline(never)]
    pub(crate) fn portfolio(&self, account: Address) -> Result<Vec<u8>> {
        let mut risk = Risk::unpack(self.word_at(Key::RISK));
        let mut held = self.held(&account)?;
        self.ease(&mut held, &mut risk);
        let words = self.prices(&held, &risk)?;
        let target = self.judge().oracle();
        let read = |index| {
            health::reading(&words, index)
                .ok_or_else(|| about(IPool::CallFailed::SELECTOR, &target))
        };

        let mut out = Output::new();
        out.number(32).number(PORTFOLIO_HEAD.saturating_mul(32));
        for k in 0..FACTORS {
            out.amount(read(held.len().saturating_add(k))?.slow_variance);
        }
        out.word(self.judge().told())
            .number(risk.z_score)
            .number(u64::from(risk.horizon))
            .number(risk.buffer);
        out.number(held.len() as u64);
        for (index, held) in held.iter().enumerate() {
            let reading = read(index)?;
            let [profile, scenarios] = held.profile.words;
            out.word(self.field(held.reserve, ReserveField::Asset))
                .number(u64::from(held.decimals))
                .number(u64::from(reading.flags))
                .number(reading.updated_at)
                .amount(held.collateral)
                .amount(held.debt)
                .amount(reading.spot)
                .amount(reading.smoothed)
                .word(profile)
                .word(scenarios);
        }
        Ok(out.done())
    }
}
