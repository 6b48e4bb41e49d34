//! The call tracer, the tracer of opcodes, and what they refuse.

use alloy::primitives::U256;
use serde_json::{Value, json};

use crate::{
    support::{Devnet, lower, number},
    wat::{CALL, evm_forward, evm_forwarder, forward, forwarder, module, storage, store},
};

/// Logs its call data, writes slot 1 and reverts with the call data.
fn reverter() -> String {
    module(
        r#"
        (call $read_args (i32.const 0x100))
        (call $emit_log (i32.const 0x100) (local.get $len) (i32.const 0))
        (call $cache (i32.const 0x200) (i32.const 0x220))
        (call $flush (i32.const 0))
        (call $write_result (i32.const 0x100) (local.get $len))
        (i32.const 1)"#,
    )
}

/// Logs its call data and succeeds.
fn logger() -> String {
    module(
        r#"
        (call $read_args (i32.const 0x100))
        (call $emit_log (i32.const 0x100) (local.get $len) (i32.const 0))
        (i32.const 0)"#,
    )
}

fn call_tracer(config: Value) -> Value {
    json!({ "tracer": "callTracer", "tracerConfig": config })
}

#[test]
fn program_calls_contract_calls_program_which_reverts() {
    let devnet = Devnet::new();
    let outer = devnet.program(&forwarder());
    let middle = devnet.contract(&evm_forwarder());
    let inner = devnet.program(&reverter());
    let data = forward(CALL, middle, 0, &evm_forward(inner, b"reason"));
    let hash = devnet.send(Some(outer), &data, U256::ZERO);
    assert_eq!(devnet.receipt(hash)["status"], "0x0");

    let trace = devnet.trace(hash, call_tracer(json!({ "withLog": true })));
    assert_eq!(trace["type"], "CALL");
    assert_eq!(trace["from"], lower(devnet.sender()));
    assert_eq!(trace["to"], lower(outer));
    assert_eq!(number(&trace["gasUsed"]), devnet.gas_used(hash));
    assert_eq!(trace["error"], "execution reverted");
    let second = &trace["calls"][0];
    assert_eq!(
        (&second["from"], &second["to"]),
        (&json!(lower(outer)), &json!(lower(middle)))
    );
    assert_eq!(second["error"], "execution reverted");
    let third = &second["calls"][0];
    assert_eq!(
        (&third["from"], &third["to"]),
        (&json!(lower(middle)), &json!(lower(inner)))
    );
    assert_eq!(third["input"], "0x726561736f6e");
    assert_eq!(third["output"], "0x726561736f6e");
    assert_eq!(third["error"], "execution reverted");
    assert_eq!(third["calls"], Value::Null);
    assert_eq!(
        third["logs"],
        Value::Null,
        "logs of a reverted frame are none"
    );
    assert!(number(&third["gasUsed"]) < number(&second["gasUsed"]));
    assert!(number(&second["gasUsed"]) < number(&trace["gasUsed"]));

    let top = devnet.trace(hash, call_tracer(json!({ "onlyTopCall": true })));
    assert_eq!(top["calls"], Value::Null);
    assert_eq!(top["output"], trace["output"]);
}

#[test]
fn logs_stand_in_the_frames_that_wrote_them() {
    let devnet = Devnet::new();
    let outer = devnet.contract(&evm_forwarder());
    let inner = devnet.program(&logger());
    let hash = devnet.send(Some(outer), &evm_forward(inner, b"text"), U256::ZERO);
    let trace = devnet.trace(hash, call_tracer(json!({ "withLog": true })));
    assert_eq!(trace["logs"], Value::Null);
    let logs = trace["calls"][0]["logs"].as_array().unwrap();
    assert_eq!(logs.len(), 1);
    assert_eq!(logs[0]["address"], lower(inner));
    assert_eq!(logs[0]["data"], "0x74657874");
    let without = devnet.trace(hash, call_tracer(json!({})));
    assert_eq!(without["calls"][0]["logs"], Value::Null);
}

