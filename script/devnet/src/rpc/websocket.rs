//! The WebSocket side: the same requests, and subscriptions to new blocks and logs.

use super::{
    Api, RpcError,
    arguments::Arguments,
    http::handle,
    protocol::{self, Response},
    query::{quantity, with_arbitrum_header},
};
use crate::node::Block;
use alloy::{primitives::B256, rpc::types::Filter};
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

impl Topic {
    fn is_of_transactions(&self) -> bool {
        matches!(self, Self::Transactions)
    }

    fn is_of_blocks(&self) -> bool {
        !self.is_of_transactions()
    }
}

/// The subscriptions of one connection by id.
#[derive(Debug, Default)]
struct Subscriptions {
    held: BTreeMap<u64, Topic>,
    count: u64,
}

impl Subscriptions {
    fn wants(&self, kind: impl Fn(&Topic) -> bool) -> bool {
        self.held.values().any(kind)
    }
}

type Shared = Arc<Mutex<Subscriptions>>;

fn lock(shared: &Shared) -> MutexGuard<'_, Subscriptions> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves one connection until either side ends it.
pub(super) async fn serve(api: Api, socket: WebSocket) {
    let (mut sink, mut stream) = socket.split();
    let (mut blocks, mut accepted) = (api.node().subscribe(), api.node().subscribe_accepted());
    let shared = Shared::default();
    loop {
        let notices = tokio::select! {
            message = stream.next() => {
                let text = match message {
                    Some(Ok(Message::Text(text))) => text.into(),
                    Some(Ok(Message::Binary(bytes))) => bytes,
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                };
                let shared = shared.clone();
                let answer = handle(&api, text, move |api, message| answer(api, &shared, message)).await;
                match answer.unwrap_or_else(|error| Response::error(error).encode()) {
                    Some(answer) => String::from_utf8(answer).into_iter().collect(),
                    None => continue,
                }
            }
            block = blocks.recv() => match block {
                Ok(block) => block_notices(&lock(&shared), &block),
                Err(RecvError::Lagged(_)) if !lock(&shared).wants(Topic::is_of_blocks) => continue,
                Err(_) => return,
            },
            hash = accepted.recv() => match hash {
                Ok(hash) => transaction_notices(&lock(&shared), hash),
                Err(RecvError::Lagged(_)) if !lock(&shared).wants(Topic::is_of_transactions) => continue,
                // Whoever is too slow is told by the connection's end, not by a gap that it cannot see.
                Err(_) => return,
            },
        };
        for notice in notices {
            if send(&mut sink, notice).await.is_err() {
                return;
            }
        }
    }
}

async fn send(sink: &mut SplitSink<WebSocket, Message>, text: String) -> Result<(), axum::Error> {
    sink.send(Message::Text(text.into())).await
}

fn answer(api: &Api, shared: &Shared, message: protocol::Message) -> Option<Vec<u8>> {
    message.answer(|method, params| match method.as_str() {
        "eth_subscribe" => subscribe(shared, Arguments::new(params)),
        "eth_unsubscribe" => {
            let id = Arguments::new(params)
                .required::<super::arguments::Quantity>(0)?
                .to_u64()?;
            Ok(json!(lock(shared).held.remove(&id).is_some()))
        }
        _ => api.request(&method, params),
    })
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
fn block_notices(subscriptions: &Subscriptions, block: &Arc<Block>) -> Vec<String> {
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
            Topic::Transactions => Vec::new(),
        };
        notices.extend(results.into_iter().map(|result| notice(*id, result)));
    }
    notices
}

/// What an accepted transaction means to them.
fn transaction_notices(subscriptions: &Subscriptions, hash: B256) -> Vec<String> {
    subscriptions
        .held
        .iter()
        .filter(|(_, topic)| topic.is_of_transactions())
        .map(|(id, _)| notice(*id, json!(hash)))
        .collect()
}

fn notice(id: u64, result: Value) -> String {
    let params = json!({ "subscription": quantity(id), "result": result });
    json!({ "jsonrpc": "2.0", "method": "eth_subscription", "params": params }).to_string()
}
