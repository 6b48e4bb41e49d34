//! Programs that mean harm: when activated, and when called.

#[path = "../programs/code.rs"]
#[allow(dead_code)]
mod code;

use crate::{
    support::{devnet, post},
    witness::while_served,
};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, Bytes, U256, address, keccak256},
    rpc::types::{TransactionReceipt, TransactionRequest},
};
use ballast_devnet::{Handle, Node};
use code::{packed, program_code};
use serde_json::{Value, json};
use std::sync::Arc;

const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
const GAS: u64 = 32_000_000;

fn send(node: &Node, to: Address, data: Vec<u8>, value: u64) -> TransactionReceipt {
    let request = TransactionRequest::default()
        .with_from(node.accounts()[1].address)
        .with_to(to)
        .with_input(data)
        .with_gas_limit(GAS)
        .with_value(U256::from(value));
    let hash = node.send_unsigned(request).expect("accepted");
    node.receipt(hash).expect("mined")
}

/// Puts code at an address of its own and tries to activate it.
fn install(node: &Node, code: Vec<u8>) -> (Address, TransactionReceipt) {
    let program = Address::from_word(keccak256(&code));
    node.set_code(program, code.into()).expect("code");
    let data = [
        &keccak256("activateProgram(address)")[..4],
        program.into_word().as_slice(),
    ]
    .concat();
    let receipt = send(node, ARB_WASM, data, 1_000_000_000_000_000_000);
    (program, receipt)
}

