//! Arbitrum's precompiles as tools and contracts call them.

use alloy::primitives::{Address, B256, U256, address, keccak256};

use crate::{
    chain::{ARB_WASM, Chain, Facts, GAS, SENDER},
    code::program_code,
    wat::{CALL, evm_forward, evm_forwarder, forward, forwarder, storage, store},
};

const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

fn selector(signature: &str) -> [u8; 4] {
    keccak256(signature).0[..4].try_into().unwrap()
}

pub fn by_address(signature: &str, argument: Address) -> Vec<u8> {
    [&selector(signature)[..], argument.into_word().as_slice()].concat()
}

pub fn by_hash(signature: &str, argument: B256) -> Vec<u8> {
    [&selector(signature)[..], argument.as_slice()].concat()
}

#[test]
fn facts_about_programs() {
    let mut chain = Chain::new();
    let program = chain.deploy(&program_code(&storage())).1.unwrap();
    let codehash = chain.db.cache.accounts[&program].info.code_hash;
    let unknown = chain.call(ARB_WASM, by_hash("codehashVersion(bytes32)", codehash));
    assert_eq!(unknown.output(), [0x6F, 0x80, 0x9C, 0x4E]);
    assert!(unknown.gas() < 50_000);
    chain.activate(program);
    let two = U256::from(2);
    assert_eq!(
        chain
            .call(ARB_WASM, by_hash("codehashVersion(bytes32)", codehash))
            .word(),
        two
    );
    assert_eq!(
        chain
            .call(ARB_WASM, by_address("programVersion(address)", program))
            .word(),
        two
    );
    assert_eq!(
        chain
            .call(
                ARB_WASM,
                by_address("programMemoryFootprint(address)", program)
            )
            .word(),
        U256::from(1)
    );
    let left = chain
        .call(ARB_WASM, by_address("programTimeLeft(address)", program))
        .word();
    assert!(left > U256::from(364 * 86_400) && left <= U256::from(365 * 86_400));
    let size = chain
        .call(ARB_WASM, by_hash("codehashAsmSize(bytes32)", codehash))
        .word();
    assert!(size > U256::from(512_000) && size < U256::from(530_000));
    let gas = chain
        .call(ARB_WASM, by_address("programInitGas(address)", program))
        .output();
    let (whole, cached) = (
        U256::from_be_slice(&gas[..32]),
        U256::from_be_slice(&gas[32..]),
    );
    assert!(cached >= U256::from(352) && whole >= cached + U256::from(8_832));
}

#[test]
fn caching_makes_entry_cheaper_and_is_for_managers() {
    let mut chain = Chain::new();
    let program = chain.program(&storage());
    let codehash = chain.db.cache.accounts[&program].info.code_hash;
    let gas = chain
        .call(ARB_WASM, by_address("programInitGas(address)", program))
        .output();
    let init = U256::from_be_slice(&gas[..32]) - U256::from_be_slice(&gas[32..]);
    let before = chain.call(program, store(0, 1, 0)).gas();
    let cache = by_address("cacheProgram(address)", program);
    assert_eq!(
        chain.send(ARB_WASM_CACHE, cache.clone(), U256::ZERO).gas(),
        GAS
    );
    assert_eq!(
        chain
            .send(
                ARB_OWNER,
                by_address("addWasmCacheManager(address)", SENDER),
                U256::ZERO
            )
            .gas(),
        GAS
    );
    assert!(
        chain
            .send(ARB_DEBUG, selector("becomeChainOwner()"), U256::ZERO)
            .is_success()
    );
    assert!(
        chain
            .send(
                ARB_OWNER,
                by_address("addWasmCacheManager(address)", SENDER),
                U256::ZERO
            )
            .is_success()
    );
    let managers = chain
        .call(ARB_WASM_CACHE, selector("allCacheManagers()"))
        .output();
    assert_eq!(Address::from_slice(&managers[76..]), SENDER);
    assert!(chain.send(ARB_WASM_CACHE, cache, U256::ZERO).is_success());
    assert_eq!(
        chain
            .call(
                ARB_WASM_CACHE,
                by_hash("codehashIsCached(bytes32)", codehash)
            )
            .word(),
        U256::from(1)
    );
    let after = chain.call(program, store(0, 1, 0)).gas();
    assert_eq!(U256::from(before - after), init);
    assert!(
        chain
            .send(
                ARB_WASM_CACHE,
                by_hash("evictCodehash(bytes32)", codehash),
                U256::ZERO
            )
            .is_success()
    );
    assert_eq!(chain.call(program, store(0, 1, 0)).gas(), before);
}

#[test]
fn contracts_and_programs_call_precompiles() {
    let mut chain = Chain::new();
    let evm = chain.contract(&evm_forwarder());
    assert_eq!(
        chain
            .call(evm, evm_forward(ARB_SYS, &selector("arbChainID()")))
            .word(),
        U256::from(412_346)
    );
    let program = chain.program(&forwarder());
    let data = forward(CALL, ARB_SYS, 0, &selector("arbChainID()"));
    assert_eq!(chain.call(program, data).word(), U256::from(412_346));
    // sha256 of nothing
    let digest = chain
        .call(program, forward(CALL, Address::with_last_byte(2), 0, &[]))
        .output();
    assert_eq!(digest[..4], [0xE3, 0xB0, 0xC4, 0x42]);
}
