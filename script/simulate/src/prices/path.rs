//! The path of prices that a replay walks.

use super::window::common_window;
use super::{Bar, History};
use crate::error::{Error, Result};
use crate::fixed::WAD;

/// Which prices of a bar are walked, and in which order. A bar hides the path inside it: replay both
/// full orders and report the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InBarOrder {
    /// One price per bar: its close, at `time + step`.
    #[default]
    Close,
    /// Open at `time`, high at `time + step/3`, low at `time + 2 step/3`, close at `time + step`.
    OpenHighLowClose,
    /// Open at `time`, low at `time + step/3`, high at `time + 2 step/3`, close at `time + step`.
    OpenLowHighClose,
}

/// A price that becomes known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceEvent {
    /// Unix second at which it becomes known.
    pub time: u64,
    /// Index into [`Path::assets`].
    pub asset: usize,
    /// WAD USD per whole token.
    pub price: u128,
}

/// The bars of one history that lie outside the time that all histories share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The asset's symbol.
    pub asset: String,
    /// The file as it was named.
    pub source: String,
    /// Bars left out at the beginning.
    pub bars_before: usize,
    /// Bars left out at the end.
    pub bars_after: usize,
}

/// Prices of several assets in order of time, over the time that all their histories share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Symbols, in the order of the histories; then the constant ones.
    pub assets: Vec<String>,
    /// The second at which the first price of every asset is known: the replay starts here.
    pub start: u64,
    /// The second at which the last bar closes.
    pub end: u64,
    /// The last price of every asset known at `start`, WAD USD.
    pub initial: Vec<u128>,
    /// What becomes known later, in order of time. At one and the same second closes come before
    /// opens, and within these the assets in their order.
    pub events: Vec<PriceEvent>,
    /// What the histories hold beyond the shared time.
    pub cuts: Vec<Cut>,
}

/// All prices that become known at the same moment, at most one per asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tick<'a> {
    /// Unix second.
    pub time: u64,
    /// The new prices.
    pub events: &'a [PriceEvent],
}

impl Path {
    /// Lays the bars of `histories` out in time. Only bars wholly inside the time that all share are
    /// walked; [`Path::cuts`] says what was left out. Steps may differ from asset to asset.
    ///
    /// # Errors
    /// [`Error::NoHistories`], [`Error::DuplicateAsset`], [`Error::NoOverlap`] (also if no bar of
    /// some history fits into the shared time).
    pub fn new(histories: &[History], order: InBarOrder) -> Result<Self> {
        let (start, end, cuts) = common_window(histories)?;
        // (time, opens after closes, asset, price)
        let mut known = Vec::<(u64, bool, usize, u128)>::new();
        let mut ready = start;
        for (asset, history) in histories.iter().enumerate() {
            let step = history.step;
            let inside = |bar: &&Bar| bar.time >= start && bar.time + step <= end;
            let before = known.len();
            for bar in history.bars.iter().filter(inside) {
                let (first, second, third) = (
                    bar.time + step / 3,
                    bar.time + step * 2 / 3,
                    bar.time + step,
                );
                match order {
                    InBarOrder::Close => {}
                    InBarOrder::OpenHighLowClose => known.extend([
                        (bar.time, true, asset, bar.open),
                        (first, true, asset, bar.high),
                        (second, true, asset, bar.low),
                    ]),
                    InBarOrder::OpenLowHighClose => known.extend([
                        (bar.time, true, asset, bar.open),
                        (first, true, asset, bar.low),
                        (second, true, asset, bar.high),
                    ]),
                }
                known.push((third, false, asset, bar.close));
            }
            let Some((time, ..)) = known.get(before) else {
                let spans = format!("no bar of {} lies inside {start} to {end}", history.asset);
                return Err(Error::NoOverlap { spans });
            };
            ready = ready.max(*time);
        }
        known.sort_by_key(|(time, opens, asset, _)| (*time, *opens, *asset));
        let mut initial = vec![0; histories.len()];
        let mut events = Vec::with_capacity(known.len());
        for (time, _, asset, price) in known {
            match initial.get_mut(asset) {
                Some(slot) if time <= ready => *slot = price,
                _ => events.push(PriceEvent { time, asset, price }),
            }
        }
        let assets = histories
            .iter()
            .map(|history| history.asset.clone())
            .collect();
        Ok(Self {
            assets,
            start: ready,
            end,
            initial,
            events,
            cuts,
        })
    }

