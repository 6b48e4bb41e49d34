//! What anyone may read of what is set.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use ballast_common::dispatch::Output;
use ballast_pool_state::{
    error::Result,
    layout::{Key, ReserveField, Risk},
};

use crate::{
    Settings,
    access::paused_of,
    settings::{write_config, write_risk},
};

impl Settings {
    /// `IPool.reserveConfig`, encoded.
    #[inline(never)]
    pub(crate) fn reserve_config(&self, asset: Address) -> Result<Vec<u8>> {
        let config = self.config(&asset)?;
        let reserve = config.place.wrapping_sub(1);
        let [profile, scenarios] = self.profile(reserve).words;
        let mut out = Output::new();
        write_config(&mut out, &config, profile, scenarios);
        Ok(out
            .word(self.field(reserve, ReserveField::Insurance))
            .done())
    }

    /// `IPool.limits`, encoded.
    #[inline(never)]
    pub(crate) fn told_limits(&self, asset: Address) -> Result<Vec<u8>> {
        let config = self.config(&asset)?;
        let limits = self.limits(&config);
        let mut out = Output::new();
        out.number(u64::from(paused_of(config.flags)))
            .number(u64::from(limits.gated))
            .number(limits.outflow_cap)
            .number(u64::from(limits.window));
        if limits.outflow_cap == 0 {
            out.word(U256::MAX);
        } else {
            out.amount(limits.room(config.cap(limits.outflow_cap)));
        }
        Ok(out.done())
    }

    /// `IPool.ramp`, encoded.
    #[inline(never)]
    pub(crate) fn told_ramp(&self, asset: Address) -> Result<Vec<u8>> {
        let reserve = self.reserve(&asset)?;
        let set = self.profile(reserve);
        let [profile, scenarios] = self.eased_profile(reserve, &set).unwrap_or(set.words);
        Ok(Output::new()
            .word(profile)
            .word(scenarios)
            .number(set.ramp.ends)
            .number(self.ramp_duration())
            .done())
    }

    /// `IPool.roles`, encoded.
    pub(crate) fn roles(&self) -> Vec<u8> {
        Output::new()
            .word(self.word_at(Key::GUARDIAN))
            .word(self.word_at(Key::GATEKEEPER))
            .word(self.word_at(Key::SEALED))
            .done()
    }

    /// `IPool.risk`, encoded.
    #[inline(never)]
    pub(crate) fn risk(&self) -> Vec<u8> {
        let mut out = Output::new();
        write_risk(
            &mut out,
            &Risk::unpack(self.word_at(Key::RISK)),
            self.judge().told(),
        );
        out.done()
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
