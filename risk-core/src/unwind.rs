//! Staged unwinding: how much to sell, against which debt, how fast and at what discount.

mod schedule;
mod size;

pub use schedule::{MAX_URGENCY, duration, dutch_linear, newly_released, remaining};
pub use size::{MAX_PROCEEDS, Pair, Sale, best_pair, max_discount, need};

#[cfg(test)]
mod tests;
