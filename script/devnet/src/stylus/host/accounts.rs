//! Other accounts: balance, code, codehash.

use revm::primitives::{Address, Bytes};
use wasmtime::{Caller, Linker};

use super::vm::{HOST, POINTER, REQUEST, Vm, WRONG_REPLY, write_price};
use crate::stylus::{
    guest::{Guest, Reply, Request},
    imports::HOOKS,
};

/// Gas of touching a cold account; who asks must hold it, though the account may be warm.
const COLD_ACCOUNT: u64 = 2_600;

type Hook<T> = wasmtime::Result<T>;

/// Registers this file's functions.
pub(super) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.func_wrap_async(
        HOOKS,
        "account_balance",
        |caller: Caller<'_, Guest>, (address, dest): (u32, u32)| {
            Box::new(word(
                caller,
                "account_balance",
                (address, dest),
                Request::Balance,
            ))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "account_codehash",
        |caller: Caller<'_, Guest>, (address, dest): (u32, u32)| {
            Box::new(word(
                caller,
                "account_codehash",
                (address, dest),
                Request::Codehash,
            ))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "account_code",
        |caller: Caller<'_, Guest>, (address, offset, size, dest): (u32, u32, u32, u32)| {
            Box::new(code(caller, address, offset, size, dest))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "account_code_size",
        |caller: Caller<'_, Guest>, (address,): (u32,)| Box::new(code_size(caller, address)),
    )?;
    Ok(())
}

async fn word(
    caller: Caller<'_, Guest>,
    name: &'static str,
    (address, dest): (u32, u32),
    request: fn(Address) -> Request,
) -> Hook<()> {
    let mut vm = Vm::enter(caller, HOST + 2 * POINTER + REQUEST)?;
    vm.demand_gas(COLD_ACCOUNT)?;
    let address = vm.read_address(address)?;
    let Reply::Word { word, gas } = vm.ask(request(address)).await? else {
        return Err(WRONG_REPLY.into());
    };
    vm.charge_gas(gas)?;
    vm.write_word(dest, word)?;
    vm.note(name, &[address.as_slice()], &[&word.to_be_bytes::<32>()]);
    Ok(())
}

async fn code(
    caller: Caller<'_, Guest>,
    address: u32,
    offset: u32,
    size: u32,
    dest: u32,
) -> Hook<u32> {
    let mut vm = Vm::enter(caller, HOST + REQUEST)?;
    vm.demand_gas(COLD_ACCOUNT)?;
    let address = vm.read_address(address)?;
    let code = lookup(&mut vm, address).await?;
    // The price is that of the whole code, however little is wanted.
    vm.charge(write_price(code.len() as u64))?;
    let start = (offset as usize).min(code.len());
    let end = start.saturating_add(size as usize).min(code.len());
    let part = code.slice(start..end);
    vm.write(dest, &part)?;
    let args: [&[u8]; 3] = [
        address.as_slice(),
        &offset.to_be_bytes(),
        &size.to_be_bytes(),
    ];
    vm.note("account_code", &args, &[&part]);
    Ok(u32::try_from(part.len())?)
}

async fn code_size(caller: Caller<'_, Guest>, address: u32) -> Hook<u32> {
    let mut vm = Vm::enter(caller, HOST + REQUEST)?;
    vm.demand_gas(COLD_ACCOUNT)?;
    let address = vm.read_address(address)?;
    let code = lookup(&mut vm, address).await?;
    let length = u32::try_from(code.len())?;
    vm.note(
        "account_code_size",
        &[address.as_slice()],
        &[&length.to_be_bytes()],
    );
    Ok(length)
}

/// The frame remembers the last non-empty code, which then costs nothing.
async fn lookup(vm: &mut Vm<'_>, address: Address) -> Hook<Bytes> {
    if let Some((last, code)) = &vm.guest().last_code
        && *last == address
    {
        return Ok(code.clone());
    }
    let Reply::Code { code, gas } = vm.ask(Request::Code(address)).await? else {
        return Err(WRONG_REPLY.into());
    };
    vm.charge_gas(gas)?;
    if !code.is_empty() {
        vm.guest().last_code = Some((address, code.clone()));
    }
    Ok(code)
}
