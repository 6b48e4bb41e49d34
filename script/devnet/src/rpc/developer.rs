//! Methods that only a devnet has, under anvil's names; `hardhat_*` arrives here as `anvil_*`.

use super::{
    Api, RpcError,
    arguments::{Arguments, Quantity},
    query::{quantity, wei},
};
use crate::{BASE_FEE, Node, node::StateDump};
use alloy::{
    primitives::{Address, B256, Bytes},
    rpc::types::anvil::{NodeEnvironment, NodeForkConfig, NodeInfo},
};
use serde_json::{Map, Value, json};

/// Times above this are milliseconds: it is the year 33658 in seconds.
const MILLISECONDS_FROM: u64 = 1_000_000_000_000;

/// Answers a dev method; none when there is no such method.
pub(super) fn dispatch(
    api: &Api,
    method: &str,
    arguments: &mut Arguments,
) -> Option<Result<Value, RpcError>> {
    let node = api.node();
    Some(match method {
        "evm_snapshot" | "anvil_snapshot" => Ok(quantity(node.snapshot())),
        "evm_revert" | "anvil_revert" => number(arguments, 0).map(|id| json!(node.revert(id))),
        "evm_increaseTime" | "anvil_increaseTime" => {
            number(arguments, 0).map(|seconds| json!(node.increase_time(seconds)))
        }
        "evm_setNextBlockTimestamp" | "anvil_setNextBlockTimestamp" => {
            set_next_timestamp(node, arguments)
        }
        "evm_setTime" | "anvil_setTime" => set_time(node, arguments),
        "evm_mine" => evm_mine(node, arguments),
        "anvil_mine" => mine(node, arguments),
        "evm_setAutomine" | "anvil_setAutomine" => arguments.required(0).map(|on| {
            node.set_automine(on);
            Value::Bool(true)
        }),
        "anvil_getAutomine" | "evm_getAutomine" => Ok(json!(node.status().automine)),
        "evm_setIntervalMining" | "anvil_setIntervalMining" => interval(arguments),
        "anvil_setBalance" => set_balance(node, arguments),
        "anvil_setCode" => set_code(node, arguments),
        "anvil_setStorageAt" => set_storage(node, arguments),
        "anvil_setNonce" | "evm_setAccountNonce" => set_nonce(node, arguments),
        "anvil_setCoinbase" => arguments.required(0).map(|coinbase| {
            node.write().set_coinbase(coinbase);
            Value::Null
        }),
        "anvil_setPrevRandao" => arguments.required::<B256>(0).map(|value| {
            node.write().set_prevrandao(value);
            Value::Null
        }),
        "anvil_setNextBlockBaseFeePerGas" => base_fee(arguments),
        "anvil_impersonateAccount" => impersonate(node, arguments, true),
        "anvil_stopImpersonatingAccount" => impersonate(node, arguments, false),
        "anvil_autoImpersonateAccount" => arguments.required(0).map(|on| {
            node.impersonate_everyone(on);
            Value::Null
        }),
        "anvil_dropTransaction" => arguments.required::<B256>(0).map(|hash| {
            let dropped = node.write().pool.remove(hash);
            if dropped { json!(hash) } else { Value::Null }
        }),
        "anvil_dumpState" => dump(node),
        "anvil_loadState" => load(node, arguments),
        "anvil_reset" => reset(node, arguments),
        "anvil_nodeInfo" => info(node),
        "anvil_metadata" => metadata(node),
        _ => return None,
    })
}

fn number(arguments: &mut Arguments, index: usize) -> Result<u64, RpcError> {
    arguments.required::<Quantity>(index)?.to_u64()
}

fn seconds(time: u64) -> u64 {
    if time >= MILLISECONDS_FROM {
        time / 1_000
    } else {
        time
    }
}

fn set_next_timestamp(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    node.set_next_timestamp(number(arguments, 0)?)?;
    Ok(Value::Null)
}

fn set_time(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    Ok(json!(node.travel_to(seconds(number(arguments, 0)?))?))
}

/// `evm_mine`: nothing, a timestamp, or `{timestamp, blocks}`.
fn evm_mine(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let (timestamp, blocks) = match arguments.optional::<Value>(0)? {
        None => (None, None),
        Some(Value::Object(mut fields)) => {
            let mut field = |name: &str| -> Result<Option<u64>, RpcError> {
                let value = fields.remove(name).unwrap_or_default();
                Arguments::new(vec![value])
                    .optional::<Quantity>(0)?
                    .map(Quantity::to_u64)
                    .transpose()
            };
            (field("timestamp")?, field("blocks")?)
        }
        Some(other) => (Some(number(&mut Arguments::new(vec![other]), 0)?), None),
    };
    if let Some(timestamp) = timestamp {
        node.set_next_timestamp(timestamp)?;
    }
    node.mine(blocks.unwrap_or(1), None)?;
    Ok(json!("0x0"))
}

/// `anvil_mine(blocks, interval)`, the interval in seconds.
fn mine(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let blocks = arguments
        .optional::<Quantity>(0)?
        .map(Quantity::to_u64)
        .transpose()?
        .unwrap_or(1);
    let interval = arguments
        .optional::<Quantity>(1)?
        .map(Quantity::to_u64)
        .transpose()?;
    node.mine(blocks, interval)?;
    Ok(Value::Null)
}

