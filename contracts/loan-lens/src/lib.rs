//! What loans without liquidation owe, unlock and risk: see `abi/src/ILoanLens.sol` for what each function promises.
//!
//! It reads a loan and its terms from the program that made it: `outlook` is what is told of all kinds alike, `term`, `put` and
//! `yielding` how it is found out of each (of term loans with the program's own code, `ballast_loan_state`; of the others by
//! what their programs tell and `risk_core`); `fair` is what a rate should be,
//! `cover` what puts on its forfeitures cost a lender.
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

mod cover;
mod fair;
mod outlook;
mod program;
mod put;
mod term;
mod yielding;

pub use crate::program::LoanLens;
