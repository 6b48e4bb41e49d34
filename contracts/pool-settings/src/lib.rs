//! What is set of the pool: reserves, risk, roles, pauses, limits, and the views of them. See `abi/src/IPool.sol` for what
//! each function promises.
//!
//! `pool-extension` runs this code on the pool's storage, by delegate call, for every selector that neither it nor the core
//! knows; users only ever call the pool. At this program's own address storage is empty, for ever: no owner, so everything
//! that changes anything is refused there.
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

mod access;
mod monotone;
mod program;
mod ramps;
mod settings;
mod views;

pub use crate::program::Settings;
