//! What loans without liquidation owe, unlock and risk: see `abi/src/ILoanLens.sol` for what each function promises.
//!
//! It reads a loan and its terms from the program that made it and reckons with that program's own code
//! (`ballast_loan_state`): `term` tells of a loan, `fair` what its rate should be.
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

mod fair;
mod program;
mod term;

pub use crate::program::LoanLens;
