//! ArbSys, 0x64: facts about the chain and the call.

use alloy::sol_types::{SolCall, SolInterface};
use revm::{
    Database,
    context::{Block, Cfg, ContextTr, JournalTr},
    primitives::{Address, B256, U256, uint},
};

use super::{
    activation::database,
    call::{Answer, Call, Failure, Mutability},
};
use crate::exec::evm::ArbContext;

alloy::sol! {
    interface ArbSys {
        function arbOSVersion() external view returns (uint256);
        function arbBlockNumber() external view returns (uint256);
        function arbBlockHash(uint256 arbBlockNum) external view returns (bytes32);
        function arbChainID() external view returns (uint256);
        function getStorageGasAvailable() external view returns (uint256);
        function isTopLevelCall() external view returns (bool);
        function mapL1SenderContractAddressToL2Alias(address sender, address unused)
            external pure returns (address);
        function wasMyCallersAddressAliased() external view returns (bool);

        error InvalidBlockNumber(uint256 requested, uint256 current);
    }
}

use ArbSys::{self as abi, ArbSysCalls as Method};

/// Offset by which ArbSys reports the version of ArbOS.
const VERSION_OFFSET: u64 = 55;
/// Blocks whose hashes are known.
const HASHES: u64 = 256;
/// What L1 contracts' addresses are shifted by.
const ALIAS: U256 = uint!(0x1111000000000000000000000000000000001111_U256);

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(match method {
        Method::mapL1SenderContractAddressToL2Alias(_) => Mutability::Pure,
        _ => Mutability::View,
    })?;
    let output = match method {
        Method::arbOSVersion(_) => {
            let version = VERSION_OFFSET + context.chain.settings.arbos;
            abi::arbOSVersionCall::abi_encode_returns(&U256::from(version))
        }
        Method::arbBlockNumber(_) => {
            abi::arbBlockNumberCall::abi_encode_returns(&context.block().number())
        }
        Method::arbBlockHash(arguments) => {
            abi::arbBlockHashCall::abi_encode_returns(&block_hash(context, arguments.arbBlockNum)?)
        }
        Method::arbChainID(_) => {
            abi::arbChainIDCall::abi_encode_returns(&U256::from(context.cfg().chain_id()))
        }
        // Storage has no gas of its own.
        Method::getStorageGasAvailable(_) => {
            abi::getStorageGasAvailableCall::abi_encode_returns(&U256::ZERO)
        }
        // A call by the transaction's own contract, or by one that it calls. This call is a frame itself.
        Method::isTopLevelCall(_) => {
            abi::isTopLevelCallCall::abi_encode_returns(&(context.journal().depth() <= 3))
        }
        Method::mapL1SenderContractAddressToL2Alias(arguments) => {
            let sender = U256::from_be_bytes(arguments.sender.into_word().0);
            // Beyond 160 bits it starts again.
            let alias = Address::from_word(sender.wrapping_add(ALIAS).into());
            abi::mapL1SenderContractAddressToL2AliasCall::abi_encode_returns(&alias)
        }
        // Transactions do not come from L1 here.
        Method::wasMyCallersAddressAliased(_) => {
            abi::wasMyCallersAddressAliasedCall::abi_encode_returns(&false)
        }
    };
    call.answer(output)
}

fn block_hash<DB: Database>(
    context: &mut ArbContext<DB>,
    requested: U256,
) -> Result<B256, Failure> {
    let current = context.block().number();
    if requested >= current || requested.saturating_add(U256::from(HASHES)) < current {
        return Err(Failure::error(abi::InvalidBlockNumber {
            requested,
            current,
        }));
    }
    context
        .db_mut()
        .block_hash(requested.saturating_to())
        .map_err(database)
}
