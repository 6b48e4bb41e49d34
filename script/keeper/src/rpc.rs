//! Typed requests to the endpoints, repeated where transport fails, on the next of them each time.

use crate::{KeeperError, config::Retry, journal::BlockMark, revert::Revert};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, U256},
    providers::{DynProvider, Provider},
    rpc::types::{BlockNumberOrTag, Filter, Log, TransactionReceipt, TransactionRequest},
    sol_types::SolCall,
    transports::{RpcError, TransportError, TransportErrorKind},
};
use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

/// The endpoints of one chain, one of them in use.
#[derive(Clone, Debug)]
pub(crate) struct Rpc {
    providers: Arc<[DynProvider]>,
    current: Arc<AtomicUsize>,
    failures: Arc<AtomicU64>,
    retry: Retry,
}

impl Rpc {
    pub fn new(providers: Vec<DynProvider>, retry: Retry) -> Self {
        Self {
            providers: providers.into(),
            current: Arc::default(),
            failures: Arc::default(),
            retry,
        }
    }

    /// Requests that failed for reasons of transport since the start.
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    /// Runs `request`, repeated with growing pauses while the failure is one of transport: on the next endpoint each
    /// time, which then stays in use.
    async fn repeat<T, F, R>(&self, what: &'static str, request: F) -> Result<T, KeeperError>
    where
        F: Fn(DynProvider) -> R,
        R: Future<Output = Result<T, TransportError>>,
    {
        let mut pause = self.retry.first_pause;
        let mut attempts = 1;
        loop {
            let current = self.current.load(Ordering::Relaxed);
            let provider = current
                .checked_rem(self.providers.len())
                .and_then(|index| self.providers.get(index));
            let Some(provider) = provider else {
                return Err(KeeperError::Rpc {
                    what,
                    attempts: 0,
                    message: "no endpoint".to_owned(),
                });
            };
            let answer = request(provider.clone());
            let answer = tokio::time::timeout(self.retry.request_timeout, answer).await;
            let error = match answer {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => error,
                Err(late) => TransportErrorKind::custom(late),
            };
            let transient = is_transient(&error);
            if transient {
                self.failures.fetch_add(1, Ordering::Relaxed);
                // Only the first of several requests that fail at once moves on.
                let next = current.wrapping_add(1);
                let moved = self.current.compare_exchange(
                    current,
                    next,
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                );
                if moved.is_ok() && self.providers.len() > 1 {
                    tracing::warn!(what, %error, "request failed, on to the next endpoint");
                }
            }
            if attempts >= self.retry.attempts || !transient {
                return Err(explain(what, attempts, &error));
            }
            tracing::debug!(what, attempts, %error, "request failed, repeating");
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(self.retry.longest_pause);
            attempts = attempts.saturating_add(1);
        }
    }

    /// Calls a view function at the latest block, as `from`.
    pub async fn call<C: SolCall>(
        &self,
        what: &'static str,
        from: Address,
        to: Address,
        call: &C,
    ) -> Result<C::Return, KeeperError> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(call.abi_encode());
        let data = self
            .repeat(what, |provider| {
                let request = request.clone();
                async move { provider.call(request).await }
            })
            .await?;
        C::abi_decode_returns(&data).map_err(|error| KeeperError::Decode {
            what,
            message: error.to_string(),
        })
    }

    /// Gas that `request` would burn; its revert where it would fail.
    pub async fn estimate(
        &self,
        what: &'static str,
        request: &TransactionRequest,
    ) -> Result<u64, KeeperError> {
        self.repeat(what, |provider| {
            let request = request.clone();
            async move { provider.estimate_gas(request).await }
        })
        .await
    }

    pub async fn chain_id(&self) -> Result<u64, KeeperError> {
        self.repeat("chain id", |provider| async move {
            provider.get_chain_id().await
        })
        .await
    }

    pub async fn gas_price(&self) -> Result<u128, KeeperError> {
        self.repeat("gas price", |provider| async move {
            provider.get_gas_price().await
        })
        .await
    }

    /// Nonce of the next transaction, pending ones counted.
    pub async fn nonce(&self, account: Address) -> Result<u64, KeeperError> {
        self.repeat("nonce", |provider| async move {
            provider.get_transaction_count(account).pending().await
        })
        .await
    }

    /// Nonce of the next transaction to be mined.
    pub async fn mined_nonce(&self, account: Address) -> Result<u64, KeeperError> {
        self.repeat("nonce", |provider| async move {
            provider.get_transaction_count(account).await
        })
        .await
    }

    pub async fn code(&self, account: Address) -> Result<Bytes, KeeperError> {
        self.repeat("code", |provider| async move {
            provider.get_code_at(account).await
        })
        .await
    }

