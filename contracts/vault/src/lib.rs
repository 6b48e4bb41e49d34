//! An ERC-4626 vault over one reserve of the pool: see `abi/src/IVault.sol` for what each function promises.
//!
//! Three layers: `shares` is pure (prices, fees); `verbs` and `token` load, store and log; `reserve` is all that is said to
//! and heard of the pool, `permit` all about signatures. Where tokens are pulled in, they are pulled before anything is
//! computed or stored: whoever is called back by the token meets a vault whose price is true.
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

mod permit;
mod program;
mod reserve;
mod shares;
#[cfg(test)]
mod tests;
mod token;
mod verbs;
mod views;

pub use crate::program::Vault;
