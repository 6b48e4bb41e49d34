//! Ballast's insurance fund of one asset: stakers earn premiums, pay shortfalls, and own what the fund buys in the
//! backstop stage. The interface, with every error, bound and rounding, is `abi/src/IInsurance.sol`.
//!
//! Layers: `fund` is pure (shares, claims, worth); `stake`, `claims` and `holdings` load, store and log; `state` is
//! storage. Shares are not transferable, and those in cooldown pay claims like the others. A fund that is worth nothing
//! while shares exist refuses stakes (`FundExhausted`): any price would give the newcomer all that later premiums owe to
//! those who paid. Their shares live on and a premium reopens the fund.
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

pub mod abi;
mod claims;
pub mod fund;
mod holdings;
pub mod layout;
mod program;
mod stake;
mod state;
#[cfg(test)]
mod tests;

pub use crate::program::Insurance;
