//! `eth_call`: a transaction that leaves nothing behind.

use super::{NodeError, State, chain::View, overrides, transaction::access_list};
use crate::exec::{self, Checks, Outcome, Runtime};
use alloy::{
    eips::BlockId,
    primitives::{Bytes, TxKind, U256},
    rpc::types::{BlockOverrides, TransactionRequest, state::StateOverride},
};
use revm::{
    context::{
        TxEnv,
        either::Either,
        result::{ExecutionResult, HaltReason},
    },
    database_interface::WrapDatabaseRef,
};

/// Most gas that one call may burn, so that no call takes for ever.
pub const CALL_GAS_CAP: u64 = 50_000_000;

/// A call: what, at which block, and what to pretend.
#[derive(Clone, Debug)]
pub struct CallRequest {
    /// The call itself. Without `gas` it gets [`CALL_GAS_CAP`]; more than that is cut to it.
    pub transaction: TransactionRequest,
    /// Block after which it runs.
    pub block: BlockId,
    /// Accounts to pretend.
    pub state_overrides: Option<StateOverride>,
    /// Block fields to pretend.
    pub block_overrides: Option<BlockOverrides>,
}

impl CallRequest {
    /// A call after the latest block, pretending nothing.
    pub fn latest(transaction: TransactionRequest) -> Self {
        Self {
            transaction,
            block: BlockId::latest(),
            state_overrides: None,
            block_overrides: None,
        }
    }

    /// Applies the overrides to what the call sees.
    pub(crate) fn prepare(&self, view: &mut View) -> Result<(), NodeError> {
        if let Some(accounts) = &self.state_overrides {
            overrides::apply_accounts(&mut view.state, accounts)?;
        }
        if let Some(block) = &self.block_overrides {
            overrides::apply_block(&mut view.context, block);
            overrides::apply_block_hashes(&mut view.state, block);
        }
        Ok(())
    }
}

/// Runs `env` on a view.
///
/// # Errors
/// [`NodeError::Rejected`] when it cannot run at all, [`NodeError::Engine`].
pub(crate) fn run(runtime: &Runtime, view: &View, env: TxEnv) -> Result<Outcome, NodeError> {
    Ok(exec::execute(
        runtime,
        WrapDatabaseRef(&view.state),
        &view.context,
        env,
        Checks::Call,
    )?)
}

/// The return data of a success; the error of anything else.
///
/// # Errors
/// [`NodeError::Reverted`], [`NodeError::Halted`].
pub(crate) fn output(outcome: Outcome) -> Result<Bytes, NodeError> {
    match outcome.result_and_state.result {
        ExecutionResult::Success { output, .. } => Ok(output.into_data()),
        ExecutionResult::Revert { output, .. } => Err(NodeError::reverted(output)),
        ExecutionResult::Halt { reason, .. } => Err(halted(outcome.notice, &reason)),
    }
}

/// The error of an exceptional end: the runtime's own words if it has any, else geth's.
pub(crate) fn halted(notice: Option<String>, reason: &HaltReason) -> NodeError {
    let text = notice.unwrap_or_else(|| {
        match reason {
            HaltReason::OutOfGas(_) => "out of gas",
            HaltReason::OpcodeNotFound | HaltReason::InvalidFEOpcode | HaltReason::NotActivated => {
                "invalid opcode"
            }
            HaltReason::InvalidJump => "invalid jump destination",
            HaltReason::StackUnderflow => "stack underflow",
            HaltReason::StackOverflow => "stack limit reached 1024",
            HaltReason::OutOfOffset => "return data out of bounds",
            HaltReason::CreateCollision => "contract address collision",
            HaltReason::CreateContractSizeLimit => "max code size exceeded",
            HaltReason::CreateContractStartingWithEF => "invalid code: must not begin with 0xef",
            HaltReason::CreateInitCodeSizeLimit => "max initcode size exceeded",
            HaltReason::NonceOverflow => "nonce uint64 overflow",
            HaltReason::CallTooDeep => "max call depth exceeded",
            HaltReason::OutOfFunds => "insufficient balance for transfer",
            other => return format!("execution halted: {other:?}"),
        }
        .to_owned()
    });
    NodeError::Halted(text)
}

/// The call in revm's form, with `gas` as its limit.
///
/// # Errors
/// [`NodeError::InvalidInput`] when `input` and `data` differ.
pub(crate) fn environment(
    request: &TransactionRequest,
    state: &State,
    gas: u64,
) -> Result<TxEnv, NodeError> {
    let data = request
        .input
        .unique_input()
        .map_err(|error| NodeError::InvalidInput(error.to_string()))?
        .cloned()
        .unwrap_or_default();
    let caller = request.from.unwrap_or_default();
    let authorizations = request.authorization_list.clone().unwrap_or_default();
    let fee_cap = request
        .max_fee_per_gas
        .or(request.gas_price)
        .unwrap_or_default();
    let tx_type = match (
        !authorizations.is_empty(),
        request.max_fee_per_gas,
        &request.access_list,
    ) {
        (true, ..) => 4,
        (_, Some(_), _) => 2,
        (_, None, Some(_)) => 1,
        (_, None, None) => 0,
    };
    Ok(TxEnv {
        tx_type,
        caller,
        gas_limit: gas,
        gas_price: fee_cap,
        kind: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or(U256::ZERO),
        data,
        nonce: state.nonce(caller),
        chain_id: None,
        access_list: request
            .access_list
            .as_ref()
            .map(access_list)
            .unwrap_or_default(),
        gas_priority_fee: (tx_type == 2 || tx_type == 4).then_some(0),
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: authorizations.into_iter().map(Either::Left).collect(),
    })
}

/// Gas limit of a call that asks for `requested`.
pub(crate) fn call_gas(requested: Option<u64>) -> u64 {
    requested.unwrap_or(CALL_GAS_CAP).min(CALL_GAS_CAP)
}
