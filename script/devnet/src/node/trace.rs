//! Tracing: transactions of past blocks are run again after those before them in their block.

use super::{
    Block, CallRequest, Node, NodeError, State,
    call::{call_gas, environment},
    chain::View,
};
use crate::exec::{self, Checks, RecentPrograms, Runtime, TraceError, Tracing};
use alloy::{
    eips::BlockId,
    primitives::B256,
    rpc::types::trace::geth::{GethDebugTracingOptions, GethTrace},
};
use revm::{DatabaseCommit, database_interface::WrapDatabaseRef};
use revm_inspectors::tracing::TransactionContext;
use std::sync::Arc;

/// A block and the state before its first transaction.
struct Replay {
    runtime: Runtime,
    block: Arc<Block>,
    view: View,
    recent: RecentPrograms,
}

impl Replay {
    /// The block's state is that of its parent, which must still be held.
    fn new(node: &Node, id: BlockId) -> Result<Self, NodeError> {
        let chain = node.read();
        let number = chain.resolve(id)?;
        let block = chain.block(number).ok_or(NodeError::UnknownBlock)?.clone();
        let context = chain.view(BlockId::number(number))?.context;
        let parent = number
            .checked_sub(1)
            .ok_or_else(|| NodeError::InvalidInput("genesis is not traceable".into()))?;
        let state = chain.state_at(BlockId::number(parent))?.clone();
        Ok(Self {
            runtime: chain.runtime.clone(),
            block,
            view: View { state, context },
            recent: RecentPrograms::default(),
        })
    }

    /// Runs the transactions before `index`.
    fn advance_to(&mut self, index: usize) -> Result<(), NodeError> {
        for mined in self.block.clone().transactions.iter().take(index) {
            let outcome = exec::execute_in_block(
                &self.runtime,
                WrapDatabaseRef(&self.view.state),
                &self.view.context,
                mined.submission.environment(),
                mined.submission.checks(),
                &mut self.recent,
            )?;
            self.view.state.commit(outcome.result_and_state.state);
        }
        Ok(())
    }

    /// Traces the transaction at `index`, which is next, and keeps what it did.
    fn trace(
        &mut self,
        index: usize,
        options: &GethDebugTracingOptions,
    ) -> Result<GethTrace, NodeError> {
        let mined = self
            .block
            .transactions
            .get(index)
            .ok_or(NodeError::UnknownBlock)?;
        let place = TransactionContext {
            block_hash: Some(self.block.hash()),
            tx_index: Some(index),
            tx_hash: Some(mined.hash()),
        };
        let (outcome, trace) = exec::trace(
            &self.runtime,
            &self.view.state,
            &self.view.context,
            mined.submission.environment(),
            mined.submission.checks(),
            Tracing {
                options: options.clone(),
                place,
            },
            &mut self.recent,
        )?;
        self.view.state.commit(outcome.result_and_state.state);
        Ok(trace)
    }
}

impl Node {
    /// Traces a mined transaction; `None` when there is no such transaction.
    ///
    /// # Errors
    /// [`NodeError::StateGone`] when the state before its block is not held any more, [`NodeError::InvalidInput`] for
    /// tracers that do not exist and traces that are too large, [`NodeError::Engine`].
    pub fn trace_transaction(
        &self,
        hash: B256,
        options: &GethDebugTracingOptions,
    ) -> Result<Option<GethTrace>, NodeError> {
        let Some((block, index)) = self.find_transaction(hash) else {
            return Ok(None);
        };
        let mut replay = Replay::new(self, BlockId::hash(block.hash()))?;
        replay.advance_to(index)?;
        replay.trace(index, options).map(Some)
    }

    /// Traces all transactions of a block, in order, with their hashes.
    ///
    /// # Errors
    /// Those of [`Node::trace_transaction`], and [`NodeError::UnknownBlock`].
    pub fn trace_block(
        &self,
        id: BlockId,
        options: &GethDebugTracingOptions,
    ) -> Result<Vec<(B256, GethTrace)>, NodeError> {
        let mut replay = Replay::new(self, id)?;
        let hashes: Vec<_> = replay
            .block
            .transactions
            .iter()
            .map(super::MinedTransaction::hash)
            .collect();
        let mut traces = Vec::with_capacity(hashes.len());
        for (index, hash) in hashes.into_iter().enumerate() {
            traces.push((hash, replay.trace(index, options)?));
        }
        Ok(traces)
    }

    /// Traces a call: after its block, or after the block's first `after` transactions.
    ///
    /// # Errors
    /// Those of [`Node::execute_call`] and of [`Node::trace_transaction`].
    pub fn trace_call(
        &self,
        request: &CallRequest,
        after: Option<usize>,
        options: GethDebugTracingOptions,
    ) -> Result<GethTrace, NodeError> {
        let runtime = self.read().runtime.clone();
        let (mut view, mut recent) = match after {
            None => (self.read().view(request.block)?, RecentPrograms::default()),
            Some(index) => {
                let mut replay = Replay::new(self, request.block)?;
                replay.advance_to(index)?;
                (replay.view, replay.recent)
            }
        };
        request.prepare(&mut view)?;
        let gas = call_gas(request.transaction.gas);
        let env = environment(&request.transaction, &view.state, gas)?;
        let tracing = Tracing {
            options,
            place: TransactionContext::default(),
        };
        let state: &State = &view.state;
        let (_, trace) = exec::trace(
            &runtime,
            state,
            &view.context,
            env,
            Checks::Call,
            tracing,
            &mut recent,
        )?;
        Ok(trace)
    }
}

impl From<TraceError> for NodeError {
    fn from(error: TraceError) -> Self {
        match error {
            TraceError::Exec(error) => error.into(),
            refused => Self::InvalidInput(refused.to_string()),
        }
    }
}
