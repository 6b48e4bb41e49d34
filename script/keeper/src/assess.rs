//! Health of accounts in memory, by the same `risk-core` as the unwinder's. Pure.
//!
//! # When an account need not be judged again
//! Let every price of an account (of its debts with interest), and every factor's deviation, have moved by at most the
//! share `m` since it was judged. Then collateral C lost at most `m C` and debt D grew by at most `m D`; and the stress L
//! grew by at most `m X`, with `X = sum over assets of (collateral + debt) * steepness`, where an asset's steepness bounds
//! what one more dollar of exposure to it, long or short, adds to the stress:
//!
//! ```text
//! steepness = max(z sqrt(tau) (sum_k |loading_k| deviation_k + idiosyncratic),   the parametric stress is a norm
//!                 the largest scenario loss or gain,                             a maximum of linear functions
//!                 the largest haircut + twice the largest basis)                 netting moves by at most the exposure
//!             + the most that the last dollar of an exit may lose
//! ```
//!
//! So health stays at a level `l` or above while `m <= (C - L - l D) / (C + X + l D)`: the account's [`Look::slack`].
//! A test compares this with full evaluation.

use crate::{
    book::{Account, Book},
    config::WAD,
};
use alloy::primitives::{Address, U256};
use risk_core::{
    RiskError,
    fixed::{Wad, YEAR, mul_div_down, mul_div_up},
    health::{
        self, AssetRisk, Auction, FACTORS, Factors, MAX_MARGINAL_IMPACT, Position, StressParameters,
    },
};
use std::collections::BTreeMap;

/// Bps of one.
const BPS: f64 = 10_000.0;
/// One in WAD, for bounds.
const ONE: f64 = 1e18;
/// What rounding of floats may lose of a bound, many times over.
const ROUNDING: f64 = 1e-9;

/// A reserve as it stands now.
#[derive(Clone, Debug, PartialEq)]
pub struct Asset {
    /// Number of its feed.
    pub feed: u8,
    /// Of its amounts.
    pub decimals: u8,
    /// USD per whole token, WAD.
    pub spot: u128,
    /// The same, smoothed.
    pub smoothed: u128,
    /// Of the oracle's reading.
    pub flags: u8,
    /// Time of the feed's round, seconds.
    pub updated_at: u64,
    /// Owed by all, token units.
    pub debt: U256,
    /// Debt shares of all.
    pub debt_shares: U256,
    /// Borrow rate per year, WAD.
    pub borrow_rate: U256,
    /// How it may lose value.
    pub risk: AssetRisk,
}

impl Asset {
    /// Token units owed for so many shares, rounded up.
    pub fn owed(&self, shares: U256) -> U256 {
        if self.debt_shares.is_zero() {
            return shares;
        }
        risk_core::fixed::wide_mul_div_up(shares, self.debt, self.debt_shares).unwrap_or(U256::MAX)
    }

    /// Prices and the debt index, for measuring moves.
    fn quotes(&self) -> Quotes {
        let index = if self.debt_shares.is_zero() {
            1.0
        } else {
            float(self.debt) / float(self.debt_shares)
        };
        Quotes {
            spot: self.spot as f64,
            smoothed: self.smoothed as f64,
            index,
        }
    }
}

/// What all accounts are judged by.
#[derive(Clone, Debug)]
pub struct Market {
    /// Reserves by asset.
    pub assets: BTreeMap<Address, Asset>,
    /// Covariance of the factors.
    pub factors: Factors,
    /// Of the factors, bps: 01, 02, 03, 12, 13, 23.
    pub correlations: [i16; 6],
    /// Of the maintenance stress.
    pub stress: StressParameters,
    /// Of the unwinder's auctions.
    pub auction: Auction,
    bounds: BTreeMap<Address, Bound>,
    deviations: [f64; FACTORS],
}

/// Prices and index of an asset at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Quotes {
    spot: f64,
    smoothed: f64,
    index: f64,
}

impl Quotes {
    /// The largest share by which anything here differs from `then`.
    fn moved(&self, then: &Self) -> f64 {
        let share = |now: f64, then: f64| (now / then - 1.0).abs();
        let price = share(self.spot, then.spot).max(share(self.smoothed, then.smoothed));
        (1.0 + price) * (1.0 + share(self.index, then.index)) - 1.0
    }
}

#[derive(Clone, Copy, Debug)]
struct Bound {
    quotes: Quotes,
    steepness: f64,
}

