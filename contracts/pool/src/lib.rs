//! The pooled money market: see `abi/src/IPool.sol` for what each function promises.
//!
//! This program is the core: what suppliers, borrowers and the unwinder do. Every other selector runs the code of
//! `pool-extension` on this storage, by delegate call, which runs that of `pool-settings` for what it does not know either:
//! one address, one interface.
//!
//! Three layers: `risk-core` judges; `ballast-pool-state` has the storage and pure logic over loaded values; `verbs`
//! and `book` authorise, log and call outward. State is written before any outward call; every function that calls
//! outward begins with the reentrancy lock.
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

mod book;
mod program;
#[cfg(test)]
mod tests;
mod verbs;
mod views;

pub use crate::program::Pool;
