//! Reads OHLCV files. Whatever cannot be trusted is an error with file and line; gaps are reported.

use std::collections::BTreeMap;

use super::{Bar, Gap, History};
use crate::decimal::parse_wad;
use crate::error::{Error, Fault, Result};
use crate::table;

/// The header that a price file must have.
pub const HEADER: &str = "timestamp,open,high,low,close,volume";

/// 2001-09-09 and 2100-01-01: outside them a time stamp is in another unit.
const TIMES: std::ops::Range<u64> = 1_000_000_000..4_102_444_800;

impl History {
    /// Reads the history of `asset` (kept in upper case) from a CSV file.
    ///
    /// # Errors
    /// [`Error::Io`], or [`Error::Line`] with the file, the line and the [`Fault`]: another header,
    /// bad numbers, prices that are not positive or contradict each other, times unsorted, repeated
    /// or closer than the file's step, an empty file, fewer than two rows.
    pub fn read(asset: &str, file: impl AsRef<std::path::Path>) -> Result<Self> {
        let source = file.as_ref().display().to_string();
        let bytes = std::fs::read(file.as_ref()).map_err(|cause| Error::io(&source, cause))?;
        Self::parse(asset, &source, &bytes)
    }

    /// Reads the history of `asset` from the bytes of a CSV file; `source` names it in errors.
    ///
    /// # Errors
    /// As [`History::read`].
    pub fn parse(asset: &str, source: &str, bytes: &[u8]) -> Result<Self> {
        let mut bars = Vec::new();
        let mut lines = Vec::new();
        for row in table::rows(source, bytes, HEADER)? {
            let (line, record) = row?;
            let bar = parse_bar(&record).map_err(|fault| Error::line(source, line, fault))?;
            if let Some(fault) = bars
                .last()
                .and_then(|last: &Bar| out_of_order(last.time, bar.time))
            {
                return Err(Error::line(source, line, fault));
            }
            bars.push(bar);
            lines.push(line);
        }
        if bars.len() < 2 {
            return Err(Error::line(
                source,
                1,
                Fault::TooFewRows {
                    rows: bars.len(),
                    needed: 2,
                },
            ));
        }
        let step = most_frequent_step(&bars);
        for (pair, line) in bars.windows(2).zip(lines.iter().skip(1)) {
            if let [before, bar] = pair
                && bar.time - before.time < step
            {
                let found = bar.time - before.time;
                return Err(Error::line(
                    source,
                    *line,
                    Fault::MixedSteps { found, step },
                ));
            }
        }
        Ok(Self::assemble(asset, bars, step, source))
    }

    /// A history of bars already known to be in order.
    pub(crate) fn assemble(asset: &str, bars: Vec<Bar>, step: u64, source: &str) -> Self {
        let gaps = bars
            .windows(2)
            .filter_map(|pair| match pair {
                [before, bar] if bar.time - before.time > step => Some(Gap {
                    from: before.time + step,
                    to: bar.time,
                    missing: (bar.time - before.time - step).div_ceil(step),
                }),
                _ => None,
            })
            .collect();
        Self {
            asset: asset.trim().to_uppercase(),
            bars,
            step,
            gaps,
            source: source.to_owned(),
        }
    }
}

fn parse_bar(record: &csv::StringRecord) -> std::result::Result<Bar, Fault> {
    let field = |index: usize| record.get(index).unwrap_or("");
    let number = |index: usize, column: &str| {
        parse_wad(field(index)).map_err(|reason| Fault::Number {
            column: column.to_owned(),
            text: field(index).to_owned(),
            reason,
        })
    };
    let price = |index: usize, column: &str| match number(index, column)? {
        0 => Err(Fault::ZeroPrice {
            column: column.to_owned(),
        }),
        price => Ok(price),
    };
    let time = field(0)
        .trim()
        .parse::<u64>()
        .ok()
        .filter(|time| TIMES.contains(time));
    let bar = Bar {
        time: time.ok_or_else(|| Fault::Timestamp {
            text: field(0).to_owned(),
        })?,
        open: price(1, "open")?,
        high: price(2, "high")?,
        low: price(3, "low")?,
        close: price(4, "close")?,
        volume: number(5, "volume")?,
    };
    let inside = bar.low..=bar.high;
    if bar.high < bar.low {
        return Err(Fault::Bar {
            problem: "high is below low",
        });
    }
    if !inside.contains(&bar.open) {
        return Err(Fault::Bar {
            problem: "open is outside low to high",
        });
    }
    if !inside.contains(&bar.close) {
        return Err(Fault::Bar {
            problem: "close is outside low to high",
        });
    }
    Ok(bar)
}

fn out_of_order(previous: u64, time: u64) -> Option<Fault> {
    match time.cmp(&previous) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some(Fault::DuplicateTime { time }),
        std::cmp::Ordering::Less => Some(Fault::Unsorted { time, previous }),
    }
}

/// The most frequent distance between bars; of equally frequent ones the shortest.
fn most_frequent_step(bars: &[Bar]) -> u64 {
    let mut counts = BTreeMap::<u64, usize>::new();
    for pair in bars.windows(2) {
        if let [before, bar] = pair {
            *counts.entry(bar.time - before.time).or_default() += 1;
        }
    }
    let best = counts
        .iter()
        .max_by_key(|(step, count)| (**count, std::cmp::Reverse(**step)));
    best.map_or(0, |(step, _)| *step)
}
