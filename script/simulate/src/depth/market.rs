//! A market that sales weigh on.

use risk_core::fixed::{SignedWad, Wad, pow};

use super::DepthModel;
use crate::engine::Depth;
use crate::error::Result;
use crate::fixed::{WAD, scale_down, scale_up};

/// A price never falls by more than this share of the path's for what was sold.
const MOST_DISPLACED: u128 = WAD / 10 * 9;

/// What weighs on one asset.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    usd: u128,
    since: u64,
}

/// A depth model with what was sold so far. Every engine gets one of its own, untouched.
#[derive(Debug, Clone)]
pub struct Market {
    model: DepthModel,
    /// Per asset of the path: its curve.
    curves: Vec<Option<usize>>,
    /// Per curve: assets that share a curve share its market.
    weights: Vec<Weight>,
}

impl Market {
    /// An untouched market for these assets, in the path's order.
    #[must_use]
    pub fn new(model: DepthModel, assets: &[String]) -> Self {
        Self {
            curves: assets.iter().map(|asset| model.curve(asset)).collect(),
            weights: vec![Weight::default(); model.curves.len()],
            model,
        }
    }

    /// The curve of an asset and what weighs on it at a moment, rounded down.
    fn weighed(&self, asset: usize, time: u64) -> Option<(usize, u128)> {
        let curve = self.curves.get(asset).copied().flatten()?;
        let weight = self.weights.get(curve).filter(|weight| weight.usd > 0);
        let Some(weight) = weight else {
            return Some((curve, 0));
        };
        let elapsed = u128::from(time.saturating_sub(weight.since));
        let halvings = elapsed.saturating_mul(WAD) / u128::from(self.model.recovery.max(1));
        let halvings = SignedWad(i128::try_from(halvings).unwrap_or(i128::MAX));
        let left = pow(Wad(WAD / 2), halvings).map_or(0, |left| left.0);
        let usd = scale_down(weight.usd, left, WAD, "the weight of sales").unwrap_or(weight.usd);
        Some((curve, usd))
    }

    fn displaced(&self, curve: usize, weight: u128) -> Result<u128> {
        let exponent = self
            .model
            .curves
            .get(curve)
            .map_or(0, |curve| curve.exponent);
        let impact = self.model.impact(curve, weight)?;
        let slope = scale_up(impact, WAD.saturating_add(exponent), WAD, "a displacement")?;
        Ok(slope.min(MOST_DISPLACED))
    }

    /// Average loss of a sale against the displaced price.
    fn lost(&self, curve: usize, weight: u128, usd: u128) -> Result<u128> {
        let what = "the slippage of a sale";
        let after = self.model.cost(curve, weight.saturating_add(usd))?;
        let cost = after.saturating_sub(self.model.cost(curve, weight)?);
        let average = scale_up(cost.min(usd), WAD, usd, what)?;
        let left = WAD.saturating_sub(self.displaced(curve, weight)?);
        let kept = scale_down(WAD.saturating_sub(average), WAD, left, what)?;
        Ok(WAD.saturating_sub(kept))
    }
}

impl Depth for Market {
    fn displacement(&self, asset: usize, time: u64) -> u128 {
        let Some((curve, weight)) = self.weighed(asset, time).filter(|(_, usd)| *usd > 0) else {
            return 0;
        };
        self.displaced(curve, weight).unwrap_or(MOST_DISPLACED)
    }

    fn slippage(&self, asset: usize, time: u64, usd: u128) -> u128 {
        let Some((curve, weight)) = self.weighed(asset, time).filter(|_| usd > 0) else {
            return 0;
        };
        self.lost(curve, weight, usd).unwrap_or(WAD)
    }

    fn trade(&mut self, asset: usize, time: u64, sold: u128, bought: u128) {
        let Some((curve, weight)) = self.weighed(asset, time) else {
            return;
        };
        if let Some(slot) = self.weights.get_mut(curve) {
            let usd = weight.saturating_add(sold).saturating_sub(bought);
            *slot = Weight { usd, since: time };
        }
    }
}
