//! The pool's own refusals; those that programs share are in `ballast_common::revert`.

use alloy_primitives::Address;
use alloy_sol_types::SolError;
pub use ballast_common::revert::{
    Failure, Result, about, about_one, about_two, address, bare, bounded, nonzero, number, pair,
};

use crate::IPool;

/// `held - wanted`, or that the account has too little.
#[inline(never)]
pub fn take(asset: Address, held: u128, wanted: u128) -> Result<u128> {
    held.checked_sub(wanted)
        .ok_or_else(|| about_two(IPool::InsufficientBalance::SELECTOR, &asset, held, wanted))
}

/// `cash - wanted`, or that the reserve has too little.
#[inline(never)]
pub fn require_cash(asset: Address, cash: u128, wanted: u128) -> Result<u128> {
    cash.checked_sub(wanted)
        .ok_or_else(|| about_two(IPool::InsufficientCash::SELECTOR, &asset, cash, wanted))
}

/// Refuses a total above a cap.
#[inline(never)]
pub fn require_cap(asset: Address, cap: u128, total: u128) -> Result<()> {
    if total <= cap {
        Ok(())
    } else {
        Err(about_two(IPool::CapExceeded::SELECTOR, &asset, cap, total))
    }
}
