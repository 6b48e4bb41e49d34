//! `debug_trace*` over Stylus programs and contracts: calls, state, opcodes and host functions.

mod calls;
mod host;
mod state;
mod support;
mod tool;
#[allow(
    dead_code,
    reason = "shared with the tests of programs, which use all of it"
)]
#[path = "../programs/wat.rs"]
mod wat;
