//! Persistent storage behind the frame's cache, and transient storage.

use wasmtime::{Caller, Linker};

use super::vm::{HOST, POINTER, REQUEST, Vm, WRONG_REPLY};
use crate::stylus::{
    guest::{Escape, Guest, Reply, Request},
    imports::HOOKS,
};

/// Gas of a cold read; whoever loads must hold it, though the slot may be warm.
const COLD_LOAD: u64 = 2_100;
/// Gas that a read from the state costs beside the EVM's price.
const LOAD_FEE: u64 = 5;
/// Highest fee for keeping a slot in the cache, gas.
const CACHE_FEE: u64 = 10;
/// Gas that whoever writes must hold, EIP-2200.
const STORE_SENTRY: u64 = 2_300;
/// Gas of a transient access.
const TRANSIENT: u64 = 100;
const STATIC: Escape = Escape::Failure("state change in a static call");

type Hook<T> = wasmtime::Result<T>;

/// Registers this file's functions.
pub(super) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.func_wrap_async(
        HOOKS,
        "storage_load_bytes32",
        |caller: Caller<'_, Guest>, (key, dest): (u32, u32)| Box::new(load(caller, key, dest)),
    )?;
    linker.func_wrap(
        HOOKS,
        "storage_cache_bytes32",
        |caller: Caller<'_, Guest>, key: u32, value: u32| cache(caller, key, value),
    )?;
    linker.func_wrap_async(
        HOOKS,
        "storage_flush_cache",
        |caller: Caller<'_, Guest>, (clear,): (u32,)| Box::new(flush(caller, clear)),
    )?;
    linker.func_wrap_async(
        HOOKS,
        "transient_load_bytes32",
        |caller: Caller<'_, Guest>, (key, dest): (u32, u32)| {
            Box::new(transient_load(caller, key, dest))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "transient_store_bytes32",
        |caller: Caller<'_, Guest>, (key, value): (u32, u32)| {
            Box::new(transient_store(caller, key, value))
        },
    )?;
    Ok(())
}

async fn load(caller: Caller<'_, Guest>, key: u32, dest: u32) -> Hook<()> {
    let mut vm = Vm::enter(caller, HOST + 2 * POINTER)?;
    vm.demand_gas(COLD_LOAD + LOAD_FEE + CACHE_FEE)?;
    let key = vm.read_word(key)?;
    let mut gas = vm.guest().storage.read_gas();
    let value = match vm.guest().storage.get(key) {
        Some(value) => value,
        None => {
            let Reply::Word { word, gas: price } = vm.ask(Request::Load(key)).await? else {
                return Err(WRONG_REPLY.into());
            };
            vm.guest().storage.loaded(key, word);
            gas += price + LOAD_FEE;
            word
        }
    };
    vm.charge_gas(gas)?;
    vm.write_word(dest, value)?;
    vm.note(
        "storage_load_bytes32",
        &[&key.to_be_bytes::<32>()],
        &[&value.to_be_bytes::<32>()],
    );
    Ok(())
}

fn cache(caller: Caller<'_, Guest>, key: u32, value: u32) -> Hook<()> {
    let mut vm = Vm::enter(caller, HOST + 2 * POINTER)?;
    vm.demand_gas(STORE_SENTRY + CACHE_FEE)?;
    let key = vm.read_word(key)?;
    let value = vm.read_word(value)?;
    let gas = vm.guest().storage.write_gas();
    vm.charge_gas(gas)?;
    vm.guest().storage.write(key, value);
    let args: [&[u8]; 2] = [&key.to_be_bytes::<32>(), &value.to_be_bytes::<32>()];
    vm.note("storage_cache_bytes32", &args, &[]);
    Ok(())
}

async fn flush(caller: Caller<'_, Guest>, clear: u32) -> Hook<()> {
    let mut vm = Vm::enter(caller, HOST + REQUEST)?;
    vm.demand_gas(STORE_SENTRY)?;
    if vm.guest().storage.is_dirty() {
        if vm.environment().is_static {
            return Err(STATIC.into());
        }
        let slots = vm.guest().storage.take_dirty();
        let left = vm.gas();
        let Reply::Flushed { gas } = vm.ask(Request::Flush(slots, left)).await? else {
            return Err(WRONG_REPLY.into());
        };
        vm.charge_gas(gas)?;
    }
    if clear != 0 {
        vm.guest().storage.clear();
    }
    vm.note("storage_flush_cache", &[&[u8::from(clear != 0)]], &[]);
    Ok(())
}

async fn transient_load(caller: Caller<'_, Guest>, key: u32, dest: u32) -> Hook<()> {
    let mut vm = Vm::enter(caller, HOST + 2 * POINTER + REQUEST)?;
    vm.charge_gas(TRANSIENT)?;
    let key = vm.read_word(key)?;
    let Reply::Word { word, .. } = vm.ask(Request::TransientLoad(key)).await? else {
        return Err(WRONG_REPLY.into());
    };
    vm.write_word(dest, word)?;
    vm.note(
        "transient_load_bytes32",
        &[&key.to_be_bytes::<32>()],
        &[&word.to_be_bytes::<32>()],
    );
    Ok(())
}

async fn transient_store(caller: Caller<'_, Guest>, key: u32, value: u32) -> Hook<()> {
    let mut vm = Vm::enter(caller, HOST + 2 * POINTER + REQUEST)?;
    vm.charge_gas(TRANSIENT)?;
    let key = vm.read_word(key)?;
    let value = vm.read_word(value)?;
    if vm.environment().is_static {
        return Err(STATIC.into());
    }
    vm.tell(Request::TransientStore(key, value)).await?;
    let args: [&[u8]; 2] = [&key.to_be_bytes::<32>(), &value.to_be_bytes::<32>()];
    vm.note("transient_store_bytes32", &args, &[]);
    Ok(())
}
