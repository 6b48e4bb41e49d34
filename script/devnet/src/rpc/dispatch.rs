//! From a method's name to its handler.

use super::{
    RpcError,
    arguments::Arguments,
    debug, developer, execution,
    filters::{self, Filters},
    protocol::Message,
    query, sending,
};
use crate::Node;
use serde_json::{Value, json};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A node with what the protocol adds to it: installed filters. Clones are handles to the same.
#[derive(Clone)]
pub struct Api {
    node: Node,
    filters: Arc<Mutex<Filters>>,
    executions: Arc<Semaphore>,
}

/// Requests that may execute at the same time; the server has more threads than that.
const EXECUTIONS: usize = 8;
/// Methods that neither execute nor search, nor wait for the lock of a method that does.
const SHORT: [&str; 21] = [
    "web3_clientVersion",
    "web3_sha3",
    "net_version",
    "net_listening",
    "net_peerCount",
    "eth_syncing",
    "eth_chainId",
    "eth_blockNumber",
    "eth_gasPrice",
    "eth_maxPriorityFeePerGas",
    "eth_accounts",
    "eth_getBalance",
    "eth_getCode",
    "eth_getStorageAt",
    "eth_getTransactionCount",
    "eth_getBlockByNumber",
    "eth_getBlockByHash",
    "eth_getTransactionByHash",
    "eth_getTransactionReceipt",
    "eth_subscribe",
    "eth_unsubscribe",
];

fn is_short(method: &str) -> bool {
    SHORT.contains(&method)
}

impl Api {
    /// The interface of `node`.
    pub fn new(node: Node) -> Self {
        Self {
            node,
            filters: Arc::default(),
            executions: Arc::new(Semaphore::new(EXECUTIONS)),
        }
    }

    /// The node behind it.
    pub fn node(&self) -> &Node {
        &self.node
    }

    pub(crate) fn filters(&self) -> MutexGuard<'_, Filters> {
        self.filters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one message, a request or a batch; nothing when all of it is notifications.
    pub fn answer(&self, message: &[u8]) -> Option<Vec<u8>> {
        self.answer_message(Message::read(message))
    }

    pub(super) fn answer_message(&self, message: Message) -> Option<Vec<u8>> {
        message.answer(|method, params| self.request(&method, params))
    }

    /// The right to execute something that may take long, so that short requests find free threads whatever else is
    /// asked; none when the message holds short requests only.
    pub(super) async fn turn(&self, message: &Message) -> Option<OwnedSemaphorePermit> {
        if message.methods().all(is_short) {
            return None;
        }
        self.executions.clone().acquire_owned().await.ok()
    }

    /// Answers one request. A panic in a handler becomes an internal error.
    ///
    /// # Errors
    /// [`RpcError`] as JSON-RPC and geth define them.
    pub fn request(&self, method: &str, params: Vec<Value>) -> Result<Value, RpcError> {
        catch_unwind(AssertUnwindSafe(|| {
            self.dispatch(method, Arguments::new(params))
        }))
        .unwrap_or_else(|_| {
            tracing::error!(method, "panic in a request");
            Err(RpcError::internal(
                "internal error: the request panicked; the chain is unchanged",
            ))
        })
    }

    fn dispatch(&self, method: &str, arguments: Arguments) -> Result<Value, RpcError> {
        let method = method
            .strip_prefix("hardhat_")
            .map_or(method.to_owned(), |name| format!("anvil_{name}"));
        let node = &self.node;
        let arguments = &mut { arguments };
        match method.as_str() {
            "web3_clientVersion" => Ok(json!(concat!(
                "ballast-devnet/v",
                env!("CARGO_PKG_VERSION")
            ))),
            "web3_sha3" => query::sha3(arguments),
            "net_version" => Ok(json!(node.chain_id().to_string())),
            "net_listening" => Ok(json!(true)),
            "net_peerCount" => Ok(json!("0x0")),
            "eth_syncing" | "eth_mining" => Ok(json!(false)),
            "eth_chainId" => Ok(query::quantity(node.chain_id())),
            "eth_blockNumber" => Ok(query::quantity(node.status().height)),
            "eth_gasPrice" => Ok(query::quantity(node.base_fee())),
            "eth_maxPriorityFeePerGas" => Ok(json!("0x0")),
            "eth_feeHistory" => query::fee_history(node, arguments),
            "eth_accounts" => query::accounts(node),
            "eth_getBalance" => query::balance(node, arguments),
            "eth_getCode" => query::code(node, arguments),
            "eth_getStorageAt" => query::storage(node, arguments),
            "eth_getTransactionCount" => query::nonce(node, arguments),
            "eth_getBlockByNumber" | "eth_getBlockByHash" => query::block(node, arguments),
            "eth_getHeaderByNumber" | "eth_getHeaderByHash" => query::header(node, arguments),
            "eth_getProof" => query::proof(node, arguments),
            "eth_getBlockTransactionCountByNumber" | "eth_getBlockTransactionCountByHash" => {
                query::block_transaction_count(node, arguments)
            }
            "eth_getUncleCountByBlockNumber" | "eth_getUncleCountByBlockHash" => Ok(json!("0x0")),
            "eth_getBlockReceipts" => query::block_receipts(node, arguments),
            "eth_getTransactionByHash" => query::transaction(node, arguments),
            "eth_getTransactionByBlockNumberAndIndex" | "eth_getTransactionByBlockHashAndIndex" => {
                query::transaction_at(node, arguments)
            }
            "eth_getRawTransactionByHash" => query::raw_transaction(node, arguments),
            "eth_getRawTransactionByBlockNumberAndIndex"
            | "eth_getRawTransactionByBlockHashAndIndex" => {
                query::raw_transaction_at(node, arguments)
            }
            "eth_getTransactionReceipt" => query::receipt(node, arguments),
            "eth_getLogs" => query::logs(node, arguments),
            "eth_call" => execution::call(node, arguments),
            "eth_estimateGas" => execution::estimate(node, arguments),
            "eth_createAccessList" => execution::access_list(node, arguments),
            "eth_sendRawTransaction" => sending::raw(node, arguments),
            "eth_sendRawTransactionSync" => sending::raw_and_wait(node, arguments),
            "eth_sendTransaction" | "eth_sendUnsignedTransaction" => {
                sending::unsigned(node, arguments)
            }
            "eth_signTransaction" => sending::sign_transaction(node, arguments),
            "eth_sign" => sending::sign(node, arguments, 0, 1),
            "personal_sign" => sending::sign(node, arguments, 1, 0),
            "eth_newFilter" => filters::new_log_filter(self, arguments),
            "eth_newBlockFilter" => filters::new_block_filter(self),
            "eth_newPendingTransactionFilter" => filters::new_transaction_filter(self),
            "eth_getFilterChanges" => filters::changes(self, arguments),
            "eth_getFilterLogs" => filters::logs(self, arguments),
            "eth_uninstallFilter" => filters::uninstall(self, arguments),
            "debug_traceTransaction" => debug::trace_transaction(node, arguments),
            "debug_traceBlockByNumber" | "debug_traceBlockByHash" => {
                debug::trace_block(node, arguments)
            }
            "debug_traceCall" => debug::trace_call(node, arguments),
            "txpool_status" => developer::pool_status(node),
            "txpool_content" => developer::pool_content(node, None),
            "txpool_contentFrom" => arguments
                .required(0)
                .and_then(|sender| developer::pool_content(node, Some(sender))),
            "txpool_inspect" => developer::pool_summary(node),
            name => developer::dispatch(self, name, arguments)
                .unwrap_or_else(|| Err(RpcError::unknown_method(name))),
        }
    }
}
