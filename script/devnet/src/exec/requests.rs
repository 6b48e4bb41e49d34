//! What the EVM does for a program without a call: storage, logs, other accounts. Prices are the EVM's own.

use revm::{
    Database,
    context::{Cfg, ContextTr, JournalTr},
    context_interface::context::ContextError,
    handler::evm::ContextDbError,
    primitives::{Address, Log, LogData, U256},
};

use super::evm::{ArbContext, Frame};
use crate::stylus::guest::{Reply, Request};

const COLD_SLOT: u64 = 2_100;
const WARM: u64 = 100;
const COLD_ACCOUNT: u64 = 2_600;
/// Gas of bringing code, for each limit of code size.
const CODE: u64 = 700;

type Result<T, DB> = std::result::Result<T, ContextDbError<ArbContext<DB>>>;

/// Gas of touching an account.
pub(super) fn account_gas(is_cold: bool) -> u64 {
    if is_cold { COLD_ACCOUNT } else { WARM }
}

/// Serves one request; calls and creates are not served here.
pub(super) fn serve<DB: Database>(
    context: &mut ArbContext<DB>,
    frame: &mut Frame,
    request: Request,
) -> Result<Reply, DB> {
    let acting = frame.interpreter.input.target_address;
    let reply = match request {
        Request::Load(key) => {
            let slot = context
                .journal_mut()
                .sload(acting, key)
                .map_err(ContextError::Db)?;
            Reply::Word {
                word: slot.data,
                gas: if slot.is_cold { COLD_SLOT } else { WARM },
            }
        }
        Request::Flush(slots, gas_left) => flush(context, frame, acting, &slots, gas_left)?,
        Request::TransientLoad(key) => Reply::Word {
            word: context.journal_mut().tload(acting, key),
            gas: 0,
        },
        Request::TransientStore(key, value) => {
            context.journal_mut().tstore(acting, key, value);
            Reply::Done
        }
        Request::Log(topics, data) => {
            context.journal_mut().log(Log {
                address: acting,
                data: LogData::new_unchecked(topics, data),
            });
            Reply::Done
        }
        Request::Balance(address) => {
            let account = context
                .journal_mut()
                .load_account(address)
                .map_err(ContextError::Db)?;
            Reply::Word {
                word: account.info.balance,
                gas: account_gas(account.is_cold),
            }
        }
        Request::Code(address) => {
            let code = context
                .journal_mut()
                .code(address)
                .map_err(ContextError::Db)?;
            Reply::Code {
                gas: account_gas(code.is_cold) + CODE,
                code: code.data,
            }
        }
        Request::Codehash(address) => {
            let hash = context
                .journal_mut()
                .code_hash(address)
                .map_err(ContextError::Db)?;
            Reply::Word {
                word: U256::from_be_bytes(hash.data.0),
                gas: account_gas(hash.is_cold),
            }
        }
        Request::Call(_) | Request::Create(_) => {
            return Err(ContextError::Custom(
                "calls have frames of their own".into(),
            ));
        }
    };
    Ok(reply)
}

fn flush<DB: Database>(
    context: &mut ArbContext<DB>,
    frame: &mut Frame,
    acting: Address,
    slots: &[(U256, U256)],
    gas_left: u64,
) -> Result<Reply, DB> {
    let mut total = 0u64;
    for (key, value) in slots {
        let store = context
            .journal_mut()
            .sstore(acting, *key, *value)
            .map_err(ContextError::Db)?;
        let prices = context.cfg().gas_params();
        let gas = prices.sstore_static_gas()
            + prices.sstore_dynamic_gas(true, &store.data, store.is_cold);
        frame
            .interpreter
            .gas
            .record_refund(prices.sstore_refund(true, &store.data));
        total = total.saturating_add(gas);
        if total > gas_left {
            return Ok(Reply::OutOfGas);
        }
    }
    Ok(Reply::Flushed { gas: total })
}
