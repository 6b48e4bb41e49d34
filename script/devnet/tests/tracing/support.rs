//! A node with programs on it, asked through JSON-RPC in process.

use alloy::primitives::{Address, B256, Bytes, U256, address, keccak256};
use ballast_devnet::{Node, Options, node::ClockMode, rpc::Api};
use serde_json::{Value, json};

const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
const GAS: u64 = 20_000_000;

pub struct Devnet {
    pub node: Node,
    api: Api,
}

impl Devnet {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        let node = Node::new(Options {
            timestamp: Some(1_800_000_000),
            clock: ClockMode::Manual,
            ..options
        })
        .unwrap();
        Self::of(node)
    }

    /// Asks this node.
    pub fn of(node: Node) -> Self {
        let api = Api::new(node.clone());
        Self { node, api }
    }

    pub fn ask(&self, method: &str, params: Value) -> Result<Value, String> {
        let Value::Array(params) = params else {
            panic!("params are a list")
        };
        self.api
            .request(method, params)
            .map_err(|error| error.message)
    }

    pub fn rpc(&self, method: &str, params: Value) -> Value {
        self.ask(method, params)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    pub fn sender(&self) -> Address {
        self.node.accounts()[0].address
    }

    /// Sends a transaction and returns its hash.
    pub fn send(&self, to: Option<Address>, data: &[u8], value: U256) -> B256 {
        let mut request = json!({
            "from": self.sender(), "data": Bytes::copy_from_slice(data), "value": value,
            "gas": format!("{GAS:#x}"),
        });
        if let Some(to) = to {
            request["to"] = json!(to);
        }
        let hash = self.rpc("eth_sendTransaction", json!([request]));
        serde_json::from_value(hash).unwrap()
    }

    pub fn receipt(&self, hash: B256) -> Value {
        self.rpc("eth_getTransactionReceipt", json!([hash]))
    }

    pub fn gas_used(&self, hash: B256) -> u64 {
        number(&self.receipt(hash)["gasUsed"])
    }

    pub fn trace(&self, hash: B256, options: Value) -> Value {
        self.rpc("debug_traceTransaction", json!([hash, options]))
    }

    /// Puts EVM code at an address of its own.
    pub fn contract(&self, code: &[u8]) -> Address {
        let address = Address::from_word(keccak256(code));
        self.node
            .set_code(address, Bytes::copy_from_slice(code))
            .unwrap();
        address
    }

    /// Puts a program written in WAT at an address of its own and activates it.
    pub fn program(&self, wat: &str) -> Address {
        let mut code = vec![0xEF, 0xF0, 0x00, 0x00];
        let wasm = ::wat::parse_str(wat).unwrap();
        brotli::BrotliCompress(&mut &wasm[..], &mut code, &Default::default()).unwrap();
        let program = self.contract(&code);
        self.activate(program);
        program
    }

    pub fn activate(&self, program: Address) -> B256 {
        let data = [
            &keccak256("activateProgram(address)")[..4],
            program.into_word().as_slice(),
        ]
        .concat();
        let hash = self.send(Some(ARB_WASM), &data, U256::from(10).pow(U256::from(17)));
        assert_eq!(self.receipt(hash)["status"], "0x1");
        hash
    }
}

/// A number as JSON-RPC writes it.
pub fn number(value: &Value) -> u64 {
    let text = value
        .as_str()
        .unwrap_or_else(|| panic!("a quantity: {value}"));
    u64::from_str_radix(text.trim_start_matches("0x"), 16).unwrap()
}

/// An address as JSON-RPC writes it.
pub fn lower(address: Address) -> String {
    format!("{address:#x}")
}
