//! Subscriptions over WebSocket.

use crate::support::{COUNTER, deploy, devnet, poke, wallet};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::{connect_async, tungstenite::Message};

#[tokio::test]
async fn blocks_and_logs_are_announced() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let (mut socket, _) = connect_async(devnet.ws_url()).await.expect("connected");
    let mut ids = Vec::new();
    for params in [json!(["newHeads"]), json!(["logs", { "address": counter }])] {
        let request =
            json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": params });
        socket
            .send(Message::text(request.to_string()))
            .await
            .expect("sent");
        ids.push(next(&mut socket).await["result"].clone());
    }
    let receipt = poke(&provider, counter).await;
    let head = next(&mut socket).await;
    assert_eq!(head["params"]["subscription"], ids[0]);
    assert_eq!(head["params"]["result"]["hash"], json!(receipt.block_hash));
    let log = next(&mut socket).await;
    assert_eq!(log["params"]["subscription"], ids[1]);
    assert_eq!(log["params"]["result"]["address"], json!(counter));

    let request =
        json!({ "jsonrpc": "2.0", "id": 2, "method": "eth_unsubscribe", "params": [ids[0]] });
    socket
        .send(Message::text(request.to_string()))
        .await
        .expect("sent");
    assert_eq!(next(&mut socket).await["result"], true);
    poke(&provider, counter).await;
    assert_eq!(
        next(&mut socket).await["params"]["subscription"],
        ids[1],
        "heads are no longer announced"
    );
}

#[tokio::test]
async fn transactions_are_announced_when_they_are_accepted() {
    let devnet = devnet().await;
    let (mut socket, _) = connect_async(devnet.ws_url()).await.expect("connected");
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newPendingTransactions"] });
    socket
        .send(Message::text(request.to_string()))
        .await
        .expect("sent");
    let id = next(&mut socket).await["result"].clone();
    let from = devnet.accounts()[0].address;
    for automine in [false, true] {
        devnet.node().set_automine(automine);
        let request = json!({ "jsonrpc": "2.0", "id": 2, "method": "eth_sendTransaction", "params": [{ "from": from, "to": from }] });
        socket
            .send(Message::text(request.to_string()))
            .await
            .expect("sent");
        // The answer and the notice, in either order.
        let (first, second) = (next(&mut socket).await, next(&mut socket).await);
        let (answer, notice) = if first.get("id").is_some() {
            (first, second)
        } else {
            (second, first)
        };
        assert_eq!(notice["params"]["subscription"], id);
        assert_eq!(notice["params"]["result"], answer["result"]);
    }
}

async fn next<S>(socket: &mut S) -> Value
where
    S: StreamExt<Item = Result<Message, tokio_tungstenite::tungstenite::Error>> + Unpin,
{
    let message = socket.next().await.expect("open").expect("message");
    serde_json::from_str(message.to_text().expect("text")).expect("json")
}
