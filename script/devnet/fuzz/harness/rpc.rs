//! What must hold for every message: a well-formed answer, no panic, and a state that its own root describes.

use alloy::{consensus::TrieAccount, eips::BlockId, primitives::B256};
use ballast_devnet::{
    Node, Options,
    node::{ClockMode, State},
    rpc::Api,
};
use serde_json::Value;
use std::cell::RefCell;

/// Messages after which a chain is replaced by a fresh one, so that a failure can be found again.
const LIFETIME: u32 = 64;
const INTERNAL: i64 = -32603;

thread_local! {
    static CHAIN: RefCell<Option<(Api, u32)>> = const { RefCell::new(None) };
}

/// Answers one message on a chain that earlier messages may have changed.
pub fn check(message: &[u8]) {
    let (api, used) = CHAIN.take().unwrap_or_else(|| (fresh(), 0));
    if let Some(answer) = api.answer(message) {
        let answer: Value = serde_json::from_slice(&answer).expect("the answer is JSON");
        match answer {
            Value::Array(answers) => answers.iter().for_each(check_answer),
            answer => check_answer(&answer),
        }
    }
    check_state(api.node());
    if used < LIFETIME {
        CHAIN.set(Some((api, used + 1)));
    }
}

fn fresh() -> Api {
    let options = Options {
        timestamp: Some(1_800_000_000),
        clock: ClockMode::Manual,
        history: 16,
        ..Options::default()
    };
    Api::new(Node::new(options).expect("a node"))
}

fn check_answer(answer: &Value) {
    assert_eq!(answer["jsonrpc"], "2.0");
    assert!(answer.get("id").is_some());
    let (result, error) = (answer.get("result"), answer.get("error"));
    assert!(result.is_some() != error.is_some(), "{answer}");
    if let Some(error) = error {
        assert!(error["message"].is_string());
        assert_ne!(
            error["code"].as_i64().expect("a code"),
            INTERNAL,
            "{answer}"
        );
    }
}

fn check_state(node: &Node) {
    let head = node.head();
    assert_eq!(head.number(), node.status().height);
    assert_eq!(
        node.block(BlockId::latest()).expect("the head").hash(),
        head.hash()
    );
    let mut state = node.state(BlockId::latest()).expect("the latest state");
    assert_eq!(state.settle(), root(&state));
}

/// The state root worked out from nothing.
fn root(state: &State) -> B256 {
    alloy_trie::root::state_root_unhashed(state.accounts().map(|(address, account)| {
        let slots = account
            .storage
            .iter()
            .map(|(slot, value)| (B256::from(*slot), *value));
        let account = TrieAccount {
            nonce: account.nonce,
            balance: account.balance,
            storage_root: alloy_trie::root::storage_root_unhashed(slots),
            code_hash: account.code_hash,
        };
        (*address, account)
    }))
}
