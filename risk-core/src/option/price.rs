//! Price and delta.

use super::{Kind, MAX_GROWTH, MAX_RATE, MAX_SECONDS, MAX_VOLATILITY, Terms};
use crate::RiskError;
use crate::fixed::normal::probability_below;
use crate::fixed::{
    SignedWad, WAD, Wad, YEAR, log_ratio, mul_div_down, power, ratio_down, sqrt_product,
    wide_product, with_sign,
};

/// 5^36: 10^36 without its powers of two.
const FIVE_36: u128 = 14_551_915_228_366_851_806_640_625;
/// Standard deviations carry 30 binary digits beyond WAD.
pub(super) const DEVIATION_BITS: u32 = 30;
/// Further than any distance in standard deviations that matters.
const FAR: i128 = 1 << 80;

/// A price and the change of it per change of spot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quote {
    /// Value of one option, WAD USD.
    pub price: Wad,
    /// Its change per dollar of spot, WAD: within [-e^(-q T), 0] for a put, [0, e^(-q T)] for a call. Error: that of
    /// [`greeks`](super::greeks).
    pub delta: SignedWad,
}

/// The parts that every formula of this module shares.
pub(super) struct Parts {
    /// S e^(-q T) and K e^(-r T), WAD USD. Relative error below 2e-18.
    pub spot: u128,
    pub strike: u128,
    /// e^(-q T), WAD.
    pub carried: u128,
    pub d1: i128,
    /// v sqrt T, WAD by 2^30.
    pub deviation: u128,
    /// N(-d1) and N(-d2), by 2^63.
    pub below_1: u64,
    pub below_2: u64,
}

/// `rate * seconds / YEAR`, WAD, to nearest.
///
/// # Errors
/// [`RiskError::OutOfDomain`] beyond the bounds of the module.
fn growth(rate: SignedWad, seconds: u64) -> Result<i128, RiskError> {
    let magnitude = rate.0.unsigned_abs();
    if magnitude > MAX_RATE || seconds > MAX_SECONDS {
        return Err(RiskError::OutOfDomain);
    }
    let half_year = u128::from(YEAR / 2);
    let product = magnitude
        .wrapping_mul(u128::from(seconds))
        .wrapping_add(half_year);
    let growth = ratio_down(product, 1, u128::from(YEAR));
    if growth > MAX_GROWTH {
        return Err(RiskError::OutOfDomain);
    }
    Ok(with_sign(growth, rate.0 < 0))
}

/// `rate * seconds / YEAR` by 2^119, towards zero: at most 2 * [`MAX_GROWTH`] where each rate is within it.
pub(crate) fn growth_log(rate: i128, seconds: u64) -> i128 {
    // At most 2e19 * 3.2e9 < 2^97.
    let product = rate.unsigned_abs().wrapping_mul(u128::from(seconds));
    with_sign(
        ratio_down(product, 1 << 119, WAD.wrapping_mul(u128::from(YEAR))),
        rate < 0,
    )
}

/// `volatility * sqrt(seconds / YEAR)`, WAD by 2^30, rounded down, at most 1,000: v^2 T is the product of v * seconds
/// and v * 2^60 / YEAR.
pub(crate) fn deviation(volatility: Wad, seconds: u64) -> Result<u128, RiskError> {
    if volatility.0 > MAX_VOLATILITY || seconds > MAX_SECONDS {
        return Err(RiskError::OutOfDomain);
    }
    let scaled = ratio_down(volatility.0, 1 << 60, u128::from(YEAR));
    Ok(sqrt_product(
        volatility.0.wrapping_mul(u128::from(seconds)),
        scaled,
    ))
}

/// |log| / deviation in WAD by 2^53, saturating, for a logarithm by 2^119: 10^36 * 2^30 / 2^119 = 5^36 / 2^53.
pub(crate) fn in_deviations(log: i128, deviation: u128) -> u128 {
    if log == 0 {
        0
    } else {
        ratio_down(log.unsigned_abs(), FIVE_36, deviation)
    }
}

/// `amount * share / 2^63`, rounded down, for a share of at most one.
pub(super) fn part(amount: u128, share: u64) -> u128 {
    let (top, bottom) = wide_product(amount, u128::from(share));
    (top << 65) | (bottom >> 63)
}

/// One less a share, by 2^63.
pub(super) fn rest(share: u64) -> u64 {
    (1_u64 << 63).saturating_sub(share)
}

