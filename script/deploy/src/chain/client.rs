//! One account's dealings with one endpoint.

use std::path::Path;
use std::time::{Duration, Instant};

use alloy::network::{EthereumWallet, TransactionBuilder};
use alloy::primitives::{Address, B256, Bytes, U256, keccak256};
use alloy::providers::{DynProvider, Provider, ProviderBuilder};
use alloy::rpc::types::{Filter, Log, TransactionReceipt, TransactionRequest};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolCall;
use alloy::transports::http::reqwest::{self, Client, Url};
use alloy::transports::{RpcError, TransportErrorKind};

use super::revert;
use crate::Error;

/// How long one request may take where nothing else is said.
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(120);
/// How long a transaction may take to be mined.
const PATIENCE: Duration = Duration::from_secs(180);
/// Blocks of events that every node tells in one answer.
const LEAST_RANGE: u64 = 1_000;
/// Most gas of one transaction that Arbitrum takes.
const GAS_CAP: u64 = 32_000_000;

/// An endpoint, and an account that signs.
#[derive(Clone, Debug)]
pub struct Chain {
    provider: DynProvider,
    from: Address,
    id: u64,
}

impl Chain {
    /// Connects and asks for the chain's id. No request may take longer than [`REQUEST_TIMEOUT`].
    ///
    /// # Errors
    /// [`Error::Config`] for a malformed URL; [`Error::Rpc`] where nothing answers.
    pub async fn connect(rpc_url: &str, signer: PrivateKeySigner) -> Result<Self, Error> {
        Self::connect_within(rpc_url, signer, REQUEST_TIMEOUT).await
    }

    /// The same with another limit for each request.
    ///
    /// # Errors
    /// As [`Chain::connect`].
    pub async fn connect_within(
        rpc_url: &str,
        signer: PrivateKeySigner,
        timeout: Duration,
    ) -> Result<Self, Error> {
        let from = signer.address();
        // Nonces are the node's to tell, each time: one that was counted for a send that was given up would stop all later ones.
        let provider = ProviderBuilder::new()
            .with_simple_nonce_management()
            .wallet(EthereumWallet::from(signer))
            .connect_reqwest(client(timeout)?, url(rpc_url)?)
            .erased();
        Self::reached(rpc_url, provider, from).await
    }

    /// Connects without a key: for reading only, with calls as if from `from`.
    ///
    /// # Errors
    /// As [`Chain::connect`].
    pub async fn watch(rpc_url: &str, from: Address, timeout: Duration) -> Result<Self, Error> {
        let provider = ProviderBuilder::new()
            .disable_recommended_fillers()
            .connect_reqwest(client(timeout)?, url(rpc_url)?)
            .erased();
        Self::reached(rpc_url, provider, from).await
    }

    async fn reached(rpc_url: &str, provider: DynProvider, from: Address) -> Result<Self, Error> {
        let id = provider.get_chain_id().await.map_err(|error| Error::Rpc {
            doing: format!(
                "{rpc_url} does not answer; is the node running? (`ballast-devnet` starts one)"
            ),
            reason: reason(&error),
        })?;
        Ok(Self { provider, from, id })
    }

    /// The provider, with the signer's wallet.
    #[must_use]
    pub fn provider(&self) -> &DynProvider {
        &self.provider
    }

    /// The signer's address.
    #[must_use]
    pub fn from(&self) -> Address {
        self.from
    }

    /// The chain's id.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Checks that the chain is the one that the file at `path` is of.
    ///
    /// # Errors
    /// [`Error::OtherChain`].
    pub fn check_id(&self, path: &Path, recorded: u64) -> Result<(), Error> {
        if self.id == recorded {
            return Ok(());
        }
        Err(Error::OtherChain {
            path: path.to_owned(),
            recorded,
            actual: self.id,
        })
    }

