//! Calls and estimates: isolation, overrides, errors.

use crate::support::{
    CONTEXT, COUNTER, ECHO_REVERT, GENESIS_TIME, count, deploy, devnet, poke, post, result, wallet,
};
use alloy::{
    eips::BlockId,
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256, hex},
    providers::Provider,
    rpc::types::TransactionRequest,
    sol_types::{Panic, Revert, SolError},
};
use serde_json::{Value, json};

fn words(value: &Value) -> Vec<U256> {
    let bytes: Bytes = serde_json::from_value(value.clone()).expect("bytes");
    bytes.chunks(32).map(U256::from_be_slice).collect()
}

#[tokio::test]
async fn a_revert_carries_its_data_and_its_reason() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let echo = deploy(&provider, &ECHO_REVERT).await;
    let cases = [
        (vec![], "execution reverted"),
        (vec![0xde, 0xad, 0xbe, 0xef], "execution reverted"),
        (
            Revert::from("too late").abi_encode(),
            "execution reverted: too late",
        ),
        (
            Panic::from(alloy::sol_types::PanicKind::UnderOverflow).abi_encode(),
            "execution reverted: panic: arithmetic underflow or overflow (0x11)",
        ),
    ];
    for (data, message) in cases {
        let data = hex::encode_prefixed(data);
        for method in ["eth_call", "eth_estimateGas"] {
            let response = post(&devnet, method, json!([{ "to": echo, "data": data }])).await;
            assert_eq!(
                response["error"],
                json!({ "code": 3, "message": message, "data": data }),
                "{method}"
            );
        }
    }
}

#[tokio::test]
async fn a_call_changes_nothing_and_ends() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    result(&devnet, "eth_call", json!([{ "to": counter }])).await;
    result(&devnet, "eth_estimateGas", json!([{ "to": counter }])).await;
    assert_eq!(count(&provider, counter).await, U256::ZERO);
    // JUMPDEST, PUSH0, JUMP for ever.
    let endless = deploy(&provider, &hex!("5b5f56")).await;
    let response = post(
        &devnet,
        "eth_call",
        json!([{ "to": endless, "gas": "0xffffffffffff" }]),
    )
    .await;
    assert_eq!(
        response["error"],
        json!({ "code": -32000, "message": "out of gas" })
    );
    let response = post(&devnet, "eth_estimateGas", json!([{ "to": endless }])).await;
    assert_eq!(
        response["error"]["message"],
        "gas required exceeds allowance (32000000)"
    );
    let invalid = deploy(&provider, &hex!("fe")).await;
    let response = post(&devnet, "eth_call", json!([{ "to": invalid }])).await;
    assert_eq!(response["error"]["message"], "invalid opcode");
}

#[tokio::test]
async fn overrides_pretend_accounts_and_blocks() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    poke(&provider, counter).await;
    let read = json!({ "to": counter, "input": "0x01" });
    let slot = B256::ZERO;
    let value = B256::with_last_byte(0x63);
    for (overrides, expected) in [
        (
            json!({ counter.to_string(): { "stateDiff": { slot.to_string(): value } } }),
            0x63,
        ),
        (
            json!({ counter.to_string(): { "state": { slot.to_string(): value } } }),
            0x63,
        ),
        (json!({ counter.to_string(): { "state": {} } }), 0),
        (json!({}), 1),
    ] {
        let answer = result(&devnet, "eth_call", json!([read, "latest", overrides])).await;
        assert_eq!(words(&answer), [U256::from(expected)], "{overrides}");
    }

    let (ghost, caller) = (Address::repeat_byte(0xab), Address::repeat_byte(0xcd));
    let overrides = json!({
        ghost.to_string(): { "code": hex::encode_prefixed(CONTEXT) },
        caller.to_string(): { "balance": U256::MAX, "nonce": "0x5" },
    });
    let block = json!({ "number": "0x64", "time": "0x3e8" });
    let request =
        json!([{ "from": caller, "to": ghost, "value": "0x0" }, "latest", overrides, block]);
    let answer = result(&devnet, "eth_call", request).await;
    assert_eq!(
        words(&answer),
        [
            U256::from(100),
            U256::from(1_000),
            caller.into_word().into(),
            U256::MAX
        ]
    );
    assert!(provider.get_code_at(ghost).await.expect("code").is_empty());

    let both = json!({ counter.to_string(): { "state": {}, "stateDiff": {} } });
    let response = post(&devnet, "eth_call", json!([read, "latest", both])).await;
    assert_eq!(response["error"]["code"], -32602);
}

