//! Calls between programs and contracts, delegate calls, logs, creates, depth, value.

use alloy::primitives::{Address, U256, keccak256};

use crate::{
    chain::{Chain, Facts, GAS, SENDER},
    code::{init_code, program_code, word},
    wat::{
        CALL, DELEGATE, HEADER, evm_delegator, evm_forward, evm_forwarder, forward, forwarder,
        module, storage, store,
    },
};

#[test]
fn stylus_to_evm_to_stylus_and_back() {
    let mut chain = Chain::new();
    let outer = chain.program(&forwarder());
    let inner = chain.program(&storage());
    let evm = chain.contract(&evm_forwarder());
    let data = forward(CALL, evm, 0, &evm_forward(inner, &store(1, 5, 77)));
    let outcome = chain.send(outer, data, U256::ZERO);
    assert!(
        outcome.is_success(),
        "{:?}",
        outcome.result_and_state.result
    );
    assert_eq!(outcome.output().len(), 32);
    // Once more from EVM to program to EVM to program.
    let data = evm_forward(
        outer,
        &forward(CALL, evm, 0, &evm_forward(inner, &store(0, 5, 0))),
    );
    let evm_outer = chain.contract(&evm_forwarder());
    assert_eq!(chain.call(evm_outer, data).word(), U256::from(77));
}

#[test]
fn revert_data_comes_through_and_undoes_writes() {
    let mut chain = Chain::new();
    let outer = chain.program(&forwarder());
    let evm = chain.contract(&evm_forwarder());
    let failing = chain.program(&module(
        r#"
        (i32.store8 (i32.const 0x2f) (i32.const 3))
        (call $cache (i32.const 0x10) (i32.const 0x10))
        (call $flush (i32.const 0))
        (i32.store (i32.const 0) (i32.const 0x6f6f6662))
        (call $write_result (i32.const 0) (i32.const 4))
        (i32.const 1)"#,
    ));
    let outcome = chain.send(
        outer,
        forward(CALL, evm, 0, &evm_forward(failing, &[])),
        U256::ZERO,
    );
    assert!(!outcome.is_success() && !outcome.is_halt());
    assert_eq!(outcome.output(), b"bfoo");
    assert!(outcome.gas() < GAS / 10);
    let state = &outcome.result_and_state.state;
    assert!(
        state
            .get(&failing)
            .is_none_or(|account| account.storage.values().all(|slot| !slot.is_changed()))
    );
}

#[test]
fn delegate_calls_act_for_the_caller_both_ways() {
    let mut chain = Chain::new();
    let library = chain.program(&storage());
    let stylus_proxy = chain.program(&forwarder());
    let evm_proxy = chain.contract(&evm_delegator());
    chain.send(
        stylus_proxy,
        forward(DELEGATE, library, 0, &store(1, 1, 11)),
        U256::ZERO,
    );
    chain.send(
        evm_proxy,
        evm_forward(library, &store(1, 1, 22)),
        U256::ZERO,
    );
    let slot = |chain: &mut Chain, address: Address| {
        chain.db.cache.accounts[&address]
            .storage
            .get(&U256::from(1))
            .copied()
            .unwrap_or_default()
    };
    assert_eq!(slot(&mut chain, stylus_proxy), U256::from(11));
    assert_eq!(slot(&mut chain, evm_proxy), U256::from(22));
    assert_eq!(slot(&mut chain, library), U256::ZERO);
}

#[test]
fn delegate_call_keeps_sender_value_and_address() {
    let mut chain = Chain::new();
    let facts = module(
        r#"
        (call $sender (i32.const 0x10c))
        (call $address (i32.const 0x12c))
        (call $value (i32.const 0x140))
        (call $write_result (i32.const 0x100) (i32.const 0x60))
        (i32.const 0)"#,
    );
    let library = chain.program(&facts);
    let proxy = chain.program(&forwarder());
    let output = chain
        .send(proxy, forward(DELEGATE, library, 0, &[]), U256::from(5))
        .output();
    assert_eq!(Address::from_slice(&output[12..32]), SENDER);
    assert_eq!(Address::from_slice(&output[44..64]), proxy);
    assert_eq!(U256::from_be_slice(&output[64..]), U256::from(5));
    let output = chain
        .send(proxy, forward(CALL, library, 3, &[]), U256::from(5))
        .output();
    assert_eq!(Address::from_slice(&output[12..32]), proxy);
    assert_eq!(Address::from_slice(&output[44..64]), library);
    assert_eq!(U256::from_be_slice(&output[64..]), U256::from(3));
    assert_eq!(
        chain.db.cache.accounts[&library].info.balance,
        U256::from(3)
    );
}

