//! Margin calls and standing orders of borrowers: see `abi/src/IOrders.sol` for what each function promises.
//!
//! Three layers: `risk-core` computes; `terms` is pure logic over loaded values; `state`, `verbs` and `views` load, store,
//! log and call the debt book. State is written before anything is called that moves tokens. Tokens pass through within
//! one call; nothing is held between two.
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

mod layout;
mod program;
mod state;
mod terms;
#[cfg(test)]
mod tests;
mod verbs;
mod views;

pub use crate::program::{IOrders, Orders};
