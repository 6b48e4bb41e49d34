//! Activation: what is refused, how, and what a refusal costs; records, expiry, EIP-3541.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolValue,
};
use ballast_devnet::exec::{Checks, Settings};
use revm::{context::result::ExecutionResult, primitives::TxKind};

use crate::{
    chain::{ARB_WASM, Chain, Facts, GAS},
    code::{packed, program_code},
    precompiles::{by_address, by_hash},
    wat::{CALL, forward, forwarder, module, storage, store},
};

const ENTRY: &str = r#"(func (export "user_entrypoint") (param i32) (result i32) (i32.const 0))"#;

#[test]
fn no_mutilated_module_brings_the_node_down() {
    let mut chain = Chain::new();
    let wasm = wat::parse_str(storage()).unwrap();
    let mut state = 0x9E37_79B9u32;
    for _ in 0..300 {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let mut broken = wasm.clone();
        let at = state as usize % broken.len();
        broken[at] ^= (state >> 24) as u8 | 1;
        let (_, address) = chain.deploy(&packed(&broken));
        chain.activate(address.unwrap());
        chain.call(address.unwrap(), store(1, 1, 1));
    }
}

#[test]
fn floats_may_be_held_but_never_run() {
    let mut chain = Chain::new();
    let body = "(if (local.get $len) (then (drop (f32.const 1)))) (i32.const 0)";
    let program = chain.program(&module(body));
    assert!(chain.call(program, []).is_success());
    assert!(chain.call(program, [1]).is_halt());
}

#[test]
fn fixed_memory_needs_no_payment() {
    let mut chain = Chain::new();
    let program = chain.program(&format!(
        r#"(module (memory (export "memory") 1 1) {ENTRY})"#
    ));
    assert!(chain.call(program, []).is_success());
}

#[test]
fn a_program_that_was_never_activated_burns_all_gas() {
    let mut chain = Chain::new();
    let (_, address) = chain.deploy(&program_code(&storage()));
    let outcome = chain.call(address.unwrap(), store(0, 1, 0));
    assert!(outcome.is_halt());
    assert_eq!(outcome.gas(), GAS);
    assert_eq!(outcome.notice.as_deref(), Some("program not activated"));
    let caller = chain.program(&forwarder());
    let outcome = chain.call(caller, forward(CALL, address.unwrap(), 0, &store(0, 1, 0)));
    assert!(!outcome.is_success() && outcome.gas() > GAS / 64 * 62);
}

#[test]
fn code_is_activated_once_for_all_its_addresses() {
    let mut chain = Chain::new();
    let code = program_code(&storage());
    let first = chain.deploy(&code).1.unwrap();
    let second = chain.deploy(&code).1.unwrap();
    let outcome = chain.activate(first);
    assert!(outcome.is_success());
    assert_eq!(U256::from_be_slice(&outcome.output()[..32]), U256::from(2));
    assert!(chain.call(second, store(0, 1, 0)).is_success());
    let again = chain.activate(second);
    assert!(matches!(
        again.result_and_state.result,
        ExecutionResult::Revert { .. }
    ));
    assert_eq!(again.output(), [0xCC, 0x94, 0x4B, 0xF2]);
}

#[test]
fn the_data_fee_is_taken_and_the_rest_comes_back() {
    let mut chain = Chain::new();
    let program = chain.deploy(&program_code(&storage())).1.unwrap();
    let poor = chain.send(
        ARB_WASM,
        by_address("activateProgram(address)", program),
        U256::from(1),
    );
    assert_eq!(poor.output()[..4], [0x09, 0x78, 0x1A, 0xB7]);
    let want = U256::from_be_slice(&poor.output()[36..68]);
    let balance = |chain: &Chain| chain.db.cache.accounts[&crate::chain::SENDER].info.balance;
    let before = balance(&chain);
    let outcome = chain.activate(program);
    let fee = U256::from_be_slice(&outcome.output()[32..]);
    // The price rises with demand, which the refused attempt did not leave behind.
    assert_eq!(fee, want);
    assert_eq!(before - balance(&chain), fee);
    let log = &outcome.result_and_state.result.logs()[0];
    assert_eq!(log.address, ARB_WASM);
    assert_eq!(log.topics()[0].0[..4], [0xC0, 0xE8, 0x12, 0x78]);
    let (_, to, in_log, version) =
        <(alloy::primitives::B256, Address, U256, u16)>::abi_decode_params(&log.data.data).unwrap();
    assert_eq!((to, in_log, version), (program, fee, 2));
}

