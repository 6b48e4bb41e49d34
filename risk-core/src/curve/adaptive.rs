//! A curve that finds the market's rate by itself.

use super::mean::{MEAN_ERROR, SMALL, mean_decay};
use super::power::{EXPONENT_LIMIT, ONE_36, power};
use crate::RiskError;
use crate::fixed::{
    SignedWad, WAD, Wad, YEAR, ln, mul_div_down, mul_div_up, ratio_down, ratio_up, with_sign,
};

/// The greatest rate at target that a curve may allow: 10,000% per year.
pub const MAX_RATE_AT_TARGET: Wad = Wad(100 * WAD);
/// The greatest speed that a curve may have: 10,000 per year.
pub const MAX_SPEED: Wad = Wad(10_000 * WAD);
/// Seconds beyond these, nine million years, count as these.
const SECONDS_MAX: u64 = 1 << 48;
/// A bound nearer than one part in this is averaged by the first term of its series.
const NEAR: u128 = 10_000_000_000;

/// A borrow rate whose level drifts while utilisation is off target.
///
/// With the error e of utilisation u, (u - target) / (1 - target) above the target and (u - target) / target below,
/// the rate is
/// `rate_at_target * (1 + (steepness - 1) * e)` for e >= 0 and
/// `rate_at_target * (1 + (1 - 1/steepness) * e)` for e < 0:
/// from `rate_at_target / steepness` at utilisation zero to `rate_at_target * steepness` at one. The rate at target
/// moves as `rate_at_target * exp(speed * e * t)` within its bounds. (The idea of Morpho's adaptive curve.)
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AdaptiveCurve {
    /// The utilisation that the curve steers to, above zero and below one.
    pub target: Wad,
    /// The rate at full utilisation over the rate at target, at least one.
    pub steepness: Wad,
    /// How fast the rate at target drifts at an error of one, per year, at most [`MAX_SPEED`].
    pub speed: Wad,
    /// The least rate at target per year, above zero.
    pub minimum: Wad,
    /// The greatest rate at target per year, at most [`MAX_RATE_AT_TARGET`].
    pub maximum: Wad,
}

/// What an interval of constant utilisation comes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Drift {
    /// The mean borrow rate per year over the interval.
    pub average_rate: Wad,
    /// The rate at target at its end.
    pub rate_at_target: Wad,
}

/// How far the rate at target would move, without bounds: |ln| of the factor, times `one`.
#[derive(Clone, Copy)]
struct Exponent {
    value: u128,
    /// [`ONE_36`] as long as it fits, up to 340; [`WAD`] beyond.
    one: u128,
}

/// The error of utilisation: distance / span, at most one, with its sign.
struct Deviation {
    above: bool,
    distance: u128,
    span: u128,
}

impl AdaptiveCurve {
    /// Target 90%, steepness 4, speed 50 per year, rate at target between 0.1% and 200%.
    pub const DEFAULT: Self = Self {
        target: Wad(900_000_000_000_000_000),
        steepness: Wad(4 * WAD),
        speed: Wad(50 * WAD),
        minimum: Wad(1_000_000_000_000_000),
        maximum: Wad(2 * WAD),
    };
    /// The rate at target of a new market: 4%.
    pub const INITIAL_RATE_AT_TARGET: Wad = Wad(40_000_000_000_000_000);

    /// Whether the parameters are within their bounds.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] where one is not.
    pub fn check(&self) -> Result<(), RiskError> {
        let sound = self.target > Wad::ZERO
            && self.target < Wad::ONE
            && self.steepness >= Wad::ONE
            && self.speed <= MAX_SPEED
            && self.minimum > Wad::ZERO
            && self.minimum <= self.maximum
            && self.maximum <= MAX_RATE_AT_TARGET;
        if sound {
            Ok(())
        } else {
            Err(RiskError::OutOfDomain)
        }
    }

