//! A synthetic crash, built in so that a replay needs no data.
//!
//! Two days of 5-minute bars of ETH and BTC. The shape is a line through fixed knots (a calm morning,
//! unease, a fall of about 35% within two hours from the eighteenth on, a partial recovery, two
//! aftershocks, a slow return), on which seeded noise rides that is pulled back to the line and grows
//! while the market is in distress. BTC follows the same line at four fifths of the depth, and shares
//! most of the noise. The seed also shifts the knots by up to ten minutes and half a percent.
//!
//! It is a drawing of a crash, not a model fitted to one: depth and speed lie between those of
//! 2020-03 and 2024-08. It is integer arithmetic throughout (no floats, no library functions that
//! differ between machines), and its generator is our own: a seed gives the same bytes everywhere.

use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::prices::{Bar, History};
use crate::random::Random;

/// Seconds per bar.
const STEP: u64 = 300;
/// Bars: two days.
const BARS: u64 = 576;
/// Prices per bar from which open, high, low and close are taken: one a minute.
const MINUTES_PER_BAR: u64 = 5;
/// Prices are rounded down to whole cents.
const CENT: u128 = WAD / 100;

/// The line: minute, depth below the opening price in millionths of the whole fall, and noise per
/// minute in millionths of the price.
const KNOTS: [(i64, i64, i64); 16] = [
    (0, 0, 350),
    (420, -30_000, 350),
    (840, 40_000, 400),
    (1_020, 130_000, 700),
    (1_080, 180_000, 900),
    (1_110, 420_000, 2_000),
    (1_150, 560_000, 2_200),
    (1_170, 940_000, 3_200),
    (1_186, 1_000_000, 3_200),
    (1_230, 700_000, 2_200),
    (1_440, 520_000, 1_300),
    (1_700, 600_000, 900),
    (1_790, 850_000, 1_800),
    (1_960, 580_000, 1_000),
    (2_220, 720_000, 1_300),
    (2_900, 400_000, 500),
];

/// What to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyntheticCrash {
    /// Any number; the same seed gives the same bytes.
    pub seed: u64,
    /// Unix second at which the first bar opens.
    pub start: u64,
    /// ETH's opening price, WAD USD.
    pub eth_open: u128,
    /// BTC's opening price, WAD USD.
    pub btc_open: u128,
    /// ETH's fall from the opening price to the bottom of the line, WAD, at most 0.6. BTC falls four
    /// fifths of it.
    pub fall: u128,
}

impl Default for SyntheticCrash {
    fn default() -> Self {
        Self {
            seed: 1,
            start: 1_767_225_600, // 2026-01-01 00:00 UTC
            eth_open: 3_000 * WAD,
            btc_open: 90_000 * WAD,
            fall: WAD / 100 * 35,
        }
    }
}