#[test]
fn logs_carry_topics_and_data_and_vanish_on_revert() {
    let mut chain = Chain::new();
    let program = chain.program(&module(
        r#"
        (call $read_args (i32.const 0x100))
        (call $emit_log (i32.const 0x101) (i32.const 67) (i32.const 2))
        (i32.load8_u (i32.const 0x100))"#,
    ));
    let data = |status: u8| [&[status], &word(1)[..], &word(2), b"abc"].concat();
    let outcome = chain.send(program, data(0), U256::ZERO);
    let logs = outcome.result_and_state.result.logs();
    assert_eq!(logs.len(), 1);
    assert_eq!(logs[0].address, program);
    assert_eq!(logs[0].topics().len(), 2);
    assert_eq!(logs[0].topics()[1].0, word(2));
    assert_eq!(&logs[0].data.data[..], b"abc");
    assert!(
        chain
            .send(program, data(1), U256::ZERO)
            .result_and_state
            .result
            .logs()
            .is_empty()
    );
    let bad = chain.program(&module(
        "(call $emit_log (i32.const 0) (i32.const 31) (i32.const 1)) (i32.const 0)",
    ));
    let outcome = chain.call(bad, []);
    assert!(!outcome.is_success() && !outcome.is_halt());
}

#[test]
fn programs_create_programs() {
    let mut chain = Chain::new();
    let creator = chain.program(&module(
        r#"
        (call $read_args (i32.const 0x100))
        (call $create2 (i32.const 0x120) (i32.sub (local.get $len) (i32.const 32)) (i32.const 0xC0) (i32.const 0x100)
            (i32.const 0x20c) (i32.const 0))
        (i32.store (i32.const 0x200) (i32.const 0))
        (call $write_result (i32.const 0x20c) (i32.const 20))
        (i32.const 0)"#,
    ));
    // The init code must not overlap the place of the result.
    let code = program_code(&storage());
    let init = init_code(&code);
    let salt = word(7);
    let outcome = chain.send(creator, [&salt[..], &init].concat(), U256::ZERO);
    let created = Address::from_slice(&outcome.output());
    assert_eq!(created, creator.create2(salt, keccak256(&init)));
    assert_eq!(
        chain.db.cache.accounts[&created]
            .info
            .code
            .as_ref()
            .unwrap()
            .original_byte_slice(),
        code
    );
    assert!(chain.activate(created).is_success());
    assert!(chain.send(created, store(1, 1, 1), U256::ZERO).is_success());
    let again = chain.send(creator, [&salt[..], &init].concat(), U256::ZERO);
    assert_eq!(
        Address::from_slice(&again.output()),
        Address::ZERO,
        "the address is taken"
    );
}

#[test]
fn a_reverting_create_returns_its_data() {
    let mut chain = Chain::new();
    let creator = chain.program(&module(
        r#"
        (call $read_args (i32.const 0x100))
        (call $create1 (i32.const 0x100) (local.get $len) (i32.const 0xC0) (i32.const 0x40) (i32.const 0))
        (local.set $n (call $return_data_size))
        (drop (call $read_return_data (i32.const 0x54) (i32.const 0) (local.get $n)))
        (call $write_result (i32.const 0x40) (i32.add (i32.const 20) (local.get $n)))
        (i32.const 0)"#,
    ));
    // mstore8(0, 0x2a) revert(0, 1)
    let output = chain
        .send(
            creator,
            [0x60, 0x2A, 0x60, 0x00, 0x53, 0x60, 0x01, 0x60, 0x00, 0xFD],
            U256::ZERO,
        )
        .output();
    assert_eq!(output, [&[0; 20][..], &[0x2A]].concat());
}