    /// The borrow rate per year at a utilisation, which counts as one where it is greater. A rate at target outside
    /// the bounds counts as the nearer bound. Rounded up: borrowers owe no less; by less than 3 units in the last place.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] as [`check`](Self::check); [`RiskError::Overflow`].
    pub fn borrow_rate(&self, rate_at_target: Wad, utilisation: Wad) -> Result<Wad, RiskError> {
        self.check()?;
        self.on_curve(self.within(rate_at_target.0), &self.deviation(utilisation))
    }

    /// The mean borrow rate over `seconds` of constant utilisation, and the rate at target after them.
    ///
    /// The mean is the exact integral, not a quadrature: while the rate at target moves by e^x from r to r', its mean
    /// is (r' - r) / x; where it meets a bound B at y = ln(B / r), B - (B y - (B - r)) / x. Both are rounded up:
    /// borrowers owe no less. The rate at target is above its exact value by less than 2 units in the last place; the
    /// mean rate at target by less than 4, which the curve multiplies by at most the steepness.
    ///
    /// Accruing in n steps instead of one changes the rate at target by less than 2 n f + 2 units in the last place, f being
    /// the factor by which it rises (one where it falls), and so by less than (2 n f + 6) * steepness + 4 the mean.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] as [`check`](Self::check); [`RiskError::Overflow`].
    #[inline(never)]
    pub fn accrue(
        &self,
        rate_at_target: Wad,
        utilisation: Wad,
        seconds: u64,
    ) -> Result<Drift, RiskError> {
        self.check()?;
        let start = self.within(rate_at_target.0);
        let deviation = self.deviation(utilisation);
        let exponent = self.exponent(&deviation, seconds);
        let (mean, end) = if exponent.value == 0 {
            (start, start)
        } else {
            self.drift(start, exponent, deviation.above)
        };
        Ok(Drift {
            average_rate: self.on_curve(mean, &deviation)?,
            rate_at_target: Wad(end),
        })
    }

    /// The mean and the last rate at target when it moves by e^exponent from `start`. Within the bounds.
    fn drift(&self, start: u128, exponent: Exponent, above: bool) -> (u128, u128) {
        let bound = if above {
            self.maximum.0
        } else {
            self.minimum.0
        };
        let reached = (exponent.one == ONE_36)
            .then(|| moved(start, exponent.value, above))
            .flatten();
        let end = reached.map_or(bound, |end| ratio_up(end, 1, WAD));
        // A fall too small for the last place is none.
        let end = end.min(if above { self.maximum.0 } else { start });
        let (mean, end) = if (above && end >= bound) || (!above && end <= bound) {
            (mean_to_bound(start, bound, exponent), bound)
        } else if exponent.value < SMALL {
            // The larger end times the mean of the decay from it.
            let factor = mean_decay(exponent.value).wrapping_add(MEAN_ERROR); // at most about one
            (ratio_up(start.max(end), factor, ONE_36), end)
        } else {
            // (r' - r) / x, where what r' is high by is far below the one unit that is added.
            let path = reached.unwrap_or(0).abs_diff(start.wrapping_mul(WAD));
            (ratio_up(path, WAD, exponent.value).saturating_add(1), end)
        };
        (mean.max(start.min(end)).min(start.max(end)), end)
    }

    fn within(&self, rate_at_target: u128) -> u128 {
        rate_at_target.max(self.minimum.0).min(self.maximum.0)
    }

    fn deviation(&self, utilisation: Wad) -> Deviation {
        let utilisation = utilisation.0.min(WAD);
        let target = self.target.0;
        let above = utilisation > target;
        Deviation {
            above,
            distance: utilisation.abs_diff(target),
            span: if above {
                WAD.saturating_sub(target)
            } else {
                target
            },
        }
    }

