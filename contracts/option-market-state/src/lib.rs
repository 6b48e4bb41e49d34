//! What the two programs of a market of puts share: `option-market`, the core that prices, trades and pays, and
//! `option-market-extension`, whose code the core runs on its own storage.
//!
//! `terms`, `book` and `pricing` are pure (what is agreed, who has what, what a put costs); `oracle` is all that is asked of
//! one, `worth` what puts and shares are worth by it; `storage` says how everything is packed; `tokens` are shares as
//! ERC-20 and puts as ERC-6909; `cold` is all that the extension knows. No program depends on another.
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

pub mod book;
pub mod cold;
mod oracle;
pub mod pricing;
#[allow(missing_docs)] // of what the SDK's macros add
pub mod state;
pub mod storage;
pub mod terms;
pub mod tokens;
mod views;
pub mod worth;

pub use crate::{abi::IOptionMarket, state::State};

#[allow(missing_docs, clippy::too_many_arguments)] // of what the macro adds
mod abi {
    use alloy_sol_types::sol;

    sol!(
        #[sol(all_derives)]
        "../../abi/src/IOptionMarket.sol"
    );
}
