//! An underlying together with its puts, as one token that tells its own price: see `abi/src/IProtected.sol` for what each
//! function promises.
//!
//! `worth` is pure (what a share is worth when, and when all is exercised); `making` constructs and tells, `wrapping` moves
//! shares, `settling` exercises and pays; `market` is all that is asked of the market of puts, `sources` of the aggregators;
//! `storage` says how everything is packed.
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

mod making;
mod market;
mod program;
mod settling;
mod sources;
mod storage;
#[cfg(test)]
mod tests;
mod worth;
mod wrapping;

pub use crate::program::Protected;
