//! What Ballast's programs share: the ownership component, the reentrancy guard, token calls, and
//! calls to other programs with word-sized arguments.
//!
//! Types of events and errors come from the Solidity interfaces in `abi/src`, which are the single
//! source of the ABI.
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

pub mod abi;
mod abi_struct;
pub mod call;
pub mod convert;
pub mod dispatch;
pub mod event;
pub mod guard;
pub mod owned;
pub mod positions;
pub mod revert;
pub mod shares;
pub mod signature;
#[cfg(test)]
mod tests;
pub mod token;

pub use call::Words;
