//! Methods that read: blocks, transactions, receipts, logs, accounts.

use super::{
    RpcError,
    arguments::{Arguments, Quantity},
};
use crate::{
    Node,
    node::{Block, NodeError},
};
use alloy::{
    consensus::transaction::Recovered,
    eips::{BlockId, BlockNumberOrTag, eip2718::Encodable2718},
    primitives::{Address, B256, Bytes, U64, U256, keccak256},
    rpc::types::{
        EIP1186AccountProofResponse, EIP1186StorageProof, FeeHistory, Filter, Transaction,
        serde_helpers::JsonStorageKey,
    },
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Most blocks that `eth_feeHistory` covers.
const FEE_HISTORY_LIMIT: u64 = 1_024;

type Answer = Result<Value, RpcError>;

/// A number as JSON-RPC writes it.
pub(crate) fn quantity(number: u64) -> Value {
    json!(U64::from(number))
}

/// Latest when a request does not say which block.
pub(super) fn block_id(arguments: &mut Arguments, index: usize) -> Result<BlockId, RpcError> {
    Ok(arguments.optional(index)?.unwrap_or_else(BlockId::latest))
}

pub(super) fn sha3(arguments: &mut Arguments) -> Answer {
    Ok(json!(keccak256(arguments.required::<Bytes>(0)?)))
}

pub(super) fn accounts(node: &Node) -> Answer {
    Ok(json!(
        node.accounts()
            .iter()
            .map(|account| account.address)
            .collect::<Vec<_>>()
    ))
}

pub(super) fn balance(node: &Node, arguments: &mut Arguments) -> Answer {
    let address: Address = arguments.required(0)?;
    Ok(json!(node.state(block_id(arguments, 1)?)?.balance(address)))
}

pub(super) fn code(node: &Node, arguments: &mut Arguments) -> Answer {
    let address: Address = arguments.required(0)?;
    let state = node.state(block_id(arguments, 1)?)?;
    Ok(json!(
        state
            .account(address)
            .map(|account| account.code.original_bytes())
            .unwrap_or_default()
    ))
}

pub(super) fn storage(node: &Node, arguments: &mut Arguments) -> Answer {
    let address: Address = arguments.required(0)?;
    let slot: Quantity = arguments.required(1)?;
    Ok(json!(B256::from(
        node.state(block_id(arguments, 2)?)?.slot(address, slot.0)
    )))
}

pub(super) fn nonce(node: &Node, arguments: &mut Arguments) -> Answer {
    let address: Address = arguments.required(0)?;
    let block = block_id(arguments, 1)?;
    if block == BlockId::pending() {
        return Ok(quantity(node.pending_nonce(address)));
    }
    Ok(quantity(node.state(block)?.nonce(address)))
}

/// The block of argument 0; none is no error here.
fn find_block(node: &Node, arguments: &mut Arguments) -> Result<Option<Arc<Block>>, RpcError> {
    Ok(node.block(arguments.required(0)?))
}

pub(super) fn block(node: &Node, arguments: &mut Arguments) -> Answer {
    let full: bool = arguments.or_default(1)?;
    find_block(node, arguments)?.map_or(Ok(Value::Null), |block| {
        let mut value = serde_json::to_value(block.to_rpc(full))?;
        with_arbitrum_header(&mut value, block.number());
        Ok(value)
    })
}

/// Adds the fields that Arbitrum's headers have beside Ethereum's.
pub(super) fn with_arbitrum_header(value: &mut Value, number: u64) {
    if let Value::Object(fields) = value {
        fields.insert("l1BlockNumber".into(), quantity(number));
        fields.insert("sendCount".into(), json!("0x0"));
        fields.insert("sendRoot".into(), json!(B256::ZERO));
    }
}

pub(super) fn block_transaction_count(node: &Node, arguments: &mut Arguments) -> Answer {
    Ok(find_block(node, arguments)?.map_or(Value::Null, |block| {
        quantity(block.transactions.len() as u64)
    }))
}

pub(super) fn block_receipts(node: &Node, arguments: &mut Arguments) -> Answer {
    find_block(node, arguments)?.map_or(Ok(Value::Null), |block| {
        (0..block.transactions.len())
            .map(|index| receipt_value(&block, index))
            .collect()
    })
}

fn receipt_value(block: &Block, index: usize) -> Answer {
    let Some(receipt) = block.receipt_rpc(index) else {
        return Ok(Value::Null);
    };
    let mut value = serde_json::to_value(receipt)?;
    if let Value::Object(fields) = &mut value {
        fields.insert("gasUsedForL1".into(), json!("0x0"));
        fields.insert("l1BlockNumber".into(), quantity(block.number()));
    }
    Ok(value)
}

pub(super) fn receipt(node: &Node, arguments: &mut Arguments) -> Answer {
    receipt_of(node, arguments.required(0)?)
}

/// The receipt of a transaction, null when it is not mined.
pub(super) fn receipt_of(node: &Node, hash: B256) -> Answer {
    node.find_transaction(hash)
        .map_or(Ok(Value::Null), |(block, index)| {
            receipt_value(&block, index)
        })
}

pub(super) fn transaction(node: &Node, arguments: &mut Arguments) -> Answer {
    let hash: B256 = arguments.required(0)?;
    if let Some((block, index)) = node.find_transaction(hash) {
        return Ok(serde_json::to_value(block.transaction_rpc(index))?);
    }
    let waiting = node.read().pool.get(hash);
    let waiting = waiting.map(|waiting| Transaction {
        inner: Recovered::new_unchecked(waiting.transaction.clone(), waiting.sender()),
        block_hash: None,
        block_number: None,
        transaction_index: None,
        effective_gas_price: None,
        block_timestamp: None,
    });
    Ok(serde_json::to_value(waiting)?)
}

pub(super) fn raw_transaction(node: &Node, arguments: &mut Arguments) -> Answer {
    let hash: B256 = arguments.required(0)?;
    let mined = node.find_transaction(hash).and_then(|(block, index)| {
        block
            .transactions
            .get(index)
            .map(|mined| mined.submission.clone())
    });
    let found = mined.or_else(|| node.read().pool.get(hash));
    Ok(json!(found.map(|found| Bytes::from(
        found.transaction.encoded_2718()
    ))))
}

pub(super) fn header(node: &Node, arguments: &mut Arguments) -> Answer {
    find_block(node, arguments)?.map_or(Ok(Value::Null), |block| {
        let mut value = serde_json::to_value(block.header_rpc())?;
        with_arbitrum_header(&mut value, block.number());
        Ok(value)
    })
}

/// Most slots in one request for proofs.
const PROOF_LIMIT: usize = 1_024;

/// `eth_getProof(address, slots, block)`: verifies against the `stateRoot` of that block.
pub(super) fn proof(node: &Node, arguments: &mut Arguments) -> Answer {
    let address: Address = arguments.required(0)?;
    let keys: Vec<JsonStorageKey> = arguments.or_default(1)?;
    if keys.len() > PROOF_LIMIT {
        return Err(RpcError::invalid_params(format!(
            "too many slots: {} of at most {PROOF_LIMIT}",
            keys.len()
        )));
    }
    let slots: Vec<_> = keys
        .iter()
        .map(|key| U256::from_be_bytes(key.as_b256().0))
        .collect();
    let found = node.prove(address, &slots, block_id(arguments, 2)?)?;
    let storage_proof = keys
        .into_iter()
        .zip(found.slots)
        .map(|(key, slot)| EIP1186StorageProof::new(key, slot.value, slot.proof))
        .collect();
    Ok(serde_json::to_value(EIP1186AccountProofResponse {
        address,
        balance: found.account.balance,
        code_hash: found.account.code_hash,
        nonce: found.account.nonce,
        storage_hash: found.storage_root,
        account_proof: found.proof,
        storage_proof,
    })?)
}

pub(super) fn raw_transaction_at(node: &Node, arguments: &mut Arguments) -> Answer {
    let index = index(arguments)?;
    let found = find_block(node, arguments)?.and_then(|block| {
        block
            .transactions
            .get(index)
            .map(|mined| mined.submission.clone())
    });
    Ok(json!(found.map(|found| Bytes::from(
        found.transaction.encoded_2718()
    ))))
}

/// The index of argument 1.
fn index(arguments: &mut Arguments) -> Result<usize, RpcError> {
    let index = arguments.required::<Quantity>(1)?.to_u64()?;
    usize::try_from(index).map_err(|_| RpcError::invalid_params("index out of range"))
}

pub(super) fn transaction_at(node: &Node, arguments: &mut Arguments) -> Answer {
    let index = index(arguments)?;
    let found = find_block(node, arguments)?.and_then(|block| block.transaction_rpc(index));
    Ok(serde_json::to_value(found)?)
}

pub(super) fn logs(node: &Node, arguments: &mut Arguments) -> Answer {
    let filter: Filter = arguments.required(0)?;
    Ok(serde_json::to_value(node.logs(&filter)?)?)
}

pub(super) fn fee_history(node: &Node, arguments: &mut Arguments) -> Answer {
    let count = arguments
        .required::<Quantity>(0)?
        .to_u64()?
        .clamp(1, FEE_HISTORY_LIMIT);
    let newest: BlockNumberOrTag = arguments.optional(1)?.unwrap_or_default();
    let percentiles: Option<Vec<f64>> = arguments.optional(2)?;
    let newest = node.read().resolve(newest.into())?;
    let oldest = newest.saturating_add(1).saturating_sub(count);
    let covered = newest.saturating_sub(oldest).saturating_add(1);
    let length = usize::try_from(covered).map_err(|_| NodeError::UnknownBlock)?;
    let (mut base_fee_per_gas, mut gas_used_ratio) = (Vec::new(), Vec::new());
    for number in oldest..=newest {
        let block = node
            .block(BlockId::number(number))
            .ok_or(NodeError::UnknownBlock)?;
        base_fee_per_gas.push(u128::from(block.base_fee()));
        gas_used_ratio.push(block.header.gas_used as f64 / block.header.gas_limit as f64);
    }
    // The last entry is the block after the newest one.
    let next = node.block(BlockId::number(newest.saturating_add(1)));
    base_fee_per_gas.push(
        next.map_or_else(|| node.base_fee(), |block| block.base_fee())
            .into(),
    );
    Ok(serde_json::to_value(FeeHistory {
        base_fee_per_gas,
        gas_used_ratio,
        base_fee_per_blob_gas: Vec::new(),
        blob_gas_used_ratio: Vec::new(),
        oldest_block: oldest,
        reward: percentiles.map(|percentiles| vec![vec![0; percentiles.len()]; length]),
    })?)
}

/// A balance as dev methods take it.
pub(super) fn wei(quantity: Quantity) -> U256 {
    quantity.0
}
