//! Settings that come to hold gradually: when a change begins, and when it ends.
//!
//! Everything that is on its way ends at one time: from any moment on it moves in a straight line to what was set, over
//! which the stress of a portfolio, being convex in loadings, haircuts, scenarios and the inverse of depth, is at most the
//! greater of that at the moment and that at the end, by both of which opening is judged. Ends of their own would let a hedge
//! go before what it hedges. The parametric stress has a factor z sqrt(horizon), which may rise while loadings fall, or fall
//! while they rise: where it changes r-fold, what lies between is at most (1 + r)^2 / 4r times the greater, 1.03 where
//! the horizon doubles.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use ballast_common::{convert::wide, dispatch::Output};
use ballast_pool_state::{
    IPool,
    error::{Result, bounded},
    layout::{Key, ReserveField, Risk},
    ramp::Ramp,
};
use risk_core::health::AssetRisk;
use stylus_sdk::prelude::*;

use crate::Settings;

/// Shortest and longest time that a change of settings takes, seconds: a day and thirty days.
const RAMP: (u128, u128) = (86_400, 2_592_000);
/// What it takes unless set: three days.
const DEFAULT_RAMP: u64 = 259_200;
impl Settings {
    /// Lets a reserve's asset be judged by `new` gradually: what must be stored with it. What is less strict holds at
    /// once where that can be told; loadings, scenarios and haircuts hedge or burden, as the account may be, and always go
    /// gradually: the haircut of what is owed counts against what is held of the same family.
    #[inline(never)]
    pub(crate) fn ramp_to(&mut self, asset: Address, reserve: u8, new: AssetRisk) -> Ramp {
        let set = self.profile(reserve);
        let [profile, scenarios] = self
            .eased_profile(reserve, &set)
            .unwrap_or(set.words)
            .map(|word| word.to_be_bytes());
        let mut old = AssetRisk::unpack(profile, scenarios);
        (old.issuer, old.family) = (new.issuer, new.family);
        old.idiosyncratic = old.idiosyncratic.min(new.idiosyncratic);
        old.basis = old.basis.min(new.basis);
        old.depth = old.depth.max(new.depth);
        if old == new {
            return Ramp::default();
        }
        let ramp = self.begin_ramp(asset);
        let (profile, scenarios) = old.pack();
        self.put_old_profile(reserve, [profile, scenarios].map(U256::from_be_bytes));
        ramp
    }

    /// A ramp that begins now; takes along all that is on its way, and logs the ends.
    #[inline(never)]
    pub(crate) fn begin_ramp(&mut self, asset: Address) -> Ramp {
        let now = self.vm().block_timestamp();
        let risk = Risk::unpack(self.word_at(Key::RISK));
        let mut ends = now.saturating_add(self.ramp_duration()).max(risk.ramp.ends);
        for reserve in 0..self.count() {
            ends = ends.max(self.profile(reserve).ramp.ends);
        }
        let ramp = Ramp {
            ends,
            length: ends.saturating_sub(now),
        };
        for reserve in 0..self.count() {
            let set = self.profile(reserve);
            let other = self.asset(reserve);
            if set.ramp.ends == ends || other == asset {
                continue;
            }
            if let Some(words) = self.eased_profile(reserve, &set) {
                self.put_old_profile(reserve, words);
                let [profile, _] = set.words;
                let key = Key::reserve(reserve, ReserveField::Profile);
                self.put(key, profile | U256::from(ramp.pack()));
                self.log_ramp(&other, ends);
            }
        }
        if risk.ramp.ends != ends
            && !asset.is_zero()
            && let Some(old) = self.eased_risk(&risk)
        {
            self.put(Key::OLD_RISK, old.pack());
            self.put(Key::RISK, Risk { ramp, ..risk }.pack());
            self.log_ramp(&Address::ZERO, ends);
        }
        self.log_ramp(&asset, ends);
        ramp
    }

    fn log_ramp(&self, asset: &Address, ends: u64) {
        Output::event(&IPool::RampBegun::SIGNATURE_HASH)
            .address(asset)
            .number(ends)
            .emit(self.vm(), 1);
    }

    /// What held when what was set was set.
    fn put_old_profile(&mut self, reserve: u8, words: [U256; 2]) {
        let fields = [ReserveField::OldProfile, ReserveField::OldScenarios];
        for (field, word) in fields.into_iter().zip(words) {
            self.put(Key::reserve(reserve, field), word);
        }
    }

    /// Seconds that a change takes.
    pub(crate) fn ramp_duration(&self) -> u64 {
        match *self.word_at(Key::RAMP).as_limbs() {
            [0, ..] => DEFAULT_RAMP,
            [duration, ..] => duration,
        }
    }

    /// `IPool.setRamp`.
    #[inline(never)]
    pub(crate) fn set_ramp(&mut self, duration: u128) -> Result<()> {
        self.only_unsealed_owner()?;
        let word = wide(bounded(0, duration, RAMP.0, RAMP.1)?);
        self.put(Key::RAMP, word);
        Output::event(&IPool::RampSet::SIGNATURE_HASH)
            .word(word)
            .emit(self.vm(), 0);
        Ok(())
    }
}
