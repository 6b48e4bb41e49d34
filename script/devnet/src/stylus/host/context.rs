//! Call data, results, and what a program may know about its frame, its transaction and its block.

use revm::primitives::{Address, Bytes, U256};
use wasmtime::{Caller, Linker};

use super::vm::{HOST, POINTER, Vm, read_price, write_price};
use crate::stylus::{
    guest::{Environment, Escape, Guest},
    imports::{HOOKS, PAY_FOR_MEMORY_GROW},
};

type Hook<T> = wasmtime::Result<T>;

/// Registers this file's functions.
pub(super) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.func_wrap(
        HOOKS,
        "read_args",
        |caller: Caller<'_, Guest>, dest: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, HOST)?;
            let calldata = vm.environment().calldata.clone();
            vm.charge(write_price(calldata.len() as u64))?;
            vm.write(dest, &calldata)?;
            vm.note("read_args", &[], &[&calldata]);
            Ok(())
        },
    )?;
    linker.func_wrap(
        HOOKS,
        "write_result",
        |caller: Caller<'_, Guest>, ptr: u32, len: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, HOST)?;
            vm.charge(read_price(len.into()).saturating_mul(2))?;
            let output = Bytes::from(vm.read(ptr, len)?);
            vm.guest().output = output.clone();
            vm.note("write_result", &[&output], &[]);
            Ok(())
        },
    )?;
    linker.func_wrap(
        HOOKS,
        "exit_early",
        |caller: Caller<'_, Guest>, status: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, 0)?;
            vm.note("exit_early", &[&status.to_be_bytes()], &[]);
            Err(Escape::Exit(status).into())
        },
    )?;
    linker.func_wrap(
        HOOKS,
        PAY_FOR_MEMORY_GROW,
        |caller: Caller<'_, Guest>, pages: u32| -> Hook<()> {
            // The host's parameter has 16 bits.
            let pages = (pages & 0xFFFF) as u16;
            let mut vm = Vm::enter(caller, if pages == 0 { HOST } else { 0 })?;
            if pages != 0 {
                let held = vm.guest().pages.clone();
                let gas = held.price(pages);
                held.add(pages);
                vm.charge_gas(gas)?;
            }
            vm.note(PAY_FOR_MEMORY_GROW, &[&pages.to_be_bytes()], &[]);
            Ok(())
        },
    )?;

    number(linker, "block_gas_limit", |environment| {
        environment.block_gas_limit
    })?;
    number(linker, "block_number", |environment| {
        environment.block_number
    })?;
    number(linker, "block_timestamp", |environment| {
        environment.timestamp
    })?;
    number(linker, "chainid", |environment| environment.chain_id)?;
    word(linker, "block_basefee", |environment| environment.base_fee)?;
    word(linker, "msg_value", |environment| environment.value)?;
    word(linker, "tx_gas_price", |environment| environment.gas_price)?;
    address(linker, "block_coinbase", |environment| environment.coinbase)?;
    address(linker, "contract_address", |environment| {
        environment.contract
    })?;
    address(linker, "msg_sender", |environment| environment.sender)?;
    address(linker, "tx_origin", |environment| environment.origin)?;

    linker.func_wrap(
        HOOKS,
        "msg_reentrant",
        |caller: Caller<'_, Guest>| -> Hook<u32> {
            let mut vm = Vm::enter(caller, HOST)?;
            let reentrant = u32::from(vm.environment().reentrant);
            vm.note("msg_reentrant", &[], &[&reentrant.to_be_bytes()]);
            Ok(reentrant)
        },
    )?;
    linker.func_wrap(
        HOOKS,
        "tx_ink_price",
        |caller: Caller<'_, Guest>| -> Hook<u32> {
            let mut vm = Vm::enter(caller, HOST)?;
            let price = u32::try_from(vm.environment().ink_price)?;
            vm.note("tx_ink_price", &[], &[&price.to_be_bytes()]);
            Ok(price)
        },
    )?;
    linker.func_wrap(
        HOOKS,
        "evm_gas_left",
        |caller: Caller<'_, Guest>| -> Hook<u64> {
            let mut vm = Vm::enter(caller, HOST)?;
            let gas = vm.gas();
            vm.note("evm_gas_left", &[], &[&gas.to_be_bytes()]);
            Ok(gas)
        },
    )?;
    linker.func_wrap(
        HOOKS,
        "evm_ink_left",
        |caller: Caller<'_, Guest>| -> Hook<u64> {
            let mut vm = Vm::enter(caller, HOST)?;
            let ink = vm.ink();
            vm.note("evm_ink_left", &[], &[&ink.to_be_bytes()]);
            Ok(ink)
        },
    )?;
    Ok(())
}

fn number(
    linker: &mut Linker<Guest>,
    name: &'static str,
    get: fn(&Environment) -> u64,
) -> wasmtime::Result<()> {
    linker.func_wrap(HOOKS, name, move |caller: Caller<'_, Guest>| -> Hook<u64> {
        let mut vm = Vm::enter(caller, HOST)?;
        let number = get(vm.environment());
        vm.note(name, &[], &[&number.to_be_bytes()]);
        Ok(number)
    })?;
    Ok(())
}

fn word(
    linker: &mut Linker<Guest>,
    name: &'static str,
    get: fn(&Environment) -> U256,
) -> wasmtime::Result<()> {
    linker.func_wrap(
        HOOKS,
        name,
        move |caller: Caller<'_, Guest>, dest: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, HOST + POINTER)?;
            let word = get(vm.environment());
            vm.write_word(dest, word)?;
            vm.note(name, &[], &[&word.to_be_bytes::<32>()]);
            Ok(())
        },
    )?;
    Ok(())
}

fn address(
    linker: &mut Linker<Guest>,
    name: &'static str,
    get: fn(&Environment) -> Address,
) -> wasmtime::Result<()> {
    linker.func_wrap(
        HOOKS,
        name,
        move |caller: Caller<'_, Guest>, dest: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, HOST + POINTER)?;
            let address = get(vm.environment());
            vm.write(dest, address.as_slice())?;
            vm.note(name, &[], &[address.as_slice()]);
            Ok(())
        },
    )?;
    Ok(())
}
