//! The tracer of host functions.

use alloy::primitives::{B256, Bytes, U256, hex};
use serde_json::{Value, json};

use crate::{
    support::{Devnet, lower},
    wat::{CALL, evm_forward, evm_forwarder, forward, forwarder, module, storage, store},
};

const INK_PER_GAS: u64 = 10_000;

fn steps(devnet: &Devnet, hash: B256) -> Vec<Value> {
    let trace = devnet.trace(hash, json!({ "tracer": "stylusTracer" }));
    trace.as_array().unwrap().clone()
}

fn names(steps: &[Value]) -> Vec<&str> {
    steps
        .iter()
        .map(|step| step["name"].as_str().unwrap())
        .collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

#[test]
fn records_arguments_and_results() {
    let devnet = Devnet::new();
    let program = devnet.program(&storage());
    let data = store(1, 5, 9);
    let hash = devnet.send(Some(program), &data, U256::ZERO);
    let steps = steps(&devnet, hash);
    assert_eq!(
        names(&steps),
        [
            "user_entrypoint",
            "read_args",
            "storage_load_bytes32",
            "storage_cache_bytes32",
            "storage_flush_cache",
            "write_result",
            "user_returned"
        ]
    );
    let key = U256::from(5).to_be_bytes::<32>();
    let value = U256::from(9).to_be_bytes::<32>();
    let expected: [(Vec<u8>, Vec<u8>); 7] = [
        (65u32.to_be_bytes().to_vec(), vec![]),
        (vec![], data.clone()),
        (key.to_vec(), vec![0; 32]),
        ([key, value].concat(), vec![]),
        (vec![0], vec![]),
        (vec![0; 32], vec![]),
        (vec![], vec![0; 4]),
    ];
    for (step, (args, outs)) in steps.iter().zip(expected) {
        assert_eq!(bytes(&step["args"]), args, "{step}");
        assert_eq!(bytes(&step["outs"]), outs, "{step}");
        assert_eq!(step.get("address"), None);
        assert_eq!(step.get("steps"), None);
    }
}

#[test]
fn ink_adds_up_with_the_receipt() {
    let devnet = Devnet::new();
    let program = devnet.program(&storage());
    let data = store(1, 5, 9);
    let hash = devnet.send(Some(program), &data, U256::ZERO);
    let steps = steps(&devnet, hash);
    let ink = |step: &Value, name: &str| step[name].as_u64().unwrap();
    for pair in steps.windows(2) {
        assert!(ink(&pair[0], "startInk") >= ink(&pair[0], "endInk"));
        assert!(ink(&pair[0], "endInk") >= ink(&pair[1], "startInk"));
    }
    // Prices of the host functions themselves, in ink.
    let price = |index: usize| ink(&steps[index], "startInk") - ink(&steps[index], "endInk");
    assert_eq!(price(1), 8_400 + 5_040 + 30 * (65 - 32), "read_args");
    assert_eq!(price(2), 18_480 + (2_100 + 5) * INK_PER_GAS, "a cold load");
    assert_eq!(price(3), 18_480, "a cached write");
    assert_eq!(price(4), 68_073 + 20_000 * INK_PER_GAS, "a fresh slot");
    assert_eq!(price(5), 8_400 + 2 * 16_381, "write_result");
    // What the transaction cost: its own bytes, entering the program, and the ink between entry and end.
    let zeros = data.iter().filter(|byte| **byte == 0).count() as u64;
    let intrinsic = 21_000 + 4 * zeros + 16 * (data.len() as u64 - zeros);
    let start = ink(&steps[0], "startInk");
    let left = ink(steps.last().unwrap(), "endInk");
    assert_eq!(start % INK_PER_GAS, 0);
    let entry = 20_000_000 - intrinsic - start / INK_PER_GAS;
    let record = devnet.rpc(
        "eth_call",
        json!([{ "to": "0x0000000000000000000000000000000000000071",
            "data": Bytes::from([&alloy::primitives::keccak256("programInitGas(address)")[..4],
                program.into_word().as_slice()].concat()) }]),
    );
    let init = U256::from_be_slice(&bytes(&record)[..32]);
    assert_eq!(U256::from(entry), init, "one page is free");
    assert_eq!(
        devnet.gas_used(hash),
        20_000_000 - left / INK_PER_GAS,
        "what is left is returned"
    );
}

#[test]
fn calls_hold_the_steps_of_the_called() {
    let devnet = Devnet::new();
    let outer = devnet.program(&forwarder());
    let middle = devnet.contract(&evm_forwarder());
    let inner = devnet.program(&storage());
    let input = evm_forward(inner, &store(0, 5, 0));
    let hash = devnet.send(Some(outer), &forward(CALL, middle, 0, &input), U256::ZERO);
    let trace = steps(&devnet, hash);
    assert_eq!(
        names(&trace),
        [
            "user_entrypoint",
            "read_args",
            "call_contract",
            "read_return_data",
            "write_result",
            "user_returned"
        ]
    );
    let call = &trace[2];
    assert_eq!(call["address"], lower(middle));
    let args = [middle.as_slice(), &u64::MAX.to_be_bytes(), &[0; 32], &input].concat();
    assert_eq!(bytes(&call["args"]), args);
    assert_eq!(bytes(&call["outs"]), [0, 0, 0, 32, 0]);
    let made = call["steps"].as_array().unwrap();
    assert_eq!(names(made), ["evm_call_contract"]);
    assert_eq!(made[0]["address"], lower(inner));
    assert_eq!(
        (&made[0]["args"], &made[0]["outs"]),
        (&json!("0x"), &json!("0x"))
    );
    assert_eq!(
        names(made[0]["steps"].as_array().unwrap()),
        [
            "user_entrypoint",
            "read_args",
            "storage_load_bytes32",
            "write_result",
            "user_returned"
        ]
    );
}

#[test]
fn reverts_precompiles_and_creates() {
    let devnet = Devnet::new();
    let outer = devnet.program(&forwarder());
    let reverter = devnet.program(&module("(i32.const 1)"));
    let hash = devnet.send(Some(outer), &forward(CALL, reverter, 0, &[]), U256::ZERO);
    let trace = steps(&devnet, hash);
    assert_eq!(bytes(&trace[2]["outs"]), [0, 0, 0, 0, 2]);
    assert_eq!(
        names(trace[2]["steps"].as_array().unwrap()),
        ["user_entrypoint", "user_returned"]
    );
    assert_eq!(bytes(&trace.last().unwrap()["outs"]), [0, 0, 0, 2]);

    let identity = alloy::primitives::Address::with_last_byte(4);
    let hash = devnet.send(Some(outer), &forward(CALL, identity, 0, b"abc"), U256::ZERO);
    let trace = steps(&devnet, hash);
    assert_eq!(trace[2]["name"], "call_contract");
    assert_eq!(trace[2]["steps"], json!([]));

    let trap = devnet.program(&module("(unreachable)"));
    let hash = devnet.send(Some(trap), &[], U256::ZERO);
    assert_eq!(
        names(&steps(&devnet, hash)),
        ["user_entrypoint"],
        "a trap does not return"
    );

    let creator = devnet.program(&module(
        r#"
        (i32.store8 (i32.const 0x100) (i32.const 0x00))
        (call $create1 (i32.const 0x100) (i32.const 1) (i32.const 0x200) (i32.const 0x300) (i32.const 0x400))
        (i32.const 0)"#,
    ));
    let hash = devnet.send(Some(creator), &[], U256::ZERO);
    let trace = steps(&devnet, hash);
    assert_eq!(
        names(&trace),
        ["user_entrypoint", "evm_create1", "create1", "user_returned"]
    );
    assert_eq!(
        bytes(&trace[2]["outs"])[..20],
        bytes(&trace[1]["address"])[..]
    );

    let plain = devnet.send(Some(devnet.sender()), &[], U256::from(1));
    assert_eq!(steps(&devnet, plain), Vec::<Value>::new());
}

#[test]
fn a_trace_that_would_not_fit_is_refused() {
    let devnet = Devnet::new();
    let busy = devnet.program(&module(
        r#"
        (loop $again
            (call $address (i32.const 0x100))
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $n) (i32.const 600000))))
        (i32.const 0)"#,
    ));
    let hash = devnet.send(Some(busy), &[], U256::ZERO);
    assert_eq!(devnet.receipt(hash)["status"], "0x1");
    let error = devnet
        .ask(
            "debug_traceTransaction",
            json!([hash, { "tracer": "stylusTracer" }]),
        )
        .unwrap_err();
    assert!(error.contains("trace too large"), "{error}");
}

#[test]
fn being_watched_changes_nothing() {
    let devnet = Devnet::new();
    let outer = devnet.program(&forwarder());
    let middle = devnet.contract(&evm_forwarder());
    let inner = devnet.program(&storage());
    let data = forward(CALL, middle, 0, &evm_forward(inner, &store(1, 5, 9)));
    let hash = devnet.send(Some(outer), &data, U256::ZERO);
    let gas = devnet.gas_used(hash);
    let dump = devnet.rpc("anvil_dumpState", json!([]));
    for tracer in [
        json!({ "tracer": "stylusTracer" }),
        json!({ "tracer": "callTracer" }),
        json!({ "tracer": "prestateTracer" }),
        json!({}),
    ] {
        devnet.trace(hash, tracer);
    }
    let trace = devnet.trace(hash, json!({ "tracer": "callTracer" }));
    assert_eq!(trace["gasUsed"], format!("{gas:#x}"));
    assert_eq!(devnet.gas_used(hash), gas);
    assert_eq!(devnet.rpc("anvil_dumpState", json!([])), dump);
}
