//! What collateral may be: a dollar more of it never brings a dollar of stress or more, so that adding it never lowers an
//! account's health.

use alloc::vec::Vec;

use alloy_primitives::U256;
use alloy_sol_types::SolCall;
use ballast_common::{abi::IOracle, call, convert::narrow, dispatch::Output};
use ballast_pool_state::{
    error::{Result, bounded},
    health::{self, Held},
    layout::{Config, Key, ReserveField, Risk},
};
use risk_core::{
    fixed::{WAD, Wad},
    health::{
        AssetRisk, FACTORS, Factors, MAX_VALUE, MAX_VARIANCE, StressParameters,
        worst_marginal_stress,
    },
};
use stylus_sdk::prelude::*;

use crate::Settings;

/// By what a dollar more is judged: the strictest that holds until what is on its way has ended.
struct Judges {
    risk: Risk,
    factors: Factors,
    /// Of the parametric stress, which rises with the horizon, and of what leaving costs, which falls with it.
    longest: StressParameters,
    shortest: StressParameters,
}

impl Judges {
    /// The most stress that a further dollar brings, at the slow variances' caps, in any portfolio whose exposure to it is
    /// within `cap` USD, WAD. `beside`: the largest basis among others of its family, which what it matches adds.
    fn marginal(&self, asset: &AssetRisk, beside: u16, depth: u64, cap: Wad) -> Result<u128> {
        let held = AssetRisk {
            basis: asset.basis.saturating_add(beside),
            depth: u64::MAX,
            ..*asset
        };
        let left = AssetRisk {
            depth,
            ..AssetRisk::NONE
        };
        let loss = worst_marginal_stress(held, &self.factors, self.longest, cap)?;
        let impact = worst_marginal_stress(left, &self.factors, self.shortest, cap)?;
        Ok(loss.0.saturating_add(impact.0))
    }
}

impl Settings {
    /// Refuses settings by which a dollar more of a reserve's asset could bring a dollar of stress or more while no account
    /// holds more of it than the supply cap, at the price of this moment: of a family, or of all reserves. Nothing is judged
    /// yet without risk parameters. `position`: of the argument that is refused.
    #[inline(never)]
    pub(crate) fn require_monotone(&self, family: Option<u8>, position: u128) -> Result<()> {
        let risk = Risk::unpack(self.word_at(Key::RISK));
        if risk.z_score == 0 {
            return Ok(());
        }
        let judges = self.judges(risk)?;
        let mut known = Vec::with_capacity(usize::from(self.count()));
        for reserve in 0..self.count() {
            let set = self.profile(reserve);
            let now = self.eased_profile(reserve, &set).unwrap_or(set.words);
            known.push([set.words, now].map(|[profile, scenarios]| {
                AssetRisk::unpack(profile.to_be_bytes(), scenarios.to_be_bytes())
            }));
        }
        for (reserve, [set, now]) in (0..).zip(&known) {
            if family.is_some_and(|family| family != set.family) {
                continue;
            }
            let others = (0u8..)
                .zip(&known)
                .filter(|(other, [peer, _])| *other != reserve && peer.family == set.family);
            let beside = others.map(|(_, [peer, _])| peer.basis).max().unwrap_or(0);
            let cap = self.largest_position(reserve, &judges.risk)?;
            // Depth only falls on its way, so that what it will be is the least.
            let mut worst = judges.marginal(set, beside, set.depth, cap)?;
            if now != set {
                worst = worst.max(judges.marginal(now, beside, set.depth, cap)?);
            }
            bounded(position, worst, 0, WAD.saturating_sub(1))?;
        }
        Ok(())
    }

    #[inline(never)]
    fn judges(&self, risk: Risk) -> Result<Judges> {
        let now = self.eased_risk(&risk).unwrap_or(risk);
        // The z-score only rises on its way.
        let over = |horizon: u32| StressParameters {
            z: Wad(u128::from(risk.z_score)),
            horizon: u64::from(horizon),
        };
        let mut variances = [Wad::ZERO; FACTORS];
        for (variance, feed) in variances.iter_mut().zip(risk.factor_feeds) {
            *variance = self.variance_cap(feed).min(MAX_VARIANCE);
        }
        Ok(Judges {
            factors: Factors::from_valid(variances, self.judge().correlations())?,
            longest: over(risk.horizon.max(now.horizon)),
            shortest: over(risk.horizon.min(now.horizon)),
            risk,
        })
    }

    /// The largest slow variance that the oracle tells of a feed.
    #[inline(never)]
    fn variance_cap(&self, feed: u8) -> Wad {
        let mut question = Output::selected(IOracle::feedAtCall::SELECTOR);
        question.number(u64::from(feed));
        let answer = call::read(self.vm(), self.judge().oracle(), question.data()).ok();
        // The last field of `IOracle.Feed`.
        let cap = answer.and_then(|words| words.get(5)).unwrap_or(U256::ZERO);
        Wad(narrow(cap).unwrap_or(u128::MAX))
    }

    /// What a reserve's supply cap is worth, USD.
    #[inline(never)]
    fn largest_position(&self, reserve: u8, risk: &Risk) -> Result<Wad> {
        let config = Config::unpack(self.field(reserve, ReserveField::Config));
        let held = Held {
            feed: config.feed,
            ..Held::default()
        };
        let words = self.prices(&[held], risk)?;
        let price =
            health::reading(&words, 0).map_or(u128::MAX, |told| told.spot.max(told.smoothed));
        let cap = config.cap(config.supply_cap);
        let worth = health::value(cap, price, config.decimals, true).unwrap_or(MAX_VALUE);
        Ok(Wad(worth.0.clamp(WAD, MAX_VALUE.0)))
    }
}
