//! The report: one HTML file, with everything in it.

mod charts;
mod plot;
mod text;

use crate::error::{Error, Result};
use crate::run::Outcome;
use crate::table;

const STYLE: &str = include_str!("report/style.css");

/// The whole page.
///
/// # Errors
/// [`Error::Plot`].
pub fn page(outcome: &Outcome) -> Result<String> {
    let summary = &outcome.summary;
    let data = serde_json::to_string(summary)
        .map_err(|error| Error::write(std::path::Path::new("report.html"), error))?;
    let mut page = String::with_capacity(400_000);
    page.push_str("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    page.push_str("<meta name=\"color-scheme\" content=\"light dark\">");
    page.push_str("<title>Ballast: a book of loans through a crash</title><style>");
    page.push_str(STYLE);
    page.push_str("</style></head><body><main>\n");
    page.push_str("<h1>A book of loans through a crash</h1>\n");
    page.push_str(&text::lead(outcome));
    page.push_str(&text::verdict(summary));
    page.push_str("<h2>In numbers</h2>\n");
    page.push_str(&comparison(&table::rows(summary)));
    page.push_str(&pairs(&table::own_rows(summary)));
    for (title, note, svg) in figures(outcome)? {
        page.push_str(&format!(
            "<section><h2>{}</h2><p>{}</p><figure>{svg}</figure></section>\n",
            escape(title),
            escape(&note)
        ));
    }
    page.push_str("<h2>What to keep in mind</h2>\n");
    page.push_str(&list(&text::caveats(outcome)));
    if !summary.notes.is_empty() {
        page.push_str("<h2>Gaps, cuts and assumptions of this run</h2>\n");
        page.push_str(&list(&summary.notes));
    }
    page.push_str("<h2>Parameters</h2>\n");
    page.push_str(&pairs(&text::parameters(outcome)));
    page.push_str(&format!(
        "<footer>Ballast {} on chain {}; {} events read. The numbers are in this page as JSON, element <code>summary</code>.</footer>\n",
        env!("CARGO_PKG_VERSION"),
        outcome.endpoint.chain_id,
        summary.stages.events,
    ));
    // `<` never stands in the JSON of numbers and names but for hostile names: it is escaped all the same.
    page.push_str(&format!(
        "<script type=\"application/json\" id=\"summary\">{}</script>\n",
        data.replace('<', "\\u003c")
    ));
    page.push_str("</main></body></html>\n");
    Ok(page)
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

fn comparison(rows: &[table::Row]) -> String {
    let mut out = String::from(
        "<table><thead><tr><th></th><th>Ballast</th><th>loan-to-value</th></tr></thead><tbody>",
    );
    for (what, ours, theirs) in rows {
        let class = if what.starts_with(' ') {
            " class=\"part\""
        } else {
            ""
        };
        out.push_str(&format!(
            "<tr{class}><th>{}</th><td>{}</td><td>{}</td></tr>",
            escape(what.trim()),
            escape(ours),
            escape(theirs)
        ));
    }
    out.push_str("</tbody></table>\n");
    out
}

fn pairs(rows: &[(String, String)]) -> String {
    let mut out = String::from("<table class=\"pairs\"><tbody>");
    for (what, value) in rows {
        out.push_str(&format!(
            "<tr><th>{}</th><td>{}</td></tr>",
            escape(what),
            escape(value)
        ));
    }
    out.push_str("</tbody></table>\n");
    out
}

fn list(items: &[String]) -> String {
    let items: String = items
        .iter()
        .map(|item| format!("<li>{}</li>", escape(item)))
        .collect();
    format!("<ul>{items}</ul>\n")
}

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
