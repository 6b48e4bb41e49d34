//! Execution of one transaction: revm with the Stylus runtime and the Arbitrum precompiles.
//!
//! All chain state, the activation table included, lives in ordinary accounts, so that snapshots, reverts
//! and call isolation are the database's concern alone. Nothing here commits.

mod config;

use std::fmt;

use revm::{
    Database, ExecuteEvm, MainBuilder,
    context::{Context, TxEnv, result::ResultAndState},
    primitives::{Address, B256},
};
use thiserror::Error;

/// Facts about the chain that do not change while it runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Chain id, EIP-155.
    pub chain_id: u64,
    /// Refuse what a production chain refuses: `console` and `debug` imports, start functions, `ArbDebug`.
    pub production: bool,
    /// Whether activations expire after 365 days. Without it time travel does not end a program's life.
    pub expiry: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { chain_id: 412_346, production: false, expiry: true }
    }
}

/// The block in which a transaction runs.
#[derive(Clone, Debug)]
pub struct BlockContext {
    /// Block number; L1 and L2 number are the same on this devnet.
    pub number: u64,
    /// Seconds since 1970.
    pub timestamp: u64,
    /// Wei per gas.
    pub base_fee: u64,
    /// Fee recipient as contracts see it.
    pub coinbase: Address,
    /// Gas limit as contracts see it; Nitro shows 2^50. It limits nothing.
    pub gas_limit: u64,
    /// `PREVRANDAO`; Nitro shows 1.
    pub prevrandao: B256,
}

/// Which checks precede execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// A real transaction: nonce, balance, base fee, sender without code.
    Transaction,
    /// `eth_call` and gas estimation: none of these.
    Call,
}

/// What a transaction did, not committed.
#[derive(Debug)]
pub struct Outcome {
    /// Result, gas, logs, output and the state changes to commit.
    pub result_and_state: ResultAndState,
    /// Why gas was burnt where the EVM has no word for it, such as a failed activation. Show it as the error
    /// message of a call that halted.
    pub notice: Option<String>,
    /// Lines that programs printed through `console`, in order.
    pub console: Vec<String>,
}

/// Why a transaction could not be executed at all. A transaction that reverts or halts is an [`Outcome`].
#[derive(Debug, Error)]
pub enum ExecError {
    /// The transaction is not valid in this state: nonce, balance, fee, intrinsic gas.
    #[error("{0}")]
    Invalid(String),
    /// The database failed.
    #[error("database: {0}")]
    Database(String),
    /// The WASM engine could not be built or ran out of instances.
    #[error("runtime: {0}")]
    Runtime(String),
}

/// The WASM engine and the modules it has compiled, by codehash. A cache only, no chain state; clones share it.
#[derive(Clone)]
pub struct Runtime {
    settings: Settings,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Runtime {
    /// Builds the engine.
    ///
    /// # Errors
    /// [`ExecError::Runtime`] when the platform refuses the engine's memory.
    pub fn new(settings: Settings) -> Result<Self, ExecError> {
        Ok(Self { settings })
    }

    /// The settings it was built with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// Runs one transaction on `db` without committing.
///
/// Tips are dropped as on Arbitrum: the price paid is the base fee.
///
/// # Errors
/// [`ExecError`] when the transaction cannot be included; reverts and halts are results.
pub fn execute<DB: Database>(
    runtime: &Runtime,
    db: DB,
    block: &BlockContext,
    tx: TxEnv,
    checks: Checks,
) -> Result<Outcome, ExecError> {
    let context: Context<_, _, _, DB, _, ()> = config::context(runtime.settings(), db, block, checks);
    let mut evm = context.build_mainnet();
    let result_and_state = evm.transact(config::without_tip(tx, block)).map_err(config::invalid)?;
    Ok(Outcome { result_and_state, notice: None, console: Vec::new() })
}
