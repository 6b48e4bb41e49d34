//! What is known when: prices at their times, and what the oracle would tell of them.
//!
//! Feeds publish a round when the price has moved by the threshold since the last one, or an hour has passed. They are
//! followed from the history's first bar on, with the variances that the default market's feeds begin with; averages, floors
//! and caps are the oracle's own. Bars count by their closes alone, each known at the bar's end: on the way
//! from a bar's high to its low and back a variance would count moves that nobody knows to have happened.

use risk_core::fixed::{Wad, sqrt};

use crate::averages::{HalfLives, Round, State};
use crate::engine::ballast::{AssetTerms, Terms};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use crate::{History, InBarOrder, Path};

/// Seconds after which a feed publishes whatever the price did.
const HEARTBEAT: u64 = 3_600;

/// What the programs know of the collateral's price in the debt asset when a loan is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Market {
    /// Unix second.
    pub time: u64,
    /// Debt tokens per token of collateral, WAD.
    pub spot: u128,
    /// By whichever of spot and average make it lower.
    pub low: u128,
    /// By the fast variances, WAD per root year; both assets' added, at least their floors.
    pub fast: Wad,
    /// By the slow ones.
    pub slow: Wad,
}

impl Market {
    /// The greater of both volatilities.
    #[must_use]
    pub fn volatility(&self) -> Wad {
        self.fast.max(self.slow)
    }
}

/// Prices of a collateral and a debt asset, and what feeds made of them.
#[derive(Debug, Clone)]
pub struct Known {
    /// Rising times; at each the price of both, WAD USD, and the market.
    points: Vec<Point>,
}

#[derive(Debug, Clone, Copy)]
struct Point {
    debt: u128,
    market: Market,
}

struct Feed<'a> {
    state: State,
    terms: &'a AssetTerms,
    half_lives: HalfLives,
    threshold: u128,
    /// A price that never moves: its feed confirms it, and its variances are at their floor.
    still: bool,
}

fn overflow(_: risk_core::RiskError) -> Error {
    Error::Overflow {
        what: "a feed's average",
    }
}

impl<'a> Feed<'a> {
    fn new(
        terms: &'a Terms,
        asset: &str,
        price: u128,
        time: u64,
        threshold: u128,
        still: bool,
    ) -> Result<Self> {
        let own = terms.place(asset).and_then(|place| terms.assets.get(place));
        let own = own.ok_or_else(|| Error::MissingPrices {
            assets: vec![asset.to_owned()],
        })?;
        let round = Round {
            price: Wad(price),
            updated_at: time,
        };
        Ok(Self {
            state: State::first(round, Wad(if still { 0 } else { own.variance }), time),
            terms: own,
            half_lives: HalfLives {
                smoothing: terms.half_lives.smoothing,
                fast: terms.half_lives.fast,
                slow: terms.half_lives.slow,
            },
            threshold,
            still,
        })
    }

    fn see(&mut self, price: u128, now: u64) -> Result<()> {
        let moved = price.abs_diff(self.state.spot.0);
        let least = scale_up(self.state.spot.0, self.threshold, WAD, "a threshold")?;
        let due = now.saturating_sub(self.state.updated_at) >= HEARTBEAT;
        let round = Round {
            price: Wad(price),
            updated_at: now,
        };
        if !self.still && (moved >= least || due) && self.state.precedes(&round) {
            let cap = Wad(self.terms.variance_cap);
            self.state = self
                .state
                .take(round, &self.half_lives, cap)
                .map_err(overflow)?;
        }
        self.state = self.state.carry(now, &self.half_lives).map_err(overflow)?;
        Ok(())
    }

    /// The root of a variance, at least the floor, rounded up.
    fn volatility(&self, variance: Wad) -> Wad {
        let variance = variance.max(Wad(self.terms.variance_floor));
        sqrt(variance).saturating_add(Wad(u128::from(variance.0 > 0)))
    }
}

impl Known {
    /// From the collateral's history and, where its price moves, the debt asset's.
    ///
    /// # Errors
    /// Those of [`Path::new`]; [`Error::MissingPrices`] for an asset that the default market does not know.
    pub fn new(
        terms: &Terms,
        histories: &[History],
        collateral: &str,
        debt: &str,
        threshold: u128,
    ) -> Result<Self> {
        let path = Path::new(histories, InBarOrder::Close)?;
        let still = path.asset(debt).is_none();
        let path = path.with_constants(&[debt], WAD);
        let missing = |asset: &str| Error::MissingPrices {
            assets: vec![asset.to_owned()],
        };
        let places = (
            path.asset(collateral).ok_or_else(|| missing(collateral))?,
            path.asset(debt).ok_or_else(|| missing(debt))?,
        );
        let mut prices = path.initial.clone();
        let at = |prices: &[u128], place: usize| prices.get(place).copied().unwrap_or(0);
        let (first, against) = (at(&prices, places.0), at(&prices, places.1));
        let mut own = Feed::new(terms, collateral, first, path.start, threshold, false)?;
        let mut other = Feed::new(terms, debt, against, path.start, threshold, still)?;
        let mut points = vec![point(&own, &other, (first, against), path.start)?];
        for tick in path.ticks() {
            for event in tick.events {
                if let Some(price) = prices.get_mut(event.asset) {
                    *price = event.price;
                }
            }
            let pair = (at(&prices, places.0), at(&prices, places.1));
            own.see(pair.0, tick.time)?;
            other.see(pair.1, tick.time)?;
            points.push(point(&own, &other, pair, tick.time)?);
        }
        Ok(Self { points })
    }

    fn at(&self, time: u64) -> Option<&Point> {
        let after = self
            .points
            .partition_point(|point| point.market.time <= time);
        self.points.get(after.saturating_sub(1))
    }

    /// What is known at a moment; before the first price that one.
    #[must_use]
    pub fn market(&self, time: u64) -> Option<Market> {
        self.at(time).map(|point| point.market)
    }

    /// The last price known at a moment, debt tokens per token of collateral, WAD.
    #[must_use]
    pub fn price(&self, time: u64) -> u128 {
        self.at(time).map_or(0, |point| point.market.spot)
    }

    /// The debt asset's price at a moment, WAD USD.
    #[must_use]
    pub fn debt_usd(&self, time: u64) -> u128 {
        self.at(time).map_or(WAD, |point| point.debt)
    }

    /// First and last second.
    #[must_use]
    pub fn span(&self) -> (u64, u64) {
        let time = |point: Option<&Point>| point.map_or(0, |point| point.market.time);
        (time(self.points.first()), time(self.points.last()))
    }
}

fn point(own: &Feed<'_>, other: &Feed<'_>, pair: (u128, u128), time: u64) -> Result<Point> {
    let both = |pick: fn(&State) -> Wad| {
        own.volatility(pick(&own.state))
            .saturating_add(other.volatility(pick(&other.state)))
    };
    let spot = scale_down(pair.0, WAD, pair.1, "a price")?;
    let lesser = own.state.spot.min(own.state.smoothed).0;
    let greater = other.state.spot.max(other.state.smoothed).0;
    Ok(Point {
        debt: pair.1,
        market: Market {
            time,
            spot,
            low: scale_down(lesser, WAD, greater, "a price")?.min(spot),
            fast: both(|state| state.fast),
            slow: both(|state| state.slow),
        },
    })
}
