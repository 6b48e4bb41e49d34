//! Parsing and the checks of activation that look at the module as it was deployed.

use std::collections::HashMap;

use thiserror::Error;
use wasmparser::{
    Data, DataKind, Element, ElementItems, ElementKind, Export, ExternalKind, FuncType,
    FuncValidatorAllocations, FunctionBody, GlobalType, Import, MemoryType, Operator, Parser,
    Payload, TableType, TypeRef, ValType, ValidPayload, Validator, WasmFeatures,
};

use super::{imports, pages};

const FUNCTION_LIMIT: usize = 4_096;
const DATA_LIMIT: usize = 128;
const ELEMENT_SEGMENT_LIMIT: usize = 128;
const EXPORT_LIMIT: usize = 1_024;
const GLOBAL_LIMIT: usize = 32_768;
const IMPORT_LIMIT: usize = 513;
const TABLE_LIMIT: u64 = 4_096;
const NAME_LIMIT: usize = 512;
/// Globals that instrumentation adds.
pub(crate) const ADDED_GLOBALS: usize = 4;
const RESERVED: &str = "stylus";
const ENTRYPOINT: &str = "user_entrypoint";
const MEMORY: &str = "memory";

/// What programs may be written in: the first version of WASM and four of its extensions.
const FEATURES: WasmFeatures = WasmFeatures::MVP
    .union(WasmFeatures::MUTABLE_GLOBAL)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::MULTI_VALUE);

/// Why a module cannot be activated. On chain this burns all gas; the text is the error message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum ModuleError {
    /// Not WASM, or WASM with features that are switched off.
    #[error("failed to parse wasm: {0}")]
    Invalid(String),
    /// A section or operation that the runtime does not have.
    #[error("unsupported {0}")]
    Unsupported(String),
    /// An import that is unknown here or has another signature.
    #[error("missing import {0}")]
    Import(String),
    /// A name that is reserved or taken.
    #[error("invalid name {0}")]
    Name(String),
    /// The module does not export what it must.
    #[error("missing export {0}")]
    Export(&'static str),
    /// A limit is exceeded.
    #[error("too many {what}: {count} > {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much.
        count: u64,
        /// How much may be.
        limit: u64,
    },
    /// A segment lies outside its memory or table.
    #[error("out-of-bounds {0} segment")]
    Segment(&'static str),
    /// Floating point.
    #[error("No implementation for floating point operation {0}")]
    FloatingPoint(String),
    /// Production chains run no code at instantiation.
    #[error("start functions not allowed")]
    Start,
    /// The program can grow but does not pay for it.
    #[error("missing import pay_for_memory_grow")]
    PayForMemoryGrow,
    /// The native compiler refused the instrumented module.
    #[error("failed to compile: {0}")]
    Compile(String),
}

impl From<wasmparser::BinaryReaderError> for ModuleError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        ModuleError::Invalid(error.to_string())
    }
}

/// Refuses `count` above `limit`.
pub(crate) fn within(what: &'static str, count: usize, limit: usize) -> Result<(), ModuleError> {
    if count > limit {
        return Err(ModuleError::Limit {
            what,
            count: count as u64,
            limit: limit as u64,
        });
    }
    Ok(())
}

/// One function with its code.
pub(crate) struct Function<'a> {
    /// Index of its type.
    pub(crate) ty: u32,
    /// Its code.
    pub(crate) body: FunctionBody<'a>,
    /// Locals declared, parameters not counted.
    pub(crate) locals: usize,
    /// Height of the operand stack before each operation, and after the last.
    pub(crate) heights: Vec<u32>,
}

/// A valid module.
pub(crate) struct Module<'a> {
    /// The bytes it was read from.
    pub(crate) wasm: &'a [u8],
    /// Function types.
    pub(crate) types: Vec<FuncType>,
    /// Functions with code.
    pub(crate) functions: Vec<Function<'a>>,
    /// The memory.
    pub(crate) memory: MemoryType,
    /// How many globals there are.
    pub(crate) globals: usize,
    /// Encoded bytes of all data segments.
    pub(crate) data_bytes: u64,
    /// Encoded bytes of all element segments.
    pub(crate) element_bytes: u64,
    /// Index of the entry point among all functions.
    pub(crate) entrypoint: u32,
    /// Index of the import that pays for pages.
    pub(crate) pay_for_memory_grow: Option<u32>,
}

impl Module<'_> {
    /// Pages at start.
    pub(crate) fn footprint(&self) -> u16 {
        u16::try_from(self.memory.initial).unwrap_or(u16::MAX)
    }
}

