//! What anyone may read.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::dispatch::Output;
use risk_core::health::FACTORS;

use crate::{
    IPool, Pool,
    error::{Result, about},
    health,
    layout::{Key, ReserveField, Risk},
    settings::write_config,
};

/// Words of `IDebtBook.Portfolio` before its holdings.
const PORTFOLIO_HEAD: u64 = 9;

impl Pool {
    /// `IPool.openingHealth`, encoded.
    #[inline(never)]
    pub(crate) fn opening_health(&self, account: Address) -> Result<Vec<u8>> {
        let health = self.opening(&account, &Risk::unpack(self.word_at(Key::RISK)))?;
        Ok(Output::new().health(health).done())
    }

    /// `IDebtBook.portfolio`, encoded.
    #[inline(never)]
    pub(crate) fn portfolio(&self, account: Address) -> Result<Vec<u8>> {
        let risk = Risk::unpack(self.word_at(Key::RISK));
        let held = self.held(&account)?;
        let words = self.prices(&held, &risk)?;
        let target = self.address_at(Key::ORACLE);
        let read = |index| {
            health::reading(&words, index)
                .ok_or_else(|| about(IPool::CallFailed::SELECTOR, &target))
        };

        let mut out = Output::new();
        out.number(32).number(PORTFOLIO_HEAD.saturating_mul(32));
        for k in 0..FACTORS {
            out.amount(read(held.len().saturating_add(k))?.slow_variance);
        }
        out.word(self.word_at(Key::CORRELATIONS))
            .number(risk.z_score)
            .number(risk.horizon)
            .number(risk.buffer);
        out.number(held.len() as u64);
        for (index, held) in held.iter().enumerate() {
            let reading = read(index)?;
            out.word(self.field(held.reserve, ReserveField::Asset))
                .number(u64::from(held.decimals))
                .number(u64::from(reading.flags))
                .number(reading.updated_at)
                .amount(held.collateral)
                .amount(held.debt)
                .amount(reading.spot)
                .amount(reading.smoothed)
                .word(held.profile)
                .word(held.scenarios);
        }
        Ok(out.done())
    }

    /// `IPool.position`, encoded.
    #[inline(never)]
    pub(crate) fn position(&self, asset: Address, account: Address) -> Result<Vec<u8>> {
        let reserve = self.reserve(&asset)?;
        let market = self.current(reserve)?;
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
        let reserve = self.reserve(&asset)?;
        let market = self.current(reserve)?;
        Ok(Output::new()
            .amount(market.cash)
            .amount(market.debt)
            .amount(market.supply_shares)
            .amount(market.debt_shares)
            .amount(market.earned.reserves)
            .amount(market.earned.premium)
            .amount(self.escrow(reserve))
            .amount(market.borrow_rate()?.0)
            .done())
    }

    /// `IPool.reserveConfig`, encoded.
    #[inline(never)]
    pub(crate) fn reserve_config(&self, asset: Address) -> Result<Vec<u8>> {
        let reserve = self.reserve(&asset)?;
        let config = self.market(reserve).config;
        let profile = self.field(reserve, ReserveField::Profile);
        let scenarios = self.field(reserve, ReserveField::Scenarios);
        let mut out = Output::new();
        write_config(&mut out, &config, profile, scenarios);
        Ok(out
            .word(self.field(reserve, ReserveField::Insurance))
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
