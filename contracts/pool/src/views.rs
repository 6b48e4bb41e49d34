//! What the core lets anyone read: what an account's health depends on. The extension has the other views.

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

use crate::Pool;

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