    /// Adds the rounds that a feed would publish on a straight way from one price of a bar to the next, as often as its answer
    /// has moved by `threshold` (WAD share of the price before): a bar's range is not lost in one jump. Bars that are missing stay
    /// jumps: nothing is added over more than `step` seconds. Zero: none.
    #[must_use]
    pub fn with_rounds(mut self, threshold: u128, step: u64) -> Self {
        if threshold == 0 {
            return self;
        }
        let mut last: Vec<(u64, u128)> = self
            .initial
            .iter()
            .map(|price| (self.start, *price))
            .collect();
        let mut all = Vec::with_capacity(self.events.len() * 2);
        for event in &self.events {
            let Some(slot) = last.get_mut(event.asset) else {
                continue;
            };
            let (from, before) = std::mem::replace(slot, (event.time, event.price));
            let seconds = event.time.saturating_sub(from);
            let moved = event.price.abs_diff(before);
            let least = (before / WAD).saturating_mul(threshold).max(1);
            let parts = moved.div_ceil(least).min(u128::from(seconds));
            if seconds <= step {
                for part in 1..parts {
                    let share = moved / parts * part;
                    let price = if event.price > before {
                        before.saturating_add(share)
                    } else {
                        before.saturating_sub(share)
                    };
                    let later = u128::from(seconds) * part / parts;
                    all.push(PriceEvent {
                        time: from.saturating_add(u64::try_from(later).unwrap_or(u64::MAX)),
                        asset: event.asset,
                        price,
                    });
                }
            }
            all.push(*event);
        }
        // Stable: at one second, what was in order stays so.
        all.sort_by_key(|event| event.time);
        self.events = all;
        self
    }

    /// Adds assets whose price never changes; symbols that the path already has keep their prices.
    #[must_use]
    pub fn with_constants(mut self, assets: &[impl AsRef<str>], price: u128) -> Self {
        for asset in assets {
            if self.asset(asset.as_ref()).is_none() {
                self.assets.push(asset.as_ref().to_owned());
                self.initial.push(price);
            }
        }
        self
    }

    /// Index of a symbol in [`Path::assets`].
    #[must_use]
    pub fn asset(&self, symbol: &str) -> Option<usize> {
        self.assets.iter().position(|asset| asset == symbol)
    }

    /// Symbols with their prices at [`Path::start`], WAD USD.
    #[must_use]
    pub fn initial_prices(&self) -> Vec<(String, u128)> {
        self.assets
            .iter()
            .cloned()
            .zip(self.initial.iter().copied())
            .collect()
    }

    /// The events moment by moment. A replay applies all prices of a tick before it acts: two assets
    /// that move together must not be seen one ahead of the other.
    #[must_use]
    pub fn ticks(&self) -> Ticks<'_> {
        Ticks {
            events: &self.events,
        }
    }
}

/// Iterator over [`Path::ticks`].
#[derive(Debug, Clone)]
pub struct Ticks<'a> {
    events: &'a [PriceEvent],
}

impl<'a> Iterator for Ticks<'a> {
    type Item = Tick<'a>;

    fn next(&mut self) -> Option<Tick<'a>> {
        let first = self.events.first()?;
        let same = |(index, event): (usize, &PriceEvent)| {
            event.time == first.time
                && self
                    .events
                    .iter()
                    .take(index)
                    .all(|earlier| earlier.asset != event.asset)
        };
        let count = self
            .events
            .iter()
            .enumerate()
            .take_while(|pair| same(*pair))
            .count();
        let (events, rest) = self.events.split_at(count);
        self.events = rest;
        Some(Tick {
            time: first.time,
            events,
        })
    }
}
