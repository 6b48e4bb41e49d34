//! Pages of one file, with everything in them.

const STYLE: &str = include_str!("style.css");

/// A page: title, then whatever `body` is, in HTML. `data` goes along as JSON under the id `summary`.
#[must_use]
pub fn page(title: &str, body: &str, data: &str) -> String {
    let mut page = String::with_capacity(body.len() + data.len() + 8_000);
    page.push_str("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    page.push_str("<meta name=\"color-scheme\" content=\"light dark\">");
    page.push_str(&format!("<title>{}</title><style>", escape(title)));
    page.push_str(STYLE);
    page.push_str("</style></head><body><main>\n");
    page.push_str(body);
    // `<` never stands in the JSON of numbers and names but for hostile names: it is escaped all the same.
    page.push_str(&format!(
        "<script type=\"application/json\" id=\"summary\">{}</script>\n",
        data.replace('<', "\\u003c")
    ));
    page.push_str("</main></body></html>\n");
    page
}

/// A section with a plot.
#[must_use]
pub fn figure(title: &str, note: &str, svg: &str) -> String {
    format!(
        "<section><h2>{}</h2><p>{}</p><figure>{svg}</figure></section>\n",
        escape(title),
        escape(note)
    )
}

/// A table: names of the columns after the first, then rows of a name and a value per column. Names of rows that begin
/// with a space are parts of the row before.
#[must_use]
pub fn table(columns: &[String], rows: &[(String, Vec<String>)]) -> String {
    let mut out = String::from("<table><thead><tr><th></th>");
    for column in columns {
        out.push_str(&format!("<th>{}</th>", escape(column)));
    }
    out.push_str("</tr></thead><tbody>");
    for (what, values) in rows {
        let part = if what.starts_with(' ') {
            " class=\"part\""
        } else {
            ""
        };
        out.push_str(&format!("<tr{part}><th>{}</th>", escape(what.trim())));
        for value in values {
            out.push_str(&format!("<td>{}</td>", escape(value)));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>\n");
    out
}

/// A table of names and values.
#[must_use]
pub fn pairs(rows: &[(String, String)]) -> String {
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

/// A list.
#[must_use]
pub fn list(items: &[String]) -> String {
    let items: String = items
        .iter()
        .map(|item| format!("<li>{}</li>", escape(item)))
        .collect();
    format!("<ul>{items}</ul>\n")
}

/// Text as HTML.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_text() {
        let page = page(
            "<b>",
            &list(&["<i>&\"".to_owned()]),
            "{\"a\":\"</script>\"}",
        );
        assert!(page.contains("<title>&lt;b&gt;</title>"));
        assert!(page.contains("<li>&lt;i&gt;&amp;&quot;</li>"));
        assert!(page.contains("{\"a\":\"\\u003c/script>\"}"));
    }
}
