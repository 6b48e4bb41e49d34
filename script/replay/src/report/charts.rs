//! What the report draws, from the ledger, the samples and the other engine's outcome.

use std::collections::BTreeMap;

use ballast_simulate::Result;
use ballast_simulate::series::{cumulative, log_histogram, quantile, usd};
use ballast_simulate::show::format::float;
use ballast_simulate::show::plot::{
    BLUE, Frame, GREY, Group, Layer, Line, ORANGE, PURPLE, RED, RGBColor, SERIES, TEAL, Unit,
    YELLOW, bars, dollars, lines, pale, stack,
};

use crate::run::Outcome;

/// Most points of a line: more cannot be seen.
const MOST_POINTS: usize = 1_200;
/// Highest health shown.
const HEALTH_SHOWN: f64 = 1.8;
const WAD: u128 = 1_000_000_000_000_000_000;

fn frame(outcome: &Outcome, what: &'static str, low: f64, high: f64, unit: Unit) -> Frame {
    Frame {
        what,
        from: outcome.scenario.path.start,
        to: outcome
            .scenario
            .path
            .end
            .max(outcome.scenario.path.start + 1),
        low,
        high,
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

/// Highest of some values, at least `least`, with room above.
fn roof(values: impl Iterator<Item = f64>, least: f64) -> f64 {
    values.fold(least, f64::max) * 1.12
}

fn highest(all: &[Line]) -> impl Iterator<Item = f64> + '_ {
    all.iter()
        .flat_map(|line| line.points.iter().map(|point| point.1))
}

/// Spot and smoothed price of every asset that moves, in percent of the opening price.
pub fn prices(outcome: &Outcome) -> Result<String> {
    let mut all = Vec::new();
    let start = outcome.scenario.path.start;
    for (asset, handle) in outcome.ledger.assets.iter().enumerate() {
        let spots = outcome.ledger.spots(asset);
        let Some((_, first)) = spots.first().copied().filter(|(_, price)| *price > 0) else {
            continue;
        };
        if spots.iter().all(|(_, price)| *price == first) {
            continue;
        }
        let color = SERIES
            .get(all.len() / 2 % SERIES.len())
            .copied()
            .unwrap_or(BLUE);
        let scaled = |points: Vec<(u64, u128)>| {
            let percent = |price: u128| price as f64 / first as f64 * 100.0;
            let points = points
                .into_iter()
                .map(|(time, price)| (time.max(start), percent(price)));
            thinned(points.collect())
        };
        all.push(Line {
            name: format!("{} spot", handle.symbol),
            color: pale(color),
            width: 1,
            points: scaled(spots),
            steps: false,
        });
        all.push(Line {
            name: format!("{} smoothed", handle.symbol),
            color,
            width: 3,
            points: scaled(outcome.ledger.smoothed(asset)),
            steps: false,
        });
    }
    let low = highest(&all).fold(100.0_f64, f64::min);
    let high = highest(&all).fold(100.0_f64, f64::max);
    let room = (high - low).max(1.0) * 0.08;
    let frame = frame(
        outcome,
        "prices",
        (low - room).max(0.0),
        high + room,
        Unit::Percent,
    );
    lines(frame, &all, &[])
}

/// Quantiles of the effective health of accounts with debt.
pub fn health(outcome: &Outcome) -> Result<String> {
    let shares = [
        ("lowest", 0, RED),
        ("lowest tenth", WAD / 10, ORANGE),
        ("lower quarter", WAD / 4, YELLOW),
        ("median", WAD / 2, BLUE),
        ("upper quarter", WAD / 4 * 3, TEAL),
    ];
    let mut all = Vec::new();
    for (name, share, color) in shares {
        let points = outcome.walk.samples.iter().filter_map(|sample| {
            quantile(sample.healths.iter().copied(), share).map(|health| (sample.time, usd(health)))
        });
        all.push(Line {
            name: name.to_owned(),
            color,
            width: 2,
            points: points.collect(),
            steps: false,
        });
    }
    let low = highest(&all).fold(0.95_f64, f64::min);
    let frame = frame(
        outcome,
        "health",
        (low - 0.05).max(0.0),
        HEALTH_SHOWN,
        Unit::Ratio,
    );
    lines(frame, &all, &[1.0])
}

/// How many accounts are in which stage.
pub fn stages(outcome: &Outcome) -> Result<String> {
    let samples = &outcome.walk.samples;
    let times: Vec<u64> = samples.iter().map(|sample| sample.time).collect();
    let order = [
        (5, "shortfall", PURPLE),
        (4, "backstop", ORANGE),
        (3, "auction", RED),
        (2, "metered", BLUE),
        (1, "watch", YELLOW),
        (0, "calm", TEAL),
        (6, "without debt", GREY),
    ];
    let layers: Vec<Layer> = order
        .into_iter()
        .map(|(stage, name, color)| {
            let heights = samples
                .iter()
                .map(|sample| sample.stages.get(stage).copied().unwrap_or(0) as f64);
            (name.to_owned(), color, heights.collect())
        })
        .collect();
    let high = outcome.parties.loans.len().max(1) as f64;
    stack(
        frame(outcome, "stages", 0.0, high, Unit::Count),
        &times,
        &layers,
    )
}

fn sums(
    name: &str,
    color: RGBColor,
    points: impl Iterator<Item = (u64, i128)>,
    start: u64,
) -> Line {
    let mut sum = 0_i128;
    let mut line = vec![(start, 0.0)];
    for (time, value) in points {
        sum = sum.saturating_add(value);
        match line.last_mut() {
            Some(last) if last.0 == time => last.1 = float(sum),
            _ => line.push((time, float(sum))),
        }
    }
    Line {
        name: name.to_owned(),
        color,
        width: 2,
        points: line,
        steps: true,
    }
}

/// Volume of forced sales so far.
pub fn volume(outcome: &Outcome) -> Result<String> {
    let start = outcome.scenario.path.start;
    let signed = crate::ledger::signed;
    let ours = outcome.totals.sales.iter();
    let theirs = cumulative(
        outcome
            .ltv
            .sales
            .iter()
            .map(|sale| (sale.time, sale.seized_usd)),
    );
    let mut other = Line {
        name: "loan-to-value".to_owned(),
        color: ORANGE,
        width: 2,
        points: vec![(start, 0.0)],
        steps: true,
    };
    other
        .points
        .extend(theirs.into_iter().map(|(time, value)| (time, usd(value))));
    let all = [
        sums(
            "Ballast",
            BLUE,
            ours.clone().map(|s| (s.time, signed(s.sold))),
            start,
        ),
        sums(
            "Ballast, of it in auctions",
            RED,
            ours.filter(|s| s.stage >= 3)
                .map(|s| (s.time, signed(s.sold))),
            start,
        ),
        other,
    ];
    let high = roof(highest(&all), 1.0);
    lines(
        frame(outcome, "forced sales", 0.0, high, Unit::Dollars),
        &all,
        &[],
    )
}

/// How many sales of which size.
pub fn sizes(outcome: &Outcome) -> Result<String> {
    let ours = log_histogram(outcome.totals.sales.iter().map(|sale| sale.sold));
    let theirs = log_histogram(outcome.ltv.sales.iter().map(|sale| sale.seized_usd));
    let mut table = BTreeMap::<(u128, u128), [f64; 2]>::new();
    for (series, buckets) in [ours, theirs].into_iter().enumerate() {
        for bucket in buckets {
            let row = table.entry((bucket.from, bucket.to)).or_default();
            if let Some(slot) = row.get_mut(series) {
                *slot = bucket.count as f64;
            }
        }
    }
    let groups: Vec<Group> = table
        .into_iter()
        .map(|((from, _), values)| (dollars(usd(from)), values.to_vec()))
        .collect();
    let series = [("Ballast", BLUE), ("loan-to-value", ORANGE)];
    bars("sale sizes", &series, &groups, Unit::Count)
}

/// What borrowers paid so far.
pub fn costs(outcome: &Outcome) -> Result<String> {
    let start = outcome.scenario.path.start;
    let signed = crate::ledger::signed;
    let sales = || outcome.totals.sales.iter();
    let auctions = sales().filter(|sale| sale.stage >= 3);
    let interest = outcome.totals.accruals.iter();
    let mut paid: Vec<(u64, i128)> = sales().map(|sale| (sale.time, sale.cost())).collect();
    paid.extend(interest.map(|(time, value)| ((*time).max(start), signed(*value))));
    paid.sort_by_key(|(time, _)| *time);
    let bonus = outcome.ltv.sales.iter();
    let bonus = bonus.map(|sale| (sale.time, signed(sale.penalty_usd)));
    let name = "Ballast: sales under spot, and interest";
    let of_it = "Ballast, of it in auctions";
    let all = [
        sums(name, BLUE, paid.into_iter(), start),
        sums(
            of_it,
            RED,
            auctions.map(|sale| (sale.time, sale.cost())),
            start,
        ),
        sums("loan-to-value: bonus", ORANGE, bonus, start),
    ];
    let high = roof(highest(&all), 1.0);
    let low = highest(&all).fold(0.0_f64, f64::min) * 1.1;
    let frame = frame(outcome, "costs", low, high, Unit::Dollars);
    lines(frame, &all, &[])
}

/// What lenders lost so far, and what stands uncovered.
pub fn losses(outcome: &Outcome) -> Result<String> {
    let start = outcome.scenario.path.start;
    let signed = crate::ledger::signed;
    let uncovered = outcome
        .walk
        .samples
        .iter()
        .map(|sample| (sample.time, usd(sample.uncovered)));
    let all = [
        Line {
            name: "Ballast: debt over collateral, not written off".to_owned(),
            color: GREY,
            width: 2,
            points: uncovered.collect(),
            steps: false,
        },
        sums(
            "Ballast: insurance and reserves paid",
            TEAL,
            outcome
                .totals
                .losses
                .iter()
                .map(|l| (l.time, signed(l.covered.saturating_add(l.reserves)))),
            start,
        ),
        sums(
            "Ballast: lenders lost",
            BLUE,
            outcome
                .totals
                .losses
                .iter()
                .map(|l| (l.time, signed(l.lenders))),
            start,
        ),
        sums(
            "loan-to-value: lenders lost",
            ORANGE,
            outcome.ltv.losses.iter().map(|l| (l.time, signed(l.usd))),
            start,
        ),
    ];
    let high = roof(highest(&all), 1.0);
    lines(
        frame(outcome, "losses", 0.0, high, Unit::Dollars),
        &all,
        &[],
    )
}
