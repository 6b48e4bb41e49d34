//! Blocks, fees, filters and the small methods.

use crate::support::{COUNTER, deploy, devnet, poke, post, result, wallet};
use alloy::{
    eips::BlockNumberOrTag,
    primitives::{B256, keccak256},
    providers::Provider,
};
use serde_json::{Value, json};

#[tokio::test]
async fn small_facts() {
    let devnet = devnet().await;
    for (method, expected) in [
        ("eth_chainId", json!("0x64aba")),
        ("net_version", json!("412346")),
        ("eth_blockNumber", json!("0x0")),
        ("eth_gasPrice", json!("0x5f5e100")),
        ("eth_maxPriorityFeePerGas", json!("0x0")),
        ("eth_syncing", json!(false)),
    ] {
        assert_eq!(
            result(&devnet, method, json!([])).await,
            expected,
            "{method}"
        );
    }
    assert_eq!(
        result(&devnet, "web3_sha3", json!(["0x616263"])).await,
        json!(keccak256("abc"))
    );
    let accounts = result(&devnet, "eth_accounts", json!([])).await;
    assert_eq!(accounts.as_array().map(Vec::len), Some(11));
    assert_eq!(accounts[0], "0x3f1eae7d46d88f08fc2f8ed27fcb2ab183eb2d0e");
    let version = result(&devnet, "web3_clientVersion", json!([])).await;
    assert!(
        version
            .as_str()
            .expect("text")
            .starts_with("ballast-devnet/")
    );
}

#[tokio::test]
async fn what_does_not_exist_is_null() {
    let devnet = devnet().await;
    for (method, params) in [
        ("eth_getBlockByNumber", json!(["0x5", false])),
        ("eth_getBlockByHash", json!([B256::ZERO, true])),
        ("eth_getTransactionByHash", json!([B256::ZERO])),
        ("eth_getTransactionReceipt", json!([B256::ZERO])),
        ("eth_getBlockReceipts", json!(["0x5"])),
        (
            "eth_getTransactionByBlockNumberAndIndex",
            json!(["0x0", "0x0"]),
        ),
    ] {
        assert_eq!(
            result(&devnet, method, params).await,
            Value::Null,
            "{method}"
        );
    }
    let filter = json!([{ "blockHash": B256::ZERO }]);
    assert_eq!(
        post(&devnet, "eth_getLogs", filter).await["error"]["message"],
        "header not found"
    );
    let filter = json!([{ "fromBlock": "0x5", "toBlock": "0x1" }]);
    assert_eq!(
        post(&devnet, "eth_getLogs", filter).await["error"]["message"],
        "invalid block range params"
    );
}

#[tokio::test]
async fn fees_have_no_history() {
    let devnet = devnet().await;
    devnet.node().mine(4, None).expect("mined");
    let provider = wallet(&devnet, 0);
    let fees = provider
        .get_fee_history(10, BlockNumberOrTag::Latest, &[20.0])
        .await
        .expect("history");
    assert_eq!(fees.oldest_block, 0);
    assert_eq!(fees.base_fee_per_gas, vec![100_000_000_u128; 6]);
    assert_eq!(fees.gas_used_ratio.len(), 5);
    assert_eq!(fees.reward, Some(vec![vec![0]; 5]));
    let two = provider
        .get_fee_history(2, BlockNumberOrTag::Number(3), &[])
        .await
        .expect("history");
    assert_eq!((two.oldest_block, two.gas_used_ratio.len()), (2, 2));
}

#[tokio::test]
async fn filters_report_what_is_new() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let logs = result(&devnet, "eth_newFilter", json!([{ "address": counter }])).await;
    let blocks = result(&devnet, "eth_newBlockFilter", json!([])).await;
    assert_eq!(
        result(&devnet, "eth_getFilterChanges", json!([logs])).await,
        json!([])
    );
    let first = poke(&provider, counter).await;
    let changes = result(&devnet, "eth_getFilterChanges", json!([logs])).await;
    assert_eq!(changes[0]["transactionHash"], json!(first.transaction_hash));
    assert_eq!(changes.as_array().map(Vec::len), Some(1));
    assert_eq!(
        result(&devnet, "eth_getFilterChanges", json!([logs])).await,
        json!([])
    );
    assert_eq!(
        result(&devnet, "eth_getFilterChanges", json!([blocks])).await,
        json!([first.block_hash])
    );
    assert_eq!(
        result(&devnet, "eth_uninstallFilter", json!([logs])).await,
        true
    );
    assert_eq!(
        result(&devnet, "eth_uninstallFilter", json!([logs])).await,
        false
    );
    let gone = post(&devnet, "eth_getFilterChanges", json!([logs])).await;
    assert_eq!(gone["error"]["message"], "filter not found");
}

#[tokio::test]
async fn blocks_carry_arbitrums_fields() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let block = result(&devnet, "eth_getBlockByNumber", json!(["latest", true])).await;
    assert_eq!(block["l1BlockNumber"], "0x1");
    assert_eq!(block["gasLimit"], "0x4000000000000");
    assert_eq!(block["transactions"][0]["type"], "0x2");
    let receipt = poke(&provider, counter).await;
    let receipt = result(
        &devnet,
        "eth_getTransactionReceipt",
        json!([receipt.transaction_hash]),
    )
    .await;
    assert_eq!(receipt["gasUsedForL1"], "0x0");
    assert_eq!(
        receipt["logs"][0]["topics"].as_array().map(Vec::len),
        Some(1)
    );
}
