//! Loans repaid by instalments: what is due when, what it unlocks, and what the right to miss it is worth; and loans that
//! their collateral's growth repays, with simple interest.
//!
//! Interest is compounded continuously and by the second, as in the pool: a debt of p owes p (e^(rate t) - 1) after
//! t, whether it is paid in one sum or in parts, early or late. Amounts are token units, times seconds.

mod fair;
mod locked;
mod plan;
mod yielding;

pub use fair::{Market, PricedInstalment, fair_rate, fair_rate_of, strike};
pub use locked::{Locked, Standing, standing};
pub use plan::{Instalment, MAX_INSTALMENTS, Payment, Plan};
pub use yielding::{Earnings, harvestable, marked, simple_interest};

use crate::RiskError;
use crate::curve::growth;
use crate::fixed::{RAY, Wad, mul_div_down, mul_div_up};

/// Interest on `principal` for `seconds`: principal * (e^(rate * seconds / year) - 1), rounded up: borrowers owe no
/// less. Above the exact value by less than 1 + principal * 2e-27 units, or 3e-35 of what is owed.
///
/// This is also the interest due when a part of a loan is repaid early: on that part, for the time since interest
/// was last paid.
///
/// # Errors
/// [`RiskError::Overflow`], as [`growth`].
#[inline(never)]
pub fn interest(principal: u128, rate: Wad, seconds: u64) -> Result<u128, RiskError> {
    let factor = growth(rate, seconds)?.0; // at least one
    mul_div_up(principal, factor.saturating_sub(RAY), RAY)
}

/// The principal that a payment ends when it also pays that principal's interest for `seconds`:
/// payment / e^(rate * seconds / year), rounded down, at most `outstanding`. Below the exact value by less than
/// 1 + payment * 2e-27 units. It and its [`interest`] never come to more than the payment.
///
/// # Errors
/// [`RiskError::Overflow`], as [`growth`].
pub fn principal_paid(
    payment: u128,
    outstanding: u128,
    rate: Wad,
    seconds: u64,
) -> Result<u128, RiskError> {
    Ok(mul_div_down(payment, RAY, growth(rate, seconds)?.0)?.min(outstanding))
}

#[cfg(test)]
mod tests;
