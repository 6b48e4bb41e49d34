//! Limits on what a module may contain, and whether it can be linked and laid out.

use wasmparser::{DataKind, ElementItems, ElementKind, ExternalKind, Operator};

use super::{
    imports,
    module::{ADDED_GLOBALS, ENTRYPOINT, MEMORY, Module, ModuleError, refused, signature_text},
};

const DATA: usize = 128;
const ELEMENTS: usize = 128;
const EXPORTS: usize = 1_024;
const FUNCTIONS: usize = 4_096;
const GLOBALS: usize = 32_768;
const LOCALS: usize = 348;
/// Operations of a function after instrumentation.
pub(super) const OPERATIONS: usize = 65_536;
const IMPORTS: usize = 513;
const TABLE_ENTRIES: usize = 4_096;
/// Encoded bytes of all element segments, although the chain calls them entries.
const ELEMENT_BYTES: usize = 4_096;
const NAME_BYTES: usize = 512;
const PAGE: u64 = 65_536;

/// Refuses `count` above `limit`.
pub(super) fn within(what: &'static str, count: usize, limit: usize) -> Result<(), ModuleError> {
    if count > limit {
        return Err(ModuleError::Limit {
            what,
            count: count as u64,
            limit: limit as u64,
        });
    }
    Ok(())
}

/// Counts everything that has a limit, operations aside.
pub(super) fn check(module: &Module<'_>, production: bool) -> Result<(), ModuleError> {
    within("datas", module.data.len(), DATA)?;
    within("elements", module.elements.len(), ELEMENTS)?;
    // Production chains forget the exports that nobody may call before they count; the added globals are exported.
    let is_kept = |name: &str, kind: ExternalKind| match name {
        ENTRYPOINT => kind == ExternalKind::Func,
        MEMORY => kind == ExternalKind::Memory,
        _ => !production,
    };
    let kept = || {
        module
            .exports
            .iter()
            .filter(|export| is_kept(export.name, export.kind))
    };
    let exports = kept().count() + usize::from(module.has_start) + ADDED_GLOBALS;
    within("exports", exports, EXPORTS)?;
    within("functions", module.functions.len(), FUNCTIONS)?;
    within("globals", module.globals + ADDED_GLOBALS, GLOBALS)?;
    for function in &module.functions {
        within("locals", function.locals, LOCALS)?;
    }
    within("imports", module.imports.len(), IMPORTS)?;
    let entries = module.tables.iter().fold(0usize, |sum, table| {
        sum.saturating_add(usize::try_from(table.initial).unwrap_or(usize::MAX))
    });
    within("table entries", entries, TABLE_ENTRIES)?;
    let bytes = usize::try_from(module.element_bytes()).unwrap_or(usize::MAX);
    within("element entries", bytes, ELEMENT_BYTES)?;
    if let Some(export) = kept().find(|export| export.name.len() > NAME_BYTES) {
        return too_long("name", export.name.len());
    }
    let name = module.name().len();
    if name > NAME_BYTES {
        return too_long("module name", name);
    }
    Ok(())
}

fn too_long(what: &str, bytes: usize) -> Result<(), ModuleError> {
    refused(format!("wasm {what} too long: {bytes} > {NAME_BYTES}"))
}

/// Imports exist, nothing computes with floats, segments fit.
pub(super) fn check_layout(module: &Module<'_>, production: bool) -> Result<(), ModuleError> {
    check_imports(module, production)?;
    if let Some(operation) = &module.floating_point {
        return Err(ModuleError::Build(format!(
            "No implementation for floating point operation {operation} in {}",
            module.name()
        )));
    }
    check_data(module)?;
    check_elements(module)
}

fn check_imports(module: &Module<'_>, production: bool) -> Result<(), ModuleError> {
    let of = module.name();
    for import in &module.imports {
        let (from, name) = (import.module, import.name);
        let Some(known) = imports::signature(from, name) else {
            return Err(ModuleError::Build(format!(
                "No such import {name} in {from} for {of}"
            )));
        };
        if production && imports::is_for_debugging(from) {
            return Err(ModuleError::Build(format!(
                "Host func {name} in {from} not enabled debug_funcs=false hostapi=false debug=true"
            )));
        }
        let declared = module.types.get(import.ty as usize);
        if declared != Some(&known) {
            return Err(ModuleError::Build(format!(
                "Import {name} for {of} has different function signature than export.\nexpected {} in {from}\nbut have {}",
                signature_text(Some(&known)),
                signature_text(declared)
            )));
        }
    }
    Ok(())
}

fn check_data(module: &Module<'_>) -> Result<(), ModuleError> {
    let size = u64::from(module.footprint()) * PAGE;
    for segment in &module.data {
        let DataKind::Active { offset_expr, .. } = &segment.kind else {
            // Nothing could ever use it.
            continue;
        };
        let (offset, bytes) = (offset(offset_expr)?, segment.data.len() as u64);
        if offset.checked_add(bytes).is_none_or(|end| end > size) {
            return Err(ModuleError::Build(format!(
                "Out-of-bounds data memory init with offset {offset} and size {bytes}"
            )));
        }
    }
    Ok(())
}

fn check_elements(module: &Module<'_>) -> Result<(), ModuleError> {
    for segment in &module.elements {
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &segment.kind
        else {
            continue;
        };
        let offset = offset(offset_expr)?;
        let ElementItems::Functions(functions) = &segment.items else {
            return Err(ModuleError::Build(
                "Non-constant element initializers are not supported".into(),
            ));
        };
        let entries = u64::from(functions.count());
        let size = module
            .tables
            .get(table_index.unwrap_or(0) as usize)
            .map_or(0, |table| table.initial);
        if offset.saturating_add(entries) > size {
            return Err(ModuleError::Build(format!(
                "Out of bounds element segment at offset {offset} and length {entries} for table of length {size}"
            )));
        }
    }
    Ok(())
}

/// Where a segment starts: one constant. A negative one is far beyond any end.
fn offset(expression: &wasmparser::ConstExpr<'_>) -> Result<u64, ModuleError> {
    let mut reader = expression.get_operators_reader();
    match (reader.read()?, reader.read()?) {
        (Operator::I32Const { value }, Operator::End) => Ok(i64::from(value).cast_unsigned()),
        other => Err(ModuleError::Build(format!(
            "Non-constant element segment offset expression {other:?}"
        ))),
    }
}
