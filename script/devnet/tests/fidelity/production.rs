//! What only chains for development take: printing, start functions, the owner's seat for the asking.

use alloy::primitives::{Address, address, keccak256};
use ballast_devnet::{Handle, Options, spawn};
use serde_json::Value;

use crate::{
    code::program_code,
    support::{Answer, Lab, options},
};

const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

async fn chain(production: bool) -> Handle {
    spawn(Options {
        production,
        ..options()
    })
    .await
    .expect("devnet starts")
}

/// A module that returns 0; `items` go first.
fn module(items: &str, body: &str) -> String {
    format!(
        r#"(module (import "vm_hooks" "pay_for_memory_grow" (func (param i32))) {items}
        (memory (export "memory") 1)
        (func (export "user_entrypoint") (param i32) (result i32) {body} (i32.const 0)))"#
    )
}

/// Why the module may not be activated; null if it may.
async fn refusal(lab: &Lab, wat: &str) -> Value {
    let program = lab.deploy(&program_code(wat)).await;
    lab.refusal(program).await["message"].clone()
}

#[tokio::test]
async fn imports_for_debugging() {
    let (debug, production) = (chain(false).await, chain(true).await);
    let (debug, production) = (Lab::on(&debug, 0), Lab::on(&production, 0));
    let imports = [
        ("console", "log_txt", "(param i32 i32)"),
        ("console", "log_i32", "(param i32)"),
        ("console", "tee_i64", "(param i64) (result i64)"),
        ("debug", "null_host", ""),
        ("debug", "start_benchmark", ""),
    ];
    for (from, name, ty) in imports {
        let wat = module(&format!(r#"(import "{from}" "{name}" (func {ty}))"#), "");
        assert!(refusal(&debug, &wat).await.is_null(), "{name}");
        let told = refusal(&production, &wat).await;
        let expected = format!("Host func {name} in {from} not enabled");
        assert!(told.as_str().unwrap().contains(&expected), "{told}");
    }
    // Printing costs nothing and runs.
    let wat = module(
        r#"(import "console" "log_i32" (func $log (param i32)))"#,
        "(call $log (i32.const 7))",
    );
    let program = debug.program(&wat).await;
    assert_eq!(
        debug.call(program, []).await,
        Answer::Success(Default::default())
    );
}

/// Debug chains move a start function out of the way; it does not run there either.
#[tokio::test]
async fn start_functions() {
    let (debug, production) = (chain(false).await, chain(true).await);
    let (debug, production) = (Lab::on(&debug, 0), Lab::on(&production, 0));
    let wat = module("", "").replace("(memory", "(start $s) (func $s unreachable) (memory");
    let told = refusal(&production, &wat).await;
    assert!(
        told.as_str()
            .unwrap()
            .contains("start functions not allowed"),
        "{told}"
    );
    let program = debug.program(&wat).await;
    assert_eq!(
        debug.call(program, []).await,
        Answer::Success(Default::default())
    );
}

/// Production chains forget exports before they count and measure them.
#[tokio::test]
async fn exports_that_nobody_may_call() {
    let (debug, production) = (chain(false).await, chain(true).await);
    let (debug, production) = (Lab::on(&debug, 0), Lab::on(&production, 0));
    let many: String = (0..1_100)
        .map(|n| format!(r#"(export "e{n}" (func $f))"#))
        .collect();
    let exports = module("", "").replace("(memory", &format!("(func $f) {many} (memory"));
    assert!(
        refusal(&debug, &exports)
            .await
            .as_str()
            .unwrap()
            .contains("too many wasm exports: 1106 > 1024")
    );
    assert!(refusal(&production, &exports).await.is_null());
    let long = module("", "").replace(
        "(memory",
        &format!(r#"(func (export "{}")) (memory"#, "a".repeat(513)),
    );
    assert!(
        refusal(&debug, &long)
            .await
            .as_str()
            .unwrap()
            .contains("wasm name too long")
    );
    assert!(refusal(&production, &long).await.is_null());
}

#[tokio::test]
async fn the_owners_seat() {
    let (debug, production) = (chain(false).await, chain(true).await);
    let become_owner = &keccak256("becomeChainOwner()")[..4];
    assert!(
        Lab::on(&debug, 0)
            .send(ARB_DEBUG, become_owner.to_vec())
            .await
            .status()
    );
    assert!(
        !Lab::on(&production, 0)
            .send(ARB_DEBUG, become_owner.to_vec())
            .await
            .status()
    );
}
