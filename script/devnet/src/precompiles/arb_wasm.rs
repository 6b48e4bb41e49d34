//! ArbWasm, 0x71: activation and what is known about programs.

use alloy::sol_types::{SolCall, SolInterface};
use revm::{Database, primitives::B256};

use super::{
    activation,
    call::{Answer, Call, Failure, Mutability, PARAMETERS, READ},
    pricing, records,
};
use crate::{
    exec::evm::ArbContext,
    stylus::{ink, instrument, pages},
};

alloy::sol! {
    interface ArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function stylusVersion() external view returns (uint16 version);
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function codehashKeepalive(bytes32 codehash) external payable;
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function programVersion(address program) external view returns (uint16 version);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programMemoryFootprint(address program) external view returns (uint16 footprint);
        function programTimeLeft(address program) external view returns (uint64 secs);
        function inkPrice() external view returns (uint32 price);
        function maxStackDepth() external view returns (uint32 depth);
        function freePages() external view returns (uint16 count);
        function pageGas() external view returns (uint16 gas);
        function pageRamp() external view returns (uint64 ramp);
        function pageLimit() external view returns (uint16 limit);
        function minInitGas() external view returns (uint64 gas, uint64 cached);
        function initCostScalar() external view returns (uint64 percent);
        function expiryDays() external view returns (uint16 count);
        function keepaliveDays() external view returns (uint16 count);
        function blockCacheSize() external view returns (uint16 count);

        event ProgramActivated(
            bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version
        );
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }
}

use ArbWasm::{self as abi, ArbWasmCalls as Method};

const BLOCK_CACHE_SIZE: u16 = 32;

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    call.admit(match method {
        Method::activateProgram(_) | Method::codehashKeepalive(_) => Mutability::Payable,
        _ => Mutability::View,
    })?;
    let output = match method {
        Method::activateProgram(arguments) => {
            let (version, fee) = activation::activate(context, call, arguments.program)?;
            abi::activateProgramCall::abi_encode_returns(&(version, fee).into())
        }
        Method::codehashKeepalive(arguments) => {
            activation::keep_alive(context, call, arguments.codehash)?;
            Vec::new()
        }
        other => view(context, call, other)?,
    };
    call.answer(output)
}

fn view<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    method: Method,
) -> Result<Vec<u8>, Failure> {
    // Every view opens the parameters of Stylus.
    call.burn(PARAMETERS)?;
    Ok(match method {
        Method::activateProgram(_) | Method::codehashKeepalive(_) => return Err(Failure::Burn),
        Method::stylusVersion(_) => {
            abi::stylusVersionCall::abi_encode_returns(&records::STYLUS_VERSION)
        }
        Method::codehashVersion(arguments) => {
            let record = lookup(context, call, arguments.codehash)?;
            abi::codehashVersionCall::abi_encode_returns(&record.version)
        }
        Method::codehashAsmSize(arguments) => {
            let record = lookup(context, call, arguments.codehash)?;
            abi::codehashAsmSizeCall::abi_encode_returns(&record.native_kib.saturating_mul(1_024))
        }
        Method::programVersion(arguments) => {
            let codehash = activation::codehash(context, call, arguments.program)?;
            let record = lookup(context, call, codehash)?;
            abi::programVersionCall::abi_encode_returns(&record.version)
        }
        Method::programInitGas(arguments) => {
            let codehash = activation::codehash(context, call, arguments.program)?;
            let record = lookup(context, call, codehash)?;
            let cached = pricing::cached_gas(record.cached_cost);
            let whole = pricing::init_gas(record.init) + cached;
            abi::programInitGasCall::abi_encode_returns(&(whole, cached).into())
        }
        Method::programMemoryFootprint(arguments) => {
            let codehash = activation::codehash(context, call, arguments.program)?;
            let record = lookup(context, call, codehash)?;
            abi::programMemoryFootprintCall::abi_encode_returns(&record.footprint)
        }
        Method::programTimeLeft(arguments) => {
            let codehash = activation::codehash(context, call, arguments.program)?;
            let record = lookup(context, call, codehash)?;
            let life = u64::from(records::EXPIRY_DAYS) * records::DAY;
            let left = life.saturating_sub(record.age(now(context)));
            abi::programTimeLeftCall::abi_encode_returns(&left)
        }
        Method::inkPrice(_) => {
            abi::inkPriceCall::abi_encode_returns(&u32::try_from(ink::PRICE).unwrap_or(u32::MAX))
        }
        Method::maxStackDepth(_) => {
            abi::maxStackDepthCall::abi_encode_returns(&instrument::STACK_LIMIT)
        }
        Method::freePages(_) => abi::freePagesCall::abi_encode_returns(&pages::FREE),
        Method::pageGas(_) => abi::pageGasCall::abi_encode_returns(
            &u16::try_from(pages::PAGE_GAS).unwrap_or(u16::MAX),
        ),
        Method::pageRamp(_) => abi::pageRampCall::abi_encode_returns(&pages::RAMP),
        Method::pageLimit(_) => abi::pageLimitCall::abi_encode_returns(&pages::LIMIT),
        Method::minInitGas(_) => {
            abi::minInitGasCall::abi_encode_returns(&pricing::min_init_gas().into())
        }
        Method::initCostScalar(_) => {
            abi::initCostScalarCall::abi_encode_returns(&pricing::COST_SCALAR)
        }
        Method::expiryDays(_) => abi::expiryDaysCall::abi_encode_returns(&records::EXPIRY_DAYS),
        Method::keepaliveDays(_) => {
            abi::keepaliveDaysCall::abi_encode_returns(&records::KEEPALIVE_DAYS)
        }
        Method::blockCacheSize(_) => abi::blockCacheSizeCall::abi_encode_returns(&BLOCK_CACHE_SIZE),
    })
}

fn lookup<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    codehash: B256,
) -> Result<records::Record, Failure> {
    call.burn(READ)?;
    activation::active(context, codehash)
}

fn now<DB: Database>(context: &ArbContext<DB>) -> u64 {
    use revm::context::{Block, ContextTr};
    context.block().timestamp().saturating_to()
}
