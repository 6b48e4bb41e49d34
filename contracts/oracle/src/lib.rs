//! Ballast's oracle: makes spot prices, smoothed prices and variances of Chainlink-style aggregators, share rates and
//! compositions of them. The interface, with every error, bound and rounding, is `abi/src/IOracle.sol`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_std)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing
    )
)]

extern crate alloc;

pub mod anchors;
pub mod averages;
pub mod flags;
pub mod layout;
pub mod rules;
pub mod source;

mod prices;
#[allow(missing_docs)] // of what the SDK's macros add
mod program;
mod settings;
mod storage;
#[cfg(test)]
mod tests;
mod views;

pub use program::*;
