//! Time travel, snapshots, and changes by decree.

use crate::support::{COUNTER, GENESIS_TIME, count, deploy, devnet, poke, post, result, wallet};
use alloy::{
    primitives::{Address, U256, address},
    providers::{Provider, ext::AnvilApi},
    rpc::types::Filter,
};
use ballast_devnet::{Options, node::ClockMode, spawn};
use serde_json::json;

#[tokio::test]
async fn time_goes_where_it_is_told() {
    let devnet = devnet().await;
    let node = devnet.node();
    assert_eq!(node.head().timestamp(), GENESIS_TIME);
    assert_eq!(
        result(&devnet, "evm_increaseTime", json!([3_600])).await,
        3_600
    );
    assert_eq!(
        result(&devnet, "evm_increaseTime", json!(["0x3c"])).await,
        3_660
    );
    assert_eq!(
        node.head().timestamp(),
        GENESIS_TIME,
        "no block, no new time"
    );
    result(&devnet, "evm_mine", json!([])).await;
    assert_eq!(node.head().timestamp(), GENESIS_TIME + 3_660);

    result(
        &devnet,
        "evm_setNextBlockTimestamp",
        json!([GENESIS_TIME + 10_000]),
    )
    .await;
    result(&devnet, "anvil_mine", json!(["0x3", "0xa"])).await;
    assert_eq!(
        (node.head().number(), node.head().timestamp()),
        (4, GENESIS_TIME + 10_020)
    );
    result(
        &devnet,
        "evm_mine",
        json!([{ "timestamp": GENESIS_TIME + 20_000, "blocks": 2 }]),
    )
    .await;
    assert_eq!(
        (node.head().number(), node.head().timestamp()),
        (6, GENESIS_TIME + 20_000)
    );
    assert_eq!(
        result(
            &devnet,
            "evm_setTime",
            json!([(GENESIS_TIME + 30_000) * 1_000])
        )
        .await,
        10_000
    );
    result(&devnet, "evm_mine", json!([GENESIS_TIME + 30_001])).await;
    assert_eq!(node.head().timestamp(), GENESIS_TIME + 30_001);

    for method in ["evm_setNextBlockTimestamp", "evm_setTime"] {
        let response = post(&devnet, method, json!([GENESIS_TIME])).await;
        assert_eq!(response["error"]["code"], -32602, "{method}");
    }
}

#[tokio::test]
async fn a_snapshot_brings_everything_back() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    poke(&provider, counter).await;
    let root = devnet.node().head().header.state_root;
    let snapshot = result(&devnet, "evm_snapshot", json!([])).await;
    let later = result(&devnet, "evm_snapshot", json!([])).await;

    let dropped = poke(&provider, counter).await;
    result(&devnet, "evm_increaseTime", json!([86_400])).await;
    result(&devnet, "anvil_autoImpersonateAccount", json!([true])).await;
    result(&devnet, "evm_setAutomine", json!([false])).await;
    result(&devnet, "evm_mine", json!([])).await;
    assert_eq!(count(&provider, counter).await, U256::from(2));

    assert_eq!(result(&devnet, "evm_revert", json!([snapshot])).await, true);
    assert_eq!(count(&provider, counter).await, U256::from(1));
    let head = devnet.node().head();
    assert_eq!((head.number(), head.header.state_root), (2, root));
    assert!(
        provider
            .get_transaction_receipt(dropped.transaction_hash)
            .await
            .expect("answer")
            .is_none()
    );
    assert_eq!(
        provider
            .get_logs(&Filter::new().from_block(0))
            .await
            .expect("logs")
            .len(),
        1
    );
    assert!(devnet.node().status().automine);
    let refused = post(
        &devnet,
        "eth_sendTransaction",
        json!([{ "from": counter, "to": counter }]),
    )
    .await;
    assert!(refused.get("error").is_some());
    result(&devnet, "evm_mine", json!([])).await;
    assert_eq!(
        devnet.node().head().timestamp(),
        GENESIS_TIME,
        "time went back too"
    );

    assert_eq!(
        result(&devnet, "evm_revert", json!([later])).await,
        false,
        "later ones are gone"
    );
    assert_eq!(
        result(&devnet, "evm_revert", json!([snapshot])).await,
        false,
        "and itself"
    );
}

