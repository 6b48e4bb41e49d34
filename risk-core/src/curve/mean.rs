//! The mean of an exponential over an interval, in closed form.

use super::power::{EXPONENT_LIMIT, ONE_36, power};
use crate::fixed::{ratio_down, with_sign};

/// Below this the series has more digits than the closed form: 1e-8 at 36 decimals.
pub(super) const SMALL: u128 = 10_000_000_000_000_000_000_000_000_000;
/// How far [`mean_decay`] may be off, at 36 decimals: 1e-25.
pub(crate) const MEAN_ERROR: u128 = 100_000_000_000;

/// The mean of e^-s for s from 0 to x: (1 - e^-x) / x, at 36 decimals, for x at 36 decimals; one at zero.
///
/// In (0, 1]. Off by less than [`MEAN_ERROR`]; above x = 48 by less than 1e-22.
#[inline(never)]
pub(crate) fn mean_decay(x: u128) -> u128 {
    if x < SMALL {
        // 1 - x/2 + x^2/6: the rest is below x^3/24 < 5e-26.
        return ONE_36
            .wrapping_sub(x / 2)
            .wrapping_add(ratio_down(x, x, 6 * ONE_36));
    }
    let left = if x > EXPONENT_LIMIT {
        0
    } else {
        power(with_sign(x, true)).times(ONE_36).unwrap_or(0)
    };
    // What is left is off by less than 20 units, which x >= 1e-8 magnifies to 2e-27.
    ratio_down(ONE_36.saturating_sub(left), ONE_36, x)
}
