//! Every method by name, under every alias.

use crate::support::{COUNTER, GENESIS_TIME, creation_code, devnet, post, result};
use alloy::primitives::{Address, B256, U256};
use serde_json::{Value, json};

/// What tools ask any node.
const CHAIN: [&str; 50] = [
    "web3_clientVersion",
    "web3_sha3",
    "net_version",
    "net_listening",
    "net_peerCount",
    "eth_syncing",
    "eth_chainId",
    "eth_blockNumber",
    "eth_gasPrice",
    "eth_maxPriorityFeePerGas",
    "eth_feeHistory",
    "eth_accounts",
    "eth_getBalance",
    "eth_getCode",
    "eth_getStorageAt",
    "eth_getTransactionCount",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getHeaderByNumber",
    "eth_getHeaderByHash",
    "eth_getProof",
    "eth_getBlockTransactionCountByNumber",
    "eth_getBlockTransactionCountByHash",
    "eth_getUncleCountByBlockNumber",
    "eth_getBlockReceipts",
    "eth_getTransactionByHash",
    "eth_getTransactionByBlockNumberAndIndex",
    "eth_getTransactionByBlockHashAndIndex",
    "eth_getRawTransactionByHash",
    "eth_getRawTransactionByBlockNumberAndIndex",
    "eth_getTransactionReceipt",
    "eth_getLogs",
    "eth_call",
    "eth_estimateGas",
    "eth_createAccessList",
    "eth_sendRawTransaction",
    "eth_sendRawTransactionSync",
    "eth_sendTransaction",
    "eth_signTransaction",
    "eth_sign",
    "personal_sign",
    "eth_newFilter",
    "eth_newBlockFilter",
    "eth_newPendingTransactionFilter",
    "eth_getFilterChanges",
    "eth_getFilterLogs",
    "eth_uninstallFilter",
    "txpool_status",
    "txpool_content",
    "txpool_inspect",
];
/// What only a devnet offers; `anvil_X` is `hardhat_X` too.
const DEVELOPER: [&str; 28] = [
    "anvil_setBalance",
    "anvil_addBalance",
    "anvil_setCode",
    "anvil_setStorageAt",
    "anvil_setNonce",
    "anvil_setCoinbase",
    "anvil_setPrevRandao",
    "anvil_setNextBlockBaseFeePerGas",
    "anvil_impersonateAccount",
    "anvil_stopImpersonatingAccount",
    "anvil_autoImpersonateAccount",
    "anvil_dropTransaction",
    "anvil_dropAllTransactions",
    "anvil_removePoolTransactions",
    "anvil_getAutomine",
    "anvil_getIntervalMining",
    "anvil_setAutomine",
    "anvil_setIntervalMining",
    "anvil_setBlockTimestampInterval",
    "anvil_removeBlockTimestampInterval",
    "anvil_increaseTime",
    "anvil_setTime",
    "anvil_mine",
    "anvil_dumpState",
    "anvil_loadState",
    "anvil_nodeInfo",
    "anvil_metadata",
    "anvil_reset",
];
const EVM: [&str; 12] = [
    "evm_snapshot",
    "evm_revert",
    "evm_increaseTime",
    "evm_setNextBlockTimestamp",
    "evm_setTime",
    "evm_mine",
    "evm_mine_detailed",
    "evm_setAutomine",
    "evm_getAutomine",
    "evm_setIntervalMining",
    "evm_getIntervalMining",
    "evm_setAccountNonce",
];

#[tokio::test]
async fn every_method_is_there_under_every_name() {
    let devnet = devnet().await;
    let aliases = DEVELOPER.map(|name| name.replace("anvil_", "hardhat_"));
    let names = CHAIN
        .into_iter()
        .chain(DEVELOPER)
        .chain(EVM)
        .chain(aliases.iter().map(String::as_str));
    for name in names {
        // Not what it is for: only that it is there.
        let response = post(&devnet, name, json!([])).await;
        assert_ne!(response["error"]["code"], -32601, "{name}");
        assert_ne!(response["error"]["code"], -32603, "{name}: {response}");
    }
}