fn interval(arguments: &mut Arguments) -> Result<Value, RpcError> {
    match number(arguments, 0)? {
        0 => Ok(Value::Null),
        _ => Err(RpcError::server(
            "interval mining is not supported: blocks are mined per transaction or by evm_mine",
        )),
    }
}

fn base_fee(arguments: &mut Arguments) -> Result<Value, RpcError> {
    if number(arguments, 0)? == BASE_FEE {
        return Ok(Value::Null);
    }
    Err(RpcError::server(format!(
        "the base fee of this chain is constant: {BASE_FEE} wei"
    )))
}

fn set_balance(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    node.set_balance(arguments.required(0)?, wei(arguments.required(1)?));
    Ok(Value::Null)
}

fn set_nonce(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    node.set_nonce(arguments.required(0)?, number(arguments, 1)?);
    Ok(Value::Null)
}

fn set_code(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let (address, code): (Address, Bytes) = (arguments.required(0)?, arguments.required(1)?);
    node.set_code(address, code)?;
    Ok(Value::Null)
}

fn set_storage(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let (slot, value): (Quantity, Quantity) = (arguments.required(1)?, arguments.required(2)?);
    node.set_slot(arguments.required(0)?, slot.0, value.0);
    Ok(json!(true))
}

fn impersonate(node: &Node, arguments: &mut Arguments, on: bool) -> Result<Value, RpcError> {
    node.impersonate(arguments.required(0)?, on);
    Ok(Value::Null)
}

fn dump(node: &Node) -> Result<Value, RpcError> {
    Ok(json!(Bytes::from(serde_json::to_vec(&node.dump())?)))
}

fn load(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let bytes: Bytes = arguments.required(0)?;
    let dump: StateDump = serde_json::from_slice(&bytes).map_err(|error| {
        RpcError::invalid_params(format!("not a state dump of this node: {error}"))
    })?;
    node.load(dump)?;
    Ok(json!(true))
}

/// Starts over; forking another chain, which anvil's method also does, is refused.
fn reset(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let options: Option<Value> = arguments.optional(0)?;
    if options.is_some_and(|options| {
        options
            .get("forking")
            .is_some_and(|forking| !forking.is_null())
    }) {
        return Err(RpcError::server("this devnet does not fork other chains"));
    }
    node.reset()?;
    Ok(json!(true))
}

fn info(node: &Node) -> Result<Value, RpcError> {
    let head = node.head();
    Ok(serde_json::to_value(NodeInfo {
        current_block_number: head.number(),
        current_block_timestamp: head.timestamp(),
        current_block_hash: head.hash(),
        hard_fork: "arbos51".into(),
        transaction_order: "fifo".into(),
        environment: NodeEnvironment {
            base_fee: u128::from(BASE_FEE),
            chain_id: node.chain_id(),
            gas_limit: head.header.gas_limit,
            gas_price: u128::from(BASE_FEE),
        },
        fork_config: NodeForkConfig::default(),
        network: Some("arbitrum".into()),
    })?)
}

fn metadata(node: &Node) -> Result<Value, RpcError> {
    let head = node.head();
    let genesis = node.block(0.into()).map(|block| block.hash());
    Ok(json!({
        "clientVersion": concat!("ballast-devnet/v", env!("CARGO_PKG_VERSION")),
        "chainId": node.chain_id(),
        "instanceId": genesis,
        "latestBlockNumber": head.number(),
        "latestBlockHash": head.hash(),
        "forkedNetwork": null,
        "snapshots": {},
    }))
}

pub(super) fn pool_status(node: &Node) -> Result<Value, RpcError> {
    let status = node.status();
    Ok(json!({ "pending": quantity(status.pending), "queued": quantity(status.queued) }))
}

pub(super) fn pool_content(node: &Node) -> Result<Value, RpcError> {
    let chain = node.read();
    let (mut pending, mut queued) = (Map::new(), Map::new());
    for (sender, nonce, waiting) in chain.pool.contents() {
        let ready = nonce < chain.pool.pending_nonce(sender, chain.state.nonce(sender));
        let transaction = alloy::rpc::types::Transaction {
            inner: alloy::consensus::transaction::Recovered::new_unchecked(
                waiting.transaction.clone(),
                sender,
            ),
            block_hash: None,
            block_number: None,
            transaction_index: None,
            effective_gas_price: None,
            block_timestamp: None,
        };
        let group = if ready { &mut pending } else { &mut queued };
        let entry = group.entry(sender.to_string()).or_insert_with(|| json!({}));
        if let Value::Object(by_nonce) = entry {
            by_nonce.insert(nonce.to_string(), serde_json::to_value(transaction)?);
        }
    }
    Ok(json!({ "pending": pending, "queued": queued }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::U256;

    #[test]
    fn large_times_are_milliseconds() {
        assert_eq!(seconds(1_800_000_000), 1_800_000_000);
        assert_eq!(seconds(1_800_000_000_123), 1_800_000_000);
        assert_eq!(wei(Quantity(U256::from(7))), U256::from(7));
    }
}
