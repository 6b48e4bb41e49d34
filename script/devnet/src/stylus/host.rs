//! Host functions: every function that a program may import.
//!
//! Each charges its ink first, then reads memory, then acts. Functions that need the EVM are asynchronous: they
//! suspend the program until the reply is there.

mod accounts;
mod arithmetic;
mod calls;
mod console;
mod context;
mod storage;
mod vm;

use wasmtime::{Engine, Linker};

use super::guest::Guest;

/// All host functions.
///
/// # Errors
/// The linker's own, when two functions have the same name.
pub(super) fn linker(engine: &Engine) -> wasmtime::Result<Linker<Guest>> {
    let mut linker = Linker::new(engine);
    context::link(&mut linker)?;
    storage::link(&mut linker)?;
    calls::link(&mut linker)?;
    accounts::link(&mut linker)?;
    arithmetic::link(&mut linker)?;
    console::link(&mut linker)?;
    Ok(linker)
}