#[tokio::test]
async fn calls_see_the_block_they_name() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let context = deploy(&provider, &CONTEXT).await;
    for _ in 0..3 {
        poke(&provider, counter).await;
    }
    let read = TransactionRequest::default()
        .with_to(counter)
        .with_input(vec![1]);
    for (block, expected) in [(2_u64, 0_u64), (3, 1), (4, 2), (5, 3)] {
        let hash = provider
            .get_block(block.into())
            .await
            .expect("answer")
            .expect("block")
            .header
            .hash;
        for id in [BlockId::number(block), BlockId::hash(hash)] {
            let answer = provider.call(read.clone()).block(id).await.expect("call");
            assert_eq!(U256::from_be_slice(&answer), U256::from(expected));
        }
    }
    for (tag, number) in [("latest", 5), ("pending", 6), ("safe", 5), ("finalized", 5)] {
        let answer = result(&devnet, "eth_call", json!([{ "to": context }, tag])).await;
        assert_eq!(
            words(&answer)[..2],
            [U256::from(number), U256::from(GENESIS_TIME)],
            "{tag}"
        );
    }
    assert_eq!(
        result(&devnet, "eth_call", json!([{ "to": context }, "earliest"])).await,
        "0x"
    );
    let response = post(&devnet, "eth_call", json!([{ "to": context }, "0x63"])).await;
    assert_eq!(
        response["error"],
        json!({ "code": -32000, "message": "header not found" })
    );
}

#[tokio::test]
async fn estimates_suffice_and_are_tight() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let transfer = TransactionRequest::default()
        .with_from(devnet.accounts()[0].address)
        .with_to(Address::repeat_byte(1));
    assert_eq!(
        provider.estimate_gas(transfer).await.expect("estimate"),
        21_000
    );

    // Calls the counter with all gas, and reverts if that fails: PUSH0 x5, PUSH20 counter, GAS, CALL, PUSH1 ok, JUMPI, revert.
    let mut code = hex!("5f5f5f5f5f73").to_vec();
    code.extend_from_slice(counter.as_slice());
    code.extend_from_slice(&hex!("5af1602457"));
    code.extend_from_slice(&hex!("5f5ffd"));
    assert_eq!(code.len(), 34);
    code.extend_from_slice(&hex!("00005b00"));
    let caller = deploy(&provider, &code).await;
    let request = TransactionRequest::default()
        .with_from(devnet.accounts()[0].address)
        .with_to(caller);
    let estimate = provider
        .estimate_gas(request.clone())
        .await
        .expect("estimate");
    let receipt = provider
        .send_transaction(request.with_gas_limit(estimate))
        .await
        .expect("sent");
    let receipt = receipt.get_receipt().await.expect("receipt");
    assert!(receipt.status());
    assert!(
        estimate >= receipt.gas_used && estimate <= receipt.gas_used * 105 / 100,
        "{estimate} {}",
        receipt.gas_used
    );

    let poor = json!([{ "from": Address::repeat_byte(0x77), "to": counter, "value": "0x1" }]);
    let response = post(&devnet, "eth_estimateGas", poor).await;
    assert_eq!(
        response["error"]["message"],
        "insufficient funds for transfer"
    );
}

#[tokio::test]
async fn an_access_list_names_what_is_touched() {
    let devnet = devnet().await;
    let counter = deploy(&wallet(&devnet, 0), &COUNTER).await;
    let answer = result(&devnet, "eth_createAccessList", json!([{ "to": counter }])).await;
    assert_eq!(
        answer["accessList"],
        json!([{ "address": counter, "storageKeys": [B256::ZERO] }])
    );
}
