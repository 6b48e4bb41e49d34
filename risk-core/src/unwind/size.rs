//! Which pair to unwind, how much of it, and the discount that a fill may have.

use crate::RiskError;
use crate::fixed::{WAD, Wad, mul_div_down, mul_div_up};
use crate::health::{
    Book, Factors, Horizon, Position, StressParameters, collateral, debt, per_dollar,
};

/// The greatest health that a sale may aim at.
const MAX_TARGET: Wad = Wad(16 * WAD);
/// Steps of the search for a sale: each at least halves the bracket, so that what is left is a millionth.
const ROOT_STEPS: usize = 20;
/// Steps of the search for any sale that reaches the target where the whole pair overshoots it.
const PEAK_STEPS: usize = 16;
/// The bracket within which a sale counts as least: a millionth of the most that the pair can sell.
const TOLERANCE: u128 = 1_000_000;

/// What is sold and what is repaid, as indices into the positions. May be one position.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pair {
    /// The position whose collateral is sold.
    pub collateral: usize,
    /// The position whose debt is repaid.
    pub debt: usize,
}

/// A sale of a pair.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Sale {
    /// Collateral sold, in USD at spot.
    pub sell: Wad,
    /// Debt repaid, in USD: sell * (1 - discount), rounded up against the filler, at most the debt.
    pub repay: Wad,
    /// By how much the stress falls, in USD; zero where it rises.
    pub stress_released: Wad,
}

/// A portfolio with one pair on trial.
struct Trial<'a> {
    book: Book<'a>,
    horizon: Horizon<'a>,
    pair: Pair,
    /// Collateral and debt of the whole portfolio.
    collateral: Wad,
    debt: Wad,
    /// Debt of the pair.
    owed: Wad,
    /// The most that can be sold.
    capacity: Wad,
    /// One less the discount.
    kept: u128,
    /// The stress before any sale.
    stress: Wad,
}

impl<'a> Trial<'a> {
    #[inline(never)]
    fn new(
        positions: &'a [Position],
        factors: &'a Factors,
        parameters: StressParameters,
        pair: Pair,
        discount: Wad,
    ) -> Result<Self, RiskError> {
        if discount.0 >= WAD {
            return Err(RiskError::OutOfDomain);
        }
        let horizon = Horizon::new(factors, parameters)?;
        let book = Book::new(positions)?;
        let stress = book.stress(&horizon)?.total;
        let mut trial = Self {
            book,
            horizon,
            pair,
            collateral: collateral(positions),
            debt: debt(positions),
            owed: Wad::ZERO,
            capacity: Wad::ZERO,
            kept: WAD.wrapping_sub(discount.0),
            stress,
        };
        trial.choose(positions, pair)?;
        Ok(trial)
    }

    /// Puts another pair on trial.
    fn choose(&mut self, positions: &[Position], pair: Pair) -> Result<(), RiskError> {
        let (Some(sold), Some(repaid)) = (positions.get(pair.collateral), positions.get(pair.debt))
        else {
            return Err(RiskError::OutOfDomain);
        };
        self.pair = pair;
        self.owed = repaid.debt;
        // At most 2^100 * 10^18: fits. Rounded up, so that the whole debt can be repaid.
        let enough = mul_div_up(repaid.debt.0, WAD, self.kept)?;
        self.capacity = Wad(sold.collateral.0.min(enough));
        Ok(())
    }

    /// What `sell` repays.
    fn repaid(&self, sell: Wad) -> Result<Wad, RiskError> {
        Ok(Wad(mul_div_up(sell.0, self.kept, WAD)?).min(self.owed))
    }

    /// The stress after a sale.
    #[inline(never)]
    fn stress_after(&self, sell: Wad, repay: Wad) -> Result<Wad, RiskError> {
        let mut book = self.book;
        book.shift(self.pair.collateral, Wad::ZERO, sell)?;
        book.shift(self.pair.debt, repay, Wad::ZERO)?;
        Ok(book.stress(&self.horizon)?.total)
    }

