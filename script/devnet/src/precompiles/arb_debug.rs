//! ArbDebug, 0xff: what only debug chains have.

use alloy::sol_types::SolInterface;
use revm::Database;

use super::{
    arb_owner::OWNERS,
    call::{Answer, Call, Failure, Mutability},
};
use crate::exec::evm::ArbContext;

alloy::sol! {
    interface ArbDebug {
        function becomeChainOwner() external;
    }
}

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    if context.chain.settings.production {
        return Err(Failure::Burn);
    }
    let ArbDebug::ArbDebugCalls::becomeChainOwner(_) =
        ArbDebug::ArbDebugCalls::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(Mutability::Write)?;
    let caller = call.caller;
    OWNERS.add(context, call, caller)?;
    call.answer(Vec::new())
}
