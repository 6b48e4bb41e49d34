//! Programs in fragments, which ArbOS 60 knows and 51 does not.

use alloy::primitives::{Address, U256};

use crate::{
    chain::{Chain, Facts, GAS},
    code::program_code,
    support::*,
    wat::{evm_forward, evm_forwarder, module, storage, store},
};

/// The compressed stream of a program and the length of its WASM.
fn stream(wat: &str) -> (Vec<u8>, u32) {
    let wasm = ::wat::parse_str(wat).unwrap();
    (program_code(wat)[4..].to_vec(), wasm.len() as u32)
}

fn fragment(part: &[u8]) -> Vec<u8> {
    [&[0xEF, 0xF0, 0x01], part].concat()
}

fn root(dictionary: u8, length: u32, fragments: &[Address]) -> Vec<u8> {
    let mut code = vec![0xEF, 0xF0, 0x02, dictionary];
    code.extend(length.to_be_bytes());
    code.extend(fragments.iter().flat_map(|address| address.0.0));
    code
}

/// Deploys a program in two parts; its root and its fragments.
fn split(chain: &mut Chain, wat: &str) -> (Address, [Address; 2]) {
    let (stream, length) = stream(wat);
    let (left, right) = stream.split_at(stream.len() / 2);
    let parts = [left, right].map(|part| chain.deploy(&fragment(part)).1.unwrap());
    let root = chain.deploy(&root(0, length, &parts)).1.unwrap();
    (root, parts)
}

#[test]
fn a_program_in_two_parts_runs_like_a_whole_one() {
    let mut chain = chain(60);
    let (root, _) = split(&mut chain, &storage());
    let whole = chain.program(&storage());
    let before = chain.call(root, store(1, 5, 9));
    assert!(before.is_halt(), "it is not active yet");
    assert!(chain.activate(root).is_success());
    let by_parts = chain.call(root, store(1, 5, 9));
    assert!(by_parts.is_success());
    assert_eq!(by_parts.gas(), chain.call(whole, store(1, 5, 9)).gas());
    let evm = chain.contract(&evm_forwarder());
    assert!(
        chain
            .call(evm, evm_forward(root, &store(0, 5, 0)))
            .is_success()
    );
    chain.send(root, store(1, 5, 9), U256::ZERO);
    assert_eq!(chain.call(root, store(0, 5, 0)).word(), number(9));
}

#[test]
fn reading_fragments_costs_like_copying_code() {
    let mut chain = chain(60);
    let (stream, _) = stream(&storage());
    let (root, parts) = split(&mut chain, &storage());
    let whole = chain.deploy(&program_code(&storage())).1.unwrap();
    let gas = |chain: &mut Chain, program: Address| {
        let data = encode("activateProgram(address)", &[&program]);
        let outcome = chain.run(
            alloy::primitives::TxKind::Call(ARB_WASM),
            data.clone(),
            U256::from(10).pow(U256::from(17)),
            GAS,
            ballast_devnet::exec::Checks::Call,
        );
        assert!(outcome.is_success());
        outcome.gas() - intrinsic(&data)
    };
    let words = |bytes: usize| 3 * (bytes as u64 + 3).div_ceil(32);
    let half = stream.len() / 2;
    let copies = words(half) + words(stream.len() - half);
    let expected = 2 * 2_600 + copies;
    assert_eq!(gas(&mut chain, root) - gas(&mut chain, whole), expected);
    // The same fragment twice is warm the second time, and no stream.
    let twice = chain.deploy(&root_of(&[parts[0], parts[0]])).1.unwrap();
    let outcome = chain.activate(twice);
    assert!(!outcome.is_success() && outcome.output().is_empty());
    let data = encode("activateProgram(address)", &[&twice]);
    // With the state of ArbOS, surcharge, price, parameters and record before the fragments.
    let before = 3 + 800 + 800 + 1_659_168 + 100 + 800;
    assert_eq!(
        outcome.gas() - intrinsic(&data),
        before + 2_600 + 100 + 2 * words(half)
    );
}

fn root_of(fragments: &[Address]) -> Vec<u8> {
    root(0, 1_000, fragments)
}

#[test]
fn fragments_are_neither_called_nor_activated() {
    let mut chain = chain(60);
    let (_, parts) = split(&mut chain, &storage());
    assert!(chain.call(parts[0], []).is_halt());
    let outcome = chain.activate(parts[0]);
    assert!(!outcome.is_success() && outcome.output().is_empty() && outcome.gas() < GAS);
}