/// Parses and checks a module.
///
/// # Errors
/// [`ModuleError`] with the first rule that is broken.
pub(crate) fn parse(wasm: &[u8], production: bool) -> Result<Module<'_>, ModuleError> {
    let mut validator = Validator::new_with_features(FEATURES);
    let mut allocations = FuncValidatorAllocations::default();
    let mut types = Vec::new();
    let mut found_imports: Vec<Import<'_>> = Vec::new();
    let mut function_types = Vec::new();
    let mut functions = Vec::new();
    let mut tables = Vec::new();
    let mut memories = Vec::new();
    let mut globals: Vec<GlobalType> = Vec::new();
    let mut exports = Vec::new();
    let mut start = false;
    let mut elements = Vec::new();
    let mut data = Vec::new();

    let mut parser = Parser::new(0);
    parser.set_features(FEATURES);
    for payload in parser.parse_all(wasm) {
        let payload = payload?;
        let valid = validator.payload(&payload)?;
        if let ValidPayload::Func(to_validate, body) = valid {
            let index = functions.len();
            let ty = function_types
                .get(index)
                .copied()
                .ok_or_else(|| ModuleError::Invalid("code without a declared function".into()))?;
            let mut checked = to_validate.into_validator(allocations);
            functions.push(read_function(&mut checked, body, ty)?);
            allocations = checked.into_allocations();
            continue;
        }
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    found_imports.push(import?);
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    function_types.push(ty?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    let global = global?;
                    constant(&global.init_expr)?;
                    globals.push(global.ty);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    exports.push(export?);
                }
            }
            Payload::StartSection { .. } => start = true,
            Payload::ElementSection(section) => {
                for element in section {
                    elements.push(element?);
                }
            }
            Payload::DataSection(section) => {
                for segment in section {
                    data.push(segment?);
                }
            }
            Payload::DataCountSection { .. } => {
                return Err(ModuleError::Unsupported("section data count".into()));
            }
            _ => {}
        }
    }

    if start && production {
        return Err(ModuleError::Start);
    }
    within("imports", found_imports.len(), IMPORT_LIMIT)?;
    within("functions", functions.len(), FUNCTION_LIMIT)?;
    within("globals", globals.len() + ADDED_GLOBALS, GLOBAL_LIMIT)?;
    within("exports", exports.len(), EXPORT_LIMIT)?;
    within("data segments", data.len(), DATA_LIMIT)?;
    within("element segments", elements.len(), ELEMENT_SEGMENT_LIMIT)?;
    check_imports(&found_imports, &types, production)?;
    check_exports(&exports, &found_imports)?;
    let memory = check_memory(&memories, &exports)?;
    check_tables(&tables)?;
    check_elements(&elements, &tables)?;
    check_data(&data, &memory)?;
    let entrypoint = find_entrypoint(&exports, found_imports.len(), &function_types, &types)?;
    let pay_for_memory_grow = found_imports
        .iter()
        .position(|import| {
            import.module == imports::HOOKS && import.name == imports::PAY_FOR_MEMORY_GROW
        })
        .and_then(|index| u32::try_from(index).ok());
    if pay_for_memory_grow.is_none() && memory.maximum != Some(memory.initial) {
        return Err(ModuleError::PayForMemoryGrow);
    }

    Ok(Module {
        wasm,
        types,
        functions,
        memory,
        globals: globals.len(),
        data_bytes: data
            .iter()
            .map(|segment| segment.range.end - segment.range.start)
            .sum(),
        element_bytes: elements
            .iter()
            .map(|segment| segment.range.end - segment.range.start)
            .sum(),
        entrypoint,
        pay_for_memory_grow,
    })
}

fn read_function<'a, T: wasmparser::WasmModuleResources>(
    validator: &mut wasmparser::FuncValidator<T>,
    body: FunctionBody<'a>,
    ty: u32,
) -> Result<Function<'a>, ModuleError> {
    let mut reader = body.get_binary_reader();
    let params = validator.len_locals() as usize;
    validator.read_locals(&mut reader)?;
    let locals = validator.len_locals() as usize - params;
    let mut heights = Vec::new();
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        heights.push(validator.operand_stack_height());
        let (operator, offset) = operators.read_with_offset()?;
        validator.op(offset, &operator)?;
    }
    heights.push(validator.operand_stack_height());
    Ok(Function {
        ty,
        body,
        locals,
        heights,
    })
}

/// Initialisers and offsets must be one constant.
fn constant(expression: &wasmparser::ConstExpr<'_>) -> Result<i64, ModuleError> {
    let mut reader = expression.get_operators_reader();
    let value = match reader.read()? {
        // Offsets are unsigned.
        Operator::I32Const { value } => i64::from(value.cast_unsigned()),
        Operator::I64Const { value } => value,
        Operator::F32Const { .. } | Operator::F64Const { .. } => 0,
        other => {
            return Err(ModuleError::Unsupported(format!(
                "constant expression {other:?}"
            )));
        }
    };
    match reader.read()? {
        Operator::End => Ok(value),
        other => Err(ModuleError::Unsupported(format!(
            "constant expression {other:?}"
        ))),
    }
}

fn is_reserved(name: &str) -> bool {
    let last = name.rsplit("__").next().unwrap_or(name);
    name.starts_with(RESERVED) || last.starts_with(RESERVED)
}

