//! ArbOwner: who may, what it costs, and that every parameter does what it says.

use alloy::primitives::{Address, U256, keccak256};

use crate::{
    chain::{Chain, Facts, GAS, SENDER},
    support::*,
    wat::{module, storage, store},
};

const OTHER: Address = Address::repeat_byte(0x77);

#[test]
fn only_owners_act_and_it_costs_them_nothing() {
    let mut chain = chain(51);
    let data = encode("setInkPrice(uint32)", &[&20_000]);
    assert_eq!(chain.send(ARB_OWNER, data.clone(), U256::ZERO).gas(), GAS);
    assert_eq!(
        view(&mut chain, ARB_WASM, "inkPrice()", &[]),
        numbers(&[10_000])
    );
    let mut chain = owned_chain(51);
    let outcome = chain.send(ARB_OWNER, data.clone(), U256::ZERO);
    assert!(outcome.is_success());
    assert_eq!(outcome.gas(), intrinsic(&data));
    assert_eq!(
        view(&mut chain, ARB_WASM, "inkPrice()", &[]),
        numbers(&[20_000])
    );
    let logs = outcome.result_and_state.result.logs();
    assert_eq!(logs.len(), 1);
    let method = {
        let mut word = [0; 32];
        word[..4].copy_from_slice(&data[..4]);
        word
    };
    assert_eq!(logs[0].address, ARB_OWNER);
    assert_eq!(
        logs[0].topics(),
        [
            keccak256("OwnerActs(bytes4,address,bytes)"),
            method.into(),
            SENDER.into_word()
        ]
    );
    assert_eq!(logs[0].data.data[64..64 + data.len()], data);
    // Owners' mistakes are free too.
    let unknown = chain.send(ARB_OWNER, [1, 2, 3, 4], U256::ZERO);
    assert!(!unknown.is_success());
    assert_eq!(unknown.gas(), intrinsic(&[1, 2, 3, 4]));
    for price in [0, 1 << 24] {
        let refused = chain.send(
            ARB_OWNER,
            encode("setInkPrice(uint32)", &[&price]),
            U256::ZERO,
        );
        assert!(!refused.is_success());
    }
}

#[test]
fn owners_come_and_go() {
    for arbos in [51, 60] {
        let mut chain = owned_chain(arbos);
        let added = must(&mut chain, ARB_OWNER, "addChainOwner(address)", &[&OTHER]);
        must(&mut chain, ARB_OWNER, "addChainOwner(address)", &[&OTHER]);
        let events = added.result_and_state.result.logs();
        let topics: Vec<_> = events.iter().map(|log| log.topics()[0]).collect();
        let announced = topics.contains(&keccak256("ChainOwnerAdded(address)"));
        assert_eq!(announced, arbos == 60);
        let words = |chain: &mut Chain| view(chain, ARB_OWNER, "getAllChainOwners()", &[]);
        let [sender, other] =
            [SENDER, OTHER].map(|account| U256::from_be_bytes(account.into_word().0));
        assert_eq!(words(&mut chain), [number(32), number(2), sender, other]);
        assert_eq!(
            view(&mut chain, ARB_OWNER, "isChainOwner(address)", &[&OTHER]),
            numbers(&[1])
        );
        must(
            &mut chain,
            ARB_OWNER,
            "removeChainOwner(address)",
            &[&OTHER],
        );
        assert_eq!(words(&mut chain), [number(32), number(1), sender]);
        assert_eq!(
            view(&mut chain, ARB_OWNER, "isChainOwner(address)", &[&OTHER]),
            numbers(&[0])
        );
        let again = chain.send(
            ARB_OWNER,
            encode("removeChainOwner(address)", &[&OTHER]),
            U256::ZERO,
        );
        assert!(!again.is_success());
        must(
            &mut chain,
            ARB_OWNER,
            "removeChainOwner(address)",
            &[&SENDER],
        );
        let data = encode("getAllChainOwners()", &[]);
        assert_eq!(chain.call(ARB_OWNER, data).gas(), GAS, "an owner no more");
    }
}

#[test]
fn the_first_of_two_can_go() {
    let mut chain = owned_chain(51);
    let third = Address::repeat_byte(0x33);
    for manager in [SENDER, OTHER, third] {
        must(
            &mut chain,
            ARB_OWNER,
            "addWasmCacheManager(address)",
            &[&manager],
        );
    }
    must(
        &mut chain,
        ARB_OWNER,
        "removeWasmCacheManager(address)",
        &[&SENDER],
    );
    let managers = view(&mut chain, ARB_WASM_CACHE, "allCacheManagers()", &[]);
    let [other, third] = [OTHER, third].map(|account| U256::from_be_bytes(account.into_word().0));
    assert_eq!(
        managers,
        [number(32), number(2), third, other],
        "the last takes its place"
    );
    let is = |chain: &mut Chain, account: Address| {
        view(
            chain,
            ARB_WASM_CACHE,
            "isCacheManager(address)",
            &[&account],
        )[0]
    };
    assert_eq!(is(&mut chain, SENDER), number(0));
    assert_eq!(is(&mut chain, OTHER), number(1));
}