/// # Errors
/// [`RiskError::OutOfDomain`] beyond the bounds of the module, [`RiskError::Overflow`].
pub(super) fn parts(terms: &Terms) -> Result<Parts, RiskError> {
    let discount = growth(terms.rate, terms.seconds)?;
    let yielded = growth(terms.carry, terms.seconds)?;
    let carried = power(yielded.wrapping_neg());
    let (spot, strike) = (
        scaled(terms.spot, yielded)?,
        scaled(terms.strike, discount)?,
    );
    let deviation = deviation(terms.volatility, terms.seconds)?;
    let deviation_wad = with_sign(deviation >> DEVIATION_BITS, false);
    let distance = if terms.spot.0 == 0 {
        FAR.wrapping_neg()
    } else if terms.strike.0 == 0 {
        FAR
    } else {
        // |ln| < 89 and |(r - q) T| <= 40, by 2^119: nothing wraps.
        let log = log_ratio(terms.spot.0, terms.strike.0).wrapping_add(growth_log(
            terms.rate.0.wrapping_sub(terms.carry.0),
            terms.seconds,
        ));
        with_sign(in_deviations(log, deviation) >> 53, log < 0)
    };
    let d1 = distance.wrapping_add(deviation_wad >> 1);
    let d2 = d1.wrapping_sub(deviation_wad);
    Ok(Parts {
        spot,
        strike,
        carried: carried.times(WAD)?,
        d1,
        deviation,
        below_1: probability_below(d1.wrapping_neg()),
        below_2: probability_below(d2.wrapping_neg()),
    })
}

/// `amount * e^(-growth)`; the amount itself where nothing grows.
fn scaled(amount: Wad, growth: i128) -> Result<u128, RiskError> {
    if growth == 0 {
        return Ok(amount.0);
    }
    power(growth.wrapping_neg()).times(amount.0)
}

/// Bounds without arbitrage, and the formula's value between them.
struct Valued {
    least: u128,
    value: u128,
    most: u128,
    delta: i128,
    margin: u128,
}

fn valued(kind: Kind, terms: &Terms) -> Result<Valued, RiskError> {
    let parts = parts(terms)?;
    let (gain, cost, least, most, delta) = match kind {
        Kind::Put => (
            part(parts.strike, parts.below_2),
            part(parts.spot, parts.below_1),
            parts.strike.saturating_sub(parts.spot),
            parts.strike,
            with_sign(part(parts.carried, parts.below_1), true),
        ),
        Kind::Call => (
            part(parts.spot, rest(parts.below_1)),
            part(parts.strike, rest(parts.below_2)),
            parts.spot.saturating_sub(parts.strike),
            parts.spot,
            with_sign(part(parts.carried, rest(parts.below_1)), false),
        ),
    };
    // Without interest the legs, and with them the bounds, are exact.
    let exact = terms.seconds == 0 || terms.rate.0 | terms.carry.0 == 0;
    let still = parts.deviation == 0 && exact;
    // 2^-57 = 6.9e-18 of both legs; nothing where the value is the intrinsic one, exactly.
    let margin = if still {
        0
    } else {
        ((parts.spot >> 57).saturating_add(parts.strike >> 57)).saturating_add(2)
    };
    let value = gain.saturating_sub(cost).clamp(least, most);
    let (least, most) = if exact {
        (least, most)
    } else {
        (least.saturating_sub(margin), most.saturating_add(margin))
    };
    Ok(Valued {
        least,
        value,
        most,
        delta,
        margin,
    })
}

/// Price and delta, rounded against the buyer: at least the true value.
///
/// Error: at most 1.4e-17 * (S e^(-q T) + K e^(-r T)) and 4 units above the true value: the formula is within half of
/// that (2e-18 for each discounted leg, 1.2e-18 for each probability, and what the rounding of d1 and d2 to WAD adds,
/// in which the price is stationary), and the same margin is added. Bounds: max(0, K e^(-r T) - S e^(-q T)) <= put <=
/// K e^(-r T), max(0, S e^(-q T) - K e^(-r T)) <= call <= S e^(-q T): exactly without interest, else each bound is wider by
/// the margin, for its legs are rounded. At no time left or no volatility the value is the lower bound.
///
/// # Errors
/// [`RiskError::OutOfDomain`] beyond [`MAX_RATE`], [`MAX_VOLATILITY`], [`MAX_SECONDS`] or [`MAX_GROWTH`];
/// [`RiskError::Overflow`] where a discounted leg exceeds 128 bits.
#[inline(never)]
pub fn quote_up(kind: Kind, terms: &Terms) -> Result<Quote, RiskError> {
    let valued = valued(kind, terms)?;
    Ok(Quote {
        price: Wad(valued.value.saturating_add(valued.margin).min(valued.most)),
        delta: SignedWad(valued.delta),
    })
}

/// Price and delta, rounded against the seller: at most the true value. Error, bounds and errors as for [`quote_up`].
///
/// # Errors
/// As for [`quote_up`].
#[inline(never)]
pub fn quote_down(kind: Kind, terms: &Terms) -> Result<Quote, RiskError> {
    let valued = valued(kind, terms)?;
    Ok(Quote {
        price: Wad(valued.value.saturating_sub(valued.margin).max(valued.least)),
        delta: SignedWad(valued.delta),
    })
}

/// The formula's own value, between the two quotes.
pub(super) fn middle(kind: Kind, terms: &Terms) -> Result<(Wad, Wad, Wad, u128), RiskError> {
    let valued = valued(kind, terms)?;
    Ok((
        Wad(valued.least),
        Wad(valued.value),
        Wad(valued.most),
        valued.margin,
    ))
}

/// `amount * (1 - spread)`, rounded down.
pub(super) fn less(amount: Wad, spread: Wad) -> Result<Wad, RiskError> {
    mul_div_down(amount.0, WAD.saturating_sub(spread.0), WAD).map(Wad)
}