#[tokio::test]
async fn wrong_types_are_wrong_arguments_for_every_method() {
    let devnet = devnet().await;
    let wrong = [
        json!([{}, {}, {}]),
        json!([[[]], [[]], [[]]]),
        json!([true, true, true]),
        json!(["\u{0}", "\u{0}", "\u{0}"]),
        json!([-1, -1, -1]),
        json!([1e300, 1e300, 1e300]),
        json!([
            "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
            "0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        ]),
    ];
    for name in CHAIN.into_iter().chain(DEVELOPER).chain(EVM) {
        for params in &wrong {
            let response = post(&devnet, name, params.clone()).await;
            assert_ne!(
                response["error"]["code"], -32603,
                "{name} {params}: {response}"
            );
            assert!(response.get("result").is_some() || response.get("error").is_some());
        }
    }
    result(&devnet, "anvil_reset", json!([])).await;
    assert_eq!(result(&devnet, "eth_blockNumber", json!([])).await, "0x0");
}

#[tokio::test]
async fn what_arbitrum_does_not_have_is_refused_by_name() {
    let devnet = devnet().await;
    for name in [
        "anvil_setMinGasPrice",
        "evm_setBlockGasLimit",
        "anvil_setChainId",
        "anvil_setRpcUrl",
        "anvil_setLoggingEnabled",
    ] {
        let response = post(&devnet, name, json!([1])).await;
        assert_eq!(response["error"]["code"], -32000, "{name}");
        let text = response["error"]["message"].as_str().expect("text");
        assert!(
            text.starts_with(&format!("{name} is not supported")),
            "{text}"
        );
    }
    let overrides = json!({ Address::repeat_byte(1).to_string(): { "movePrecompileToAddress": Address::repeat_byte(2) } });
    let call = json!([{ "to": Address::ZERO }, "latest", overrides]);
    let response = post(&devnet, "eth_call", call).await;
    assert_eq!(
        response["error"]["message"],
        "movePrecompileToAddress is not supported"
    );
}

#[tokio::test]
async fn the_base_fee_is_constant_until_it_is_set() {
    let devnet = devnet().await;
    let from = devnet.accounts()[0].address;
    let transfer = json!([{ "from": from, "to": from }]);
    result(
        &devnet,
        "hardhat_setNextBlockBaseFeePerGas",
        json!(["0x3b9aca00"]),
    )
    .await;
    assert_eq!(
        result(&devnet, "eth_gasPrice", json!([])).await,
        "0x3b9aca00"
    );
    let hash = result(&devnet, "eth_sendTransaction", transfer).await;
    let receipt = result(&devnet, "eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["effectiveGasPrice"], "0x3b9aca00");
    let block = result(&devnet, "eth_getBlockByNumber", json!(["latest", false])).await;
    assert_eq!(block["baseFeePerGas"], "0x3b9aca00");
    let history = result(&devnet, "eth_feeHistory", json!(["0x2", "latest", []])).await;
    assert_eq!(
        history["baseFeePerGas"],
        json!(["0x5f5e100", "0x3b9aca00", "0x3b9aca00"])
    );
    let low = json!([{ "from": from, "to": from, "gas": "0x5208", "gasPrice": "0x5f5e100" }]);
    let refused = post(&devnet, "eth_sendTransaction", low).await;
    let text = refused["error"]["message"].as_str().expect("text");
    assert!(
        text.starts_with("max fee per gas less than block base fee"),
        "{text}"
    );
}

#[tokio::test]
async fn blocks_come_on_time_when_asked() {
    let devnet = devnet().await;
    let mut blocks = devnet.node().subscribe();
    result(&devnet, "evm_setIntervalMining", json!([1])).await;
    assert_eq!(
        result(&devnet, "anvil_getIntervalMining", json!([])).await,
        1
    );
    assert_eq!(result(&devnet, "evm_getAutomine", json!([])).await, false);
    let from = devnet.accounts()[0].address;
    let hash = result(
        &devnet,
        "eth_sendTransaction",
        json!([{ "from": from, "to": from }]),
    )
    .await;
    assert_eq!(
        result(&devnet, "eth_getTransactionReceipt", json!([hash])).await,
        Value::Null
    );
    let first = blocks.recv().await.expect("a block on time");
    assert_eq!(json!(first.transactions[0].hash()), hash);
    let second = blocks.recv().await.expect("and another, empty");
    assert!(second.transactions.is_empty());

    result(&devnet, "evm_setIntervalMining", json!([0])).await;
    assert_eq!(
        result(&devnet, "anvil_getIntervalMining", json!([])).await,
        Value::Null
    );
    let height = devnet.node().status().height;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(devnet.node().status().height, height, "it has ended");

    result(&devnet, "anvil_setBlockTimestampInterval", json!([12])).await;
    result(&devnet, "anvil_mine", json!([2])).await;
    assert_eq!(devnet.node().head().timestamp(), GENESIS_TIME + 24);
    assert_eq!(
        result(&devnet, "anvil_removeBlockTimestampInterval", json!([])).await,
        true
    );
    let mined = result(&devnet, "evm_mine_detailed", json!([{ "blocks": 2 }])).await;
    assert_eq!(mined.as_array().map(Vec::len), Some(2));
    assert_eq!(mined[1]["number"], json!(format!("{:#x}", height + 4)));
}

#[tokio::test]
async fn the_pool_shows_and_forgets_what_waits() {
    let devnet = devnet().await;
    let (from, other) = (devnet.accounts()[1].address, devnet.accounts()[2].address);
    result(&devnet, "evm_setAutomine", json!([false])).await;
    let filter = result(&devnet, "eth_newPendingTransactionFilter", json!([])).await;
    let mut hashes = Vec::new();
    for (from, nonce) in [(from, "0x0"), (from, "0x5"), (other, "0x0")] {
        let request =
            json!([{ "from": from, "to": from, "nonce": nonce, "value": "0x7", "gas": "0x5208" }]);
        hashes.push(result(&devnet, "eth_sendTransaction", request).await);
    }
    assert_eq!(
        result(&devnet, "eth_getFilterChanges", json!([filter])).await,
        json!(hashes),
        "what waits is announced when it comes"
    );
    assert_eq!(
        result(&devnet, "eth_getFilterChanges", json!([filter])).await,
        json!([])
    );
    let content = result(&devnet, "txpool_contentFrom", json!([from])).await;
    assert_eq!(content["pending"]["0"]["hash"], hashes[0]);
    assert_eq!(content["queued"]["5"]["hash"], hashes[1]);
    let summary = result(&devnet, "txpool_inspect", json!([])).await;
    assert_eq!(
        summary["pending"][from.to_string()]["0"],
        format!("{from}: 7 wei + 21000 gas × 100000000 wei")
    );
    result(&devnet, "anvil_removePoolTransactions", json!([from])).await;
    let status = result(&devnet, "txpool_status", json!([])).await;
    assert_eq!(status, json!({ "pending": "0x1", "queued": "0x0" }));
    result(&devnet, "anvil_dropAllTransactions", json!([])).await;
    let status = result(&devnet, "txpool_status", json!([])).await;
    assert_eq!(status, json!({ "pending": "0x0", "queued": "0x0" }));
}

#[tokio::test]
async fn a_transaction_is_signed_without_being_sent() {
    let devnet = devnet().await;
    let from = devnet.accounts()[0].address;
    let request = json!([{ "from": from, "data": creation_code(&COUNTER) }]);
    let signed = result(&devnet, "eth_signTransaction", request).await;
    assert_eq!(devnet.node().status().height, 0);
    let receipt = result(
        &devnet,
        "eth_sendRawTransactionSync",
        json!([signed["raw"]]),
    )
    .await;
    assert_eq!(receipt["transactionHash"], signed["tx"]["hash"]);
    assert_eq!(receipt["status"], "0x1");

    let header = result(&devnet, "eth_getHeaderByNumber", json!(["0x1"])).await;
    assert_eq!(header["hash"], receipt["blockHash"]);
    assert_eq!(header.get("transactions"), None);
    let by_hash = result(&devnet, "eth_getHeaderByHash", json!([header["hash"]])).await;
    assert_eq!(by_hash, header);
    for (method, block) in [
        ("eth_getRawTransactionByBlockNumberAndIndex", &json!("0x1")),
        ("eth_getRawTransactionByBlockHashAndIndex", &header["hash"]),
    ] {
        assert_eq!(
            result(&devnet, method, json!([block, "0x0"])).await,
            signed["raw"]
        );
        assert_eq!(
            result(&devnet, method, json!([block, "0x1"])).await,
            Value::Null
        );
    }
    let stranger = json!([{ "from": Address::repeat_byte(9) }]);
    let refused = post(&devnet, "eth_signTransaction", stranger).await;
    assert_eq!(refused["error"]["message"], "unknown account");
}

#[tokio::test]
async fn a_balance_grows_and_a_block_hash_is_pretended() {
    let devnet = devnet().await;
    let address = Address::repeat_byte(0x44);
    for _ in 0..2 {
        result(&devnet, "anvil_addBalance", json!([address, "0x5"])).await;
    }
    assert_eq!(devnet.node().balance(address), U256::from(10));
    result(&devnet, "anvil_mine", json!([3])).await;
    // PUSH1 1, BLOCKHASH, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
    let code = "0x6001405f5260205ff3";
    let accounts = json!({ address.to_string(): { "code": code } });
    let hash = B256::repeat_byte(0xbb);
    let call = json!([{ "to": address }, "latest", accounts, { "blockHash": { "1": hash } }]);
    assert_eq!(result(&devnet, "eth_call", call).await, json!(hash));
}
