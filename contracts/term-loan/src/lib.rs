//! Loans at a fixed rate with locked collateral, which no price can take away: see `abi/src/ITermLoan.sol` for what each
//! function promises.
//!
//! Three layers: `ballast_loan_state` is pure (what is offered, and what time and payments make of a loan); `lending` and
//! `repaying` move tokens; `storage` says how all of it is packed, the lenders' positions (`ballast_common::positions`) too.
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
mod program;
mod repaying;
mod storage;
#[cfg(test)]
mod tests;
mod views;

pub use crate::program::TermLoan;
