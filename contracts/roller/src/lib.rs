//! Standing orders that move an account's protection on before it ends: see `abi/src/IRoller.sol` for what each function promises.
//!
//! `order` is pure (what an order is, and what it allows); `storage` says how it is packed; `rolling` does what it says; `asking` is
//! all that is asked of pools, oracles, markets and protected underlyings.
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

mod asking;
mod order;
mod program;
mod rolling;
mod storage;
#[cfg(test)]
mod tests;

pub use crate::program::Roller;
