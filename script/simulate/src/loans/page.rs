//! Loans summed up, as a page with plots.

use super::outcome::{Behaviour, Kind, Outcome};
use super::row::{Group, Row, Share};
use super::text::{HEAD, assumptions, cells, lead, of_window};
use super::{Economics, Followed};
use crate::error::Result;
use crate::series;
use crate::show::format::float;
use crate::show::html;
use crate::show::plot::{Frame, Group as Bars, Line, RGBColor, SERIES, Unit, bars, lines};

/// The whole page: one file, with everything in it.
///
/// # Errors
/// [`crate::Error::Plot`].
pub fn page(economics: &Economics, data: &str) -> Result<String> {
    let title = "Loans without liquidation";
    let mut body = format!("<h1>{title}</h1>\n");
    body.push_str(&html::list(&assumptions(&economics.settings)));
    for (staked, title) in [(false, "Loans of dollars"), (true, "Loans of ether")] {
        let (whole, _) = economics.rows(staked);
        if whole.is_empty() {
            continue;
        }
        body.push_str(&format!("<h2>{title}</h2>\n"));
        body.push_str(&table(&whole));
        let windows: Vec<&Followed> = economics
            .windows
            .iter()
            .filter(|one| one.staked == staked && !one.outcomes.is_empty())
            .collect();
        body.push_str(&html::figure(
            "Borrowers' cost",
            "A year, percent of the cash that they have, by window; rational borrowers. Below zero they have gained: by walking away, \
             or because a price that fell on left their debt behind.",
            &by_window("costs", &windows, |row| row.cost)?,
        ));
        body.push_str(&html::figure(
            "Lenders' worst loss",
            "Percent of what one lender lent, by window; nothing is no loss.",
            &by_window("losses", &windows, |row| {
                Share(row.lender_worst.0.map(|worst| (-worst).max(0)))
            })?,
        ));
        body.push_str(&html::figure(
            "Lenders' return",
            "A year, percent of what they lent, by window.",
            &by_window("returns", &windows, |row| row.lender)?,
        ));
    }
    for window in economics
        .windows
        .iter()
        .filter(|one| !one.outcomes.is_empty())
    {
        body.push_str(&format!("<h2>{}</h2>\n", html::escape(&lead(window))));
        body.push_str(&table(&of_window(window)));
        body.push_str(&html::figure(
            "Borrowers' cost by opening",
            "Percent of the loan's cash, not a year's; the mean over lengths and loan-to-values; rational borrowers.",
            &by_opening(window)?,
        ));
    }
    if !economics.notes.is_empty() {
        body.push_str("<h2>Left out</h2>\n");
        body.push_str(&html::list(&economics.notes));
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

fn table(rows: &[Row]) -> String {
    let head: Vec<String> = HEAD.iter().skip(1).map(|name| (*name).to_owned()).collect();
    let rows: Vec<(String, Vec<String>)> = rows
        .iter()
        .map(|row| {
            let mut cells = cells(row);
            let rest = cells.split_off(1);
            (cells.concat(), rest)
        })
        .collect();
    html::table(&head, &rows)
}

/// Kinds that occur among these windows, with their colours.
fn series_of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Vec<(Kind, RGBColor)> {
    let present: std::collections::BTreeSet<Kind> = outcomes.map(|one| one.kind).collect();
    let color = |place: usize| SERIES.get(place % SERIES.len()).copied();
    let colored = present.into_iter().enumerate();
    colored
        .filter_map(|(place, kind)| {
            let color = color(place)?;
            let again = place >= SERIES.len();
            Some((
                kind,
                if again {
                    crate::show::plot::pale(color)
                } else {
                    color
                },
            ))
        })
        .collect()
}

/// Windows beside each other in one plot: more names do not fit.
const ABREAST: usize = 8;

fn by_window(what: &'static str, windows: &[&Followed], pick: fn(&Row) -> Share) -> Result<String> {
    let kinds = series_of(windows.iter().flat_map(|window| &window.outcomes));
    let series: Vec<(&str, RGBColor)> = kinds
        .iter()
        .map(|(kind, color)| (kind.name(), *color))
        .collect();
    let mut svgs = String::new();
    for windows in windows.chunks(ABREAST) {
        let groups: Vec<Bars> = windows
            .iter()
            .map(|window| {
                let value = |(kind, _): &(Kind, RGBColor)| {
                    let group = Group {
                        kind: *kind,
                        behaviour: Behaviour::Rational,
                        tenor: None,
                        ltv: None,
                    };
                    let row = Row::of(group, window.outcomes.iter());
                    let share = row.and_then(|row| pick(&row).0);
                    share.map_or(0.0, |share| float(share) * 100.0)
                };
                (window.name.clone(), kinds.iter().map(value).collect())
            })
            .collect();
        svgs.push_str(&bars(what, &series, &groups, Unit::Percent)?);
    }
    Ok(svgs)
}

fn by_opening(window: &Followed) -> Result<String> {
    let kinds = series_of(window.outcomes.iter());
    let mut drawn = Vec::with_capacity(kinds.len());
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for (kind, color) in kinds {
        let mut points: std::collections::BTreeMap<u64, (f64, f64)> =
            std::collections::BTreeMap::new();
        let own = window
            .outcomes
            .iter()
            .filter(|one| one.kind == kind && one.behaviour == Behaviour::Rational);
        for outcome in own {
            let share = float(outcome.cost()) / series::usd(outcome.received.max(1)) * 100.0;
            let (sum, count) = points.entry(outcome.opened).or_default();
            *sum += share;
            *count += 1.0;
        }
        let points: Vec<(u64, f64)> = points
            .into_iter()
            .map(|(time, (sum, count))| (time, sum / count))
            .collect();
        for (_, value) in &points {
            low = low.min(*value);
            high = high.max(*value);
        }
        drawn.push(Line {
            name: kind.name().to_owned(),
            color,
            width: 2,
            points,
            steps: false,
        });
    }
    let times = window.outcomes.iter().map(|outcome| outcome.opened);
    let from = times.clone().min().unwrap_or(0);
    let to = times.max().unwrap_or(from).max(from + 1);
    let room = (high - low) * 0.05;
    let frame = Frame {
        what: "costs by opening",
        from,
        to,
        low: if low < 0.0 { low - room } else { 0.0 },
        high: high + room,
        unit: Unit::Percent,
    };
    lines(frame, &drawn, &[0.0])
}
