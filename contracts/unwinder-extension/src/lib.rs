//! What of the unwinder judges an account: opening, observing, closing, the terms of fills, views, and the clock. See
//! `abi/src/IUnwinder.sol` for what each function promises.
//!
//! The unwinder runs this code on its own storage, by delegate call, for every selector that it does not know itself, and
//! this code runs that of `unwinder-settings` for every selector that neither knows; users only ever call the unwinder.
//! Calls at this program's own address find storage without owner and without debt books, and are refused or answered
//! with nothing.
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

mod clock;
mod program;
mod verbs;
mod views;

pub use crate::program::Extension;
