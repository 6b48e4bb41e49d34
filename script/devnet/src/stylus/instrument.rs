//! The one pass over a program's code: ink metering, depth checks and payment for memory.
//!
//! Order of injection: block meter, dynamic meter, depth checker, heap bound; what a later step injects is not
//! metered. Four globals are added and exported, which the host reads and writes.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ExportKind, ExportSection, Function as Code, GlobalSection,
    GlobalType, Instruction, ValType,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{Operator, Parser, Payload};

use super::{
    depth, ink,
    limits::{self, within},
    module::{Function, Module, ModuleError},
};

/// Export: ink left, `i64`.
pub(crate) const INK_LEFT: &str = "stylus_ink_left";
/// Export: 1 once ink ran out, `i32`.
pub(crate) const INK_STATUS: &str = "stylus_ink_status";
/// Export: words of stack left, `i32`; 0 once it ran out.
pub(crate) const STACK_LEFT: &str = "stylus_stack_left";
/// Words of stack that a frame starts with.
pub(crate) const STACK_LIMIT: u32 = 22_000;

const SCRATCH: &str = "stylus_scratch_global";

/// A module ready to compile.
pub(crate) struct Instrumented {
    /// The module's bytes.
    pub(crate) wasm: Vec<u8>,
    /// Operations of all functions, injected ones included.
    pub(crate) operations: u64,
}

/// Indices of the added globals.
#[derive(Clone, Copy)]
struct Globals {
    ink: u32,
    status: u32,
    scratch: u32,
    stack: u32,
}

/// Adds metering to a module and drops the exports that nobody may call.
///
/// # Errors
/// [`ModuleError`] for operations that the runtime does not have and for functions beyond its limits.
pub(crate) fn instrument(module: &Module<'_>) -> Result<Instrumented, ModuleError> {
    let first = module.globals as u32;
    let globals = Globals {
        ink: first,
        status: first + 1,
        scratch: first + 2,
        stack: first + 3,
    };
    let mut operations = 0usize;
    let mut code = CodeSection::new();
    for (index, function) in module.functions.iter().enumerate() {
        let (body, count) = rewrite(module, index, function, globals)?;
        operations += count;
        code.function(&body);
    }
    let wasm =
        assemble(module, globals, &code).map_err(|error| ModuleError::Parse(error.to_string()))?;
    Ok(Instrumented {
        wasm,
        operations: operations as u64,
    })
}

/// All sections in their order, with new globals, exports and code, and neither start nor custom sections.
fn assemble(
    module: &Module<'_>,
    globals: Globals,
    code: &CodeSection,
) -> Result<Vec<u8>, wasm_encoder::reencode::Error> {
    let mut same = RoundtripReencoder;
    let mut all_globals = GlobalSection::new();
    let mut before = Vec::new();
    let mut after = Vec::new();
    for payload in Parser::new(0).parse_all(module.wasm) {
        match payload? {
            Payload::TypeSection(section) => {
                let mut types = wasm_encoder::TypeSection::new();
                same.parse_type_section(&mut types, section)?;
                before.push(Section::Types(types));
            }
            Payload::ImportSection(section) => {
                let mut imports = wasm_encoder::ImportSection::new();
                same.parse_import_section(&mut imports, section)?;
                before.push(Section::Imports(imports));
            }
            Payload::FunctionSection(section) => {
                let mut functions = wasm_encoder::FunctionSection::new();
                same.parse_function_section(&mut functions, section)?;
                before.push(Section::Functions(functions));
            }
            Payload::TableSection(section) => {
                let mut tables = wasm_encoder::TableSection::new();
                same.parse_table_section(&mut tables, section)?;
                before.push(Section::Tables(tables));
            }
            Payload::MemorySection(section) => {
                let mut memories = wasm_encoder::MemorySection::new();
                same.parse_memory_section(&mut memories, section)?;
                before.push(Section::Memories(memories));
            }
            Payload::GlobalSection(section) => {
                same.parse_global_section(&mut all_globals, section)?
            }
            Payload::ElementSection(section) => {
                let mut elements = wasm_encoder::ElementSection::new();
                same.parse_element_section(&mut elements, section)?;
                after.push(Section::Elements(elements));
            }
            Payload::DataSection(section) => {
                let mut data = wasm_encoder::DataSection::new();
                same.parse_data_section(&mut data, section)?;
                after.push(Section::Data(data));
            }
            _ => {}
        }
    }
    let number = |ty| GlobalType {
        val_type: ty,
        mutable: true,
        shared: false,
    };
    all_globals.global(number(ValType::I64), &ConstExpr::i64_const(0));
    all_globals.global(number(ValType::I32), &ConstExpr::i32_const(0));
    all_globals.global(number(ValType::I32), &ConstExpr::i32_const(0));
    all_globals.global(number(ValType::I32), &ConstExpr::i32_const(0));
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("user_entrypoint", ExportKind::Func, module.entrypoint);
    exports.export(INK_LEFT, ExportKind::Global, globals.ink);
    exports.export(INK_STATUS, ExportKind::Global, globals.status);
    exports.export(SCRATCH, ExportKind::Global, globals.scratch);
    exports.export(STACK_LEFT, ExportKind::Global, globals.stack);

    let mut out = wasm_encoder::Module::new();
    for section in &before {
        section.append(&mut out);
    }
    out.section(&all_globals).section(&exports);
    for section in after
        .iter()
        .filter(|section| matches!(section, Section::Elements(_)))
    {
        section.append(&mut out);
    }
    out.section(code);
    for section in after
        .iter()
        .filter(|section| matches!(section, Section::Data(_)))
    {
        section.append(&mut out);
    }
    Ok(out.finish())
}

