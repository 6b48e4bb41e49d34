//! Puts on one underlying for one expiry, covered by their writers' cash: see `abi/src/IOptionMarket.sol` for what each
//! function promises.
//!
//! `trading` and `writing` move tokens for holders and writers, `queue` pays those who waited. What is called seldom or only read
//! is in `option-market-extension`, whose code runs on this storage, and what both share in `option-market-state`.
#![cfg_attr(not(any(test, feature = "export-abi")), no_main)]
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

mod program;
mod queue;
#[cfg(test)]
mod tests;
mod trading;
mod writing;

pub use crate::program::OptionMarket;
