//! Within which prices an account that is healthy stays so, and may be passed over.
//!
//! Collateral - stress - debt is concave in the USD values of positions, for the stress is convex in them: a norm, a
//! maximum of straight lines, floors and costs of leaving that are convex under the conditions that [`is_convex`] checks.
//! Values are linear in each of these blocks while the others stand still: the price of each family's first asset, the
//! prices of its other members in units of that, and each debt. A function that is concave in each block is least at a
//! corner of the box that the blocks span. So where every corner is healthy, everything inside is.
//!
//! Variances move too. With s the factors' deviations at the fence's epoch, and each within a share e of it since, the norm
//! of the exposures F under the present covariance exceeds that at the epoch by at most e sum |F_k| s_k, for the factors'
//! exposures then change by at most e, and a norm of a sum is at most the sum of norms. That is added at every corner.
//!
//! What rounding may take, a billionth of the debt, is demanded on top. A test compares runs with and without fences.

use super::feeds::Feeds;
use super::terms::Terms;
use super::{Held, risk};
use crate::error::Result;
use crate::fixed::{WAD, scale_down, scale_up};
use ballast_pool_state::Market;
use risk_core::fixed::Wad;
use risk_core::health::{self, FACTORS, Factors, Position, StressParameters};

/// How far deviations of factors may move within an epoch: 2%.
const DRIFT: u128 = WAD / 50;
/// How much of it variances may lose and gain: 1.02^-2 and 1.02^2, rounded inwards.
const VARIANCE_LOW: u128 = 961_200_000_000_000_000;
const VARIANCE_HIGH: u128 = 1_040_400_000_000_000_000;
/// How far debts may grow.
const DEBT_ROOM: u128 = WAD / 250;
/// Shares of which the debt tells how far debts have grown.
const INDEX_SHARES: u128 = WAD * 1_000_000;
/// Widest fence, and how often it is halved.
const WIDEST: u128 = WAD / 3;
const HALVINGS: u32 = 7;
/// Blocks at most: a corner for each of their subsets.
const MOST_BLOCKS: usize = 7;

/// What fences are measured by, as of one moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Sight {
    /// Place of the first asset of each asset's family.
    leaders: Vec<usize>,
    /// Of each asset: its price, or that in units of its leader's, at spot and smoothed.
    coordinates: Vec<[u128; 2]>,
    /// Whether an asset's price has ever moved.
    moves: Vec<bool>,
    /// Debt of [`INDEX_SHARES`] in each reserve.
    indices: Vec<u128>,
    epoch: u64,
    variances: [u128; FACTORS],
    factors: Option<Factors>,
}

impl Sight {
    /// Looks at the feeds and the reserves.
    pub(super) fn look(&mut self, terms: &Terms, feeds: &Feeds, reserves: &[Market]) -> Result<()> {
        let assets = &terms.assets;
        if self.leaders.is_empty() {
            self.leaders = assets
                .iter()
                .map(|asset| {
                    let kin = assets
                        .iter()
                        .position(|a| a.risk.family == asset.risk.family);
                    kin.unwrap_or(0)
                })
                .collect();
            self.moves = vec![false; assets.len()];
        }
        self.coordinates.clear();
        for (asset, leader) in self.leaders.iter().enumerate() {
            let own = feeds.present(asset);
            let pair = if *leader == asset {
                [own.spot.0, own.smoothed.0]
            } else {
                let of = feeds.present(*leader);
                let share = |own: Wad, of: Wad| scale_down(own.0, WAD, of.0, "a fence");
                [share(own.spot, of.spot)?, share(own.smoothed, of.smoothed)?]
            };
            self.coordinates.push(pair);
        }
        for (asset, moves) in self.moves.iter_mut().enumerate() {
            *moves = *moves || feeds.has_moved(asset);
        }
        self.indices.clear();
        for reserve in reserves {
            self.indices
                .push(reserve.debt_assets_up(INDEX_SHARES).map_err(risk)?);
        }
        let mut variances = [0; FACTORS];
        for (variance, asset) in variances.iter_mut().zip(terms.factors) {
            let floor = assets.get(asset).map_or(0, |a| a.variance_floor);
            *variance = feeds.slow(asset).0.max(floor);
        }
        let within = |(now, then): (&u128, &u128)| -> Result<bool> {
            Ok(*now >= scale_up(*then, VARIANCE_LOW, WAD, "a variance")?
                && *now <= scale_down(*then, VARIANCE_HIGH, WAD, "a variance")?)
        };
        let mut same = self.factors.is_some();
        for pair in variances.iter().zip(&self.variances) {
            same = same && within(pair)?;
        }
        if !same {
            self.epoch += 1;
            self.variances = variances;
            let factors = Factors::from_valid(variances.map(Wad), terms.correlations);
            self.factors = Some(factors.map_err(risk)?);
        }
        Ok(())
    }

