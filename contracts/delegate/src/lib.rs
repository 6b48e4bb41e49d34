//! Delegate calls: another program's code on this program's storage, with its address, its caller and its value.
//!
//! A crate of its own, because the SDK marks delegate calls unsafe, and everywhere else unsafe code is forbidden.
#![no_std]

extern crate alloc;

pub mod transient;

use alloc::vec::Vec;

use alloy_primitives::Address;
use stylus_sdk::{
    call,
    prelude::TopLevelStorage,
    stylus_core::{Host, calls::Call, calls::errors::Error},
};

/// Runs `program` with `data` on the caller's storage: what it returned, or the revert data. Storage writes so far are
/// flushed first, and what was cached is read anew afterwards.
///
/// `program` can do whatever the caller can: it must have been fixed by whoever deployed the caller, never be an argument
/// of users.
///
/// # Errors
/// The revert data.
#[inline(never)]
#[expect(unsafe_code, reason = "the SDK has no other delegate call")]
pub fn delegate<H, S>(
    vm: &H,
    storage: &mut S,
    program: Address,
    data: &[u8],
) -> Result<Vec<u8>, Vec<u8>>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    // SAFETY: what the function is unsafe for is code that does not keep to the storage's layout, and references into
    // storage that outlive the call. The callee is part of this program, deployed with it and built from the same
    // layout; the exclusive borrow of the whole storage ends every reference into it.
    unsafe { call::delegate_call(vm, Call::new_mutating(storage), program, data) }.map_err(
        |error| match error {
            Error::Revert(data) => data,
            Error::AbiDecodingFailed(_) => Vec::new(),
        },
    )
}

/// [`delegate`] with a selector and the arguments behind it: what one program does not know, the next one may.
///
/// # Errors
/// The revert data.
#[inline(never)]
pub fn forward<H, S>(
    vm: &H,
    storage: &mut S,
    program: Address,
    selector: u32,
    arguments: &[u8],
) -> Result<Vec<u8>, Vec<u8>>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    let mut data = Vec::with_capacity(arguments.len().saturating_add(4));
    data.extend_from_slice(&selector.to_be_bytes());
    data.extend_from_slice(arguments);
    delegate(vm, storage, program, &data)
}
