//! Functions beside those that they resemble.
//!
//! brotli says what repeats in fewer bits the nearer it stands. Measured: 1.3% of the unwinder's code, and against a random
//! order 3%. The order of functions means nothing to the chain, nor to the program's gas.

use std::collections::BTreeSet;

use wasm_encoder::reencode::{Error as Reencoding, Reencode};
use wasm_encoder::{
    CodeSection, ElementSection, ExportSection, FunctionSection, Module, RawSection, StartSection,
};
use wasmparser::{FunctionBody, Parser, Payload};

use crate::Error;

/// Lengths of the pieces of code by which functions are compared.
const PIECES: [usize; 2] = [3, 4];

/// Puts the functions of a program in the order that compresses best by `size`, of some that set each function behind
/// the one that resembles it most, and the order that they have.
///
/// # Errors
/// [`Error::Wasm`] for WASM that does not parse; as `size`.
pub fn order(
    program: &str,
    wasm: &[u8],
    size: impl Fn(&[u8]) -> Result<usize, Error>,
) -> Result<Vec<u8>, Error> {
    let wrong = |error| Error::wasm(program, error);
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(wrong)? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if let wasmparser::TypeRef::Func(_) = import.map_err(wrong)?.ty {
                        imported += 1;
                    }
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            _ => {}
        }
    }
    let (mut best, mut least) = (wasm.to_vec(), size(wasm)?);
    let longest = (0..bodies.len()).rev().max_by_key(|own| len(&bodies, *own));
    for piece in PIECES {
        let pieces: Vec<_> = bodies.iter().map(|body| pieces(body, piece)).collect();
        for likeness in [cosine, contained] {
            for first in [Some(0), longest].into_iter().flatten() {
                let chain = chain(&pieces, first, likeness);
                let candidate = permuted(program, wasm, imported, &bodies, &chain)?;
                let bytes = size(&candidate)?;
                if bytes < least {
                    (best, least) = (candidate, bytes);
                }
            }
        }
    }
    Ok(best)
}

fn len(bodies: &[FunctionBody<'_>], own: usize) -> usize {
    bodies.get(own).map_or(0, |body| body.as_bytes().len())
}

/// All pieces of a function's code of some length.
fn pieces<'a>(body: &FunctionBody<'a>, len: usize) -> BTreeSet<&'a [u8]> {
    body.as_bytes().windows(len).collect()
}

/// What two functions have in common: the pieces of both, those of one, and of the other.
type Likeness = fn(shared: u64, before: u64, after: u64) -> (u64, u64);

/// As a ratio: the square of the cosine.
fn cosine(shared: u64, before: u64, after: u64) -> (u64, u64) {
    (shared * shared, (before + 1) * (after + 1))
}

/// As a ratio: how much of the second the first has told already.
fn contained(shared: u64, _: u64, after: u64) -> (u64, u64) {
    (shared, after + 8)
}

/// The functions, each behind the one that it resembles most of those that are left; of equals the first.
fn chain(pieces: &[BTreeSet<&[u8]>], first: usize, likeness: Likeness) -> Vec<usize> {
    let mut left: Vec<usize> = (0..pieces.len()).filter(|own| *own != first).collect();
    let mut chain = vec![first];
    let mut last = pieces.get(first);
    while let Some(before) = last {
        let mut best: Option<(usize, (u64, u64))> = None;
        for (place, own) in left.iter().enumerate() {
            let Some(after) = pieces.get(*own) else {
                continue;
            };
            let shared = before.intersection(after).count() as u64;
            let (top, bottom) = likeness(shared, before.len() as u64, after.len() as u64);
            let better = best.is_none_or(|(_, (above, below))| {
                u128::from(top) * u128::from(below) > u128::from(above) * u128::from(bottom)
            });
            if better {
                best = Some((place, (top, bottom)));
            }
        }
        let next = best.map(|(place, _)| left.remove(place));
        chain.extend(next);
        last = next.and_then(|next| pieces.get(next));
    }
    chain
}

/// Numbers functions anew.
struct Renumber {
    imported: u32,
    /// New place of each, without imports.
    places: Vec<u32>,
}

impl Reencode for Renumber {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Reencoding<Self::Error>> {
        let own = function.checked_sub(self.imported);
        let place = own.and_then(|own| self.places.get(own as usize));
        Ok(place.map_or(function, |place| self.imported + place))
    }
}

