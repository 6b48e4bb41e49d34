#![no_main]

#[path = "../harness/rpc.rs"]
mod rpc;

libfuzzer_sys::fuzz_target!(|message: &[u8]| rpc::check(message));
