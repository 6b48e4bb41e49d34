//! Directed fixed-point arithmetic on 128-bit WADs with 256-bit intermediates.

use ruint::aliases::U256;

use crate::error::{Error, Result};

/// One, with 18 decimals.
pub const WAD: u128 = 1_000_000_000_000_000_000;

/// a * b / divisor, rounded down. `None` if the divisor is zero or the result is beyond 128 bits.
#[must_use]
pub fn mul_div_down(a: u128, b: u128, divisor: u128) -> Option<u128> {
    if divisor == 0 {
        return None;
    }
    // Two 128-bit factors always fit 256 bits.
    let product = U256::from(a).wrapping_mul(U256::from(b));
    u128::try_from(product / U256::from(divisor)).ok()
}

/// a * b / divisor, rounded up. `None` if the divisor is zero or the result is beyond 128 bits.
#[must_use]
pub fn mul_div_up(a: u128, b: u128, divisor: u128) -> Option<u128> {
    if divisor == 0 {
        return None;
    }
    let product = U256::from(a).wrapping_mul(U256::from(b));
    let (quotient, rest) = product.div_rem(U256::from(divisor));
    let quotient = u128::try_from(quotient).ok()?;
    if rest.is_zero() {
        Some(quotient)
    } else {
        quotient.checked_add(1)
    }
}

/// a * b / divisor, rounded down, or the crate's overflow error.
pub(crate) fn scale_down(a: u128, b: u128, divisor: u128, what: &'static str) -> Result<u128> {
    mul_div_down(a, b, divisor).ok_or(Error::Overflow { what })
}

/// a * b / divisor, rounded up, or the crate's overflow error.
pub(crate) fn scale_up(a: u128, b: u128, divisor: u128, what: &'static str) -> Result<u128> {
    mul_div_up(a, b, divisor).ok_or(Error::Overflow { what })
}
