//! Which pair to unwind, how much of it, and the discount that a fill may have.

use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, ratio_down, ratio_up, with_sign};
use crate::health::{
    Book, Factors, Horizon, Position, StressParameters, collateral, debt, per_dollar,
};

/// The most debt that a dollar sold may repay, where prices of the sale differ from those of the positions.
pub const MAX_PROCEEDS: Wad = Wad(4 * WAD);
/// The greatest health that a sale may aim at.
const MAX_TARGET: Wad = Wad(16 * WAD);
/// Steps of the search for a sale: each at least halves the bracket.
const ROOT_STEPS: usize = 20;
/// Steps of the search for any sale that reaches the target where the whole pair overshoots it.
const PEAK_STEPS: usize = 20;
/// The bracket within which a sale counts as least: 2^-20, a millionth, of the most that the pair can sell.
const TOLERANCE_BITS: u32 = 20;

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
    /// Collateral sold, in USD at the positions' prices.
    pub sell: Wad,
    /// Debt repaid, in USD: sell * proceeds, rounded up against the filler, at most the debt.
    pub repay: Wad,
    /// By how much the stress falls, in USD; zero where it rises.
    pub stress_released: Wad,
}

/// A portfolio with one pair on trial.
struct Trial<'a> {
    positions: &'a [Position],
    horizon: Horizon<'a>,
    book: Book<'a>,
    /// Of the whole portfolio, before any sale.
    collateral: Wad,
    debt: Wad,
    stress: Wad,
    /// Debt repaid per dollar sold.
    proceeds: u128,
    target: u128,
    pair: Pair,
    /// The pair's debt, and the most of its collateral that can be sold.
    owed: Wad,
    capacity: u128,
}

/// A sale and the gap that it leaves.
#[derive(Clone, Copy)]
struct Point {
    sell: u128,
    gap: i128,
}

impl<'a> Trial<'a> {
    #[inline(never)]
    fn new(
        positions: &'a [Position],
        factors: &'a Factors,
        parameters: StressParameters,
        proceeds: Wad,
    ) -> Result<Self, RiskError> {
        if proceeds.0 == 0 || proceeds.0 > MAX_PROCEEDS.0 {
            return Err(RiskError::OutOfDomain);
        }
        let horizon = Horizon::new(factors, parameters)?;
        let book = Book::new(positions, Wad::ZERO)?;
        Ok(Self {
            positions,
            stress: book.stress(&horizon).total,
            horizon,
            book,
            collateral: collateral(positions),
            debt: debt(positions),
            proceeds: proceeds.0,
            target: WAD,
            pair: Pair {
                collateral: 0,
                debt: 0,
            },
            owed: Wad::ZERO,
            capacity: 0,
        })
    }

    /// Puts a pair on trial.
    #[inline(never)]
    fn choose(&mut self, pair: Pair) -> Result<(), RiskError> {
        let (Some(sold), Some(repaid)) = (
            self.positions.get(pair.collateral),
            self.positions.get(pair.debt),
        ) else {
            return Err(RiskError::OutOfDomain);
        };
        self.pair = pair;
        self.owed = repaid.debt;
        // Rounded up, so that the whole debt can be repaid.
        self.capacity = ratio_up(repaid.debt.0, WAD, self.proceeds).min(sold.collateral.0);
        Ok(())
    }

    /// What a sale repays and the stress after it.
    #[inline(never)]
    fn after(&self, sell: u128) -> (Wad, Wad) {
        let repay = Wad(ratio_up(sell, self.proceeds, WAD)).min(self.owed);
        let mut book = self.book;
        for index in [self.pair.collateral, self.pair.debt] {
            if let Some(position) = self.positions.get(index) {
                let (mut collateral, mut debt) = (position.collateral, position.debt);
                if index == self.pair.collateral {
                    collateral = collateral.saturating_sub(Wad(sell));
                }
                if index == self.pair.debt {
                    debt = debt.saturating_sub(repay);
                }
                book.set(index, collateral, debt);
            }
        }
        (repay, book.stress(&self.horizon).total)
    }