    /// collateral - stress - target * debt after a sale: the target is reached where this is not negative.
    #[inline(never)]
    fn gap(&self, sell: Wad, target: Wad) -> Result<i128, RiskError> {
        let repay = self.repaid(sell)?;
        let stress = self.stress_after(sell, repay)?;
        let owed = mul_div_up(self.debt.saturating_sub(repay).0, target.0, WAD)?;
        // Collateral and debt are at most 2^104, the target 16, the stress 2^121: nothing wraps.
        let held = i128::try_from(self.collateral.saturating_sub(sell).0)
            .map_err(|_| RiskError::Overflow)?;
        let bound =
            i128::try_from(stress.0.saturating_add(owed)).map_err(|_| RiskError::Overflow)?;
        Ok(held.wrapping_sub(bound))
    }

    /// The stress that a sale releases per dollar sold, in WAD; negative where it adds stress.
    fn released(&self, sell: Wad, repay: Wad) -> Result<i128, RiskError> {
        per_dollar(self.stress, self.stress_after(sell, repay)?, sell).map(|released| released.0)
    }

    fn sale(&self, sell: Wad) -> Result<Sale, RiskError> {
        let repay = self.repaid(sell)?;
        let after = self.stress_after(sell, repay)?;
        Ok(Sale {
            sell,
            repay,
            stress_released: self.stress.saturating_sub(after),
        })
    }
}

/// A sale on trial and the gap that it leaves.
#[derive(Clone, Copy)]
struct Point {
    sell: u128,
    gap: i128,
}

/// Where the straight line through two points with different gaps crosses zero, rounded up; within `left.sell..=limit`.
fn crossing(left: Point, right: Point, limit: u128) -> u128 {
    // sell = left - left.gap * (right.sell - left.sell) / (right.gap - left.gap), left.gap < 0 < rise.
    let run = right.sell.abs_diff(left.sell);
    let rise = right.gap.abs_diff(left.gap);
    let step = mul_div_up(run, left.gap.unsigned_abs(), rise).unwrap_or(limit);
    left.sell.saturating_add(step).min(limit)
}

/// The least sale of a pair that brings (collateral - stress) / debt to `target`, or the whole pair where none does;
/// nothing where the health is there already.
///
/// The gap to the target is concave in the sale (the stress is a maximum of convex functions), so chords from below
/// reach the least root from above: the sale returned always meets the target as [`stress`](crate::health::stress)
/// computes it, and exceeds the least such sale by at most a millionth of the most that the pair can sell (and one
/// unit). At most 64 evaluations of the stress, commonly 4 to 6.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for indices without position, a discount of one or more, a target above 16, or as
/// [`stress`](crate::health::stress).
#[inline(never)]
pub fn need(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    pair: Pair,
    target: Wad,
    discount: Wad,
) -> Result<Sale, RiskError> {
    if target > MAX_TARGET {
        return Err(RiskError::OutOfDomain);
    }
    let trial = Trial::new(positions, factors, parameters, pair, discount)?;
    let whole = trial.capacity;
    let at = |sell: u128| trial.gap(Wad(sell), target).map(|gap| Point { sell, gap });
    let mut low = at(0)?;
    if low.gap >= 0 || whole.0 == 0 {
        return Ok(Sale::default());
    }
    let mut high = at(whole.0)?;
    let tolerance = whole.0 / TOLERANCE;
    if high.gap < 0 {
        match inner(low, high, tolerance, &at)? {
            Some(point) => high = point,
            None => return trial.sale(whole),
        }
    }
    for _ in 0..ROOT_STEPS {
        let width = high.sell.wrapping_sub(low.sell);
        if width <= tolerance.max(1) {
            break;
        }
        // The chord's crossing lies at or above the least root.
        let chord = at(crossing(low, high, high.sell))?;
        if chord.gap < 0 {
            low = chord; // only where bases make the stress not quite convex, or by rounding
        } else {
            // The line through the two upper points, carried on downwards, crosses at or below the root.
            let rise = high.gap.wrapping_sub(chord.gap);
            let below = if rise > 0 {
                let back = mul_div_up(
                    high.sell.wrapping_sub(chord.sell),
                    chord.gap.unsigned_abs(),
                    rise.unsigned_abs(),
                );
                chord
                    .sell
                    .saturating_sub(back.unwrap_or(u128::MAX))
                    .max(low.sell)
            } else {
                low.sell
            };
            high = chord;
            if high.sell.wrapping_sub(below) <= tolerance {
                break;
            }
            if below > low.sell {
                let point = at(below)?;
                if point.gap < 0 {
                    low = point
                } else {
                    high = point
                }
            }
        }
        let left = high.sell.wrapping_sub(low.sell);
        if left > width >> 1 {
            let middle = at(low.sell.wrapping_add(left >> 1))?;
            if middle.gap < 0 {
                low = middle
            } else {
                high = middle
            }
        }
    }
    trial.sale(Wad(high.sell))
}

