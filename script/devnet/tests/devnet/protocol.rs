//! The protocol itself: batches, malformed messages, and the server's own life.

use crate::support::{devnet, post, post_text, result};
use ballast_devnet::{Options, SpawnError, spawn};
use serde_json::{Value, json};

async fn error_code(text: &str) -> Value {
    let devnet = devnet().await;
    let answer: Value =
        serde_json::from_str(&post_text(&devnet, text.to_owned()).await).expect("json");
    answer["error"]["code"].clone()
}

#[tokio::test]
async fn malformed_messages_get_error_objects() {
    assert_eq!(error_code("{not json").await, -32700);
    assert_eq!(error_code("").await, -32700);
    assert_eq!(error_code("[]").await, -32600);
    assert_eq!(error_code("\"text\"").await, -32600);
    assert_eq!(
        error_code(r#"{"jsonrpc":"2.0","id":1,"method":"eth_nope"}"#).await,
        -32601
    );
    assert_eq!(
        error_code(r#"{"jsonrpc":"2.0","id":1,"method":"eth_getBalance"}"#).await,
        -32602
    );
    assert_eq!(
        error_code(r#"{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x12"]}"#).await,
        -32602
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(error_code(&deep).await, -32700);
}

#[tokio::test]
async fn the_unknown_method_is_named() {
    let devnet = devnet().await;
    let answer = post(&devnet, "eth_coinbaze", json!([])).await;
    assert_eq!(
        answer["error"]["message"],
        "the method eth_coinbaze does not exist/is not available"
    );
}

#[tokio::test]
async fn a_batch_is_answered_in_order() {
    let devnet = devnet().await;
    let batch = json!([
        { "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" },
        { "jsonrpc": "2.0", "id": 2, "method": "nope" },
        { "jsonrpc": "2.0", "method": "evm_mine" },
        { "jsonrpc": "2.0", "id": "three", "method": "eth_blockNumber" },
        7,
    ]);
    let answers: Value =
        serde_json::from_str(&post_text(&devnet, batch.to_string()).await).expect("json");
    assert_eq!(answers.as_array().map(Vec::len), Some(4));
    assert_eq!(answers[0]["result"], "0x64aba");
    assert_eq!(answers[1]["error"]["code"], -32601);
    assert_eq!(
        answers[2],
        json!({ "jsonrpc": "2.0", "id": "three", "result": "0x1" })
    );
    assert_eq!(answers[3]["error"]["code"], -32600);
}

#[tokio::test]
async fn browsers_may_ask() {
    let devnet = devnet().await;
    let client = reqwest::Client::new();
    let preflight = client
        .request(reqwest::Method::OPTIONS, devnet.url())
        .header("Origin", "https://wallet.example")
        .header("Access-Control-Request-Method", "POST")
        .header("Access-Control-Request-Headers", "content-type")
        .send()
        .await
        .expect("answer");
    assert!(preflight.status().is_success());
    assert!(
        preflight
            .headers()
            .contains_key("access-control-allow-origin")
    );
    let hello = client
        .get(devnet.url())
        .send()
        .await
        .expect("answer")
        .text()
        .await
        .expect("text");
    assert!(hello.contains("JSON-RPC"));
}

#[tokio::test]
async fn a_taken_port_is_an_error_and_a_stopped_server_frees_it() {
    let devnet = devnet().await;
    let port = devnet.address().port();
    let again = spawn(Options {
        port,
        ..Options::default()
    })
    .await;
    assert!(matches!(again, Err(SpawnError::Listen { address, .. }) if address.port() == port));
    devnet.shutdown();
    let next = spawn(Options {
        port,
        ..Options::default()
    })
    .await
    .expect("free again");
    assert_eq!(result(&next, "eth_blockNumber", json!([])).await, "0x0");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_at_once() {
    let devnet = std::sync::Arc::new(devnet().await);
    let tasks: Vec<_> = (0..32)
        .map(|index| {
            let devnet = devnet.clone();
            tokio::spawn(async move {
                let from = devnet.accounts()[1 + index % 8].address;
                for _ in 0..5 {
                    result(&devnet, "eth_getBlockByNumber", json!(["latest", true])).await;
                    result(
                        &devnet,
                        "eth_sendTransaction",
                        json!([{ "from": from, "to": from }]),
                    )
                    .await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(
        devnet.node().head().number(),
        160,
        "every transaction was mined, in a block of its own"
    );
}
