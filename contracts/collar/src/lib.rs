//! Collars: see `abi/src/ICollar.sol` for what each function promises.
//!
//! Three layers: `terms` and `collar` are pure (what is bid, and what a collar has when); `opening` takes bids and opens
//! collars, `settling` ends them and pays out; `loans` is all that is asked of the loans' program and of markets, `storage`
//! how everything is packed, the calls' ERC-721 positions too.
//!
//! Balances here are all collars' together. What is a collar's is only what arrived for it: pulled, told by the loans'
//! program for its loan, and measured.
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

mod collar;
mod loans;
mod opening;
mod program;
mod settling;
mod storage;
mod terms;
#[cfg(test)]
mod tests;
mod views;

pub use crate::program::CollarProgram;
