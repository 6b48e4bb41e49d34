//! Calls, creates, what they return, and logs.

use revm::primitives::{Address, B256, Bytes, U256};
use wasmtime::{Caller, Linker};

use super::vm::{HOST, POINTER, REQUEST, Vm, WRONG_REPLY, read_price, write_price};
use crate::stylus::{
    guest::{CallKind, CallRequest, CreateRequest, Escape, Guest, Reply, Request},
    imports::HOOKS,
};

/// Status of a call that failed for whatever reason.
const FAILED: u32 = 2;
const TOPIC_LIMIT: u32 = 4;
const TOPIC_BYTES: u32 = 32;
/// Gas per log and per topic.
const LOG_TOPIC: u64 = 375;
/// Gas per byte of a log's data.
const LOG_BYTE: u64 = 8;

type Hook<T> = wasmtime::Result<T>;

/// Registers this file's functions.
pub(super) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.func_wrap_async(
        HOOKS,
        "call_contract",
        |caller: Caller<'_, Guest>,
         (to, data, len, value, gas, ret): (u32, u32, u32, u32, u64, u32)| {
            Box::new(call(
                caller,
                CallKind::Call,
                Arguments {
                    to,
                    data,
                    len,
                    value: Some(value),
                    gas,
                    ret,
                },
            ))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "delegate_call_contract",
        |caller: Caller<'_, Guest>, (to, data, len, gas, ret): (u32, u32, u32, u64, u32)| {
            Box::new(call(
                caller,
                CallKind::Delegate,
                Arguments {
                    to,
                    data,
                    len,
                    value: None,
                    gas,
                    ret,
                },
            ))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "static_call_contract",
        |caller: Caller<'_, Guest>, (to, data, len, gas, ret): (u32, u32, u32, u64, u32)| {
            Box::new(call(
                caller,
                CallKind::Static,
                Arguments {
                    to,
                    data,
                    len,
                    value: None,
                    gas,
                    ret,
                },
            ))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "create1",
        |caller: Caller<'_, Guest>, (code, len, value, dest, ret): (u32, u32, u32, u32, u32)| {
            Box::new(create(
                caller,
                CreateArguments {
                    code,
                    len,
                    value,
                    salt: None,
                    dest,
                    ret,
                },
            ))
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "create2",
        |caller: Caller<'_, Guest>,
         (code, len, value, salt, dest, ret): (u32, u32, u32, u32, u32, u32)| {
            Box::new(create(
                caller,
                CreateArguments {
                    code,
                    len,
                    value,
                    salt: Some(salt),
                    dest,
                    ret,
                },
            ))
        },
    )?;
    linker.func_wrap(
        HOOKS,
        "read_return_data",
        |caller: Caller<'_, Guest>, dest: u32, offset: u32, size: u32| {
            read_return_data(caller, dest, offset, size)
        },
    )?;
    linker.func_wrap(
        HOOKS,
        "return_data_size",
        |caller: Caller<'_, Guest>| -> Hook<u32> {
            let mut vm = Vm::enter(caller, HOST)?;
            let length = u32::try_from(vm.guest().return_data.len())?;
            vm.note("return_data_size", &[], &[&length.to_be_bytes()]);
            Ok(length)
        },
    )?;
    linker.func_wrap_async(
        HOOKS,
        "emit_log",
        |caller: Caller<'_, Guest>, (ptr, len, topics): (u32, u32, u32)| {
            Box::new(emit_log(caller, ptr, len, topics))
        },
    )?;
    Ok(())
}

/// Pointers and numbers of a call.
struct Arguments {
    to: u32,
    data: u32,
    len: u32,
    value: Option<u32>,
    gas: u64,
    ret: u32,
}

async fn call(caller: Caller<'_, Guest>, kind: CallKind, arguments: Arguments) -> Hook<u32> {
    let mut vm = Vm::enter(caller, HOST + 3 * POINTER + REQUEST)?;
    vm.charge(read_price(arguments.len.into()).saturating_mul(2))?;
    let to = vm.read_address(arguments.to)?;
    let data = Bytes::from(vm.read(arguments.data, arguments.len)?);
    let value = match arguments.value {
        Some(pointer) => vm.read_word(pointer)?,
        None => U256::ZERO,
    };
    let gas_left = vm.gas();
    let request = CallRequest {
        kind,
        to,
        data: data.clone(),
        value,
        gas: arguments.gas.min(gas_left),
        gas_left,
    };
    let Reply::Called {
        success,
        data: returned,
        gas,
    } = vm.ask(Request::Call(request)).await?
    else {
        return Err(WRONG_REPLY.into());
    };
    vm.charge_gas(gas)?;
    let length = returned.len();
    vm.guest().return_data = returned;
    vm.write_length(arguments.ret, length)?;
    let status = if success { 0 } else { FAILED };
    note_call(
        &mut vm,
        kind,
        &arguments,
        (to, value, &data),
        (length, status),
    );
    Ok(status)
}