/// Sections that are kept as they are.
enum Section {
    Types(wasm_encoder::TypeSection),
    Imports(wasm_encoder::ImportSection),
    Functions(wasm_encoder::FunctionSection),
    Tables(wasm_encoder::TableSection),
    Memories(wasm_encoder::MemorySection),
    Elements(wasm_encoder::ElementSection),
    Data(wasm_encoder::DataSection),
}

impl Section {
    fn append(&self, module: &mut wasm_encoder::Module) {
        match self {
            Section::Types(section) => module.section(section),
            Section::Imports(section) => module.section(section),
            Section::Functions(section) => module.section(section),
            Section::Tables(section) => module.section(section),
            Section::Memories(section) => module.section(section),
            Section::Elements(section) => module.section(section),
            Section::Data(section) => module.section(section),
        };
    }
}

/// One function with all injections, and its number of operations.
fn rewrite(
    module: &Module<'_>,
    index: usize,
    function: &Function<'_>,
    globals: Globals,
) -> Result<(Code, usize), ModuleError> {
    let params = |ty: u32| {
        module
            .types
            .get(ty as usize)
            .map_or(0, |ty| ty.params().len() as u64)
    };
    let operators = function
        .body
        .get_operators_reader()?
        .into_iter()
        .collect::<Result<Vec<Operator<'_>>, _>>()?;
    let frame = depth::frame_words(module, index, function, &operators)?;

    let mut locals = Vec::new();
    for local in function.body.get_locals_reader()? {
        let (count, ty) = local?;
        let ty = RoundtripReencoder
            .val_type(ty)
            .map_err(|error| ModuleError::Parse(error.to_string()))?;
        locals.push((count, ty));
    }
    let mut out = Emitter {
        code: Code::new(locals),
        count: 0,
    };
    out.enter_frame(globals, frame);
    let mut block_start = 0;
    for (index, operator) in operators.iter().enumerate() {
        if !ink::ends_block(operator) {
            continue;
        }
        let block = operators.get(block_start..=index).unwrap_or_default();
        let price = block.iter().fold(ink::BLOCK_HEADER, |sum, operator| {
            sum.saturating_add(ink::of_operation(operator, params))
        });
        out.meter(globals, price);
        let last_block = index + 1 == operators.len();
        for (offset, operator) in block.iter().enumerate() {
            let last = last_block && offset + 1 == block.len();
            out.operation(module, globals, frame, operator, last)?;
        }
        block_start = index + 1;
    }
    within("opcodes in func body", out.count, limits::OPERATIONS)?;
    Ok((out.code, out.count))
}

