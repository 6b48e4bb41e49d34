//! Ballast's insurance fund of one asset: stakers earn premiums and pay shortfalls.
//! The interface, with every error, bound and rounding, is `abi/src/IInsurance.sol`.
//!
//! Shares are not transferable, and those in cooldown pay claims like the others. A fund whose capital is
//! gone while shares exist refuses stakes (`FundExhausted`): any price would give the newcomer all that
//! later premiums owe to those who paid. Their shares live on and a premium reopens the fund.
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
pub mod error;
pub mod fund;
pub mod layout;
#[allow(missing_docs)] // of what the SDK's macros add
mod program;
#[cfg(test)]
mod tests;

pub use program::*;
