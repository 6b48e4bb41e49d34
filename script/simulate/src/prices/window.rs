//! Parts of a history: a given window, what several files share, the days of the deepest fall.

use std::collections::VecDeque;

use super::{Cut, History};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};

/// Seconds of a day.
const DAY: u64 = 86_400;

impl History {
    /// The bars that open at or after `start` and close at or before `end`.
    ///
    /// # Errors
    /// [`Error::EmptyWindow`] if fewer than two bars are left.
    pub fn window(&self, start: u64, end: u64) -> Result<Self> {
        let inside = |time: u64| time >= start && time.saturating_add(self.step) <= end;
        let bars: Vec<_> = self
            .bars
            .iter()
            .filter(|bar| inside(bar.time))
            .copied()
            .collect();
        if bars.len() < 2 {
            let (file, asset) = (self.source.clone(), self.asset.clone());
            return Err(Error::EmptyWindow {
                file,
                asset,
                start,
                end,
            });
        }
        Ok(Self::assemble(&self.asset, bars, self.step, &self.source))
    }

    /// The part of this history found by [`worst_days`] for it alone.
    ///
    /// # Errors
    /// As [`worst_days`] and [`History::window`].
    pub fn worst_days(&self, days: u64) -> Result<Self> {
        let (start, end) = worst_days(std::slice::from_ref(self), days)?;
        self.window(start, end)
    }

    /// The deepest fall from a high to the low of a later bar at most `span` seconds after the
    /// high's bar opens: (fall in WAD rounded up, start, end), or `None` if the price never falls.
    fn deepest_fall(&self, start: u64, end: u64, span: u64) -> Option<(u128, u64, u64)> {
        let mut deepest: Option<(u128, u64, u64)> = None;
        // Highs that may still be the peak of a later fall, falling from front to back.
        let mut highs = VecDeque::<(u64, u128)>::new();
        let inside = |time: u64| time >= start && time + self.step <= end;
        for bar in self.bars.iter().filter(|bar| inside(bar.time)) {
            let closes = bar.time + self.step;
            while highs.front().is_some_and(|(time, _)| closes - time > span) {
                highs.pop_front();
            }
            if let Some((time, high)) = highs.front() {
                let kept = scale_down(bar.low, WAD, *high, "a fall").unwrap_or(WAD);
                let fall = WAD.saturating_sub(kept);
                if fall > deepest.map_or(0, |(deep, _, _)| deep) {
                    deepest = Some((fall, *time, closes));
                }
            }
            while highs.back().is_some_and(|(_, high)| *high <= bar.high) {
                highs.pop_back();
            }
            highs.push_back((bar.time, bar.high));
        }
        deepest
    }
}

/// The span that every history covers, and what lies outside it.
///
/// # Errors
/// [`Error::NoHistories`], [`Error::DuplicateAsset`], [`Error::NoOverlap`].
pub fn common_window(histories: &[History]) -> Result<(u64, u64, Vec<Cut>)> {
    for (index, history) in histories.iter().enumerate() {
        if histories
            .iter()
            .take(index)
            .any(|other| other.asset == history.asset)
        {
            return Err(Error::DuplicateAsset {
                asset: history.asset.clone(),
            });
        }
    }
    let start = histories
        .iter()
        .map(History::start)
        .max()
        .ok_or(Error::NoHistories)?;
    let end = histories
        .iter()
        .map(History::end)
        .min()
        .ok_or(Error::NoHistories)?;
    if start >= end {
        let span = |h: &History| format!("{} {} to {}", h.asset, h.start(), h.end());
        let spans = histories.iter().map(span).collect::<Vec<_>>().join(", ");
        return Err(Error::NoOverlap { spans });
    }
    let cut = |history: &History| {
        let before = history.bars.iter().filter(|bar| bar.time < start).count();
        let after = history
            .bars
            .iter()
            .filter(|bar| bar.time + history.step > end)
            .count();
        (before + after > 0).then(|| Cut {
            asset: history.asset.clone(),
            source: history.source.clone(),
            bars_before: before,
            bars_after: after,
        })
    };
    Ok((start, end, histories.iter().filter_map(cut).collect()))
}

/// The `days` long window, inside the time that all histories share, that holds the deepest fall of
/// any of them: from the high of one bar to the low of a later one. A quarter of the time to spare
/// lies before the fall, the rest after it. All of the shared time if it is shorter.
///
/// The window is chosen in hindsight, to shorten a replay; inside it nothing is known early.
///
/// # Errors
/// [`Error::Parameter`] for 0 days, and those of [`common_window`].
pub fn worst_days(histories: &[History], days: u64) -> Result<(u64, u64)> {
    if days == 0 {
        let advice = "give at least 1";
        return Err(Error::Parameter {
            name: "days",
            value: "0".to_owned(),
            advice,
        });
    }
    let (start, end, _) = common_window(histories)?;
    let span = days.saturating_mul(DAY);
    if end - start <= span {
        return Ok((start, end));
    }
    let falls = histories
        .iter()
        .filter_map(|history| history.deepest_fall(start, end, span));
    let (peak, trough) = falls
        .max_by_key(|(fall, time, _)| (*fall, std::cmp::Reverse(*time)))
        .map_or((start, start), |(_, peak, trough)| (peak, trough));
    let spare = span - (trough - peak);
    let from = peak.saturating_sub(spare / 4).clamp(start, end - span);
    Ok((from, from + span))
}
