//! Loans that the growth of their collateral repays, which no price can take away: see `abi/src/IYieldLoan.sol` for what each
//! function promises.
//!
//! Three layers: `terms` and `loan` are pure (what is offered, and what time, growth and payments make of a loan); `lending`,
//! `earning` and `repaying` ask the oracle and move tokens; `storage` is how all of it is packed, the lenders' ERC-721
//! positions too, which all programs with positions have alike.
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

mod earning;
mod lending;
mod loan;
mod program;
mod repaying;
mod storage;
mod terms;
#[cfg(test)]
mod tests;
mod views;

pub use crate::program::YieldLoan;
