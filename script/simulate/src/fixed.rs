//! `risk-core`'s directed arithmetic with this crate's errors.

pub(crate) use risk_core::fixed::WAD;

use crate::error::{Error, Result};

/// a * b / divisor, rounded down; an overflow error for a zero divisor or a result past 128 bits.
pub(crate) fn scale_down(a: u128, b: u128, divisor: u128, what: &'static str) -> Result<u128> {
    risk_core::fixed::mul_div_down(a, b, divisor).map_err(|_| Error::Overflow { what })
}

/// a * b / divisor, rounded up; an overflow error for a zero divisor or a result past 128 bits.
pub(crate) fn scale_up(a: u128, b: u128, divisor: u128, what: &'static str) -> Result<u128> {
    risk_core::fixed::mul_div_up(a, b, divisor).map_err(|_| Error::Overflow { what })
}