    fn coordinate(&self, asset: usize) -> [u128; 2] {
        self.coordinates.get(asset).copied().unwrap_or([0; 2])
    }
}

/// Bounds within which an account is healthy.
#[derive(Debug, Clone)]
pub(super) struct Fence {
    epoch: u64,
    /// Asset, lowest and highest coordinate.
    bounds: Vec<(usize, u128, u128)>,
    /// Reserve and its highest index.
    debts: Vec<(usize, u128)>,
}

impl Fence {
    /// Whether the account is surely healthy now.
    pub(super) fn holds(&self, sight: &Sight) -> bool {
        self.epoch == sight.epoch
            && self.bounds.iter().all(|(asset, low, high)| {
                let [spot, smoothed] = sight.coordinate(*asset);
                spot >= *low && spot <= *high && smoothed >= *low && smoothed <= *high
            })
            && self
                .debts
                .iter()
                .all(|(asset, most)| sight.indices.get(*asset).is_some_and(|index| index <= most))
    }

    /// The widest of several fences whose corners are all healthy; none where none is.
    pub(super) fn around(
        held: &[(Held, u128)],
        terms: &Terms,
        sight: &Sight,
        parameters: StressParameters,
    ) -> Result<Option<Self>> {
        let Some(factors) = sight.factors else {
            return Ok(None);
        };
        if !is_convex(held, terms) {
            return Ok(None);
        }
        let mut assets: Vec<usize> = Vec::new();
        for (own, _) in held {
            let leader = sight.leaders.get(own.asset).copied().unwrap_or(own.asset);
            for asset in [leader, own.asset] {
                if !assets.contains(&asset) {
                    assets.push(asset);
                }
            }
        }
        let mut room = WIDEST;
        for _ in 0..HALVINGS {
            let mut bounds = Vec::with_capacity(assets.len());
            for asset in &assets {
                let [spot, smoothed] = sight.coordinate(*asset);
                let leads = sight.leaders.get(*asset) == Some(asset);
                let dollar = terms
                    .assets
                    .get(*asset)
                    .is_some_and(|asset| asset.risk.depth == u64::MAX);
                let moves = |asset: &usize| sight.moves.get(*asset).copied().unwrap_or(true);
                let room = match (moves(asset), leads && !dollar) {
                    (false, true) => 0,
                    (false, false) if leads => 0,
                    (_, true) => room,
                    (_, false) => room / 16,
                };
                bounds.push((
                    *asset,
                    scale_down(spot.min(smoothed), WAD - room, WAD, "a fence")?,
                    scale_up(spot.max(smoothed), WAD + room, WAD, "a fence")?,
                ));
            }
            let corners = Corners {
                held,
                terms,
                sight,
                parameters,
                factors: &factors,
                bounds: &bounds,
            };
            if corners.are_healthy()? {
                let mut debts = Vec::new();
                for (own, _) in held.iter().filter(|(own, _)| own.shares > 0) {
                    let index = sight.indices.get(own.asset).copied().unwrap_or(0);
                    // Half of the room, so that rounding has the other half.
                    let most = scale_down(index, WAD + DEBT_ROOM / 2, WAD, "a fence")?;
                    debts.push((own.asset, most));
                }
                return Ok(Some(Self {
                    epoch: sight.epoch,
                    bounds,
                    debts,
                }));
            }
            room /= 2;
        }
        Ok(None)
    }
}

/// Whether the stress is convex in the positions' values: families of two members at most, whose bases are at most the sum
/// of their haircuts.
fn is_convex(held: &[(Held, u128)], terms: &Terms) -> bool {
    let risks: Vec<_> = held
        .iter()
        .filter_map(|(own, _)| terms.assets.get(own.asset).map(|asset| asset.risk))
        .collect();
    risks.iter().all(|risk| {
        let kin = risks.iter().filter(|other| other.family == risk.family);
        let haircuts: u32 = kin.clone().map(|other| u32::from(other.haircut)).sum();
        kin.count() <= 2 && u32::from(risk.basis) <= haircuts.max(2 * u32::from(risk.haircut))
    })
}

