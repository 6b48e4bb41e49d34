//! Collars and early closing.

use super::price::less;
use super::{Kind, Terms, quote_down};
use crate::RiskError;
use crate::fixed::Wad;

/// The search halves 64 times the spot, so its last interval is below spot * 2^-58.
pub const COLLAR_STEPS: usize = 64;

/// The highest strike at which a call sold at `1 - spread` of its value pays for a put's `premium`: with it the collar
/// costs nothing. The terms' own strike is not looked at. Rounded down, so that the call never pays less.
///
/// Error: at most spot * 2^-58 and 2 units below the strike at which the call, less the error of
/// [`quote_down`](super::quote_down) and a unit, still pays.
///
/// # Errors
/// [`RiskError::OutOfDomain`] where a call at no strike pays for it, or one beyond 64 times the spot still does; as for
/// [`quote_up`](super::quote_up).
pub fn collar_call_strike(terms: &Terms, premium: Wad, spread: Wad) -> Result<Wad, RiskError> {
    let pays = |strike: u128| -> Result<bool, RiskError> {
        let call = quote_down(
            Kind::Call,
            &Terms {
                strike: Wad(strike),
                ..*terms
            },
        )?;
        Ok(less(call.price, spread)? >= premium)
    };
    let (mut low, mut high) = (
        0_u128,
        terms.spot.0.checked_mul(64).ok_or(RiskError::Overflow)?,
    );
    if !pays(low)? || pays(high)? {
        return Err(RiskError::OutOfDomain);
    }
    for _ in 0..COLLAR_STEPS {
        let middle = low.wrapping_add(high.wrapping_sub(low) >> 1);
        if pays(middle)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(Wad(low))
}

/// What a writer pays to close an option early: the value less the spread, but at least what exercise at expiry is worth
/// with certainty (the lower bound of the price). Rounded down.
///
/// # Errors
/// As for [`quote_up`](super::quote_up).
pub fn early_close_down(kind: Kind, terms: &Terms, spread: Wad) -> Result<Wad, RiskError> {
    let bid = less(quote_down(kind, terms)?.price, spread)?;
    let certain = quote_down(
        kind,
        &Terms {
            volatility: Wad::ZERO,
            ..*terms
        },
    )?
    .price;
    Ok(bid.max(certain))
}
