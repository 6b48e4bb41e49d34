//! What a reserve is closed to: pauses, an allow-list, a cap on what flows out. They cost a verb nothing but the look at
//! its flags where none is set.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{convert::join64, dispatch::Output};
use risk_core::fixed::mul_div_down;
use stylus_sdk::prelude::*;

use crate::{
    IPool, State,
    error::{Failure, Result, about_one, about_two},
    layout::{Config, Key, LIMITED, PAUSES, ReserveField, Verb},
};

/// An allow-list and a cap on net outflow: `outflow_cap u64 | updated_at u40, gated u1, window u23 | net i128`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Largest net outflow that a window starts with, whole tokens; zero: no cap.
    pub outflow_cap: u64,
    /// Seconds in which an outflow of the whole cap is forgotten.
    pub window: u32,
    /// Only allowed accounts may supply, escrow and borrow.
    pub gated: bool,
    /// What flowed out and is not forgotten yet, token units; negative: what flowed in.
    pub net: i128,
    /// When something was last forgotten, seconds.
    pub updated_at: u64,
}

const WINDOW_BITS: u32 = 23;

impl Limits {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [low, high, times, outflow_cap] = *word.as_limbs();
        Self {
            outflow_cap,
            window: (times & ((1 << WINDOW_BITS) - 1)) as u32,
            gated: times & (1 << WINDOW_BITS) != 0,
            net: join64(high, low) as i128,
            updated_at: times >> (WINDOW_BITS + 1),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let times = (self.updated_at << (WINDOW_BITS + 1))
            | (u64::from(self.gated) << WINDOW_BITS)
            | u64::from(self.window);
        let net = self.net as u128;
        U256::from_limbs([net as u64, (net >> 64) as u64, times, self.outflow_cap])
    }

    /// Forgets what flowed, in either direction, evenly: the whole cap in one window. Whole units, rounded down: less
    /// may flow out.
    pub fn forget(&mut self, now: u64, cap: u128) {
        let elapsed = u128::from(now.saturating_sub(self.updated_at));
        let forgotten =
            mul_div_down(cap, elapsed, u128::from(self.window.max(1))).unwrap_or(u128::MAX);
        if forgotten > 0 {
            let left = self.net.unsigned_abs().saturating_sub(forgotten);
            // At most what it was.
            self.net = if self.net < 0 {
                (left as i128).saturating_neg()
            } else {
                left as i128
            };
            self.updated_at = now;
        }
    }

    /// How much may flow out now, token units.
    pub fn room(&self, cap: u128) -> u128 {
        u128::try_from((cap as i128).saturating_sub(self.net)).unwrap_or(0)
    }
}

impl State {
    /// An asset's limits, with what flowed forgotten up to now.
    #[inline(never)]
    pub fn limits(&self, config: &Config) -> Limits {
        let key = Key::reserve(config.place.wrapping_sub(1), ReserveField::Limits);
        let mut limits = Limits::unpack(self.word_at(key));
        limits.forget(self.vm().block_timestamp(), config.cap(limits.outflow_cap));
        limits
    }

    /// Whether an account is on the allow-list.
    pub fn allowed(&self, account: &Address) -> bool {
        !self.word_at(Key::allowed(account)).is_zero()
    }

    /// Refuses a verb that is paused, that the account is not allowed, or whose outflow passes the cap; counts its flow.
    ///
    /// # Errors
    /// [`IPool::Paused`], [`IPool::NotAllowed`], [`IPool::OutflowExceeded`].
    #[inline(never)]
    pub fn guard(
        &mut self,
        asset: &Address,
        config: &Config,
        verb: Verb,
        account: &Address,
        amount: u128,
    ) -> Result<()> {
        let paused = config.flags & verb.pause();
        if paused != 0 {
            let what = u128::from(paused >> PAUSES);
            return Err(about_one(IPool::Paused::SELECTOR, asset, what));
        }
        if config.flags & LIMITED == 0 {
            return Ok(());
        }
        let mut limits = self.limits(config);
        if limits.gated
            && matches!(verb, Verb::Supply | Verb::Borrow | Verb::Collateral)
            && !self.allowed(account)
        {
            let mut refusal = Output::selected(IPool::NotAllowed::SELECTOR);
            return Err(Failure(refusal.address(asset).address(account).done()));
        }
        if limits.outflow_cap == 0 || verb == Verb::Collateral {
            return Ok(());
        }
        let cap = config.cap(limits.outflow_cap);
        let flow = amount.min(i128::MAX as u128) as i128;
        if matches!(verb, Verb::Borrow | Verb::Withdraw) {
            let room = limits.room(cap);
            if amount > room {
                return Err(about_two(
                    IPool::OutflowExceeded::SELECTOR,
                    asset,
                    room,
                    amount,
                ));
            }
            limits.net = limits.net.saturating_add(flow);
        } else {
            limits.net = limits.net.saturating_sub(flow);
        }
        let key = Key::reserve(config.place.wrapping_sub(1), ReserveField::Limits);
        self.put(key, limits.pack());
        Ok(())
    }

    /// Writes an asset's settings, under both keys.
    #[inline(never)]
    pub fn store_config(&mut self, asset: &Address, config: &Config) {
        let (word, reserve) = (config.pack(), config.place.wrapping_sub(1));
        self.put(Key::config(asset), word);
        self.put(Key::reserve(reserve, ReserveField::Config), word);
    }
}
