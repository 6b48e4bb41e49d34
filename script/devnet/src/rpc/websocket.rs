//! The WebSocket side: the same requests, and subscriptions to new blocks and logs.

use super::{
    Api, RpcError,
    arguments::Arguments,
    protocol,
    query::{quantity, with_arbitrum_header},
};
use crate::node::Block;
use alloy::rpc::types::Filter;
use axum::extract::ws::{Message, WebSocket};
use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast::error::RecvError;

/// Most subscriptions of one connection.
const CAPACITY: usize = 1_024;

#[derive(Clone, Debug)]
enum Topic {
    Heads,
    Logs(Box<Filter>),
    Transactions,
}

/// The subscriptions of one connection by id.
#[derive(Debug, Default)]
struct Subscriptions {
    held: BTreeMap<u64, Topic>,
    count: u64,
}

type Shared = Arc<Mutex<Subscriptions>>;

fn lock(shared: &Shared) -> MutexGuard<'_, Subscriptions> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one connection until either side ends it.
pub(super) async fn serve(api: Api, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let mut blocks = api.node().subscribe();
    let shared = Shared::default();
    loop {
        tokio::select! {
            message = stream.next() => {
                let message = match message {
                    Some(Ok(Message::Text(text))) => text.as_bytes().to_vec(),
                    Some(Ok(Message::Binary(bytes))) => bytes.to_vec(),
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                };
                let (api, shared) = (api.clone(), shared.clone());
                let answer = tokio::task::spawn_blocking(move || answer(&api, &shared, &message)).await;
                if let Ok(Some(answer)) = answer && send(&mut sink, answer).await.is_err() {
                    return;
                }
            }
            block = blocks.recv() => match block {
                Ok(block) => {
                    let notices = notices(&lock(&shared), &block);
                    for notice in notices {
                        if send(&mut sink, notice.to_string()).await.is_err() {
                            return;
                        }
                    }
                }
                Err(RecvError::Lagged(lost)) => tracing::warn!(lost, "a subscriber was too slow and missed blocks"),
                Err(RecvError::Closed) => return,
            },
        }
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, text: String) -> Result<(), axum::Error> {
    sink.send(Message::Text(text.into())).await
}

fn answer(api: &Api, shared: &Shared, message: &[u8]) -> Option<String> {
    let answer = protocol::answer(message, |method, params| match method.as_str() {
        "eth_subscribe" => subscribe(shared, Arguments::new(params)),
        "eth_unsubscribe" => {
            let id = Arguments::new(params)
                .required::<super::arguments::Quantity>(0)?
                .to_u64()?;
            Ok(json!(lock(shared).held.remove(&id).is_some()))
        }
        _ => api.request(&method, params),
    })?;
    String::from_utf8(answer).ok()
}

fn subscribe(shared: &Shared, mut arguments: Arguments) -> Result<Value, RpcError> {
    let topic = match arguments.required::<String>(0)?.as_str() {
        "newHeads" => Topic::Heads,
        "logs" => Topic::Logs(arguments.or_default(1)?),
        "newPendingTransactions" => Topic::Transactions,
        other => {
            return Err(RpcError::invalid_params(format!(
                "no \"{other}\" subscription in eth namespace"
            )));
        }
    };
    let mut subscriptions = lock(shared);
    if subscriptions.held.len() >= CAPACITY {
        return Err(RpcError::server("too many subscriptions"));
    }
    subscriptions.count = subscriptions.count.saturating_add(1);
    let id = subscriptions.count;
    subscriptions.held.insert(id, topic);
    Ok(quantity(id))
}

/// What a block means to the subscriptions.
fn notices(subscriptions: &Subscriptions, block: &Arc<Block>) -> Vec<Value> {
    let mut notices = Vec::new();
    for (id, topic) in &subscriptions.held {
        let results: Vec<Value> = match topic {
            Topic::Heads => serde_json::to_value(block.header_rpc())
                .map(|mut header| {
                    with_arbitrum_header(&mut header, block.number());
                    header
                })
                .into_iter()
                .collect(),
            Topic::Logs(filter) => block
                .logs()
                .filter(|log| filter.matches(&log.inner))
                .filter_map(|log| serde_json::to_value(log).ok())
                .collect(),
            Topic::Transactions => block
                .transactions
                .iter()
                .map(|mined| json!(mined.hash()))
                .collect(),
        };
        notices.extend(results.into_iter().map(|result| {
            let params = json!({ "subscription": quantity(*id), "result": result });
            json!({ "jsonrpc": "2.0", "method": "eth_subscription", "params": params })
        }));
    }
    notices
}
