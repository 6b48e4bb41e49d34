//! ArbWasm, 0x71: activation and what is known about programs.

use alloy::sol_types::{SolCall, SolInterface};
use revm::{
    Database,
    context::{Block, ContextTr},
    primitives::{Address, B256},
};

use super::{
    activation, arb_owner,
    call::{Answer, Call, Failure, Mutability},
    parameters::STYLUS_VERSION,
    records,
};
use crate::{exec::evm::ArbContext, stylus::pages};

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
        function activationGas() external view returns (uint64 gas);

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

/// Runs a method.
pub(super) fn run<DB: Database>(context: &mut ArbContext<DB>, call: &mut Call) -> Answer {
    let method = Method::abi_decode(&call.data).map_err(|_| Failure::Burn)?;
    if matches!(method, Method::activationGas(_)) {
        arb_owner::since_60(context)?;
    }
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
    if matches!(method, Method::activationGas(_)) {
        let gas = activation::activation_gas(context, call)?;
        return Ok(abi::activationGasCall::abi_encode_returns(&gas));
    }
    let parameters = activation::parameters(context, call)?;
    let mut record = |subject: Subject| {
        let codehash = match subject {
            Subject::Codehash(codehash) => codehash,
            Subject::Program(program) => activation::codehash(context, call, program)?,
        };
        let record = activation::active(context, call, codehash, &parameters)?;
        Ok::<_, Failure>((record, now(context)))
    };
    Ok(match method {
        Method::activateProgram(_) | Method::codehashKeepalive(_) | Method::activationGas(_) => {
            return Err(Failure::Burn);
        }
        Method::stylusVersion(_) => abi::stylusVersionCall::abi_encode_returns(&STYLUS_VERSION),
        Method::codehashVersion(arguments) => {
            let (record, _) = record(Subject::Codehash(arguments.codehash))?;
            abi::codehashVersionCall::abi_encode_returns(&record.version)
        }
        Method::codehashAsmSize(arguments) => {
            let (record, _) = record(Subject::Codehash(arguments.codehash))?;
            abi::codehashAsmSizeCall::abi_encode_returns(&record.native_kib.saturating_mul(1_024))
        }
        Method::programVersion(arguments) => {
            let (record, _) = record(Subject::Program(arguments.program))?;
            abi::programVersionCall::abi_encode_returns(&record.version)
        }
        Method::programInitGas(arguments) => {
            let (record, _) = record(Subject::Program(arguments.program))?;
            let cached = parameters.cached_gas(record.cached_cost);
            let whole = parameters.init_gas(record.init).saturating_add(cached);
            abi::programInitGasCall::abi_encode_returns(&(whole, cached).into())
        }
        Method::programMemoryFootprint(arguments) => {
            let (record, _) = record(Subject::Program(arguments.program))?;
            abi::programMemoryFootprintCall::abi_encode_returns(&record.footprint)
        }
        Method::programTimeLeft(arguments) => {
            let (record, now) = record(Subject::Program(arguments.program))?;
            let life = u64::from(parameters.expiry_days) * records::DAY;
            let left = life.saturating_sub(record.age(now));
            abi::programTimeLeftCall::abi_encode_returns(&left)
        }
        Method::inkPrice(_) => abi::inkPriceCall::abi_encode_returns(&parameters.ink_price),
        Method::maxStackDepth(_) => {
            abi::maxStackDepthCall::abi_encode_returns(&parameters.stack_depth)
        }
        Method::freePages(_) => abi::freePagesCall::abi_encode_returns(&parameters.free_pages),
        Method::pageGas(_) => abi::pageGasCall::abi_encode_returns(&parameters.page_gas),
        Method::pageRamp(_) => abi::pageRampCall::abi_encode_returns(&pages::RAMP),
        Method::pageLimit(_) => abi::pageLimitCall::abi_encode_returns(&parameters.page_limit),
        Method::minInitGas(_) => {
            abi::minInitGasCall::abi_encode_returns(&parameters.min_init_gas().into())
        }
        Method::initCostScalar(_) => {
            abi::initCostScalarCall::abi_encode_returns(&parameters.init_percent())
        }
        Method::expiryDays(_) => abi::expiryDaysCall::abi_encode_returns(&parameters.expiry_days),
        Method::keepaliveDays(_) => {
            abi::keepaliveDaysCall::abi_encode_returns(&parameters.keepalive_days)
        }
        Method::blockCacheSize(_) => {
            abi::blockCacheSizeCall::abi_encode_returns(&parameters.block_cache)
        }
    })
}

/// Whose record is wanted.
enum Subject {
    Codehash(B256),
    Program(Address),
}

fn now<DB: Database>(context: &ArbContext<DB>) -> u64 {
    context.block().timestamp().saturating_to()
}
