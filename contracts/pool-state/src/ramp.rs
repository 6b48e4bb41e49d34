//! Settings that tighten over time: what the unwinder judges by moves from what it was to what was set, so that no health
//! falls at once for what an owner sets. Opening is judged by the stricter of what holds at the moment, as the unwinder judges,
//! and what was set: what lies between them is not stricter than both, for all that is on its way ends at one time, and stress
//! is convex in whatever moves evenly. A z-score and a horizon on their way multiply what else moves: `pool-settings` says
//! how much that may add.
//!
//! What was set is stored where it always is, with the time in bits that it does not use; what held when it was set stands
//! in words of its own, which are read only until the end.

use alloy_primitives::U256;
use risk_core::fixed::mul_div_down;
use stylus_sdk::prelude::*;

use crate::{
    State,
    health::Held,
    layout::{Key, ReserveField, Risk},
};

/// When a change ends, and how long it takes: `ends u40 | length u24`, seconds; zero: nothing changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ramp {
    /// The second from which what was set holds.
    pub ends: u64,
    /// From setting to then.
    pub length: u64,
}

/// Bits of [`Ramp::length`].
const LENGTH_BITS: u32 = 24;

impl Ramp {
    /// Reads 64 bits.
    pub fn unpack(bits: u64) -> Self {
        Self {
            ends: bits >> LENGTH_BITS,
            length: bits & ((1 << LENGTH_BITS) - 1),
        }
    }

    /// Makes 64 bits.
    pub fn pack(&self) -> u64 {
        (self.ends << LENGTH_BITS) | self.length
    }

    /// Seconds until the end; zero where nothing changes any more.
    pub fn left(&self, now: u64) -> u64 {
        self.ends.saturating_sub(now).min(self.length)
    }

    /// A number below 2^38 on its way from `old` to `new`, rounded towards `new`.
    pub fn between(&self, left: u64, old: i64, new: i64) -> i64 {
        let rest = old.saturating_sub(new).saturating_mul(left as i64);
        new.saturating_add(rest.checked_div(self.length as i64).unwrap_or(0))
    }

    /// Four signed lanes of 16 bits on their way.
    #[inline(never)]
    fn lanes(&self, left: u64, old: u64, new: u64) -> u64 {
        let mut lanes = 0;
        for shift in [0u32, 16, 32, 48] {
            let lane = |lanes: u64| i64::from(lanes.wrapping_shr(shift) as i16);
            let value = self.between(left, lane(old), lane(new)) as u16;
            lanes |= u64::from(value).wrapping_shl(shift);
        }
        lanes
    }

    /// A profile and scenarios on their way, with `left` seconds to go: numbers in bps evenly, depth so that the cost of
    /// leaving, which goes as its inverse, moves evenly. Issuers and families do not move: `old` has the new ones.
    pub fn blend(&self, left: u64, old: [U256; 2], new: [U256; 2]) -> [U256; 2] {
        let [old_profile, old_scenarios] = old.map(|word| *word.as_limbs());
        let [[_, new_depth, c, d], new_scenarios] = new.map(|word| *word.as_limbs());
        let [_, old_depth, old_c, old_d] = old_profile;
        let depth = self.depth(left, old_depth, new_depth);
        let mut scenarios = new_scenarios;
        for (to, from) in scenarios.iter_mut().zip(old_scenarios) {
            *to = self.lanes(left, from, *to);
        }
        let (c, d) = (self.lanes(left, old_c, c), self.lanes(left, old_d, d));
        [
            U256::from_limbs([0, depth, c, d]),
            U256::from_limbs(scenarios),
        ]
    }

    /// A depth on its way down: old x new / (new + (old - new) x elapsed / length).
    fn depth(&self, left: u64, old: u64, new: u64) -> u64 {
        let (old, floor) = (u128::from(old), u128::from(new.max(1)));
        let elapsed = u128::from(self.length.saturating_sub(left));
        // Below 2^64 x 2^24 each.
        let whole = floor.saturating_mul(u128::from(self.length));
        let gone = old.saturating_sub(floor).saturating_mul(elapsed);
        let depth = mul_div_down(old, whole, whole.saturating_add(gone)).unwrap_or(0);
        (depth as u64).max(new)
    }
}

/// How an asset may lose value, as set, and how long that is on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Packed profile and scenario losses.
    pub words: [U256; 2],
    /// On their way.
    pub ramp: Ramp,
}

impl State {
    /// How a reserve's asset may lose value, as set.
    #[inline(never)]
    pub fn profile(&self, reserve: u8) -> Profile {
        let [ramp, b, c, d] = *self.field(reserve, ReserveField::Profile).as_limbs();
        let scenarios = self.field(reserve, ReserveField::Scenarios);
        Profile {
            words: [U256::from_limbs([0, b, c, d]), scenarios],
            ramp: Ramp::unpack(ramp),
        }
    }

    /// How it may lose value at the moment; nothing where that is what was set.
    #[inline(never)]
    pub fn eased_profile(&self, reserve: u8, set: &Profile) -> Option<[U256; 2]> {
        let left = set.ramp.left(self.vm().block_timestamp());
        (left > 0).then(|| set.ramp.blend(left, self.old_profile(reserve), set.words))
    }

    /// What judges health at the moment; nothing where that is what was set.
    #[inline(never)]
    pub fn eased_risk(&self, set: &Risk) -> Option<Risk> {
        let left = set.ramp.left(self.vm().block_timestamp());
        (left > 0).then(|| {
            let old = Risk::unpack(self.word_at(Key::OLD_RISK));
            // The z-score only rises on its way: by whole WAD units a second.
            let rise = set.z_score.saturating_sub(old.z_score);
            let step = rise.checked_div(set.ramp.length).unwrap_or(0);
            let horizon = set
                .ramp
                .between(left, i64::from(old.horizon), i64::from(set.horizon));
            Risk {
                z_score: set.z_score.saturating_sub(step.saturating_mul(left)),
                horizon: horizon as u32,
                ..*set
            }
        })
    }

    /// Puts what holds at the moment in place of what was set: whether that is anything else.
    #[inline(never)]
    pub fn ease(&self, held: &mut [Held], risk: &mut Risk) -> bool {
        let mut eased = false;
        for held in held {
            if let Some(words) = self.eased_profile(held.reserve, &held.profile) {
                held.profile.words = words;
                eased = true;
            }
        }
        if let Some(now) = self.eased_risk(risk) {
            *risk = now;
            eased = true;
        }
        eased
    }

    fn old_profile(&self, reserve: u8) -> [U256; 2] {
        [ReserveField::OldProfile, ReserveField::OldScenarios]
            .map(|field| self.field(reserve, field))
    }
}
