//! Ballast's risk mathematics.
//!
//! Every public function takes plain arguments and returns a plain result or a [`RiskError`]: no host,
//! no clock, no storage, no allocation, no floats. The same code runs in the programs, the keeper and the
//! simulator. Functions are total: no input makes them panic, and every loop is bounded by a constant.
//!
//! Units: prices, USD values and ratios are WAD (10^18), indices RAY (10^27), configuration basis points,
//! time seconds. The name of a function or its documentation says which way it rounds.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::as_conversions
    )
)]

pub mod amortise;
pub mod cover;
pub mod curve;
pub mod distress;
pub mod error;
pub mod fixed;
pub mod health;
pub mod option;
pub mod oracle;
mod search;
pub mod unwind;

#[cfg(test)]
mod testing;

pub use error::RiskError;
