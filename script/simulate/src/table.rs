//! Rows of a CSV file with their line numbers.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::error::{Error, Fault, Result};

/// The first line's fields.
pub(crate) fn header(source: &str, bytes: &[u8], expected: &'static str) -> Result<Vec<String>> {
    let mut reader = reader(bytes);
    let header = reader
        .headers()
        .map_err(|error| unreadable(source, 1, &error))?;
    if header.is_empty() || header.iter().all(str::is_empty) {
        return Err(Error::line(source, 1, Fault::EmptyFile { expected }));
    }
    Ok(header.iter().map(str::to_owned).collect())
}

/// The rows below a header that must be exactly `expected`, each with its line. Blank lines are
/// passed over.
pub(crate) fn rows<'a>(
    source: &'a str,
    bytes: &'a [u8],
    expected: &'static str,
) -> Result<impl Iterator<Item = Result<(u64, StringRecord)>> + use<'a>> {
    let found = header(source, bytes, expected)?;
    if let Some(problem) = header_problem(&found, expected) {
        return Err(Error::line(source, 1, Fault::Header { problem, expected }));
    }
    let width = found.len();
    let mut last_line = 1;
    Ok(reader(bytes).into_records().map(move |row| {
        let record = row.map_err(|error| unreadable(source, last_line + 1, &error))?;
        let line = record.position().map_or(0, csv::Position::line);
        last_line = line;
        if record.len() != width {
            let fault = Fault::FieldCount {
                found: record.len(),
                expected: width,
            };
            return Err(Error::line(source, line, fault));
        }
        Ok((line, record))
    }))
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .flexible(true)
        .trim(Trim::All)
        .from_reader(bytes)
}

fn unreadable(source: &str, line: u64, error: &csv::Error) -> Error {
    let line = error.position().map_or(line, csv::Position::line);
    let detail = match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => format!("field {} is not UTF-8", err.field() + 1),
        _ => error.to_string(),
    };
    Error::line(source, line, Fault::Csv { detail })
}

fn header_problem(found: &[String], expected: &str) -> Option<String> {
    let expected: Vec<&str> = expected.split(',').collect();
    let list = |names: Vec<&str>| names.join(", ");
    let missing: Vec<&str> = expected
        .iter()
        .filter(|name| !found.iter().any(|f| f == *name))
        .copied()
        .collect();
    let unknown: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|name| !expected.contains(name))
        .collect();
    match (missing.is_empty(), unknown.is_empty()) {
        (true, true)
            if found
                .iter()
                .map(String::as_str)
                .eq(expected.iter().copied()) =>
        {
            None
        }
        (true, true) => Some("the columns are repeated or in another order".to_owned()),
        (false, true) => Some(format!("missing column {}", list(missing))),
        (true, false) => Some(format!("unknown column {}", list(unknown))),
        (false, false) => Some(format!(
            "missing column {}, unknown column {}",
            list(missing),
            list(unknown)
        )),
    }
}