/// Writes operations and counts them.
struct Emitter {
    code: Code,
    count: usize,
}

impl Emitter {
    fn put(&mut self, instructions: &[Instruction<'_>]) {
        for instruction in instructions {
            self.code.instruction(instruction);
        }
        self.count += instructions.len();
    }

    /// At the head of a block: `ink < price` unsigned ends the program, else the price is taken.
    fn meter(&mut self, globals: Globals, price: u64) {
        let price = Instruction::I64Const(price.cast_signed());
        self.put(&[
            Instruction::GlobalGet(globals.ink),
            price.clone(),
            Instruction::I64LtU,
            Instruction::If(BlockType::Empty),
            Instruction::I32Const(1),
            Instruction::GlobalSet(globals.status),
            Instruction::Unreachable,
            Instruction::End,
            Instruction::GlobalGet(globals.ink),
            price,
            Instruction::I64Sub,
            Instruction::GlobalSet(globals.ink),
        ]);
    }

    /// Before `memory.copy` and `memory.fill`, whose length is on top of the stack: the price is taken first, and ink
    /// that grew by it has passed zero.
    fn meter_bytes(&mut self, globals: Globals) {
        self.put(&[
            Instruction::GlobalSet(globals.scratch),
            Instruction::GlobalGet(globals.ink),
            Instruction::GlobalGet(globals.ink),
            Instruction::GlobalGet(globals.scratch),
            Instruction::I64ExtendI32U,
            Instruction::I64Const(ink::BULK_BYTE.cast_signed()),
            Instruction::I64Mul,
            Instruction::I64Sub,
            Instruction::GlobalSet(globals.ink),
            Instruction::GlobalGet(globals.ink),
            Instruction::I64LtU,
            Instruction::If(BlockType::Empty),
            Instruction::I32Const(1),
            Instruction::GlobalSet(globals.status),
            Instruction::Unreachable,
            Instruction::End,
            Instruction::GlobalGet(globals.scratch),
        ]);
    }

    /// At a function's head: `space > frame` or the program ends with no space.
    fn enter_frame(&mut self, globals: Globals, frame: u32) {
        let frame = Instruction::I32Const(frame.cast_signed());
        self.put(&[
            Instruction::GlobalGet(globals.stack),
            frame.clone(),
            Instruction::I32LeU,
            Instruction::If(BlockType::Empty),
            Instruction::I32Const(0),
            Instruction::GlobalSet(globals.stack),
            Instruction::Unreachable,
            Instruction::End,
            Instruction::GlobalGet(globals.stack),
            frame,
            Instruction::I32Sub,
            Instruction::GlobalSet(globals.stack),
        ]);
    }

    /// Before every `return`: the frame's words come back.
    fn leave_frame(&mut self, globals: Globals, frame: u32) {
        self.put(&[
            Instruction::GlobalGet(globals.stack),
            Instruction::I32Const(frame.cast_signed()),
            Instruction::I32Add,
            Instruction::GlobalSet(globals.stack),
        ]);
    }

    fn operation(
        &mut self,
        module: &Module<'_>,
        globals: Globals,
        frame: u32,
        operator: &Operator<'_>,
        last: bool,
    ) -> Result<(), ModuleError> {
        match operator {
            Operator::Return => self.leave_frame(globals, frame),
            Operator::End if last => {
                self.leave_frame(globals, frame);
                self.put(&[Instruction::Return]);
            }
            Operator::MemoryCopy { .. } | Operator::MemoryFill { .. } => self.meter_bytes(globals),
            Operator::MemoryGrow { .. } => {
                if let Some(pay) = module.pay_for_memory_grow {
                    self.put(&[
                        Instruction::GlobalSet(globals.scratch),
                        Instruction::GlobalGet(globals.scratch),
                        Instruction::GlobalGet(globals.scratch),
                        Instruction::Call(pay),
                    ]);
                }
            }
            _ => {}
        }
        let same = RoundtripReencoder
            .instruction(operator.clone())
            .map_err(|error| ModuleError::Parse(error.to_string()))?;
        self.put(&[same]);
        Ok(())
    }
}
