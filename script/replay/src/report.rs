//! The report: one HTML file, with everything in it.

mod charts;
mod text;

use ballast_simulate::show::html;

use crate::error::{Error, Result};
use crate::run::Outcome;
use crate::table;

/// The whole page.
///
/// # Errors
/// [`Error::Input`] where a plot cannot be drawn.
pub fn page(outcome: &Outcome) -> Result<String> {
    let summary = &outcome.summary;
    let data = serde_json::to_string(summary)
        .map_err(|error| Error::write(std::path::Path::new("report.html"), error))?;
    let mut body = String::with_capacity(400_000);
    body.push_str("<h1>A book of loans through a crash</h1>\n");
    body.push_str(&text::lead(outcome));
    body.push_str(&text::verdict(summary));
    body.push_str("<h2>In numbers</h2>\n");
    let columns = ["Ballast", "loan-to-value"].map(str::to_owned);
    let rows: Vec<_> = table::rows(summary)
        .into_iter()
        .map(|(what, ours, theirs)| (what, vec![ours, theirs]))
        .collect();
    body.push_str(&html::table(&columns, &rows));
    body.push_str(&html::pairs(&table::own_rows(summary)));
    for group in &summary.beside {
        body.push_str(&format!(
            "<h2>Without liquidation: {} loans</h2>\n",
            group.kind
        ));
        let sentences = [group.terms.clone(), table::beside_verdict(group)];
        body.push_str(&html::list(&sentences));
        let columns = table::BESIDE.map(str::to_owned);
        body.push_str(&html::table(&columns, &table::beside_rows(group)));
    }
    for (title, note, svg) in figures(outcome)? {
        body.push_str(&html::figure(title, &note, &svg));
    }
    body.push_str("<h2>What to keep in mind</h2>\n");
    body.push_str(&html::list(&text::caveats(outcome)));
    if !summary.notes.is_empty() {
        body.push_str("<h2>Gaps, cuts and assumptions of this run</h2>\n");
        body.push_str(&html::list(&summary.notes));
    }
    body.push_str("<h2>Parameters</h2>\n");
    body.push_str(&html::pairs(&text::parameters(outcome)));
    body.push_str(&format!(
        "<footer>Ballast {} on chain {}; {} events read. The numbers are in this page as JSON, element <code>summary</code>.</footer>\n",
        env!("CARGO_PKG_VERSION"),
        outcome.endpoint.chain_id,
        summary.stages.events,
    ));
    Ok(html::page(
        "Ballast: a book of loans through a crash",
        &body,
        &data,
    ))
}

type Figure = (&'static str, String, String);

fn figures(outcome: &Outcome) -> Result<Vec<Figure>> {
    let figure = |title, note: &str, svg| (title, note.to_owned(), svg);
    Ok(vec![
        figure(
            "Price",
            "Spot as the feeds published it, and the average that decides when an unwind begins; percent of the opening price.",
            charts::prices(outcome)?,
        ),
        figure(
            "Health of the book",
            "Effective health of the accounts that owe something, sampled from the chain. Under the dashed line at 1 an unwind may be opened; values above 1.8 are drawn at 1.8.",
            charts::health(outcome)?,
        ),
        figure(
            "Stages",
            "Accounts by stage, sampled from the chain.",
            charts::stages(outcome)?,
        ),
        figure(
            "Forced sales",
            "Collateral sold so far without its owner's wish, at the spot price of each sale.",
            charts::volume(outcome)?,
        ),
        figure(
            "Sizes of sales",
            "How many sales of which size: slices against liquidations.",
            charts::sizes(outcome)?,
        ),
        figure(
            "What borrowers paid",
            "What forced sales cost them against spot, and interest, so far; on the other side the liquidation bonus alone: its interest, at the book's mean rate at opening on whatever is still owed, is left out, to its favour.",
            charts::costs(outcome)?,
        ),
        figure(
            "What lenders lost",
            "Debt written off so far and who bore it, and debt that exceeds its collateral but is not written off (yet).",
            charts::losses(outcome)?,
        ),
    ])
}
