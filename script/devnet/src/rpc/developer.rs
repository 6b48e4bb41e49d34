//! Methods that only a devnet has, under anvil's names; `hardhat_*` arrives here as `anvil_*`.

use super::{
    Api, RpcError,
    arguments::{Arguments, Quantity},
    query::{quantity, wei},
};
use crate::{
    Node,
    node::{StateDump, Submission},
};
use alloy::{
    consensus::{Transaction as _, transaction::Recovered},
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
        "evm_setIntervalMining" | "anvil_setIntervalMining" => {
            number(arguments, 0).map(|seconds| {
                node.set_interval(Some(seconds).filter(|seconds| *seconds > 0));
                Value::Bool(true)
            })
        }
        "anvil_getIntervalMining" | "evm_getIntervalMining" => Ok(json!(node.status().interval)),
        "anvil_setBlockTimestampInterval" => number(arguments, 0).map(|seconds| {
            node.write().set_spacing(Some(seconds));
            Value::Null
        }),
        "anvil_removeBlockTimestampInterval" => {
            node.write().set_spacing(None);
            Ok(Value::Bool(true))
        }
        "evm_mine_detailed" | "anvil_mine_detailed" => mine_detailed(node, arguments),
        "anvil_addBalance" => add_balance(node, arguments),
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
        "anvil_setNextBlockBaseFeePerGas" => number(arguments, 0).map(|wei| {
            node.set_base_fee(wei);
            Value::Null
        }),
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
        "anvil_dropAllTransactions" => {
            node.write().pool = Default::default();
            Ok(Value::Null)
        }
        "anvil_removePoolTransactions" => arguments.required(0).map(|sender| {
            node.write().pool.remove_sender(sender);
            Value::Null
        }),
        "anvil_setMinGasPrice"
        | "evm_setBlockGasLimit"
        | "anvil_setBlockGasLimit"
        | "anvil_setChainId"
        | "anvil_setRpcUrl" => Err(RpcError::server(format!(
            "{method} is not supported: gas price floor, block gas limit and chain id are Arbitrum's, and nothing is forked"
        ))),
        "anvil_setLoggingEnabled" => Err(RpcError::server(
            "anvil_setLoggingEnabled is not supported: the environment variable RUST_LOG says what is logged",
        )),
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

fn evm_mine(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    mine_as_asked(node, arguments)?;
    Ok(json!("0x0"))
}

/// [`evm_mine`] that answers with the blocks.
fn mine_detailed(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let before = node.status().height;
    mine_as_asked(node, arguments)?;
    let mined = (before.saturating_add(1)..=node.status().height)
        .filter_map(|number| node.block(number.into()))
        .map(|block| serde_json::to_value(block.to_rpc(true)))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(json!(mined))
}

/// Mines what the argument says: nothing, a timestamp, or `{timestamp, blocks}`.
fn mine_as_asked(node: &Node, arguments: &mut Arguments) -> Result<(), RpcError> {
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
    Ok(node.mine(blocks.unwrap_or(1), None)?)
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

fn set_balance(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    node.set_balance(arguments.required(0)?, wei(arguments.required(1)?));
    Ok(Value::Null)
}

fn add_balance(node: &Node, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let (address, more): (Address, Quantity) = (arguments.required(0)?, arguments.required(1)?);
    let mut chain = node.write();
    let balance = chain.state.balance(address).saturating_add(wei(more));
    chain.set_balance(address, balance);
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
            base_fee: u128::from(node.base_fee()),
            chain_id: node.chain_id(),
            gas_limit: head.header.gas_limit,
            gas_price: u128::from(node.base_fee()),
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

/// The waiting transactions by sender and nonce, those that could be mined apart from those behind a gap; of one
/// sender without the level of senders.
pub(super) fn pool_content(node: &Node, only: Option<Address>) -> Result<Value, RpcError> {
    pool_by(node, only, |waiting| {
        let transaction = alloy::rpc::types::Transaction {
            inner: Recovered::new_unchecked(waiting.transaction.clone(), waiting.sender()),
            block_hash: None,
            block_number: None,
            transaction_index: None,
            effective_gas_price: None,
            block_timestamp: None,
        };
        Ok(serde_json::to_value(transaction)?)
    })
}

/// [`pool_content`] in geth's words for people.
pub(super) fn pool_summary(node: &Node) -> Result<Value, RpcError> {
    pool_by(node, None, |waiting| {
        let transaction = &waiting.transaction;
        let to = transaction
            .to()
            .map_or("contract creation".to_owned(), |to| to.to_string());
        Ok(json!(format!(
            "{to}: {} wei + {} gas × {} wei",
            transaction.value(),
            transaction.gas_limit(),
            transaction.max_fee_per_gas()
        )))
    })
}

fn pool_by(
    node: &Node,
    only: Option<Address>,
    show: impl Fn(&Submission) -> Result<Value, RpcError>,
) -> Result<Value, RpcError> {
    let chain = node.read();
    let (mut pending, mut queued) = (Map::new(), Map::new());
    for (sender, nonce, waiting) in chain.pool.contents() {
        if only.is_some_and(|only| only != sender) {
            continue;
        }
        let ready = nonce < chain.pool.pending_nonce(sender, chain.state.nonce(sender));
        let group = if ready { &mut pending } else { &mut queued };
        let by_nonce = match only {
            Some(_) => Some(group),
            None => group
                .entry(sender.to_string())
                .or_insert_with(|| json!({}))
                .as_object_mut(),
        };
        if let Some(by_nonce) = by_nonce {
            by_nonce.insert(nonce.to_string(), show(waiting)?);
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
