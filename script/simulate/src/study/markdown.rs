//! A study as markdown.

use super::{Cell, Config, Found, PARAMETERS, Trial};
use crate::show::format::{percent, usd};

fn shown(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "\u{2013}".to_owned(), |ratio| format!("{ratio:.2}"))
}

fn dollars(value: f64) -> String {
    usd((value * 1e18) as i128)
}

fn table(out: &mut String, head: &[&str], rows: Vec<Vec<String>>) {
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

fn cell_rows(cells: &[Cell]) -> Vec<Vec<String>> {
    let row = |cell: &Cell| {
        let (ours, theirs) = (&cell.ours, &cell.theirs);
        vec![
            cell.window.clone(),
            cell.book.clone(),
            usd(ours.opening_debt.0),
            shown(cell.volume()),
            shown(cell.penalty()),
            format!(
                "{} ({})",
                usd(ours.borrowers_cost.0),
                usd(theirs.borrowers_cost.0)
            ),
            format!("{} ({})", usd(ours.loss.0), usd(theirs.loss.0)),
            format!(
                "{} ({})",
                usd(ours.lenders_loss.0),
                usd(theirs.lenders_loss.0)
            ),
            usd(ours.median_small_sale.0),
            crate::compare::text::duration(ours.median_duration),
            percent(ours.volume_in_auctions.0, ours.volume.0.unsigned_abs()),
        ]
    };
    cells.iter().map(row).collect()
}

const CELLS: [&str; 11] = [
    "window",
    "book",
    "debt",
    "volume, of Aave's",
    "penalty, of Aave's",
    "borrowers' cost (Aave)",
    "loss before insurance (Aave)",
    "lenders' loss after (Aave)",
    "median sale, small loans",
    "median duration",
    "sold in auctions",
];

/// Everything found.
#[must_use]
pub fn markdown(config: &Config, found: &Found) -> String {
    let mut out = String::from("# Parameters by evidence\n\n");
    out.push_str(&format!(
        "Ballast beside Aave v3.7, {} loans a book where it is generated, collateral $500 to ${}, seed {}, the worse of both in-bar orders of \
         every number; interest {} a year, gas {} gwei, keepers {} s late. {} The insurance starts with one year of premiums on \
         the same book and lives on premiums only. Penalty counts discounts, fees and the distress rate; borrowers' cost adds \
         what sales did to prices and what was sold low. Aave's numbers in brackets. Written by `ballast-simulate study`.\n\n",
        config.loans,
        config.largest,
        config.seed,
        config.interest,
        config.gas_price,
        config.latency,
        match &config.depth {
            Some(depth) => format!(
                "Sales move prices: depth {} of the calm day's, its weight halves in {} s.",
                depth.scale, depth.recovery
            ),
            None => "Sales do not move prices.".to_owned(),
        }
    ));
    let chosen = found
        .frontier
        .first()
        .and_then(|place| found.trials.get(*place));
    if let Some(chosen) = chosen {
        out.push_str(&format!(
            "**Chosen**: {}.\n\n",
            config.words(&chosen.combination)
        ));
        out.push_str("## Calibrated on\n\n");
        table(&mut out, &CELLS, cell_rows(&chosen.cells));
    }
    if !found.check.is_empty() {
        out.push_str("## Checked on\n\n");
        table(&mut out, &CELLS, cell_rows(&found.check));
    }
    out.push_str("## Frontier\n\nWhat no other combination beats in all three numbers, over the windows to calibrate on; the chosen one first.\n\n");
    let row = |trial: &Trial| {
        let [excess, penalty, volume] = trial.scores();
        vec![
            config.words(&trial.combination),
            dollars(excess),
            format!("{penalty:.2}"),
            format!("{volume:.2}"),
        ]
    };
    let unbeaten = found
        .frontier
        .iter()
        .filter_map(|place| found.trials.get(*place));
    let head = [
        "combination",
        "lenders' excess loss",
        "worst penalty ratio",
        "worst volume ratio",
    ];
    table(&mut out, &head, unbeaten.map(row).collect());
    if let Some(chosen) = chosen {
        costs(&mut out, config, found, chosen);
    }
    if !found.notes.is_empty() {
        out.push_str("## Left out\n\n");
        for note in &found.notes {
            out.push_str(&format!("- {note}\n"));
        }
    }
    out
}

/// What each value of each parameter costs in each window, the others being as chosen.
fn costs(out: &mut String, config: &Config, found: &Found, chosen: &Trial) {
    out.push_str(
        "## What each parameter costs\n\nIn every window, the other parameters as chosen.\n\n",
    );
    for (place, axis) in config
        .grid
        .iter()
        .enumerate()
        .filter(|(_, axis)| axis.values.len() > 1)
    {
        let what = PARAMETERS.iter().find(|(name, _)| *name == axis.parameter);
        out.push_str(&format!(
            "### {}: {}\n\n",
            axis.parameter,
            what.map_or("", |(_, what)| what)
        ));
        let mut rows = Vec::new();
        for (index, value) in axis.values.iter().enumerate() {
            let mut combination = chosen.combination.clone();
            if let Some(slot) = combination.get_mut(place) {
                *slot = index;
            }
            let trial = found
                .trials
                .iter()
                .find(|trial| trial.combination == combination);
            for cell in trial.into_iter().flat_map(|trial| &trial.cells) {
                rows.push(vec![
                    value.clone(),
                    cell.window.clone(),
                    cell.book.clone(),
                    shown(cell.volume()),
                    shown(cell.penalty()),
                    usd(cell.ours.loss.0),
                    usd(cell.ours.lenders_loss.0),
                ]);
            }
        }
        let head = [
            "value",
            "window",
            "book",
            "volume, of Aave's",
            "penalty, of Aave's",
            "loss before insurance",
            "lenders' loss after",
        ];
        table(out, &head, rows);
    }
}
