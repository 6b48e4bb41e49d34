//! `eth_estimateGas`: the least gas limit with which a transaction succeeds.

use super::{
    NodeError,
    call::{environment, halted, run},
    chain::View,
};
use crate::exec::{Outcome, Runtime};
use alloy::{
    primitives::{KECCAK256_EMPTY, TxKind, U256},
    rpc::types::TransactionRequest,
};
use revm::context::result::{ExecutionResult, HaltReason};

/// Most gas that a transaction can burn on Arbitrum, hence the highest limit worth trying.
const TRANSACTION_GAS_CAP: u64 = 32_000_000;
/// Gas of a plain transfer.
const TRANSFER_GAS: u64 = 21_000;
/// Gas that a callee gets for free with a value transfer.
const CALL_STIPEND: u64 = 2_300;
/// The search ends when the bounds are within 1.5% of each other, as geth's does.
const TOLERANCE_PER_MILLE: u64 = 15;

/// Searches for the least sufficient gas limit: the result suffices, and is at most 1.5% above the least.
///
/// # Errors
/// [`NodeError::Reverted`] or [`NodeError::Halted`] when the transaction fails at the highest limit,
/// [`NodeError::GasAllowance`] when that limit is all the sender can pay for or asked for and it is not enough.
pub(crate) fn estimate(
    runtime: &Runtime,
    view: &View,
    request: &TransactionRequest,
) -> Result<u64, NodeError> {
    let highest = affordable(view, request)?;
    if is_transfer(view, request)
        && highest >= TRANSFER_GAS
        && attempt(runtime, view, request, TRANSFER_GAS)?.is_success()
    {
        return Ok(TRANSFER_GAS);
    }

    let first = attempt(runtime, view, request, highest)?;
    let Attempt::Success { spent, refunded } = first else {
        return Err(first.into_error(highest));
    };

    // Below what it used it cannot succeed. What it used with the stipend and the 64th parts that calls withhold
    // nearly always suffices: one try brings the bounds together.
    let mut low = spent.saturating_sub(refunded).saturating_sub(1);
    let mut high = highest;
    let likely = spent.saturating_add(CALL_STIPEND).saturating_mul(64) / 63;
    if likely < high {
        if attempt(runtime, view, request, likely)?.is_success() {
            high = likely
        } else {
            low = likely
        }
    }
    while low.saturating_add(1) < high
        && (high - low).saturating_mul(1_000) > high.saturating_mul(TOLERANCE_PER_MILLE)
    {
        // Most transactions need little more than they used: lean towards the lower bound.
        let middle = (low.saturating_add(high) / 2).min(low.saturating_mul(2).max(low + 1));
        if attempt(runtime, view, request, middle)?.is_success() {
            high = middle
        } else {
            low = middle
        }
    }
    Ok(high)
}

/// The highest gas limit worth trying: the request's, the chain's, or what the sender can pay for.
fn affordable(view: &View, request: &TransactionRequest) -> Result<u64, NodeError> {
    let cap = request
        .gas
        .filter(|gas| *gas >= TRANSFER_GAS)
        .unwrap_or(TRANSACTION_GAS_CAP)
        .min(TRANSACTION_GAS_CAP);
    let sender = request.from.unwrap_or_default();
    let (balance, value) = (
        view.state.balance(sender),
        request.value.unwrap_or_default(),
    );
    let price = request
        .max_fee_per_gas
        .or(request.gas_price)
        .unwrap_or_default();
    if balance < value && (price != 0 || request.from.is_some()) {
        return Err(NodeError::Halted("insufficient funds for transfer".into()));
    }
    if price == 0 {
        return Ok(cap);
    }
    let allowance: u64 = ((balance - value) / U256::from(price)).saturating_to();
    Ok(cap.min(allowance))
}

fn is_transfer(view: &View, request: &TransactionRequest) -> bool {
    let Some(TxKind::Call(to)) = request.to else {
        return false;
    };
    request.input.input().is_none_or(|data| data.is_empty())
        && request.access_list.is_none()
        && request.authorization_list.is_none()
        && view
            .state
            .account(to)
            .is_none_or(|account| account.code_hash == KECCAK256_EMPTY)
}

enum Attempt {
    Success { spent: u64, refunded: u64 },
    Failure(NodeError),
    OutOfGas { notice: Option<String> },
}

impl Attempt {
    fn is_success(&self) -> bool {
        matches!(self, Self::Success { .. })
    }

    fn into_error(self, limit: u64) -> NodeError {
        match self {
            Self::Failure(error) => error,
            Self::OutOfGas {
                notice: Some(notice),
            } => NodeError::Halted(notice),
            Self::OutOfGas { notice: None } | Self::Success { .. } => {
                NodeError::GasAllowance(limit)
            }
        }
    }
}

fn attempt(
    runtime: &Runtime,
    view: &View,
    request: &TransactionRequest,
    gas: u64,
) -> Result<Attempt, NodeError> {
    let outcome = match run(runtime, view, environment(request, &view.state, gas)?) {
        Ok(outcome) => outcome,
        // The limit does not pay for the transaction's own bytes: too little gas, not an error yet.
        Err(NodeError::Rejected(reason)) if reason.to_string().contains("gas") => {
            return Ok(Attempt::OutOfGas { notice: None });
        }
        Err(error) => return Err(error),
    };
    let Outcome {
        result_and_state,
        notice,
        ..
    } = outcome;
    Ok(match result_and_state.result {
        ExecutionResult::Success { gas, .. } => Attempt::Success {
            spent: gas.total_gas_spent(),
            refunded: gas.inner_refunded(),
        },
        ExecutionResult::Revert { output, .. } => Attempt::Failure(NodeError::reverted(output)),
        ExecutionResult::Halt {
            reason: HaltReason::OutOfGas(_),
            ..
        } => Attempt::OutOfGas { notice },
        ExecutionResult::Halt { reason, .. } => Attempt::Failure(halted(notice, &reason)),
    })
}
