//! Staged, time-weighted unwinding: see `abi/src/IUnwinder.sol` for what each function promises.
//!
//! Three layers: `risk-core` computes; `assess`, `stages` and `sale` are pure logic over loaded values;
//! `state`, `verbs` and `views` load, store, authorise, log and call the debt book. State is written
//! before the debt book is called to move anything.
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

mod assess;
mod layout;
mod portfolio;
mod program;
mod sale;
mod stages;
mod state;
#[cfg(test)]
mod tests;
mod verbs;
mod views;

pub use crate::program::{IUnwinder, Unwinder};
