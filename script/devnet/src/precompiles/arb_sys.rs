//! ArbSys, 0x64: facts about the chain.

use alloy::sol_types::{SolCall, SolInterface};
use revm::{
    Database,
    context::{Block, Cfg, ContextTr},
    primitives::U256,
};

use super::call::{Answer, Call, Failure, Mutability};
use crate::exec::evm::ArbContext;

alloy::sol! {
    interface ArbSys {
        function arbOSVersion() external view returns (uint256);
        function arbBlockNumber() external view returns (uint256);
        function arbChainID() external view returns (uint256);
    }
}

use ArbSys::{self as abi, ArbSysCalls as Method};

/// Version of ArbOS whose rules hold here.
const ARBOS_VERSION: u64 = 51;
/// Offset by which ArbSys reports it.
const VERSION_OFFSET: u64 = 55;

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(Mutability::View)?;
    let output = match method {
        Method::arbOSVersion(_) => {
            abi::arbOSVersionCall::abi_encode_returns(&U256::from(VERSION_OFFSET + ARBOS_VERSION))
        }
        Method::arbBlockNumber(_) => {
            abi::arbBlockNumberCall::abi_encode_returns(&context.block().number())
        }
        Method::arbChainID(_) => {
            abi::arbChainIDCall::abi_encode_returns(&U256::from(context.cfg().chain_id()))
        }
    };
    call.answer(output)
}
