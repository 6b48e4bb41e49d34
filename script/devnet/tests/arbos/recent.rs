//! Programs that ran in this block, which ArbOS 60 takes for cached.

use alloy::primitives::{Address, TxKind, U256};
use ballast_devnet::{
    Node, Options,
    exec::{Checks, RecentPrograms, execute_in_block},
};
use revm::{DatabaseCommit, context::TxEnv};

use crate::{
    chain::{Chain, Facts, GAS, SENDER},
    support::*,
    wat::{evm_forward, evm_forwarder, module, storage, store},
};

/// Gas of reading slot 1 by a transaction, after others of its block.
fn read(chain: &mut Chain, program: Address, recent: &mut RecentPrograms) -> u64 {
    let tx = TxEnv {
        caller: SENDER,
        kind: TxKind::Call(program),
        data: store(0, 1, 0).into(),
        gas_limit: GAS,
        nonce: chain.db.cache.accounts[&SENDER].info.nonce,
        ..Default::default()
    };
    let (runtime, block) = (chain.runtime.clone(), chain.block.clone());
    let outcome =
        execute_in_block(&runtime, &mut chain.db, &block, tx, Checks::Call, recent).unwrap();
    assert!(outcome.is_success());
    let gas = outcome.gas();
    chain.db.commit(outcome.result_and_state.state);
    gas
}

fn init(chain: &mut Chain, program: Address) -> u64 {
    let gas = view(chain, ARB_WASM, "programInitGas(address)", &[&program]);
    (gas[0] - gas[1]).to()
}

#[test]
fn the_second_run_in_a_block_is_cached() {
    for arbos in [51, 60] {
        let mut chain = chain(arbos);
        let program = chain.program(&storage());
        let init = init(&mut chain, program);
        let recent = &mut RecentPrograms::default();
        let first = read(&mut chain, program, recent);
        let second = read(&mut chain, program, recent);
        assert_eq!(first - second, if arbos == 60 { init } else { 0 });
        let next_block = read(&mut chain, program, &mut RecentPrograms::default());
        assert_eq!(next_block, first);
    }
}

#[test]
fn runs_within_one_transaction_count() {
    let mut chain = chain(60);
    let program = chain.program(&crate::wat::forwarder());
    let init = init(&mut chain, program);
    let inner = crate::wat::forward(crate::wat::CALL, Address::repeat_byte(5), 0, &[]);
    let outer = crate::wat::forward(crate::wat::CALL, program, 0, &inner);
    let evm = chain.contract(&evm_forwarder());
    let once = chain.call(evm, evm_forward(program, &inner)).gas();
    let twice = chain.call(evm, evm_forward(program, &outer)).gas();
    assert!(
        twice - once < init,
        "the second entry does not pay for initialisation"
    );
}

#[test]
fn the_block_remembers_only_so_many() {
    let mut chain = owned_chain(60);
    must(
        &mut chain,
        ARB_OWNER,
        "setWasmBlockCacheSize(uint16)",
        &[&2],
    );
    let programs: Vec<_> = (0..3)
        .map(|id| {
            let body = format!("(drop (i32.const {id})) (i32.const 0)");
            chain.program(&module(&body))
        })
        .collect();
    let recent = &mut RecentPrograms::default();
    let first: Vec<_> = programs
        .iter()
        .map(|program| read(&mut chain, *program, recent))
        .collect();
    assert_eq!(
        read(&mut chain, programs[0], recent),
        first[0],
        "it was forgotten"
    );
    assert!(
        read(&mut chain, programs[2], recent) < first[2],
        "it was not"
    );
}

#[test]
fn a_node_remembers_within_blocks_and_estimates_without() {
    let node = Node::new(Options {
        arbos: 60,
        ..Options::default()
    })
    .unwrap();
    let sender = node.accounts()[0].address;
    let program = Address::repeat_byte(0x42);
    node.set_code(program, crate::code::program_code(&storage()).into())
        .unwrap();
    let send = |to: Address, data: Vec<u8>, value: U256| {
        let request = alloy::rpc::types::TransactionRequest {
            from: Some(sender),
            to: Some(TxKind::Call(to)),
            gas: Some(10_000_000),
            value: Some(value),
            input: alloy::primitives::Bytes::from(data).into(),
            ..Default::default()
        };
        node.send_unsigned(request).unwrap()
    };
    send(
        ARB_WASM,
        encode("activateProgram(address)", &[&program]),
        U256::from(10).pow(U256::from(17)),
    );
    let alone = send(program, store(0, 1, 0), U256::ZERO);
    node.set_automine(false);
    let block = [(); 2].map(|()| send(program, store(0, 1, 0), U256::ZERO));
    node.mine(1, None).unwrap();
    node.set_automine(true);
    let gas = |hash| node.receipt(hash).unwrap().gas_used;
    assert_eq!(gas(block[0]), gas(alone));
    assert!(gas(block[1]) < gas(block[0]));
    // A trace of the second replays the first.
    let options = serde_json::from_value(serde_json::json!({ "tracer": "callTracer" })).unwrap();
    for hash in block {
        let trace = node.trace_transaction(hash, &options).unwrap().unwrap();
        let trace = serde_json::to_value(trace).unwrap();
        assert_eq!(trace["gasUsed"], format!("{:#x}", gas(hash)));
    }
}
