//! `debug_trace*`: what a transaction or a call did, by geth's tracers and Nitro's.

use super::{RpcError, arguments::Arguments, query::block_id};
use crate::{Node, node::CallRequest};
use alloy::{
    primitives::B256,
    rpc::types::trace::{
        common::TraceResult,
        geth::{GethDebugTracingCallOptions, GethDebugTracingOptions, GethTrace},
    },
};
use serde_json::{Value, json};

type Answer = Result<Value, RpcError>;

pub(super) fn trace_transaction(node: &Node, arguments: &mut Arguments) -> Answer {
    let hash: B256 = arguments.required(0)?;
    let options: GethDebugTracingOptions = arguments.or_default(1)?;
    let trace = node.trace_transaction(hash, &options)?;
    trace.map_or_else(
        || Err(RpcError::server("transaction not found")),
        |trace| Ok(json!(trace)),
    )
}

pub(super) fn trace_block(node: &Node, arguments: &mut Arguments) -> Answer {
    let block = arguments.required(0)?;
    let options: GethDebugTracingOptions = arguments.or_default(1)?;
    let traces: Vec<TraceResult<GethTrace, String>> = node
        .trace_block(block, &options)?
        .into_iter()
        .map(|(hash, trace)| TraceResult::Success {
            result: trace,
            tx_hash: Some(hash),
        })
        .collect();
    Ok(json!(traces))
}

pub(super) fn trace_call(node: &Node, arguments: &mut Arguments) -> Answer {
    let transaction = arguments.or_default(0)?;
    let block = block_id(arguments, 1)?;
    let options: GethDebugTracingCallOptions = arguments.or_default(2)?;
    let after = options.tx_index.map(usize::try_from).transpose();
    let after = after.map_err(|_| RpcError::invalid_params("txIndex does not fit"))?;
    let request = CallRequest {
        transaction,
        block,
        state_overrides: options.state_overrides,
        block_overrides: options.block_overrides,
    };
    Ok(json!(node.trace_call(
        &request,
        after,
        options.tracing_options
    )?))
}