#[test]
fn opcodes_of_contracts_that_programs_call() {
    let devnet = Devnet::new();
    let program = devnet.program(&forwarder());
    let code = [0x60, 0x2A, 0x60, 0x07, 0x55, 0x00]; // SSTORE(7, 42); STOP
    let contract = devnet.contract(&code);
    let hash = devnet.send(Some(program), &forward(CALL, contract, 0, &[]), U256::ZERO);
    let trace = devnet.trace(hash, json!({}));
    assert_eq!(trace["gas"].as_u64(), Some(devnet.gas_used(hash)));
    assert_eq!(trace["failed"], false);
    let steps = trace["structLogs"].as_array().unwrap();
    let names: Vec<_> = steps
        .iter()
        .map(|step| step["op"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["PUSH1", "PUSH1", "SSTORE", "STOP"]);
    assert!(steps.iter().all(|step| step["depth"] == 2));
    let limited = devnet.trace(hash, json!({ "limit": 2 }));
    assert_eq!(limited["structLogs"].as_array().unwrap().len(), 2);
}

#[test]
fn calls_are_traced_with_overrides_and_leave_nothing() {
    let devnet = Devnet::new();
    let program = devnet.program(&storage());
    let before = devnet.node.head().hash();
    let call = json!({ "to": program, "data": alloy::primitives::Bytes::from(store(1, 5, 9)) });
    let trace = devnet.rpc(
        "debug_traceCall",
        json!([call, "latest", { "tracer": "callTracer" }]),
    );
    assert_eq!(trace["to"], lower(program));
    assert_eq!(trace["output"], format!("0x{}", "0".repeat(64)));
    let slot = format!("{:#066x}", 5);
    let overrides = json!({ "tracer": "callTracer", "stateOverrides": {
        lower(program): { "stateDiff": { slot: format!("{:#066x}", 77) } } } });
    let trace = devnet.rpc("debug_traceCall", json!([call, "latest", overrides]));
    assert_eq!(trace["output"], format!("{:#066x}", 77));
    assert_eq!(devnet.node.head().hash(), before);
    assert_eq!(
        devnet
            .node
            .state(alloy::eips::BlockId::latest())
            .unwrap()
            .slot(program, U256::from(5)),
        U256::ZERO
    );
}

#[test]
fn past_transactions_are_replayed_after_those_before_them() {
    let devnet = Devnet::new();
    let program = devnet.program(&storage());
    devnet.rpc("evm_setAutomine", json!([false]));
    let hashes: Vec<_> = (1..=3)
        .map(|value| devnet.send(Some(program), &store(1, 5, value), U256::ZERO))
        .collect();
    devnet.rpc("evm_mine", json!([]));
    devnet.rpc("evm_setAutomine", json!([true]));
    devnet.send(Some(program), &store(1, 5, 99), U256::ZERO);
    let head = devnet.node.head().hash();
    for (index, hash) in hashes.iter().enumerate() {
        let trace = devnet.trace(*hash, call_tracer(json!({})));
        assert_eq!(
            trace["output"],
            format!("{index:#066x}"),
            "what the slot held"
        );
        assert_eq!(number(&trace["gasUsed"]), devnet.gas_used(*hash));
    }
    let block = devnet.receipt(hashes[0])["blockNumber"].clone();
    let traces = devnet.rpc(
        "debug_traceBlockByNumber",
        json!([block, { "tracer": "callTracer" }]),
    );
    let traces = traces.as_array().unwrap();
    assert_eq!(traces.len(), 3);
    for (trace, hash) in traces.iter().zip(&hashes) {
        assert_eq!(trace["txHash"], json!(hash));
        assert_eq!(trace["result"], devnet.trace(*hash, call_tracer(json!({}))));
    }
    let by_hash = devnet.receipt(hashes[0])["blockHash"].clone();
    assert_eq!(
        devnet.rpc(
            "debug_traceBlockByHash",
            json!([by_hash, { "tracer": "callTracer" }])
        ),
        json!(traces)
    );
    assert_eq!(devnet.node.head().hash(), head, "tracing mines nothing");
}

#[test]
fn states_that_are_gone_are_not_traced() {
    let devnet = Devnet::with(ballast_devnet::Options {
        history: 2,
        ..Default::default()
    });
    let program = devnet.program(&storage());
    let hash = devnet.send(Some(program), &store(1, 5, 1), U256::ZERO);
    devnet.trace(hash, json!({ "tracer": "noopTracer" }));
    devnet.node.mine(3, None).unwrap();
    let error = devnet
        .ask("debug_traceTransaction", json!([hash, {}]))
        .unwrap_err();
    assert!(
        error.contains("history") || error.contains("state"),
        "{error}"
    );
}

#[test]
fn unknown_tracers_are_refused_with_the_one_for_programs() {
    let devnet = Devnet::new();
    let program = devnet.program(&storage());
    let hash = devnet.send(Some(program), &store(1, 5, 1), U256::ZERO);
    let script = r#"{"hostio": function(info) {}, "result": function() { return []; }}"#;
    for tracer in [script, "nosuchTracer"] {
        let error = devnet
            .ask(
                "debug_traceTransaction",
                json!([hash, { "tracer": tracer }]),
            )
            .unwrap_err();
        assert!(error.contains("stylusTracer"), "{error}");
    }
    let error = devnet
        .ask(
            "debug_traceTransaction",
            json!([alloy::primitives::B256::ZERO, {}]),
        )
        .unwrap_err();
    assert_eq!(error, "transaction not found");
    assert_eq!(
        devnet.trace(hash, json!({ "tracer": "4byteTracer" })),
        json!({ "0x01000000-61": 1 })
    );
}
