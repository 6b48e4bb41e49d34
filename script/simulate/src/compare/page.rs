//! A comparison as a page with plots.

use std::collections::BTreeMap;

use super::{Comparison, Run, text};
use crate::error::Result;
use crate::fixed::WAD;
use crate::series::{log_histogram, usd};
use crate::show::html;
use crate::show::plot::{Frame, Group, Line, RGBColor, SERIES, Unit, bars, dollars, lines};

/// Most points of a line: more cannot be seen.
const MOST_POINTS: usize = 1_200;

/// The whole page: one file, with everything in it.
///
/// # Errors
/// [`crate::Error::Plot`].
pub fn page(comparisons: &[Comparison], data: &str) -> Result<String> {
    let title = "Engines side by side";
    let mut body = format!("<h1>{title}</h1>\n");
    for comparison in comparisons {
        body.push_str(&format!(
            "<p class=\"lead\">{}</p>\n",
            html::escape(&text::lead(comparison))
        ));
        body.push_str(&html::table(
            &text::engines(comparison),
            &text::rows(comparison),
        ));
        for (title, note, svg) in figures(comparison)? {
            body.push_str(&html::figure(title, note, &svg));
        }
        if !comparison.window.notes.is_empty() {
            body.push_str("<h2>Gaps, cuts and assumptions</h2>\n");
            body.push_str(&html::list(&comparison.window.notes));
        }
    }
    body.push_str(&format!(
        "<footer>Ballast {}. The numbers are in this page as JSON, element <code>summary</code>.</footer>\n",
        env!("CARGO_PKG_VERSION")
    ));
    Ok(html::page(
        &format!("Ballast: {}", title.to_lowercase()),
        &body,
        data,
    ))
}

type Figure = (&'static str, &'static str, String);

fn figures(comparison: &Comparison) -> Result<Vec<Figure>> {
    Ok(vec![
        (
            "Prices",
            "Percent of the opening price; the order of the first run.",
            prices(comparison)?,
        ),
        (
            "Forced sales",
            "Collateral sold so far, at spot; of every engine the run that sold most.",
            sums(
                comparison,
                "forced sales",
                |run| run.metrics.volume.0,
                |run| {
                    let forced = run.outcome.sales.iter().filter(|sale| sale.is_forced());
                    forced.map(|sale| (sale.time, usd(sale.sold_usd))).collect()
                },
            )?,
        ),
        (
            "What sales cost borrowers",
            "Against spot at the moment of each sale, so far.",
            sums(
                comparison,
                "penalties",
                |run| run.metrics.penalty.0,
                |run| {
                    let sales = run.outcome.sales.iter();
                    sales
                        .map(|sale| (sale.time, usd(sale.penalty_usd()) - usd(sale.gain_usd())))
                        .collect()
                },
            )?,
        ),
        (
            "What was lost",
            "Debt written off so far, before insurance.",
            sums(
                comparison,
                "losses",
                |run| run.metrics.loss.0,
                |run| {
                    run.outcome
                        .losses
                        .iter()
                        .map(|loss| (loss.time, usd(loss.usd)))
                        .collect()
                },
            )?,
        ),
        (
            "Sizes of sales",
            "Share of an engine's sales by size, percent.",
            sizes(comparison)?,
        ),
        (
            "Durations",
            "Share of the loans sold from, by the hours from first to last sale, percent.",
            durations(comparison)?,
        ),
    ])
}

fn color(place: usize) -> RGBColor {
    SERIES
        .get(place % SERIES.len())
        .copied()
        .unwrap_or(RGBColor(0, 0, 0))
}

fn frame(comparison: &Comparison, what: &'static str, all: &[Line], unit: Unit) -> Frame {
    let (from, to) = comparison.span();
    let values = || {
        all.iter()
            .flat_map(|line| line.points.iter().map(|(_, value)| *value))
    };
    let low = values().fold(0.0_f64, f64::min);
    Frame {
        what,
        from,
        to: to.max(from + 1),
        low: low * 1.1,
        high: values().fold(1.0_f64, f64::max) * 1.1,
        unit,
    }
}

