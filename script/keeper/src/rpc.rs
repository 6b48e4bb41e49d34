//! Typed requests to the endpoint, repeated where transport fails.

use crate::{KeeperError, config::Retry, revert::Revert};
use alloy::{
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes},
    providers::{DynProvider, Provider},
    rpc::types::{BlockNumberOrTag, Filter, Log, TransactionReceipt, TransactionRequest},
    sol_types::SolCall,
    transports::{RpcError, TransportError, TransportErrorKind},
};
use std::future::Future;

/// What the keeper needs of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlockMark {
    pub number: u64,
    pub hash: B256,
    pub timestamp: u64,
}

/// An endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Rpc {
    provider: DynProvider,
    retry: Retry,
}

impl Rpc {
    pub fn new(provider: DynProvider, retry: Retry) -> Self {
        Self { provider, retry }
    }

    /// Runs `request`, repeated with growing pauses while the failure is one of transport.
    async fn repeat<T, F, R>(&self, what: &'static str, request: F) -> Result<T, KeeperError>
    where
        F: Fn(DynProvider) -> R,
        R: Future<Output = Result<T, TransportError>>,
    {
        let mut pause = self.retry.first_pause;
        let mut attempts = 1;
        loop {
            let answer =
                tokio::time::timeout(self.retry.request_timeout, request(self.provider.clone()))
                    .await;
            let error = match answer {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => error,
                Err(late) => TransportErrorKind::custom(late),
            };
            if attempts >= self.retry.attempts || !is_transient(&error) {
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
        Ok(block.map(|block| BlockMark {
            number: block.header.number,
            hash: block.header.hash,
            timestamp: block.header.timestamp,
        }))
    }

    pub async fn logs(&self, filter: &Filter) -> Result<Vec<Log>, KeeperError> {
        self.repeat("logs", |provider| {
            let filter = filter.clone();
            async move { provider.get_logs(&filter).await }
        })
        .await
    }

    pub async fn receipt(&self, hash: B256) -> Result<Option<TransactionReceipt>, KeeperError> {
        self.repeat("receipt", |provider| async move {
            provider.get_transaction_receipt(hash).await
        })
        .await
    }

    /// Sends a signed transaction. Repeating is harmless: it has one hash and one nonce. `Ok(false)` where the
    /// endpoint says that it has it already, or that its nonce is used: the receipt will tell.
    pub async fn send_raw(
        &self,
        what: &'static str,
        transaction: &[u8],
    ) -> Result<bool, KeeperError> {
        let sent = self
            .repeat(what, |provider| async move {
                match provider.send_raw_transaction(transaction).await {
                    Ok(_) => Ok(true),
                    Err(RpcError::ErrorResp(payload)) if is_known(&payload.message) => Ok(false),
                    Err(error) => Err(error),
                }
            })
            .await?;
        Ok(sent)
    }
}

/// Whether the endpoint refused a transaction because it, or another with its nonce, is there already.
fn is_known(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("already known") || message.contains("nonce too low")
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
