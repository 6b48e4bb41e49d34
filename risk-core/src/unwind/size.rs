//! Which pair to unwind, how much of it, and the discount that a fill may have.

use super::trial::Trial;
use crate::RiskError;
use crate::fixed::{WAD, Wad, ratio_down, ratio_up};
use crate::health::{Factors, Position, StressParameters};
use crate::search::{Concave, between, least};

/// The most debt that a dollar sold may repay, where prices of the sale differ from those of the positions.
pub const MAX_PROCEEDS: Wad = Wad(4 * WAD);
/// The greatest health that a sale may aim at.
pub(super) const MAX_TARGET: Wad = Wad(16 * WAD);
/// The bracket within which a sale counts as least: 2^-20, a millionth, of the most that the pair can sell.
const TOLERANCE_BITS: u32 = 20;

/// What is sold and what is repaid, as indices into the positions. May be one position.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
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

/// The least sale of a pair that brings (collateral - stress) / debt to `target`, or the whole pair where none does;
/// nothing where the health is there already. `proceeds` is what a dollar sold repays: one less the discount, or
/// more or less where the sale's prices are not those of the positions.
///
/// The gap to the target is concave in the sale, for the stress is a maximum of convex functions. So a chord across
/// the target crosses at or above the least root and a line carried on from above crosses at or below it; between the
/// two the search closes in. The sale returned meets the target but for the accuracy of
/// [`stress`](crate::health::stress), and exceeds the least such sale by at most a millionth of the most that the pair
/// can sell. Where selling all misses, sales between that reach are found where they are more than four millionths of it,
/// and where the gap rises to them by more than that accuracy over a millionth: else the whole pair is sold. At most 140
/// evaluations of the stress, commonly 5 to 8.
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
    let mut trial = Trial::<false>::new(positions, factors, parameters, proceeds)?;
    trial.choose(pair)?;
    least_sale(&mut trial, target)
}

/// [`need`] for the pair on trial.
#[inline(never)]
pub(super) fn least_sale<const QUICK: bool>(
    trial: &mut Trial<'_, QUICK>,
    target: Wad,
) -> Result<Sale, RiskError> {
    if target > MAX_TARGET {
        return Err(RiskError::OutOfDomain);
    }
    trial.target = target;
    let low = trial.nothing();
    if low.gap >= 0 || trial.capacity == 0 {
        return Ok(Sale::default());
    }
    let capacity = trial.capacity;
    let mut high = trial.point(capacity);
    let tolerance = (capacity >> TOLERANCE_BITS).max(1);
    if high.gap < 0 {
        match between(trial, low, high, tolerance) {
            Some(point) => high = point,
            None => return Ok(trial.sale(capacity)),
        }
    }
    let sell = least(trial, low, high, tolerance);
    Ok(trial.sale(sell))
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
    let proceeds = Wad(WAD.saturating_sub(discount.0));
    Trial::<false>::new(positions, factors, parameters, proceeds)?.best_pair()
}

/// The greatest discount that a fill of `sell` USD may have: the stress m that it releases per dollar sold, which the
/// discount d must not exceed (UNW-2). Rounded down; zero where the sale releases none, below one always. Where a sale
/// at par adds stress, as that of a hedge may, it is zero too, though UNW-2 would then ask a premium.
///
/// A sale beyond what the pair's debt can take is judged as the one that repays all of it, or sells all there is, so that
/// the result holds for every smaller fill. Where the debt carries stress of its own, a deeper discount repays less and so
/// releases less: the result d satisfies d <= m(d), up to the rounding of the stress. Where a family of the pair has three
/// members or more, or a basis above twice a haircut, the stress is not quite convex, and d may exceed m(d) by up to the
/// greatest basis of the family. Where the debt's stress limits it, d is not the greatest such, but where a chord shows
/// that d <= m(d). At most four evaluations of the stress.
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
    let mut trial = Trial::<false>::new(positions, factors, parameters, Wad::ONE)?;
    trial.choose(pair)?;
    if sell > trial.available {
        return Err(RiskError::OutOfDomain);
    }
    // What sells beyond the debt repays nothing: only up to there a smaller sale releases no less per dollar.
    let at_par = sell.min(trial.owed);
    if at_par.0 == 0 {
        return Ok(Wad::ZERO);
    }
    let first = trial.released(at_par.0).0.clamp(0, BELOW_ONE);
    if first == 0 {
        return Ok(Wad::ZERO);
    }
    // At a discount the debt takes more: judged as the one that repays all of it even where the sale is less, or the chord
    // would not hold. Where that is more than there is, it is the sale of all from there on.
    let most = if sell > trial.owed {
        trial.available
    } else {
        sell
    };
    let (mut low, mut high) = (Edge(0, first), trial.edge(first, most));
    let taken = ratio_up(trial.owed.0, WAD, most.0); // at most one where the sale exceeds the debt
    let turn = i128::try_from(WAD.saturating_sub(taken)).unwrap_or(0);
    if turn > 0 && turn < first {
        let turn = trial.edge(turn, most);
        if turn.1 < 0 {
            high = turn;
        } else {
            low = turn;
        }
    }
    Ok(Wad(low.zero(high)))
}

/// The greatest discount, below one.
#[allow(clippy::as_conversions)]
const BELOW_ONE: i128 = WAD as i128 - 1;

/// A discount d and m(d) - d.
#[derive(Clone, Copy)]
struct Edge(i128, i128);

impl Edge {
    /// Where the chord to another is zero, rounded down; the other's discount where it is not negative. m(d) - d is
    /// concave, for a fixed sale and for the one that repays all, so that it is not negative there.
    fn zero(self, other: Self) -> u128 {
        let Self(discount, above) = self;
        if other.1 >= 0 {
            return other.0.unsigned_abs();
        }
        let (above, below) = (above.unsigned_abs(), other.1.unsigned_abs());
        let run = other.0.abs_diff(discount);
        let share = ratio_down(run, above, above.saturating_add(below));
        discount.unsigned_abs().saturating_add(share)
    }
}

impl Trial<'_, false> {
    /// A discount, judged by the sale at it that repays all, but not more than `most`.
    fn edge(&mut self, discount: i128, most: Wad) -> Edge {
        let proceeds = WAD.saturating_sub(discount.unsigned_abs()).max(1);
        self.repay_at(proceeds);
        let sell = ratio_up(self.owed.0, WAD, proceeds).min(most.0);
        Edge(discount, self.released(sell).0.saturating_sub(discount))
    }
}
