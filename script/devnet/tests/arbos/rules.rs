//! What all precompiles refuse.

use alloy::primitives::{Address, U256};

use crate::{
    chain::{Facts, GAS},
    code::word,
    support::*,
    wat::{STATIC, evm_delegator, evm_forward, forward, forwarder},
};

const ALL: [Address; 8] = [
    ARB_SYS,
    ARB_INFO,
    ARB_OWNER_PUBLIC,
    ARB_GAS_INFO,
    ARB_OWNER,
    ARB_WASM,
    ARB_WASM_CACHE,
    ARB_DEBUG,
];

#[test]
fn unknown_and_short_selectors_burn_all_gas() {
    let mut chain = chain(51);
    for precompile in ALL {
        for data in [&[1, 2, 3, 4][..], &[1, 2], &[]] {
            let outcome = chain.call(precompile, data.to_vec());
            assert!(!outcome.is_success(), "{precompile}");
            assert_eq!(outcome.gas(), GAS, "{precompile}");
            assert!(outcome.output().is_empty());
        }
    }
}

#[test]
fn value_for_what_takes_none_burns_all_gas() {
    let mut chain = chain(51);
    for (precompile, signature) in [
        (ARB_SYS, "arbOSVersion()"),
        (ARB_WASM, "stylusVersion()"),
        (ARB_WASM_CACHE, "allCacheManagers()"),
        (ARB_OWNER_PUBLIC, "getAllChainOwners()"),
        (ARB_GAS_INFO, "getMinimumGasPrice()"),
        (ARB_DEBUG, "becomeChainOwner()"),
    ] {
        let data = encode(signature, &[]);
        assert_eq!(
            chain.send(precompile, data, U256::from(1)).gas(),
            GAS,
            "{signature}"
        );
    }
}

#[test]
fn borrowed_contexts_burn_all_gas_unless_nothing_is_read() {
    let mut chain = chain(51);
    let proxy = chain.contract(&evm_delegator());
    let outcome = chain.call(
        proxy,
        evm_forward(ARB_WASM, &encode("stylusVersion()", &[])),
    );
    assert!(!outcome.is_success() && outcome.gas() > GAS / 64 * 62);
    let alias = encode(
        "mapL1SenderContractAddressToL2Alias(address,address)",
        &[&ARB_SYS, &ARB_SYS],
    );
    assert!(chain.call(proxy, evm_forward(ARB_SYS, &alias)).is_success());
}

#[test]
fn static_calls_change_nothing() {
    let mut chain = owned_chain(51);
    let program = chain.program(&forwarder());
    for (precompile, data) in [
        (ARB_DEBUG, encode("becomeChainOwner()", &[])),
        (ARB_WASM, encode("activateProgram(address)", &[&program])),
        (ARB_WASM, encode("codehashKeepalive(bytes32)", &[&1])),
        (ARB_WASM_CACHE, encode("cacheProgram(address)", &[&program])),
        (ARB_OWNER, encode("setInkPrice(uint32)", &[&1])),
    ] {
        let outcome = chain.call(program, forward(STATIC, precompile, 0, &data));
        assert!(!outcome.is_success());
        assert!(outcome.gas() > GAS / 64 * 62, "{}", outcome.gas());
    }
    // Reading is allowed.
    let data = forward(STATIC, ARB_WASM, 0, &encode("inkPrice()", &[]));
    assert_eq!(chain.call(program, data).output(), word(10_000));
}

#[test]
fn production_chains_have_no_debugging() {
    let mut chain = crate::chain::Chain::with(ballast_devnet::exec::Settings {
        production: true,
        ..Default::default()
    });
    let outcome = chain.send(ARB_DEBUG, encode("becomeChainOwner()", &[]), U256::ZERO);
    assert_eq!(outcome.gas(), GAS);
    assert!(!outcome.is_success());
}

#[test]
fn methods_of_arbos_60_do_not_exist_before() {
    let mut old = owned_chain(51);
    let mut new = owned_chain(60);
    for (precompile, signature) in [
        (ARB_WASM, "activationGas()"),
        (ARB_OWNER_PUBLIC, "getMaxStylusContractFragments()"),
    ] {
        let data = encode(signature, &[]);
        assert_eq!(old.call(precompile, data.clone()).gas(), GAS, "{signature}");
        assert!(new.call(precompile, data).is_success(), "{signature}");
    }
    for signature in [
        "setMaxStylusContractFragments(uint8)",
        "setWasmActivationGas(uint64)",
    ] {
        let data = encode(signature, &[&3]);
        assert!(
            !old.call(ARB_OWNER, data.clone()).is_success(),
            "{signature}"
        );
        assert!(new.call(ARB_OWNER, data).is_success(), "{signature}");
    }
}

#[test]
fn overhead_of_a_view() {
    let mut chain = chain(51);
    let data = encode("inkPrice()", &[]);
    let gas = chain.call(ARB_WASM, data.clone()).gas();
    assert_eq!(
        gas,
        intrinsic(&data) + 800 + 100 + 3,
        "state, parameters, one word"
    );
    let data = encode("isCacheManager(address)", &[&ARB_SYS]);
    let gas = chain.call(ARB_WASM_CACHE, data.clone()).gas();
    assert_eq!(gas, intrinsic(&data) + 3 + 800 + 800 + 3, "one slot");
    let data = encode("codehashVersion(bytes32)", &[&5]);
    let gas = chain.call(ARB_WASM, data.clone()).gas();
    assert_eq!(
        gas,
        intrinsic(&data) + 3 + 800 + 100 + 800 + 3,
        "an error is paid for too"
    );
    let data = encode("programVersion(address)", &[&ARB_SYS]);
    let gas = chain.call(ARB_WASM, data.clone()).gas();
    assert_eq!(
        gas,
        intrinsic(&data) + 3 + 800 + 100 + 2_600 + 800 + 3,
        "a codehash"
    );
}
