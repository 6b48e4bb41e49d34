//! ArbWasm and ArbWasmCache: programs, their records and their cache.

use alloy::primitives::{B256, U256, keccak256};

use crate::{
    chain::{Facts, GAS, SENDER},
    code::program_code,
    support::*,
    wat::{evm_forwarder, module, storage},
};

const DAY: u64 = 86_400;

#[test]
fn initial_parameters() {
    for arbos in [51, 60] {
        let chain = &mut chain(arbos);
        for (signature, values) in [
            ("stylusVersion()", &[2][..]),
            ("inkPrice()", &[10_000]),
            ("maxStackDepth()", &[22_000]),
            ("freePages()", &[2]),
            ("pageGas()", &[1_000]),
            ("pageRamp()", &[620_674_314]),
            ("pageLimit()", &[128]),
            ("minInitGas()", &[8_832, 352]),
            ("initCostScalar()", &[100]),
            ("expiryDays()", &[365]),
            ("keepaliveDays()", &[31]),
            ("blockCacheSize()", &[32]),
        ] {
            assert_eq!(
                view(chain, ARB_WASM, signature, &[]),
                numbers(values),
                "{signature}"
            );
        }
    }
}

#[test]
fn errors_of_unactivated_programs() {
    for arbos in [51, 60] {
        let mut chain = chain(arbos);
        let program = chain.deploy(&program_code(&storage())).1.unwrap();
        let codehash = chain.db.cache.accounts[&program].info.code_hash;
        for data in [
            encode("codehashVersion(bytes32)", &[&codehash]),
            encode("codehashAsmSize(bytes32)", &[&codehash]),
            encode("programVersion(address)", &[&program]),
            encode("programInitGas(address)", &[&program]),
            encode("programMemoryFootprint(address)", &[&program]),
            encode("programTimeLeft(address)", &[&program]),
            encode("codehashKeepalive(bytes32)", &[&codehash]),
        ] {
            assert_eq!(
                chain.call(ARB_WASM, data).output(),
                error("ProgramNotActivated()")
            );
        }
    }
}

#[test]
fn activation_and_its_event() {
    let mut chain = chain(51);
    let program = chain.deploy(&program_code(&storage())).1.unwrap();
    let codehash = chain.db.cache.accounts[&program].info.code_hash;
    let activate = encode("activateProgram(address)", &[&program]);
    let poor = chain.send(ARB_WASM, activate.clone(), U256::from(5));
    assert_eq!(
        poor.output()[..4],
        error("ProgramInsufficientValue(uint256,uint256)")
    );
    assert_eq!(U256::from_be_slice(&poor.output()[4..36]), number(5));
    let fee = U256::from_be_slice(&poor.output()[36..68]);
    let outcome = chain.activate(program);
    assert_eq!(U256::from_be_slice(&outcome.output()[..32]), number(2));
    assert_eq!(U256::from_be_slice(&outcome.output()[32..]), fee);
    let log = &outcome.result_and_state.result.logs()[0];
    let signature = "ProgramActivated(bytes32,bytes32,address,uint256,uint16)";
    assert_eq!(log.topics(), [keccak256(signature), codehash]);
    assert_eq!(U256::from_be_slice(&log.data.data[64..96]), fee);
    let again = chain.send(ARB_WASM, activate, U256::from(10).pow(U256::from(18)));
    assert_eq!(again.output(), error("ProgramUpToDate()"));
}

#[test]
fn what_is_no_program_is_not_activated() {
    for arbos in [51, 60] {
        let mut chain = chain(arbos);
        let empty = chain.activate(alloy::primitives::Address::repeat_byte(9));
        assert_eq!(empty.output(), error("ProgramNotWasm()"));
        let contract = chain.contract(&evm_forwarder());
        let outcome = chain.activate(contract);
        assert!(!outcome.is_success() && outcome.gas() < GAS);
        // Before ArbOS 60 the refusal of other code has no name.
        let expected = if arbos == 60 {
            error("ProgramNotWasm()")
        } else {
            Vec::new()
        };
        assert_eq!(outcome.output(), expected);
    }
}

