//! The prestate tracer: what a transaction read and what it changed.

use std::collections::BTreeMap;

use alloy::{
    eips::BlockId,
    primitives::{Address, U256},
};
use serde_json::{Value, json};

use crate::{
    support::{Devnet, number},
    wat::{CALL, evm_forward, evm_forwarder, forward, forwarder, storage, store},
};

fn diff(devnet: &Devnet, hash: alloy::primitives::B256) -> Value {
    devnet.trace(
        hash,
        json!({ "tracer": "prestateTracer", "tracerConfig": { "diffMode": true } }),
    )
}

/// What the two states hold of the accounts in the diff, told as the tracer tells it.
fn check(devnet: &Devnet, hash: alloy::primitives::B256) -> BTreeMap<Address, ()> {
    let block = number(&devnet.receipt(hash)["blockNumber"]);
    let before = devnet.node.state(BlockId::number(block - 1)).unwrap();
    let after = devnet.node.state(BlockId::number(block)).unwrap();
    let trace = diff(devnet, hash);
    let mut touched = BTreeMap::new();
    for (side, state) in [("pre", &before), ("post", &after)] {
        for (address, account) in trace[side].as_object().unwrap() {
            let address: Address = address.parse().unwrap();
            touched.insert(address, ());
            if let Some(balance) = account.get("balance") {
                let balance: U256 = serde_json::from_value(balance.clone()).unwrap();
                assert_eq!(balance, state.balance(address), "{side} {address}");
            }
            if let Some(nonce) = account.get("nonce") {
                assert_eq!(
                    nonce.as_u64(),
                    Some(state.nonce(address)),
                    "{side} {address}"
                );
            }
            for (slot, value) in account
                .get("storage")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
            {
                let (slot, value): (U256, U256) = (
                    slot.parse().unwrap(),
                    value.as_str().unwrap().parse().unwrap(),
                );
                assert_eq!(value, state.slot(address, slot), "{side} {address} {slot}");
                assert_ne!(before.slot(address, slot), after.slot(address, slot));
            }
        }
    }
    touched
}

#[test]
fn differences_are_those_of_the_states() {
    let devnet = Devnet::new();
    let outer = devnet.program(&forwarder());
    let middle = devnet.contract(&evm_forwarder());
    let inner = devnet.program(&storage());
    let data = forward(CALL, middle, 0, &evm_forward(inner, &store(1, 5, 9)));
    let hash = devnet.send(Some(outer), &data, U256::from(3));
    let touched = check(&devnet, hash);
    // The sender pays, the sequencer earns, the outer program keeps the value, the inner one a slot.
    assert!(touched.contains_key(&devnet.sender()));
    assert!(touched.contains_key(&outer) && touched.contains_key(&inner));
    assert!(
        !touched.contains_key(&middle),
        "it is called and does not change"
    );
    let trace = diff(&devnet, hash);
    let slot = format!("{:#066x}", 5);
    let inner = format!("{inner:#x}");
    assert_eq!(
        trace["post"][&inner]["storage"][&slot],
        format!("{:#066x}", 9)
    );
    assert_eq!(
        trace["pre"][&inner]["storage"].get(&slot),
        None,
        "zero is not told"
    );

    let again = devnet.send(Some(outer), &data, U256::ZERO);
    check(&devnet, again);
    assert_eq!(
        diff(&devnet, again)["post"].get(&inner),
        None,
        "nothing changed this time"
    );
}

#[test]
fn activation_changes_its_table_and_balances() {
    let devnet = Devnet::new();
    let program = devnet.program(&storage());
    let other = devnet.contract(&[&[0xEF, 0xF0, 0x00, 0x00][..], &packed(&forwarder())].concat());
    let hash = devnet.activate(other);
    let touched = check(&devnet, hash);
    assert!(touched.contains_key(&Address::with_last_byte(0x71)));
    assert!(!touched.contains_key(&program));
}

fn packed(wat: &str) -> Vec<u8> {
    let mut code = Vec::new();
    let wasm = ::wat::parse_str(wat).unwrap();
    brotli::BrotliCompress(&mut &wasm[..], &mut code, &Default::default()).unwrap();
    code
}

#[test]
fn the_state_before_lists_what_was_read() {
    let devnet = Devnet::new();
    let program = devnet.program(&storage());
    devnet.send(Some(program), &store(1, 5, 9), U256::ZERO);
    let hash = devnet.send(Some(program), &store(0, 5, 0), U256::ZERO);
    let trace = devnet.trace(hash, json!({ "tracer": "prestateTracer" }));
    let account = &trace[format!("{program:#x}")];
    assert_eq!(
        account["storage"][format!("{:#066x}", 5)],
        format!("{:#066x}", 9)
    );
    assert!(account["code"].as_str().unwrap().starts_with("0xeff000"));
    assert!(trace.get(format!("{:#x}", devnet.sender())).is_some());
}
