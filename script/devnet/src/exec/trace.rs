//! Tracing: a transaction run under an inspector, with programs' frames among the EVM's.

mod inspecting;
mod tracer;

use alloy::rpc::types::trace::geth::{GethDebugTracingOptions, GethTrace};
use revm::{
    Database, DatabaseRef, Inspector,
    context::{ContextSetters, ContextTr, JournalTr, TxEnv, result::ResultAndState},
    database_interface::WrapDatabaseRef,
    inspector::InspectorHandler,
};
use revm_inspectors::tracing::TransactionContext;
use thiserror::Error;

use super::{
    BlockContext, Checks, ExecError, Outcome, RecentPrograms, Runtime, config,
    evm::{ArbContext, ArbEvm},
    finish,
    handler::ArbHandler,
    session::Session,
};
pub(crate) use crate::stylus::host_trace::HostTrace;
use tracer::Tracer;

/// Why there is no trace.
#[derive(Debug, Error)]
pub enum TraceError {
    /// The transaction could not be executed.
    #[error(transparent)]
    Exec(#[from] ExecError),
    /// There is no such tracer, or it does not take this configuration.
    #[error("{0}")]
    Tracer(String),
    /// The trace holds more than a devnet will keep in memory.
    #[error("trace too large: {0}")]
    TooLarge(String),
}

/// What one transaction is traced by, and where it stands.
#[derive(Clone, Debug)]
pub struct Tracing {
    /// Tracer and its configuration, as geth names them; `stylusTracer` beside.
    pub options: GethDebugTracingOptions,
    /// Block, index and hash of the transaction, none of them for a call.
    pub place: TransactionContext,
}

/// Runs one transaction as [`super::execute`] does, and traces it. The state that it read is not changed.
///
/// # Errors
/// [`TraceError`].
pub fn trace<DB: DatabaseRef>(
    runtime: &Runtime,
    db: DB,
    block: &BlockContext,
    tx: TxEnv,
    checks: Checks,
    tracing: Tracing,
    recent: &mut RecentPrograms,
) -> Result<(Outcome, GethTrace), TraceError> {
    let mut tracer = Tracer::new(tracing.options)?;
    let mut session = Session::new(runtime.compiler.clone(), runtime.settings.clone());
    session.host_trace = tracer.host_trace();
    session.recent = recent.clone();
    let outcome = inspect(
        runtime,
        WrapDatabaseRef(&db),
        block,
        tx.clone(),
        checks,
        session,
        (&mut tracer, recent),
    )?;
    let trace = tracer.finish(
        tracing.place,
        &tx,
        &config::environment(block),
        &outcome.result_and_state,
        &db,
    )?;
    Ok((outcome, trace))
}

fn inspect<DB: Database, I: Inspector<ArbContext<DB>>>(
    runtime: &Runtime,
    db: DB,
    block: &BlockContext,
    tx: TxEnv,
    checks: Checks,
    session: Session,
    (inspector, recent): (I, &mut RecentPrograms),
) -> Result<Outcome, ExecError> {
    let mut context = config::context(runtime.settings(), db, block, checks).with_chain(session);
    context.set_tx(config::without_tip(tx, block));
    let mut evm = ArbEvm::new(context, inspector);
    let result = ArbHandler::new(checks)
        .inspect_run(&mut evm)
        .map_err(config::invalid)?;
    let mut context = evm.into_context();
    let state = context.journal_mut().finalize();
    *recent = std::mem::take(&mut context.chain.recent);
    Ok(finish(context.chain, ResultAndState::new(result, state)))
}
