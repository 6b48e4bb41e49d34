//! What is set of the unwinder, what is told as it is stored, what distress costs, what is expected to be lost, and the ends of
//! debts without collateral. See `abi/src/IUnwinder.sol` for what each function promises.
//!
//! `unwinder-extension` runs this code on the unwinder's storage, by delegate call, for every selector that neither it nor
//! the core knows; users only ever call the unwinder. At this program's own address storage is empty, for ever: no owner,
//! so everything that changes anything is refused there.
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

mod distress;
mod program;
mod settings;
mod shortfall;
mod views;

pub use crate::program::Settings;
