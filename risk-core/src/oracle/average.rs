//! Exponential forgetting in continuous time.

use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, YEAR, exp, log_ratio, mul_div_down, wide_product};

/// ln 2 in WAD.
const LN2_WAD: u128 = 693_147_180_559_945_309;

/// The weight of what is new after `elapsed`: 1 - 2^(-elapsed / half_life). One where the half-life is zero.
#[inline(never)]
fn weight(elapsed: u64, half_life: u64) -> u128 {
    let Ok(exponent) = mul_div_down(u128::from(elapsed), LN2_WAD, u128::from(half_life)) else {
        return WAD;
    };
    // At most 2^64 * ln 2 in WAD, which fits.
    let exponent = SignedWad(i128::try_from(exponent).unwrap_or(i128::MAX).wrapping_neg());
    WAD.saturating_sub(exp(exponent).unwrap_or(Wad::ZERO).0)
}

/// The exponential moving average of a price in continuous time:
/// `average * 2^(-elapsed / half_life) + sample * (1 - 2^(-elapsed / half_life))`.
///
/// The step towards the sample is rounded down, so the result always lies between the two: within 1 unit plus 4e-18 of
/// the difference between them. At `elapsed` zero it is the average; at half-life zero the sample.
///
/// # Errors
/// None today: the type leaves room for domain checks.
#[inline(never)]
pub fn ema(average: Wad, sample: Wad, elapsed: u64, half_life: u64) -> Result<Wad, RiskError> {
    let weight = weight(elapsed, half_life);
    let step = mul_div_down(average.0.abs_diff(sample.0), weight, WAD)?;
    // The step is at most the difference, so neither wraps.
    Ok(Wad(if sample.0 >= average.0 {
        average.0.wrapping_add(step)
    } else {
        average.0.wrapping_sub(step)
    }))
}

/// The exponentially weighted variance per year after a new price, from the variance so far:
/// `variance * 2^(-t/h) + r^2 * (year / t) * (1 - 2^(-t/h))`, r = ln(price / previous), t = elapsed.
///
/// At `elapsed` zero the second term takes its limit, `r^2 * year * ln 2 / h`: a jump within one second counts
/// as much as just after it. At half-life zero only the new observation counts.
///
/// Error, in units in the last place, times in years: below 8 r^2 / t + 4 variance + 3 (h for t where t is zero).
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a price of zero; [`RiskError::DivisionByZero`] where `elapsed` and `half_life`
/// are both zero; [`RiskError::Overflow`].
#[inline(never)]
pub fn ewma_variance(
    variance: Wad,
    previous: Wad,
    price: Wad,
    elapsed: u64,
    half_life: u64,
) -> Result<Wad, RiskError> {
    if previous == Wad::ZERO || price == Wad::ZERO {
        return Err(RiskError::OutOfDomain);
    }
    // Below 89 by 2^119; its square by 2^110.
    let change = log_ratio(price.0, previous.0).unsigned_abs();
    let square = wide_product(change, change).0;
    let (weight, share, over) = if elapsed == 0 {
        (0, LN2_WAD, half_life)
    } else {
        let weight = weight(elapsed, half_life);
        (weight, weight, elapsed)
    };
    // r^2 * year * share: below 2^13 * 2^25 * 2^60.
    let (top, bottom) = wide_product(square, share.wrapping_mul(u128::from(YEAR)));
    let observed = mul_div_down((top << 18) | (bottom >> 110), 1, u128::from(over))?;
    let kept = mul_div_down(variance.0, WAD.saturating_sub(weight), WAD)?;
    kept.checked_add(observed)
        .map(Wad)
        .ok_or(RiskError::Overflow)
}