    /// A sale with its gap: collateral - stress - target * debt. The target is reached where it is not negative.
    #[inline(never)]
    fn at(&self, sell: u128) -> Point {
        let (repay, stress) = self.after(sell);
        // At most 2^104 * 16, and 2^104: only an absurd stress saturates.
        let owed = ratio_up(self.debt.saturating_sub(repay).0, self.target, WAD);
        let held = self.collateral.saturating_sub(Wad(sell)).0;
        let bound = stress.0.saturating_add(owed);
        Point {
            sell,
            gap: with_sign(held.abs_diff(bound), held < bound),
        }
    }

    /// The stress that a sale releases per dollar sold; negative where it adds stress.
    #[inline(never)]
    fn released(&self, sell: u128) -> SignedWad {
        per_dollar(self.stress, self.after(sell).1, Wad(sell))
    }

    fn sale(&self, sell: u128) -> Sale {
        let (repay, after) = self.after(sell);
        Sale {
            sell: Wad(sell),
            repay,
            stress_released: self.stress.saturating_sub(after),
        }
    }

    /// A sale between two that both miss the target which reaches it, where there is one.
    #[inline(never)]
    fn inner(&self, mut low: Point, mut high: Point, tolerance: u128) -> Option<Point> {
        // Halving towards the side where the gap rises; a gap that still rises at the end peaks there.
        let mut middle = high.sell.wrapping_sub(tolerance);
        for _ in 0..PEAK_STEPS {
            let (left, right) = (self.at(middle), self.at(middle.wrapping_add(tolerance)));
            if left.gap >= 0 {
                return Some(left);
            }
            if right.gap >= left.gap {
                low = right;
            } else {
                high = left;
            }
            let width = high.sell.saturating_sub(low.sell);
            if width <= tolerance {
                break;
            }
            middle = low.sell.wrapping_add(width >> 1);
        }
        None
    }
}

/// The least sale of a pair that brings (collateral - stress) / debt to `target`, or the whole pair where none does;
/// nothing where the health is there already. `proceeds` is what a dollar sold repays: one less the discount, or
/// more or less where the sale's prices are not those of the positions.
///
/// The gap to the target is concave in the sale, for the stress is a maximum of convex functions. So a chord across
/// the target crosses at or above the least root and a line carried on from above crosses at or below it; between the
/// two the search closes in. The sale returned meets the target but for the accuracy of
/// [`stress`](crate::health::stress), and exceeds the least such sale by at most a millionth of the most that the pair
/// can sell. At most 100 evaluations of the stress, commonly 5 to 8.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for indices without position, proceeds of zero or above 4, a target above 16, or as
/// [`stress`](crate::health::stress).
#[inline(never)]
pub fn need(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    pair: Pair,
    target: Wad,
    proceeds: Wad,
) -> Result<Sale, RiskError> {
    if target > MAX_TARGET {
        return Err(RiskError::OutOfDomain);
    }
    let mut trial = Trial::new(positions, factors, parameters, proceeds)?;
    trial.choose(pair)?;
    trial.target = target.0;
    let mut low = trial.at(0);
    if low.gap >= 0 || trial.capacity == 0 {
        return Ok(Sale::default());
    }
    let mut high = trial.at(trial.capacity);
    let tolerance = (trial.capacity >> TOLERANCE_BITS).max(1);
    if high.gap < 0 {
        match trial.inner(low, high, tolerance) {
            Some(point) => high = point,
            None => return Ok(trial.sale(trial.capacity)),
        }
    }
    for _ in 0..ROOT_STEPS {
        // Invariant: low misses the target, high reaches it.
        let width = high.sell.wrapping_sub(low.sell);
        if width <= tolerance {
            break;
        }
        let fall = low.gap.unsigned_abs();
        let chord = ratio_up(width, fall, fall.wrapping_add(high.gap.unsigned_abs()));
        let chord = trial.at(low.sell.wrapping_add(chord));
        let mut next = low.sell.wrapping_add(width >> 1);
        if chord.gap < 0 {
            low = chord; // by rounding, or where bases make the stress not quite convex
        } else {
            // Carried on downwards by the slope above the chord's crossing.
            let run = high.sell.wrapping_sub(chord.sell);
            let rise = high.gap.saturating_sub(chord.gap).max(0).unsigned_abs();
            let below = chord
                .sell
                .saturating_sub(ratio_up(run, chord.gap.unsigned_abs(), rise));
            high = chord;
            if high.sell.wrapping_sub(below) <= tolerance {
                break;
            }
            next = next.max(below);
        }
        if next > low.sell && next < high.sell {
            let point = trial.at(next);
            if point.gap < 0 {
                low = point
            } else {
                high = point
            }
        }
    }
    Ok(trial.sale(high.sell))
}

