//! Least squares on the logarithms of binned quotes.

use std::collections::BTreeMap;

use risk_core::fixed::{SignedWad, Wad, exp, ln};

use super::{Curve, Quote};
use crate::error::{Error, Fault, Result};
use crate::fixed::WAD;

/// Values below $1M are left out: there the routes' fees and luck outweigh the impact of size.
const LEAST_USD: u128 = 1_000_000 * WAD;
/// Quotes that a bin must hold to count.
const LEAST_QUOTES: usize = 5;
/// Bins that a curve needs.
const LEAST_BINS: usize = 3;
/// Bins per factor of e.
const BINS: i128 = 2;
/// Logarithms are kept in billionths, so that sums of squares fit 128 bits.
const UNIT: i128 = 1_000_000_000;

/// How well a curve fits what it was fitted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fit {
    /// Quotes used.
    pub quotes: usize,
    /// Bins that they made.
    pub bins: usize,
    /// Root of the mean square of ln(median impact) less ln(fitted impact) over the bins, WAD: 0.1 is about 10%.
    pub error: u128,
    /// The largest such difference, either way, WAD.
    pub largest: u128,
    /// Mean value of the smallest bin, WAD USD.
    pub from: u128,
    /// Mean value of the largest bin, WAD USD.
    pub to: u128,
}

/// A quote's value and impact: ln(USD) in billionths, WAD.
type Point = (i128, u128);

/// Fits a [`Curve`] to every asset: quotes worth $1M or more are put into bins of equal ratio (two per factor of e, of at
/// least five quotes), and through the bins' mean ln(value) and the ln of their median impact goes the line of least
/// squares. Assets without three such bins, or whose impact does not grow, have no curve.
///
/// # Errors
/// [`Error::Line`] with [`Fault::TooFewRows`] if no asset has a curve; [`Error::Overflow`].
pub fn fit_quotes(source: &str, quotes: &[Quote]) -> Result<Vec<Curve>> {
    let mut assets = BTreeMap::<&str, Vec<Point>>::new();
    for quote in quotes.iter().filter(|quote| quote.usd >= LEAST_USD) {
        let points = assets.entry(&quote.asset).or_default();
        points.push((log(quote.usd)?, quote.impact));
    }
    let mut curves = Vec::new();
    for (asset, points) in assets {
        if let Some((depth, exponent, fit)) = fit(&points)? {
            curves.push(Curve {
                asset: asset.to_owned(),
                depth,
                exponent,
                fit: Some(fit),
            });
        }
    }
    if curves.is_empty() {
        let (rows, needed) = (quotes.len(), LEAST_BINS * LEAST_QUOTES);
        return Err(Error::line(source, 1, Fault::TooFewRows { rows, needed }));
    }
    Ok(curves)
}

/// The middle value, of two middle ones the lower.
fn median(values: &mut [u128]) -> Option<u128> {
    values.sort_unstable();
    values.get(values.len().checked_sub(1)? / 2).copied()
}

/// ln of a WAD in billionths, to nearest below.
fn log(value: u128) -> Result<i128> {
    let what = "a logarithm";
    let exact = ln(Wad(value)).map_err(|_| Error::Overflow { what })?;
    Ok(exact.0.div_euclid(UNIT))
}

/// e to a number of billionths.
fn power(billionths: i128, what: &'static str) -> Result<u128> {
    let exponent = billionths
        .checked_mul(UNIT)
        .ok_or(Error::Overflow { what })?;
    exp(SignedWad(exponent))
        .map(|value| value.0)
        .map_err(|_| Error::Overflow { what })
}

/// Depth, exponent, and how well they fit.
fn fit(points: &[Point]) -> Result<Option<(u128, u128, Fit)>> {
    let mut gathered = BTreeMap::<i128, Vec<Point>>::new();
    for point in points {
        gathered
            .entry((point.0 * BINS).div_euclid(UNIT))
            .or_default()
            .push(*point);
    }
    let mut bins = Vec::<(i128, i128)>::new();
    let mut quotes = 0;
    for bin in gathered
        .into_values()
        .filter(|bin| bin.len() >= LEAST_QUOTES)
    {
        let mut impacts: Vec<u128> = bin.iter().map(|(_, impact)| *impact).collect();
        let Some(impact) = median(&mut impacts).filter(|impact| *impact > 0) else {
            continue;
        };
        let count = i128::try_from(bin.len()).unwrap_or(i128::MAX);
        let mean = bin.iter().map(|(usd, _)| usd).sum::<i128>() / count;
        bins.push((mean, log(impact)?));
        quotes += bin.len();
    }
    let (Some(first), Some(last)) = (bins.first(), bins.last()) else {
        return Ok(None);
    };
    let (from, to) = (power(first.0, "a depth")?, power(last.0, "a depth")?);
    if bins.len() < LEAST_BINS {
        return Ok(None);
    }
    let count = i128::try_from(bins.len()).unwrap_or(i128::MAX);
    let mean = |pick: fn(&(i128, i128)) -> i128| bins.iter().map(pick).sum::<i128>() / count;
    let (middle, level) = (mean(|bin| bin.0), mean(|bin| bin.1));
    // Logarithms of 128-bit numbers are below 90: each product is below 1e22 in billionths squared.
    let across: i128 = bins
        .iter()
        .map(|bin| (bin.0 - middle) * (bin.0 - middle))
        .sum();
    let along: i128 = bins
        .iter()
        .map(|bin| (bin.0 - middle) * (bin.1 - level))
        .sum();
    if across <= 0 || along <= 0 {
        return Ok(None);
    }
    let exponent = along * UNIT / across;
    if exponent == 0 {
        return Ok(None);
    }
    let misses: Vec<i128> = bins
        .iter()
        .map(|bin| (bin.1 - level - exponent * (bin.0 - middle) / UNIT).abs())
        .collect();
    let square = misses.iter().map(|miss| miss * miss).sum::<i128>() / count;
    let largest = misses.iter().copied().max().unwrap_or(0);
    // 1% = e^(level + exponent (ln depth - middle)).
    let depth = middle + (log(WAD / 100)? - level) * UNIT / exponent;
    let wad = |billionths: i128| billionths.unsigned_abs() * UNIT.unsigned_abs();
    let fit = Fit {
        quotes,
        bins: bins.len(),
        error: square.unsigned_abs().isqrt() * UNIT.unsigned_abs(),
        largest: wad(largest),
        from,
        to,
    };
    Ok(Some((power(depth, "a depth")?, wad(exponent), fit)))
}
