//! Calls and creates that a program makes.

use revm::{
    Database,
    bytecode::Bytecode,
    context::{ContextTr, JournalTr},
    context_interface::{CreateScheme, context::ContextError},
    handler::evm::ContextDbError,
    interpreter::{CallInput, CallInputs, CallScheme, CallValue, CreateInputs, FrameInput},
    primitives::{Bytes, U256},
};

use super::{
    evm::{ArbContext, Frame},
    requests::account_gas,
    running::Bill,
};
use crate::stylus::guest::{CallKind, CallRequest, CreateRequest, Reply};

const VALUE: u64 = 9_000;
const NEW_ACCOUNT: u64 = 25_000;
const STIPEND: u64 = 2_300;
const CREATE: u64 = 32_000;
const CREATE2_WORD: u64 = 6;

/// What becomes of a call or create.
pub(super) enum Attempt {
    /// It fails before there is a frame.
    Answered(Reply),
    /// It gets a frame.
    Made(FrameInput, Bill),
}

/// Gas that may be forwarded: 63/64, rounded down as Nitro does, one lower than the EVM's `g - g/64`.
fn forwardable_down(gas: u64) -> u64 {
    gas / 64 * 63 + gas % 64 * 63 / 64
}

/// Prepares a call. Value in a static context fails for nothing; too little gas for the call itself takes all.
pub(super) fn call<DB: Database>(
    context: &mut ArbContext<DB>,
    frame: &Frame,
    request: CallRequest,
) -> Result<Attempt, ContextDbError<ArbContext<DB>>> {
    let failed = |gas| {
        Ok(Attempt::Answered(Reply::Called {
            success: false,
            data: Bytes::new(),
            gas,
        }))
    };
    let input = &frame.interpreter.input;
    let is_static = frame.interpreter.runtime_flag.is_static;
    let pays = !request.value.is_zero();
    if is_static && pays {
        return failed(0);
    }
    let journal = context.journal_mut();
    let account = journal
        .load_account_with_code(request.to)
        .map_err(ContextError::Db)?;
    let mut base = account_gas(account.is_cold);
    if pays {
        base += VALUE
            + if account.info.is_empty() {
                NEW_ACCOUNT
            } else {
                0
            };
    }
    let delegated = account
        .info
        .code
        .as_ref()
        .and_then(Bytecode::eip7702_address);
    let mut known_bytecode = (
        account.info.code_hash,
        account.info.code.clone().unwrap_or_default(),
    );
    if let Some(delegate) = delegated {
        // Programs do not pay for following the delegation, contracts do.
        let account = journal
            .load_account_with_code(delegate)
            .map_err(ContextError::Db)?;
        known_bytecode = (
            account.info.code_hash,
            account.info.code.clone().unwrap_or_default(),
        );
    }
    let Some(left) = request.gas_left.checked_sub(base) else {
        return failed(request.gas_left);
    };
    let given = forwardable_down(left).min(request.gas) + if pays { STIPEND } else { 0 };
    let (scheme, target, caller, value) = match request.kind {
        CallKind::Call => (
            CallScheme::Call,
            request.to,
            input.target_address,
            CallValue::Transfer(request.value),
        ),
        CallKind::Static => (
            CallScheme::StaticCall,
            request.to,
            input.target_address,
            CallValue::Transfer(U256::ZERO),
        ),
        CallKind::Delegate => (
            CallScheme::DelegateCall,
            input.target_address,
            input.caller_address,
            CallValue::Apparent(input.call_value),
        ),
    };
    let inputs = CallInputs {
        input: CallInput::Bytes(request.data),
        return_memory_offset: 0..0,
        gas_limit: given,
        reservoir: 0,
        bytecode_address: request.to,
        known_bytecode,
        target_address: target,
        caller,
        value,
        scheme,
        is_static: is_static || request.kind == CallKind::Static,
        charged_new_account_state_gas: false,
    };
    Ok(Attempt::Made(
        FrameInput::Call(Box::new(inputs)),
        Bill { base, given },
    ))
}

/// Prepares a create. In a static context or without the gas for it the program fails.
pub(super) fn create(frame: &Frame, request: CreateRequest) -> Attempt {
    if frame.interpreter.runtime_flag.is_static {
        return Attempt::Answered(Reply::Refused("create in a static call"));
    }
    let words = (request.code.len() as u64).div_ceil(32);
    let base = CREATE
        + if request.salt.is_some() {
            CREATE2_WORD * words
        } else {
            0
        };
    let Some(left) = request.gas_left.checked_sub(base) else {
        return Attempt::Answered(Reply::Refused("too little gas to create"));
    };
    let given = left - left / 64;
    let scheme = request
        .salt
        .map_or(CreateScheme::Create, |salt| CreateScheme::Create2 { salt });
    let acting = frame.interpreter.input.target_address;
    let inputs = CreateInputs::new(acting, scheme, request.value, request.code, given, 0);
    Attempt::Made(FrameInput::Create(Box::new(inputs)), Bill { base, given })
}

#[cfg(test)]
mod tests {
    use super::forwardable_down;

    #[test]
    fn forwards_63_of_64_rounded_down() {
        for gas in [0, 1, 63, 64, 65, 127, 1_000_000, u64::MAX] {
            let exact = u128::from(gas) * 63 / 64;
            assert_eq!(u128::from(forwardable_down(gas)), exact);
        }
    }
}
