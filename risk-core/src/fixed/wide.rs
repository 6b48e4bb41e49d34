//! Full 512-bit directed mul-div on 256-bit integers, for token amounts that exceed 128 bits.

use crate::RiskError;
use ruint::aliases::{U256, U512};

/// `a * b / d` and whether a rest was left.
#[inline(never)]
fn quotient(a: U256, b: U256, d: U256) -> Result<(U256, bool), RiskError> {
    if d.is_zero() {
        return Err(RiskError::DivisionByZero);
    }
    let product: U512 = a.widening_mul(b);
    let (quotient, rest) = product.div_rem(U512::from(d));
    let narrow = U256::checked_from_limbs_slice(quotient.as_limbs()).ok_or(RiskError::Overflow)?;
    Ok((narrow, !rest.is_zero()))
}

/// `a * b / d` rounded down, with a 512-bit intermediate product.
///
/// # Errors
/// [`RiskError::DivisionByZero`]; [`RiskError::Overflow`] where the quotient exceeds 256 bits.
pub fn wide_mul_div_down(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    quotient(a, b, d).map(|(quotient, _)| quotient)
}

/// `a * b / d` rounded up, with a 512-bit intermediate product.
///
/// # Errors
/// [`RiskError::DivisionByZero`]; [`RiskError::Overflow`] where the quotient exceeds 256 bits.
pub fn wide_mul_div_up(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    let (quotient, rest) = quotient(a, b, d)?;
    if rest {
        return quotient.checked_add(U256::ONE).ok_or(RiskError::Overflow);
    }
    Ok(quotient)
}
