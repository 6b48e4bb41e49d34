//! Price histories: reading OHLCV files, gaps, windows, and the path of prices that a replay walks.
//!
//! **No look-ahead.** A bar is stamped with the second at which it opens; its high, low and close are
//! known only later, its close at `time + step`. [`Path`] hands every price out at or after the time
//! at which it can be known.

mod path;
mod read;
mod window;

pub use path::{Cut, InBarOrder, Path, PriceEvent, Tick, Ticks};
pub use read::HEADER;
pub use window::{common_window, worst_days};

/// One bar: prices in WAD USD per whole token, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Unix second at which the bar opens.
    pub time: u64,
    /// First price, known at `time`.
    pub open: u128,
    /// Highest price.
    pub high: u128,
    /// Lowest price.
    pub low: u128,
    /// Last price, known at `time + step`.
    pub close: u128,
    /// Traded volume, WAD whole tokens.
    pub volume: u128,
}

/// A stretch without bars. Nothing is filled in: the last price stands until the next bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Unix second at which the first missing bar would open.
    pub from: u64,
    /// Unix second at which the next bar that is there opens.
    pub to: u64,
    /// Number of bars missing (a part of a bar counts as one).
    pub missing: u64,
}

/// The bars of one asset in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The asset's symbol, upper case.
    pub asset: String,
    /// At least two bars, their times strictly rising by at least `step`.
    pub bars: Vec<Bar>,
    /// Seconds from one bar to the next: the most frequent distance (of two equally frequent ones
    /// the shorter).
    pub step: u64,
    /// Where bars are missing.
    pub gaps: Vec<Gap>,
    /// The file as it was named, or a description.
    pub source: String,
}

impl History {
    /// Unix second at which the first bar opens.
    #[must_use]
    pub fn start(&self) -> u64 {
        self.bars.first().map_or(0, |bar| bar.time)
    }

    /// Unix second at which the last bar closes.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.bars.last().map_or(0, |bar| bar.time + self.step)
    }

    /// The history as CSV with the header [`HEADER`]; [`History::read`] reads the same bars back.
    #[must_use]
    pub fn to_csv(&self) -> String {
        use crate::decimal::format_wad;
        let mut text = format!("{HEADER}\n");
        for bar in &self.bars {
            let prices = [bar.open, bar.high, bar.low, bar.close, bar.volume].map(format_wad);
            text.push_str(&format!("{},{}\n", bar.time, prices.join(",")));
        }
        text
    }
}