fn check_imports(
    found: &[Import<'_>],
    types: &[FuncType],
    production: bool,
) -> Result<(), ModuleError> {
    let mut seen: HashMap<(&str, &str), u32> = HashMap::new();
    for import in found {
        let full = format!("{}.{}", import.module, import.name);
        within(
            "bytes in a name",
            import.module.len().max(import.name.len()),
            NAME_LIMIT,
        )?;
        if is_reserved(import.name) {
            return Err(ModuleError::Name(full));
        }
        let TypeRef::Func(ty) = import.ty else {
            return Err(ModuleError::Unsupported(format!("import kind of {full}")));
        };
        let declared = types.get(ty as usize);
        let known = imports::signature(import.module, import.name, production);
        if known.is_none() || declared != known.as_ref() {
            return Err(ModuleError::Import(full));
        }
        if let Some(first) = seen.insert((import.module, import.name), ty)
            && types.get(first as usize) != declared
        {
            return Err(ModuleError::Import(full));
        }
    }
    Ok(())
}

fn check_exports(exports: &[Export<'_>], found: &[Import<'_>]) -> Result<(), ModuleError> {
    for export in exports {
        within("bytes in a name", export.name.len(), NAME_LIMIT)?;
        let taken = found.iter().any(|import| import.name == export.name);
        if is_reserved(export.name) || taken {
            return Err(ModuleError::Name(export.name.to_owned()));
        }
    }
    Ok(())
}

fn check_memory(
    memories: &[MemoryType],
    exports: &[Export<'_>],
) -> Result<MemoryType, ModuleError> {
    let [memory] = memories else {
        return Err(ModuleError::Unsupported(format!(
            "number of memories {}",
            memories.len()
        )));
    };
    let exported = exports
        .iter()
        .any(|e| e.kind == ExternalKind::Memory && e.index == 0 && e.name == MEMORY);
    if !exported {
        return Err(ModuleError::Export(MEMORY));
    }
    let limit = u64::from(pages::LIMIT);
    if memory.initial > limit {
        return Err(ModuleError::Limit {
            what: "memory pages",
            count: memory.initial,
            limit,
        });
    }
    Ok(*memory)
}

fn check_tables(tables: &[TableType]) -> Result<(), ModuleError> {
    for table in tables {
        if table.initial > TABLE_LIMIT {
            return Err(ModuleError::Limit {
                what: "table entries",
                count: table.initial,
                limit: TABLE_LIMIT,
            });
        }
    }
    Ok(())
}

fn check_elements(elements: &[Element<'_>], tables: &[TableType]) -> Result<(), ModuleError> {
    for element in elements {
        let count = match &element.items {
            ElementItems::Functions(functions) => u64::from(functions.count()),
            ElementItems::Expressions(..) => {
                return Err(ModuleError::Unsupported("element expressions".into()));
            }
        };
        if count > TABLE_LIMIT {
            return Err(ModuleError::Limit {
                what: "element entries",
                count,
                limit: TABLE_LIMIT,
            });
        }
        let ElementKind::Active {
            table_index,
            offset_expr,
        } = &element.kind
        else {
            return Err(ModuleError::Unsupported("passive element segment".into()));
        };
        let size = tables
            .get(table_index.unwrap_or(0) as usize)
            .map_or(0, |table| table.initial);
        check_range("element", constant(offset_expr)?, count, size)?;
    }
    Ok(())
}

fn check_data(segments: &[Data<'_>], memory: &MemoryType) -> Result<(), ModuleError> {
    for segment in segments {
        let DataKind::Active { offset_expr, .. } = &segment.kind else {
            return Err(ModuleError::Unsupported("passive data segment".into()));
        };
        let size = memory.initial.saturating_mul(65_536);
        check_range(
            "data",
            constant(offset_expr)?,
            segment.data.len() as u64,
            size,
        )?;
    }
    Ok(())
}

fn check_range(what: &'static str, offset: i64, count: u64, size: u64) -> Result<(), ModuleError> {
    let offset = u64::try_from(offset).map_err(|_| ModuleError::Segment(what))?;
    if offset.saturating_add(count) > size {
        return Err(ModuleError::Segment(what));
    }
    Ok(())
}

fn find_entrypoint(
    exports: &[Export<'_>],
    imported: usize,
    function_types: &[u32],
    types: &[FuncType],
) -> Result<u32, ModuleError> {
    let missing = ModuleError::Export(ENTRYPOINT);
    let export = exports
        .iter()
        .find(|export| export.kind == ExternalKind::Func && export.name == ENTRYPOINT)
        .ok_or_else(|| missing.clone())?;
    let ty = (export.index as usize)
        .checked_sub(imported)
        .and_then(|index| function_types.get(index))
        .and_then(|ty| types.get(*ty as usize))
        .ok_or_else(|| missing.clone())?;
    if ty.params() != [ValType::I32] || ty.results() != [ValType::I32] {
        return Err(missing);
    }
    Ok(export.index)
}
