//! Loans that a put protects: see `abi/src/IOptionLoan.sol` for what each function promises.
//!
//! Three layers: `terms` and `loan` are pure (what is offered, and what a loan owes when); `lending` opens loans, `settling`
//! ends them and pays out; `market` is all that is asked of a market of puts, `storage` how everything is packed, the
//! lenders' ERC-721 positions too.
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

mod lending;
mod loan;
mod market;
mod program;
mod settling;
mod storage;
mod terms;
#[cfg(test)]
mod tests;
mod views;

pub use crate::program::OptionLoan;
