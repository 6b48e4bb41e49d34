//! Methods that run a transaction without keeping it.

use super::{RpcError, arguments::Arguments, query::block_id};
use crate::{Node, node::CallRequest};
use alloy::rpc::types::{AccessList, AccessListItem};
use revm::context::result::ExecutionResult;
use serde_json::{Value, json};

fn request(arguments: &mut Arguments) -> Result<CallRequest, RpcError> {
    Ok(CallRequest {
        transaction: arguments.or_default(0)?,
        block: block_id(arguments, 1)?,
        state_overrides: arguments.optional(2)?,
        block_overrides: arguments.optional(3)?,
    })
}

pub(super) fn call(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    Ok(json!(node.call(&request(arguments)?)?))
}

pub(super) fn estimate(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    Ok(super::query::quantity(
        node.estimate_gas(&request(arguments)?)?,
    ))
}

/// The accounts and slots that a transaction touches, without the bare addresses that are warm anyway:
/// its sender, its target and the fee recipient.
pub(super) fn access_list(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let request = request(arguments)?;
    let recipient = node.fee_recipient(request.block)?;
    let outcome = node.execute_call(&request)?;
    let (result, state) = (
        outcome.result_and_state.result,
        outcome.result_and_state.state,
    );
    let sender = request.transaction.from.unwrap_or_default();
    let target = request.transaction.to.and_then(|to| to.to().copied());
    let mut items: Vec<AccessListItem> = state
        .iter()
        .filter(|(address, account)| {
            let implied =
                **address == sender || Some(**address) == target || **address == recipient;
            !account.storage.is_empty() || !implied && !account.info.is_empty()
        })
        .map(|(address, account)| {
            let mut storage_keys: Vec<_> =
                account.storage.keys().map(|slot| (*slot).into()).collect();
            storage_keys.sort_unstable();
            AccessListItem {
                address: *address,
                storage_keys,
            }
        })
        .collect();
    items.sort_unstable_by_key(|item| item.address);
    let error = match &result {
        ExecutionResult::Success { .. } => None,
        ExecutionResult::Revert { .. } => Some("execution reverted".to_owned()),
        ExecutionResult::Halt { reason, .. } => {
            Some(outcome.notice.unwrap_or_else(|| format!("{reason:?}")))
        }
    };
    let mut answer = json!({ "accessList": AccessList(items), "gasUsed": super::query::quantity(result.tx_gas_used()) });
    if let (Some(error), Value::Object(fields)) = (error, &mut answer) {
        fields.insert("error".into(), json!(error));
    }
    Ok(answer)
}
