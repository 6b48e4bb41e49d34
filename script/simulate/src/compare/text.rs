//! A comparison as a table.

use super::{Comparison, Metrics};
use crate::show::columns;
use crate::show::format::{Usd, grouped, percent, usd, utc};

/// Rows: what, and of every engine how much.
#[must_use]
pub fn rows(comparison: &Comparison) -> Vec<(String, Vec<String>)> {
    let each = |what: &str, show: &dyn Fn(&Metrics) -> String| {
        let values = comparison.results.iter().map(|result| show(&result.worse));
        (what.to_owned(), values.collect())
    };
    let money = |what: &str, pick: fn(&Metrics) -> Usd| each(what, &|m| usd(pick(m).0));
    let of_debt = |m: &Metrics, part: Usd| percent(part.0, m.opening_debt.0.unsigned_abs());
    vec![
        each("loans sold from", &|m| grouped(m.loans_sold_from.into())),
        each("forced sales", &|m| grouped(m.sales.into())),
        money("volume sold", |m| m.volume),
        each("  of the opening debt", &|m| of_debt(m, m.volume)),
        money("  of it in auctions", |m| m.volume_in_auctions),
        money("bought back", |m| m.bought_back),
        money("borrowers' penalty", |m| m.penalty),
        each("  of the volume", &|m| {
            percent(m.penalty.0, m.volume.0.unsigned_abs())
        }),
        money("fees and distress rate", |m| m.charges),
        money("impact of sales on spot", |m| m.impact),
        money("sold low", |m| m.sold_low),
        money("borrowers' total cost", |m| m.borrowers_cost),
        money("loss before insurance", |m| m.loss),
        money("paid by insurance", |m| m.insured),
        money("lenders' loss", |m| m.lenders_loss),
        money("median sale", |m| m.median_sale),
        money("  of loans up to $100,000", |m| m.median_small_sale),
        each("tenth to nine tenths", &|m| {
            format!("{} to {}", usd(m.lower_sale.0), usd(m.upper_sale.0))
        }),
        money("largest sale", |m| m.largest_sale),
        each("median duration", &|m| duration(m.median_duration)),
        each("longest duration", &|m| duration(m.longest_duration)),
        money("borrowers' equity at the end", |m| m.equity_at_end),
    ]
}

/// Seconds as hours and minutes.
#[must_use]
pub fn duration(seconds: u64) -> String {
    let minutes = seconds / 60;
    if minutes >= 60 {
        format!("{} h {:02} min", minutes / 60, minutes % 60)
    } else {
        format!("{minutes} min")
    }
}

/// Names of the engines.
#[must_use]
pub fn engines(comparison: &Comparison) -> Vec<String> {
    let results = comparison.results.iter();
    results.map(|result| result.engine.clone()).collect()
}

/// What the engines ran on, in a sentence.
#[must_use]
pub fn lead(comparison: &Comparison) -> String {
    let window = &comparison.window;
    let (from, to) = comparison.span();
    let debt = comparison
        .results
        .first()
        .map_or(Usd(0), |r| r.worse.opening_debt);
    let impact = match &window.depth {
        Some(model) => format!(
            "sales move prices ({}, scaled by {})",
            model.source,
            crate::decimal::format_wad(model.scale)
        ),
        None => "sales do not move prices".to_owned(),
    };
    let orders: Vec<&str> = window
        .paths
        .iter()
        .map(|(order, _)| super::order_name(*order))
        .collect();
    format!(
        "{}: {} loans with {} of debt, {} to {} UTC; {impact}; of every number the worse of {}",
        window.name,
        grouped(window.accounts.len() as u128),
        usd(debt.0),
        utc(from),
        utc(to),
        orders.join(" and "),
    )
}

/// The table as text.
#[must_use]
pub fn text(comparison: &Comparison) -> String {
    let mut table = vec![
        std::iter::once(String::new())
            .chain(engines(comparison))
            .collect(),
    ];
    for (what, values) in rows(comparison) {
        table.push(std::iter::once(what).chain(values).collect::<Vec<_>>());
    }
    format!("{}\n\n{}", lead(comparison), columns(&table))
}