/// Calls its sender, or the address after the counter if nobody runs yet, with a counter one higher; returns the
/// highest counter reached.
fn descent() -> String {
    format!(
        r#"(module {HEADER}
        (func (export "user_entrypoint") (param $len i32) (result i32)
            (call $read_args (i32.const 0x100))
            (i32.store (i32.const 0x100) (i32.add (i32.load (i32.const 0x100)) (i32.const 1)))
            (call $sender (i32.const 0x200))
            (if (i32.eq (local.get $len) (i32.const 24)) (then
                (memory.copy (i32.const 0x200) (i32.const 0x104) (i32.const 20))))
            (if (call $call (i32.const 0x200) (i32.const 0x100) (i32.const 4) (i32.const 0x300) (i64.const -1)
                    (i32.const 0))
                (then (call $write_result (i32.const 0x100) (i32.const 4)))
                (else
                    (drop (call $read_return_data (i32.const 0x100) (i32.const 0) (i32.const 4)))
                    (call $write_result (i32.const 0x100) (i32.const 4))))
            (i32.const 0)))"#
    )
}

#[test]
fn programs_call_each_other_until_all_pages_are_open() {
    let mut chain = Chain::new();
    let a = chain.program(&descent());
    let b = chain.program(&descent().replace("0x300", "0x340"));
    let outcome = chain.call_deep(a, [&0u32.to_le_bytes(), b.as_slice()].concat());
    assert!(
        outcome.is_success(),
        "{:?} {:?}",
        outcome.result_and_state.result,
        outcome.notice
    );
    // Each holds one page of the 128 that a transaction has.
    assert_eq!(
        u32::from_le_bytes(outcome.output().try_into().unwrap()),
        128
    );
}

#[test]
fn programs_and_contracts_call_each_other_1024_deep() {
    let mut chain = Chain::new();
    let program = chain.program(&forwarder());
    let evm = chain.contract(&evm_forwarder());
    // Every ninth frame is a program, so that pages suffice; the outermost frame has depth 0.
    let descend = |calls: usize| {
        let mut data = Vec::new();
        let mut target = Address::with_last_byte(4);
        for level in (0..calls).rev() {
            let is_program = level % 9 == 0;
            data = if is_program {
                forward(CALL, target, 0, &data)
            } else {
                evm_forward(target, &data)
            };
            target = if is_program { program } else { evm };
        }
        (target, data)
    };
    let (target, data) = descend(1_024);
    let deepest = chain.call_deep(target, data);
    assert!(
        deepest.is_success(),
        "{:?} {:?}",
        deepest.result_and_state.result,
        deepest.notice
    );
    let (target, data) = descend(1_025);
    assert!(
        !chain.call_deep(target, data).is_success(),
        "no frame is deeper than 1024"
    );
}

#[test]
fn value_moves_with_calls_and_fails_without_funds() {
    let mut chain = Chain::new();
    let program = chain.program(&forwarder());
    let target = Address::repeat_byte(0x77);
    assert!(
        chain
            .send(program, forward(CALL, target, 4, &[]), U256::from(10))
            .is_success()
    );
    assert_eq!(chain.db.cache.accounts[&target].info.balance, U256::from(4));
    let refused = chain.send(program, forward(CALL, target, 7, &[]), U256::ZERO);
    assert!(!refused.is_success() && !refused.is_halt());
}

#[test]
fn borrowed_code_cannot_destroy_a_program() {
    let mut chain = Chain::new();
    let program = chain.program(&forwarder());
    // PUSH1 0 SELFDESTRUCT
    let destroyer = chain.contract(&[0x60, 0x00, 0xFF]);
    let outcome = chain.send(program, forward(DELEGATE, destroyer, 0, &[]), U256::from(1));
    assert!(!outcome.is_success() && !outcome.is_halt());
    let proxy = chain.contract(&evm_delegator());
    assert!(
        chain
            .send(proxy, evm_forward(destroyer, &[]), U256::ZERO)
            .is_success()
    );
}
