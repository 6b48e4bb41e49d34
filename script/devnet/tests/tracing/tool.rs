//! `cargo stylus trace` reads what `stylusTracer` says of every host function.

use std::{path::Path, process::Command};

use alloy::primitives::U256;
use ballast_devnet::{Options, start};
use serde_json::{Value, json};

use crate::{
    support::Devnet,
    wat::{HEADER, module},
};

const VERSION: &str = "0.10.10";

/// Calls all 42 host functions.
fn everything() -> String {
    module(
        r#"
        (call $basefee (i32.const 0x800))
        (call $coinbase (i32.const 0x800))
        (call $gas_price (i32.const 0x800))
        (call $origin (i32.const 0x800))
        (drop (call $gas_limit))
        (drop (call $number))
        (drop (call $timestamp))
        (drop (call $chainid))
        (drop (call $ink_price))
        (call $read_args (i32.const 0x1000))
        (call $load (i32.const 0) (i32.const 0x20))
        (call $cache (i32.const 0) (i32.const 0x20))
        (call $flush (i32.const 1))
        (call $tstore (i32.const 0) (i32.const 0x20))
        (call $tload (i32.const 0) (i32.const 0x20))
        (call $balance (i32.const 0) (i32.const 0x20))
        (drop (call $code (i32.const 0) (i32.const 0) (i32.const 5) (i32.const 0x20)))
        (drop (call $code_size (i32.const 0)))
        (call $codehash (i32.const 0) (i32.const 0x20))
        (drop (call $gas_left))
        (drop (call $ink_left))
        (drop (call $reentrant))
        (call $sender (i32.const 0x40))
        (call $value (i32.const 0x40))
        (call $address (i32.const 0x40))
        (call $pay (i32.const 0))
        (drop (memory.grow (i32.const 1)))
        (call $keccak (i32.const 0) (i32.const 50) (i32.const 0x60))
        (call $div (i32.const 0x60) (i32.const 0x80))
        (call $mod (i32.const 0x60) (i32.const 0x80))
        (call $pow (i32.const 0x60) (i32.const 0x80))
        (call $add_mod (i32.const 0x60) (i32.const 0x80) (i32.const 0xa0))
        (call $mul_mod (i32.const 0x60) (i32.const 0x80) (i32.const 0xa0))
        (call $emit_log (i32.const 0x60) (i32.const 40) (i32.const 1))
        (i32.store8 (i32.const 0x213) (i32.const 4))
        (drop (call $call (i32.const 0x200) (i32.const 0) (i32.const 7) (i32.const 0x300) (i64.const 9999) (i32.const 0x400)))
        (drop (call $delegate (i32.const 0x200) (i32.const 0) (i32.const 7) (i64.const -1) (i32.const 0x400)))
        (drop (call $static (i32.const 0x200) (i32.const 0) (i32.const 7) (i64.const -1) (i32.const 0x400)))
        (drop (call $return_data_size))
        (drop (call $read_return_data (i32.const 0x500) (i32.const 2) (i32.const 100)))
        (call $create1 (i32.const 0x300) (i32.const 1) (i32.const 0x300) (i32.const 0x600) (i32.const 0x400))
        (call $create2 (i32.const 0x300) (i32.const 1) (i32.const 0x300) (i32.const 0) (i32.const 0x600) (i32.const 0x400))
        (call $write_result (i32.const 0x60) (i32.const 3))
        (call $exit_early (i32.const 0))
        (i32.const 1)"#,
    )
}

#[test]
fn cargo_stylus_reads_every_host_function() {
    let handle = start(Options::default()).unwrap();
    let devnet = Devnet::of(handle.node().clone());
    let program = devnet.program(&everything());
    let hash = devnet.send(Some(program), b"text", U256::ZERO);
    assert_eq!(devnet.receipt(hash)["status"], "0x1");
    let trace = devnet.trace(hash, json!({ "tracer": "stylusTracer" }));
    let names: Vec<_> = trace
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["name"].as_str().unwrap())
        .collect();
    let functions: Vec<_> = HEADER
        .lines()
        .filter_map(|line| line.split('"').nth(3))
        .filter(|name| *name != "memory")
        .collect();
    assert_eq!(functions.len(), 42);
    for function in functions {
        assert!(names.contains(&function), "{function}");
    }

    let built = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .unwrap()
        .join("tools/bin/cargo-stylus");
    let tool = [built.as_path(), Path::new("cargo-stylus")]
        .into_iter()
        .find(|path| {
            let output = Command::new(path).args(["stylus", "--version"]).output();
            output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(VERSION))
        });
    let Some(tool) = tool else {
        println!(
            "skipped cargo_stylus_reads_every_host_function: cargo-stylus {VERSION} is not installed"
        );
        return;
    };
    let ask = |arguments: &[&str]| {
        Command::new(tool)
            .args(["stylus", "trace", "--endpoint", handle.url(), "--tx"])
            .arg(hash.to_string())
            .args(arguments)
            .output()
            .unwrap()
    };
    let output = ask(&["--use-native-tracer"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text} {errors}");
    let line = text.lines().find(|line| line.starts_with('[')).unwrap();
    assert_eq!(serde_json::from_str::<Value>(line).unwrap(), trace);

    let script = ask(&[]);
    assert!(!script.status.success());
    let errors = String::from_utf8_lossy(&script.stderr).into_owned();
    assert!(errors.contains("stylusTracer"), "{errors}");
}