impl SyntheticCrash {
    /// The histories of ETH and BTC.
    ///
    /// # Errors
    /// [`Error::Parameter`] for opening prices outside $1 to $1e9, a fall above 0.6 or a start
    /// beyond the year 2100.
    pub fn histories(&self) -> Result<Vec<History>> {
        let refuse = |name, value: u128, advice| {
            let value = crate::decimal::format_wad(value);
            Err(Error::Parameter {
                name,
                value,
                advice,
            })
        };
        for (name, price) in [
            ("ETH's opening price", self.eth_open),
            ("BTC's", self.btc_open),
        ] {
            if !(WAD..=1_000_000_000 * WAD).contains(&price) {
                return refuse(name, price, "give $1 to $1,000,000,000");
            }
        }
        if self.fall > WAD / 10 * 6 {
            return refuse("fall", self.fall, "give at most 0.6");
        }
        if self.start > 4_102_444_800 {
            return refuse(
                "start",
                u128::from(self.start),
                "give a unix second before 2100",
            );
        }
        let mut random = Random::new(self.seed);
        let knots = shift(&mut random);
        let fall = i64::try_from(self.fall / (WAD / 1_000_000)).unwrap_or(0);
        let minutes = BARS * MINUTES_PER_BAR;
        let mut noise = [0i64; 2];
        let mut prices = [Vec::new(), Vec::new()];
        for minute in 0..=minutes {
            let (depth, size) = line(&knots, i64::try_from(minute).unwrap_or(0));
            let shared = random.normal_millionths();
            let opens = [(self.eth_open, 100), (self.btc_open, 80)];
            for (asset, (open, beta)) in opens.into_iter().enumerate() {
                let own = random.normal_millionths();
                // 0.9 shared, 0.436 own: correlation 0.81 of the noise.
                let draw = (shared * 900 + own * 436) / 1_000;
                let level = 1_000_000 - depth * fall / 1_000_000 * beta / 100;
                if let (Some(noise), Some(prices)) = (noise.get_mut(asset), prices.get_mut(asset)) {
                    // The first price is the opening price; afterwards a fortieth of the distance is
                    // pulled back each minute.
                    if minute > 0 {
                        *noise += size * beta / 100 * draw / 1_000_000 - *noise / 40;
                    }
                    let factor = level * (1_000_000 + (*noise).clamp(-300_000, 300_000));
                    let factor = u128::try_from(factor).unwrap_or(1);
                    let price = scale_down(open, factor, 1_000_000_000_000, "a synthetic price")?;
                    prices.push((price / CENT * CENT).max(CENT));
                }
            }
        }
        let [eth, btc] = prices;
        let source = format!("synthetic crash, seed {}", self.seed);
        let volumes = [2_000, 150];
        Ok([("ETH", eth), ("BTC", btc)]
            .into_iter()
            .zip(volumes)
            .map(|((asset, prices), volume)| {
                History::assemble(asset, bars(self.start, &prices, volume), STEP, &source)
            })
            .collect())
    }
}

/// Moves the inner knots by up to ten minutes, and their depth by up to half a percent of the whole
/// fall. Order is kept: neighbours are at least 16 minutes apart, and both move together inside the
/// fall.
fn shift(random: &mut Random) -> [(i64, i64, i64); 16] {
    let mut draw = |range: i64| {
        i64::try_from(random.below(2 * u64::try_from(range).unwrap_or(0) + 1)).unwrap_or(0) - range
    };
    let fall = draw(10);
    let recovery = draw(10);
    let mut knots = KNOTS;
    for (index, (minute, depth, _)) in knots.iter_mut().enumerate() {
        match index {
            0 => continue,
            3..=9 => *minute += fall,
            10..=14 => *minute += recovery,
            _ => {}
        }
        *depth += draw(5_000);
    }
    knots
}

/// Depth (millionths of the fall) and noise of the line at a minute, between its knots.
fn line(knots: &[(i64, i64, i64)], minute: i64) -> (i64, i64) {
    for pair in knots.windows(2) {
        if let [(from, depth, noise), (to, next_depth, next_noise)] = pair
            && minute < *to
        {
            let (done, span) = (minute - from, to - from);
            return (
                depth + (next_depth - depth) * done / span,
                noise + (next_noise - noise) * done / span,
            );
        }
    }
    knots
        .last()
        .map_or((0, 0), |(_, depth, noise)| (*depth, *noise))
}

/// Bars from one price a minute. Volume grows with the bar's range.
fn bars(start: u64, minutes: &[u128], base_volume: u128) -> Vec<Bar> {
    let per_bar = usize::try_from(MINUTES_PER_BAR).unwrap_or(5);
    let mut bars = Vec::new();
    for (index, first) in (0..minutes.len().saturating_sub(1))
        .step_by(per_bar)
        .enumerate()
    {
        // The close is the next bar's open: a continuous market.
        let inside = minutes.get(first..=first + per_bar).unwrap_or_default();
        if let (Some(open), Some(close), Some(high), Some(low)) = (
            inside.first(),
            inside.last(),
            inside.iter().max(),
            inside.iter().min(),
        ) {
            let range = (high - low) * 1_000 / open;
            bars.push(Bar {
                time: start + index as u64 * STEP,
                open: *open,
                high: *high,
                low: *low,
                close: *close,
                volume: (base_volume + base_volume * range / 2) * WAD,
            });
        }
    }
    bars
}