    /// |speed * error * time|, rounded up above the target and down below.
    fn exponent(&self, deviation: &Deviation, seconds: u64) -> Exponent {
        // Below 2^74 * 2^48, 10^36, and 2^60 * 2^25: nothing wraps.
        let reach = self
            .speed
            .0
            .wrapping_mul(u128::from(seconds.min(SECONDS_MAX)));
        let span = deviation.span.wrapping_mul(u128::from(YEAR));
        let scaled = |distance: u128| {
            if deviation.above {
                mul_div_up(reach, distance, span)
            } else {
                mul_div_down(reach, distance, span)
            }
        };
        match scaled(deviation.distance.wrapping_mul(WAD)) {
            Ok(value) => Exponent { value, one: ONE_36 },
            // The error is at most one, so this is below the reach.
            Err(_) => Exponent {
                value: scaled(deviation.distance).unwrap_or(u128::MAX),
                one: WAD,
            },
        }
    }

    /// The curve at a rate at target: rounded up.
    fn on_curve(&self, rate_at_target: u128, deviation: &Deviation) -> Result<Wad, RiskError> {
        let Deviation {
            above,
            distance,
            span,
        } = *deviation;
        let excess = self.steepness.0.saturating_sub(WAD);
        if above {
            let gain = mul_div_up(mul_div_up(rate_at_target, excess, WAD)?, distance, span)?;
            return Wad(rate_at_target).checked_add(Wad(gain));
        }
        let loss = mul_div_down(
            mul_div_down(rate_at_target, excess, self.steepness.0)?,
            distance,
            span,
        )?;
        Ok(Wad(rate_at_target.saturating_sub(loss)))
    }
}

/// start * e^(+-exponent) at 36 decimals for start in WAD, at most 10^20: above it by less than 1 unit and 3e-35 of
/// it; nothing beyond 128 bits or the range of [`power`].
fn moved(start: u128, exponent: u128, up: bool) -> Option<u128> {
    if exponent > EXPONENT_LIMIT {
        return None;
    }
    power(with_sign(exponent, !up)).times_up(start.wrapping_mul(WAD))
}

/// The mean of a rate that moves by e^exponent from `start` but stays once it meets `bound`, which it does:
/// B - (B y - (B - r)) / x, x and y negative where it falls. Rounded up by less than 4 units.
#[inline(never)]
fn mean_to_bound(start: u128, bound: u128, exponent: Exponent) -> u128 {
    let Exponent { value, one } = exponent;
    let gap = bound.abs_diff(start); // at most 10^20
    if gap < bound / NEAR {
        // B y - (B - r) = (B - r)^2 / 2B, the next term being below one unit; in units at 36 decimals, below 10^38.
        let missing = ratio_down(gap.wrapping_mul(gap), one, bound.wrapping_mul(2));
        return if start < bound {
            bound.wrapping_sub(ratio_down(missing, 1, value))
        } else {
            bound
                .wrapping_add(ratio_up(missing, 1, value))
                .wrapping_add(1)
        };
    }
    // Both quotients are at most the larger of start and bound, for y <= x; what the path lacks is less than one unit.
    let path = ratio_down(log_ratio(start.max(bound), start.min(bound)), one, ONE_36);
    bound
        .saturating_add(ratio_up(gap, one, value))
        .saturating_sub(ratio_down(bound, path, value))
        .saturating_add(1)
}

/// ln(high / low) at 36 decimals, off by less than 1e-32, for WAD numbers up to 10^20: the 18 digits of [`ln`] and
/// one Newton step.
fn log_ratio(high: u128, low: u128) -> u128 {
    let log = |x: u128| ln(Wad(x)).unwrap_or(SignedWad::ZERO).0;
    let first = log(high)
        .wrapping_sub(log(low))
        .max(0)
        .unsigned_abs()
        .wrapping_mul(WAD); // below 47 * 10^36
    let exact = high.wrapping_mul(WAD); // at most 10^38
    let reached = moved(low, first, true).unwrap_or(exact);
    let step = ratio_down(exact.abs_diff(reached), ONE_36, exact); // about 10^-18
    if reached <= exact {
        first.wrapping_add(step)
    } else {
        first.saturating_sub(step)
    }
}

#[cfg(test)]
mod tests;
