//! Dealings with the node: batched requests, signed transactions, time travel.

use alloy::consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy::eips::eip2718::Encodable2718;
use alloy::network::TxSignerSync;
use alloy::primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use alloy::rpc::client::{ClientBuilder, RpcClient};
use alloy::rpc::types::{Filter, Log};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use alloy::transports::RpcError;
use ballast_keeper::revert::Revert;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::error::{Error, Result};

/// Requests in one batch. The devnet takes 1,000; other nodes take fewer.
const BATCH: usize = 100;
/// Gas limit of the demo's own transactions; unused gas is not paid.
const GAS: u64 = 15_000_000;
/// Highest fee per gas paid, in wei: twice the base fee of Nitro's devnets.
const MAX_FEE: u128 = 200_000_000;
/// Blocks of one request for events.
const LOG_RANGE: u64 = 5_000;

/// Number, time and hash of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Number.
    pub number: u64,
    /// Unix second.
    pub time: u64,
}

/// A node.
#[derive(Debug, Clone)]
pub struct Endpoint {
    client: RpcClient,
    /// Where it listens.
    pub url: String,
    /// Id of its chain.
    pub chain_id: u64,
}

/// A signed transaction, and enough to explain its failure.
#[derive(Debug, Clone)]
pub struct Signed {
    raw: Bytes,
    hash: B256,
    what: String,
    from: Address,
    to: Address,
    input: Bytes,
}

/// An account of the demo that signs for itself.
#[derive(Debug, Clone)]
pub struct Actor {
    signer: PrivateKeySigner,
    nonce: u64,
    chain_id: u64,
}

impl Actor {
    /// The account whose key is the hash of `name`: the same on every run.
    ///
    /// # Errors
    /// [`Error::Usage`] if the hash is no key, which does not happen.
    pub fn named(name: &str, endpoint: &Endpoint) -> Result<Self> {
        let key = keccak256(format!("ballast demo: {name}"));
        let signer = PrivateKeySigner::from_bytes(&key)
            .map_err(|error| Error::Usage(format!("no key for {name}: {error}")))?;
        Ok(Self::new(signer, endpoint))
    }

    /// The account of a key.
    #[must_use]
    pub fn new(signer: PrivateKeySigner, endpoint: &Endpoint) -> Self {
        Self {
            signer,
            nonce: 0,
            chain_id: endpoint.chain_id,
        }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> Address {
        self.signer.address()
    }

    /// Its key.
    #[must_use]
    pub fn signer(&self) -> &PrivateKeySigner {
        &self.signer
    }

    /// Signs a call.
    ///
    /// # Errors
    /// [`Error::Transaction`] if signing fails.
    pub fn call<C: SolCall>(&mut self, what: &str, to: Address, call: &C) -> Result<Signed> {
        self.sign(what, to, U256::ZERO, call.abi_encode().into())
    }

    /// Signs a transfer of wei.
    ///
    /// # Errors
    /// As [`Actor::call`].
    pub fn transfer(&mut self, what: &str, to: Address, wei: U256) -> Result<Signed> {
        self.sign(what, to, wei, Bytes::new())
    }

    fn sign(&mut self, what: &str, to: Address, value: U256, input: Bytes) -> Result<Signed> {
        let mut transaction = TxEip1559 {
            chain_id: self.chain_id,
            nonce: self.nonce,
            gas_limit: GAS,
            max_fee_per_gas: MAX_FEE,
            max_priority_fee_per_gas: 0,
            to: TxKind::Call(to),
            value,
            access_list: Default::default(),
            input: input.clone(),
        };
        let failed = |error: alloy::signers::Error| Error::Transaction {
            what: what.to_owned(),
            reason: error.to_string(),
        };
        let signature = self
            .signer
            .sign_transaction_sync(&mut transaction)
            .map_err(failed)?;
        let envelope = TxEnvelope::from(transaction.into_signed(signature));
        self.nonce += 1;
        Ok(Signed {
            raw: envelope.encoded_2718().into(),
            hash: *envelope.tx_hash(),
            what: what.to_owned(),
            from: self.signer.address(),
            to,
            input,
        })
    }
}

type Request = (&'static str, Value);

impl Endpoint {
    /// Connects and asks for the chain's id.
    ///
    /// # Errors
    /// [`Error::Usage`] for a malformed URL; [`Error::Rpc`] where nothing answers.
    pub async fn connect(url: &str) -> Result<Self> {
        let parsed = url.parse().map_err(|error| {
            Error::Usage(format!(
                "--rpc-url {url}: {error}; give a URL such as http://localhost:8547"
            ))
        })?;
        let client = ClientBuilder::default().http(parsed);
        let mut endpoint = Self {
            client,
            url: url.to_owned(),
            chain_id: 0,
        };
        let id: U256 = endpoint
            .request("eth_chainId", json!([]))
            .await
            .map_err(|error| {
                Error::rpc(
                    format!("{url} does not answer; is the node running?"),
                    error,
                )
            })?;
        endpoint.chain_id = id.saturating_to();
        Ok(endpoint)
    }

    /// One request.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn request<R: DeserializeOwned>(
        &self,
        method: &'static str,
        params: Value,
    ) -> Result<R> {
        let value: Value = self
            .client
            .request(method, params)
            .await
            .map_err(|error| Error::rpc(method, text(&error)))?;
        serde_json::from_value(value).map_err(|error| Error::rpc(method, error))
    }

    /// Requests in one message, answered in order; a request that fails does not stop the others.
    ///
    /// # Errors
    /// [`Error::Rpc`] where the message as a whole fails.
    async fn batch(
        &self,
        requests: &[Request],
    ) -> Result<Vec<std::result::Result<Value, Refusal>>> {
        let mut batch = self.client.new_batch();
        let mut waiters = Vec::with_capacity(requests.len());
        for (method, params) in requests {
            let waiter = batch.add_call::<_, Value>(*method, params);
            waiters.push(waiter.map_err(|error| Error::rpc(*method, text(&error)))?);
        }
        batch
            .send()
            .await
            .map_err(|error| Error::rpc("a batch of requests", text(&error)))?;
        let mut answers = Vec::with_capacity(waiters.len());
        for waiter in waiters {
            answers.push(waiter.await.map_err(|error| Refusal::of(&error)));
        }
        Ok(answers)
    }

    /// The newest block.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn head(&self) -> Result<Head> {
        self.block("latest".into()).await
    }

