//! The pooled money market: see `abi/src/IPool.sol` for what each function promises.
//!
//! Three layers: `risk-core` judges; `market` and `health` are pure logic over loaded values; `state`
//! loads and stores, and `verbs`, `book` and `settings` authorise, log and call outward. State is written
//! before any outward call; every function that calls outward begins with the reentrancy lock.
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
mod error;
mod health;
mod layout;
mod market;
mod program;
mod settings;
mod state;
#[cfg(test)]
mod tests;
mod verbs;
mod views;

pub use crate::{
    error::Failure,
    layout::Config,
    market::{Loss, Market},
    program::{IDebtBook, IPool, Pool},
};
