//! ArbOwner, 0x70, ArbOwnerPublic, 0x6b, and ArbDebug, 0xff: owners and cache managers.

use alloy::sol_types::{SolCall, SolInterface};
use revm::{
    Database,
    primitives::{Address, U256},
};

use super::{
    ARB_OWNER, ARB_WASM_CACHE,
    call::{Answer, Call, Failure, Mutability, entry, slot},
};
use crate::exec::evm::ArbContext;

alloy::sol! {
    interface ArbOwner {
        function addWasmCacheManager(address manager) external;
        function setL1PricePerUnit(uint256 price) external;
    }

    interface ArbOwnerPublic {
        function isChainOwner(address account) external view returns (bool);
        function getMaxStylusContractFragments() external view returns (uint8);
    }

    interface ArbDebug {
        function becomeChainOwner() external;
    }
}

const OWNERS: &str = "ballast.arbowner.owner";
const MANAGERS: &str = "ballast.arbwasmcache.managers";

/// Runs a method of ArbOwner; who is no owner loses all gas.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = ArbOwner::ArbOwnerCalls::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(Mutability::Write)?;
    let caller = call.caller;
    if !is_owner(context, call, caller)? {
        return Err(Failure::Burn);
    }
    match method {
        ArbOwner::ArbOwnerCalls::addWasmCacheManager(arguments) => {
            add_manager(context, call, arguments.manager)?
        }
        // There is no L1 here whose data could cost anything.
        ArbOwner::ArbOwnerCalls::setL1PricePerUnit(_) => {}
    }
    call.answer(Vec::new())
}

/// Runs a method of ArbOwnerPublic.
pub(super) fn run_public<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    use ArbOwnerPublic::{
        ArbOwnerPublicCalls as Method, getMaxStylusContractFragmentsCall, isChainOwnerCall,
    };
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(Mutability::View)?;
    let output = match method {
        Method::isChainOwner(arguments) => {
            isChainOwnerCall::abi_encode_returns(&is_owner(context, call, arguments.account)?)
        }
        // ArbOS before 60 has no fragments.
        Method::getMaxStylusContractFragments(_) => {
            getMaxStylusContractFragmentsCall::abi_encode_returns(&0)
        }
    };
    call.answer(output)
}

/// Runs a method of ArbDebug, which production chains do not have.
pub(super) fn run_debug<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let ArbDebug::ArbDebugCalls::becomeChainOwner(_) =
        ArbDebug::ArbDebugCalls::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(Mutability::Write)?;
    let owner = entry(OWNERS, call.caller.into_word());
    call.write(context, ARB_OWNER, owner, U256::from(1))?;
    call.answer(Vec::new())
}

/// Whether an account owns the chain.
pub(super) fn is_owner<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    account: Address,
) -> Result<bool, Failure> {
    Ok(!call
        .read(context, ARB_OWNER, entry(OWNERS, account.into_word()))?
        .is_zero())
}

/// Whether an account may change the cache.
pub(super) fn is_cache_manager<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    account: Address,
) -> Result<bool, Failure> {
    Ok(!call
        .read(
            context,
            ARB_WASM_CACHE,
            entry(MANAGERS, account.into_word()),
        )?
        .is_zero())
}

/// All accounts that may, in the order in which they were added.
pub(super) fn cache_managers<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<Vec<Address>, Failure> {
    let first = slot(MANAGERS);
    let count: u64 = call.read(context, ARB_WASM_CACHE, first)?.saturating_to();
    let mut managers = Vec::new();
    for index in 1..=count {
        let word = call.read(
            context,
            ARB_WASM_CACHE,
            first.wrapping_add(U256::from(index)),
        )?;
        managers.push(Address::from_word(word.to_be_bytes().into()));
    }
    Ok(managers)
}

fn add_manager<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    manager: Address,
) -> Result<(), Failure> {
    if is_cache_manager(context, call, manager)? {
        return Ok(());
    }
    let first = slot(MANAGERS);
    let count = call
        .read(context, ARB_WASM_CACHE, first)?
        .saturating_add(U256::from(1));
    let word = U256::from_be_bytes(manager.into_word().0);
    call.write(context, ARB_WASM_CACHE, first, count)?;
    call.write(context, ARB_WASM_CACHE, first.wrapping_add(count), word)?;
    call.write(
        context,
        ARB_WASM_CACHE,
        entry(MANAGERS, manager.into_word()),
        U256::from(1),
    )
}
