//! Execution of one transaction: revm with the Stylus runtime and the Arbitrum precompiles.
//!
//! All chain state, the activation table included, lives in ordinary accounts, so that snapshots, reverts
//! and call isolation are the database's concern alone. Nothing here commits.

mod config;
pub(crate) mod evm;
mod genesis;
mod handler;
mod instructions;
mod outward;
mod requests;
mod running;
mod session;
mod trace;

use std::{
    fmt,
    sync::{Arc, PoisonError},
};

use revm::{
    Database,
    context::{ContextSetters, ContextTr, JournalTr, TxEnv, result::ResultAndState},
    handler::Handler,
    primitives::{Address, B256},
};
use thiserror::Error;

use crate::stylus::engine::Compiler;
pub use crate::stylus::recent::RecentPrograms;
use evm::ArbEvm;
pub use genesis::{CREATE2_FACTORY, DEV_ACCOUNT, GenesisAccount, STYLUS_DEPLOYER, genesis};
use handler::ArbHandler;
use session::Session;
pub use trace::{TraceError, Tracing, trace};

/// Version of ArbOS whose rules hold unless another is chosen.
pub const DEFAULT_ARBOS: u64 = 51;

/// Facts about the chain that do not change while it runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Chain id, EIP-155.
    pub chain_id: u64,
    /// Refuse what a production chain refuses: `console` and `debug` imports, start functions, `ArbDebug`.
    pub production: bool,
    /// Whether activations expire after 365 days. Without it time travel does not end a program's life.
    pub expiry: bool,
    /// Version of ArbOS: 51, or 60 with programs in fragments and a cache of the programs of each block.
    pub arbos: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            chain_id: 412_346,
            production: false,
            expiry: true,
            arbos: DEFAULT_ARBOS,
        }
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
    compiler: Arc<Compiler>,
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Runtime {
    /// Builds the engine, or shares the one that the process already has.
    ///
    /// # Errors
    /// [`ExecError::Runtime`] when the platform refuses the engine's memory.
    pub fn new(settings: Settings) -> Result<Self, ExecError> {
        let compiler = Compiler::new(settings.production, settings.arbos)
            .map_err(|error| ExecError::Runtime(format!("{error:#}")))?;
        Ok(Self {
            settings,
            compiler: Arc::new(compiler),
        })
    }

    /// The settings it was built with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// Runs one transaction on `db` without committing.
///
/// Tips are dropped as on Arbitrum: the price paid is the base fee. Gas above 32,000,000 is held back from a real
/// transaction and returned, not refused.
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
    let mut recent = RecentPrograms::default();
    execute_in_block(runtime, db, block, tx, checks, &mut recent)
}

/// Runs one transaction as [`execute`] does, after others of its block: ArbOS 60 remembers which programs they ran.
///
/// # Errors
/// [`ExecError`] when the transaction cannot be included.
pub fn execute_in_block<DB: Database>(
    runtime: &Runtime,
    db: DB,
    block: &BlockContext,
    tx: TxEnv,
    checks: Checks,
    recent: &mut RecentPrograms,
) -> Result<Outcome, ExecError> {
    let mut session = Session::new(runtime.compiler.clone(), runtime.settings.clone());
    session.recent = recent.clone();
    let mut context = config::context(runtime.settings(), db, block, checks).with_chain(session);
    context.set_tx(config::without_tip(tx, block));
    let mut evm = ArbEvm::new(context, ());
    let result = ArbHandler::new(checks)
        .run(&mut evm)
        .map_err(config::invalid)?;
    let mut context = evm.into_context();
    let state = context.journal_mut().finalize();
    *recent = std::mem::take(&mut context.chain.recent);
    Ok(finish(context.chain, ResultAndState::new(result, state)))
}

fn finish(session: Session, result_and_state: ResultAndState) -> Outcome {
    let mut console = session
        .console
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    Outcome {
        result_and_state,
        notice: session.notice,
        console: std::mem::take(&mut *console),
    }
}
