//! A devnet per test, a wallet, and a contract small enough to write by hand.

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, Bytes, U256, hex},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::{TransactionReceipt, TransactionRequest},
};
use ballast_devnet::{Handle, Options, node::ClockMode, spawn};
use serde_json::{Value, json};

/// Time at which every test's chain begins.
pub const GENESIS_TIME: u64 = 1_800_000_000;

/// A chain that stands still until told otherwise.
pub async fn devnet() -> Handle {
    let options = Options {
        timestamp: Some(GENESIS_TIME),
        clock: ClockMode::Manual,
        ..Options::default()
    };
    spawn(options).await.expect("devnet starts")
}

/// A provider that signs for the dev account with this index.
pub fn wallet(devnet: &Handle, index: usize) -> DynProvider {
    let wallet = EthereumWallet::from(devnet.accounts()[index].signer());
    ProviderBuilder::new()
        .wallet(wallet)
        .connect_http(devnet.url().parse().expect("url"))
        .erased()
}

/// Posts one request and returns the whole response.
pub async fn post(devnet: &Handle, method: &str, params: Value) -> Value {
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
    serde_json::from_str(&post_text(devnet, request.to_string()).await).expect("json")
}

/// Posts text and returns the body.
pub async fn post_text(devnet: &Handle, text: impl Into<reqwest::Body>) -> String {
    let response = reqwest::Client::new()
        .post(devnet.url())
        .body(text)
        .send()
        .await
        .expect("response");
    response.text().await.expect("text")
}

/// The result of a request that must succeed.
pub async fn result(devnet: &Handle, method: &str, params: Value) -> Value {
    let response = post(devnet, method, params).await;
    assert_eq!(response.get("error"), None, "{method}");
    response["result"].clone()
}

/// Creation code that deploys `runtime`.
pub fn creation_code(runtime: &[u8]) -> Bytes {
    let length = u8::try_from(runtime.len()).expect("short code");
    // PUSH1 length, PUSH1 10, PUSH0, CODECOPY, PUSH1 length, PUSH0, RETURN
    let mut code = vec![
        0x60, length, 0x60, 0x0a, 0x5f, 0x39, 0x60, length, 0x5f, 0xf3,
    ];
    code.extend_from_slice(runtime);
    code.into()
}

/// A counter. Without data: adds one to slot 0 and logs topic 42. With one byte of data: returns slot 0.
pub const COUNTER: [u8; 26] = hex!("366011575f546001015f55602a5f5fa1005b5f545f5260205ff3");
/// Reverts with its call data.
pub const ECHO_REVERT: [u8; 7] = hex!("365f5f37365ffd");
/// Returns block number, block time, caller and the caller's balance.
pub const CONTEXT: [u8; 20] = hex!("435f524260205233604052333160605260805ff3");

/// Deploys `runtime` and returns its address.
pub async fn deploy(provider: &DynProvider, runtime: &[u8]) -> Address {
    let request = TransactionRequest::default().with_deploy_code(creation_code(runtime));
    let receipt = provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt");
    assert!(receipt.status());
    receipt.contract_address.expect("address")
}

/// Sends a transaction without data and waits for its receipt.
pub async fn poke(provider: &DynProvider, to: Address) -> TransactionReceipt {
    let request = TransactionRequest::default().with_to(to);
    provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt")
}

/// Reads the counter.
pub async fn count(provider: &DynProvider, counter: Address) -> U256 {
    let request = TransactionRequest::default()
        .with_to(counter)
        .with_input(vec![1]);
    U256::from_be_slice(&provider.call(request).await.expect("call"))
}
