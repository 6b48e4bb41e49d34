//! What the unwinder's three programs share: `unwinder`, the core that keepers and fillers call, `unwinder-extension`,
//! whose code the core runs on its own storage, and `unwinder-settings`, whose code the extension runs there.
//!
//! `layout` says where everything is stored and how it is packed; `portfolio`, `assess`, `stages` and `sale` are pure
//! logic over loaded values; `state` loads and stores and calls debt books; `moment` brings it together. No program
//! depends on another.
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
pub mod assess;
pub mod distress;
pub mod layout;
pub mod limits;
pub mod moment;
pub mod portfolio;
pub mod records;
pub mod sale;
pub mod stages;
#[allow(missing_docs)] // of what the SDK's macros add
pub mod state;
#[cfg(test)]
mod tests;
mod told;

pub use crate::{abi::IUnwinder, moment::Moment, state::Case, state::State};
