//! The schedule of an unwind: duration, trajectory and release.

use crate::RiskError;
use crate::fixed::{WAD, Wad, mul_div_down, mul_div_up};

/// The greatest urgency kT of a trajectory.
pub const MAX_URGENCY: Wad = Wad(20 * WAD);
/// Terms of the hyperbolic sine's series: enough for [`MAX_URGENCY`].
const SINH_TERMS: usize = 64;

/// How long an unwind may take: `maximum` at health one or more, `minimum` at `critical` or less, a straight line
/// between, rounded down to whole seconds: faster, in the lenders' favour. A critical health of one or more leaves
/// no line: `minimum` below one. Where `minimum` exceeds `maximum` the result is `maximum`.
#[must_use]
pub fn duration(health: Wad, critical: Wad, minimum: u64, maximum: u64) -> u64 {
    if health.0 >= WAD {
        return maximum;
    }
    let minimum = minimum.min(maximum);
    if health.0 <= critical.0 {
        return minimum;
    }
    // critical < health < one: the share is below one and the sum at most `maximum`.
    let span = u128::from(maximum.wrapping_sub(minimum));
    let share = mul_div_down(
        span,
        health.0.wrapping_sub(critical.0),
        WAD.wrapping_sub(critical.0),
    )
    .unwrap_or(0);
    minimum.saturating_add(u64::try_from(share).unwrap_or(0))
}

/// sinh(y) / y for y up to [`MAX_URGENCY`]: every term and the sum rounded down, so it never falls as y grows.
fn sinh_ratio(y: u128) -> Result<u128, RiskError> {
    let square = mul_div_down(y, y, WAD)?;
    let (mut term, mut sum, mut even) = (WAD, WAD, 2_u128);
    for _ in 0..SINH_TERMS {
        let factors = even.wrapping_mul(even.wrapping_add(1)); // below 2^15
        term = mul_div_down(term, square, WAD.wrapping_mul(factors))?;
        if term == 0 {
            break;
        }
        sum = sum.wrapping_add(term); // below e^20 in WAD
        even = even.wrapping_add(2);
    }
    Ok(sum)
}

/// The share of an unwind that remains to be sold: sinh(kT (1 - t/T)) / sinh(kT), t = `elapsed`, T = `total`,
/// kT = `urgency`; the straight line 1 - t/T at urgency zero, which small urgencies approach.
///
/// Exactly one at the start and zero from the end on; never rises with time. Computed as u g(kT u) / g(kT) with
/// g(y) = sinh(y)/y, so that no digits cancel: error below 1e-15.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for an urgency above [`MAX_URGENCY`].
#[inline(never)]
pub fn remaining(urgency: Wad, elapsed: u64, total: u64) -> Result<Wad, RiskError> {
    if urgency > MAX_URGENCY {
        return Err(RiskError::OutOfDomain);
    }
    let left = total.saturating_sub(elapsed);
    if left == 0 {
        return Ok(Wad::ZERO);
    }
    let linear = mul_div_down(u128::from(left), WAD, u128::from(total))?;
    let now = sinh_ratio(mul_div_down(urgency.0, linear, WAD)?)?;
    mul_div_up(linear, now, sinh_ratio(urgency.0)?).map(Wad)
}

/// What a step of the schedule adds to the amount released: max(0, need - available) * (1 - after / before),
/// rounded down: the account is sold no faster than planned.
///
/// `available` is what was released and not yet sold, so that released never falls, and growth of the need accrues
/// from now over what remains of the trajectory. With `remaining_before` zero the trajectory is over: all is released.
#[must_use]
pub fn newly_released(
    need: Wad,
    available: Wad,
    remaining_before: Wad,
    remaining_after: Wad,
) -> Wad {
    let missing = need.saturating_sub(available);
    let passed = remaining_before.saturating_sub(remaining_after);
    Wad(mul_div_down(missing.0, passed.0, remaining_before.0).unwrap_or(missing.0))
}