/// A sale between two that both miss the target which reaches it, where there is one.
#[inline(never)]
fn inner(
    mut low: Point,
    mut high: Point,
    tolerance: u128,
    at: &dyn Fn(u128) -> Result<Point, RiskError>,
) -> Result<Option<Point>, RiskError> {
    // A concave gap that still rises at the end has its peak there.
    if at(high.sell.saturating_sub(tolerance).saturating_sub(1))?.gap <= high.gap {
        return Ok(None);
    }
    for _ in 0..PEAK_STEPS {
        let width = high.sell.wrapping_sub(low.sell);
        if width <= tolerance {
            break;
        }
        let middle = low.sell.wrapping_add(width >> 1);
        let (left, right) = (
            at(middle)?,
            at(middle
                .saturating_add(tolerance)
                .saturating_add(1)
                .min(high.sell))?,
        );
        if left.gap >= 0 {
            return Ok(Some(left));
        }
        if right.gap > left.gap {
            low = right
        } else {
            high = left
        }
    }
    Ok(None)
}

/// The pair of which a sale releases the most stress per dollar sold, hence per dollar of cost, for the discount is
/// the same for all; the first of equals. None where no position has collateral or none has debt.
///
/// Each pair is tried with the same sale, the whole shortfall against health one and at least 1% of the debt, or with
/// as much as it has. One evaluation of the stress per pair.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a discount of one or more, or as [`stress`](crate::health::stress).
#[inline(never)]
pub fn best_pair(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    discount: Wad,
) -> Result<Option<Pair>, RiskError> {
    if positions.is_empty() {
        return Ok(None);
    }
    let mut trial = Trial::new(
        positions,
        factors,
        parameters,
        Pair {
            collateral: 0,
            debt: 0,
        },
        discount,
    )?;
    let bound = trial.debt.saturating_add(trial.stress);
    let probe = bound
        .saturating_sub(trial.collateral)
        .max(Wad(trial.debt.0 / 100));
    let mut best = None;
    for (sold, position) in positions.iter().enumerate() {
        for (repaid, other) in positions.iter().enumerate() {
            if position.collateral.0 == 0 || other.debt.0 == 0 {
                continue;
            }
            let pair = Pair {
                collateral: sold,
                debt: repaid,
            };
            trial.choose(positions, pair)?;
            let sell = trial.capacity.min(probe).max(Wad(1));
            let released = trial.released(sell, trial.repaid(sell)?)?;
            if best.is_none_or(|(most, _)| released > most) {
                best = Some((released, pair));
            }
        }
    }
    Ok(best.map(|(_, pair)| pair))
}

/// The greatest discount that a fill of `sell` USD may have: the stress m that it releases per dollar sold, which the
/// discount d must not exceed (UNW-2). Rounded down; zero where the sale releases none, below one always.
///
/// Where the debt carries stress of its own, a deeper discount repays less and so releases less: the result d
/// satisfies d <= m(d), up to the rounding of the stress.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for indices without position, a sale above the position's collateral, or as
/// [`stress`](crate::health::stress).
#[inline(never)]
pub fn max_discount(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    pair: Pair,
    sell: Wad,
) -> Result<Wad, RiskError> {
    let trial = Trial::new(positions, factors, parameters, pair, Wad::ZERO)?;
    if positions
        .get(pair.collateral)
        .is_none_or(|position| sell > position.collateral)
    {
        return Err(RiskError::OutOfDomain);
    }
    if sell.0 == 0 {
        return Ok(Wad::ZERO);
    }
    let released = |discount: u128| {
        let repay = Wad(mul_div_up(sell.0, WAD.saturating_sub(discount), WAD)?).min(trial.owed);
        Ok(trial.released(sell, repay)?.max(0).unsigned_abs())
    };
    let first = released(0)?.min(WAD.wrapping_sub(1));
    let second = released(first)?;
    if second >= first {
        return Ok(Wad(first));
    }
    // m(d) - d is concave, positive at zero and negative at `first`: its chord crosses zero where it is not negative.
    let fall = first.saturating_sub(second).saturating_add(first);
    mul_div_down(first, first, fall).map(Wad)
}
