//! A plan over all pairs: which to sell, in what order, and how much of each.

use super::size::{MAX_TARGET, least_sale};
use super::trial::Trial;
use super::{Pair, Sale};
use crate::RiskError;
use crate::fixed::Wad;
use crate::health::{Factors, MAX_POSITIONS, Position, StressParameters};

/// The most legs of a plan: each but the last uses up a collateral or a debt, or sells what helps of its pair.
pub const MAX_LEGS: usize = 2 * MAX_POSITIONS;

/// One pair's part in a plan.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Leg {
    /// What is sold and what is repaid.
    pub pair: Pair,
    /// How much of it, once the legs before are done.
    pub sale: Sale,
}

/// Sales that bring a portfolio to its target, in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    legs: [Leg; MAX_LEGS],
    length: usize,
    /// Whether the target is reached; else nothing is left that could be sold against debt.
    pub reached: bool,
}

impl Plan {
    /// The legs, in their order.
    #[must_use]
    pub fn legs(&self) -> &[Leg] {
        self.legs.get(..self.length).unwrap_or_default()
    }

    /// Sold in all, in USD: the exact sum of the legs.
    #[must_use]
    pub fn sell(&self) -> Wad {
        self.legs()
            .iter()
            .fold(Wad::ZERO, |sum, leg| sum.saturating_add(leg.sale.sell))
    }

    /// Repaid in all, in USD: the exact sum of the legs.
    #[must_use]
    pub fn repay(&self) -> Wad {
        self.legs()
            .iter()
            .fold(Wad::ZERO, |sum, leg| sum.saturating_add(leg.sale.repay))
    }
}

/// The sales that bring (collateral - stress) / debt to `target`: greedily the [`best_pair`](super::best_pair) of what
/// is left, of it the least sale that reaches the target ([`need`](super::need)) or all, and so on with what remains.
/// Empty where the health is at the target already. `proceeds` is the debt that a dollar sold repays, for all pairs
/// alike, so that stress removed per dollar sold is stress removed per dollar of cost.
///
/// The portfolio is summed once and then changed by what each trial sells: every leg is what `best_pair` and `need`
/// give for the portfolio that the legs before leave, but for the unit of exposures, which stays that of the whole. Pairs of
/// which the slopes of the stress show that they release less than the best are not tried, for it is convex where the
/// factors are possible.
/// Directions and accuracy as [`need`](super::need).
///
/// # Errors
/// [`RiskError::OutOfDomain`] for proceeds of zero or above 4, a target above 16, or as
/// [`stress`](crate::health::stress).
#[inline(never)]
pub fn plan(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    target: Wad,
    proceeds: Wad,
) -> Result<Plan, RiskError> {
    if target > MAX_TARGET {
        return Err(RiskError::OutOfDomain);
    }
    let mut trial = Trial::<true>::new(positions, factors, parameters, proceeds)?;
    trial.target = target;
    let mut plan = Plan {
        legs: [Leg::default(); MAX_LEGS],
        length: 0,
        reached: false,
    };
    for leg in &mut plan.legs {
        if trial.nothing().gap >= 0 {
            break;
        }
        let Some(pair) = trial.best_pair()? else {
            break;
        };
        trial.choose(pair)?;
        let sale = least_sale(&mut trial, target)?;
        trial.commit(&sale);
        *leg = Leg { pair, sale };
        plan.length = plan.length.wrapping_add(1); // at most MAX_LEGS
    }
    plan.reached = trial.nothing().gap >= 0;
    Ok(plan)
}
