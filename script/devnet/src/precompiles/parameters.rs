//! The parameters of Stylus, which the chain's owner may change: one packed word in ArbWasm's storage, in Nitro's
//! order. A word of zero stands for the parameters that the chain starts with.

use revm::{Database, primitives::U256};

use super::{
    ARB_WASM,
    call::{self, slot},
};
use crate::{
    exec::evm::ArbContext,
    stylus::{format, ink, instrument, pages},
};

const PARAMETERS: &str = "ballast.arbwasm.parameters";
const ACTIVATION_GAS: &str = "ballast.arbwasm.activationgas";

/// Version of Stylus that activations are made for.
pub(crate) const STYLUS_VERSION: u16 = 2;
/// Percent that one unit of a scalar stands for.
const SCALAR_UNIT: u64 = 2;
const MIN_INIT_UNIT: u64 = 128;
const MIN_CACHED_UNIT: u64 = 32;
/// Limit of the decompressed WASM in bytes.
const WASM_SIZE: u32 = 131_072;

/// What the owner may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parameters {
    /// Ink per gas, 24 bits.
    pub(crate) ink_price: u32,
    /// Words of a program's stack.
    pub(crate) stack_depth: u32,
    /// Pages that cost nothing.
    pub(crate) free_pages: u16,
    /// Gas per page, linear part.
    pub(crate) page_gas: u16,
    /// Pages that a program may start with, those that are open counted.
    pub(crate) page_limit: u16,
    /// Least gas of initialisation, in units of 128.
    pub(crate) min_init: u8,
    /// Least gas of cached entry, in units of 32.
    pub(crate) min_cached: u8,
    /// Factor on the cost of initialisation, in units of 2%.
    pub(crate) init_scalar: u8,
    /// Factor on the cost of cached entry, in units of 2%.
    pub(crate) cached_scalar: u8,
    /// Days after which an activation expires.
    pub(crate) expiry_days: u16,
    /// Days after which it can be extended.
    pub(crate) keepalive_days: u16,
    /// Programs that a block remembers, ArbOS 60.
    pub(crate) block_cache: u16,
    /// Limit of the decompressed WASM in bytes.
    pub(crate) wasm_size: u32,
    /// Fragments of a program at most, 0 before ArbOS 60.
    pub(crate) fragments: u8,
}

impl Parameters {
    /// What a chain with this version of ArbOS starts with.
    pub(crate) fn initial(arbos: u64) -> Self {
        Self {
            ink_price: u32::try_from(ink::PRICE).unwrap_or(u32::MAX),
            stack_depth: instrument::STACK_LIMIT,
            free_pages: pages::FREE,
            page_gas: pages::PAGE_GAS,
            page_limit: pages::LIMIT,
            min_init: 69,
            min_cached: 11,
            init_scalar: 50,
            cached_scalar: 50,
            expiry_days: 365,
            keepalive_days: 31,
            block_cache: 32,
            wasm_size: WASM_SIZE,
            fragments: if format::has_fragments(arbos) { 2 } else { 0 },
        }
    }

    /// The parameters as they are now; nothing is charged.
    pub(crate) fn load<DB: Database>(context: &mut ArbContext<DB>) -> Result<Self, DB::Error> {
        let arbos = context.chain.settings.arbos;
        let word = call::read(context, ARB_WASM, slot(PARAMETERS))?;
        Ok(if word.is_zero() {
            Self::initial(arbos)
        } else {
            Self::unpack(word)
        })
    }

    /// Writes the parameters; nothing is charged.
    pub(super) fn store<DB: Database>(
        &self,
        context: &mut ArbContext<DB>,
    ) -> Result<(), DB::Error> {
        call::write(context, ARB_WASM, slot(PARAMETERS), self.pack())
    }

    /// Gas of initialisation at entry, rounded up.
    pub(crate) fn init_gas(&self, init: u16) -> u64 {
        self.min_init_gas().0 + (u64::from(init) * self.init_percent()).div_ceil(100)
    }

    /// Gas of entry that even a cached program pays, rounded up.
    pub(crate) fn cached_gas(&self, cached: u16) -> u64 {
        let percent = u64::from(self.cached_scalar) * SCALAR_UNIT;
        self.min_init_gas().1 + (u64::from(cached) * percent).div_ceil(100)
    }

