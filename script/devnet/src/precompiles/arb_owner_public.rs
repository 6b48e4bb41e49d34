//! ArbOwnerPublic, 0x6b: what everybody may know about the chain's owners.

use alloy::sol_types::{SolCall, SolInterface};
use revm::Database;

use super::{
    activation::database,
    arb_owner::{self, OWNERS},
    call::{Answer, Call, Failure, Mutability, PARAMETERS},
    parameters::Parameters,
};
use crate::exec::evm::ArbContext;

alloy::sol! {
    interface ArbOwnerPublic {
        function isChainOwner(address addr) external view returns (bool);
        function getAllChainOwners() external view returns (address[] memory);
        function getNetworkFeeAccount() external view returns (address);
        function getInfraFeeAccount() external view returns (address);
        function getScheduledUpgrade() external view returns (uint64 arbosVersion, uint64 scheduledForTimestamp);
        function getMaxStylusContractFragments() external view returns (uint8);
    }
}

use ArbOwnerPublic::{self as abi, ArbOwnerPublicCalls as Method};

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    if matches!(method, Method::getMaxStylusContractFragments(_)) {
        arb_owner::since_60(context)?;
    }
    call.admit(Mutability::View)?;
    let output = match method {
        Method::isChainOwner(arguments) => abi::isChainOwnerCall::abi_encode_returns(
            &OWNERS.contains(context, call, arguments.addr)?,
        ),
        Method::getAllChainOwners(_) => {
            abi::getAllChainOwnersCall::abi_encode_returns(&OWNERS.members(context, call)?)
        }
        Method::getNetworkFeeAccount(_) => abi::getNetworkFeeAccountCall::abi_encode_returns(
            &arb_owner::network_fee_account(context, call)?,
        ),
        Method::getInfraFeeAccount(_) => abi::getInfraFeeAccountCall::abi_encode_returns(
            &arb_owner::infra_fee_account(context, call)?,
        ),
        Method::getScheduledUpgrade(_) => {
            let (version, timestamp) = arb_owner::scheduled_upgrade(context, call)?;
            // An upgrade to what the chain already is was done.
            let is_ahead = version > context.chain.settings.arbos;
            let upgrade = if is_ahead {
                (version, timestamp)
            } else {
                (0, 0)
            };
            abi::getScheduledUpgradeCall::abi_encode_returns(&upgrade.into())
        }
        Method::getMaxStylusContractFragments(_) => {
            call.burn(PARAMETERS)?;
            let parameters = Parameters::load(context).map_err(database)?;
            abi::getMaxStylusContractFragmentsCall::abi_encode_returns(&parameters.fragments)
        }
    };
    call.answer(output)
}
