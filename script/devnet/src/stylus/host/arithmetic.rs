//! Hashing and 256-bit arithmetic.

use revm::primitives::{U256, keccak256};
use wasmtime::{Caller, Linker};

use super::vm::Vm;
use crate::stylus::{guest::Guest, imports::HOOKS};

const KECCAK: u64 = 121_800;
const KECCAK_WORD: u64 = 21_000;
/// Words that keccak's base price covers.
const KECCAK_FREE_WORDS: u64 = 2;
const DIVISION: u64 = 43_520;
const POWER: u64 = 23_520 + 3_000;
const POWER_BYTE: u64 = 17_500;
const ADD_MODULO: u64 = 49_560;
const MULTIPLY_MODULO: u64 = 52_660;

type Hook<T> = wasmtime::Result<T>;

/// Registers this file's functions.
pub(super) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.func_wrap(
        HOOKS,
        "native_keccak256",
        |caller: Caller<'_, Guest>, ptr: u32, len: u32, out: u32| -> Hook<()> {
            let words = u64::from(len)
                .div_ceil(32)
                .saturating_sub(KECCAK_FREE_WORDS);
            let mut vm = Vm::enter(caller, KECCAK + KECCAK_WORD * words)?;
            let preimage = vm.read(ptr, len)?;
            let digest = keccak256(&preimage);
            vm.write(out, digest.as_slice())?;
            vm.note("native_keccak256", &[&preimage], &[digest.as_slice()]);
            Ok(())
        },
    )?;
    binary(linker, "math_div", |a, b| {
        a.checked_div(b).unwrap_or_default()
    })?;
    binary(linker, "math_mod", |a, b| {
        a.checked_rem(b).unwrap_or_default()
    })?;
    linker.func_wrap(
        HOOKS,
        "math_pow",
        |caller: Caller<'_, Guest>, base: u32, exponent: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, POWER)?;
            let a = vm.read_word(base)?;
            let e = vm.read_word(exponent)?;
            let leading_zero_bytes = e.leading_zeros() as u64 / 8;
            vm.charge(POWER_BYTE * (33 - leading_zero_bytes))?;
            put(&mut vm, "math_pow", base, [a, e], a.wrapping_pow(e))
        },
    )?;
    ternary(linker, "math_add_mod", ADD_MODULO, U256::add_mod)?;
    ternary(linker, "math_mul_mod", MULTIPLY_MODULO, U256::mul_mod)?;
    Ok(())
}

/// The result replaces the first operand; dividing by zero gives zero.
fn binary(
    linker: &mut Linker<Guest>,
    name: &'static str,
    operation: fn(U256, U256) -> U256,
) -> wasmtime::Result<()> {
    linker.func_wrap(
        HOOKS,
        name,
        move |caller: Caller<'_, Guest>, first: u32, second: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, DIVISION)?;
            let a = vm.read_word(first)?;
            let b = vm.read_word(second)?;
            put(&mut vm, name, first, [a, b], operation(a, b))
        },
    )?;
    Ok(())
}

/// The result replaces the first operand; modulo zero gives zero.
fn ternary(
    linker: &mut Linker<Guest>,
    name: &'static str,
    price: u64,
    operation: fn(U256, U256, U256) -> U256,
) -> wasmtime::Result<()> {
    linker.func_wrap(
        HOOKS,
        name,
        move |caller: Caller<'_, Guest>, first: u32, second: u32, modulus: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, price)?;
            let a = vm.read_word(first)?;
            let b = vm.read_word(second)?;
            let m = vm.read_word(modulus)?;
            put(&mut vm, name, first, [a, b, m], operation(a, b, m))
        },
    )?;
    Ok(())
}

/// Writes the result where the first operand was, and tells the trace.
fn put<const N: usize>(
    vm: &mut Vm<'_>,
    name: &'static str,
    pointer: u32,
    operands: [U256; N],
    result: U256,
) -> Hook<()> {
    vm.write_word(pointer, result)?;
    let words = operands.map(|operand| operand.to_be_bytes::<32>());
    vm.note(
        name,
        &[words.as_flattened()],
        &[&result.to_be_bytes::<32>()],
    );
    Ok(())
}
