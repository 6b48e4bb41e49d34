//! Staged, time-weighted unwinding: see `abi/src/IUnwinder.sol` for what each function promises.
//!
//! This program is the core: fills, what is asked before them, and what passes in kind. What judges an account is in
//! `unwinder-extension`, for the mathematics fill a program. Every selector that the core does not know runs the code of
//! `unwinder-extension` on this storage, by delegate call, which runs that of `unwinder-settings` for what it does not know
//! either: one address, one interface.
//!
//! Three layers: `risk-core` computes; `ballast-unwinder-state` has the storage and pure logic over loaded values; `verbs`
//! authorises, logs and calls the debt book. State is written before the debt book is called to move anything.
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

mod in_kind;
mod program;
#[cfg(test)]
mod tests;
mod verbs;

pub use crate::program::Unwinder;
