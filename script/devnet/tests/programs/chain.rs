//! A chain in a map: enough to deploy, activate and call.

use alloy::primitives::{Address, Bytes, TxKind, U256, address, keccak256};
use ballast_devnet::exec::{BlockContext, Checks, Outcome, Runtime, Settings, execute, genesis};
use revm::{
    DatabaseCommit,
    bytecode::Bytecode,
    context::{TxEnv, result::ExecutionResult},
    database::{CacheDB, EmptyDB},
    state::AccountInfo,
};

use crate::code::{init_code, program_code};

pub const SENDER: Address = address!("00000000000000000000000000000000000a11ce");
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
pub const GAS: u64 = 30_000_000;
const PROGRAM_UP_TO_DATE: [u8; 4] = [0xCC, 0x94, 0x4B, 0xF2];
const NOW: u64 = 1_750_000_000;

pub struct Chain {
    pub runtime: Runtime,
    pub db: CacheDB<EmptyDB>,
    pub block: BlockContext,
    contracts: u64,
}

impl Chain {
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    pub fn with(settings: Settings) -> Self {
        let runtime = Runtime::new(settings).unwrap();
        let mut db = CacheDB::new(EmptyDB::new());
        for (address, account) in genesis(&runtime).unwrap() {
            let code = Bytecode::new_legacy(account.code);
            let info = AccountInfo {
                nonce: account.nonce,
                balance: account.balance,
                ..AccountInfo::from_bytecode(code)
            };
            db.insert_account_info(address, info);
        }
        let rich = U256::from(10).pow(U256::from(24));
        db.insert_account_info(SENDER, AccountInfo::from_balance(rich));
        let block = BlockContext {
            number: 1,
            timestamp: NOW,
            base_fee: 0,
            coinbase: Address::ZERO,
            gas_limit: 1 << 50,
            prevrandao: Default::default(),
        };
        Self {
            runtime,
            db,
            block,
            contracts: 0,
        }
    }

    pub fn run(
        &mut self,
        kind: TxKind,
        data: impl Into<Bytes>,
        value: U256,
        gas: u64,
        checks: Checks,
    ) -> Outcome {
        let tx = TxEnv {
            caller: SENDER,
            kind,
            data: data.into(),
            value,
            gas_limit: gas,
            nonce: self.db.cache.accounts[&SENDER].info.nonce,
            chain_id: Some(self.runtime.settings().chain_id),
            ..Default::default()
        };
        execute(&self.runtime, &mut self.db, &self.block, tx, checks).unwrap()
    }

    /// Sends a transaction and keeps what it did.
    pub fn send(&mut self, to: Address, data: impl Into<Bytes>, value: U256) -> Outcome {
        let outcome = self.run(TxKind::Call(to), data, value, GAS, Checks::Transaction);
        self.db.commit(outcome.result_and_state.state.clone());
        outcome
    }

    pub fn call(&mut self, to: Address, data: impl Into<Bytes>) -> Outcome {
        self.run(TxKind::Call(to), data, U256::ZERO, GAS, Checks::Call)
    }

    /// Calls without the cap of a transaction: deep recursion forwards 63/64 at each level.
    pub fn call_deep(&mut self, to: Address, data: impl Into<Bytes>) -> Outcome {
        self.run(TxKind::Call(to), data, U256::ZERO, 1 << 50, Checks::Call)
    }

    /// Creates a contract with this code.
    pub fn deploy(&mut self, code: &[u8]) -> (Outcome, Option<Address>) {
        let outcome = self.run(
            TxKind::Create,
            init_code(code),
            U256::ZERO,
            GAS,
            Checks::Transaction,
        );
        self.db.commit(outcome.result_and_state.state.clone());
        let address = match &outcome.result_and_state.result {
            ExecutionResult::Success { output, .. } => output.address().copied(),
            _ => None,
        };
        (outcome, address)
    }

    /// Puts EVM code at a fresh address.
    pub fn contract(&mut self, code: &[u8]) -> Address {
        self.contracts += 1;
        let address = Address::from_word(keccak256(self.contracts.to_be_bytes()));
        let code = Bytecode::new_legacy(code.to_vec().into());
        self.db.insert_account_info(
            address,
            AccountInfo {
                nonce: 1,
                ..AccountInfo::from_bytecode(code)
            },
        );
        address
    }

    pub fn activate(&mut self, program: Address) -> Outcome {
        let data = [
            &keccak256("activateProgram(address)")[..4],
            program.into_word().as_slice(),
        ]
        .concat();
        self.send(ARB_WASM, data, U256::from(10).pow(U256::from(18)))
    }

    /// Deploys and activates a program written in WAT.
    pub fn program(&mut self, wat: &str) -> Address {
        let (outcome, address) = self.deploy(&program_code(wat));
        let address = address
            .unwrap_or_else(|| panic!("not deployed: {:?}", outcome.result_and_state.result));
        let activated = self.activate(address);
        let is_known = activated.output() == PROGRAM_UP_TO_DATE;
        assert!(
            is_known || activated.is_success(),
            "{:?} {:?}",
            activated.result_and_state.result,
            activated.notice
        );
        address
    }
}

/// Shorthands for assertions.
pub trait Facts {
    fn is_success(&self) -> bool;
    fn output(&self) -> Vec<u8>;
    fn gas(&self) -> u64;
    fn is_halt(&self) -> bool;
    fn word(&self) -> U256 {
        U256::from_be_slice(&self.output())
    }
}

impl Facts for Outcome {
    fn is_success(&self) -> bool {
        self.result_and_state.result.is_success()
    }

    fn output(&self) -> Vec<u8> {
        self.result_and_state
            .result
            .output()
            .map(|output| output.to_vec())
            .unwrap_or_default()
    }

    fn gas(&self) -> u64 {
        self.result_and_state.result.tx_gas_used()
    }

    fn is_halt(&self) -> bool {
        matches!(self.result_and_state.result, ExecutionResult::Halt { .. })
    }
}
