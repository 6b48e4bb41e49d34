//! Prices of activation: gas, data fee, and the charges that every later entry pays.

use revm::primitives::U256;

use crate::stylus::engine::Facts;

/// Gas of any activation.
pub(super) const ACTIVATION_GAS: u64 = 1_659_168;
const GAS_PER_MICROSECOND: u64 = 28;

/// Wei per byte at no demand.
const MIN_BYTE_PRICE: u64 = 82_928_201;
/// Bytes per second by which demand decays.
const DECAY: u64 = 34_865;
/// Demand at which the price is e times the lowest.
const INERTIA: u64 = 21_360_419;
const BIPS: u64 = 10_000;
const TAYLOR_TERMS: u64 = 12;

/// Gas of activating a program with these sizes, the fixed part not counted.
pub(super) fn activation_gas(facts: &Facts) -> u64 {
    let microseconds = facts.wasm_bytes * 31_733 / 100_000
        + facts.functions * 17_263 / 100_000
        + facts.data_bytes * 17_376 / 100_000
        + facts.element_bytes * 17_376 / 100_000
        + u64::from(facts.pages) * 2_217
        + facts.operations * 535 / 1_000;
    microseconds * GAS_PER_MICROSECOND
}

/// Estimated size of native code in bytes; what the data fee is paid for.
pub(super) fn native_bytes(facts: &Facts) -> u32 {
    let bytes = 512_000
        + facts.functions * 996_829 / 1_000
        + facts.signature_values * 11_416 / 1_000
        + facts.wasm_bytes * 62_628 / 10_000;
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// Cost of entering when cached, in units of the record; `None` when it does not fit.
pub(super) fn cached_cost(facts: &Facts) -> Option<u16> {
    let cost = facts.functions * 13_420 / 100_000
        + facts.signature_values * 89 / 100_000
        + facts.wasm_bytes * 122 / 100_000
        + facts.globals * 1_628 / 1_000
        + (facts.data_range_bytes + facts.element_bytes) * 75_244 / 100_000
        + 5 * u64::from(facts.pages);
    u16::try_from(cost).ok()
}

/// Cost of initialisation, in units of the record; `None` when it does not fit.
pub(super) fn init_cost(facts: &Facts) -> Option<u16> {
    let cost = facts.functions * 8_252 / 1_000
        + facts.signature_values * 1_059 / 1_000
        + facts.wasm_bytes * 1_286 / 10_000;
    u16::try_from(cost).ok()
}

/// Demand for native code, which sets the data fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Demand {
    /// Bytes not yet decayed.
    pub(super) bytes: u32,
    /// When it was last updated, seconds since 1970.
    pub(super) at: u64,
}

impl Demand {
    /// Decays to `now`, adds `bytes`, and gives the fee for them in wei, price per byte rounded down.
    pub(super) fn take(&mut self, bytes: u32, now: u64) -> U256 {
        let passed = now.saturating_sub(self.at);
        let credit = u32::try_from(DECAY.saturating_mul(passed)).unwrap_or(u32::MAX);
        self.bytes = self.bytes.saturating_sub(credit).saturating_add(bytes);
        self.at = now;
        let exponent = BIPS * u64::from(self.bytes) / INERTIA;
        let price = MIN_BYTE_PRICE.saturating_mul(exp_bips(exponent)) / BIPS;
        U256::from(price.saturating_mul(bytes.into()))
    }
}

/// e^x in bips of x in bips, by twelve terms of its series, each rounded down.
fn exp_bips(x: u64) -> u64 {
    let mut sum = BIPS + x / TAYLOR_TERMS;
    for term in (1..TAYLOR_TERMS).rev() {
        sum = BIPS + sum.saturating_mul(x) / (term * BIPS);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_of_bips() {
        assert_eq!(exp_bips(0), 10_000);
        assert_eq!(exp_bips(10_000) / 10, 2_718);
    }

    #[test]
    fn first_fee_is_about_a_ten_thousandth_of_an_ether() {
        let mut demand = Demand { bytes: 0, at: 0 };
        let fee = demand.take(700_000, 1_000);
        assert!(
            fee > U256::from(55_000_000_000_000u64) && fee < U256::from(100_000_000_000_000u64),
            "{fee}"
        );
        let dearer = demand.take(700_000, 1_000);
        assert!(dearer > fee);
        let mut rested = demand;
        assert_eq!(rested.take(700_000, 100_000), fee);
    }
}