/// The same program with its functions in another order.
fn permuted(
    program: &str,
    wasm: &[u8],
    imported: u32,
    bodies: &[FunctionBody<'_>],
    chain: &[usize],
) -> Result<Vec<u8>, Error> {
    let wrong = |error| Error::wasm(program, error);
    let failed = |error: Reencoding| Error::wasm(program, error);
    let mut places = vec![0; chain.len()];
    for (place, own) in (0..).zip(chain) {
        if let Some(slot) = places.get_mut(*own) {
            *slot = place;
        }
    }
    let mut renumber = Renumber { imported, places };
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(wrong)?;
        match payload {
            Payload::FunctionSection(section) => {
                let types: Vec<u32> = section
                    .into_iter()
                    .collect::<Result<_, _>>()
                    .map_err(wrong)?;
                let mut functions = FunctionSection::new();
                for own in chain {
                    functions.function(types.get(*own).copied().unwrap_or_default());
                }
                module.section(&functions);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                renumber
                    .parse_export_section(&mut exports, section)
                    .map_err(failed)?;
                module.section(&exports);
            }
            Payload::StartSection { func, .. } => {
                let function_index = renumber.function_index(func).map_err(failed)?;
                module.section(&StartSection { function_index });
            }
            Payload::ElementSection(section) => {
                let mut elements = ElementSection::new();
                renumber
                    .parse_element_section(&mut elements, section)
                    .map_err(failed)?;
                module.section(&elements);
            }
            Payload::CodeSectionStart { .. } => {
                let mut code = CodeSection::new();
                for body in chain.iter().filter_map(|own| bodies.get(*own)) {
                    renumber
                        .parse_function_body(&mut code, body.clone())
                        .map_err(failed)?;
                }
                module.section(&code);
            }
            // Within the code section, which is there already; names that would be others' now.
            Payload::CodeSectionEntry(_) | Payload::CustomSection(_) => {}
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    let data = super::panics::slice(wasm, range.start, range.end);
                    let data =
                        data.ok_or_else(|| Error::wasm(program, "a section reaches past the end"))?;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(module.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"(module
        (type $a (func (param i32) (result i32)))
        (type $b (func (param i32 i32) (result i32)))
        (import "vm_hooks" "msg_value" (func $value (param i32) (result i32)))
        (table 2 2 funcref)
        (memory (export "memory") 1)
        (elem (i32.const 0) $add $main)
        (func $main (export "user_entrypoint") (type $a)
            (call $value (call $add (local.get 0) (i32.const 5))))
        (func $other (type $a) (call_indirect (type $a) (call $twice (local.get 0)) (i32.const 1)))
        (func $add (type $b) (i32.add (local.get 0) (local.get 1)))
        (func $twice (export "twice") (type $a) (call $add (local.get 0) (local.get 0))))"#;

    fn reversed(wasm: &[u8]) -> Vec<u8> {
        let bodies: Vec<_> = Parser::new(0)
            .parse_all(wasm)
            .filter_map(|payload| match payload.unwrap() {
                Payload::CodeSectionEntry(body) => Some(body),
                _ => None,
            })
            .collect();
        permuted("test", wasm, 1, &bodies, &[3, 2, 1, 0]).unwrap()
    }

    #[test]
    fn another_order_is_the_same_program() {
        let wasm = wat::parse_str(MODULE).unwrap();
        let turned = reversed(&wasm);
        wasmparser::validate(&turned).unwrap();
        assert_ne!(turned, wasm);
        let text = wasmprinter::print_bytes(&turned).unwrap();
        // twice, add, other, main are 1, 2, 3, 4 now.
        for line in [
            r#"(export "user_entrypoint" (func 4))"#,
            r#"(export "twice" (func 1))"#,
            "(elem (;0;) (i32.const 0) func 2 4)",
        ] {
            assert!(text.contains(line), "{text}");
        }
        let bare = super::super::prepare::strip("test", &wasm).unwrap();
        assert_eq!(reversed(&turned), bare, "and back, without names");
    }

    #[test]
    fn the_smallest_wins_and_ties_leave_the_order() {
        let wasm = wat::parse_str(MODULE).unwrap();
        assert_eq!(order("test", &wasm, |_| Ok(7)).unwrap(), wasm);
        let other = order("test", &wasm, |bytes| Ok(usize::from(bytes == wasm))).unwrap();
        assert_ne!(other, wasm);
        assert!(order("test", &wasm, |_| Err(Error::wasm("test", "full"))).is_err());
    }

    #[test]
    fn a_function_stands_behind_what_it_resembles() {
        let sets = [&b"abcd"[..], b"wxyz", b"abce", b"wxyq"].map(|text| text.windows(2).collect());
        assert_eq!(chain(&sets, 0, cosine), [0, 2, 1, 3]);
        assert_eq!(chain(&sets, 1, contained), [1, 3, 0, 2]);
        assert_eq!(chain(&[], 0, cosine), [0]);
    }
}