    /// Lowest gas of initialisation and of cached entry.
    pub(super) fn min_init_gas(&self) -> (u64, u64) {
        (
            u64::from(self.min_init) * MIN_INIT_UNIT,
            u64::from(self.min_cached) * MIN_CACHED_UNIT,
        )
    }

    /// Sets the lowest gas, rounded up to whole units, saturating.
    pub(super) fn set_min_init_gas(&mut self, init: u64, cached: u64) {
        let units = |gas: u64, unit| u8::try_from(gas.div_ceil(unit)).unwrap_or(u8::MAX);
        self.min_init = units(init, MIN_INIT_UNIT);
        self.min_cached = units(cached, MIN_CACHED_UNIT);
    }

    /// Factor on the cost of initialisation, percent.
    pub(super) fn init_percent(&self) -> u64 {
        u64::from(self.init_scalar) * SCALAR_UNIT
    }

    /// Sets that factor, rounded up to whole units, saturating.
    pub(super) fn set_init_percent(&mut self, percent: u64) {
        self.init_scalar = u8::try_from(percent.div_ceil(SCALAR_UNIT)).unwrap_or(u8::MAX);
    }

    fn pack(&self) -> U256 {
        let mut bytes = Vec::with_capacity(32);
        bytes.extend(STYLUS_VERSION.to_be_bytes());
        bytes.extend(&self.ink_price.to_be_bytes()[1..]);
        bytes.extend(self.stack_depth.to_be_bytes());
        for short in [self.free_pages, self.page_gas, self.page_limit] {
            bytes.extend(short.to_be_bytes());
        }
        bytes.extend([
            self.min_init,
            self.min_cached,
            self.init_scalar,
            self.cached_scalar,
        ]);
        for short in [self.expiry_days, self.keepalive_days, self.block_cache] {
            bytes.extend(short.to_be_bytes());
        }
        bytes.extend(self.wasm_size.to_be_bytes());
        bytes.push(self.fragments);
        bytes.resize(32, 0);
        U256::from_be_slice(&bytes)
    }

    fn unpack(word: U256) -> Self {
        let bytes: [u8; 32] = word.to_be_bytes();
        let short = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let long = |at: usize| {
            u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        Self {
            ink_price: u32::from_be_bytes([0, bytes[2], bytes[3], bytes[4]]),
            stack_depth: long(5),
            free_pages: short(9),
            page_gas: short(11),
            page_limit: short(13),
            min_init: bytes[15],
            min_cached: bytes[16],
            init_scalar: bytes[17],
            cached_scalar: bytes[18],
            expiry_days: short(19),
            keepalive_days: short(21),
            block_cache: short(23),
            wasm_size: long(25),
            fragments: bytes[29],
        }
    }
}

/// Gas that activation costs beside its price, ArbOS 60; its slot.
pub(super) fn activation_gas_slot() -> U256 {
    slot(ACTIVATION_GAS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_survive_packing() {
        let mut parameters = Parameters::initial(60);
        assert_eq!(Parameters::unpack(parameters.pack()), parameters);
        parameters.ink_price = 0x00AB_CDEF;
        parameters.stack_depth = 0x0123_4567;
        parameters.page_limit = 0xFEDC;
        parameters.wasm_size = 0x89AB_CDEF;
        parameters.expiry_days = 7;
        assert_eq!(Parameters::unpack(parameters.pack()), parameters);
    }

    #[test]
    fn entry_charges() {
        let parameters = Parameters::initial(51);
        assert_eq!(parameters.init_gas(0), 8_832);
        assert_eq!(parameters.cached_gas(0), 352);
        assert_eq!(parameters.cached_gas(1), 353);
        assert_eq!(parameters.init_gas(7), 8_839);
    }

    #[test]
    fn units_are_rounded_up() {
        let mut parameters = Parameters::initial(51);
        parameters.set_min_init_gas(129, 1);
        assert_eq!(parameters.min_init_gas(), (256, 32));
        parameters.set_init_percent(101);
        assert_eq!(parameters.init_percent(), 102);
        parameters.set_min_init_gas(u64::MAX, u64::MAX);
        assert_eq!(parameters.min_init_gas(), (255 * 128, 255 * 32));
    }
}
