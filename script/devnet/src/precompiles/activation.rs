//! `activateProgram`: checks, price, data fee and record.

use alloy::sol_types::SolEvent;
use revm::{
    Database,
    context::{Block, ContextTr, JournalTr},
    primitives::{Address, B256, Bytes, U256, address, keccak256},
};

use super::{
    ARB_WASM, arb_owner,
    arb_wasm::ArbWasm,
    call::{self, CODEHASH, Call, Failure, PARAMETERS, READ},
    parameters::{self, Parameters, STYLUS_VERSION},
    pricing::{self, Demand},
    records::{self, Record, Standing},
    source::{self, Source},
};
use crate::{
    exec::evm::ArbContext,
    stylus::{
        engine::{Facts, PrepareError},
        format::{self, FormatError},
    },
};

/// Receives data fees; the sequencer's well-known address.
pub(super) const NETWORK_FEE_ACCOUNT: Address =
    address!("A4b000000000000000000073657175656e636572");

const DEMAND: &str = "ballast.arbwasm.demand";
const MODULE_HASH: &str = "ballast.arbwasm.modulehash";
/// Slots of the fee's parameters that Nitro reads beside demand itself.
const FEE_PARAMETERS: u64 = 3;

/// Activates the program at an address. Returns version and data fee.
pub(super) fn activate<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    program: Address,
) -> Result<(u16, U256), Failure> {
    let surcharge = activation_gas(context, call)?;
    call.burn(surcharge)?;
    call.burn(pricing::ACTIVATION_GAS)?;
    let (codehash, code) = program_code(context, program)?;
    let now = now(context);
    let parameters = parameters(context, call)?;
    call.burn(READ)?;
    let standing = records::standing(context, codehash, now, &parameters).map_err(database)?;
    if let Standing::Active(_) = standing {
        return Err(Failure::error(ArbWasm::ProgramUpToDate {}));
    }
    let is_cached = records::load(context, codehash)
        .map_err(database)?
        .is_cached;
    let source = source::of_candidate(context, call, (codehash, code.clone()), &parameters)?;
    let facts = prepare(context, call, &source, &parameters)?;
    if is_cached {
        // What was cached before is dropped.
        call.burn(READ)?;
    }

    let native_bytes = pricing::native_bytes(&facts);
    let too_high = |what: &str| {
        Failure::Notice(format!(
            "program activation failed: failed to parse wasm: {what} cost too high"
        ))
    };
    let init = pricing::init_cost(&facts).ok_or_else(|| too_high("init"))?;
    let cached_cost = pricing::cached_cost(&facts).ok_or_else(|| too_high("cached"))?;
    call.write(
        context,
        ARB_WASM,
        call::entry(MODULE_HASH, codehash),
        U256::from_be_bytes(module_hash(&code).0),
    )?;
    let fee = data_fee(context, call, native_bytes, now)?;
    let record = Record {
        version: STYLUS_VERSION,
        init,
        cached_cost,
        footprint: facts.pages,
        activated_at: records::hours(now),
        native_kib: native_bytes.div_ceil(1_024),
        is_cached,
    };
    save(context, call, codehash, &record)?;
    pay(context, call, fee)?;
    let event = ArbWasm::ProgramActivated {
        codehash,
        moduleHash: module_hash(&code),
        program,
        dataFee: fee,
        version: STYLUS_VERSION,
    };
    call.log(context, event.encode_log_data())?;
    Ok((STYLUS_VERSION, fee))
}

/// Gas that activation costs beside its price, ArbOS 60.
pub(super) fn activation_gas<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<u64, Failure> {
    if !format::has_fragments(context.chain.settings.arbos) {
        return Ok(0);
    }
    let gas = call.read(context, ARB_WASM, parameters::activation_gas_slot())?;
    Ok(gas.saturating_to())
}

/// The parameters of Stylus, read at their price.
pub(super) fn parameters<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
) -> Result<Parameters, Failure> {
    call.burn(PARAMETERS)?;
    Parameters::load(context).map_err(database)
}

/// Extends the life of an activation that is old enough.
pub(super) fn keep_alive<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    codehash: B256,
) -> Result<(), Failure> {
    let now = now(context);
    let parameters = parameters(context, call)?;
    let mut record = active(context, call, codehash, &parameters)?;
    let age = record.age(now);
    if age < u64::from(parameters.keepalive_days) * records::DAY {
        return Err(Failure::error(ArbWasm::ProgramKeepaliveTooSoon {
            ageInSeconds: age,
        }));
    }
    let fee = data_fee(context, call, record.native_kib.saturating_mul(1_024), now)?;
    record.activated_at = records::hours(now);
    save(context, call, codehash, &record)?;
    pay(context, call, fee)?;
    let event = ArbWasm::ProgramLifetimeExtended {
        codehash,
        dataFee: fee,
    };
    call.log(context, event.encode_log_data())
}

