//! What a market of puts does seldom or only tells: its construction, shares and puts as tokens, requests, what was withheld,
//! quotes and views. See `abi/src/IOptionMarket.sol` for what each function promises.
//!
//! `option-market` runs this code on its own storage, by delegate call, for every selector that it does not know; users only
//! ever call markets. At this program's own address storage is empty, for ever: there is nothing to move or to claim.
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

mod program;

pub use crate::program::Extension;
