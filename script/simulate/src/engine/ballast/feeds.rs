//! Feeds, round by round, as the oracle program keeps them.

use super::terms::{AssetTerms, Terms};
use crate::averages::{HalfLives, Round, State};
use crate::error::{Error, Result};
use risk_core::fixed::Wad;

/// Every asset's feed: as stored at its last round, and as of now.
#[derive(Debug, Clone, Default)]
pub(super) struct Feeds {
    stored: Vec<State>,
    present: Vec<State>,
    caps: Vec<Wad>,
    /// What answers are cut to: WAD per unit of the feed.
    grains: Vec<u128>,
    /// Seconds after which rounds are stale.
    heartbeats: Vec<u64>,
    half_lives: HalfLives,
    opened: u64,
    now: u64,
}

fn overflow(_: risk_core::RiskError) -> Error {
    Error::Overflow {
        what: "a feed's average",
    }
}

impl Feeds {
    pub(super) fn open(terms: &Terms, prices: &[u128], now: u64) -> Self {
        let grain = |asset: &AssetTerms| {
            10_u128.saturating_pow(18_u32.saturating_sub(u32::from(asset.feed_decimals)))
        };
        let grains: Vec<u128> = terms.assets.iter().map(grain).collect();
        let stored: Vec<State> = terms
            .assets
            .iter()
            .zip(prices)
            .zip(&grains)
            .map(|((asset, price), grain)| {
                let price = Wad(cut(*price, *grain));
                let round = Round {
                    price,
                    updated_at: now,
                };
                State::first(round, Wad(asset.variance), now)
            })
            .collect();
        Self {
            present: stored.clone(),
            stored,
            caps: terms.assets.iter().map(|a| Wad(a.variance_cap)).collect(),
            grains,
            heartbeats: terms.assets.iter().map(|asset| asset.heartbeat).collect(),
            half_lives: HalfLives {
                smoothing: terms.half_lives.smoothing,
                fast: terms.half_lives.fast,
                slow: terms.half_lives.slow,
            },
            opened: now,
            now,
        }
    }

    /// A round arrives and is poked at once.
    pub(super) fn round(&mut self, asset: usize, price: u128, now: u64) -> Result<()> {
        let (Some(state), Some(cap), Some(grain)) = (
            self.stored.get_mut(asset),
            self.caps.get(asset),
            self.grains.get(asset),
        ) else {
            return Ok(());
        };
        let round = Round {
            price: Wad(cut(price, *grain)),
            updated_at: now,
        };
        if state.precedes(&round) {
            *state = state
                .take(round, &self.half_lives, *cap)
                .and_then(|state| state.carry(now, &self.half_lives))
                .map_err(overflow)?;
        }
        Ok(())
    }

    /// Brings what is read to now.
    pub(super) fn carry(&mut self, now: u64) -> Result<()> {
        self.now = now;
        for (present, stored) in self.present.iter_mut().zip(&self.stored) {
            *present = stored.carry(now, &self.half_lives).map_err(overflow)?;
        }
        Ok(())
    }

    /// A feed as of now.
    pub(super) fn present(&self, asset: usize) -> State {
        self.present.get(asset).copied().unwrap_or_default()
    }

    /// Whether a feed had a round since the start.
    pub(super) fn has_moved(&self, asset: usize) -> bool {
        self.stored
            .get(asset)
            .is_some_and(|state| state.updated_at > self.opened)
    }

    /// Slow variance per year.
    pub(super) fn slow(&self, asset: usize) -> Wad {
        self.stored.get(asset).map_or(Wad::ZERO, |state| state.slow)
    }

    /// Whether a feed's round is stale.
    pub(super) fn is_stale(&self, asset: usize) -> bool {
        let lasts = self.heartbeats.get(asset).copied().unwrap_or(u64::MAX);
        self.now > self.present(asset).updated_at.saturating_add(lasts)
    }
}

/// A price as a feed's answer tells it; at least its least unit, for no feed tells zero.
fn cut(price: u128, grain: u128) -> u128 {
    (price / grain.max(1)).max(1).saturating_mul(grain.max(1))
}