/// Tells the trace of a call: target, gas as asked for, value of a plain call, data; length returned and status.
fn note_call(
    vm: &mut Vm<'_>,
    kind: CallKind,
    arguments: &Arguments,
    (to, value, data): (Address, U256, &[u8]),
    (length, status): (usize, u32),
) {
    let name = match kind {
        CallKind::Call => "call_contract",
        CallKind::Delegate => "delegate_call_contract",
        CallKind::Static => "static_call_contract",
    };
    let value = value.to_be_bytes::<32>();
    let sent: &[u8] = if kind == CallKind::Call { &value } else { &[] };
    let args = [to.as_slice(), &arguments.gas.to_be_bytes(), sent, data];
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let outs: [&[u8]; 2] = [&length.to_be_bytes(), &status.to_be_bytes()[3..]];
    vm.note_call(name, &args, &outs, Some(to));
}

/// Pointers of a create.
struct CreateArguments {
    code: u32,
    len: u32,
    value: u32,
    salt: Option<u32>,
    dest: u32,
    ret: u32,
}

async fn create(caller: Caller<'_, Guest>, arguments: CreateArguments) -> Hook<()> {
    let pointers = if arguments.salt.is_some() { 4 } else { 3 };
    let mut vm = Vm::enter(caller, HOST + pointers * POINTER + REQUEST)?;
    vm.charge(read_price(arguments.len.into()).saturating_mul(2))?;
    let code = Bytes::from(vm.read(arguments.code, arguments.len)?);
    let value = vm.read_word(arguments.value)?;
    let salt = match arguments.salt {
        Some(pointer) => Some(vm.read_word(pointer)?),
        None => None,
    };
    let gas_left = vm.gas();
    let request = CreateRequest {
        code: code.clone(),
        value,
        salt,
        gas_left,
    };
    let Reply::Created { address, data, gas } = vm.ask(Request::Create(request)).await? else {
        return Err(WRONG_REPLY.into());
    };
    vm.charge_gas(gas)?;
    let length = data.len();
    vm.guest().return_data = data;
    vm.write_length(arguments.ret, length)?;
    vm.write(arguments.dest, address.as_slice())?;
    let value = value.to_be_bytes::<32>();
    let outs: [&[u8]; 2] = [address.as_slice(), &u32::try_from(length)?.to_be_bytes()];
    match salt {
        None => vm.note("create1", &[&value, &code], &outs),
        Some(salt) => vm.note(
            "create2",
            &[&value, &salt.to_be_bytes::<32>(), &code],
            &outs,
        ),
    }
    Ok(())
}

/// Copies what overlaps; short data is no error, and without any the destination is not looked at.
fn read_return_data(caller: Caller<'_, Guest>, dest: u32, offset: u32, size: u32) -> Hook<u32> {
    let mut vm = Vm::enter(caller, HOST + REQUEST)?;
    let data = vm.guest().return_data.clone();
    let start = (offset as usize).min(data.len());
    let end = start.saturating_add(size as usize).min(data.len());
    let part = data.slice(start..end);
    vm.charge(write_price(part.len() as u64))?;
    if !part.is_empty() {
        vm.write(dest, &part)?;
    }
    let args: [&[u8]; 2] = [&offset.to_be_bytes(), &size.to_be_bytes()];
    vm.note("read_return_data", &args, &[&part]);
    Ok(u32::try_from(part.len())?)
}

async fn emit_log(caller: Caller<'_, Guest>, ptr: u32, len: u32, topics: u32) -> Hook<()> {
    let mut vm = Vm::enter(caller, HOST + REQUEST)?;
    let topic_bytes = topics.saturating_mul(TOPIC_BYTES);
    if topics > TOPIC_LIMIT || len < topic_bytes {
        return Err(Escape::Failure("bad topic data").into());
    }
    vm.charge(read_price(len.into()))?;
    vm.charge_gas(LOG_TOPIC * (1 + u64::from(topics)) + LOG_BYTE * u64::from(len - topic_bytes))?;
    let bytes = vm.read(ptr, len)?;
    if vm.environment().is_static {
        return Err(Escape::Failure("log in a static call").into());
    }
    let (head, data) = bytes.split_at(topic_bytes as usize);
    let hashes = head
        .chunks_exact(TOPIC_BYTES as usize)
        .map(B256::from_slice)
        .collect();
    vm.tell(Request::Log(hashes, Bytes::copy_from_slice(data)))
        .await?;
    vm.note("emit_log", &[&topics.to_be_bytes(), &bytes], &[]);
    Ok(())
}
