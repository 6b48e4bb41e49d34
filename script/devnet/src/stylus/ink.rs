//! Ink, the fine unit of computation: prices of WASM operations and conversion from and to gas.

use wasmparser::Operator;

/// Ink per gas until the chain's owner changes it.
pub(crate) const PRICE: u64 = 10_000;

/// Added to each block's price: what the metering code at its head costs itself.
pub(crate) const BLOCK_HEADER: u64 = 2_450;

/// Ink per byte of `memory.copy` and `memory.fill`, on top of the operation's own price.
pub(crate) const BULK_BYTE: u64 = 100;

/// Price of what must never run: its block always ends out of ink.
const PROHIBITIVE: u64 = u64::MAX;

/// Gas in ink at a price of ink per gas, saturating.
pub(crate) const fn from_gas(gas: u64, price: u64) -> u64 {
    gas.saturating_mul(price)
}

/// Ink in whole gas, rounded down: a frame loses at most one gas of dust.
pub(crate) const fn to_gas_down(ink: u64, price: u64) -> u64 {
    match ink.checked_div(price) {
        Some(gas) => gas,
        None => 0,
    }
}

/// Ink of one operation. `params` gives the number of parameters of a function type.
pub(crate) fn of_operation(operation: &Operator<'_>, params: impl Fn(u32) -> u64) -> u64 {
    use Operator::*;
    match operation {
        Unreachable | Nop | Block { .. } | Loop { .. } | Else | End | Return => 1,
        I32Const { .. } | I64Const { .. } => 1,
        Drop => 9,
        LocalGet { .. } | LocalTee { .. } => 75,
        LocalSet { .. } => 210,
        GlobalGet { .. } => 225,
        GlobalSet { .. } => 575,
        Br { .. } | BrIf { .. } | If { .. } => 765,
        BrTable { targets } => 2_400 + 325 * u64::from(targets.len()),
        Select => 1_250,
        Call { .. } => 3_800,
        CallIndirect { type_index, .. } => 13_610 + 650 * params(*type_index),
        I32Load { .. }
        | I32Load8S { .. }
        | I32Load8U { .. }
        | I32Load16S { .. }
        | I32Load16U { .. } => 670,
        I64Load { .. }
        | I64Load8S { .. }
        | I64Load8U { .. }
        | I64Load16S { .. }
        | I64Load16U { .. }
        | I64Load32S { .. }
        | I64Load32U { .. } => 680,
        I32Store { .. } | I32Store8 { .. } | I32Store16 { .. } => 825,
        I64Store { .. } | I64Store8 { .. } | I64Store16 { .. } | I64Store32 { .. } => 950,
        MemorySize { .. } => 3_000,
        MemoryGrow { .. } => 8_050,
        MemoryCopy { .. } | MemoryFill { .. } => 950,
        I32Eqz | I32Eq | I32Ne | I32LtS | I32LtU | I32GtS | I32GtU | I32LeS | I32LeU | I32GeS
        | I32GeU => 170,
        I32Clz | I32Ctz => 210,
        I32Add | I32Sub | I32And | I32Or | I32Xor | I32Shl | I32ShrS | I32ShrU | I32Rotl
        | I32Rotr => 70,
        I32Mul => 160,
        I32DivS | I32DivU | I32RemS | I32RemU => 1_120,
        I32Popcnt => 2_650,
        I64Eqz | I64Eq | I64Ne | I64LtS | I64LtU | I64GtS | I64GtU | I64LeS | I64LeU | I64GeS
        | I64GeU => 225,
        I64Clz | I64Ctz => 210,
        I64Add | I64Sub | I64And | I64Or | I64Xor | I64Shl | I64ShrS | I64ShrU | I64Rotl
        | I64Rotr => 100,
        I64Mul => 160,
        I64DivS | I64DivU | I64RemS | I64RemU => 1_270,
        I64Popcnt => 6_000,
        I32WrapI64 | I64ExtendI32S | I64ExtendI32U | I32Extend8S | I32Extend16S | I64Extend8S
        | I64Extend16S | I64Extend32S => 100,
        _ => PROHIBITIVE,
    }
}

/// What activation thinks of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It may run.
    Admitted,
    /// Floats may be moved but not computed with.
    FloatingPoint,
    /// Anything else that the runtime does not have.
    Unsupported,
}

/// Whether activation admits an operation. Moving floats about is admitted, at a price that nobody can pay.
pub(crate) fn admission(operation: &Operator<'_>) -> Admission {
    use Operator::*;
    if of_operation(operation, |_| 0) != PROHIBITIVE {
        return Admission::Admitted;
    }
    match operation {
        F32Const { .. }
        | F64Const { .. }
        | F32Load { .. }
        | F64Load { .. }
        | F32Store { .. }
        | F64Store { .. }
        | I32ReinterpretF32
        | I64ReinterpretF64
        | F32ReinterpretI32
        | F64ReinterpretI64 => Admission::Admitted,
        F32Eq | F32Ne | F32Lt | F32Gt | F32Le | F32Ge | F64Eq | F64Ne | F64Lt | F64Gt | F64Le
        | F64Ge | F32Abs | F32Neg | F32Ceil | F32Floor | F32Trunc | F32Nearest | F32Sqrt
        | F32Add | F32Sub | F32Mul | F32Div | F32Min | F32Max | F32Copysign | F64Abs | F64Neg
        | F64Ceil | F64Floor | F64Trunc | F64Nearest | F64Sqrt | F64Add | F64Sub | F64Mul
        | F64Div | F64Min | F64Max | F64Copysign | I32TruncF32S | I32TruncF32U | I32TruncF64S
        | I32TruncF64U | I64TruncF32S | I64TruncF32U | I64TruncF64S | I64TruncF64U
        | F32ConvertI32S | F32ConvertI32U | F32ConvertI64S | F32ConvertI64U | F32DemoteF64
        | F64ConvertI32S | F64ConvertI32U | F64ConvertI64S | F64ConvertI64U | F64PromoteF32
        | I32TruncSatF32S | I32TruncSatF32U | I32TruncSatF64S | I32TruncSatF64U
        | I64TruncSatF32S | I64TruncSatF32U | I64TruncSatF64S | I64TruncSatF64U => {
            Admission::FloatingPoint
        }
        _ => Admission::Unsupported,
    }
}

/// Whether the metered block ends after this operation; `unreachable` does not end one.
pub(crate) fn ends_block(operation: &Operator<'_>) -> bool {
    use Operator::*;
    matches!(
        operation,
        End | Else
            | Return
            | Loop { .. }
            | If { .. }
            | Br { .. }
            | BrIf { .. }
            | BrTable { .. }
            | Call { .. }
            | CallIndirect { .. }
    )
}
