//! Dutch prices: they fall from a start to a floor over a duration, then stay. All are rounded up, never under the floor
//! and never over the start: in the account's favour, for fillers pay them. A floor above the start holds at once, and
//! so does the floor where there is no duration.

use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, exp, ln, mul_div_up, ratio_up};

/// On a straight line: floor + (start - floor) (1 - t/T), rounded up.
#[must_use]
pub fn dutch_linear(start: Wad, floor: Wad, elapsed: u64, duration: u64) -> Wad {
    let left = u128::from(duration.saturating_sub(elapsed));
    let above =
        mul_div_up(start.0.saturating_sub(floor.0), left, u128::from(duration)).unwrap_or(0);
    floor.saturating_add(Wad(above))
}

/// By equal parts of what is left: floor * (start / floor)^(1 - t/T) = start * (floor / start)^(t/T). Error: at most
/// 1e-16 of the price and two units, up or down; exact at the start and from the end on.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a floor of zero, which no such price reaches; [`RiskError::Overflow`] for a start of
/// more than e^47 floors.
pub fn dutch_exponential(
    start: Wad,
    floor: Wad,
    elapsed: u64,
    duration: u64,
) -> Result<Wad, RiskError> {
    if floor.0 == 0 {
        return Err(RiskError::OutOfDomain);
    }
    let left = duration.saturating_sub(elapsed);
    if left == 0 || start <= floor {
        return Ok(floor);
    }
    if elapsed == 0 {
        return Ok(start);
    }
    // At most 89: the difference of two logarithms of 128-bit numbers.
    let whole = ln(start)?.0.abs_diff(ln(floor)?.0);
    let exponent = ratio_up(whole, u128::from(left), u128::from(duration));
    let growth = exp(SignedWad(i128::try_from(exponent).unwrap_or(i128::MAX)))?;
    let price = mul_div_up(floor.0, growth.0, WAD).unwrap_or(u128::MAX);
    Ok(Wad(price.clamp(floor.0, start.0)))
}

/// In `steps` equal steps: floor + (start - floor) (1 - k / steps), k = floor(steps * t / T), rounded up. Without steps
/// the floor at once.
#[must_use]
pub fn dutch_stairs(start: Wad, floor: Wad, elapsed: u64, duration: u64, steps: u32) -> Wad {
    let steps = u128::from(steps);
    // Below 2^96.
    let passed = steps
        .wrapping_mul(u128::from(elapsed.min(duration)))
        .checked_div(u128::from(duration))
        .unwrap_or(steps);
    let above = start.0.saturating_sub(floor.0);
    let above = mul_div_up(above, steps.saturating_sub(passed), steps).unwrap_or(0);
    floor.saturating_add(Wad(above))
}
