//! The search for the least amount at which a concave function reaches zero.

use crate::fixed::ratio_up;

/// Steps of the search: each at least halves the bracket, so that they reach a tolerance of 2^-48 of it.
const STEPS: usize = 48;
/// Steps of the search for any amount that reaches where neither end does.
const PEAK_STEPS: usize = 20;

/// An amount and what the function is there.
#[derive(Clone, Copy)]
pub(crate) struct Point {
    pub amount: u128,
    pub gap: i128,
}

/// A function of an amount, concave but for rounding. It reaches where it is not negative.
pub(crate) trait Concave {
    /// Its value.
    fn at(&mut self, amount: u128) -> i128;

    /// With the amount.
    #[inline(never)]
    fn point(&mut self, amount: u128) -> Point {
        Point {
            amount,
            gap: self.at(amount),
        }
    }
}

/// An amount within `tolerance` above the least that reaches, itself reaching: `low` does not, `high` does.
///
/// A chord across zero crosses at or above the root and a line carried on from above crosses at or below it; between
/// the two the search closes in. Commonly 4 to 8 evaluations; at most twice [`STEPS`].
#[inline(never)]
pub(crate) fn least<F: Concave>(
    f: &mut F,
    mut low: Point,
    mut high: Point,
    tolerance: u128,
) -> u128 {
    for _ in 0..STEPS {
        let width = high.amount.wrapping_sub(low.amount);
        if width <= tolerance {
            break;
        }
        let fall = low.gap.unsigned_abs();
        let chord = ratio_up(width, fall, fall.wrapping_add(high.gap.unsigned_abs()));
        let chord = f.point(low.amount.wrapping_add(chord));
        let mut next = low.amount.wrapping_add(width >> 1);
        if chord.gap < 0 {
            low = chord; // by rounding, or where bases make the stress not quite convex
        } else {
            // Carried on downwards by the slope above the chord's crossing.
            let run = high.amount.wrapping_sub(chord.amount);
            let rise = high.gap.saturating_sub(chord.gap).max(0).unsigned_abs();
            let below = chord
                .amount
                .saturating_sub(ratio_up(run, chord.gap.unsigned_abs(), rise));
            high = chord;
            if high.amount.wrapping_sub(below) <= tolerance {
                break;
            }
            next = next.max(below);
        }
        if next > low.amount && next < high.amount {
            let point = f.point(next);
            if point.gap < 0 {
                low = point;
            } else {
                high = point;
            }
        }
    }
    high.amount
}

/// A point between two that both miss which reaches, where there is one.
#[inline(never)]
pub(crate) fn between<F: Concave>(
    f: &mut F,
    mut low: Point,
    mut high: Point,
    tolerance: u128,
) -> Option<Point> {
    // Halving towards the side where the function rises; one that still rises at the end peaks there.
    let mut right = high;
    for _ in 0..PEAK_STEPS {
        let left = f.point(right.amount.saturating_sub(tolerance));
        if left.gap >= 0 {
            return Some(left);
        }
        if right.gap >= left.gap {
            low = right;
        } else {
            high = left;
        }
        let width = high.amount.saturating_sub(low.amount);
        if width <= tolerance {
            break;
        }
        right = f.point(low.amount.wrapping_add(width >> 1).wrapping_add(tolerance));
        if right.gap >= 0 {
            return Some(right);
        }
    }
    None
}