fn program(node: &Node, body: &str) -> Address {
    let wat = format!(
        r#"(module
        (import "vm_hooks" "pay_for_memory_grow" (func $pay (param i32)))
        (import "vm_hooks" "contract_address" (func $address (param i32)))
        (import "vm_hooks" "read_args" (func $read_args (param i32)))
        (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
        (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
        (memory (export "memory") 1)
        {body})"#
    );
    let (program, receipt) = install(node, program_code(&wat));
    assert!(receipt.status(), "activated");
    program
}

fn entry(body: &str) -> String {
    format!(r#"(func (export "user_entrypoint") (param i32) (result i32) {body})"#)
}

async fn calls(devnet: &Handle, to: Address, data: &[u8]) -> Value {
    post(
        devnet,
        "eth_call",
        json!([{ "to": to, "data": Bytes::from(data.to_vec()) }]),
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_programs_run_out_of_gas() {
    let devnet = Arc::new(devnet().await);
    let bodies = [
        entry("(loop (br 0)) (i32.const 0)"),
        // Grows by a page until nothing is left to pay with.
        entry("(loop (drop (memory.grow (i32.const 1))) (br 0)) (i32.const 0)"),
        // Asks for far more than there is, again and again.
        entry("(loop (drop (memory.grow (i32.const 65535))) (br 0)) (i32.const 0)"),
        entry(
            "(drop (memory.grow (i32.const 60))) (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 3900000)) (br 0)) (i32.const 0)",
        ),
        entry("(loop (call $write_result (i32.const 0) (i32.const 65536)) (br 0)) (i32.const 0)"),
        entry(
            "(loop (drop (call $call (i32.const 0) (i32.const 0) (i32.const 65536) (i32.const 0) (i64.const 0) (i32.const 0))) (br 0)) (i32.const 0)",
        ),
    ];
    for body in bodies {
        let to = program(devnet.node(), &body);
        let (answer, receipt) = while_served(&devnet, async {
            let node = devnet.node().clone();
            let sent = tokio::task::spawn_blocking(move || send(&node, to, Vec::new(), 0));
            (calls(&devnet, to, &[]).await, sent.await.expect("mined"))
        })
        .await;
        assert_eq!(answer["error"]["code"], -32000, "{body}: {answer}");
        assert!(
            !receipt.status() && receipt.gas_used == GAS,
            "{body}: {receipt:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_recursion_ends_in_an_error() {
    let devnet = Arc::new(devnet().await);
    // Within one program.
    let own = program(
        devnet.node(),
        &format!(
            "(func $f (param i64) (result i64) (call $f (i64.add (local.get 0) (i64.const 1)))) {}",
            entry("(drop (call $f (i64.const 0))) (i32.const 0)")
        ),
    );
    // Through calls to itself, with all the gas there is.
    let itself = program(
        devnet.node(),
        &entry(
            "(call $address (i32.const 0)) (call $call (i32.const 0) (i32.const 64) (i32.const 0) (i32.const 64) (i64.const -1) (i32.const 128))",
        ),
    );
    // Through a contract that calls whoever calls it: CALLER is called with all gas.
    // PUSH0 ×4 (ret, args), PUSH0 value, CALLER, GAS, CALL
    let mirror = Address::repeat_byte(0x3c);
    let code = vec![0x5f, 0x5f, 0x5f, 0x5f, 0x5f, 0x33, 0x5a, 0xf1, 0x00];
    devnet.node().set_code(mirror, code.into()).expect("code");
    let through = program(
        devnet.node(),
        &format!(
            r#"(data (i32.const 0) "{}") {}"#,
            "\\3c".repeat(20),
            entry(
                "(call $call (i32.const 0) (i32.const 64) (i32.const 0) (i32.const 64) (i64.const -1) (i32.const 128))"
            )
        ),
    );
    for to in [own, itself, through] {
        while_served(&devnet, async {
            let node = devnet.node().clone();
            let sent = tokio::task::spawn_blocking(move || send(&node, to, Vec::new(), 0));
            let answer = calls(&devnet, to, &[]).await;
            assert!(
                answer.get("error").is_some() || answer["result"].is_string(),
                "{answer}"
            );
            let receipt = sent.await.expect("mined");
            assert!(receipt.gas_used <= GAS);
        })
        .await;
    }
    // Many at once: the pool of instances is shared, and must be enough or say so.
    let together: Vec<_> = (0..24)
        .map(|_| {
            let devnet = devnet.clone();
            tokio::spawn(async move { calls(&devnet, itself, &[]).await })
        })
        .collect();
    for call in together {
        let answer = call.await.expect("an answer");
        assert!(
            answer.get("error").is_some() != answer.get("result").is_some(),
            "{answer}"
        );
    }
    let alone = calls(&devnet, itself, &[]).await;
    let again = calls(&devnet, itself, &[]).await;
    assert_eq!(alone, again, "what others did leaves no trace");
}

/// Modules that are expensive to check, to instrument or to compile.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let head = r#"(memory (export "memory") 1)"#;
    let module = |rest: String| format!("(module {head} {rest})");
    let table = module(entry(&format!(
        "(block (br_table {} (i32.const 1))) (i32.const 0)",
        "0 ".repeat(60_000)
    )));
    let tables = module(entry(&format!(
        "{} (i32.const 0)",
        format!("(block (br_table {} (i32.const 1)))", "0 ".repeat(500)).repeat(120)
    )));
    let nested = module(entry(&format!(
        "{}{} (i32.const 0)",
        "(block ".repeat(900),
        ")".repeat(900)
    )));
    let branches = module(entry(&format!(
        "{}{}{} (i32.const 0)",
        "(block ".repeat(700),
        (0..700)
            .map(|depth| format!("(br_if {depth} (i32.const 0))"))
            .collect::<String>(),
        ")".repeat(700)
    )));
    let functions = module(format!(
        "{} {}",
        "(func)".repeat(4_095),
        entry("(i32.const 0)")
    ));
    let too_many = module(format!(
        "{} {}",
        "(func)".repeat(20_000),
        entry("(i32.const 0)")
    ));
    let locals = module(format!(
        "{} {}",
        format!("(func (local {}) )", "i64 ".repeat(348)).repeat(4_000),
        entry("(i32.const 0)")
    ));
    let long = module(entry(&format!(
        "{} (i32.const 0)",
        "(drop (i32.const 1))".repeat(40_000)
    )));
    let adds = module(entry(&format!(
        "{} (i32.const 0) {}",
        "",
        "(i32.const 1) (i32.add)".repeat(20_000)
    )));
    let stack = module(entry(&format!(
        "{} {} (i32.const 0)",
        "(i32.const 1)".repeat(5_000),
        "(drop)".repeat(5_000)
    )));
    let calls = module(format!(
        "{} {}",
        (0..2_000)
            .map(|index| format!("(func $f{index} (call $f{}))", (index + 1) % 2_000))
            .collect::<String>(),
        entry("(call $f0) (i32.const 0)")
    ));
    let globals = module(format!(
        "{} {}",
        "(global (mut i64) (i64.const 0))".repeat(12_000),
        entry("(i32.const 0)")
    ));
    let indirect = module(format!(
        "(table 4096 funcref) (type $t (func)) {}",
        entry(&format!(
            "{} (i32.const 0)",
            "(call_indirect (type $t) (i32.const 9))".repeat(8_000)
        ))
    ));
    let mut bombs: Vec<(&str, Vec<u8>)> = [
        ("one huge br_table", table),
        ("many br_tables", tables),
        ("deep nesting", nested),
        ("deep nesting with branches", branches),
        ("as many functions as allowed", functions),
        ("far more functions than allowed", too_many),
        ("functions full of locals", locals),
        ("one long function", long),
        ("a long sum", adds),
        ("a high stack", stack),
        ("functions that call in a circle", calls),
        ("globals", globals),
        ("indirect calls", indirect),
    ]
    .into_iter()
    .map(|(name, wat)| (name, program_code(&wat)))
    .collect();
    // Nesting that a text parser would not take: block, block, ... as bytes.
    bombs.push((
        "nesting to the limit of size",
        packed(&raw_body(
            &[0x02, 0x40].repeat(30_000),
            &[0x0b].repeat(30_000),
        )),
    ));
    bombs.push((
        "blocks that never end",
        packed(&raw_body(&[0x02, 0x40].repeat(60_000), &[])),
    ));
    // A gigabyte of zeros in a few hundred bytes.
    bombs.push(("a compression bomb", packed(&vec![0; 64 << 20])));
    bombs.push(("nothing", packed(&[])));
    bombs.push((
        "no compressed stream",
        [&[0xef, 0xf0, 0, 0][..], &[0x5a; 300]].concat(),
    ));
    bombs.push((
        "the shared dictionary",
        [&[0xef, 0xf0, 0, 1][..], &packed(b"\0asm")[4..]].concat(),
    ));
    bombs.push((
        "a cut stream",
        packed(&::wat::parse_str("(module)").expect("module"))[..8].to_vec(),
    ));
    bombs
}

/// A module whose entry point consists of these bytes.
fn raw_body(open: &[u8], close: &[u8]) -> Vec<u8> {
    let body = [&[0x00][..], open, close, &[0x41, 0x00, 0x0b]].concat();
    let mut length = Vec::new();
    let put = |mut number: usize, out: &mut Vec<u8>| {
        loop {
            let byte = (number & 0x7f) as u8;
            number >>= 7;
            if number == 0 {
                out.push(byte);
                return;
            }
            out.push(byte | 0x80);
        }
    };
    put(body.len(), &mut length);
    let mut code = vec![1];
    code.extend_from_slice(&length);
    code.extend_from_slice(&body);
    let mut wasm = b"\0asm\x01\0\0\0".to_vec();
    wasm.extend_from_slice(&[1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f]);
    wasm.extend_from_slice(&[3, 2, 1, 0]);
    wasm.extend_from_slice(&[5, 3, 1, 0, 1]);
    wasm.extend_from_slice(&[7, 28, 2, 6]);
    wasm.extend_from_slice(b"memory\x02\x00\x0f");
    wasm.extend_from_slice(b"user_entrypoint\x00\x00");
    let mut section = Vec::new();
    put(code.len(), &mut section);
    wasm.push(10);
    wasm.extend_from_slice(&section);
    wasm.extend_from_slice(&code);
    wasm
}

#[tokio::test(flavor = "multi_thread")]
async fn activation_bombs_are_activated_or_refused_and_others_served() {
    let devnet = Arc::new(devnet().await);
    for (name, code) in bombs() {
        let node = devnet.node().clone();
        let (program, receipt) = while_served(&devnet, async move {
            tokio::task::spawn_blocking(move || install(&node, code))
                .await
                .expect(name)
        })
        .await;
        if receipt.status() {
            let answer = calls(&devnet, program, &[]).await;
            assert!(
                answer.get("error").is_some() != answer.get("result").is_some(),
                "{name}: {answer}"
            );
        } else {
            assert!(receipt.gas_used <= GAS, "{name}");
            let answer = calls(&devnet, program, &[]).await;
            assert!(
                answer.get("error").is_some(),
                "{name} is not activated: {answer}"
            );
        }
    }
}