#[test]
fn roots_must_fit_their_fragments() {
    let mut chain = owned_chain(60);
    let (stream, length) = stream(&storage());
    let third = stream.len() / 3;
    let parts = [
        &stream[..third],
        &stream[third..2 * third],
        &stream[2 * third..],
    ]
    .map(|part| chain.deploy(&fragment(part)).1.unwrap());
    let whole = chain.deploy(&fragment(&stream)).1.unwrap();
    let contract = chain.contract(&evm_forwarder());
    let cases = [
        ("shorter than it says", root(0, length + 1, &[whole])),
        ("longer than it says", root(0, length - 1, &[whole])),
        ("beyond the limit of size", root(0, 131_073, &[whole])),
        ("no fragments", root(0, length, &[])),
        ("three fragments", root(0, length, &parts)),
        ("a contract", root(0, length, &[contract])),
        ("nothing there", root(0, length, &[Address::repeat_byte(3)])),
        ("an unknown dictionary", root(2, length, &[whole])),
        (
            "half an address",
            [root(0, length, &[whole]), vec![0; 10]].concat(),
        ),
        ("no length", vec![0xEF, 0xF0, 0x02, 0x00, 0x00]),
    ];
    for (what, code) in cases {
        let program = chain.deploy(&code).1.unwrap();
        let outcome = chain.activate(program);
        assert!(!outcome.is_success(), "{what}");
        assert!(outcome.output().is_empty() && outcome.gas() < GAS, "{what}");
        assert!(chain.call(program, []).is_halt(), "{what}");
    }
    // An owner may allow a third.
    assert_eq!(
        view(
            &mut chain,
            ARB_OWNER_PUBLIC,
            "getMaxStylusContractFragments()",
            &[]
        ),
        numbers(&[2])
    );
    must(
        &mut chain,
        ARB_OWNER,
        "setMaxStylusContractFragments(uint8)",
        &[&3],
    );
    let program = chain.deploy(&root(0, length, &parts)).1.unwrap();
    assert!(chain.activate(program).is_success());
    assert!(chain.call(program, store(0, 1, 0)).is_success());
    must(
        &mut chain,
        ARB_OWNER,
        "setMaxStylusContractFragments(uint8)",
        &[&2],
    );
    assert!(
        chain.call(program, store(0, 1, 0)).is_success(),
        "what is active stays so"
    );
    let single = chain.deploy(&root(0, length, &[whole])).1.unwrap();
    assert!(chain.activate(single).is_success());
}

#[test]
fn too_little_gas_for_the_longest_fragment_is_too_little() {
    let mut chain = chain(60);
    let (root, _) = split(&mut chain, &storage());
    let data = encode("activateProgram(address)", &[&root]);
    let before = intrinsic(&data) + 3 + 800 + 800 + 1_659_168 + 100 + 800;
    for spare in [0, 2_600 + 3 * 768 - 1] {
        let outcome = chain.run(
            alloy::primitives::TxKind::Call(ARB_WASM),
            data.clone(),
            U256::from(10).pow(U256::from(17)),
            before + spare,
            ballast_devnet::exec::Checks::Call,
        );
        assert_eq!(outcome.gas(), before + spare, "all of it");
    }
}

#[test]
fn the_same_root_over_other_fragments_is_another_program() {
    // Only tools that pretend state can do that; a compiled program must not be taken for another.
    let mut chain = chain(60);
    let answer = |value: u32| {
        module(&format!(
            "(i32.store8 (i32.const 0) (i32.const {value})) (call $write_result (i32.const 0) (i32.const 1)) (i32.const 0)"
        ))
    };
    let ((one, length), (two, other)) = (stream(&answer(1)), stream(&answer(2)));
    assert_eq!(length, other);
    let part = chain.deploy(&fragment(&one)).1.unwrap();
    let program = chain.deploy(&root(0, length, &[part])).1.unwrap();
    assert!(chain.activate(program).is_success());
    assert_eq!(chain.call(program, []).output(), [1]);
    let code = revm::bytecode::Bytecode::new_legacy(fragment(&two).into());
    chain
        .db
        .insert_account_info(part, revm::state::AccountInfo::from_bytecode(code));
    assert_eq!(chain.call(program, []).output(), [2]);
}

#[test]
fn arbos_51_knows_only_whole_programs() {
    let mut chain = chain(51);
    for prefix in [0x01, 0x02] {
        let (outcome, address) = chain.deploy(&[0xEF, 0xF0, prefix, 0x00, 0x00]);
        assert_eq!(address, None);
        assert!(outcome.is_halt());
        assert_eq!(outcome.gas(), GAS);
    }
    let pretended = chain.contract(&root(0, 10, &[Address::ZERO]));
    assert!(chain.call(pretended, []).is_halt());
    let outcome = chain.activate(pretended);
    assert!(!outcome.is_success() && outcome.output().is_empty());
}