/// The pair of which a sale releases the most stress per dollar sold, hence per dollar of cost, for the discount is
/// the same for all; the first of equals. None where no position has collateral or none has debt.
///
/// Each pair is tried with the same sale, the whole shortfall against health one and at least 1/128 of the debt, or
/// with as much as it has. One evaluation of the stress per pair.
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
    let mut trial = Trial::new(
        positions,
        factors,
        parameters,
        Wad(WAD.saturating_sub(discount.0)),
    )?;
    let shortfall = trial
        .debt
        .saturating_add(trial.stress)
        .saturating_sub(trial.collateral);
    let probe = shortfall.0.max(trial.debt.0 >> 7);
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
            trial.choose(pair)?;
            let released = trial.released(trial.capacity.min(probe).max(1));
            if best.is_none_or(|(most, _)| released > most) {
                best = Some((released, pair));
            }
        }
    }
    Ok(best.map(|(_, pair)| pair))
}

/// The greatest discount that a fill of `sell` USD may have: the stress m that it releases per dollar sold, which the
/// discount d must not exceed (UNW-2). Rounded down; zero where the sale releases none, below one always. Where a sale
/// at par adds stress, as that of a hedge may, it is zero too, though UNW-2 would then ask a premium.
///
/// A sale beyond what the pair's debt can take is judged as the one that repays all of it, so that the result holds for
/// every smaller fill. Where the debt carries stress of its own, a deeper discount repays less and so releases less: the result d
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
    let mut trial = Trial::new(positions, factors, parameters, Wad::ONE)?;
    trial.choose(pair)?;
    if positions
        .get(pair.collateral)
        .is_none_or(|position| sell > position.collateral)
    {
        return Err(RiskError::OutOfDomain);
    }
    // What sells beyond the debt repays nothing: only up to there a smaller sale releases no less per dollar.
    let at_par = sell.min(trial.owed);
    if at_par.0 == 0 {
        return Ok(Wad::ZERO);
    }
    let first = trial
        .released(at_par.0)
        .0
        .max(0)
        .unsigned_abs()
        .min(WAD.wrapping_sub(1));
    trial.proceeds = WAD.wrapping_sub(first);
    // At a discount the debt takes more: always as much, even where the sale is less, or the chord below would not hold.
    let sell = if sell > trial.owed {
        ratio_up(trial.owed.0, WAD, trial.proceeds)
    } else {
        sell.0
    };
    let second = trial.released(sell).0.max(0).unsigned_abs();
    if second >= first {
        return Ok(Wad(first));
    }
    // m(d) - d is concave, for a fixed sale and for the one that repays all, positive at zero and negative at `first`: its
    // chord crosses zero where it is not negative.
    let fall = first.wrapping_sub(second).wrapping_add(first);
    Ok(Wad(ratio_down(first, first, fall)))
}