    /// The newest block.
    pub async fn head(&self) -> Result<BlockMark, KeeperError> {
        let head = self.block(BlockNumberOrTag::Latest).await?;
        head.ok_or(KeeperError::Rpc {
            what: "head",
            attempts: 1,
            message: "the chain has no block".to_owned(),
        })
    }

    /// A block, or none where the chain does not have it.
    pub async fn block(&self, tag: BlockNumberOrTag) -> Result<Option<BlockMark>, KeeperError> {
        let block = self
            .repeat("block", |provider| async move {
                provider.get_block_by_number(tag).await
            })
            .await?;
        Ok(block.as_ref().map(mark))
    }

    /// Events of the blocks from `first` to `last`, and the block `last`, both from one endpoint: another that lags
    /// behind would have no events of blocks that it does not have, and not say so.
    pub async fn logs(
        &self,
        filter: &Filter,
        first: u64,
        last: u64,
    ) -> Result<(Vec<Log>, BlockMark), KeeperError> {
        let filter = filter.clone().from_block(first).to_block(last);
        self.repeat("logs", |provider| {
            let filter = filter.clone();
            async move {
                let block = provider.get_block_by_number(last.into()).await?;
                let Some(block) = block else {
                    let text = format!("the endpoint does not have block {last}");
                    return Err(TransportErrorKind::custom_str(&text));
                };
                let logs = provider.get_logs(&filter).await?;
                Ok((logs, mark(&block)))
            }
        })
        .await
    }

    /// Wei of an account.
    pub async fn balance(&self, account: Address) -> Result<U256, KeeperError> {
        self.repeat("balance", |provider| async move {
            provider.get_balance(account).await
        })
        .await
    }

    pub async fn receipt(&self, hash: B256) -> Result<Option<TransactionReceipt>, KeeperError> {
        self.repeat("receipt", |provider| async move {
            provider.get_transaction_receipt(hash).await
        })
        .await
    }

    /// Sends a signed transaction. Repeating is harmless: it has one hash and one nonce.
    pub async fn send_raw(
        &self,
        what: &'static str,
        transaction: &[u8],
    ) -> Result<Sent, KeeperError> {
        self.repeat(what, |provider| async move {
            match provider.send_raw_transaction(transaction).await {
                Ok(_) => Ok(Sent::Taken),
                Err(RpcError::ErrorResp(payload)) => match Sent::refusal(&payload.message) {
                    Some(sent) => Ok(sent),
                    None => Err(RpcError::ErrorResp(payload)),
                },
                Err(error) => Err(error),
            }
        })
        .await
    }
}

/// What an endpoint made of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// It is there now.
    Taken,
    /// It was there already.
    Known,
    /// Its nonce is used.
    NonceUsed,
    /// Another waits with its nonce and pays as much.
    Underpriced,
}

impl Sent {
    /// A refusal that says something of transactions before, by its words: nodes have no codes for them.
    fn refusal(message: &str) -> Option<Self> {
        let message = message.to_ascii_lowercase();
        if message.contains("already known") || message.contains("already imported") {
            Some(Self::Known)
        } else if message.contains("nonce too low") {
            Some(Self::NonceUsed)
        } else if message.contains("underpriced") {
            Some(Self::Underpriced)
        } else {
            None
        }
    }
}

fn mark(block: &alloy::rpc::types::Block) -> BlockMark {
    BlockMark {
        number: block.header.number,
        hash: block.header.hash,
        timestamp: block.header.timestamp,
    }
}

/// Whether trying again may help: the connection failed, the server is overloaded, or gave nothing.
fn is_transient(error: &TransportError) -> bool {
    match error {
        RpcError::Transport(
            TransportErrorKind::NonRetryable(_) | TransportErrorKind::PubsubUnavailable,
        ) => false,
        RpcError::Transport(TransportErrorKind::HttpError(http)) => {
            http.status == 429 || http.status >= 500
        }
        RpcError::Transport(_) | RpcError::NullResp | RpcError::DeserError { .. } => true,
        RpcError::ErrorResp(payload) => payload.is_retry_err(),
        _ => false,
    }
}

/// The failure in the keeper's words; reverts by the names of their errors.
fn explain(what: &'static str, attempts: u32, error: &TransportError) -> KeeperError {
    if let RpcError::ErrorResp(payload) = error {
        if let Some(data) = payload.as_revert_data() {
            return KeeperError::Reverted {
                what,
                revert: Revert::new(data, &payload.message),
            };
        }
        if payload.code == 3 || payload.message.contains("revert") {
            return KeeperError::Reverted {
                what,
                revert: Revert::new(Bytes::new(), &payload.message),
            };
        }
        if !payload.is_retry_err() {
            return KeeperError::Refused {
                what,
                message: payload.message.to_string(),
            };
        }
    }
    KeeperError::Rpc {
        what,
        attempts,
        message: error.to_string(),
    }
}
