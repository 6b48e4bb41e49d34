//! A study as JSON: every combination, every window with every book.

use serde::Serialize;

use super::{Cell, Config, Found};
use crate::error::{Error, Result};
use crate::show::format::Usd;

#[derive(Serialize)]
struct Json<'a> {
    schema: u32,
    chosen: Option<String>,
    trials: Vec<Row<'a>>,
    check: Vec<Numbers<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Row<'a> {
    combination: String,
    on_frontier: bool,
    cells: Vec<Numbers<'a>>,
}

/// Ballast's numbers; those of Aave v3.7 are named so.
#[derive(Serialize)]
struct Numbers<'a> {
    window: &'a str,
    book: &'a str,
    debt: &'a Usd,
    volume: &'a Usd,
    aave_volume: &'a Usd,
    penalty: &'a Usd,
    charges: &'a Usd,
    aave_penalty: &'a Usd,
    borrowers_cost: &'a Usd,
    aave_borrowers_cost: &'a Usd,
    loss: &'a Usd,
    aave_loss: &'a Usd,
    lenders_loss: &'a Usd,
    aave_lenders_loss: &'a Usd,
    in_auctions: &'a Usd,
    median_small_sale: &'a Usd,
    median_duration: u64,
}

impl<'a> Numbers<'a> {
    fn of(cell: &'a Cell) -> Self {
        let (ours, theirs) = (&cell.ours, &cell.theirs);
        Self {
            window: &cell.window,
            book: &cell.book,
            debt: &ours.opening_debt,
            volume: &ours.volume,
            aave_volume: &theirs.volume,
            penalty: &ours.penalty,
            charges: &ours.charges,
            aave_penalty: &theirs.penalty,
            borrowers_cost: &ours.borrowers_cost,
            aave_borrowers_cost: &theirs.borrowers_cost,
            loss: &ours.loss,
            aave_loss: &theirs.loss,
            lenders_loss: &ours.lenders_loss,
            aave_lenders_loss: &theirs.lenders_loss,
            in_auctions: &ours.volume_in_auctions,
            median_small_sale: &ours.median_small_sale,
            median_duration: ours.median_duration,
        }
    }
}

/// Everything found, as JSON.
///
/// # Errors
/// [`Error::Overflow`] in name only: numbers and text can always be written.
pub fn json(config: &Config, found: &Found) -> Result<String> {
    let trials = found.trials.iter().enumerate().map(|(place, trial)| Row {
        combination: config.words(&trial.combination),
        on_frontier: found.frontier.contains(&place),
        cells: trial.cells.iter().map(Numbers::of).collect(),
    });
    let best = found
        .frontier
        .first()
        .and_then(|place| found.trials.get(*place));
    serde_json::to_string(&Json {
        schema: 1,
        chosen: best.map(|trial| config.words(&trial.combination)),
        trials: trials.collect(),
        check: found.check.iter().map(Numbers::of).collect(),
        notes: &found.notes,
    })
    .map_err(|_| Error::Overflow { what: "the JSON" })
}
