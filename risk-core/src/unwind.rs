//! Staged unwinding: how much to sell, against which debt, how fast and at what discount.

mod budget;
mod dutch;
mod plan;
mod schedule;
mod size;
mod stage;
mod trial;

pub use budget::{Flow, cost_refilled, floor_release, within_cost};
pub use dutch::{dutch_exponential, dutch_linear, dutch_stairs};
pub use plan::{Leg, MAX_LEGS, Plan, plan};
pub use schedule::{MAX_URGENCY, duration, newly_released, remaining};
pub use size::{MAX_PROCEEDS, Pair, Sale, best_pair, max_discount, need};
pub use stage::{
    CRITICAL_SECONDS, OpenSchedule, Span, Stage, Standing, critical_confirmed, critical_level,
    reopened, stage,
};

#[cfg(test)]
mod tests;
