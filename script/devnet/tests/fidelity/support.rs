//! One devnet for all checks, and for each check an account and a client that speak to it over HTTP.

use std::sync::{
    OnceLock,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    eips::eip2718::Encodable2718,
    network::{EthereumWallet, NetworkTransactionBuilder, TransactionBuilder},
    primitives::{Address, B256, Bytes, TxKind, U256, address, hex, keccak256},
    rpc::types::{TransactionReceipt, TransactionRequest},
    signers::{SignerSync, local::PrivateKeySigner},
};
use ballast_devnet::{BASE_FEE, CHAIN_ID, Handle, Options, node::ClockMode, start};
use serde_json::{Value, json};

use crate::code::{init_code, program_code};

pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
pub const NOW: u64 = 1_800_000_000;
/// Gas that transactions of these tests have, below the cap of Nitro.
pub const LIMIT: u64 = 30_000_000;
const ETHER: u64 = 1_000_000_000_000_000_000;
const CHECKS: u32 = 64;
const PROGRAM_UP_TO_DATE: &str = "0xcc944bf2";

/// Options of a chain whose clock stands still.
pub fn options() -> Options {
    Options {
        timestamp: Some(NOW),
        clock: ClockMode::Manual,
        accounts: CHECKS,
        ..Options::default()
    }
}

/// What `eth_call` said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Success(Bytes),
    Revert(Bytes),
    /// All gas is gone.
    Halt(String),
}

impl Answer {
    pub fn success(self) -> Bytes {
        match self {
            Answer::Success(data) => data,
            other => panic!("{other:?}"),
        }
    }
}

/// A client with a funded account.
pub struct Lab {
    url: String,
    http: reqwest::Client,
    signer: PrivateKeySigner,
    nonce: AtomicU64,
}

impl Lab {
    /// A client of the shared chain with an account that nobody else uses.
    pub fn new() -> Self {
        static DEVNET: OnceLock<Handle> = OnceLock::new();
        static TAKEN: AtomicUsize = AtomicUsize::new(0);
        let devnet = DEVNET.get_or_init(|| start(options()).expect("devnet starts"));
        Self::on(devnet, TAKEN.fetch_add(1, Ordering::Relaxed))
    }

    /// A client of a chain of its own, with the account of this index.
    pub fn on(devnet: &Handle, account: usize) -> Self {
        Self {
            url: devnet.url().to_owned(),
            http: reqwest::Client::new(),
            signer: devnet.accounts()[account].signer(),
            nonce: AtomicU64::new(0),
        }
    }

    pub fn address(&self) -> Address {
        self.signer.address()
    }