#[test]
fn parameters_are_kept() {
    let mut chain = owned_chain(51);
    for (setter, value, getter, expected) in [
        (
            "setWasmMaxStackDepth(uint32)",
            30_000,
            "maxStackDepth()",
            30_000,
        ),
        ("setWasmFreePages(uint16)", 5, "freePages()", 5),
        ("setWasmPageGas(uint16)", 777, "pageGas()", 777),
        ("setWasmPageLimit(uint16)", 64, "pageLimit()", 64),
        (
            "setWasmInitCostScalar(uint64)",
            151,
            "initCostScalar()",
            152,
        ),
        ("setWasmExpiryDays(uint16)", 100, "expiryDays()", 100),
        ("setWasmKeepaliveDays(uint16)", 10, "keepaliveDays()", 10),
        ("setWasmBlockCacheSize(uint16)", 8, "blockCacheSize()", 8),
    ] {
        must(&mut chain, ARB_OWNER, setter, &[&value]);
        assert_eq!(
            view(&mut chain, ARB_WASM, getter, &[]),
            numbers(&[expected]),
            "{setter}"
        );
    }
    must(
        &mut chain,
        ARB_OWNER,
        "setWasmMinInitGas(uint8,uint16)",
        &[&130, &40],
    );
    assert_eq!(
        view(&mut chain, ARB_WASM, "minInitGas()", &[]),
        numbers(&[256, 64])
    );
    assert_eq!(
        view(&mut chain, ARB_WASM, "inkPrice()", &[]),
        numbers(&[10_000]),
        "untouched"
    );
    for account in ["Network", "Infra"] {
        must(
            &mut chain,
            ARB_OWNER,
            &format!("set{account}FeeAccount(address)"),
            &[&OTHER],
        );
        for precompile in [ARB_OWNER, ARB_OWNER_PUBLIC] {
            let answer = view(
                &mut chain,
                precompile,
                &format!("get{account}FeeAccount()"),
                &[],
            );
            assert_eq!(answer, [U256::from_be_bytes(OTHER.into_word().0)]);
        }
    }
}

#[test]
fn data_fees_go_to_the_network_account() {
    let mut chain = owned_chain(51);
    must(
        &mut chain,
        ARB_OWNER,
        "setNetworkFeeAccount(address)",
        &[&OTHER],
    );
    chain.program(&storage());
    assert!(chain.db.cache.accounts[&OTHER].info.balance > U256::ZERO);
}

/// Returns the ink price that it is told and the ink that a host function of 8,400 ink costs.
fn meter() -> String {
    module(
        r#"
        (local.set $x (call $ink_left))
        (i64.store (i32.const 0x100) (i64.sub (local.get $x) (call $ink_left)))
        (call $write_result (i32.const 0x100) (i32.const 8))
        (i32.const 0)"#,
    )
}

#[test]
fn gas_of_programs_follows_the_price_of_ink() {
    let mut chain = owned_chain(51);
    let program = chain.program(&meter());
    let ink = |output: Vec<u8>| u64::from_le_bytes(output.try_into().unwrap());
    let before = chain.call(program, []);
    must(&mut chain, ARB_OWNER, "setInkPrice(uint32)", &[&100]);
    let after = chain.call(program, []);
    assert_eq!(
        ink(before.output()),
        ink(after.output()),
        "ink is what work costs"
    );
    let init = view(&mut chain, ARB_WASM, "programInitGas(address)", &[&program])[0];
    let entry = 21_000 + init.to::<u64>();
    let (cheap, dear) = (before.gas() - entry, after.gas() - entry);
    assert!(
        dear.abs_diff(cheap * 100) <= 100,
        "a hundredth of the ink per gas: {cheap} and {dear}"
    );
}

