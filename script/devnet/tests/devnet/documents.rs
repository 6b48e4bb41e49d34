//! The chain as a document, and filters across time travel.

use crate::support::{COUNTER, GENESIS_TIME, count, deploy, devnet, poke, post, result, wallet};
use alloy::{
    primitives::{Address, U256},
    providers::Provider,
    rpc::types::Filter,
};
use ballast_devnet::{
    Options,
    node::{ClockMode, StateDump},
    spawn,
};
use serde_json::{Value, json};

fn decoded(dump: &Value) -> Value {
    let bytes: alloy::primitives::Bytes = serde_json::from_value(dump.clone()).expect("hex");
    serde_json::from_slice(&bytes).expect("json")
}

fn encoded(document: &Value) -> Value {
    json!(alloy::primitives::Bytes::from(
        document.to_string().into_bytes()
    ))
}

#[tokio::test]
async fn a_loaded_chain_is_the_dumped_one() {
    let first = devnet().await;
    let provider = wallet(&first, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let receipt = poke(&provider, counter).await;
    let stranger = Address::repeat_byte(0x31);
    result(
        &first,
        "anvil_setBalance",
        json!([stranger, "0xde0b6b3a7640000"]),
    )
    .await;
    result(&first, "anvil_impersonateAccount", json!([stranger])).await;
    let hash = result(
        &first,
        "eth_sendTransaction",
        json!([{ "from": stranger, "to": counter }]),
    )
    .await;
    result(&first, "evm_increaseTime", json!([1_000])).await;
    result(&first, "evm_setAutomine", json!([false])).await;
    result(
        &first,
        "anvil_setNextBlockBaseFeePerGas",
        json!([200_000_000]),
    )
    .await;
    let waiting = result(
        &first,
        "eth_sendTransaction",
        json!([{ "from": stranger, "to": counter }]),
    )
    .await;
    let dump = result(&first, "anvil_dumpState", json!([])).await;

    let second = devnet().await;
    let old = result(&second, "evm_snapshot", json!([])).await;
    let provider = wallet(&second, 0);
    deploy(&provider, &COUNTER).await;
    assert_eq!(
        result(&second, "anvil_loadState", json!([dump])).await,
        true
    );

    let (here, there) = (second.node().head(), first.node().head());
    assert_eq!((here.number(), here.hash()), (there.number(), there.hash()));
    for (method, params) in [
        (
            "eth_getTransactionReceipt",
            json!([receipt.transaction_hash]),
        ),
        ("eth_getTransactionReceipt", json!([hash])),
        ("eth_getTransactionByHash", json!([hash])),
        ("eth_getTransactionByHash", json!([waiting])),
        ("eth_getBlockByNumber", json!(["0x2", true])),
        ("eth_getLogs", json!([{ "fromBlock": "0x0" }])),
        ("eth_getProof", json!([counter, ["0x0"]])),
        ("txpool_status", json!([])),
        ("eth_gasPrice", json!([])),
    ] {
        let expected = result(&first, method, params.clone()).await;
        assert_ne!(expected, Value::Null);
        assert_eq!(result(&second, method, params).await, expected, "{method}");
    }
    assert_eq!(
        result(&second, "evm_revert", json!([old])).await,
        false,
        "snapshots are dropped"
    );
    let past = post(&second, "eth_getBalance", json!([stranger, "0x1"])).await;
    assert_eq!(
        past["error"]["code"], -32000,
        "states of past blocks are not in the document"
    );

    for devnet in [&first, &second] {
        assert_eq!(result(devnet, "evm_increaseTime", json!([1])).await, 1_001);
        result(devnet, "evm_mine", json!([])).await;
    }
    let (here, there) = (second.node().head(), first.node().head());
    assert_eq!(here.hash(), there.hash(), "both go on alike");
    assert_eq!(here.timestamp(), GENESIS_TIME + 1_001);
    assert_eq!(json!(here.transactions[0].hash()), waiting);
    assert_eq!(count(&provider, counter).await, U256::from(3));
}

#[tokio::test]
async fn what_does_not_fit_together_is_refused_whole() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    poke(&provider, counter).await;
    let whole = decoded(&result(&devnet, "anvil_dumpState", json!([])).await);
    let head = devnet.node().head().hash();
    let break_it: [fn(&mut Value); 6] = [
        |dump| dump["chain"]["blocks"] = json!([]),
        |dump| dump["chain"]["blocks"][1]["header"] = json!("0xc0"),
        |dump| dump["chain"]["blocks"][2]["transactions"] = json!([]),
        |dump| {
            dump["chain"]["blocks"]
                .as_array_mut()
                .expect("blocks")
                .remove(1);
        },
        |dump| dump["chain"]["blocks"][1]["transactions"][0]["transaction"]["raw"] = json!("0x02"),
        |dump| dump["chain"]["waiting"] = json!([{ "raw": "0x03c0", "sender": Address::ZERO }]),
    ];
    for (index, break_it) in break_it.into_iter().enumerate() {
        let mut dump = whole.clone();
        break_it(&mut dump);
        let refused = post(&devnet, "anvil_loadState", json!([encoded(&dump)])).await;
        assert_eq!(refused["error"]["code"], -32602, "{index}: {refused}");
        assert_eq!(devnet.node().head().hash(), head, "{index}");
    }
    assert_eq!(count(&provider, counter).await, U256::from(1));
}

