//! A node behind JSON-RPC.

use std::time::Duration;

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::BlockNumberOrTag;
use alloy::eips::eip2718::Encodable2718;
use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, Bytes, TxKind, U256};
use alloy::providers::{DynProvider, Provider, ProviderBuilder};
use alloy::rpc::types::{TransactionReceipt, TransactionRequest};
use alloy::signers::SignerSync;
use alloy::transports::{RpcError, TransportErrorKind};
use serde_json::{Value, json};

use crate::Actor;

/// Gas of every transaction: more than any needs, less than Arbitrum's cap.
const GAS: u64 = 30_000_000;
/// How often a receipt is asked for.
const ATTEMPTS: u32 = 2_000;

/// A node and what it can do.
#[derive(Clone, Debug)]
pub struct Node {
    provider: DynProvider,
    chain_id: u64,
    fee: u128,
    /// Whether time can be moved (`evm_increaseTime`).
    pub travels: bool,
    /// Whether it goes back to a snapshot (`evm_snapshot`).
    pub snapshots: bool,
    /// Whether time stands still but for time travel: that of the embedded devnet does.
    pub stands_still: bool,
}

impl Node {
    /// Connects, and finds out what the node can do.
    pub async fn connect(url: &str) -> Self {
        let provider = ProviderBuilder::new()
            .disable_recommended_fillers()
            .connect_http(url.parse().expect("a URL"))
            .erased();
        let chain_id = provider
            .get_chain_id()
            .await
            .unwrap_or_else(|error| panic!("{url} does not answer: {error}"));
        let fee = provider
            .get_gas_price()
            .await
            .expect("gas price")
            .saturating_mul(2);
        let mut node = Self {
            provider,
            chain_id,
            fee,
            travels: false,
            snapshots: false,
            stands_still: false,
        };
        node.travels = node.request("evm_increaseTime", json!([0])).await.is_ok();
        node.snapshots = node.request("evm_snapshot", json!([])).await.is_ok();
        node
    }

    /// Any request.
    ///
    /// # Errors
    /// Of the node.
    pub async fn request(
        &self,
        method: &'static str,
        parameters: Value,
    ) -> Result<Value, RpcError<TransportErrorKind>> {
        self.provider.raw_request(method.into(), parameters).await
    }

    /// Time of the newest block.
    pub async fn now(&self) -> u64 {
        let block = self
            .provider
            .get_block_by_number(BlockNumberOrTag::Latest)
            .await
            .expect("block");
        block.expect("newest block").header.timestamp
    }

    /// Number of the newest block.
    pub async fn height(&self) -> u64 {
        self.provider
            .get_block_number()
            .await
            .expect("block number")
    }

    /// Moves time on, and mines a block so that calls see it.
    pub async fn travel(&self, seconds: u64) {
        self.request("evm_increaseTime", json!([seconds]))
            .await
            .expect("time travel");
        self.request("evm_mine", json!([])).await.expect("block");
    }

    /// A point to go back to.
    pub async fn snapshot(&self) -> Value {
        self.request("evm_snapshot", json!([]))
            .await
            .expect("snapshot")
    }

    /// Goes back to a snapshot, which is used up.
    pub async fn revert(&self, snapshot: &Value) {
        assert_eq!(
            self.request("evm_revert", json!([snapshot]))
                .await
                .expect("revert"),
            json!(true)
        );
    }

    /// The code of an account.
    pub async fn code(&self, address: Address) -> Bytes {
        self.provider.get_code_at(address).await.expect("code")
    }

    /// Signs and sends a transaction and waits until it is mined, successful or not.
    pub async fn send(
        &self,
        from: &Actor,
        to: TxKind,
        input: Bytes,
        value: U256,
    ) -> TransactionReceipt {
        let nonce = self
            .provider
            .get_transaction_count(from.address())
            .pending()
            .await
            .expect("nonce");
        let transaction = TxEip1559 {
            chain_id: self.chain_id,
            nonce,
            gas_limit: GAS,
            max_fee_per_gas: self.fee,
            to,
            value,
            input,
            ..TxEip1559::default()
        };
        let signature = from
            .signer
            .sign_hash_sync(&transaction.signature_hash())
            .expect("signature");
        let raw = TxEnvelope::from(transaction.into_signed(signature)).encoded_2718();
        let sent = self.provider.send_raw_transaction(&raw).await;
        let hash = *sent
            .unwrap_or_else(|error| panic!("{}'s transaction is refused: {error}", from.name))
            .tx_hash();
        for attempt in 0..ATTEMPTS {
            if let Some(receipt) = self
                .provider
                .get_transaction_receipt(hash)
                .await
                .expect("receipt")
            {
                return receipt;
            }
            tokio::time::sleep(Duration::from_millis(u64::from(attempt.min(100)))).await;
        }
        panic!("transaction {hash} of {} was not mined", from.name)
    }

    /// Calls without sending: the return data, or the revert data.
    ///
    /// # Errors
    /// The revert data.
    pub async fn call(
        &self,
        from: Address,
        to: Address,
        input: Bytes,
        value: U256,
    ) -> Result<Bytes, Bytes> {
        self.call_at(from, to, input, value, BlockNumberOrTag::Latest)
            .await
    }

    /// [`Self::call`] on the state after a past block.
    ///
    /// # Errors
    /// The revert data.
    pub async fn call_at(
        &self,
        from: Address,
        to: Address,
        input: Bytes,
        value: U256,
        block: BlockNumberOrTag,
    ) -> Result<Bytes, Bytes> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(input)
            .with_value(value)
            .with_gas_limit(GAS);
        self.ask(request, block).await
    }

    /// [`Self::call`] with so much gas and no ether.
    ///
    /// # Errors
    /// The revert data.
    pub async fn call_with_gas(
        &self,
        from: Address,
        to: Address,
        input: Bytes,
        gas: u64,
    ) -> Result<Bytes, Bytes> {
        let request = TransactionRequest::default()
            .with_from(from)
            .with_to(to)
            .with_input(input)
            .with_gas_limit(gas);
        self.ask(request, BlockNumberOrTag::Latest).await
    }

    async fn ask(
        &self,
        request: TransactionRequest,
        block: BlockNumberOrTag,
    ) -> Result<Bytes, Bytes> {
        let to = request.to;
        match self.provider.call(request).block(block.into()).await {
            Ok(data) => Ok(data),
            Err(error) => match error.as_error_resp() {
                Some(payload)
                    if payload.message.contains("revert") || payload.as_revert_data().is_some() =>
                {
                    Err(payload.as_revert_data().unwrap_or_default())
                }
                _ => panic!("call of {to:?}: {error}"),
            },
        }
    }
}
