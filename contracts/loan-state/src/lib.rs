//! What is pure in loans with locked collateral, for the programs that make them (`term-loan`) and those that tell of them
//! (`loan-lens`): `terms` is what a lender offers, `loan` what time and payments make of it, `words` how both are told.
#![cfg_attr(not(test), no_std)]
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
pub mod loan;
pub mod terms;
pub mod words;