/// The record of a program that may run, or ArbWasm's error.
pub(super) fn active<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    codehash: B256,
    parameters: &Parameters,
) -> Result<Record, Failure> {
    call.burn(READ)?;
    let now = now(context);
    match records::standing(context, codehash, now, parameters).map_err(database)? {
        Standing::Active(record) => Ok(record),
        Standing::NotActivated => Err(Failure::error(ArbWasm::ProgramNotActivated {})),
        Standing::NeedsUpgrade(version) => Err(Failure::error(ArbWasm::ProgramNeedsUpgrade {
            version,
            stylusVersion: STYLUS_VERSION,
        })),
        Standing::Expired(age) => Err(Failure::error(ArbWasm::ProgramExpired {
            ageInSeconds: age,
        })),
    }
}

/// Hash and code at an address.
pub(super) fn program_code<DB: Database>(
    context: &mut ArbContext<DB>,
    program: Address,
) -> Result<(B256, Bytes), Failure> {
    let account = context
        .journal_mut()
        .load_account_with_code(program)
        .map_err(database)?;
    if account.data.is_selfdestructed() {
        return Err(Failure::Revert(Bytes::new()));
    }
    let codehash = account.info.code_hash;
    let code = account
        .info
        .code
        .as_ref()
        .map(|code| code.original_bytes())
        .unwrap_or_default();
    Ok((codehash, code))
}

/// Hash of a codehash's account, zero if it has none.
pub(super) fn codehash<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    program: Address,
) -> Result<B256, Failure> {
    call.burn(CODEHASH)?;
    context
        .journal_mut()
        .code_hash(program)
        .map(|hash| hash.data)
        .map_err(database)
}

/// Writes a record at the price of ArbOS.
pub(super) fn save<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    codehash: B256,
    record: &Record,
) -> Result<(), Failure> {
    call.burn(20_000)?;
    records::store(context, codehash, record).map_err(database)
}

/// The database's error in ours.
pub(super) fn database<E: std::fmt::Display>(error: E) -> Failure {
    Failure::Database(error.to_string())
}

fn now<DB: Database>(context: &ArbContext<DB>) -> u64 {
    context.block().timestamp().saturating_to()
}

/// Parses, instruments and compiles. What the WASM is refused for burns all gas; what cannot even be read reverts.
fn prepare<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    source: &Source,
    parameters: &Parameters,
) -> Result<Facts, Failure> {
    let refused = |error: String| Failure::Notice(format!("program activation failed: {error}"));
    let open = context.chain.pages.open();
    let limit = parameters.wasm_size as usize;
    let prepared = context
        .chain
        .compiler
        .prepare(source.key, || source.wasm(limit));
    let facts = match prepared {
        // The limit may have become lower since it was compiled.
        Ok(prepared) if prepared.facts.wasm_bytes > limit as u64 => {
            return Err(Failure::Revert(Bytes::new()));
        }
        Ok(prepared) => prepared.facts,
        // Nitro has it; a silent revert would only puzzle.
        Err(PrepareError::Format(error @ FormatError::StylusDictionary)) => {
            return Err(refused(error.to_string()));
        }
        Err(PrepareError::Format(_)) => return Err(Failure::Revert(Bytes::new())),
        Err(PrepareError::Module(error)) => return Err(refused(error.to_string())),
    };
    let limit = parameters.page_limit.saturating_sub(open);
    if facts.pages > limit {
        return Err(refused(format!(
            "failed to parse wasm: memory exceeds limit: {} > {limit}",
            facts.pages
        )));
    }
    call.burn(pricing::activation_gas(&facts))?;
    Ok(facts)
}

/// Deterministic stand-in for the WAVM module hash, which only a prover could compute: keccak of the code.
fn module_hash(code: &[u8]) -> B256 {
    keccak256(code)
}

fn data_fee<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    bytes: u32,
    now: u64,
) -> Result<U256, Failure> {
    call.burn(FEE_PARAMETERS * READ)?;
    let demand_slot = call::slot(DEMAND);
    let time_slot = demand_slot.wrapping_add(U256::from(1));
    let mut demand = Demand {
        bytes: call.read(context, ARB_WASM, demand_slot)?.saturating_to(),
        at: call.read(context, ARB_WASM, time_slot)?.saturating_to(),
    };
    let fee = demand.take(bytes, now);
    call.write(context, ARB_WASM, demand_slot, U256::from(demand.bytes))?;
    call.write(context, ARB_WASM, time_slot, U256::from(demand.at))?;
    Ok(fee)
}

/// Moves the fee to the network and the rest back to the caller, both without a call.
fn pay<DB: Database>(
    context: &mut ArbContext<DB>,
    call: &mut Call,
    fee: U256,
) -> Result<(), Failure> {
    let Some(excess) = call.value.checked_sub(fee) else {
        return Err(Failure::error(ArbWasm::ProgramInsufficientValue {
            have: call.value,
            want: fee,
        }));
    };
    let network = arb_owner::network_fee_account(context, call)?;
    let precompile = call.address;
    for (to, amount) in [(network, fee), (call.caller, excess)] {
        let refused = context
            .journal_mut()
            .transfer(precompile, to, amount)
            .map_err(database)?;
        if refused.is_some() {
            return Err(Failure::Revert(Bytes::new()));
        }
    }
    Ok(())
}
