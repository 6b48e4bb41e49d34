//! The pool's cold paths: authorisation, ownership, premiums, reserves, losses, and views that no health depends on. See
//! `abi/src/IPool.sol` for what each function promises.
//!
//! The pool runs this code on its own storage, by delegate call, for every selector that it does not know itself, and this
//! code runs that of `pool-settings` for every selector that neither knows; users only ever call the pool. Calls at this
//! program's own address find storage without owner, reserve and unwinder, and are refused or answered with nothing.
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

mod authorisation;
mod distress;
mod expected;
mod flash;
mod in_kind;
mod losses;
mod program;
mod signature;
mod views;

pub use crate::program::Extension;
