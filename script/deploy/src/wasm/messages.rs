//! The texts of panics, blanked.
//!
//! Once panics are traps nobody reads what they would have said and where; yet the linker keeps it, for data has no
//! names by which binaryen could tell what is dead. Blank bytes cost nothing: binaryen cuts them out.

use std::collections::BTreeSet;

use wasmparser::{DataKind, Operator, Parser, Payload};

use crate::Error;

/// Bytes of a `core::panic::Location`: address and length of a path, line, column.
const LOCATION: usize = 16;
/// The longest path that is looked for, and no text of a program.
const LONGEST: usize = 512;
/// What core, alloc and the libraries in use say when they panic.
const MESSAGES: [&str; 16] = [
    "called `Result::unwrap()` on an `Err` value",
    "called `Option::unwrap()` on a `None` value",
    "slice index starts at ",
    " but ends at ",
    " out of range for slice of length ",
    "range start index ",
    "range end index ",
    "min > max. min = ",
    "Value too large for Uint",
    "attempt to divide by zero",
    "capacity overflow",
    "cannot convert a slice of length ",
    " to FixedBytes<",
    "copy_from_slice: source slice length (",
    ") does not match destination slice length (",
    "TryFromSliceError",
];

/// A piece of memory that the program begins with, and where the file has it.
struct Segment {
    address: usize,
    start: usize,
    len: usize,
}

/// A place in a source: where the file has it and the path that it points to, and the path's length.
struct Location {
    start: usize,
    path: usize,
    len: usize,
}

/// The paths of sources that a program's panics name.
///
/// # Errors
/// [`Error::Wasm`] for WASM that does not parse.
pub(super) fn paths(program: &str, wasm: &[u8]) -> Result<Vec<String>, Error> {
    let text =
        |location: Location| bytes(wasm, location.path, location.len).map(String::from_utf8_lossy);
    let locations = locations(wasm, &segments(program, wasm)?);
    Ok(locations
        .into_iter()
        .filter_map(text)
        .map(Into::into)
        .collect())
}

fn locations(wasm: &[u8], segments: &[Segment]) -> Vec<Location> {
    let mut found = Vec::new();
    for segment in segments {
        let data = bytes(wasm, segment.start, segment.len).unwrap_or_default();
        // Locations are aligned to words.
        let first = segment.address.next_multiple_of(4) - segment.address;
        for offset in (first..data.len()).step_by(4) {
            let pointer = bytes(data, offset, LOCATION).and_then(pointer);
            let path =
                pointer.and_then(|(address, len)| Some((path(wasm, segments, address, len)?, len)));
            if let Some((path, len)) = path {
                found.push(Location {
                    start: segment.start + offset,
                    path,
                    len,
                });
            }
        }
    }
    found
}

/// Blanks places in sources, the paths that they point to, and [`MESSAGES`]. For programs after
/// [`silence`](super::silence): they have nothing left that would show them.
///
/// # Errors
/// [`Error::Wasm`] for WASM that does not parse.
pub fn blank(program: &str, wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let segments = segments(program, wasm)?;
    let mut blanked = wasm.to_vec();
    for location in locations(wasm, &segments) {
        clear(&mut blanked, location.path, location.len);
        clear(&mut blanked, location.start, LOCATION);
    }
    for segment in &segments {
        let data = bytes(wasm, segment.start, segment.len).unwrap_or_default();
        for message in MESSAGES {
            for (offset, text) in data.windows(message.len()).enumerate() {
                if text == message.as_bytes() {
                    clear(&mut blanked, segment.start + offset, message.len());
                }
            }
        }
    }
    Ok(blanked)
}

/// Blanks the digits that core formats numbers with, where an optimised program has left no code that reads them.
///
/// # Errors
/// [`Error::Wasm`] for WASM that does not parse.
pub fn blank_digits(program: &str, wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let decimal: Vec<u8> = (0..100)
        .flat_map(|number: u8| [b'0' + number / 10, b'0' + number % 10])
        .collect();
    let tables = [decimal.as_slice(), b"0123456789abcdef", b"0123456789ABCDEF"];
    let addresses = constants(program, wasm)?;
    let mut blanked = wasm.to_vec();
    for segment in segments(program, wasm)? {
        let data = bytes(wasm, segment.start, segment.len).unwrap_or_default();
        for table in tables {
            for (offset, text) in data.windows(table.len()).enumerate() {
                let address = segment.address + offset;
                let mut read = addresses.range(address..address + table.len());
                if text == table && read.next().is_none() {
                    clear(&mut blanked, segment.start + offset, table.len());
                }
            }
        }
    }
    Ok(blanked)
}