#[test]
fn what_is_no_program_reverts_and_keeps_gas() {
    let mut chain = Chain::new();
    let evm = chain.contract(&[0x00]);
    let outcome = chain.activate(evm);
    // Before ArbOS 60 only an empty account is told `ProgramNotWasm`.
    assert!(!outcome.is_success() && outcome.output().is_empty());
    assert!(outcome.gas() < GAS / 10);
    for code in [
        vec![0xEF, 0xF0, 0x00, 0x02, 0x00],
        vec![0xEF, 0xF0, 0x00, 0x00, 0xFF, 0xFF],
    ] {
        let (_, address) = chain.deploy(&code);
        let outcome = chain.activate(address.unwrap());
        assert!(matches!(
            outcome.result_and_state.result,
            ExecutionResult::Revert { .. }
        ));
        assert!(outcome.output().is_empty() && outcome.gas() < GAS / 10);
    }
}

#[test]
fn activation_in_a_call_changes_nothing() {
    let mut chain = Chain::new();
    let program = chain.deploy(&program_code(&storage())).1.unwrap();
    let data = by_address("activateProgram(address)", program);
    let value = U256::from(10).pow(U256::from(18));
    let dry = chain.run(TxKind::Call(ARB_WASM), data, value, GAS, Checks::Call);
    assert!(dry.is_success());
    assert!(chain.call(program, store(0, 1, 0)).is_halt());
    let real = chain.activate(program);
    assert_eq!(real.gas(), dry.gas());
}

#[test]
fn activations_expire_and_can_be_kept_alive() {
    let mut chain = Chain::new();
    let program = chain.program(&storage());
    let codehash = chain.db.cache.accounts[&program].info.code_hash;
    let value = U256::from(10).pow(U256::from(18));
    let soon = chain.send(
        ARB_WASM,
        by_hash("codehashKeepalive(bytes32)", codehash),
        value,
    );
    assert_eq!(soon.output()[..4], [0x16, 0xBD, 0x0C, 0xF8]);
    chain.block.timestamp += 360 * 86_400;
    assert!(chain.call(program, store(0, 1, 0)).is_success());
    assert!(
        chain
            .send(
                ARB_WASM,
                by_hash("codehashKeepalive(bytes32)", codehash),
                value
            )
            .is_success()
    );
    chain.block.timestamp += 360 * 86_400;
    assert!(chain.call(program, store(0, 1, 0)).is_success());
    chain.block.timestamp += 10 * 86_400;
    let expired = chain.call(program, store(0, 1, 0));
    assert!(expired.is_halt());
    assert!(expired.notice.unwrap().contains("expired"));
    assert!(chain.activate(program).is_success());
    assert!(chain.call(program, store(0, 1, 0)).is_success());
    let mut eternal = Chain::with(Settings {
        expiry: false,
        ..Settings::default()
    });
    let program = eternal.program(&storage());
    eternal.block.timestamp += 5_000 * 86_400;
    assert!(eternal.call(program, store(0, 1, 0)).is_success());
}

#[test]
fn create_refuses_ef_except_programs() {
    let mut chain = Chain::new();
    for code in [
        &[0xEF][..],
        &[0xEF, 0x00],
        &[0xEF, 0xF0, 0x00],
        &[0xEF, 0xF0, 0x01, 0],
        &[0xEF, 0xF0, 0x02, 0],
    ] {
        let (outcome, _) = chain.deploy(code);
        assert!(outcome.is_halt(), "{code:?}");
        assert_eq!(outcome.gas(), GAS, "all gas of the create burns");
    }
    assert!(chain.deploy(&[0xEF, 0xF0, 0x00, 0x00]).1.is_some());
    let mut longest = vec![0xEF, 0xF0, 0x00, 0x00];
    longest.resize(24_576, 0xAA);
    assert!(chain.deploy(&longest).1.is_some());
    longest.push(0);
    assert!(chain.deploy(&longest).0.is_halt());
}