    /// Number, hash and time of the newest block.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn head(&self) -> Result<(u64, B256, u64), Error> {
        let doing = "reading the newest block";
        let block = self
            .provider
            .get_block_by_number(alloy::eips::BlockNumberOrTag::Latest)
            .await;
        match block.map_err(|error| failed(doing, &error))? {
            Some(block) => Ok((
                block.header.number,
                block.header.hash,
                block.header.timestamp,
            )),
            None => Err(Error::Rpc {
                doing: doing.to_owned(),
                reason: "there is none".to_owned(),
            }),
        }
    }

    /// Time of block `number`, seconds; 0 if the chain does not have it.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn block_time(&self, number: u64) -> Result<u64, Error> {
        let block = self.provider.get_block_by_number(number.into()).await;
        let block = block.map_err(|error| failed("reading a block", &error))?;
        Ok(block.map_or(0, |block| block.header.timestamp))
    }

    /// What the signer has, wei.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn balance(&self) -> Result<U256, Error> {
        let balance = self.provider.get_balance(self.from).await;
        balance.map_err(|error| failed("reading the balance", &error))
    }

    /// Hash of block `number`, none if the chain does not have it.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn block_hash(&self, number: u64) -> Result<Option<B256>, Error> {
        let block = self.provider.get_block_by_number(number.into()).await;
        Ok(block
            .map_err(|error| failed("reading a block", &error))?
            .map(|block| block.header.hash))
    }

    /// Hash of an account's code; none for an account without code.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn code_hash(&self, address: Address) -> Result<Option<B256>, Error> {
        let code = self.provider.get_code_at(address).await;
        let code = code.map_err(|error| failed("reading code", &error))?;
        Ok((!code.is_empty()).then(|| keccak256(&code)))
    }

    /// All events of a contract from block `from` on, in order. A range that the node refuses as too large is halved.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn logs(&self, address: Address, from: u64) -> Result<Vec<Log>, Error> {
        let (head, _, _) = self.head().await?;
        let (mut ranges, mut logs) = (vec![(from, head)], Vec::new());
        while let Some((first, last)) = ranges.pop() {
            let filter = Filter::new()
                .address(address)
                .from_block(first)
                .to_block(last);
            match self.provider.get_logs(&filter).await {
                Ok(found) => logs.extend(found),
                Err(error) if error.is_error_resp() && last - first >= LEAST_RANGE => {
                    let middle = first.midpoint(last);
                    ranges.extend([(middle + 1, last), (first, middle)]);
                }
                Err(error) => return Err(failed("reading events", &error)),
            }
        }
        Ok(logs)
    }

    /// Count of the signer's transactions.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn nonce(&self) -> Result<u64, Error> {
        let nonce = self.provider.get_transaction_count(self.from).await;
        nonce.map_err(|error| failed("reading the nonce", &error))
    }

    /// Calls a view function.
    ///
    /// # Errors
    /// [`Error::Reverted`]; [`Error::Rpc`], also where the answer does not decode.
    pub async fn call<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, Error> {
        let doing = format!("{} of {to}", C::SIGNATURE);
        let request = TransactionRequest::default()
            .with_from(self.from)
            .with_to(to)
            .with_input(call.abi_encode());
        let answer = self
            .provider
            .call(request)
            .await
            .map_err(|error| failed(&doing, &error))?;
        C::abi_decode_returns(&answer).map_err(|error| {
            let reason = if answer.is_empty() {
                "the answer is empty: no contract there?".to_owned()
            } else {
                error.to_string()
            };
            Error::Rpc { doing, reason }
        })
    }

    /// Sends a call as transaction and waits until it is mined.
    ///
    /// # Errors
    /// As [`Chain::send`].
    pub async fn transact<C: SolCall>(
        &self,
        doing: &str,
        to: Address,
        call: &C,
    ) -> Result<TransactionReceipt, Error> {
        self.send(
            doing,
            TransactionRequest::default()
                .with_to(to)
                .with_input(call.abi_encode()),
        )
        .await
    }

    /// Sends a transaction and waits until it is mined.
    ///
    /// # Errors
    /// [`Error::Reverted`] where it would revert (nothing is sent) or did; [`Error::Timeout`]; [`Error::Rpc`].
    pub async fn send(
        &self,
        doing: &str,
        request: TransactionRequest,
    ) -> Result<TransactionReceipt, Error> {
        let request = request.with_from(self.from);
        let gas = self.provider.estimate_gas(request.clone()).await;
        let gas = match gas {
            Ok(gas) => gas,
            Err(error) => return Err(self.refused(doing, &error).await),
        };
        // A fifth more: state may differ in the block that takes it.
        let request = request.with_gas_limit((gas + gas / 5).min(GAS_CAP));
        let sent = match self.provider.send_transaction(request).await {
            Ok(sent) => sent,
            Err(error) => return Err(self.refused(doing, &error).await),
        };
        let receipt = self.receipt(doing, *sent.tx_hash()).await?;
        if receipt.status() {
            return Ok(receipt);
        }
        Err(Error::Reverted {
            doing: doing.to_owned(),
            reason: format!(
                "a cause that showed only in the block (transaction {})",
                receipt.transaction_hash
            ),
            data: Bytes::new(),
        })
    }

    /// The error of a refused transaction: what it reverted with, or that the signer cannot pay.
    pub(super) async fn refused(&self, doing: &str, error: &RpcError<TransportErrorKind>) -> Error {
        let poor = |message: &str| {
            let message = message.to_lowercase();
            message.contains("insufficient funds") || message.contains("insufficient balance")
        };
        if error
            .as_error_resp()
            .is_some_and(|told| poor(&told.message))
            && let Ok(balance) = self.balance().await
        {
            return Error::Funds {
                doing: doing.to_owned(),
                account: self.from,
                balance,
            };
        }
        failed(doing, error)
    }

    /// Waits for a receipt; asks often at first, for devnets.
    async fn receipt(&self, doing: &str, hash: B256) -> Result<TransactionReceipt, Error> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(4);
        while start.elapsed() < PATIENCE {
            let receipt = self.provider.get_transaction_receipt(hash).await;
            let receipt = receipt.map_err(|error| Error::Rpc {
                doing: format!("{doing}: transaction {hash} was sent, and may be mined yet"),
                reason: reason(&error),
            })?;
            if let Some(receipt) = receipt {
                return Ok(receipt);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(500));
        }
        Err(Error::Timeout {
            doing: doing.to_owned(),
            hash,
            seconds: PATIENCE.as_secs(),
        })
    }

    /// Sends value along with a call.
    ///
    /// # Errors
    /// As [`Chain::send`].
    pub async fn pay<C: SolCall>(
        &self,
        doing: &str,
        to: Address,
        call: &C,
        value: U256,
    ) -> Result<TransactionReceipt, Error> {
        let request = TransactionRequest::default()
            .with_to(to)
            .with_input(call.abi_encode())
            .with_value(value);
        self.send(doing, request).await
    }
}

