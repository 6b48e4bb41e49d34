//! WASM as activation wants it.

use alloy::primitives::B256;
use wasm_encoder::{CustomSection, Module, RawSection};
use wasmparser::{ExternalKind, Parser, Payload, Validator, WasmFeatures};

use crate::Error;

/// Name of the custom section that holds the hash of the sources.
pub const PROJECT_HASH: &str = "project_hash";

/// What ArbOS validates with: no reference types, no multi-value.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::FLOATS)
    .union(WasmFeatures::GC_TYPES);

/// Makes WASM fit for activation: no custom sections, no padded table indices (which compilers write once reference types
/// exist, though no program uses them), no data count.
///
/// # Errors
/// [`Error::Wasm`] for WASM that does not parse, does not validate with ArbOS's features, or does not export
/// `user_entrypoint` and `memory`.
pub fn prepare(program: &str, wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let bare = strip(program, wasm)?;
    let text = wasmprinter::print_bytes(&bare)
        .map_err(|error| Error::wasm(program, format!("{error:#}")))?;
    let canonical = wat::parse_str(text).map_err(|error| Error::wasm(program, error))?;
    let result = strip(program, &canonical)?;
    check(program, &result)?;
    Ok(result)
}

/// The hash of the sources as a custom section, to be put behind the WASM.
#[must_use]
pub fn signature(project_hash: B256) -> Vec<u8> {
    let section = CustomSection {
        name: PROJECT_HASH.into(),
        data: project_hash.as_slice().into(),
    };
    let mut module = Module::new();
    module.section(&section);
    // After the header of eight bytes.
    module.finish().split_off(8)
}

/// All sections but the custom ones.
pub(super) fn strip(program: &str, wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(|error| Error::wasm(program, error))?;
        if let Some((id, range)) = payload.as_section()
            && !matches!(payload, Payload::CustomSection(_))
        {
            let data = super::panics::slice(wasm, range.start, range.end);
            let data =
                data.ok_or_else(|| Error::wasm(program, "a section reaches past the end"))?;
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

/// What activation would refuse is better known here.
fn check(program: &str, wasm: &[u8]) -> Result<(), Error> {
    let refused = |reason| Error::wasm(program, format!("activation would refuse it: {reason}"));
    Validator::new_with_features(FEATURES)
        .validate_all(wasm)
        .map_err(|error| refused(error.to_string()))?;
    let (mut entrypoint, mut memory) = (false, false);
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ExportSection(exports) =
            payload.map_err(|error| Error::wasm(program, error))?
        {
            for export in exports {
                let export = export.map_err(|error| Error::wasm(program, error))?;
                entrypoint |= export.name == "user_entrypoint" && export.kind == ExternalKind::Func;
                memory |= export.name == "memory" && export.kind == ExternalKind::Memory;
            }
        }
    }
    if !entrypoint {
        return Err(refused(
            "no export `user_entrypoint`; a dependency on another program's crate unifies it away"
                .to_owned(),
        ));
    }
    if !memory {
        Err(refused("no export `memory`".to_owned()))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &str = r#"(module
        (type $entry (func (param i32) (result i32)))
        (table $t 1 1 funcref)
        (memory (export "memory") 1)
        (elem (i32.const 0) $main)
        (data (i32.const 0) "ballast")
        (func $main (export "user_entrypoint") (type $entry)
            (call_indirect (type $entry) (local.get 0) (i32.const 0))))"#;

    /// The module with the table index of `call_indirect` padded to five bytes, as Rust's linker writes it.
    fn padded() -> Vec<u8> {
        let wasm = wat::parse_str(MODULE).unwrap();
        let call = wasm
            .windows(3)
            .position(|bytes| bytes == [0x11, 0, 0])
            .expect("call_indirect");
        let mut padded = wasm[..call + 2].to_vec();
        padded.extend([0x80, 0x80, 0x80, 0x80, 0]);
        padded.extend(&wasm[call + 3..]);
        // Four more bytes in the code section and in its one body.
        let code = Parser::new(0)
            .parse_all(&wasm)
            .find_map(|payload| match payload.unwrap() {
                Payload::CodeSectionStart {
                    unchecked_range, ..
                } => Some(unchecked_range.start as usize),
                _ => None,
            })
            .unwrap();
        padded[code - 1] += 4;
        padded[code + 1] += 4;
        padded
    }

    fn names(wasm: &[u8]) -> Vec<String> {
        let custom = Parser::new(0)
            .parse_all(wasm)
            .filter_map(|payload| match payload.unwrap() {
                Payload::CustomSection(section) => Some(section.name().to_owned()),
                _ => None,
            });
        custom.collect()
    }

    #[test]
    fn the_round_trip_removes_encodings_of_reference_types() {
        let refused = Validator::new_with_features(FEATURES).validate_all(&padded());
        assert!(
            refused.is_err(),
            "the test's own input must be what activation refuses"
        );
        let wasm = prepare("test", &padded()).unwrap();
        Validator::new_with_features(FEATURES)
            .validate_all(&wasm)
            .unwrap();
    }

    #[test]
    fn only_the_hash_of_the_sources_stays_custom() {
        let hash = B256::repeat_byte(7);
        let wasm = prepare("test", &wat::parse_str(MODULE).unwrap()).unwrap();
        assert!(names(&wasm).is_empty());
        let signed = [wasm.as_slice(), &signature(hash)].concat();
        assert_eq!(names(&signed), [PROJECT_HASH]);
        assert!(signed.ends_with(hash.as_slice()));
        let again = prepare("test", &signed).unwrap();
        assert_eq!(again, wasm, "a second time changes nothing");
    }

    #[test]
    fn a_library_is_refused() {
        let library = wat::parse_str(r#"(module (memory (export "memory") 1))"#).unwrap();
        let error = prepare("test", &library).unwrap_err();
        assert!(error.to_string().contains("user_entrypoint"), "{error}");
    }

    #[test]
    fn no_data_count_is_left() {
        let wasm = prepare("test", &padded()).unwrap();
        let counts = Parser::new(0)
            .parse_all(&wasm)
            .filter(|p| matches!(p, Ok(Payload::DataCountSection { .. })));
        assert_eq!(counts.count(), 0);
    }
}
