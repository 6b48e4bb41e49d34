//! What is there before the first transaction.

use crate::support::{COUNTER, creation_code, devnet, result, wallet};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, address, keccak256},
    providers::Provider,
    rpc::types::TransactionRequest,
};
use serde_json::json;

const FACTORY: Address = address!("0x4e59b44847b379578588920cA78FbF26c0B4956C");
const STYLUS_DEPLOYER: Address = address!("0xcEcba2F1DC234f70Dd89F2041029807F8D03A990");
const ARB_WASM: Address = address!("0x0000000000000000000000000000000000000071");

#[tokio::test]
async fn arbitrums_own_accounts_are_there() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    assert_eq!(
        provider.get_code_at(ARB_WASM).await.expect("code").as_ref(),
        [0xfe]
    );
    assert_eq!(provider.get_code_at(FACTORY).await.expect("code").len(), 69);
    assert_eq!(
        provider
            .get_code_at(STYLUS_DEPLOYER)
            .await
            .expect("code")
            .len(),
        2_269
    );
    // arbChainID() of ArbSys.
    let call =
        json!([{ "to": "0x0000000000000000000000000000000000000064", "data": "0xd127f54a" }]);
    assert_eq!(
        result(&devnet, "eth_call", call).await,
        json!(B256::left_padding_from(&412_346_u32.to_be_bytes()))
    );
}

#[tokio::test]
async fn the_factory_deploys_where_create2_says() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let code = creation_code(&COUNTER);
    let salt = B256::with_last_byte(7);
    let request = TransactionRequest::default()
        .with_to(FACTORY)
        .with_input([salt.as_slice(), &code].concat());
    let receipt = provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt");
    assert!(receipt.status());
    let contract = FACTORY.create2(salt, keccak256(&code));
    assert_eq!(
        provider.get_code_at(contract).await.expect("code").as_ref(),
        COUNTER
    );
}

#[tokio::test]
async fn an_inactive_program_is_reported_as_cargo_stylus_expects() {
    let devnet = devnet().await;
    // codehashVersion(bytes32) of ArbWasm, for a codehash that nobody activated.
    let call = json!([{ "to": ARB_WASM, "data": format!("0xd70c0ca7{}", "11".repeat(32)) }]);
    let response = crate::support::post(&devnet, "eth_call", call).await;
    assert_eq!(response["error"]["code"], 3);
    assert_eq!(
        response["error"]["data"], "0x6f809c4e",
        "ProgramNotActivated()"
    );
    assert!(
        response["error"]["message"]
            .as_str()
            .expect("text")
            .contains("revert")
    );
}