impl Market {
    /// A market of these reserves; variances per year.
    ///
    /// # Errors
    /// Of `risk-core`, for variances beyond its domain.
    pub fn new(
        assets: BTreeMap<Address, Asset>,
        variances: [Wad; FACTORS],
        correlations: [i16; 6],
        stress: StressParameters,
        auction: Auction,
    ) -> Result<Self, RiskError> {
        let factors = Factors::from_valid(variances, correlations)?;
        let deviations = variances.map(|variance| (variance.0 as f64 / ONE).sqrt());
        let most = |field: fn(&AssetRisk) -> u16| {
            let all = assets.values().map(|asset| f64::from(field(&asset.risk)));
            all.fold(0.0, f64::max) / BPS
        };
        let floor = most(|risk| risk.haircut) + 2.0 * most(|risk| risk.basis);
        let reach = stress.z.0 as f64 / ONE * (stress.horizon as f64 / YEAR as f64).sqrt();
        let steepness = |risk: &AssetRisk| {
            let loadings = risk.loadings.iter().zip(deviations);
            let systematic = loadings.map(|(b, s)| f64::from(b.unsigned_abs()) / BPS * s);
            let alone = f64::from(risk.idiosyncratic) / BPS;
            let parametric = reach * (systematic.sum::<f64>() + alone);
            let scenarios = risk.scenarios.iter().map(|m| f64::from(m.unsigned_abs()));
            let scenario = scenarios.fold(0.0, f64::max) / BPS;
            parametric.max(scenario).max(floor) + f64::from(MAX_MARGINAL_IMPACT) / BPS
        };
        let bounds = assets.iter().map(|(address, asset)| {
            let bound = Bound {
                quotes: asset.quotes(),
                steepness: steepness(&asset.risk),
            };
            (*address, bound)
        });
        Ok(Self {
            bounds: bounds.collect(),
            assets,
            factors,
            correlations,
            stress,
            auction,
            deviations,
        })
    }

    /// Whether what judges accounts, other than prices and variances, is as in `other`: looks of other rules are void.
    pub fn same_rules(&self, other: &Self) -> bool {
        let risks = |market: &Self| -> Vec<_> {
            let risks = market.assets.iter();
            risks
                .map(|(address, asset)| (*address, asset.risk))
                .collect()
        };
        self.stress == other.stress
            && self.auction == other.auction
            && self.correlations == other.correlations
            && risks(self) == risks(other)
    }

    /// The largest share by which a factor's deviation differs from what it was.
    fn shaken(&self, then: &[f64; FACTORS]) -> f64 {
        let pairs = self.deviations.iter().zip(then);
        let shares = pairs.map(|(now, then)| match (*now, *then) {
            (0.0, 0.0) => 0.0,
            (_, 0.0) => f64::INFINITY,
            (now, then) => (now / then - 1.0).abs(),
        });
        shares.fold(0.0, f64::max)
    }
}

/// How an account was judged, and how far prices may move until it must be judged again. Health and USD are WAD.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Effective health.
    pub health: u128,
    /// Lower of smoothed and spot health.
    pub lowest: u128,
    /// Whether it could not be carried through an auction.
    pub critical: bool,
    /// Flags of its prices, or-ed.
    pub flags: u8,
    /// USD at spot.
    pub collateral: u128,
    /// USD at spot.
    pub debt: u128,
    /// Share by which prices and deviations may move before health can pass under the level of interest.
    pub slack: f64,
    pub(crate) quotes: Vec<Quotes>,
    pub(crate) deviations: [f64; FACTORS],
}

impl Look {
    /// Whether it still proves that health is at the level of interest, in `market`.
    fn holds(&self, account: &Account, market: &Market, shaken: f64) -> bool {
        if self.slack <= 0.0 || self.quotes.len() != account.holdings.len() {
            return false;
        }
        let mut moved = 0.0_f64;
        for (held, then) in account.holdings.iter().zip(&self.quotes) {
            match (
                market.bounds.get(&held.asset),
                market.assets.get(&held.asset),
            ) {
                (Some(bound), Some(asset)) if asset.flags | self.flags == self.flags => {
                    moved = moved.max(bound.quotes.moved(then));
                }
                _ => return false,
            }
        }
        (1.0 + moved) * (1.0 + shaken) - 1.0 <= self.slack
    }
}

