//! Messages that are no requests, or too many, or too large.

use crate::{
    support::{devnet, post_text, result},
    witness::while_served,
};
use serde_json::{Value, json};
use std::sync::Arc;

fn code(answer: &str) -> i64 {
    let answer: Value = serde_json::from_str(answer).expect("an answer in JSON");
    answer["error"]["code"].as_i64().expect("an error")
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_json_is_a_parse_error() {
    let devnet = Arc::new(devnet().await);
    let whole = br#"{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x0000000000000000000000000000000000000001","latest"]}"#;
    while_served(&devnet, async {
        for end in 0..whole.len() {
            assert_eq!(
                code(&post_text(&devnet, whole[..end].to_vec()).await),
                -32700,
                "{end}"
            );
        }
        for bytes in [
            &b"\xff\xfe\x00"[..],
            b"{\"method\":\"\xc3\x28\"}",
            b"\0",
            b"NaN",
            b"{}{}",
            b"[1,]",
            b"{\"id\":1e999}",
        ] {
            assert_eq!(
                code(&post_text(&devnet, bytes.to_vec()).await),
                -32700,
                "{bytes:?}"
            );
        }
        for open in ["[", "{\"a\":", "[{\"params\":["] {
            assert_eq!(
                code(&post_text(&devnet, open.repeat(200_000)).await),
                -32700
            );
        }
        // Every single byte changed.
        for index in 0..whole.len() {
            let mut text = whole.to_vec();
            text[index] ^= 0x15;
            let answer = post_text(&devnet, text).await;
            if answer.is_empty() {
                // Without `id` it is a notification.
                continue;
            }
            let answer: Value = serde_json::from_str(&answer).expect("json");
            assert!(
                answer.get("result").is_some() != answer.get("error").is_some(),
                "{index}: {answer}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn oversized_bodies_are_refused_unread() {
    let devnet = Arc::new(devnet().await);
    while_served(&devnet, async {
        let response = reqwest::Client::new()
            .post(devnet.url())
            .header("expect", "100-continue")
            .body(vec![b' '; 65 * 1024 * 1024])
            .send()
            .await;
        // The server closes while the body is on its way: the client sees the status, or only the closed connection.
        if let Ok(response) = response {
            assert_eq!(response.status(), 413);
        }
        let large = format!("[{}]", vec!["0"; 4_000_000].join(","));
        assert_eq!(
            code(&post_text(&devnet, large).await),
            -32600,
            "batch too large"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_have_a_limit_in_number_and_size() {
    let devnet = Arc::new(devnet().await);
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_chainId" });
    let answer = post_text(&devnet, json!(vec![&request; 1_001]).to_string()).await;
    assert_eq!(code(&answer), -32600);
    let answer = post_text(&devnet, json!(vec![&request; 1_000]).to_string()).await;
    let answers: Vec<Value> = serde_json::from_str(&answer).expect("answers");
    assert!(answers.len() == 1_000 && answers.iter().all(|answer| answer["result"] == "0x64aba"));

    // 24,576 bytes of code are 49,154 characters: 1,000 of them would be 49 MB.
    let address = alloy::primitives::Address::repeat_byte(0x24);
    devnet
        .node()
        .set_code(address, vec![0; 24_576].into())
        .expect("code");
    let request =
        json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_getCode", "params": [address] });
    let answer = while_served(
        &devnet,
        post_text(&devnet, json!(vec![&request; 1_000]).to_string()),
    )
    .await;
    assert!(answer.len() < 26_000_000, "{} bytes", answer.len());
    let answers: Vec<Value> = serde_json::from_str(&answer).expect("answers");
    assert_eq!(answers.len(), 1_000, "every request is answered");
    assert!(answers[0].get("result").is_some());
    assert_eq!(answers[999]["error"]["code"], -32003);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_of_endless_calls_keeps_others_waiting() {
    let devnet = Arc::new(devnet().await);
    let endless = alloy::primitives::Address::repeat_byte(0xee);
    // JUMPDEST, PUSH0, JUMP
    devnet
        .node()
        .set_code(endless, vec![0x5b, 0x5f, 0x56].into())
        .expect("code");
    while_served(&devnet, async {
        let calls: Vec<_> = (0..64)
            .map(|_| {
                let devnet = devnet.clone();
                tokio::spawn(async move {
                    let params = json!([{ "to": endless, "gas": "0xffffffffffff" }]);
                    crate::support::post(&devnet, "eth_call", params).await["error"]["message"]
                        .clone()
                })
            })
            .collect();
        for call in calls {
            assert_eq!(call.await.expect("an answer"), "out of gas");
        }
    })
    .await;
    assert_eq!(
        result(&devnet, "txpool_status", json!([])).await["pending"],
        "0x0"
    );
}
