//! Panics without words.
//!
//! A panic in a program reverts with empty data, whatever its message; yet std's handler drags the formatting of
//! messages into every program, a tenth of its size. Here every function that only panics becomes a trap, which is
//! how it ends anyway; binaryen then drops what nothing calls any more.

use std::collections::BTreeMap;

use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, Instruction, Module, RawSection,
};
use wasmparser::{
    CompositeInnerType, ExportSectionReader, ExternalKind, KnownCustom, Name, Parser, Payload,
    TypeRef,
};

use crate::Error;

/// Turns every function of `core::panicking`, those of core and alloc that end there, and the end of every failed
/// allocation, into a trap. Functions are
/// known by their names: WASM without a name section stays as it is.
///
/// # Errors
/// [`Error::Wasm`] for WASM that does not parse.
pub fn silence(program: &str, wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let doomed = diverging(program, wasm)?;
    let mut module = Module::new();
    let (mut code, mut left, mut index) = (CodeSection::new(), 0, doomed.imported);
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|error| Error::wasm(program, error))?;
        match payload {
            Payload::CodeSectionStart { count, .. } => left = count,
            Payload::CodeSectionEntry(body) => {
                match doomed.functions.get(&index) {
                    Some(true) => code.function(&trap()),
                    _ => code.raw(body.as_bytes()),
                };
                (left, index) = (left.saturating_sub(1), index.saturating_add(1));
                if left == 0 {
                    module.section(&code);
                }
            }
            Payload::ExportSection(exports) => {
                module.section(&kept(program, exports)?);
            }
            _ => {
                if let Some((id, range)) = payload.as_section() {
                    let data = slice(wasm, range.start, range.end);
                    let data =
                        data.ok_or_else(|| Error::wasm(program, "a section reaches past the end"))?;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(module.finish())
}

/// The exports that a chain keeps: what else the linker exports (the heap's base, the data's end) is dropped, so that
/// binaryen can drop what it stands for.
fn kept(program: &str, exports: ExportSectionReader<'_>) -> Result<ExportSection, Error> {
    let mut section = ExportSection::new();
    for export in exports {
        let export = export.map_err(|error| Error::wasm(program, error))?;
        let kind = match export.kind {
            ExternalKind::Func => ExportKind::Func,
            ExternalKind::Memory => ExportKind::Memory,
            _ => continue,
        };
        section.export(export.name, kind, export.index);
    }
    Ok(section)
}

/// The bytes between two offsets.
pub(super) fn slice(wasm: &[u8], start: u64, end: u64) -> Option<&[u8]> {
    wasm.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

fn trap() -> Function {
    let mut function = Function::new([]);
    function
        .instruction(&Instruction::Unreachable)
        .instruction(&Instruction::End);
    function
}

/// Functions by name, and whether they may be replaced.
struct Doomed {
    imported: u32,
    functions: BTreeMap<u32, bool>,
}

fn diverging(program: &str, wasm: &[u8]) -> Result<Doomed, Error> {
    let wrong = |error| Error::wasm(program, error);
    let mut results = Vec::new();
    let mut doomed = Doomed {
        imported: 0,
        functions: BTreeMap::new(),
    };
    let mut types = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.map_err(wrong)? {
            Payload::TypeSection(section) => {
                for group in section {
                    for kind in group.map_err(wrong)?.into_types() {
                        let returns = match kind.composite_type.inner {
                            CompositeInnerType::Func(function) => !function.results().is_empty(),
                            _ => true,
                        };
                        results.push(returns);
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if let TypeRef::Func(_) = import.map_err(wrong)?.ty {
                        doomed.imported += 1;
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    types.push(kind.map_err(wrong)?);
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names {
                        let Name::Function(map) = name.map_err(wrong)? else {
                            continue;
                        };
                        for naming in map {
                            let naming = naming.map_err(wrong)?;
                            if only_panics(naming.name) {
                                doomed.functions.insert(naming.index, true);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }
    // What never returns has no result: a guard against a name that says another thing than it seems to.
    let imported = doomed.imported;
    for (index, replace) in &mut doomed.functions {
        let kind = index
            .checked_sub(imported)
            .and_then(|own| types.get(own as usize));
        *replace = kind
            .and_then(|kind| results.get(*kind as usize))
            .is_some_and(|returns| !returns);
    }
    Ok(doomed)
}

/// Functions outside of `core::panicking` that do nothing but call it.
const FAILURES: [&str; 10] = [
    "std::alloc::rust_oom",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "core::str::slice_error_fail_rt",
];

/// Whether a function of this mangled name never does anything but panic.
fn only_panics(mangled: &str) -> bool {
    let name = format!("{:#}", rustc_demangle::demangle(mangled));
    name.starts_with("core::panicking::")
        || name.starts_with("alloc::alloc::handle_alloc_error")
        || FAILURES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"(module
        (import "vm_hooks" "read_args" (func $read_args (param i32)))
        (func $_ZN4core9panicking9panic_fmt17h0000000000000000E (param i32) (call $read_args (local.get 0)))
        (func $_ZN4core9panicking6lookup17h0000000000000000E (result i32) (i32.const 7))
        (func $_ZN3app4work17h0000000000000000E (param i32) (call $read_args (local.get 0))))"#;

    #[test]
    fn only_what_panics_and_returns_nothing_becomes_a_trap() {
        let wasm = silence("test", &wat::parse_str(MODULE).unwrap()).unwrap();
        wasmparser::validate(&wasm).unwrap();
        let bodies: Vec<_> = Parser::new(0)
            .parse_all(&wasm)
            .filter_map(|payload| match payload.unwrap() {
                Payload::CodeSectionEntry(body) => Some(body.as_bytes().to_vec()),
                _ => None,
            })
            .collect();
        assert_eq!(bodies.len(), 3);
        assert_eq!(bodies[0], [0, 0x00, 0x0b], "unreachable, end");
        assert_eq!(bodies[1], [0, 0x41, 7, 0x0b]);
        assert!(bodies[2].contains(&0x10), "still calls");
    }

    #[test]
    fn wasm_without_names_stays() {
        let named = wat::parse_str(MODULE).unwrap();
        let bare = wat::parse_str(MODULE.replace("$_ZN", "$x")).unwrap();
        assert_eq!(silence("test", &bare).unwrap(), bare);
        assert_ne!(silence("test", &named).unwrap(), named);
    }

    #[test]
    fn knows_both_manglings() {
        assert!(only_panics("_RNvNtCsgXGp5Oqx2Ny_4core9panicking9panic_fmt"));
        assert!(only_panics(
            "_ZN4core9panicking9panic_fmt17h0000000000000000E"
        ));
        assert!(only_panics("_RNvNtCsebHcaeoSrxy_3std5alloc8rust_oom"));
        assert!(only_panics(
            "_RNvNtNtCsgXGp5Oqx2Ny_4core5slice5index16slice_index_fail"
        ));
        assert!(only_panics(
            "_RNvNvNtCsgXGp5Oqx2Ny_4core5slice20copy_from_slice_impl17len_mismatch_fail"
        ));
        assert!(!only_panics(
            "_RNvNtNtCsgXGp5Oqx2Ny_4core5slice5index13get_unchecked"
        ));
        assert!(!only_panics(
            "_RNvNtNtCsebHcaeoSrxy_3std9panicking11panic_count8increase"
        ));
        assert!(!only_panics("user_entrypoint"));
    }
}