    /// The response to one request, result or error.
    pub async fn post(&self, method: &str, params: Value) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let response = self.http.post(&self.url).body(request.to_string()).send();
        let text = response
            .await
            .expect("response")
            .text()
            .await
            .expect("text");
        serde_json::from_str(&text).expect("json")
    }

    /// The result of a request that must succeed.
    pub async fn result(&self, method: &str, params: Value) -> Value {
        let response = self.post(method, params).await;
        assert_eq!(response.get("error"), None, "{method}");
        response["result"].clone()
    }

    /// A signed transaction with the account's next nonce.
    pub fn signed(&self, to: TxKind, data: impl Into<Bytes>, value: U256, gas: u64) -> Vec<u8> {
        let transaction = TxEip1559 {
            chain_id: CHAIN_ID,
            nonce: self.nonce.fetch_add(1, Ordering::Relaxed),
            gas_limit: gas,
            max_fee_per_gas: BASE_FEE.into(),
            to,
            value,
            input: data.into(),
            ..TxEip1559::default()
        };
        let signature = self
            .signer
            .sign_hash_sync(&transaction.signature_hash())
            .expect("signature");
        TxEnvelope::from(transaction.into_signed(signature)).encoded_2718()
    }

    /// Sends a signed transaction, which is mined at once.
    pub async fn send_raw(&self, raw: &[u8]) -> TransactionReceipt {
        let hash = self
            .result("eth_sendRawTransaction", json!([hex::encode_prefixed(raw)]))
            .await;
        let receipt = self
            .result("eth_getTransactionReceipt", json!([hash]))
            .await;
        serde_json::from_value(receipt).expect("receipt")
    }

    /// Signs and sends a request of any type, with the account's next nonce.
    pub async fn send_request(&self, request: TransactionRequest) -> TransactionReceipt {
        let request = request
            .with_nonce(self.nonce.fetch_add(1, Ordering::Relaxed))
            .with_chain_id(CHAIN_ID)
            .with_max_priority_fee_per_gas(0)
            .with_from(self.address());
        let wallet = EthereumWallet::from(self.signer.clone());
        let signed = request.build(&wallet).await.expect("signed");
        self.send_raw(&signed.encoded_2718()).await
    }

    /// Sends a transaction with a gas limit of its own.
    pub async fn send_with(
        &self,
        to: Address,
        data: impl Into<Bytes>,
        value: u64,
        gas: u64,
    ) -> TransactionReceipt {
        self.send_raw(&self.signed(TxKind::Call(to), data, U256::from(value), gas))
            .await
    }

    pub async fn send(&self, to: Address, data: impl Into<Bytes>) -> TransactionReceipt {
        self.send_with(to, data, 0, LIMIT).await
    }

    /// `eth_call` with this much gas, from the account.
    pub async fn call_with(&self, to: Address, data: impl Into<Bytes>, gas: u64) -> Answer {
        let request = json!({
            "from": self.address(), "to": to, "data": data.into(), "gas": format!("0x{gas:x}"),
        });
        let response = self.post("eth_call", json!([request, "latest"])).await;
        let Some(error) = response.get("error") else {
            return Answer::Success(
                serde_json::from_value(response["result"].clone()).expect("data"),
            );
        };
        let message = error["message"].as_str().expect("message").to_owned();
        if error["code"] == 3 {
            return Answer::Revert(error["data"].as_str().expect("data").parse().expect("hex"));
        }
        Answer::Halt(message)
    }

    pub async fn call(&self, to: Address, data: impl Into<Bytes>) -> Answer {
        self.call_with(to, data, LIMIT).await
    }

    /// A view of a precompile, as words.
    pub async fn view(&self, to: Address, signature: &str, argument: B256) -> Vec<U256> {
        let data = [&keccak256(signature)[..4], argument.as_slice()].concat();
        self.call(to, data)
            .await
            .success()
            .chunks(32)
            .map(U256::from_be_slice)
            .collect()
    }

    pub async fn create(&self, init: &[u8]) -> TransactionReceipt {
        self.send_raw(&self.signed(TxKind::Create, init.to_vec(), U256::ZERO, LIMIT))
            .await
    }

    /// Creates an account with this code.
    pub async fn deploy(&self, code: &[u8]) -> Address {
        let receipt = self.create(&init_code(code)).await;
        assert!(receipt.status(), "not deployed");
        receipt.contract_address.expect("address")
    }

    pub async fn activate(&self, program: Address) -> TransactionReceipt {
        self.send_with(ARB_WASM, activation(program), ETHER, LIMIT)
            .await
    }

    /// Why a program may not be activated.
    pub async fn refusal(&self, program: Address) -> Value {
        let request = json!({ "from": self.address(), "to": ARB_WASM, "data": Bytes::from(activation(program)),
            "value": format!("0x{ETHER:x}"), "gas": format!("0x{LIMIT:x}") });
        self.post("eth_call", json!([request, "latest"])).await["error"].clone()
    }

    /// Deploys and activates a program written in WAT. Equal code is activated once for all.
    pub async fn program(&self, wat: &str) -> Address {
        let address = self.deploy(&program_code(wat)).await;
        let error = self.refusal(address).await;
        if error["data"] == PROGRAM_UP_TO_DATE {
            return address;
        }
        assert!(error.is_null(), "{error}");
        let receipt = self.activate(address).await;
        // A check that runs beside this one may have been faster.
        if !receipt.status() {
            assert_eq!(self.refusal(address).await["data"], PROGRAM_UP_TO_DATE);
        }
        address
    }

    /// Gas that entering a program costs, its pages aside.
    pub async fn entry(&self, program: Address) -> u64 {
        let gas = self
            .view(ARB_WASM, "programInitGas(address)", program.into_word())
            .await;
        gas[0].to::<u64>()
    }

    pub async fn balance(&self, account: Address) -> U256 {
        serde_json::from_value(
            self.result("eth_getBalance", json!([account, "latest"]))
                .await,
        )
        .expect("number")
    }

    pub async fn slot(&self, account: Address, slot: u64) -> U256 {
        let params = json!([account, format!("0x{slot:x}"), "latest"]);
        serde_json::from_value(self.result("eth_getStorageAt", params).await).expect("word")
    }
}

/// Call data of `activateProgram`.
pub fn activation(program: Address) -> Vec<u8> {
    [
        &keccak256("activateProgram(address)")[..4],
        program.into_word().as_slice(),
    ]
    .concat()
}

/// Numbers that a program wrote one after another, eight bytes each, little-endian.
pub fn numbers(data: &[u8]) -> Vec<u64> {
    data.chunks(8)
        .map(|bytes| u64::from_le_bytes(bytes.try_into().expect("eight bytes")))
        .collect()
}
