//! How much more an account may borrow, and how much it may withdraw.

use super::{
    Book, Factors, Horizon, MAX_POSITIONS, MAX_VALUE, Position, StressParameters, collateral, debt,
    gap, opening_health,
};
use crate::RiskError;
use crate::fixed::{WAD, Wad, ratio_down, ratio_up};
use crate::search::{Concave, least};

/// The bracket within which a limit is found: 2^-46 of the most that collateral and debt alone would allow.
const TOLERANCE_BITS: u32 = 46;
/// Retreats from a limit that the accuracy of the stress forbids: each twice the one before, from 2^-44 of it.
const RETREATS: u32 = 45;
/// The greatest health that opening may demand.
const MAX_REQUIRED: Wad = Wad(16 * WAD);

/// An account that is about to borrow or withdraw, and what it is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Its positions at spot prices.
    pub spot: &'a [Position],
    /// The same positions at smoothed prices.
    pub smoothed: &'a [Position],
    /// With the variances of opening.
    pub factors: &'a Factors,
    /// Of the stress.
    pub parameters: StressParameters,
    /// The health that must be left, 1 + buffer: from one to 16.
    pub required: Wad,
}

/// What changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Borrow,
    Withdraw,
}

/// A portfolio of which one position is on trial: the amount is what stays unused of the most.
struct Trial<'a> {
    book: Book<'a>,
    verb: Verb,
    index: usize,
    position: &'a Position,
    collateral: Wad,
    debt: Wad,
    required: Wad,
    most: u128,
}

impl Concave for Trial<'_> {
    fn at(&mut self, amount: u128) -> i128 {
        let taken = Wad(self.most.saturating_sub(amount));
        let (mut collateral, mut debt) = (self.collateral, self.debt);
        let (mut held, mut owed) = (self.position.collateral, self.position.debt);
        match self.verb {
            Verb::Borrow => {
                owed = owed.saturating_add(taken);
                debt = debt.saturating_add(taken);
            }
            Verb::Withdraw => {
                held = held.saturating_sub(taken);
                collateral = collateral.saturating_sub(taken);
            }
        }
        self.book.set(self.index, held, owed);
        gap(collateral, self.book.total(), debt, self.required)
    }
}

/// The greatest amount at one set of prices.
fn limit(
    positions: &[Position],
    opening: &Opening,
    index: usize,
    verb: Verb,
) -> Result<Wad, RiskError> {
    let position = positions.get(index).ok_or(RiskError::OutOfDomain)?;
    let horizon = Horizon::new(opening.factors, opening.parameters)?;
    let (collateral, debt) = (collateral(positions), debt(positions));
    let most = match verb {
        // Even without stress the collateral must cover the debt as often as required.
        Verb::Borrow => Wad(ratio_down(collateral.0, WAD, opening.required.0))
            .saturating_sub(debt)
            .min(MAX_VALUE.saturating_sub(position.debt)),
        Verb::Withdraw => collateral
            .saturating_sub(Wad(ratio_up(debt.0, opening.required.0, WAD)))
            .min(position.collateral),
    };
    let spare = match verb {
        Verb::Borrow => position.debt.saturating_add(most),
        Verb::Withdraw => Wad::ZERO,
    };
    let mut trial = Trial {
        book: Book::new(positions, horizon, spare)?,
        verb,
        index,
        position,
        collateral,
        debt,
        required: opening.required,
        most: most.0,
    };
    let all = trial.point(0);
    if all.gap >= 0 || debt.0 == 0 && verb == Verb::Withdraw {
        return Ok(most);
    }
    let none = trial.point(most.0);
    if none.gap < 0 {
        return Ok(Wad::ZERO);
    }
    let tolerance = (most.0 >> TOLERANCE_BITS).max(1);
    let unused = least(&mut trial, all, none, tolerance);
    Ok(Wad(most.0.saturating_sub(unused)))
}

