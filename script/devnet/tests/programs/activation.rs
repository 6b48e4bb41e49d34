//! Activation: broken modules, programs that were never activated, codehashes, fees, dry runs.
//!
//! The rules themselves, numbers and lives of activations are in the suite of fidelity.

use alloy::{
    primitives::{Address, U256},
    sol_types::SolValue,
};
use ballast_devnet::exec::Checks;
use revm::{context::result::ExecutionResult, primitives::TxKind};

use crate::{
    chain::{ARB_WASM, Chain, Facts, GAS},
    code::{packed, program_code},
    precompiles::by_address,
    wat::{CALL, forward, forwarder, storage, store},
};

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
