//! Ballast's oracle: wraps Chainlink-style aggregators into spot prices, smoothed prices and variances.
//! The interface, with every error, bound and rounding, is `abi/src/IOracle.sol`.
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

pub mod abi;
pub mod averages;
pub mod error;
pub mod feed;
pub mod layout;
#[allow(missing_docs)] // of what the SDK's macros add
mod program;
#[cfg(test)]
mod tests;

pub use program::*;