#[test]
fn entry_follows_the_scalars() {
    let mut chain = owned_chain(51);
    let program = chain.program(&storage());
    let gas = |chain: &mut Chain| chain.call(program, store(0, 1, 0)).gas();
    let init = |chain: &mut Chain| -> u64 {
        view(chain, ARB_WASM, "programInitGas(address)", &[&program])[0].to()
    };
    let (gas_before, init_before) = (gas(&mut chain), init(&mut chain));
    must(
        &mut chain,
        ARB_OWNER,
        "setWasmInitCostScalar(uint64)",
        &[&200],
    );
    must(
        &mut chain,
        ARB_OWNER,
        "setWasmMinInitGas(uint8,uint16)",
        &[&128, &64],
    );
    let (gas_after, init_after) = (gas(&mut chain), init(&mut chain));
    assert_ne!(init_before, init_after);
    assert_eq!(
        gas_after as i64 - gas_before as i64,
        init_after as i64 - init_before as i64
    );
}

#[test]
fn pages_follow_their_price_and_limit() {
    let mut chain = owned_chain(51);
    let grower = |pages: u64| {
        module(&format!(
            "(drop (memory.grow (i32.const {pages}))) (i32.const 0)"
        ))
    };
    let one = chain.program(&grower(1));
    let three = chain.program(&grower(3));
    let costs = |chain: &mut Chain| {
        let gas = [one, three].map(|program| chain.call(program, []).gas());
        gas[1] - gas[0]
    };
    // One page to start with: 2 are free, 4 are two beyond, whose exponential part is still 1 gas.
    assert_eq!(costs(&mut chain), 2 * 1_000);
    must(&mut chain, ARB_OWNER, "setWasmPageGas(uint16)", &[&300]);
    assert_eq!(costs(&mut chain), 2 * 300);
    must(&mut chain, ARB_OWNER, "setWasmFreePages(uint16)", &[&3]);
    assert_eq!(costs(&mut chain), 300);
    must(&mut chain, ARB_OWNER, "setWasmPageLimit(uint16)", &[&0]);
    let (_, program) = chain.deploy(&crate::code::program_code(&storage()));
    let outcome = chain.activate(program.unwrap());
    assert_eq!(outcome.gas(), GAS);
    assert!(outcome.notice.unwrap().contains("memory exceeds limit"));
}

#[test]
fn stack_depth_ends_recursion() {
    let mut chain = owned_chain(51);
    let program = chain.program(&storage());
    assert!(chain.call(program, store(0, 1, 0)).is_success());
    must(&mut chain, ARB_OWNER, "setWasmMaxStackDepth(uint32)", &[&4]);
    assert!(chain.call(program, store(0, 1, 0)).is_halt());
}

#[test]
fn wasm_size_and_days_bind() {
    let mut chain = owned_chain(51);
    let code = crate::code::program_code(&storage());
    let program = chain.deploy(&code).1.unwrap();
    must(&mut chain, ARB_OWNER, "setWasmMaxSize(uint32)", &[&100]);
    let refused = chain.activate(program);
    assert!(!refused.is_success() && refused.output().is_empty());
    assert!(refused.gas() < GAS, "it reverts and keeps the rest");
    must(&mut chain, ARB_OWNER, "setWasmMaxSize(uint32)", &[&131_072]);
    assert!(chain.activate(program).is_success());
    // The size counts for what is compiled already, too.
    must(&mut chain, ARB_OWNER, "setWasmExpiryDays(uint16)", &[&2]);
    let codehash = chain.db.cache.accounts[&program].info.code_hash;
    chain.block.timestamp += 3 * 86_400;
    assert!(chain.call(program, store(0, 1, 0)).is_halt());
    let expired = chain.call(ARB_WASM, encode("codehashVersion(bytes32)", &[&codehash]));
    assert_eq!(expired.output()[..4], error("ProgramExpired(uint64)"));
    must(&mut chain, ARB_OWNER, "setWasmMaxSize(uint32)", &[&100]);
    assert!(!chain.activate(program).is_success());
}

#[test]
fn activation_may_cost_more() {
    let mut chain = owned_chain(60);
    assert_eq!(
        view(&mut chain, ARB_WASM, "activationGas()", &[]),
        numbers(&[0])
    );
    let programs = [1, 2].map(|byte| {
        let body = format!("(drop (i32.const {byte})) (i32.const 0)");
        chain
            .deploy(&crate::code::program_code(&module(&body)))
            .1
            .unwrap()
    });
    let usual = chain.activate(programs[0]).gas();
    must(
        &mut chain,
        ARB_OWNER,
        "setWasmActivationGas(uint64)",
        &[&1_000_000],
    );
    assert_eq!(
        view(&mut chain, ARB_WASM, "activationGas()", &[]),
        numbers(&[1_000_000])
    );
    let more = chain.activate(programs[1]).gas();
    let dust = (more as i64 - usual as i64 - 1_000_000).abs();
    // The two addresses have other zero bytes.
    assert!(dust < 12 * 20, "{usual} {more}");
}
