//! Activation of one fixed module, in numbers.

use alloy::primitives::{B256, U256, keccak256};
use serde_json::json;

use crate::{
    code::packed,
    model::{Sizes, activation_overhead, data_fee, intrinsic},
    support::{ARB_WASM, Lab, NOW, activation, options},
};

/// Operations of one long function, bytes of one long segment, entries of the table, and functions that do nothing: enough
/// that every factor of every price shows.
const NOPS: u64 = 10_000;
const BYTES: u64 = 10_000;
const ENTRIES: u64 = 1_000;
const EMPTY: u64 = 100;

/// Two imports, two globals, a table, segments, every kind of injected code.
fn fixed() -> String {
    let many = |count: u64, part: &str| part.repeat(count as usize);
    format!(
        r#"(module
        (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
        (import "vm_hooks" "read_args" (func (param i32)))
        (memory (export "memory") 3)
        (table {ENTRIES} funcref)
        (global (mut i32) (i32.const 5))
        (global i64 (i64.const 6))
        (elem (i32.const 0) {})
        (data (i32.const 8) "{}")
        (data (i32.const 99) "and more")
        (func (param i32 i64) (result i32)
            local.get 0
            i32.const 1
            memory.grow
            drop)
        (func (param i32 i32)
            local.get 0
            local.get 1
            i32.const 7
            memory.copy
            block
                local.get 0
                br_if 0
                return
            end)
        (func (export "user_entrypoint") (param i32) (result i32)
            i32.const 0)
        (func {})
        {})"#,
        many(ENTRIES, "2 "),
        many(BYTES, "x"),
        many(NOPS, "nop "),
        many(EMPTY, "(func)")
    )
}

/// The sizes, counted by hand.
fn sizes(wasm: &[u8]) -> Sizes {
    // Operations of each function as written, with the `end` of the function.
    let written = 5 + 10 + 2 + (NOPS + 1) + EMPTY;
    // A meter of twelve at the head of every block: one, then those ended by br_if, return and the two `end`s, then
    // one in all others.
    let meters = 12 * (1 + 4 + 1 + 1 + EMPTY);
    // Depth checks: twelve at each head, four before each return, and a return before each last `end`.
    let functions = 4 + EMPTY;
    let depth = 12 * functions + 4 * (functions + 1) + functions;
    // Payment before memory.grow, the meter of memory.copy.
    let others = 4 + 17;
    Sizes {
        wasm: wasm.len() as u64,
        functions,
        values: 3 + 2 + 2,
        globals: 2,
        data: BYTES + 8,
        // A flag, an offset of three bytes (of four for 99, which needs two digits), a length, the bytes.
        data_range: (1 + 3 + 2 + BYTES) + (1 + 4 + 1 + 8),
        // A flag, the offset, a count, the functions.
        element_range: 1 + 3 + 2 + ENTRIES,
        pages: 3,
        operations: written + meters + depth + others,
    }
}

/// On a chain of its own, because what others activate moves the fee.
#[tokio::test]
async fn one_module_in_numbers() {
    let devnet = ballast_devnet::spawn(options())
        .await
        .expect("devnet starts");
    let lab = Lab::on(&devnet, 0);
    let wasm = ::wat::parse_str(fixed()).unwrap();
    let code = packed(&wasm);
    let sizes = sizes(&wasm);
    let program = lab.deploy(&code).await;
    let before = lab.balance(lab.address()).await;
    let receipt = lab.activate(program).await;
    assert!(receipt.status());

    let gas = intrinsic(&activation(program)) + sizes.activation() + activation_overhead();
    assert_eq!(receipt.gas_used, gas);
    let fee = data_fee(sizes.native(), sizes.native());
    let paid = before - lab.balance(lab.address()).await;
    assert_eq!(
        paid,
        U256::from(fee) + U256::from(gas) * U256::from(ballast_devnet::BASE_FEE)
    );

    let log = &receipt.inner.logs()[0];
    let signature = "ProgramActivated(bytes32,bytes32,address,uint256,uint16)";
    assert_eq!(log.topics(), [keccak256(signature), keccak256(&code)]);
    let words: Vec<U256> = log
        .data()
        .data
        .chunks(32)
        .map(U256::from_be_slice)
        .collect();
    let (whose, version) = (U256::from_be_bytes(program.into_word().0), U256::from(2));
    assert_eq!(words[1..], [whose, U256::from(fee), version]);

    let (cached, init) = sizes.entry();
    let view = async |signature: &str, argument: B256| -> Vec<u64> {
        lab.view(ARB_WASM, signature, argument)
            .await
            .into_iter()
            .map(|word| word.to())
            .collect()
    };
    let (address, codehash) = (program.into_word(), keccak256(&code));
    assert_eq!(
        view("programInitGas(address)", address).await,
        [cached + init, cached]
    );
    assert_eq!(
        view("codehashAsmSize(bytes32)", codehash).await,
        [sizes.native().div_ceil(1_024) * 1_024]
    );
    assert_eq!(view("programMemoryFootprint(address)", address).await, [3]);
    assert_eq!(view("programVersion(address)", address).await, [2]);
    assert_eq!(view("codehashVersion(bytes32)", codehash).await, [2]);
    // Age counts from the last whole hour of Arbitrum's clock.
    let block = lab
        .result("eth_getBlockByNumber", json!(["latest", false]))
        .await;
    let now = u64::from_str_radix(
        block["timestamp"]
            .as_str()
            .unwrap()
            .trim_start_matches("0x"),
        16,
    )
    .unwrap();
    assert!(now >= NOW);
    let age = (now - 1_421_388_000) % 3_600;
    assert_eq!(
        view("programTimeLeft(address)", address).await,
        [365 * 86_400 - age]
    );
}

/// Demand of earlier activations raises the fee, time lowers it.
#[tokio::test]
async fn the_fee_follows_demand() {
    let devnet = ballast_devnet::spawn(options())
        .await
        .expect("devnet starts");
    let lab = Lab::on(&devnet, 0);
    let mut demand = 0;
    let mut last = 0;
    for round in 0..4u64 {
        // The comment is a custom section: another code, a little longer.
        let wat = format!(
            r#"(module (memory (export "memory") 1 1)
            (func (export "user_entrypoint") (param i32) (result i32) (i32.const {round}))
            (@custom "pad" "{}"))"#,
            "x".repeat(30_000 * round as usize)
        );
        let wasm = ::wat::parse_str(&wat).unwrap();
        let native = Sizes {
            wasm: wasm.len() as u64,
            functions: 1,
            values: 2,
            ..Sizes::default()
        }
        .native();
        let program = lab.deploy(&packed(&wasm)).await;
        let receipt = lab.activate(program).await;
        assert!(receipt.status());
        let block = lab
            .result("eth_getBlockByNumber", json!(["latest", false]))
            .await;
        let now = u64::from_str_radix(
            block["timestamp"]
                .as_str()
                .unwrap()
                .trim_start_matches("0x"),
            16,
        )
        .unwrap();
        let decay = if last == 0 {
            demand
        } else {
            34_865 * (now - last)
        };
        demand = u64::saturating_sub(demand, decay) + native;
        last = now;
        let fee = U256::from_be_slice(&receipt.inner.logs()[0].data().data[64..96]);
        assert_eq!(fee, U256::from(data_fee(native, demand)), "round {round}");
        if round == 1 {
            lab.result("evm_increaseTime", json!([20])).await;
        }
    }
}
