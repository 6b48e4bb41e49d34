//! Parsing, and the checks of activation that look at the module as it was deployed.

use thiserror::Error;
use wasmparser::{
    Data, Element, Export, ExternalKind, FuncType, FunctionBody, KnownCustom, MemoryType, Name,
    Operator, Parser, Payload, TableType, TypeRef, ValType, Validator, WasmFeatures,
};

use super::{
    imports,
    ink::{self, Admission},
    limits, pages,
};

/// Globals that instrumentation adds.
pub(crate) const ADDED_GLOBALS: usize = 4;
pub(super) const ENTRYPOINT: &str = "user_entrypoint";
pub(super) const MEMORY: &str = "memory";
const RESERVED: &str = "stylus";
/// How the chain calls a program that does not name itself.
const NAMELESS: &str = "user";

/// What programs may be written in: the first version of WASM and five of its extensions.
const FEATURES: WasmFeatures = WasmFeatures::MVP
    .union(WasmFeatures::MUTABLE_GLOBAL)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::BULK_MEMORY);
/// Version of ArbOS since which functions and blocks have one result at most.
const NO_MULTI_VALUE: u64 = 60;

/// Why a module cannot be activated. On chain this burns all gas; the text is the error message, Nitro's own without
/// its colours.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum ModuleError {
    /// Not WASM, or WASM with features that are switched off.
    #[error("failed to parse wasm: failed to validate user: {0}")]
    Validate(String),
    /// Something that programs may not have.
    #[error("failed to parse wasm: {0}")]
    Parse(String),
    /// A limit is exceeded.
    #[error("failed to parse wasm: too many wasm {what}: {count} > {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much.
        count: u64,
        /// How much may be.
        limit: u64,
    },
    /// It cannot be linked or laid out.
    #[error("failed to build user module: {0}")]
    Build(String),
    /// The native compiler refused the instrumented module.
    #[error("failed to compile: {0}")]
    Compile(String),
}

impl From<wasmparser::BinaryReaderError> for ModuleError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        ModuleError::Parse(error.to_string())
    }
}

/// A refusal at parsing.
pub(super) fn refused<T>(reason: impl Into<String>) -> Result<T, ModuleError> {
    Err(ModuleError::Parse(reason.into()))
}

/// One function with its code.
pub(crate) struct Function<'a> {
    /// Index of its type.
    pub(crate) ty: u32,
    /// Its code.
    pub(crate) body: FunctionBody<'a>,
    /// Locals declared, parameters not counted.
    pub(crate) locals: usize,
}

/// A function that the program imports.
pub(super) struct Import<'a> {
    /// Module.
    pub(super) module: &'a str,
    /// Name.
    pub(super) name: &'a str,
    /// Index of its type.
    pub(super) ty: u32,
}

/// A module that may be instrumented.
#[derive(Default)]
pub(crate) struct Module<'a> {
    /// The bytes it was read from.
    pub(crate) wasm: &'a [u8],
    /// Its name for itself.
    pub(super) name: Option<&'a str>,
    /// Function types.
    pub(crate) types: Vec<FuncType>,
    /// Imported functions.
    pub(super) imports: Vec<Import<'a>>,
    /// Functions with code.
    pub(crate) functions: Vec<Function<'a>>,
    /// Tables.
    pub(super) tables: Vec<TableType>,
    memories: Vec<MemoryType>,
    /// How many globals it has itself.
    pub(crate) globals: usize,
    /// Exports.
    pub(super) exports: Vec<Export<'a>>,
    /// Whether it has a start function, which never runs.
    pub(super) has_start: bool,
    /// Element segments.
    pub(super) elements: Vec<Element<'a>>,
    /// Data segments.
    pub(super) data: Vec<Data<'a>>,
    /// The first operation on floats.
    pub(super) floating_point: Option<String>,
    /// Index of the entry point among all functions.
    pub(crate) entrypoint: u32,
    /// Index of the import that pays for pages, unless the memory has a fixed size.
    pub(crate) pay_for_memory_grow: Option<u32>,
    function_types: Vec<u32>,
}

impl<'a> Module<'a> {
    /// Pages at start.
    pub(crate) fn footprint(&self) -> u16 {
        self.memories
            .first()
            .and_then(|memory| u16::try_from(memory.initial).ok())
            .unwrap_or(u16::MAX)
    }