fn thinned(points: Vec<(u64, f64)>) -> Vec<(u64, f64)> {
    let every = points.len().div_ceil(MOST_POINTS).max(1);
    let last = points.last().copied();
    let mut kept: Vec<_> = points.into_iter().step_by(every).collect();
    if kept.last().copied() != last {
        kept.extend(last);
    }
    kept
}

fn prices(comparison: &Comparison) -> Result<String> {
    let mut all = Vec::new();
    if let Some((_, path)) = comparison.window.paths.first() {
        for asset in &path.assets {
            let points = crate::series::prices(path, asset);
            let Some((_, first)) = points.first().copied().filter(|(_, price)| *price > 0) else {
                continue;
            };
            if points.iter().all(|(_, price)| *price == first) {
                continue;
            }
            let scaled = points
                .into_iter()
                .map(|(time, price)| (time, price as f64 / first as f64 * 100.0));
            all.push(Line {
                name: asset.clone(),
                color: color(all.len()),
                width: 2,
                points: thinned(scaled.collect()),
                steps: false,
            });
        }
    }
    lines(
        frame(comparison, "prices", &all, Unit::Percent),
        &all,
        &[100.0],
    )
}

/// The run of an engine in which a number is largest.
fn worst(runs: &[Run], number: fn(&Run) -> i128) -> Option<&Run> {
    runs.iter().max_by_key(|run| number(run))
}

fn sums(
    comparison: &Comparison,
    what: &'static str,
    number: fn(&Run) -> i128,
    points: fn(&Run) -> Vec<(u64, f64)>,
) -> Result<String> {
    let (from, _) = comparison.span();
    let mut all = Vec::new();
    for (place, result) in comparison.results.iter().enumerate() {
        let mut sum = 0.0;
        let mut line = vec![(from, 0.0)];
        for (time, value) in worst(&result.runs, number).map(points).unwrap_or_default() {
            sum += value;
            line.push((time, sum));
        }
        all.push(Line {
            name: result.engine.clone(),
            color: color(place),
            width: 2,
            points: thinned(line),
            steps: true,
        });
    }
    lines(frame(comparison, what, &all, Unit::Dollars), &all, &[])
}

fn shares(
    comparison: &Comparison,
    what: &'static str,
    values: fn(&Run) -> Vec<u128>,
    label: fn(u128) -> String,
) -> Result<String> {
    let count = comparison.results.len();
    let mut table = BTreeMap::<u128, Vec<f64>>::new();
    for (place, result) in comparison.results.iter().enumerate() {
        let values: Vec<u128> = result.runs.iter().flat_map(values).collect();
        let all = values.len().max(1) as f64;
        for bucket in log_histogram(values) {
            let row = table.entry(bucket.from).or_insert_with(|| vec![0.0; count]);
            if let Some(slot) = row.get_mut(place) {
                *slot = bucket.count as f64 / all * 100.0;
            }
        }
    }
    let groups: Vec<Group> = table
        .into_iter()
        .map(|(from, row)| (label(from), row))
        .collect();
    let series: Vec<(&str, RGBColor)> = comparison
        .results
        .iter()
        .enumerate()
        .map(|(place, result)| (result.engine.as_str(), color(place)))
        .collect();
    bars(what, &series, &groups, Unit::Percent)
}

fn sizes(comparison: &Comparison) -> Result<String> {
    shares(
        comparison,
        "sale sizes",
        |run| {
            let forced = run.outcome.sales.iter().filter(|sale| sale.is_forced());
            forced.map(|sale| sale.sold_usd).collect()
        },
        |from| dollars(usd(from)),
    )
}

fn durations(comparison: &Comparison) -> Result<String> {
    shares(
        comparison,
        "durations",
        |run| {
            let sold = run.outcome.endings.iter().filter(|ending| ending.sales > 0);
            let seconds = sold.map(|ending| ending.last_sale.saturating_sub(ending.first_sale));
            seconds
                .map(|seconds| u128::from(seconds) * WAD / 3_600)
                .collect()
        },
        |from| format!("{} h", usd(from)),
    )
}
