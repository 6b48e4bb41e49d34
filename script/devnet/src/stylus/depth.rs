//! Words that a call of a function takes of the program's stack.
//!
//! Not what a compiler would need: the chain walks the metered code once in a straight line and counts operands, and
//! its count is what decides where recursion ends. Results of blocks are taken before the block starts, results of
//! calls before their parameters go, and nothing is forgotten after a branch.

use wasmparser::{BlockType, FuncType, Operator};

use super::{
    ink,
    module::{Function, Module, ModuleError},
};

const FRAME_LIMIT: u32 = 10_240;
const HEIGHT_LIMIT: u32 = 4_096;
/// Words of every frame besides locals and operands.
const FRAME_BASE: u32 = 4;
/// Operands that the meter at a block's head holds at most.
const METER_HEIGHT: u32 = 2;
/// The same of the meter of `memory.copy` and `memory.fill`, which has set their length aside.
const DYNAMIC_METER_HEIGHT: u32 = 4;

/// Words of a call of the function with this index among those with code.
///
/// # Errors
/// [`ModuleError`] when operands or the frame exceed their limits.
pub(super) fn frame_words(
    module: &Module<'_>,
    index: usize,
    function: &Function<'_>,
    operators: &[Operator<'_>],
) -> Result<u32, ModuleError> {
    let mut walk = Walk {
        module,
        height: 0,
        highest: 0,
        scopes: vec![0],
    };
    let mut at_block_start = true;
    for operator in operators {
        if at_block_start {
            walk.touch(METER_HEIGHT);
        }
        walk.step(operator);
        at_block_start = ink::ends_block(operator);
    }
    if walk.highest > HEIGHT_LIMIT {
        return Err(ModuleError::Parse(format!(
            "depth checker failure: too many values on the stack at once in func {index}: {} > {HEIGHT_LIMIT}",
            walk.highest
        )));
    }
    let locals = u32::try_from(function.locals).unwrap_or(u32::MAX);
    let words = walk
        .highest
        .saturating_add(locals)
        .saturating_add(FRAME_BASE);
    if words > FRAME_LIMIT {
        return Err(ModuleError::Parse(format!(
            "depth checker failure: frame too large: {words} > {FRAME_LIMIT}-word limit"
        )));
    }
    Ok(words)
}

struct Walk<'m, 'a> {
    module: &'m Module<'a>,
    height: u32,
    highest: u32,
    /// Height at the start of each open block.
    scopes: Vec<u32>,
}

impl Walk<'_, '_> {
    /// The stack grows for a moment.
    fn touch(&mut self, count: u32) {
        self.highest = self.highest.max(self.height.saturating_add(count));
    }

    fn push(&mut self, count: u32) {
        self.touch(count);
        self.height = self.height.saturating_add(count);
    }

    fn pop(&mut self, count: u32) {
        self.height = self.height.saturating_sub(count);
    }

    fn exchange(&mut self, ty: Option<&FuncType>) {
        let Some(ty) = ty else { return };
        self.push(count(ty.results().len()));
        self.pop(count(ty.params().len()));
    }

    fn open(&mut self, ty: BlockType) {
        match ty {
            BlockType::Empty => {}
            BlockType::Type(_) => self.push(1),
            BlockType::FuncType(index) => self.exchange(self.module.types.get(index as usize)),
        }
        self.scopes.push(self.height);
    }

    fn step(&mut self, operator: &Operator<'_>) {
        use Operator::*;
        match operator {
            Block { blockty } | Loop { blockty } => self.open(*blockty),
            If { blockty } => {
                self.pop(1);
                self.open(*blockty);
            }
            Else => self.height = self.scopes.last().copied().unwrap_or(0),
            End => self.height = self.scopes.pop().unwrap_or(0),
            Call { function_index } => self.exchange(self.module.function_type(*function_index)),
            CallIndirect { type_index, .. } => {
                self.exchange(self.module.types.get(*type_index as usize));
                self.pop(1);
            }
            MemoryFill { .. } | MemoryCopy { .. } => {
                // Their meter sets the length aside and brings it back.
                self.pop(1);
                self.touch(DYNAMIC_METER_HEIGHT);
                self.push(1);
                self.pop(3);
            }
            other => match pushes_and_pops(other) {
                (0, pops) => self.pop(pops),
                (pushes, _) => self.push(pushes),
            },
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Net effect on the stack of operations that neither open blocks nor call.
fn pushes_and_pops(operator: &Operator<'_>) -> (u32, u32) {
    use Operator::*;
    match operator {
        LocalGet { .. }
        | GlobalGet { .. }
        | MemorySize { .. }
        | I32Const { .. }
        | I64Const { .. }
        | F32Const { .. }
        | F64Const { .. } => (1, 0),
        Drop | BrIf { .. } | BrTable { .. } | LocalSet { .. } | GlobalSet { .. } => (0, 1),
        Select
        | I32Store { .. }
        | I64Store { .. }
        | F32Store { .. }
        | F64Store { .. }
        | I32Store8 { .. }
        | I32Store16 { .. }
        | I64Store8 { .. }
        | I64Store16 { .. }
        | I64Store32 { .. } => (0, 2),
        I32Eq | I32Ne | I32LtS | I32LtU | I32GtS | I32GtU | I32LeS | I32LeU | I32GeS | I32GeU
        | I64Eq | I64Ne | I64LtS | I64LtU | I64GtS | I64GtU | I64LeS | I64LeU | I64GeS | I64GeU
        | I32Add | I32Sub | I32Mul | I32DivS | I32DivU | I32RemS | I32RemU | I32And | I32Or
        | I32Xor | I32Shl | I32ShrS | I32ShrU | I32Rotl | I32Rotr | I64Add | I64Sub | I64Mul
        | I64DivS | I64DivU | I64RemS | I64RemU | I64And | I64Or | I64Xor | I64Shl | I64ShrS
        | I64ShrU | I64Rotl | I64Rotr => (0, 1),
        // Branches, loads, conversions, counts: as many out as in. Floats are refused before they matter.
        _ => (0, 0),
    }
}