fn client(timeout: Duration) -> Result<Client, Error> {
    let client = Client::builder().timeout(timeout).build();
    client.map_err(|error| Error::Rpc {
        doing: "preparing to connect".to_owned(),
        reason: error.to_string(),
    })
}

/// What a request failed with, down to its cause.
fn reason(error: &RpcError<TransportErrorKind>) -> String {
    if let RpcError::Transport(TransportErrorKind::Custom(cause)) = error {
        let mut cause: &(dyn std::error::Error + 'static) = cause.as_ref();
        if let Some(error) = cause.downcast_ref::<reqwest::Error>()
            && error.is_timeout()
        {
            return "no answer in time; is the node stuck? (--timeout allows more)".to_owned();
        }
        let mut text = cause.to_string();
        while let Some(next) = cause.source() {
            cause = next;
            text.push_str(&format!(": {cause}"));
        }
        return text;
    }
    error.to_string()
}

fn url(rpc_url: &str) -> Result<Url, Error> {
    rpc_url
        .parse()
        .map_err(|error| Error::Config(format!("--rpc-url {rpc_url}: {error}")))
}

/// The error of a failed request: what it reverted with, if it did.
pub fn failed(doing: &str, error: &RpcError<TransportErrorKind>) -> Error {
    match revert_data(error) {
        Some(data) => Error::Reverted {
            doing: doing.to_owned(),
            reason: revert::explain(&data),
            data,
        },
        None => Error::Rpc {
            doing: doing.to_owned(),
            reason: reason(error),
        },
    }
}

/// Revert data in an error answer.
pub(super) fn revert_data(error: &RpcError<TransportErrorKind>) -> Option<Bytes> {
    let payload = error.as_error_resp()?;
    payload
        .as_revert_data()
        .or_else(|| payload.message.contains("revert").then(Bytes::new))
}
