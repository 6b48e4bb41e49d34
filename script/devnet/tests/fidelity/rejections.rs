//! What activation refuses, with the chain's own words, and what it still takes: each limit, and one beyond.

use serde_json::json;

use crate::{
    code::packed,
    support::{Answer, LIMIT, Lab, activation},
};

pub const ENTRY: &str =
    r#"(func (export "user_entrypoint") (param i32) (result i32) (i32.const 0))"#;
pub const PAY: &str = r#"(import "vm_hooks" "pay_for_memory_grow" (func (param i32)))"#;
const MEMORY: &str = r#"(memory (export "memory") 1)"#;

/// A module that is fine but for `items`. Imports must come first.
pub fn with(items: &str) -> String {
    format!("(module {PAY} {items} {MEMORY} {ENTRY})")
}

pub fn many(count: usize, part: &str) -> String {
    part.repeat(count)
}

/// Refused modules and the words of the refusal.
fn structure() -> Vec<(String, &'static str)> {
    let entry =
        |ty: &str| format!(r#"(module {PAY} {MEMORY} (func (export "user_entrypoint") {ty}))"#);
    vec![
        (
            format!("(module {MEMORY} {ENTRY})"),
            "missing import pay_for_memory_grow",
        ),
        (
            format!(
                r#"(module (import "vm_hooks" "pay_for_memory_grow" (func (param i64))) {MEMORY} {ENTRY})"#
            ),
            "wrong type for pay_for_memory_grow: λ(i64)",
        ),
        (
            format!("(module {PAY} {ENTRY})"),
            "missing memory export with name memory",
        ),
        (
            format!("(module {PAY} (memory 1) {ENTRY})"),
            "missing memory with export name memory",
        ),
        (
            format!(r#"(module {PAY} (memory 1) (func (export "memory")) {ENTRY})"#),
            "missing memory with export name memory",
        ),
        (with("(memory 1)"), "multiple memories"),
        (
            format!("(module {PAY} {MEMORY})"),
            "missing export with name user_entrypoint",
        ),
        (entry(""), "wrong type for user_entrypoint: λ()"),
        (
            entry("(param i64) (result i32) (i32.const 0)"),
            "wrong type for user_entrypoint: λ(i64) -> i32",
        ),
        (
            format!(
                r#"(module {PAY} {MEMORY} (global (export "user_entrypoint") i32 (i32.const 0)))"#
            ),
            "export user_entrypoint must be a function",
        ),
        (
            with(r#"(func (export "stylus_x"))"#),
            "binary exports reserved symbol stylus_x",
        ),
        (
            with(r#"(func (export "a__stylus_x"))"#),
            "binary exports reserved symbol stylus_x",
        ),
        (
            with(r#"(import "vm_hooks" "stylus_x" (func))"#),
            "binary imports reserved symbol stylus_x",
        ),
        (
            with(r#"(func (export "pay_for_memory_grow"))"#),
            "binary exports an import with the same name pay_for_memory_grow",
        ),
        (
            with(r#"(func (export "a__pay_for_memory_grow"))"#),
            "binary exports an import with the same name pay_for_memory_grow",
        ),
        (
            with(r#"(import "vm_hooks" "g" (global i32))"#),
            "unsupported import kind",
        ),
        (
            with(r#"(import "vm_hooks" "read_arg" (func (param i32)))"#),
            "No such import read_arg in vm_hooks for user",
        ),
        (
            with(r#"(import "env" "f" (func))"#),
            "No such import f in env for user",
        ),
        (
            with(r#"(import "vm_hooks" "read_args" (func (param i64)))"#),
            "Import read_args for user has different function signature than export.\nexpected λ(i32) in vm_hooks\nbut have λ(i64)",
        ),
        (
            with(
                r#"(type $a (func (param i32))) (type $b (func (param i32)))
                (import "vm_hooks" "read_args" (func (type $a))) (import "vm_hooks" "read_args" (func (type $b)))"#,
            ),
            "inconsistent imports for vm_hooks",
        ),
        (
            with(r#"(data (i32.const 65536) "a")"#),
            "Out-of-bounds data memory init with offset 65536 and size 1",
        ),
        (
            with(r#"(data (i32.const -1) "a")"#),
            "Out-of-bounds data memory init",
        ),
        (
            with("(table 1 funcref) (func $f) (elem (i32.const 1) $f)"),
            "Out of bounds element segment at offset 1 and length 1 for table of length 1",
        ),
    ]
}

/// Extensions of WASM that are switched off, and operations that are missing.
fn language() -> Vec<(String, &'static str)> {
    let float = "No implementation for floating point operation";
    vec![
        (
            with("(func (drop (f32.add (f32.const 1) (f32.const 2))))"),
            float,
        ),
        (
            with("(func (drop (f64.lt (f64.const 1) (f64.const 2))))"),
            float,
        ),
        (with("(func (drop (f64.neg (f64.const 1))))"), float),
        (with("(func (drop (i32.trunc_f64_s (f64.const 1))))"), float),
        (
            with("(func (drop (i64.trunc_sat_f32_u (f32.const 1))))"),
            float,
        ),
        (with("(func (drop (f32.demote_f64 (f64.const 1))))"), float),
        (with("(func (param externref))"), "reference types"),
        (with("(func (drop (v128.const i64x2 1 2)))"), "SIMD"),
        (with("(func $f (return_call $f))"), "tail calls"),
        (with("(func (atomic.fence))"), "threads"),
        (
            format!(r#"(module {PAY} (memory (export "memory") i64 1) {ENTRY})"#),
            "memory64",
        ),
        (with("(tag)"), "exceptions"),
        (
            with("(global i32 (i32.add (i32.const 1) (i32.const 2)))"),
            "non-constant",
        ),
        (
            with("(global $a i32 (i32.const 1)) (global i32 (global.get $a))"),
            "constant",
        ),
        (
            with("(table 1 funcref) (func (table.copy (i32.const 0) (i32.const 0) (i32.const 0)))"),
            "opcode not supported",
        ),
        // Passive segments that code names come with a section that the chain does not know.
        (
            with(
                r#"(data $d "a") (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)))"#,
            ),
            "unsupported section type",
        ),
    ]
}

/// The words with which activation refuses a module, `None` if it takes it.
pub async fn refusal(lab: &Lab, wasm: &[u8]) -> Option<String> {
    let program = lab.deploy(&packed(wasm)).await;
    let error = lab.refusal(program).await;
    if error.is_null() {
        return None;
    }
    assert_eq!(error["code"], -32_000, "{error}");
    let message = error["message"].as_str().expect("message").to_owned();
    assert!(
        message.starts_with("program activation failed: "),
        "{message}"
    );
    Some(message)
}

#[tokio::test]
async fn broken_rules_are_told() {
    let lab = Lab::new();
    for (wat, words) in structure().into_iter().chain(language()) {
        let wasm = ::wat::parse_str(&wat).unwrap_or_else(|error| panic!("{error}"));
        let told = refusal(&lab, &wasm)
            .await
            .unwrap_or_else(|| panic!("taken: {wat}"));
        assert!(told.contains(words), "{told:?} lacks {words:?}");
    }
    for wasm in [
        &b""[..],
        b"\0asm\x01\0\0\0",
        b"\0asm\x02\0\0\0",
        b"not wasm at all",
    ] {
        assert!(refusal(&lab, wasm).await.is_some(), "{wasm:?}");
    }
}

/// What some would refuse and the chain takes.
#[tokio::test]
async fn what_looks_odd_is_taken() {
    let lab = Lab::new();
    for wat in [
        format!(r#"(module (memory (export "memory") 1 1) {ENTRY})"#),
        with(r#"(data "never used")"#),
        with("(func (result i32 i64) (i32.const 1) (i64.const 2))"),
        with(r#"(func (export "stylus__x"))"#),
        with(
            r#"(import "vm_hooks" "read_args" (func (param i32))) (import "vm_hooks" "read_args" (func (param i32)))"#,
        ),
        // Floats may be moved about, at a price that nobody can pay.
        with("(func (drop (i32.reinterpret_f32 (f32.load (i32.const 0)))))"),
        with(r#"(import "console" "log_txt" (func (param i32 i32)))"#),
    ] {
        let wasm = ::wat::parse_str(&wat).expect("WAT");
        assert_eq!(refusal(&lab, &wasm).await, None, "{wat}");
    }
}

#[tokio::test]
async fn size_prefix_and_compression() {
    let lab = Lab::new();
    let padded = |bytes: usize| {
        let wat = |pad: usize| with(&format!(r#"(@custom "pad" "{}")"#, many(pad, "x")));
        let base = ::wat::parse_str(wat(100_000)).expect("WAT").len() - 100_000;
        ::wat::parse_str(wat(bytes - base)).expect("WAT")
    };
    let largest = padded(131_072);
    assert_eq!(largest.len(), 131_072);
    assert_eq!(refusal(&lab, &largest).await, None);
    // What cannot even be read reverts without a word and keeps the gas.
    let unreadable = [
        packed(&padded(131_073)),
        vec![0xEF, 0xF0, 0x00, 0x02, 0x00],
        vec![0xEF, 0xF0, 0x00, 0x00, 0xFF, 0xFF],
    ];
    for code in unreadable {
        let program = lab.deploy(&code).await;
        assert_eq!(
            lab.call(crate::support::ARB_WASM, activation(program))
                .await,
            Answer::Revert(Default::default())
        );
        let receipt = lab.activate(program).await;
        assert!(!receipt.status() && receipt.gas_used < 2_000_000);
    }
}

#[tokio::test]
async fn a_refused_module_burns_all_gas() {
    let lab = Lab::new();
    let program = lab.deploy(&packed(b"not wasm at all")).await;
    let receipt = lab.activate(program).await;
    assert!(!receipt.status());
    assert_eq!(receipt.gas_used, LIMIT);
    // It is not a revert, and tools must be able to tell.
    let estimate = json!({ "from": lab.address(), "to": crate::support::ARB_WASM, "value": "0xde0b6b3a7640000",
        "data": alloy::primitives::Bytes::from(activation(program)) });
    let error = lab.post("eth_estimateGas", json!([estimate])).await["error"].clone();
    assert_eq!(error["code"], -32_000);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .starts_with("program activation failed"),
        "{error}"
    );
}
