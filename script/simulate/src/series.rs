//! Series for plots: sums over time, values at even steps, histograms by size.
//!
//! Values stay WAD integers; [`usd`] turns them into floats at the very end, for drawing only.

use risk_core::fixed::mul_div_down;

use crate::fixed::WAD;
use crate::prices::Path;

/// A time (unix seconds) and a value (WAD).
pub type Point = (u64, u128);

/// Running sums: the points sorted by time, those of one second added into one.
#[must_use]
pub fn cumulative(points: impl IntoIterator<Item = Point>) -> Vec<Point> {
    let mut sorted: Vec<Point> = points.into_iter().collect();
    sorted.sort_by_key(|(time, _)| *time);
    let mut sums: Vec<Point> = Vec::new();
    let mut sum: u128 = 0;
    for (time, value) in sorted {
        sum = sum.saturating_add(value);
        match sums.last_mut() {
            Some(last) if last.0 == time => last.1 = sum,
            _ => sums.push((time, sum)),
        }
    }
    sums
}

/// The value that stands at `start`, `start + step`, ... up to and including `end`: that of the last
/// point at or before it, `before` where there is none. The points must be in order of time. Empty
/// for a step of 0.
#[must_use]
pub fn sampled(points: &[Point], start: u64, end: u64, step: u64, before: u128) -> Vec<Point> {
    let mut samples = Vec::new();
    let mut rest = points.iter().peekable();
    let (mut time, mut value) = (start, before);
    while step > 0 && time <= end {
        while let Some((_, next)) = rest.next_if(|(at, _)| *at <= time) {
            value = *next;
        }
        samples.push((time, value));
        let Some(next) = time.checked_add(step) else {
            break;
        };
        time = next;
    }
    samples
}

/// The prices of one asset along a path, from its opening price on; empty for an unknown asset.
#[must_use]
pub fn prices(path: &Path, asset: &str) -> Vec<Point> {
    let Some(index) = path.asset(asset) else {
        return Vec::new();
    };
    let opening = path.initial.get(index).map(|price| (path.start, *price));
    let later = path.events.iter().filter(|event| event.asset == index);
    opening
        .into_iter()
        .chain(later.map(|event| (event.time, event.price)))
        .collect()
}

/// Values from `from` up to, not including, `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Lower bound, WAD; 0 for the bucket of what is below a cent.
    pub from: u128,
    /// Upper bound, WAD.
    pub to: u128,
    /// Number of values.
    pub count: u64,
    /// Their sum, WAD.
    pub sum: u128,
}

/// A histogram by size with bounds 1, 2, 5, 10, ... per decade from a cent on. The buckets are
/// adjoining, from the one of the smallest value to that of the largest; none for no values.
#[must_use]
pub fn log_histogram(values: impl IntoIterator<Item = u128>) -> Vec<Bucket> {
    let values: Vec<u128> = values.into_iter().collect();
    let (Some(least), Some(most)) = (values.iter().min(), values.iter().max()) else {
        return Vec::new();
    };
    let bounds = bounds();
    let mut buckets: Vec<Bucket> = bounds
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] => Some(Bucket {
                from: *from,
                to: *to,
                count: 0,
                sum: 0,
            }),
            _ => None,
        })
        .filter(|bucket| bucket.to > *least && bucket.from <= *most)
        .collect();
    for value in &values {
        let place = buckets.partition_point(|bucket| bucket.to <= *value);
        if let Some(bucket) = buckets.get_mut(place) {
            bucket.count += 1;
            bucket.sum = bucket.sum.saturating_add(*value);
        }
    }
    buckets
}

/// 0, then 1-2-5 from a cent to the largest number.
fn bounds() -> Vec<u128> {
    let mut bounds = vec![0];
    let mut decade = WAD / 100;
    loop {
        for factor in [1, 2, 5] {
            let Some(bound) = decade.checked_mul(factor) else {
                bounds.push(u128::MAX);
                return bounds;
            };
            bounds.push(bound);
        }
        let Some(next) = decade.checked_mul(10) else {
            bounds.push(u128::MAX);
            return bounds;
        };
        decade = next;
    }
}

/// The value below which a share (WAD) of the values lies, by the nearest rank; `None` for no values.
#[must_use]
pub fn quantile(values: impl IntoIterator<Item = u128>, share: u128) -> Option<u128> {
    let mut sorted: Vec<u128> = values.into_iter().collect();
    sorted.sort_unstable();
    let last = sorted.len().checked_sub(1)?;
    let rank = mul_div_down(last as u128, share.min(WAD), WAD).ok()?;
    sorted.get(usize::try_from(rank).ok()?).copied()
}

/// A WAD as a float, for drawing only.
#[must_use]
pub fn usd(value: u128) -> f64 {
    value as f64 / WAD as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_run_over_time() {
        let sums = cumulative([(30, 5), (10, 1), (10, 2), (20, 0)]);
        assert_eq!(sums, [(10, 3), (20, 3), (30, 8)]);
        assert!(cumulative([]).is_empty());
    }

    #[test]
    fn samples_hold_the_last_value() {
        let points = [(10, 1), (14, 2), (30, 3)];
        let samples = sampled(&points, 5, 35, 10, 9);
        assert_eq!(samples, [(5, 9), (15, 2), (25, 2), (35, 3)]);
        assert!(sampled(&points, 0, 10, 0, 0).is_empty());
        assert_eq!(sampled(&[], 0, 10, 10, 7), [(0, 7), (10, 7)]);
        assert_eq!(sampled(&[], u64::MAX, u64::MAX, 10, 7).len(), 1);
    }

    #[test]
    fn buckets_adjoin_and_count_everything() {
        let buckets = log_histogram([0, 3 * WAD, 20 * WAD, 21 * WAD, 70 * WAD, u128::MAX]);
        assert!(buckets.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!(buckets.iter().map(|bucket| bucket.count).sum::<u64>(), 5);
        let buckets = log_histogram([3 * WAD, 20 * WAD, 21 * WAD, 70 * WAD]);
        let rows: Vec<_> = buckets
            .iter()
            .map(|b| (b.from / WAD, b.to / WAD, b.count, b.sum / WAD))
            .collect();
        let expected = [
            (2, 5, 1, 3),
            (5, 10, 0, 0),
            (10, 20, 0, 0),
            (20, 50, 2, 41),
            (50, 100, 1, 70),
        ];
        assert_eq!(rows, expected);
        assert!(log_histogram([]).is_empty());
        assert_eq!(log_histogram([7 * WAD]).len(), 1);
    }

    #[test]
    fn quantiles_by_nearest_rank() {
        let values = [5, 1, 3, 2, 4];
        assert_eq!(quantile(values, WAD / 2), Some(3));
        assert_eq!(quantile(values, 0), Some(1));
        assert_eq!(quantile(values, 2 * WAD), Some(5));
        assert_eq!(quantile([], WAD), None);
    }
}
