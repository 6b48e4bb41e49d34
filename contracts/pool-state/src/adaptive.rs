//! The adaptive curve of `risk-core` with its default parameters, in a fifth of the code: the core has no more room. A
//! test holds it to `risk_core::curve::AdaptiveCurve`.

use risk_core::{
    curve::{AdaptiveCurve, growth},
    fixed::{RAY, Ray, WAD, Wad, mul_div_up},
};

const CURVE: AdaptiveCurve = AdaptiveCurve::DEFAULT;
const ONE: u64 = WAD as u64;
const TARGET: u64 = CURVE.target.0 as u64;

/// Utilisation's distance from the target as a part of what there is on that side, WAD; rounded so that rates are not
/// too low.
#[derive(Clone, Copy)]
struct Error {
    above: bool,
    size: u64,
}

impl Error {
    fn of(utilisation: Wad) -> Self {
        let utilisation = utilisation.0.min(WAD) as u64;
        let above = utilisation > TARGET;
        // At most 10^18 x 10.
        let tenfold = utilisation.abs_diff(TARGET).wrapping_mul(10);
        Self {
            above,
            size: if above { tenfold } else { tenfold / 9 },
        }
    }

    /// The curve at a rate at target: four times that at an error of one above, a quarter below. Rounded up.
    fn on_curve(self, rate_at_target: u128) -> Wad {
        let thrice = self.size.wrapping_mul(3);
        let factor = if self.above {
            ONE.saturating_add(thrice)
        } else {
            ONE.saturating_sub(thrice / 4)
        };
        Wad(mul_div_up(rate_at_target, u128::from(factor), WAD).unwrap_or(u128::MAX))
    }
}

#[expect(
    clippy::manual_clamp,
    reason = "clamp has code for bounds the wrong way round"
)]
fn within(rate_at_target: u128) -> u128 {
    rate_at_target.max(CURVE.minimum.0).min(CURVE.maximum.0)
}

/// The borrow rate per year, WAD, rounded up.
#[inline(never)]
pub(crate) fn borrow_rate(rate_at_target: u128, utilisation: Wad) -> Wad {
    Error::of(utilisation).on_curve(within(rate_at_target))
}

/// The mean borrow rate per year over `elapsed` seconds of constant utilisation, and the rate at target after them; both
/// rounded up. The rate at target moves by e^(speed x error x time) within its bounds; its mean is that of the trapezoids
/// over both halves, where `risk-core` integrates.
#[inline(never)]
pub(crate) fn accrue(rate_at_target: u128, utilisation: Wad, elapsed: u64) -> (Wad, u128) {
    let error = Error::of(utilisation);
    let start = within(rate_at_target);
    // Fifty times 10^18 at most.
    let speed = u128::from(error.size).wrapping_mul(CURVE.speed.0 / WAD);
    let after = |elapsed| {
        let factor = growth(Wad(speed), elapsed).unwrap_or(Ray(u128::MAX)).0;
        let (times, by) = if error.above {
            (factor, RAY)
        } else {
            (RAY, factor)
        };
        within(mul_div_up(start, times, by).unwrap_or(u128::MAX))
    };
    let (half, end) = (after(elapsed / 2), after(elapsed));
    // Each at most 2 x 10^18.
    let sum = start.wrapping_add(half.wrapping_mul(2)).wrapping_add(end);
    (error.on_curve(sum.wrapping_add(3) >> 2), end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use risk_core::fixed::YEAR;

    proptest! {
        #[test]
        fn it_is_the_curve_of_risk_core(
            rate in CURVE.minimum.0..=CURVE.maximum.0, utilisation in 0..=WAD, elapsed in 0..=YEAR,
        ) {
            let utilisation = Wad(utilisation);
            let exact = CURVE.borrow_rate(Wad(rate), utilisation).unwrap().0;
            let told = borrow_rate(rate, utilisation).0;
            prop_assert!(told.abs_diff(exact) <= 4, "{told} {exact}");
            let exact = CURVE.accrue(Wad(rate), utilisation, elapsed).unwrap();
            let (mean, end) = accrue(rate, utilisation, elapsed);
            prop_assert!(end.abs_diff(exact.rate_at_target.0) <= end / 1_000_000_000_000, "{end} {exact:?}");
            let low = borrow_rate(rate.min(end), utilisation).0;
            let high = borrow_rate(rate.max(end), utilisation).0;
            prop_assert!(low <= mean.0 && mean.0 <= high);
        }

        /// Two days at most: an error of one moves the rate by less than a third.
        #[test]
        fn the_mean_is_close_where_somebody_comes_by_now_and_then(
            rate in CURVE.minimum.0..=CURVE.maximum.0, utilisation in 0..=WAD, elapsed in 0..=YEAR / 182,
        ) {
            let exact = CURVE.accrue(Wad(rate), Wad(utilisation), elapsed).unwrap().average_rate.0;
            let mean = accrue(rate, Wad(utilisation), elapsed).0.0;
            prop_assert!(mean.abs_diff(exact) <= exact / 20, "{mean} {exact}");
        }

        /// While no bound is met the trapezoids lie above the curve: borrowers owe no less than by the integral, but for half
        /// the second that the middle of an odd time lies early, in which the rate moves by 10^-6 of it.
        #[test]
        fn the_mean_is_not_below_the_integral_within_the_bounds(
            rate in 10 * CURVE.minimum.0..=CURVE.maximum.0 / 10, utilisation in 0..=WAD, elapsed in 0..=YEAR / 30,
        ) {
            let exact = CURVE.accrue(Wad(rate), Wad(utilisation), elapsed).unwrap().average_rate.0;
            let mean = accrue(rate, Wad(utilisation), elapsed).0.0;
            prop_assert!(mean.saturating_add(exact / 2_000_000 + 8) >= exact, "{mean} {exact}");
            prop_assert!(mean.abs_diff(exact) <= exact / 10, "{mean} {exact}");
        }
    }
}