/// All that the code may use as an address: its constants, and the offsets of its loads.
fn constants(program: &str, wasm: &[u8]) -> Result<BTreeSet<usize>, Error> {
    let wrong = |error| Error::wasm(program, error);
    let mut constants = BTreeSet::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::CodeSectionEntry(body) = payload.map_err(wrong)? else {
            continue;
        };
        for operator in body.get_operators_reader().map_err(wrong)? {
            let constant = match operator.map_err(wrong)? {
                Operator::I32Const { value } => usize::try_from(value).ok(),
                Operator::I32Load { memarg }
                | Operator::I64Load { memarg }
                | Operator::I32Load8U { memarg }
                | Operator::I32Load8S { memarg }
                | Operator::I32Load16U { memarg }
                | Operator::I32Load16S { memarg }
                | Operator::I64Load8U { memarg }
                | Operator::I64Load16U { memarg } => usize::try_from(memarg.offset).ok(),
                _ => None,
            };
            constants.extend(constant);
        }
    }
    Ok(constants)
}

/// The segments that are placed at fixed addresses.
fn segments(program: &str, wasm: &[u8]) -> Result<Vec<Segment>, Error> {
    let wrong = |error| Error::wasm(program, error);
    let mut segments = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let Payload::DataSection(section) = payload.map_err(wrong)? else {
            continue;
        };
        for data in section {
            let data = data.map_err(wrong)?;
            let DataKind::Active { offset_expr, .. } = data.kind else {
                continue;
            };
            let offset = offset_expr.get_operators_reader().read().map_err(wrong)?;
            let Operator::I32Const { value } = offset else {
                continue;
            };
            let (address, end) = (usize::try_from(value), usize::try_from(data.range.end));
            if let (Ok(address), Ok(end)) = (address, end) {
                segments.push(Segment {
                    address,
                    start: end.saturating_sub(data.data.len()),
                    len: data.data.len(),
                });
            }
        }
    }
    Ok(segments)
}

/// Address and length of the text that a location begins with.
fn pointer(location: &[u8]) -> Option<(usize, usize)> {
    let (address, rest) = location.split_first_chunk::<4>()?;
    let (len, _) = rest.split_first_chunk::<4>()?;
    let [address, len] = [address, len].map(|word| usize::try_from(u32::from_le_bytes(*word)));
    Some((address.ok()?, len.ok()?))
}

/// Where the file has the path of a Rust source that stands at an address.
fn path(wasm: &[u8], segments: &[Segment], address: usize, len: usize) -> Option<usize> {
    if len > LONGEST {
        return None;
    }
    let segment = segments.iter().find(|segment| {
        segment.address <= address && address + len <= segment.address + segment.len
    })?;
    let start = segment.start + (address - segment.address);
    let text = bytes(wasm, start, len)?;
    (text.ends_with(b".rs") && text.iter().all(u8::is_ascii_graphic)).then_some(start)
}

fn bytes(data: &[u8], start: usize, len: usize) -> Option<&[u8]> {
    data.get(start..start.checked_add(len)?)
}

fn clear(data: &mut [u8], start: usize, len: usize) {
    if let Some(part) = data.get_mut(start..start.saturating_add(len)) {
        part.fill(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_paths_and_messages_are_blanked_and_nothing_else() {
        let wasm = wat::parse_str(
            r#"(module (memory 1)
                (data (i32.const 1024) "src/lib.rs" "\00\00" "\00\04\00\00\0a\00\00\00\07\00\00\00\09\00\00\00"
                    "capacity overflow" "kept.rs" "\01\02\03\04"))"#,
        )
        .unwrap();
        assert_eq!(paths("test", &wasm).unwrap(), ["src/lib.rs"]);
        let blanked = blank("test", &wasm).unwrap();
        assert!(paths("test", &blanked).unwrap().is_empty());
        wasmparser::validate(&blanked).unwrap();
        assert_eq!(blanked.len(), wasm.len());
        let tail = b"kept.rs\x01\x02\x03\x04";
        let start = wasm.windows(10).position(|text| text == b"src/lib.rs");
        let (before, data) = blanked.split_at(start.unwrap());
        assert_eq!(before, &wasm[..before.len()]);
        let (blank, rest) = data.split_at(12 + LOCATION + 17);
        assert!(blank.iter().all(|byte| *byte == 0));
        assert!(rest.starts_with(tail));
    }

    #[test]
    fn digits_are_blanked_where_no_code_reads_them() {
        let module = |code: &str| {
            let text = format!(
                r#"(module (memory 1) (func (param i32) {code}) (data (i32.const 1024) "0123456789abcdef"))"#
            );
            wat::parse_str(text).unwrap()
        };
        let unread = module("");
        let blanked = blank_digits("test", &unread).unwrap();
        assert!(blanked.ends_with(&[0; 16]) && blanked.len() == unread.len());
        for code in [
            "(drop (i32.load8_u offset=1024 (local.get 0)))",
            "(drop (i32.const 1030))",
        ] {
            let read = module(code);
            assert_eq!(blank_digits("test", &read).unwrap(), read);
        }
    }

    #[test]
    fn wasm_without_texts_of_panics_stays() {
        let wasm = wat::parse_str(
            r#"(module (memory 1) (data (i32.const 1026) "\00\04\00\00\03\00\00\00 a.rs"))"#,
        )
        .unwrap();
        assert_eq!(blank("test", &wasm).unwrap(), wasm);
    }
}
