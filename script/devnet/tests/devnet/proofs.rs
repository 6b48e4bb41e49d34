//! State roots, and proofs against them.

use crate::support::{COUNTER, deploy, devnet, poke, post, result, wallet};
use alloy::{
    consensus::TrieAccount,
    primitives::{Address, B256, Bytes, U256, keccak256},
    providers::Provider,
    rlp,
};
use alloy_trie::{EMPTY_ROOT_HASH, Nibbles, proof::verify_proof};
use serde_json::{Value, json};

fn bytes(list: &Value) -> Vec<Bytes> {
    serde_json::from_value(list.clone()).expect("proof")
}

fn word(value: &Value) -> B256 {
    serde_json::from_value(value.clone()).expect("hash")
}

#[tokio::test]
async fn a_proof_verifies_against_the_root_of_its_block() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    for _ in 0..3 {
        poke(&provider, counter).await;
    }
    let absent = Address::repeat_byte(0x99);
    for (block, count) in [("latest", 3_u64), ("0x2", 1), ("0x1", 0)] {
        let header = result(&devnet, "eth_getBlockByNumber", json!([block, false])).await;
        let root = word(&header["stateRoot"]);
        for address in [counter, absent] {
            let params = json!([address, ["0x0", B256::with_last_byte(7)], block]);
            let proof = result(&devnet, "eth_getProof", params).await;
            let storage_root = word(&proof["storageHash"]);
            let account = TrieAccount {
                nonce: U256::from_str_radix(&proof["nonce"].as_str().expect("hex")[2..], 16)
                    .expect("number")
                    .to(),
                balance: serde_json::from_value(proof["balance"].clone()).expect("balance"),
                storage_root,
                code_hash: word(&proof["codeHash"]),
            };
            let path = Nibbles::unpack(keccak256(address));
            let leaf = (address == counter).then(|| rlp::encode(account));
            verify_proof(root, path, leaf, &bytes(&proof["accountProof"])).expect("account");

            let slots = proof["storageProof"].as_array().expect("slots");
            let expected = if address == counter { count } else { 0 };
            for (slot, value) in [(&slots[0], expected), (&slots[1], 0)] {
                assert_eq!(slot["value"], json!(U256::from(value)), "{block}");
                let key: U256 = serde_json::from_value(slot["key"].clone()).expect("key");
                let path = Nibbles::unpack(keccak256(B256::from(key)));
                let leaf = (value > 0).then(|| rlp::encode(U256::from(value)));
                verify_proof(storage_root, path, leaf, &bytes(&slot["proof"])).expect("slot");
            }
            assert_eq!(slots[0]["key"], "0x0", "keys come back as they were sent");
            if address == absent {
                assert_eq!(storage_root, EMPTY_ROOT_HASH);
            }
        }
    }
    let typed = provider
        .get_proof(counter, vec![B256::ZERO])
        .await
        .expect("alloy reads it");
    assert_eq!(typed.storage_proof[0].value, U256::from(3));
}

#[tokio::test]
async fn refusals_of_proofs_name_the_reason() {
    let devnet = devnet().await;
    let many = vec!["0x0"; 1_025];
    let response = post(&devnet, "eth_getProof", json!([Address::ZERO, many])).await;
    assert_eq!(response["error"]["code"], -32602);
    let response = post(&devnet, "eth_getProof", json!([Address::ZERO, [], "0x9"])).await;
    assert_eq!(response["error"]["message"], "header not found");
}
