//! The summary as a table for terminals.

use ballast_simulate::show::columns;
use ballast_simulate::show::format::{exact, grouped, percent, usd};

use crate::beside::Group;
use crate::summary::{Side, Summary, Usd};

/// A row: what, Ballast, the loan-to-value engine.
pub type Row = (String, String, String);

/// The rows that compare both engines.
#[must_use]
pub fn rows(summary: &Summary) -> Vec<Row> {
    let (ours, theirs) = (&summary.ballast, &summary.loan_to_value);
    let both =
        |what: &str, value: &dyn Fn(&Side) -> String| (what.to_owned(), value(ours), value(theirs));
    let money = |what: &str, value: fn(&Side) -> Usd| both(what, &|side| usd(value(side).0));
    let debt = summary.scenario.debt.0.unsigned_abs();
    vec![
        both("loans sold from", &|side| {
            grouped(side.loans_sold_from.into())
        }),
        both("forced sales", &|side| grouped(side.sales.into())),
        money("volume sold", |side| side.volume),
        both("  of the opening debt", &|side| {
            percent(side.volume.0, debt)
        }),
        money("median sale", |side| side.median_sale),
        money("largest sale", |side| side.largest_sale),
        money("borrowers' penalty", |side| side.penalty),
        both("  of the volume sold", &|side| {
            percent(side.penalty.0, side.volume.0.unsigned_abs())
        }),
        money("borrowers' equity at the end", |side| side.equity_at_end),
        money("lenders' loss", |side| side.lenders_lost),
        money("uncovered debt at the end", |side| side.uncovered_at_end),
        money("collateral at the end", |side| side.collateral_at_end),
        money("debt at the end", |side| side.debt_at_end),
    ]
}

/// The rows that only Ballast has: what, and how much.
#[must_use]
pub fn own_rows(summary: &Summary) -> Vec<(String, String)> {
    let stages = &summary.stages;
    let row = |what: &str, value: String| (what.to_owned(), value);
    let sales = |count: u64, volume: Usd, penalty: Usd| {
        format!(
            "{} for {}, at {} under spot on average",
            grouped(count.into()),
            usd(volume.0),
            percent(penalty.0, volume.0.unsigned_abs())
        )
    };
    vec![
        row(
            "schedules",
            format!(
                "{} opened, {} closed, {} open at the end",
                stages.schedules_opened, stages.schedules_closed, stages.open_at_end
            ),
        ),
        row(
            "metered sales",
            sales(
                stages.metered_sales,
                stages.metered_volume,
                stages.metered_penalty,
            ),
        ),
        row(
            "sales in auctions",
            sales(
                stages.auction_sales,
                stages.auction_volume,
                stages.auction_penalty,
            ),
        ),
        row(
            "auctions",
            format!(
                "{} started, {} of them by criticality ({} sightings)",
                stages.auctions, stages.critical_auctions, stages.critical_sightings
            ),
        ),
        row(
            "losses met",
            format!(
                "{} by the insurance fund, {} by reserves, {} by lenders",
                usd(stages.insured.0),
                usd(stages.reserves_paid.0),
                usd(summary.ballast.lenders_lost.0)
            ),
        ),
        row(
            "interest charged",
            format!(
                "{}, of it {} to lenders",
                usd(stages.interest.0),
                usd(stages.lenders_interest.0)
            ),
        ),
    ]
}

/// Heads of the columns of loans beside the book, behind the owner's.
pub const BESIDE: [&str; 10] = [
    "locked",
    "lent",
    "rate a year",
    "premium",
    "paid",
    "given up",
    "still owed",
    "borrower has",
    "in the pool",
    "lender gained",
];

/// The loans of a group, and all of them: whose, and a cell for each column.
#[must_use]
pub fn beside_rows(group: &Group) -> Vec<(String, Vec<String>)> {
    let each = group.loans.iter().chain([&group.all]);
    each.map(|end| {
        let rate = if end.rate.0 == 0 {
            String::new()
        } else {
            percent(end.rate.0, risk_core::fixed::WAD)
        };
        let cells = vec![
            end.locked.clone(),
            usd(end.lent.0),
            rate,
            usd(end.premium.0),
            format!("{} in {}", usd(end.paid.0), end.instalments_paid),
            format!("{} in {}", usd(end.forfeited.0), end.instalments_missed),
            usd(end.owed.0),
            usd(end.borrower.0),
            usd(end.in_pool.0),
            usd(end.lender.0),
        ];
        (end.owner.clone(), cells)
    })
    .collect()
}

/// What came of loans beside the book, in a sentence.
#[must_use]
pub fn beside_verdict(group: &Group) -> String {
    let all = &group.all;
    let writers = if all.writers.0 == 0 {
        String::new()
    } else {
        format!(", and writers of puts {}", usd(all.writers.0))
    };
    format!(
        "{} loans, {} forced sales: borrowers have {} of them, and of the same loans of the pool {}; {} payments were made and \
         {} missed; lenders gained {} on {} lent{writers}. Who bears a fall: {}.",
        group.loans.len(),
        group.forced_sales,
        usd(all.borrower.0),
        usd(all.in_pool.0),
        all.instalments_paid,
        all.instalments_missed,
        usd(all.lender.0),
        usd(all.lent.0),
        group.bears
    )
}

/// The loans of a group, as text.
fn beside(group: &Group) -> String {
    let head = std::iter::once(String::new()).chain(BESIDE.map(str::to_owned));
    let mut lines = vec![head.collect::<Vec<_>>()];
    let rows = beside_rows(group).into_iter();
    lines.extend(rows.map(|(owner, cells)| {
        let mut line = vec![owner];
        line.extend(cells);
        line
    }));
    format!(
        "\n{} loans: {}\n{}\n",
        group.kind,
        beside_verdict(group),
        columns(&lines)
    )
}

/// The table as text.
#[must_use]
pub fn text(summary: &Summary) -> String {
    let facts = &summary.scenario;
    let [single, multi, hedged] = facts.shapes;
    let mut out = format!(
        "{} loans ({single} single, {multi} multi-asset, {hedged} hedged), {} of collateral, {} of debt\n",
        facts.loans,
        usd(facts.collateral.0),
        usd(facts.debt.0)
    );
    out.push_str(&format!(
        "{} to {} UTC, {} of {}\n",
        facts.from, facts.to, facts.order, facts.prices
    ));
    for asset in facts
        .assets
        .iter()
        .filter(|asset| asset.open != asset.low || asset.open != asset.close)
    {
        out.push_str(&format!(
            "{}: {} at the start, low {}, {} at the end\n",
            asset.symbol,
            exact(asset.open.0),
            exact(asset.low.0),
            exact(asset.close.0)
        ));
    }
    out.push('\n');
    let rows = rows(summary);
    let mut lines = vec![vec![
        String::new(),
        "Ballast".to_owned(),
        "loan-to-value".to_owned(),
    ]];
    lines.extend(
        rows.into_iter()
            .map(|(what, ours, theirs)| vec![what, ours, theirs]),
    );
    out.push_str(&columns(&lines));
    out.push('\n');
    for (what, value) in own_rows(summary) {
        out.push_str(&format!("{what:<18} {value}\n"));
    }
    for group in &summary.beside {
        out.push_str(&beside(group));
    }
    if summary.audit.is_empty() {
        out.push_str(
            "books              add up: POOL-1, POOL-5, collateral and debt against events\n",
        );
    }
    for wrong in &summary.audit {
        out.push_str(&format!("BOOKS DO NOT ADD UP: {wrong}\n"));
    }
    out
}
