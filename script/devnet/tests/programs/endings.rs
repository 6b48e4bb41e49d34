//! How programs end inside other programs, what they print, and what gas above the cap does.
//!
//! Statuses, data and gas of each ending are in the suite of fidelity.

use alloy::primitives::U256;
use ballast_devnet::exec::{Checks, Settings};
use revm::{context::result::ExecutionResult, primitives::TxKind};

use crate::{
    chain::{Chain, Facts, GAS},
    code::program_code,
    wat::{CALL, forward, forwarder, module},
};

#[test]
fn out_of_ink_in_a_callee_leaves_the_caller_a_sixty_fourth() {
    let mut chain = Chain::new();
    let outer = chain.program(&forwarder());
    let endless = chain.program(&module("(loop $again (br $again)) (i32.const 0)"));
    let outcome = chain.call(outer, forward(CALL, endless, 0, &[]));
    assert!(matches!(
        outcome.result_and_state.result,
        ExecutionResult::Revert { .. }
    ));
    assert!(outcome.output().is_empty());
    assert!(outcome.gas() < GAS && outcome.gas() > GAS / 64 * 62);
}

#[test]
fn console_prints_on_debug_chains_and_is_refused_in_production() {
    let wat = r#"(module
        (import "console" "log_txt" (func $log (param i32 i32)))
        (import "console" "log_i32" (func $number (param i32)))
        (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "hello")
        (func (export "user_entrypoint") (param i32) (result i32)
            (call $log (i32.const 0) (i32.const 5)) (call $number (i32.const -3)) (i32.const 0)))"#;
    let mut debug = Chain::new();
    let program = debug.program(wat);
    assert_eq!(debug.call(program, []).console, ["hello", "-3"]);
    let mut production = Chain::with(Settings {
        production: true,
        ..Settings::default()
    });
    let (_, address) = production.deploy(&program_code(wat));
    let refused = production.activate(address.unwrap());
    assert!(refused.is_halt());
    assert!(
        refused
            .notice
            .unwrap()
            .contains("Host func log_txt in console not enabled")
    );
}

#[test]
fn gas_above_the_cap_is_held_back_and_returned() {
    let mut chain = Chain::new();
    let endless = chain.program(&module("(loop $again (br $again)) (i32.const 0)"));
    let outcome = chain.run(
        TxKind::Call(endless),
        [],
        U256::ZERO,
        50_000_000,
        Checks::Transaction,
    );
    assert!(outcome.is_halt());
    assert_eq!(outcome.gas(), 32_000_000);
    let outcome = chain.run(
        TxKind::Call(endless),
        [],
        U256::ZERO,
        50_000_000,
        Checks::Call,
    );
    assert_eq!(outcome.gas(), 50_000_000);
}
