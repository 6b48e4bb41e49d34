//! Staged unwinding: how much to sell, against which debt, how fast and at what discount.

mod plan;
mod schedule;
mod size;
mod trial;

pub use plan::{Leg, MAX_LEGS, Plan, plan};
pub use schedule::{MAX_URGENCY, duration, dutch_linear, newly_released, remaining};
pub use size::{MAX_PROCEEDS, Pair, Sale, best_pair, max_discount, need};

#[cfg(test)]
mod tests;