    /// Encoded bytes of all element segments.
    pub(crate) fn element_bytes(&self) -> u64 {
        self.elements
            .iter()
            .map(|segment| bytes(&segment.range))
            .sum()
    }

    /// Type of a function by its index among all functions.
    pub(crate) fn function_type(&self, index: u32) -> Option<&FuncType> {
        let index = index as usize;
        let ty = match self.imports.get(index) {
            Some(import) => import.ty,
            None => *self.function_types.get(index - self.imports.len())?,
        };
        self.types.get(ty as usize)
    }

    /// Its name for itself, or what the chain calls it.
    pub(super) fn name(&self) -> &'a str {
        self.name.unwrap_or(NAMELESS)
    }

    fn read(&mut self, payload: Payload<'a>) -> Result<(), ModuleError> {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    self.types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let TypeRef::Func(ty) = import.ty else {
                        return refused(format!("unsupported import kind {import:?}"));
                    };
                    self.imports.push(Import {
                        module: import.module,
                        name: import.name,
                        ty,
                    });
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.function_types.push(ty?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    check_initialiser(&global?.init_expr)?;
                    self.globals += 1;
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    self.exports.push(export?);
                }
            }
            Payload::StartSection { .. } => self.has_start = true,
            Payload::ElementSection(section) => {
                for element in section {
                    self.elements.push(element?);
                }
            }
            Payload::DataSection(section) => {
                for segment in section {
                    self.data.push(segment?);
                }
            }
            Payload::DataCountSection { .. } => {
                return refused("unsupported section type DataCountSection");
            }
            Payload::CodeSectionEntry(body) => {
                let index = self.functions.len();
                let ty = self.function_types.get(index).copied().unwrap_or(u32::MAX);
                let mut locals = 0;
                for group in body.get_locals_reader()? {
                    locals += group?.0 as usize;
                }
                self.functions.push(Function { ty, body, locals });
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names {
                        if let Name::Module { name, .. } = name? {
                            self.name = Some(name);
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Operations that are no part of what programs may use, in code that is valid otherwise.
    fn check_operations(&mut self) -> Result<(), ModuleError> {
        for function in &self.functions {
            for operator in function.body.get_operators_reader()? {
                let operator = operator?;
                match ink::admission(&operator) {
                    Admission::Admitted => {}
                    Admission::FloatingPoint => {
                        self.floating_point
                            .get_or_insert_with(|| format!("{operator:?}"));
                    }
                    Admission::Unsupported => {
                        return refused("dynamic ink meter failure: opcode not supported");
                    }
                }
            }
        }
        Ok(())
    }

    /// One import is one function; what is exported has another name than what is imported, and none that
    /// instrumentation could need.
    fn check_names(&self) -> Result<(), ModuleError> {
        for (index, import) in self.imports.iter().enumerate() {
            let is_inconsistent = |earlier: &Import<'_>| {
                (earlier.module, earlier.name) == (import.module, import.name)
                    && earlier.ty != import.ty
            };
            if self.imports[..index].iter().any(is_inconsistent) {
                return refused(format!(
                    "inconsistent imports for {} {:?}",
                    import.module, import.name
                ));
            }
        }
        // Of an export's name only what follows the last double underscore counts.
        let exported = || {
            self.exports
                .iter()
                .filter_map(|export| export.name.rsplit("__").next())
        };
        for import in &self.imports {
            if exported().any(|name| name == import.name) {
                return refused(format!(
                    "binary exports an import with the same name {}",
                    import.name
                ));
            }
        }
        if let Some(name) = exported().find(|name| name.starts_with(RESERVED)) {
            return refused(format!("binary exports reserved symbol {name}"));
        }
        let mut imported = self.imports.iter().map(|import| import.name);
        if let Some(name) = imported.find(|name| name.starts_with(RESERVED)) {
            return refused(format!("binary imports reserved symbol {name}"));
        }
        Ok(())
    }

    fn check_memory(&mut self) -> Result<(), ModuleError> {
        let memory = match self.memories.as_slice() {
            [] => return refused("missing memory export with name memory"),
            [memory] => *memory,
            _ => return refused("only one memory is allowed"),
        };
        let is_exported = self
            .exports
            .iter()
            .any(|e| e.kind == ExternalKind::Memory && e.index == 0 && e.name == MEMORY);
        if !is_exported {
            return refused("missing memory with export name memory");
        }
        if memory.initial > u64::from(pages::LIMIT) {
            return refused(format!(
                "heap bound failure: memory size {} exceeds bound {}",
                memory.initial,
                pages::LIMIT
            ));
        }
        // Memory of a fixed size cannot grow, so that there is nothing to pay.
        if memory.maximum == Some(memory.initial) {
            return Ok(());
        }
        let pay = self.imports.iter().position(|import| {
            import.module == imports::HOOKS && import.name == imports::PAY_FOR_MEMORY_GROW
        });
        let Some(index) = pay.and_then(|index| u32::try_from(index).ok()) else {
            return refused(format!("missing import {}", imports::PAY_FOR_MEMORY_GROW));
        };
        match self.function_type(index) {
            Some(ty) if ty.params() == [ValType::I32] && ty.results().is_empty() => {
                self.pay_for_memory_grow = Some(index);
                Ok(())
            }
            ty => refused(format!(
                "wrong type for {}: {}",
                imports::PAY_FOR_MEMORY_GROW,
                signature_text(ty)
            )),
        }
    }

    fn find_entrypoint(&mut self) -> Result<(), ModuleError> {
        let Some(export) = self.exports.iter().find(|export| export.name == ENTRYPOINT) else {
            return refused(format!("missing export with name {ENTRYPOINT}"));
        };
        if export.kind != ExternalKind::Func {
            return refused(format!(
                "export {ENTRYPOINT} must be a function but is a {:?}",
                export.kind
            ));
        }
        match self.function_type(export.index) {
            Some(ty) if ty.params() == [ValType::I32] && ty.results() == [ValType::I32] => {
                self.entrypoint = export.index;
                Ok(())
            }
            ty => refused(format!(
                "wrong type for {ENTRYPOINT}: {}",
                signature_text(ty)
            )),
        }
    }
}

/// Parses and checks a module.
///
/// # Errors
/// [`ModuleError`] with the first rule that is broken, in the order in which the chain looks.
pub(crate) fn parse(wasm: &[u8], production: bool, arbos: u64) -> Result<Module<'_>, ModuleError> {
    let features = if arbos < NO_MULTI_VALUE {
        FEATURES.union(WasmFeatures::MULTI_VALUE)
    } else {
        FEATURES
    };
    Validator::new_with_features(features)
        .validate_all(wasm)
        .map_err(|error| ModuleError::Validate(error.to_string()))?;
    let mut module = Module {
        wasm,
        ..Module::default()
    };
    let mut parser = Parser::new(0);
    parser.set_features(features);
    for payload in parser.parse_all(wasm) {
        module.read(payload?)?;
    }
    module.check_names()?;
    if module.has_start && production {
        return refused("start mover failure: start functions not allowed");
    }
    module.check_memory()?;
    module.check_operations()?;
    module.find_entrypoint()?;
    limits::check(&module, production)?;
    limits::check_layout(&module, production)?;
    Ok(module)
}

/// Length of a range.
pub(super) fn bytes(range: &std::ops::Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

/// Globals start with one constant.
fn check_initialiser(expression: &wasmparser::ConstExpr<'_>) -> Result<(), ModuleError> {
    let mut reader = expression.get_operators_reader();
    match reader.read()? {
        Operator::I32Const { .. }
        | Operator::I64Const { .. }
        | Operator::F32Const { .. }
        | Operator::F64Const { .. } => {}
        _ => return refused("Opcode is not a constant"),
    }
    match reader.read()? {
        Operator::End => Ok(()),
        _ => refused("Non-constant global initializer"),
    }
}

/// A function type as the chain writes it.
pub(super) fn signature_text(ty: Option<&FuncType>) -> String {
    let Some(ty) = ty else {
        return "unknown".to_owned();
    };
    let list = |types: &[ValType]| {
        let names: Vec<String> = types.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    let params = format!("λ({})", list(ty.params()));
    match ty.results() {
        [] => params,
        results => format!("{params} -> {}", list(results)),
    }
}
