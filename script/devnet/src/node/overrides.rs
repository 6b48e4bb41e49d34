//! State and block overrides of calls.

use super::{NodeError, State};
use crate::exec::BlockContext;
use alloy::{
    primitives::{B256, U256},
    rpc::types::{BlockOverrides, state::StateOverride},
};
use revm::bytecode::Bytecode;

/// Applies account overrides to a private copy of the state.
///
/// # Errors
/// [`NodeError::InvalidInput`] for `state` together with `stateDiff`, for code that is no bytecode, and for
/// `movePrecompileToAddress`, which this node does not offer.
pub(crate) fn apply_accounts(
    state: &mut State,
    overrides: &StateOverride,
) -> Result<(), NodeError> {
    for (address, account) in overrides {
        if account.state.is_some() && account.state_diff.is_some() {
            return Err(NodeError::InvalidInput(format!(
                "account {address} has both 'state' and 'stateDiff'"
            )));
        }
        if account.move_precompile_to.is_some() {
            return Err(NodeError::InvalidInput(
                "movePrecompileToAddress is not supported".into(),
            ));
        }
        let code = match &account.code {
            Some(code) => Some(bytecode(code.clone())?),
            None => None,
        };
        state.update(*address, |record| {
            if let Some(balance) = account.balance {
                record.balance = balance;
            }
            if let Some(nonce) = account.nonce {
                record.nonce = nonce;
            }
            if let Some(code) = code {
                record.set_code(code);
            }
            if account.state.is_some() {
                record.clear_storage();
            }
            for (slot, value) in account.state.iter().chain(&account.state_diff).flatten() {
                record.set_slot(word(slot), word(value));
            }
        });
    }
    Ok(())
}

/// Applies block overrides; numbers above 2^64 are cut to it.
pub(crate) fn apply_block(context: &mut BlockContext, overrides: &BlockOverrides) {
    if let Some(number) = overrides.number {
        context.number = number.saturating_to();
    }
    if let Some(time) = overrides.time {
        context.timestamp = time;
    }
    if let Some(gas_limit) = overrides.gas_limit {
        context.gas_limit = gas_limit;
    }
    if let Some(coinbase) = overrides.coinbase {
        context.coinbase = coinbase;
    }
    if let Some(random) = overrides.random {
        context.prevrandao = random;
    }
    if let Some(base_fee) = overrides.base_fee {
        context.base_fee = base_fee.saturating_to();
    }
}

/// Hashes that `BLOCKHASH` is to return.
pub(crate) fn apply_block_hashes(state: &mut State, overrides: &BlockOverrides) {
    for (number, hash) in overrides.block_hash.iter().flatten() {
        state.pretend_block_hash(*number, *hash);
    }
}

/// Bytes as code.
///
/// # Errors
/// [`NodeError::InvalidInput`] for a malformed delegation.
pub(crate) fn bytecode(code: alloy::primitives::Bytes) -> Result<Bytecode, NodeError> {
    Bytecode::new_raw_checked(code)
        .map_err(|error| NodeError::InvalidInput(format!("bad code: {error}")))
}

fn word(bytes: &B256) -> U256 {
    U256::from_be_bytes(bytes.0)
}
