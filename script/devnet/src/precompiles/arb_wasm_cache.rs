//! ArbWasmCache, 0x72: the chain's long-term cache of programs.

use alloy::sol_types::{SolCall, SolEvent, SolInterface};
use revm::{
    Database,
    context::{Block, ContextTr},
    primitives::B256,
};

use super::{
    activation::{self, database},
    arb_owner::{CACHE_MANAGERS, OWNERS},
    arb_wasm::ArbWasm,
    call::{Answer, Call, Failure, Mutability, READ},
    parameters::STYLUS_VERSION,
    records,
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
        Method::isCacheManager(arguments) => abi::isCacheManagerCall::abi_encode_returns(
            &CACHE_MANAGERS.contains(context, call, arguments.manager)?,
        ),
        Method::allCacheManagers(_) => {
            abi::allCacheManagersCall::abi_encode_returns(&CACHE_MANAGERS.members(context, call)?)
        }
        Method::codehashIsCached(arguments) => {
            call.burn(READ)?;
            let record = records::load(context, arguments.codehash).map_err(database)?;
            abi::codehashIsCachedCall::abi_encode_returns(&record.is_cached)
        }
        Method::cacheProgram(arguments) => {
            let codehash = activation::codehash(context, call, arguments.program)?;
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

/// Managers and owners set the flag; who is neither loses all gas. Every change pays the cost of initialisation.
fn set<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    codehash: B256,
    is_cached: bool,
) -> Result<(), Failure> {
    let manager = call.caller;
    if !CACHE_MANAGERS.contains(context, call, manager)?
        && !OWNERS.contains(context, call, manager)?
    {
        return Err(Failure::Burn);
    }
    let parameters = activation::parameters(context, call)?;
    call.burn(READ)?;
    let mut record = records::load(context, codehash).map_err(database)?;
    let now = context.block().timestamp().saturating_to();
    if is_cached && record.version != STYLUS_VERSION {
        return Err(Failure::error(ArbWasm::ProgramNeedsUpgrade {
            version: record.version,
            stylusVersion: STYLUS_VERSION,
        }));
    }
    if is_cached && context.chain.settings.expiry && record.is_expired(now, &parameters) {
        return Err(Failure::error(ArbWasm::ProgramExpired {
            ageInSeconds: record.age(now),
        }));
    }
    if record.is_cached == is_cached {
        return Ok(());
    }
    let event = abi::UpdateProgramCache {
        manager,
        codehash,
        cached: is_cached,
    };
    call.log(context, event.encode_log_data())?;
    call.burn(u64::from(record.init) + READ)?;
    record.is_cached = is_cached;
    activation::save(context, call, codehash, &record)
}
