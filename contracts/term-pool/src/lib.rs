//! An offer of term loans that many lend together: see `abi/src/ITermPool.sol` for what each function promises.
//!
//! `income` is pure (who has which part of what came in); `series` opens, publishes and tells a series, `deposits` moves shares
//! before its start, `claims` brings in and pays out; `storage` says how all of it is packed. Terms are never interpreted: the
//! program that lends checks and keeps them.
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

mod claims;
mod deposits;
mod income;
mod program;
mod series;
mod storage;
#[cfg(test)]
mod tests;

pub use crate::program::TermPool;
