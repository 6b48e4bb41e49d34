//! A synthetic loss of the peg of staked ether, laid over a history of ether.
//!
//! There is no intraday record here of one, so it is drawn: staked ether is worth `rate` ether times a peg that stands
//! at one until the onset, falls along a straight line to `low`, stays there, and comes back along a straight line to `end`,
//! where it remains. Noise of up to 0.2% of the peg rides on it, seeded, fading towards both ends of the fall, so that the low is
//! reached exactly and never passed; the peg is never above one. The defaults draw June 2022: the low is the daily low of stETH/ETH of
//! 2022-06-15, the fall took about five days, and 0.97 was what it had come back to three weeks later; here the whole
//! is compressed into the time that the history has.
//!
//! Inside a bar the peg's extremes meet ether's: the low is ether's low at the lower peg of the bar's ends, the high its
//! high at the higher.

use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::prices::{Bar, History};
use crate::random::Random;

/// Noise at its widest: a share of the peg in millionths.
const NOISE: i64 = 2_000;

/// What to draw. Shares of the history's length and pegs are WAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Depeg {
    /// Ether per staked ether where the peg holds.
    pub rate: u128,
    /// Lowest peg.
    pub low: u128,
    /// Peg at the end.
    pub end: u128,
    /// Part of the history before the fall.
    pub onset: u128,
    /// Part of it that the fall takes.
    pub fall: u128,
    /// Part of it spent at the low.
    pub trough: u128,
    /// Part of it that the way back takes.
    pub recovery: u128,
    /// Any number; the same seed gives the same prices.
    pub seed: u64,
}

impl Default for Depeg {
    fn default() -> Self {
        Self {
            rate: WAD / 10_000 * 11_250,
            low: WAD / 10_000 * 9_367,
            end: WAD / 100 * 97,
            onset: WAD / 5,
            fall: WAD / 5,
            trough: WAD / 100 * 2,
            recovery: WAD / 5 * 2,
            seed: 1,
        }
    }
}

impl Depeg {
    /// The history of WSTETH over that of `ether`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for pegs of zero or above one, an end below the low, a rate outside 0.1 to 10, or parts that
    /// exceed the whole; [`Error::Overflow`].
    pub fn history(&self, ether: &History) -> Result<History> {
        self.check()?;
        let mut random = Random::new(self.seed);
        let span = ether.end().saturating_sub(ether.start()).max(1);
        let mut peg = |time: u64| -> Result<u128> {
            let elapsed = u128::from(time.saturating_sub(ether.start()));
            let part = scale_down(elapsed, WAD, span.into(), "a part of the history")?;
            let draw = random.normal_millionths().clamp(-3_000_000, 3_000_000);
            let (level, room) = self.line(part);
            // Three standard deviations are the whole of the noise.
            let noise = i128::from(draw / 3) * i128::from(NOISE) / 1_000_000;
            let noise = noise * i128::try_from(room / (WAD / 1_000_000)).unwrap_or(0) / 1_000_000;
            let factor = u128::try_from(1_000_000 + noise).unwrap_or(0);
            let peg = scale_down(level, factor, 1_000_000, "a peg")?;
            Ok(peg.clamp(self.low, WAD))
        };
        let mut bars = Vec::with_capacity(ether.bars.len());
        let mut before: Option<(u64, u128)> = None;
        for bar in &ether.bars {
            let closes = bar.time + ether.step;
            let opens_at = match before {
                Some((time, peg)) if time == bar.time => peg,
                _ => peg(bar.time)?,
            };
            let closes_at = peg(closes)?;
            before = Some((closes, closes_at));
            let price = |price: u128, peg: u128| {
                let ether = scale_down(price, self.rate, WAD, "a price of staked ether")?;
                Ok(scale_down(ether, peg, WAD, "a price of staked ether")?.max(1))
            };
            bars.push(Bar {
                time: bar.time,
                open: price(bar.open, opens_at)?,
                high: price(bar.high, opens_at.max(closes_at))?,
                low: price(bar.low, opens_at.min(closes_at))?,
                close: price(bar.close, closes_at)?,
                volume: bar.volume,
            });
        }
        let source = format!(
            "synthetic depeg to {} over {}, seed {}",
            crate::decimal::format_wad(self.low),
            ether.source,
            self.seed
        );
        Ok(History::assemble("WSTETH", bars, ether.step, &source))
    }

    fn check(&self) -> Result<()> {
        let refuse = |name, value: u128, advice| {
            let value = crate::decimal::format_wad(value);
            Err(Error::Parameter {
                name,
                value,
                advice,
            })
        };
        if !(WAD / 100..=WAD).contains(&self.low) {
            return refuse(
                "the depeg's low",
                self.low,
                "give 0.01 to 1, such as 0.9367",
            );
        }
        if !(self.low..=WAD).contains(&self.end) {
            return refuse("the depeg's end", self.end, "give a peg from its low to 1");
        }
        if !(WAD / 10..=10 * WAD).contains(&self.rate) {
            return refuse("the staked ether's rate", self.rate, "give 0.1 to 10 ether");
        }
        let parts = [self.onset, self.fall, self.trough, self.recovery];
        let whole = parts
            .iter()
            .try_fold(0_u128, |sum, part| sum.checked_add(*part));
        match whole {
            Some(whole) if whole <= WAD => Ok(()),
            _ => {
                let whole = whole.unwrap_or(u128::MAX);
                refuse(
                    "the sum of the depeg's parts",
                    whole,
                    "give parts of at most 1 in all",
                )
            }
        }
    }

    /// The peg without noise at a part of the history, and how much of the noise it has.
    fn line(&self, part: u128) -> (u128, u128) {
        let (fall, trough) = (self.onset, self.onset + self.fall);
        let back = trough + self.trough;
        let end = back + self.recovery;
        // The trough's first and last moments are its own: an empty one is still passed through.
        let share = |from: u128, length: u128| (part - from) * WAD / length.max(1);
        let between = |from: u128, to: u128, share: u128| {
            let gap = from.abs_diff(to);
            let moved = scale_down(gap, share, WAD, "a peg").unwrap_or(gap);
            if from > to {
                from - moved
            } else {
                from + moved
            }
        };
        if part < fall {
            (WAD, part * WAD / fall.max(1))
        } else if part < trough {
            let share = share(fall, self.fall);
            (between(WAD, self.low, share), WAD - share)
        } else if part <= back {
            (self.low, 0)
        } else if part < end {
            let share = share(back, self.recovery);
            (between(self.low, self.end, share), share)
        } else {
            (self.end, WAD)
        }
    }
}