#[test]
fn keeping_alive() {
    let mut chain = chain(51);
    let program = chain.program(&storage());
    let codehash = chain.db.cache.accounts[&program].info.code_hash;
    let keep = encode("codehashKeepalive(bytes32)", &[&codehash]);
    let ether = U256::from(10).pow(U256::from(18));
    chain.block.timestamp += 30 * DAY;
    let early = chain.send(ARB_WASM, keep.clone(), ether);
    assert_eq!(
        early.output()[..4],
        error("ProgramKeepaliveTooSoon(uint64)")
    );
    chain.block.timestamp += 2 * DAY;
    let kept = chain.send(ARB_WASM, keep, ether);
    assert!(kept.is_success());
    let log = &kept.result_and_state.result.logs()[0];
    assert_eq!(
        log.topics(),
        [
            keccak256("ProgramLifetimeExtended(bytes32,uint256)"),
            codehash
        ]
    );
    let left = view(
        &mut chain,
        ARB_WASM,
        "programTimeLeft(address)",
        &[&program],
    )[0];
    assert!(left > number(364 * DAY) && left <= number(365 * DAY));
}

#[test]
fn the_cache_tells_and_costs_initialisation() {
    let mut chain = owned_chain(51);
    let program = chain.program(&storage());
    let codehash = chain.db.cache.accounts[&program].info.code_hash;
    let cached = |chain: &mut crate::chain::Chain| {
        view(
            chain,
            ARB_WASM_CACHE,
            "codehashIsCached(bytes32)",
            &[&codehash],
        )[0]
    };
    assert_eq!(cached(&mut chain), number(0));
    let data = encode("cacheProgram(address)", &[&program]);
    let outcome = chain.send(ARB_WASM_CACHE, data.clone(), U256::ZERO);
    assert!(outcome.is_success());
    let gas = view(&mut chain, ARB_WASM, "programInitGas(address)", &[&program]);
    // The record's own cost of initialisation, which has the least gas of entry added elsewhere.
    let init = (gas[0] - gas[1]).to::<u64>() - 8_832;
    let event = 375 + 3 * 375 + 8 * 32;
    let expected = 3 + 800 + 2_600 + 800 + 800 + 100 + 800 + event + init + 800 + 20_000;
    assert_eq!(outcome.gas() - intrinsic(&data), expected);
    let log = &outcome.result_and_state.result.logs()[0];
    assert_eq!(
        log.topics(),
        [
            keccak256("UpdateProgramCache(address,bytes32,bool)"),
            SENDER.into_word(),
            codehash
        ]
    );
    assert_eq!(cached(&mut chain), number(1));
    must(
        &mut chain,
        ARB_WASM_CACHE,
        "evictCodehash(bytes32)",
        &[&codehash],
    );
    assert_eq!(cached(&mut chain), number(0));
    let unknown = B256::repeat_byte(1);
    must(
        &mut chain,
        ARB_WASM_CACHE,
        "evictCodehash(bytes32)",
        &[&unknown],
    );
    let missing = chain.contract(&evm_forwarder());
    let outcome = chain.send(
        ARB_WASM_CACHE,
        encode("cacheProgram(address)", &[&missing]),
        U256::ZERO,
    );
    assert_eq!(
        outcome.output()[..4],
        error("ProgramNeedsUpgrade(uint16,uint16)")
    );
    // The method of the first version is gone.
    let data = encode("cacheCodehash(bytes32)", &[&codehash]);
    assert_eq!(chain.send(ARB_WASM_CACHE, data, U256::ZERO).gas(), GAS);
}

#[test]
fn dictionaries() {
    for arbos in [51, 60] {
        let mut chain = chain(arbos);
        let mut code = program_code(&storage());
        code[3] = 1;
        let program = chain.deploy(&code).1.unwrap();
        let outcome = chain.activate(program);
        let notice = outcome.notice.unwrap();
        assert!(
            notice.starts_with("program activation failed: "),
            "{notice}"
        );
        assert!(notice.contains("dictionary"), "{notice}");
        code[3] = 2;
        let program = chain.deploy(&code).1.unwrap();
        let outcome = chain.activate(program);
        assert!(!outcome.is_success() && outcome.gas() < GAS && outcome.output().is_empty());
    }
}

#[test]
fn two_results_are_refused_since_60() {
    let pair = module("(i32.const 0)").replacen(
        "(func (export \"user_entrypoint\")",
        "(func $pair (result i32 i32) (i32.const 1) (i32.const 2)) (func (export \"user_entrypoint\")",
        1,
    );
    let mut old = chain(51);
    let program = old.program(&pair);
    assert!(old.call(program, []).is_success());
    let mut new = chain(60);
    let program = new.deploy(&program_code(&pair)).1.unwrap();
    let outcome = new.activate(program);
    assert_eq!(outcome.gas(), GAS);
    assert!(
        outcome
            .notice
            .unwrap()
            .contains("program activation failed")
    );
}
