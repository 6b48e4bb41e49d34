//! Printing and measuring on debug chains. Production chains refuse these imports at activation.

use std::fmt::Display;

use wasmtime::{Caller, Linker, WasmTy};

use super::vm::Vm;
use crate::stylus::{
    guest::Guest,
    imports::{CONSOLE, DEBUG},
};

type Hook<T> = wasmtime::Result<T>;

/// Registers this file's functions.
pub(super) fn link(linker: &mut Linker<Guest>) -> wasmtime::Result<()> {
    linker.func_wrap(
        CONSOLE,
        "log_txt",
        |caller: Caller<'_, Guest>, ptr: u32, len: u32| -> Hook<()> {
            let mut vm = Vm::enter(caller, 0)?;
            let text = vm.read(ptr, len)?;
            vm.guest()
                .print(String::from_utf8_lossy(&text).into_owned());
            vm.note("console_log_text", &[&text], &[]);
            Ok(())
        },
    )?;
    print::<i32>(linker, "log_i32", "tee_i32")?;
    print::<i64>(linker, "log_i64", "tee_i64")?;
    print::<f32>(linker, "log_f32", "tee_f32")?;
    print::<f64>(linker, "log_f64", "tee_f64")?;
    for name in ["null_host", "start_benchmark", "end_benchmark"] {
        linker.func_wrap(DEBUG, name, |_: Caller<'_, Guest>| {})?;
    }
    Ok(())
}

fn print<T: WasmTy + Display + Copy + Send + 'static>(
    linker: &mut Linker<Guest>,
    log: &str,
    tee: &str,
) -> wasmtime::Result<()> {
    linker.func_wrap(
        CONSOLE,
        log,
        |caller: Caller<'_, Guest>, value: T| -> Hook<()> {
            let mut vm = Vm::enter(caller, 0)?;
            let text = value.to_string();
            vm.note("console_log", &[text.as_bytes()], &[]);
            vm.guest().print(text);
            Ok(())
        },
    )?;
    linker.func_wrap(CONSOLE, tee, |caller: Caller<'_, Guest>, value: T| -> T {
        caller.data().print(value.to_string());
        value
    })?;
    Ok(())
}
