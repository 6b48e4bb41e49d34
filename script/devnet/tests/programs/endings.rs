//! How programs end, and what it costs: table of outcomes, memory, ink.

use alloy::primitives::U256;
use ballast_devnet::exec::{Checks, Settings};
use revm::{
    context::result::{ExecutionResult, HaltReason},
    primitives::TxKind,
};

use crate::{
    chain::{Chain, Facts, GAS},
    code::program_code,
    wat::{CALL, HEADER, forward, forwarder, module},
};

#[test]
fn an_endless_loop_runs_out_of_gas() {
    let mut chain = Chain::new();
    let program = chain.program(&module("(loop $again (br $again)) (i32.const 0)"));
    let outcome = chain.call(program, []);
    assert!(matches!(
        outcome.result_and_state.result,
        ExecutionResult::Halt {
            reason: HaltReason::OutOfGas(_),
            ..
        }
    ));
    assert_eq!(outcome.gas(), GAS);
}

#[test]
fn an_endless_recursion_runs_out_of_stack() {
    let mut chain = Chain::new();
    let program = chain.program(&format!(
        r#"(module {HEADER}
        (func $deeper (call $deeper))
        (func (export "user_entrypoint") (param i32) (result i32) (call $deeper) (i32.const 0)))"#
    ));
    let outcome = chain.call(program, []);
    assert!(outcome.is_halt());
    assert_eq!(outcome.gas(), GAS);
    assert!(outcome.output().is_empty());
}

#[test]
fn traps_revert_without_data_and_keep_gas() {
    let mut chain = Chain::new();
    for body in [
        "(call $write_result (i32.const 0) (i32.const 4)) (unreachable)",
        "(call $write_result (i32.const 0) (i32.const 4)) (drop (i32.load (i32.const 65536))) (i32.const 0)",
        "(drop (i32.div_u (i32.const 1) (i32.load (i32.const 0)))) (i32.const 0)",
        "(call $write_result (i32.const 65535) (i32.const 2)) (i32.const 0)",
        "(call $write_result (i32.const -1) (i32.const 1)) (i32.const 0)",
    ] {
        let program = chain.program(&module(body));
        let outcome = chain.call(program, []);
        assert!(
            matches!(
                outcome.result_and_state.result,
                ExecutionResult::Revert { .. }
            ),
            "{body}"
        );
        assert!(outcome.output().is_empty(), "{body}");
        assert!(outcome.gas() < 200_000, "{body}");
    }
}

#[test]
fn access_at_the_very_end_of_memory_is_legal() {
    let mut chain = Chain::new();
    let fine = chain.program(&module(
        "(call $write_result (i32.const 65536) (i32.const 0)) (i32.const 0)",
    ));
    assert!(chain.call(fine, []).is_success());
    let beyond = chain.program(&module(
        "(call $write_result (i32.const 65537) (i32.const 0)) (i32.const 0)",
    ));
    assert!(!chain.call(beyond, []).is_success());
}

#[test]
fn exit_early_keeps_the_output() {
    let mut chain = Chain::new();
    for (status, success) in [(0, true), (1, false), (7, false)] {
        let program = chain.program(&module(&format!(
            "(i32.store (i32.const 0) (i32.const 7)) (call $write_result (i32.const 0) (i32.const 1))
             (call $exit_early (i32.const {status})) (unreachable)"
        )));
        let outcome = chain.call(program, []);
        assert_eq!(outcome.is_success(), success);
        assert_eq!(outcome.output(), [7]);
    }
}

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
fn ink_of_single_operations_is_exact() {
    let mut chain = Chain::new();
    let between = |chain: &mut Chain, body: &str| {
        let program = chain.program(&module(&format!(
            "(local.set $x (call $ink_left)) {body} (local.set $x (i64.sub (local.get $x) (call $ink_left)))
             (i64.store (i32.const 0) (local.get $x)) (call $write_result (i32.const 0) (i32.const 8)) (i32.const 0)"
        )));
        u64::from_le_bytes(chain.call(program, []).output().try_into().unwrap())
    };
    // One block from call to call: local.set, local.get, call, the header, and the host function itself.
    let base = 210 + 75 + 3_800 + 2_450 + 8_400;
    assert_eq!(between(&mut chain, ""), base);
    assert_eq!(
        between(&mut chain, "(drop (i32.add (i32.const 1) (i32.const 2)))"),
        base + 9 + 70 + 1 + 1
    );
    assert_eq!(
        between(&mut chain, "(drop (i64.div_u (i64.const 1) (i64.const 2)))"),
        base + 9 + 1_270 + 1 + 1
    );
    // The call ends a block: one more header.
    assert_eq!(
        between(&mut chain, "(call $sender (i32.const 64))"),
        base + 1 + 3_800 + 2_450 + 13_440
    );
    let copy = "(memory.copy (i32.const 64) (i32.const 128) (i32.const 50))";
    assert_eq!(between(&mut chain, copy), base + 3 + 950 + 50 * 100);
    let keccak = "(call $keccak (i32.const 0) (i32.const 65) (i32.const 128))";
    assert_eq!(
        between(&mut chain, keccak),
        base + 3 + 3_800 + 2_450 + 121_800 + 21_000
    );
}