    async fn block(&self, tag: Value) -> Result<Head> {
        let block: Value = self
            .request("eth_getBlockByNumber", json!([tag, false]))
            .await?;
        let field = |name: &str| {
            let value = block.get(name).cloned().unwrap_or_default();
            serde_json::from_value::<U256>(value)
                .map(|value| value.saturating_to::<u64>())
                .map_err(|error| Error::rpc("reading a block", error))
        };
        Ok(Head {
            number: field("number")?,
            time: field("timestamp")?,
        })
    }

    /// Sets an actor's nonce to the chain's.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn meet(&self, actor: &mut Actor) -> Result<()> {
        let nonce: U256 = self
            .request(
                "eth_getTransactionCount",
                json!([actor.address(), "latest"]),
            )
            .await?;
        actor.nonce = nonce.saturating_to();
        Ok(())
    }

    /// Sends transactions in order, and sees that each was mined and succeeded.
    ///
    /// # Errors
    /// [`Error::Transaction`] for the first that failed; [`Error::Rpc`].
    pub async fn send(&self, transactions: &[Signed]) -> Result<()> {
        for part in transactions.chunks(BATCH / 2) {
            let mut requests: Vec<Request> = part.iter().map(raw).collect();
            requests.extend(part.iter().map(receipt));
            let answers = self.batch(&requests).await?;
            let receipts = answers.get(part.len()..).unwrap_or_default();
            self.check(part, &answers, receipts).await?;
        }
        Ok(())
    }

    /// Puts transactions into one block at `time`, in one message. The node mines by itself again afterwards.
    ///
    /// # Errors
    /// As [`Endpoint::send`].
    pub async fn send_at(&self, time: u64, transactions: &[Signed]) -> Result<()> {
        let mut requests: Vec<Request> = vec![("evm_setAutomine", json!([false]))];
        requests.extend(transactions.iter().map(raw));
        requests.push(("evm_mine", json!([time])));
        requests.push(("evm_setAutomine", json!([true])));
        requests.extend(transactions.iter().map(receipt));
        let answers = self.batch(&requests).await?;
        let count = transactions.len();
        if let Some(Err(refusal)) = answers.get(count + 1) {
            return Err(Error::rpc(
                "mining a block at a chosen time",
                &refusal.message,
            ));
        }
        let sent = answers.get(1..).unwrap_or_default();
        let receipts = answers.get(count + 3..).unwrap_or_default();
        self.check(transactions, sent, receipts).await
    }

    /// Mines an empty block at `time`.
    ///
    /// # Errors
    /// [`Error::Rpc`] where the node does not travel in time, or only forwards.
    pub async fn mine_at(&self, time: u64) -> Result<()> {
        self.request::<Value>("evm_mine", json!([time]))
            .await
            .map(|_| ())
    }

    async fn check(
        &self,
        sent: &[Signed],
        answers: &[std::result::Result<Value, Refusal>],
        receipts: &[std::result::Result<Value, Refusal>],
    ) -> Result<()> {
        for ((signed, answer), receipt) in sent.iter().zip(answers).zip(receipts) {
            let failed = |reason: String| Error::Transaction {
                what: signed.what.clone(),
                reason,
            };
            if let Err(refusal) = answer {
                return Err(failed(refusal.message.clone()));
            }
            let receipt = receipt
                .as_ref()
                .map_err(|refusal| failed(refusal.message.clone()))?;
            match receipt.get("status").and_then(Value::as_str) {
                Some("0x1") => {}
                Some(_) => return Err(failed(self.explain(signed).await)),
                None => return Err(failed("sent, but not mined at once".to_owned())),
            }
        }
        Ok(())
    }

    /// Why a mined transaction failed: what the same call says now.
    async fn explain(&self, signed: &Signed) -> String {
        let call =
            json!([{ "from": signed.from, "to": signed.to, "input": signed.input }, "latest"]);
        match self.batch(&[("eth_call", call)]).await.as_deref() {
            Ok([Err(refusal)]) => refusal.message.clone(),
            _ => "reverted, yet the same call passes now".to_owned(),
        }
    }

    /// Calls a view.
    ///
    /// # Errors
    /// [`Error::Rpc`], with the revert's name where known.
    pub async fn view<C: SolCall + Sync>(&self, to: Address, call: &C) -> Result<C::Return> {
        let mut answers = self.views(std::slice::from_ref(&(to, call))).await?;
        answers
            .pop()
            .ok_or_else(|| Error::rpc(C::SIGNATURE, "no answer"))
    }

    /// Calls views of one kind, in order, two batches at a time.
    ///
    /// # Errors
    /// As [`Endpoint::view`], for the first that fails.
    pub async fn views<C: SolCall + Sync>(
        &self,
        calls: &[(Address, &C)],
    ) -> Result<Vec<C::Return>> {
        let mut results = Vec::with_capacity(calls.len());
        let requests: Vec<Request> = calls
            .iter()
            .map(|(to, call)| {
                let input = Bytes::from(call.abi_encode());
                ("eth_call", json!([{ "to": to, "input": input }, "latest"]))
            })
            .collect();
        for part in requests.chunks(BATCH) {
            let (first, second) = part.split_at(part.len() / 2);
            let (first, second) =
                tokio::try_join!(self.batch_or_none(first), self.batch_or_none(second))?;
            for answer in first.into_iter().chain(second) {
                let answer = answer.map_err(|refusal| Error::rpc(C::SIGNATURE, refusal.message))?;
                let data: Bytes = serde_json::from_value(answer)
                    .map_err(|error| Error::rpc(C::SIGNATURE, error))?;
                let decoded = C::abi_decode_returns(&data)
                    .map_err(|error| Error::rpc(C::SIGNATURE, error))?;
                results.push(decoded);
            }
        }
        Ok(results)
    }

    async fn batch_or_none(
        &self,
        requests: &[Request],
    ) -> Result<Vec<std::result::Result<Value, Refusal>>> {
        if requests.is_empty() {
            Ok(Vec::new())
        } else {
            self.batch(requests).await
        }
    }

    /// All events of `addresses` from block `from` to the newest, in order, each with its block's time.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn logs(&self, addresses: &[Address], from: u64) -> Result<Vec<Log>> {
        let head = self.head().await?.number;
        let mut logs = Vec::new();
        let mut first = from;
        while first <= head {
            let last = (first + LOG_RANGE - 1).min(head);
            let filter = Filter::new()
                .address(addresses.to_vec())
                .from_block(first)
                .to_block(last);
            let mut part: Vec<Log> = self.request("eth_getLogs", json!([filter])).await?;
            logs.append(&mut part);
            first = last + 1;
        }
        logs.sort_by_key(|log| (log.block_number, log.log_index));
        let mut known: Option<(u64, u64)> = None;
        for log in logs.iter_mut().filter(|log| log.block_timestamp.is_none()) {
            let number = log.block_number.unwrap_or_default();
            let time = match known {
                Some((block, time)) if block == number => time,
                _ => self.block(json!(format!("{number:#x}"))).await?.time,
            };
            known = Some((number, time));
            log.block_timestamp = Some(time);
        }
        Ok(logs)
    }
}

/// What the node answered instead of a result.
#[derive(Debug, Clone)]
struct Refusal {
    message: String,
}

impl Refusal {
    fn of(error: &RpcError<alloy::transports::TransportErrorKind>) -> Self {
        let message = match error {
            RpcError::ErrorResp(payload) => match payload.as_revert_data() {
                Some(data) => Revert::new(data, &payload.message).to_string(),
                None => payload.message.to_string(),
            },
            other => other.to_string(),
        };
        Self { message }
    }
}

fn text(error: &RpcError<alloy::transports::TransportErrorKind>) -> String {
    Refusal::of(error).message
}

fn raw(signed: &Signed) -> Request {
    ("eth_sendRawTransaction", json!([signed.raw]))
}

fn receipt(signed: &Signed) -> Request {
    ("eth_getTransactionReceipt", json!([signed.hash]))
}
