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
    let mut lines = Lines {
        bytes,
        counted: 0,
        line: 1,
    };
    Ok(reader(bytes).into_records().map(move |row| {
        let place = match &row {
            Ok(record) => record.position(),
            Err(error) => error.position(),
        };
        let line = place.map_or(0, |place| lines.at(place.byte()));
        let record = row.map_err(|error| unreadable(source, line, &error))?;
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

/// Counts lines up to growing offsets. (The reader's own count stops before blank lines.)
struct Lines<'a> {
    bytes: &'a [u8],
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first byte at or after `offset` that is no line end.
    fn at(&mut self, offset: u64) -> u64 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        while let Some(byte) = self.bytes.get(self.counted) {
            if self.counted >= offset && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.counted += 1;
        }
        self.line
    }
}

fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .flexible(true)
        .trim(Trim::All)
        .from_reader(bytes)
}

fn unreadable(source: &str, line: u64, error: &csv::Error) -> Error {
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