struct Corners<'a> {
    held: &'a [(Held, u128)],
    terms: &'a Terms,
    sight: &'a Sight,
    parameters: StressParameters,
    factors: &'a Factors,
    bounds: &'a [(usize, u128, u128)],
}

impl Corners<'_> {
    fn are_healthy(&self) -> Result<bool> {
        let prices: Vec<&(usize, u128, u128)> = self
            .bounds
            .iter()
            .filter(|(_, low, high)| low < high)
            .collect();
        let owed = self.held.iter().filter(|(own, _)| own.shares > 0).count();
        if prices.len() + owed > MOST_BLOCKS {
            return Ok(false);
        }
        for corner in 0_u32..1 << (prices.len() + owed) {
            let at = |asset: usize| -> u128 {
                let place = prices.iter().position(|bound| bound.0 == asset);
                match place.and_then(|place| Some((place, prices.get(place)?))) {
                    Some((place, (_, low, high))) => {
                        if corner >> place & 1 == 0 {
                            *low
                        } else {
                            *high
                        }
                    }
                    None => self
                        .bounds
                        .iter()
                        .find(|bound| bound.0 == asset)
                        .map_or(0, |bound| bound.1),
                }
            };
            if !self.is_healthy(&at, corner >> prices.len())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the account is healthy at a corner, whatever the variances of the epoch.
    fn is_healthy(&self, at: &dyn Fn(usize) -> u128, mut debts: u32) -> Result<bool> {
        let mut positions = Vec::with_capacity(self.held.len());
        let mut exposures = [0_i128; FACTORS];
        for (own, debt) in self.held {
            let Some(terms) = self.terms.assets.get(own.asset) else {
                return Ok(false);
            };
            let leader = self
                .sight
                .leaders
                .get(own.asset)
                .copied()
                .unwrap_or(own.asset);
            let price = if leader == own.asset {
                at(own.asset)
            } else {
                scale_down(at(leader), at(own.asset), WAD, "a fence")?
            };
            let mut owed = *debt;
            if own.shares > 0 {
                let grown = scale_up(*debt, WAD + DEBT_ROOM, WAD, "a fence")?.saturating_add(2);
                owed = if debts & 1 == 0 {
                    grown
                } else {
                    debt.saturating_sub(2)
                };
                debts >>= 1;
            }
            let unit = 10_u128.saturating_pow(u32::from(terms.decimals));
            let position = Position {
                collateral: Wad(scale_down(own.collateral, price, unit, "a value")?),
                debt: Wad(scale_up(owed, price, unit, "a value")?),
                risk: terms.risk,
            };
            let signed = |value: Wad| i128::try_from(value.0).unwrap_or(i128::MAX);
            let net = signed(position.collateral).saturating_sub(signed(position.debt));
            for (sum, loading) in exposures.iter_mut().zip(terms.risk.loadings) {
                *sum = sum.saturating_add(net.saturating_mul(i128::from(loading)) / 10_000);
            }
            positions.push(position);
        }
        let Ok(stress) = health::stress(&positions, self.factors, self.parameters) else {
            return Ok(false);
        };
        let year = u128::from(risk_core::fixed::YEAR);
        let share = u128::from(self.parameters.horizon).saturating_mul(WAD) / year + 1;
        let multiple = scale_up(
            self.parameters.z.0,
            share.saturating_mul(WAD).isqrt() + 1,
            WAD,
            "a multiple",
        )?;
        let mut drift = 0_u128;
        for (net, variance) in exposures.iter().zip(self.sight.variances) {
            let deviation = variance.saturating_mul(WAD).isqrt() + 1;
            drift = drift.saturating_add(scale_up(
                net.unsigned_abs().saturating_add(1),
                deviation,
                WAD,
                "a drift",
            )?);
        }
        let drift = scale_up(drift, DRIFT, WAD, "a drift")?;
        let drift = scale_up(drift, multiple, WAD, "a drift")?;
        let debt = health::debt(&positions).0;
        let needed = debt
            .saturating_add(stress.total.0)
            .saturating_add(drift)
            .saturating_add(debt / 1_000_000_000)
            .saturating_add(1_000_000);
        Ok(health::collateral(&positions).0 >= needed)
    }
}
