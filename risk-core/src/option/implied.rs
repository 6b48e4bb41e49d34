//! Implied volatility.

use super::price::middle;
use super::{Kind, MAX_VOLATILITY, Terms, greeks};
use crate::RiskError;
use crate::fixed::{WAD, Wad, mul_div_down};

/// Newton's steps and halvings of the bracket in turn: 67 halvings bring the widest bracket to a unit.
pub const IMPLIED_STEPS: usize = 160;

/// The volatility at which the formula gives `price`; the terms' own volatility is not looked at.
///
/// Error: the price at the result is within 1.4e-17 * (S e^(-q T) + K e^(-r T)) and 4 units of `price`, or the next volatility
/// in WAD is further from it. Zero where the price is within that margin of its lower bound.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a price below the lower bound or above that of [`MAX_VOLATILITY`]; as for
/// [`quote_up`](super::quote_up).
pub fn implied_volatility(kind: Kind, terms: &Terms, price: Wad) -> Result<Wad, RiskError> {
    let at = |volatility: u128| Terms {
        volatility: Wad(volatility),
        ..*terms
    };
    let (least, _, most, margin) = middle(kind, &at(WAD))?;
    if price < least || price >= most {
        return Err(RiskError::OutOfDomain);
    }
    if price.0 <= least.0.saturating_add(margin) {
        return Ok(Wad::ZERO);
    }
    if middle(kind, &at(MAX_VOLATILITY))?.1 < price {
        return Err(RiskError::OutOfDomain);
    }
    // The price at `low` is below, the price at `high` at least the one sought.
    let (mut low, mut high) = (0_u128, MAX_VOLATILITY);
    let mut guess = WAD;
    for step_count in 0..IMPLIED_STEPS {
        let (_, value, _, _) = middle(kind, &at(guess))?;
        if value.0.abs_diff(price.0) <= margin {
            return Ok(Wad(guess));
        }
        if value < price {
            low = guess;
        } else {
            high = guess;
        }
        if high.wrapping_sub(low) <= 1 {
            break;
        }
        let vega = greeks(kind, &at(guess))?.vega.0;
        let step = mul_div_down(value.0.abs_diff(price.0), WAD, vega).unwrap_or(u128::MAX);
        let next = if value < price {
            guess.saturating_add(step)
        } else {
            guess.saturating_sub(step)
        };
        // A step that leaves the bracket, or stays within a unit of its end, gives way to the middle.
        guess = if step_count & 1 == 0 && next > low && next < high {
            next
        } else {
            low.wrapping_add(high.wrapping_sub(low) >> 1)
        };
    }
    Ok(Wad(high))
}
