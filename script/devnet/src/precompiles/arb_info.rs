//! ArbInfo, 0x65: other accounts.

use alloy::sol_types::{SolCall, SolInterface};
use revm::{
    Database,
    context::{ContextTr, JournalTr},
};

use super::{
    activation::database,
    call::{Answer, COPY_WORD, Call, Failure, Mutability},
};
use crate::exec::evm::ArbContext;

alloy::sol! {
    interface ArbInfo {
        function getBalance(address account) external view returns (uint256);
        function getCode(address account) external view returns (bytes memory);
    }
}

use ArbInfo::{self as abi, ArbInfoCalls as Method};

const BALANCE: u64 = 700;
const CODE: u64 = 2_100;

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(Mutability::View)?;
    let output = match method {
        Method::getBalance(arguments) => {
            call.burn(BALANCE)?;
            let account = context
                .journal_mut()
                .load_account(arguments.account)
                .map_err(database)?;
            abi::getBalanceCall::abi_encode_returns(&account.info.balance)
        }
        Method::getCode(arguments) => {
            call.burn(CODE)?;
            let code = context
                .journal_mut()
                .code(arguments.account)
                .map_err(database)?
                .data;
            call.burn(COPY_WORD * (code.len() as u64).div_ceil(32))?;
            abi::getCodeCall::abi_encode_returns(&code)
        }
    };
    call.answer(output)
}