#[test]
fn memory_is_paid_for_in_the_whole_transaction() {
    let mut chain = Chain::new();
    let grow = |pages: u32| {
        module(&format!(
            "(local.set $x (call $gas_left)) (drop (memory.grow (i32.const {pages})))
             (i64.store (i32.const 0) (i64.sub (local.get $x) (call $gas_left)))
             (call $write_result (i32.const 0) (i32.const 8)) (i32.const 0)"
        ))
    };
    let cost = |chain: &mut Chain, pages| {
        let program = chain.program(&grow(pages));
        u64::from_le_bytes(chain.call(program, []).output().try_into().unwrap())
    };
    let free = cost(&mut chain, 1);
    assert!(free < 10, "{free}");
    assert!((1_000..1_010).contains(&cost(&mut chain, 2)));
    let hundred = cost(&mut chain, 100);
    // Pages 3 to 101, and the exponential part up to there.
    let exponential = (31_874_000f64.ln() / 128.0).exp().powf(101.0) as u64 - 1;
    assert!(
        (99_000 + exponential..99_010 + exponential).contains(&hundred),
        "{hundred}"
    );
    let too_many = chain.program(&grow(128));
    assert!(chain.call(too_many, []).is_halt());
}

#[test]
fn returning_data_costs_at_least_what_evm_memory_does() {
    let mut chain = Chain::new();
    let body = |bytes: u32| {
        module(&format!(
            "(call $write_result (i32.const 0) (i32.const {bytes})) (i32.const 0)"
        ))
    };
    let program = chain.program(&body(60_000));
    let outcome = chain.call(program, []);
    assert_eq!(outcome.output().len(), 60_000);
    // Without the floor it would be some 10,000 less.
    assert_eq!(outcome.gas(), 21_000 + 1_875 * 3 + 1_875 * 1_875 / 512);
}

#[test]
fn arithmetic_on_the_host() {
    let mut chain = Chain::new();
    let program = |chain: &mut Chain, operation: &str| {
        chain.program(&module(&format!(
            "(call $read_args (i32.const 0)) {operation} (call $write_result (i32.const 0) (i32.const 32)) (i32.const 0)"
        )))
    };
    let word = |number: u64| U256::from(number).to_be_bytes::<32>();
    let data = |a, b, m| [word(a), word(b), word(m)].concat();
    let cases = [
        (
            "(call $div (i32.const 0) (i32.const 32))",
            data(17, 5, 0),
            3u64,
        ),
        (
            "(call $div (i32.const 0) (i32.const 32))",
            data(17, 0, 0),
            0,
        ),
        (
            "(call $mod (i32.const 0) (i32.const 32))",
            data(17, 5, 0),
            2,
        ),
        (
            "(call $pow (i32.const 0) (i32.const 32))",
            data(3, 4, 0),
            81,
        ),
        (
            "(call $add_mod (i32.const 0) (i32.const 32) (i32.const 64))",
            data(10, 9, 7),
            5,
        ),
        (
            "(call $mul_mod (i32.const 0) (i32.const 32) (i32.const 64))",
            data(10, 9, 7),
            6,
        ),
        (
            "(call $mul_mod (i32.const 0) (i32.const 32) (i32.const 64))",
            data(10, 9, 0),
            0,
        ),
    ];
    for (operation, data, expected) in cases {
        let address = program(&mut chain, operation);
        assert_eq!(
            chain.call(address, data).word(),
            U256::from(expected),
            "{operation}"
        );
    }
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