/// The positions after a verb.
fn changed(
    positions: &[Position],
    index: usize,
    verb: Verb,
    amount: Wad,
) -> [Position; MAX_POSITIONS] {
    let mut copy = [Position::NONE; MAX_POSITIONS];
    for (to, from) in copy.iter_mut().zip(positions) {
        *to = *from;
    }
    if let Some(position) = copy.get_mut(index) {
        match verb {
            Verb::Borrow => position.debt = position.debt.saturating_add(amount),
            Verb::Withdraw => position.collateral = position.collateral.saturating_sub(amount),
        }
    }
    copy
}

impl Opening<'_> {
    /// Opening health after a verb over an amount at spot, and `relative` times it at smoothed prices.
    fn health_after(
        &self,
        index: usize,
        verb: Verb,
        amount: Wad,
        relative: Wad,
    ) -> Result<Wad, RiskError> {
        let at_smoothed = Wad(ratio_up(amount.0, relative.0, WAD));
        let count = self.spot.len();
        let spot = changed(self.spot, index, verb, amount);
        let smoothed = changed(self.smoothed, index, verb, at_smoothed);
        let (spot, smoothed) = (spot.get(..count), smoothed.get(..count));
        let (Some(spot), Some(smoothed)) = (spot, smoothed) else {
            return Err(RiskError::TooManyPositions);
        };
        opening_health(spot, smoothed, self.factors, self.parameters)
    }

    fn greatest(&self, index: usize, verb: Verb, relative: Wad) -> Result<Wad, RiskError> {
        if self.spot.len() != self.smoothed.len()
            || self.required < Wad::ONE
            || self.required > MAX_REQUIRED
            || relative.0 == 0
        {
            return Err(RiskError::OutOfDomain);
        }
        let smoothed = limit(self.smoothed, self, index, verb)?;
        let at_spot = limit(self.spot, self, index, verb)?;
        let mut amount = at_spot.min(Wad(ratio_down(smoothed.0, WAD, relative.0)));
        // The changed portfolio may count in another unit than the trial.
        let mut retreat = (amount.0 >> 44).max(1);
        for _ in 0..RETREATS {
            if amount.0 == 0 || self.health_after(index, verb, amount, relative)? >= self.required {
                break;
            }
            amount = amount.saturating_sub(Wad(retreat));
            retreat = retreat.saturating_mul(2);
        }
        Ok(amount)
    }

    /// The most that may be borrowed of the asset at `index`, in USD at spot. `relative` is its smoothed price over its
    /// spot price. Zero where the opening health is below what is required already.
    ///
    /// With what is returned [`opening_health`] is `required` or more. It is less than the greatest such amount by
    /// at most what the accuracy of [`stress`](super::stress) is worth, commonly 1e-12 of the collateral, and never
    /// more than 1e-9 of the gross value. By search: at most 96 evaluations of the stress for each set of prices,
    /// commonly 10, for collateral - stress - required * debt is concave in the debt.
    ///
    /// Convert to token units rounding down, and leave a unit for the rounding of the debt.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for an index without position, books of different lengths, a required health below
    /// one or above 16, a relative price of zero, or as [`stress`](super::stress).
    pub fn max_borrow(&self, index: usize, relative: Wad) -> Result<Wad, RiskError> {
        self.greatest(index, Verb::Borrow, relative)
    }

    /// The most collateral that may be withdrawn of the asset at `index`, in USD at spot, at most what there is.
    /// Everything without debt. Else as [`Opening::max_borrow`].
    ///
    /// # Errors
    /// As [`Opening::max_borrow`].
    pub fn max_withdraw(&self, index: usize, relative: Wad) -> Result<Wad, RiskError> {
        let all = self
            .spot
            .get(index)
            .ok_or(RiskError::OutOfDomain)?
            .collateral;
        Ok(self.greatest(index, Verb::Withdraw, relative)?.min(all))
    }
}