/// Judges an account: what the unwinder's `status` would say, up to roundings, and its slack over health `level`, WAD.
///
/// # Errors
/// Of `risk-core`, for values beyond its domain or an asset that the market does not have.
pub fn assess(account: &Account, market: &Market, level: u128) -> Result<Look, RiskError> {
    let mut spot = Vec::with_capacity(account.holdings.len());
    let mut smoothed = Vec::with_capacity(account.holdings.len());
    let mut quotes = Vec::with_capacity(account.holdings.len());
    let (mut flags, mut steep_spot, mut steep_smoothed) = (0, 0.0, 0.0);
    for held in &account.holdings {
        let asset = market
            .assets
            .get(&held.asset)
            .ok_or(RiskError::OutOfDomain)?;
        let bound = market
            .bounds
            .get(&held.asset)
            .ok_or(RiskError::OutOfDomain)?;
        let unit = 10_u128
            .checked_pow(u32::from(asset.decimals))
            .ok_or(RiskError::Overflow)?;
        let narrow = |value: U256| u128::try_from(value).map_err(|_| RiskError::Overflow);
        let (collateral, debt) = (narrow(held.collateral)?, narrow(asset.owed(held.shares))?);
        let position = |price: u128| -> Result<Position, RiskError> {
            Ok(Position {
                collateral: Wad(mul_div_down(collateral, price, unit)?),
                debt: Wad(mul_div_up(debt, price, unit)?),
                risk: asset.risk,
            })
        };
        let gross = |position: &Position| position.collateral.0 as f64 + position.debt.0 as f64;
        let (at_spot, at_smoothed) = (position(asset.spot)?, position(asset.smoothed)?);
        steep_spot += gross(&at_spot) * bound.steepness;
        steep_smoothed += gross(&at_smoothed) * bound.steepness;
        spot.push(at_spot);
        smoothed.push(at_smoothed);
        quotes.push(bound.quotes);
        flags |= asset.flags;
    }
    let (spot_health, spot_stress, spot_slack) = judge(&spot, market, steep_spot, level)?;
    let (smoothed_health, _, smoothed_slack) = judge(&smoothed, market, steep_smoothed, level)?;
    // The auction's stress is at most the whole: who is above 1 at spot is not critical.
    let critical = if spot_health.0 < risk_core::fixed::WAD {
        let stress = health::auction_stress(
            &spot,
            &market.factors,
            market.stress,
            &spot_stress,
            market.auction,
        )?;
        health::health(health::collateral(&spot), stress, health::debt(&spot))
    } else {
        spot_health
    };
    Ok(Look {
        health: health::effective_health(smoothed_health, spot_health, critical).0,
        lowest: smoothed_health.min(spot_health).0,
        critical: critical < Wad::ONE,
        flags,
        collateral: health::collateral(&spot).0,
        debt: health::debt(&spot).0,
        slack: spot_slack.min(smoothed_slack),
        quotes,
        deviations: market.deviations,
    })
}

/// Health, stress and slack at one set of prices.
fn judge(
    positions: &[Position],
    market: &Market,
    steep: f64,
    level: u128,
) -> Result<(Wad, health::Stress, f64), RiskError> {
    let stress = health::stress(positions, &market.factors, market.stress)?;
    let (collateral, debt) = (health::collateral(positions), health::debt(positions));
    let (c, l) = (collateral.0 as f64, stress.total.0 as f64);
    let d = debt.0 as f64 * (level as f64 / ONE);
    let slack = if debt.0 == 0 {
        f64::INFINITY
    } else {
        ((c - l - d) / (c + steep + d)).min(1.0) - ROUNDING
    };
    Ok((
        health::health(collateral, stress.total, debt),
        stress,
        slack,
    ))
}

/// What a round of judging found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking {
    /// Accounts that need a turn, the most distressed first: by effective health, then the larger debt.
    pub needy: Vec<Address>,
    /// How many were judged anew; the others' looks still hold.
    pub judged: usize,
    /// Accounts that could not be judged.
    pub failed: Vec<(Address, RiskError)>,
}

/// Judges every account whose look no longer holds, and ranks those under health `level` (WAD), with an open schedule
/// or with a shortfall noted.
/// Looks stay exact under health `interest`, which is `level` or more.
pub fn rank(book: &mut Book, market: &Market, level: u128, interest: u128) -> Ranking {
    let mut ranking = Ranking::default();
    let mut needy = Vec::new();
    let mut shaken: Option<([f64; FACTORS], f64)> = None;
    for (address, account) in book.accounts_mut() {
        if !account.is_watched() {
            continue;
        }
        let holds = account.look.as_ref().is_some_and(|look| {
            // Most looks are of the same moment.
            let shaken = match shaken {
                Some((then, share)) if then == look.deviations => share,
                _ => {
                    shaken
                        .insert((look.deviations, market.shaken(&look.deviations)))
                        .1
                }
            };
            look.holds(account, market, shaken)
        });
        if !holds {
            ranking.judged = ranking.judged.saturating_add(1);
            match assess(account, market, interest) {
                Ok(look) => account.look = Some(look),
                Err(error) => {
                    account.look = None;
                    ranking.failed.push((*address, error));
                    needy.push((0, std::cmp::Reverse(0), *address));
                    continue;
                }
            }
        }
        if let Some(look) = &account.look
            && (account.open || !account.expected.is_empty() || look.lowest < level)
        {
            needy.push((look.health, std::cmp::Reverse(look.debt), *address));
        }
    }
    needy.sort_unstable();
    ranking.needy = needy.into_iter().map(|(_, _, address)| address).collect();
    ranking
}

/// A level of health: one and so much, WAD.
pub fn level(over: U256) -> u128 {
    u128::try_from(WAD.saturating_add(over)).unwrap_or(u128::MAX)
}

/// For bounds and displays only.
pub fn float(value: U256) -> f64 {
    f64::from(value)
}

#[cfg(test)]
#[path = "assess_tests.rs"]
mod tests;