#[tokio::test]
async fn accounts_change_by_decree() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let address = address!("0x00000000000000000000000000000000000000aa");
    provider
        .anvil_set_balance(address, U256::from(12_345))
        .await
        .expect("balance");
    provider.anvil_set_nonce(address, 9).await.expect("nonce");
    provider
        .anvil_set_code(address, COUNTER.into())
        .await
        .expect("code");
    provider
        .anvil_set_storage_at(address, U256::ZERO, U256::from(41).into())
        .await
        .expect("slot");
    assert_eq!(
        provider.get_balance(address).await.expect("balance"),
        U256::from(12_345)
    );
    assert_eq!(
        provider
            .get_transaction_count(address)
            .await
            .expect("nonce"),
        9
    );
    poke(&provider, address).await;
    assert_eq!(count(&provider, address).await, U256::from(42));
    let info = provider.anvil_node_info().await.expect("info");
    assert_eq!(info.current_block_number, 1);
    assert_eq!(info.environment.chain_id, 412_346);
}

#[tokio::test]
async fn a_dumped_state_loads_into_another_chain() {
    let devnet_a = devnet().await;
    let provider = wallet(&devnet_a, 0);
    let counter = deploy(&provider, &COUNTER).await;
    poke(&provider, counter).await;
    let dump = result(&devnet_a, "anvil_dumpState", json!([])).await;

    let devnet_b = devnet().await;
    assert_eq!(
        result(&devnet_b, "anvil_loadState", json!([dump])).await,
        true
    );
    let provider = wallet(&devnet_b, 0);
    assert_eq!(count(&provider, counter).await, U256::from(1));
    poke(&provider, counter).await;
    assert_eq!(count(&provider, counter).await, U256::from(2));
    let bad = post(&devnet_b, "anvil_loadState", json!(["0x00"])).await;
    assert_eq!(bad["error"]["code"], -32602);
}

#[tokio::test]
async fn old_states_are_refused_by_name() {
    let options = Options {
        history: 2,
        clock: ClockMode::Manual,
        timestamp: Some(GENESIS_TIME),
        ..Options::default()
    };
    let devnet = spawn(options).await.expect("devnet");
    let node = devnet.node();
    let address = Address::repeat_byte(5);
    for balance in 1..=5_u64 {
        node.set_balance(address, U256::from(balance));
        node.mine(1, None).expect("mined");
    }
    for (block, balance) in [("0x3", "0x4"), ("0x4", "0x5"), ("0x5", "0x5")] {
        assert_eq!(
            result(&devnet, "eth_getBalance", json!([address, block])).await,
            balance,
            "{block}"
        );
    }
    let gone = post(&devnet, "eth_getBalance", json!([address, "0x2"])).await;
    assert_eq!(gone["error"]["code"], -32000);
    assert!(
        gone["error"]["message"]
            .as_str()
            .expect("text")
            .contains("--history"),
        "{gone}"
    );
    assert_ne!(
        result(&devnet, "eth_getBlockByNumber", json!(["0x1", false])).await,
        json!(null),
        "blocks remain"
    );
}

#[tokio::test]
async fn a_reset_starts_over() {
    let devnet = devnet().await;
    let genesis = devnet.node().head().hash();
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    result(&devnet, "anvil_reset", json!([])).await;
    assert_eq!(devnet.node().head().hash(), genesis);
    assert!(
        provider
            .get_code_at(counter)
            .await
            .expect("code")
            .is_empty()
    );
    let fork = post(
        &devnet,
        "hardhat_reset",
        json!([{ "forking": { "jsonRpcUrl": "http://localhost:1" } }]),
    )
    .await;
    assert_eq!(fork["error"]["code"], -32000);
}

#[tokio::test]
async fn equal_histories_give_equal_chains() {
    let mut heads = Vec::new();
    for _ in 0..2 {
        let devnet = devnet().await;
        let provider = wallet(&devnet, 0);
        let counter = deploy(&provider, &COUNTER).await;
        poke(&provider, counter).await;
        heads.push(devnet.node().head().hash());
    }
    assert_eq!(heads[0], heads[1]);
}
