//! Methods that send and sign.

use super::{RpcError, arguments::Arguments, query};
use crate::{Node, node::Rejection};
use alloy::{
    eips::eip2718::Encodable2718,
    primitives::{Address, Bytes},
    rpc::types::TransactionRequest,
    signers::SignerSync,
};
use serde_json::{Value, json};

pub(super) fn raw(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let raw: Bytes = arguments.required(0)?;
    Ok(json!(node.send_raw(&raw)?))
}

/// Sends and answers with the receipt (EIP-7966).
pub(super) fn raw_and_wait(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let raw: Bytes = arguments.required(0)?;
    let hash = node.send_raw(&raw)?;
    match query::receipt_of(node, hash)? {
        Value::Null => Err(RpcError::server(format!(
            "transaction {hash} was accepted and waits"
        ))),
        receipt => Ok(receipt),
    }
}

pub(super) fn unsigned(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let request: TransactionRequest = arguments.required(0)?;
    Ok(json!(node.send_unsigned(request)?))
}

/// Fills in and signs a transaction with a dev account's key, without sending it.
pub(super) fn sign_transaction(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let signed = node.sign_unsigned(arguments.required(0)?)?;
    Ok(json!({ "raw": Bytes::from(signed.encoded_2718()), "tx": signed }))
}

/// Signs a message (EIP-191) with a dev account's key; the two methods differ in the order of their arguments.
pub(super) fn sign(
    node: &Node,
    arguments: &mut Arguments,
    who: usize,
    what: usize,
) -> Result<Value, RpcError> {
    let address: Address = arguments.required(who)?;
    let message: Bytes = arguments.required(what)?;
    let account = node
        .accounts()
        .iter()
        .find(|account| account.address == address)
        .ok_or(Rejection::UnknownAccount(address))?;
    let signature = account
        .signer()
        .sign_message_sync(&message)
        .map_err(|error| RpcError::internal(error.to_string()))?;
    Ok(json!(Bytes::from(signature.as_bytes())))
}