#[tokio::test]
async fn a_document_of_accounts_adds_to_the_state() {
    let devnet = devnet().await;
    let address = Address::repeat_byte(0x51);
    let funded = devnet.accounts()[0].address;
    let document = json!({
        "timestamp": GENESIS_TIME + 60,
        "accounts": { address.to_string(): { "balance": "0x9", "nonce": 3, "storage": { "0x1": "0x2" } } },
    });
    result(&devnet, "anvil_loadState", json!([encoded(&document)])).await;
    assert_eq!(devnet.node().balance(address), U256::from(9));
    assert_ne!(devnet.node().balance(funded), U256::ZERO, "the others stay");
    result(&devnet, "evm_mine", json!([])).await;
    assert_eq!(devnet.node().head().timestamp(), GENESIS_TIME + 60);
}

#[tokio::test]
async fn a_node_starts_from_a_file() {
    let devnet = devnet().await;
    let counter = deploy(&wallet(&devnet, 0), &COUNTER).await;
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("state.json");
    devnet.node().dump().save(&path).expect("saved");
    let names: Vec<_> = std::fs::read_dir(directory.path()).expect("list").collect();
    assert_eq!(names.len(), 1, "nothing is left beside it");
    let options = Options {
        state: Some(StateDump::open(&path).expect("read")),
        clock: ClockMode::Manual,
        ..Options::default()
    };
    let again = spawn(options).await.expect("starts");
    assert_eq!(again.node().head().hash(), devnet.node().head().hash());
    let code = wallet(&again, 0).get_code_at(counter).await.expect("code");
    assert_eq!(code.as_ref(), COUNTER);
    result(&again, "anvil_reset", json!([])).await;
    assert_eq!(
        again.node().head().number(),
        0,
        "a reset starts from nothing"
    );
}

#[tokio::test]
async fn filters_follow_the_chain_back_and_forth() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let snapshot = result(&devnet, "evm_snapshot", json!([])).await;
    let blocks = result(&devnet, "eth_newBlockFilter", json!([])).await;
    let logs = result(&devnet, "eth_newFilter", json!([{ "address": counter }])).await;
    for _ in 0..3 {
        poke(&provider, counter).await;
    }
    let reported = result(&devnet, "eth_getFilterChanges", json!([blocks])).await;
    assert_eq!(reported.as_array().map(Vec::len), Some(3));
    result(&devnet, "evm_revert", json!([snapshot])).await;
    // One that does not remember the nonces of before.
    let provider = wallet(&devnet, 0);
    let mut expected = Vec::new();
    for _ in 0..4 {
        expected.push(poke(&provider, counter).await.block_hash);
    }
    assert_eq!(
        result(&devnet, "eth_getFilterChanges", json!([blocks])).await,
        json!(expected),
        "blocks that took the place of others are new"
    );
    let changes = result(&devnet, "eth_getFilterChanges", json!([logs])).await;
    assert_eq!(
        changes.as_array().map(Vec::len),
        Some(4),
        "logs of blocks that are gone are not told"
    );
    let all = provider
        .get_logs(&Filter::new().from_block(0))
        .await
        .expect("logs");
    assert_eq!(all.len(), 4);
}
