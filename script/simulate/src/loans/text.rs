//! Loans summed up, as tables.

use super::outcome::Behaviour;
use super::row::{Row, Share};
use super::settings::{DAY, Settings};
use super::{Economics, Followed};
use crate::decimal::format_wad;
use crate::fixed::WAD;
use crate::show::columns;
use crate::show::format::{grouped, percent, utc};

/// What the columns of every table are.
pub const HEAD: [&str; 14] = [
    "loan",
    "borrower",
    "loans",
    "rate",
    "cost a year",
    "worst cost",
    "cheaper than Ballast's pool",
    "than Aave's",
    "lender a year",
    "lender's worst",
    "writer a year",
    "writer's worst",
    "forced sales",
    "gave up",
];

/// Seconds as days or hours.
#[must_use]
pub fn length(seconds: u64) -> String {
    let (count, unit) = if seconds.is_multiple_of(DAY) {
        (seconds / DAY, "day")
    } else {
        (seconds.div_ceil(3_600), "hour")
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

fn shown(share: Share) -> String {
    share
        .0
        .map_or_else(|| "\u{2013}".to_owned(), |share| percent(share, WAD))
}

fn does(row: &Row) -> &'static str {
    match row.behaviour {
        _ if row.kind.is_pool() => "\u{2013}",
        Behaviour::Rational => "rational",
        Behaviour::Repays => "repays",
    }
}

/// A row's cells, as [`HEAD`] names them.
#[must_use]
pub fn cells(row: &Row) -> Vec<String> {
    vec![
        row.kind.name().to_owned(),
        does(row).to_owned(),
        grouped(row.loans.into()),
        shown(row.rate),
        shown(row.cost),
        shown(row.worst_cost),
        shown(row.cheaper_than_ballast),
        shown(row.cheaper_than_aave),
        shown(row.lender),
        shown(row.lender_worst),
        shown(row.writer),
        shown(row.writer_worst),
        grouped(row.forced_sales.into()),
        grouped(row.gave_up.into()),
    ]
}

fn names<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

/// A window in a sentence.
#[must_use]
pub fn lead(window: &Followed) -> String {
    format!(
        "{}, {} to {} UTC",
        window.name,
        utc(window.span.0),
        utc(window.span.1)
    )
}

/// Of every window the rows that its table has: pools, and loans of rational borrowers.
#[must_use]
pub fn of_window(window: &Followed) -> Vec<Row> {
    let rows = window.rows().into_iter();
    rows.filter(|row| row.behaviour == Behaviour::Rational)
        .collect()
}

const DOLLARS: &str = "All windows, loans of dollars";
const STAKED: &str = "All windows, loans of ether on staked ether";

/// As text.
#[must_use]
pub fn text(economics: &Economics) -> String {
    let mut out = String::new();
    let mut section = |title: &str, rows: &[Row]| {
        if rows.is_empty() {
            return;
        }
        let mut table = vec![names(HEAD)];
        table.extend(rows.iter().map(cells));
        out.push_str(&format!("{title}\n\n{}\n", columns(&table)));
    };
    section(DOLLARS, &economics.rows(false).0);
    section(STAKED, &economics.rows(true).0);
    for window in &economics.windows {
        section(&lead(window), &of_window(window));
    }
    for note in &economics.notes {
        out.push_str(&format!("{note}\n"));
    }
    out
}

fn table(out: &mut String, head: &[String], rows: &[Vec<String>]) {
    out.push_str(&format!(
        "| {} |\n|{}\n",
        head.join(" | "),
        " --- |".repeat(head.len())
    ));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out.push('\n');
}

/// What the borrower's cost is made of, and for which loans.
const PARTS: [&str; 12] = [
    "loan",
    "length",
    "loan-to-value",
    "loans",
    "rate",
    "cost a year",
    "interest",
    "premium",
    "given up",
    "penalty",
    "sold low",
    "lender's worst",
];

fn parts(row: &Row) -> Vec<String> {
    vec![
        row.kind.name().to_owned(),
        row.tenor.map_or_else(String::new, length),
        shown(row.ltv),
        grouped(row.loans.into()),
        shown(row.rate),
        shown(row.cost),
        shown(row.interest),
        shown(row.premium),
        shown(row.given_up),
        shown(row.penalty),
        shown(row.sold_low),
        shown(row.lender_worst),
    ]
}

/// As markdown.
#[must_use]
pub fn markdown(economics: &Economics) -> String {
    let mut out = String::from("# Economics of the loans\n\n");
    out.push_str(
        "Written by `ballast-simulate loans`; [README.md](README.md) says what it means. Costs and returns a year weigh every loan by \
         its cash and its time; worst ones are shares of one loan, not a year's.\n\n",
    );
    for assumption in assumptions(&economics.settings) {
        out.push_str(&format!("- {assumption}\n"));
    }
    out.push('\n');
    for (title, staked) in [(DOLLARS, false), (STAKED, true)] {
        let (whole, each) = economics.rows(staked);
        if whole.is_empty() {
            continue;
        }
        out.push_str(&format!("## {title}\n\n"));
        let rows: Vec<Vec<String>> = whole.iter().map(cells).collect();
        table(&mut out, &names(HEAD), &rows);
        out.push_str("Of rational borrowers, by length and loan-to-value; what the cost is made of, a year:\n\n");
        let rational = each
            .iter()
            .filter(|row| row.behaviour == Behaviour::Rational);
        let rows: Vec<Vec<String>> = rational.map(parts).collect();
        table(&mut out, &names(PARTS), &rows);
    }
    out.push_str("## By window, rational borrowers\n\n");
    for window in &economics.windows {
        let rows: Vec<Vec<String>> = of_window(window).iter().map(cells).collect();
        if rows.is_empty() {
            continue;
        }
        out.push_str(&format!("### {}\n\n", lead(window)));
        table(&mut out, &names(HEAD), &rows);
        let refused = window.refused.iter().filter(|(_, count)| *count > 0);
        let refused: Vec<String> = refused
            .map(|(kind, count)| format!("{} {}", grouped((*count).into()), kind.name()))
            .collect();
        if !refused.is_empty() {
            out.push_str(&format!("Not offered: {}.\n\n", refused.join(", ")));
        }
    }
    if !economics.notes.is_empty() {
        out.push_str("## Left out\n\n");
        for note in &economics.notes {
            out.push_str(&format!("- {note}\n"));
        }
    }
    out
}

/// What was assumed, in sentences.
#[must_use]
pub fn assumptions(settings: &Settings) -> Vec<String> {
    let share = |wad: u128| percent(i128::try_from(wad).unwrap_or(i128::MAX), WAD);
    let bps = |bps: u16| percent(i128::from(bps), 10_000);
    vec![
        format!(
            "A loan of ${} every {}, from {} after the start of a window; a date can be met within {} of grace.",
            format_wad(settings.size),
            length(settings.every),
            length(settings.warm_up),
            length(settings.grace)
        ),
        format!(
            "Base rate and pools' rate: {} of dollars, {} of ether; staked ether's rate grows by {} a year.",
            share(settings.base.0),
            share(settings.ether.0),
            share(settings.staking.0)
        ),
        format!(
            "Puts: spread {}, edge {}, skew {} with {} of the writers' cash locked, exercised within {}.",
            bps(settings.spread),
            bps(settings.edge),
            share(settings.skew.0),
            share(settings.used.0),
            length(settings.window)
        ),
        format!(
            "Term loans in instalments have {}; volatility is the greater of the fast and the slow one, at least its floor, from rounds \
             before the opening.",
            settings.instalments
        ),
        match &settings.depth {
            Some(model) => format!(
                "Sales cost what {} takes, scaled by {}.",
                model.source,
                format_wad(model.scale)
            ),
            None => "Sales cost nothing.".to_owned(),
        },
    ]
}
