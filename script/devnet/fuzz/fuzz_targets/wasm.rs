#![no_main]

#[path = "../harness/wasm.rs"]
mod wasm;

libfuzzer_sys::fuzz_target!(|program: &[u8]| wasm::check(program));
