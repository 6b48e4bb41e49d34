//! What the pool's three programs share: `pool`, the core that users call, `pool-extension`, whose code the core runs on
//! its own storage, and `pool-settings`, whose code the extension runs there.
//!
//! `layout` says where everything is stored and how it is packed; `market` and `health` are pure logic over loaded
//! values; `state` loads and stores. No program depends on another.
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
mod adaptive;
pub mod distress;
pub mod error;
pub mod health;
pub mod layout;
pub mod limits;
pub mod lock;
pub mod market;
pub mod ramp;
#[allow(missing_docs)] // of what the SDK's macros add
pub mod state;
#[cfg(test)]
mod tests;
pub mod told;

pub use crate::{
    abi::{ICallbacks, IERC3156FlashBorrower, IPool},
    error::{Failure, Result},
    layout::Config,
    market::Market,
    state::State,
};
