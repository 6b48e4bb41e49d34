//! The activation table: one packed word per codehash in ArbWasm's storage.

use std::fmt;

use revm::{
    Database,
    primitives::{B256, U256},
};

use super::{
    ARB_WASM, call,
    parameters::{Parameters, STYLUS_VERSION},
};
use crate::exec::evm::ArbContext;

/// Start of Arbitrum's clock, seconds since 1970.
const EPOCH: u64 = 1_421_388_000;
const HOUR: u64 = 3_600;
pub(super) const DAY: u64 = 86_400;

const TABLE: &str = "ballast.arbwasm.program";

/// What activation writes down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// Version of Stylus, 0 if never activated.
    pub(crate) version: u16,
    /// Cost of initialisation.
    pub(crate) init: u16,
    /// Cost of entry when cached.
    pub(crate) cached_cost: u16,
    /// Pages at start.
    pub(crate) footprint: u16,
    /// Hours of Arbitrum's clock, 24 bits.
    pub(crate) activated_at: u32,
    /// Estimated native code in KiB, rounded up, 24 bits.
    pub(crate) native_kib: u32,
    /// Whether the chain keeps it in its long-term cache.
    pub(crate) is_cached: bool,
}

impl Record {
    /// Seconds since activation, which is known by the hour.
    pub(super) fn age(&self, now: u64) -> u64 {
        now.saturating_sub(EPOCH + u64::from(self.activated_at) * HOUR)
    }

    /// Whether its age forbids it to run.
    pub(super) fn is_expired(&self, now: u64, parameters: &Parameters) -> bool {
        self.age(now) > u64::from(parameters.expiry_days) * DAY
    }

    /// Gas that entering costs before memory; less when the chain or its block remembers the program.
    pub(crate) fn entry_gas(&self, parameters: &Parameters, is_recent: bool) -> u64 {
        let init = if self.is_cached || is_recent {
            0
        } else {
            parameters.init_gas(self.init)
        };
        init + parameters.cached_gas(self.cached_cost)
    }

    fn pack(&self) -> U256 {
        let mut bytes = [0u8; 32];
        bytes[17..19].copy_from_slice(&self.version.to_be_bytes());
        bytes[19..21].copy_from_slice(&self.init.to_be_bytes());
        bytes[21..23].copy_from_slice(&self.cached_cost.to_be_bytes());
        bytes[23..25].copy_from_slice(&self.footprint.to_be_bytes());
        bytes[25..28].copy_from_slice(&self.activated_at.to_be_bytes()[1..]);
        bytes[28..31].copy_from_slice(&self.native_kib.to_be_bytes()[1..]);
        bytes[31] = self.is_cached.into();
        U256::from_be_bytes(bytes)
    }

    fn unpack(word: U256) -> Self {
        let bytes: [u8; 32] = word.to_be_bytes();
        let short = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let medium = |at: usize| u32::from_be_bytes([0, bytes[at], bytes[at + 1], bytes[at + 2]]);
        Self {
            version: short(17),
            init: short(19),
            cached_cost: short(21),
            footprint: short(23),
            activated_at: medium(25),
            native_kib: medium(28),
            is_cached: bytes[31] != 0,
        }
    }
}

/// Hours of Arbitrum's clock at a time.
pub(super) fn hours(now: u64) -> u32 {
    u32::try_from(now.saturating_sub(EPOCH) / HOUR).unwrap_or(u32::MAX) & 0x00FF_FFFF
}

/// Whether a program may run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may.
    Active(Record),
    /// It was never activated.
    NotActivated,
    /// It was activated for another version.
    NeedsUpgrade(u16),
    /// Its activation is this many seconds old.
    Expired(u64),
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Standing::Active(_) => f.write_str("program is active"),
            Standing::NotActivated => f.write_str("program not activated"),
            Standing::NeedsUpgrade(version) => {
                write!(
                    f,
                    "program needs upgrade from version {version} to {STYLUS_VERSION}"
                )
            }
            Standing::Expired(age) => write!(f, "program expired: activated {age} seconds ago"),
        }
    }
}

/// The record of a codehash as it was written.
pub(crate) fn load<DB: Database>(
    context: &mut ArbContext<DB>,
    codehash: B256,
) -> Result<Record, DB::Error> {
    call::read(context, ARB_WASM, call::entry(TABLE, codehash)).map(Record::unpack)
}

/// Writes a record.
pub(super) fn store<DB: Database>(
    context: &mut ArbContext<DB>,
    codehash: B256,
    record: &Record,
) -> Result<(), DB::Error> {
    call::write(
        context,
        ARB_WASM,
        call::entry(TABLE, codehash),
        record.pack(),
    )
}

/// Whether the program with this codehash may run at `now`. Age matters unless the chain's settings say otherwise.
pub(crate) fn standing<DB: Database>(
    context: &mut ArbContext<DB>,
    codehash: B256,
    now: u64,
    parameters: &Parameters,
) -> Result<Standing, DB::Error> {
    let expiry = context.chain.settings.expiry;
    let record = load(context, codehash)?;
    Ok(match record.version {
        0 => Standing::NotActivated,
        STYLUS_VERSION if expiry && record.is_expired(now, parameters) => {
            Standing::Expired(record.age(now))
        }
        STYLUS_VERSION => Standing::Active(record),
        other => Standing::NeedsUpgrade(other),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_survive_packing() {
        let record = Record {
            version: 2,
            init: 0x1234,
            cached_cost: 0x5678,
            footprint: 17,
            activated_at: 0x00AB_CDEF,
            native_kib: 0x0012_3456,
            is_cached: true,
        };
        assert_eq!(Record::unpack(record.pack()), record);
        assert_eq!(Record::unpack(U256::ZERO).version, 0);
    }
}
