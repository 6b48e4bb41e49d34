//! How likely a position is to need an unwind, and what that right costs its lenders.
//!
//! The logarithm of health moves as a Brownian motion with drift m and volatility v per year. With b = ln H the distance to
//! the threshold, the chance that it is reached within T years is, by reflection (Harrison, "Brownian Motion and
//! Stochastic Flow Systems", 1985, section 1.8):
//!
//! ```text
//! P = N((-b - m T) / (v sqrt T)) + e^(-2 m b / v^2) N((-b + m T) / (v sqrt T))
//! ```
//!
//! The distress rate is the yearly value of the put that a borrower holds during an unwind, per unit of debt.

mod passage;
mod rate;

pub use passage::{Path, breach_health, breach_price, breach_probability};
pub use rate::{Holding, distress_rate};

#[cfg(test)]
mod tests;
