//! ArbWasmCache, 0x72: the chain's long-term cache of programs.

use alloy::sol_types::{SolCall, SolEvent, SolInterface};
use revm::{
    Database,
    primitives::{Address, B256},
};

use super::{
    activation, arb_owner,
    call::{Answer, Call, Failure, Mutability, READ},
    pricing, records,
};
use crate::exec::evm::ArbContext;

alloy::sol! {
    interface ArbWasmCache {
        function isCacheManager(address manager) external view returns (bool);
        function allCacheManagers() external view returns (address[] managers);
        function cacheProgram(address program) external;
        function evictCodehash(bytes32 codehash) external;
        function codehashIsCached(bytes32 codehash) external view returns (bool);

        event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
    }
}

use ArbWasmCache::{self as abi, ArbWasmCacheCalls as Method};

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(match method {
        Method::cacheProgram(_) | Method::evictCodehash(_) => Mutability::Write,
        _ => Mutability::View,
    })?;
    let output = match method {
        Method::isCacheManager(arguments) => {
            let is_manager = arb_owner::is_cache_manager(context, call, arguments.manager)?;
            abi::isCacheManagerCall::abi_encode_returns(&is_manager)
        }
        Method::allCacheManagers(_) => {
            let managers = arb_owner::cache_managers(context, call)?;
            abi::allCacheManagersCall::abi_encode_returns(&managers)
        }
        Method::codehashIsCached(arguments) => {
            call.burn(READ)?;
            let record =
                records::load(context, arguments.codehash).map_err(activation::database)?;
            abi::codehashIsCachedCall::abi_encode_returns(&record.is_cached)
        }
        Method::cacheProgram(arguments) => {
            let (codehash, _) = activation::program_code(context, arguments.program)?;
            set(context, call, codehash, true)?;
            Vec::new()
        }
        Method::evictCodehash(arguments) => {
            set(context, call, arguments.codehash, false)?;
            Vec::new()
        }
    };
    call.answer(output)
}

/// Managers and owners set the flag; who is neither loses all gas. Caching pays for one initialisation.
fn set<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    codehash: B256,
    is_cached: bool,
) -> Result<(), Failure> {
    let caller: Address = call.caller;
    if !arb_owner::is_cache_manager(context, call, caller)?
        && !arb_owner::is_owner(context, call, caller)?
    {
        return Err(Failure::Burn);
    }
    call.burn(2 * READ)?;
    let mut record = records::load(context, codehash).map_err(activation::database)?;
    if is_cached {
        record = activation::active(context, codehash)?;
    }
    if record.is_cached == is_cached {
        return Ok(());
    }
    if is_cached {
        call.burn(pricing::init_gas(record.init))?;
    }
    record.is_cached = is_cached;
    activation::save(context, call, codehash, &record)?;
    let event = abi::UpdateProgramCache {
        manager: caller,
        codehash,
        cached: is_cached,
    };
    call.log(context, event.encode_log_data())
}
