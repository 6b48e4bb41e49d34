//! Calls to other programs.
//!
//! Calldata is written with [`crate::dispatch::Output`] and answers are read word by word: a few hundred
//! bytes of code for all calls together, where generated encoders cost that much each.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use stylus_sdk::{
    call,
    prelude::TopLevelStorage,
    stylus_core::{Host, calls::Call, calls::errors::Error},
};

use crate::dispatch::Output;

/// Of `isAllowed(address)`.
const IS_ALLOWED: [u8; 4] = [0xba, 0xbc, 0xc5, 0x39];

/// Return data, read word by word. Reading past the end gives `None`.
#[derive(Clone, Debug)]
pub struct Words(Vec<u8>);

impl Words {
    /// The word at `index`.
    #[inline(never)]
    pub fn get(&self, index: usize) -> Option<U256> {
        let start = index.checked_mul(32)?;
        Some(U256::from_be_bytes(
            *self.0.get(start..)?.first_chunk::<32>()?,
        ))
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

fn revert_data(error: Error) -> Vec<u8> {
    match error {
        Error::Revert(data) => data,
        Error::AbiDecodingFailed(_) => Vec::new(),
    }
}

/// Reads from another contract. Storage writes so far are flushed first.
///
/// # Errors
/// The revert data.
#[inline(never)]
pub fn read<H: Host + ?Sized>(vm: &H, to: Address, data: &[u8]) -> Result<Words, Vec<u8>> {
    read_within(vm, to, data, u64::MAX)
}

/// [`read`], giving at most `gas`.
///
/// # Errors
/// The revert data; none where the gas does not do.
#[inline(never)]
pub fn read_within<H: Host + ?Sized>(
    vm: &H,
    to: Address,
    data: &[u8],
    gas: u64,
) -> Result<Words, Vec<u8>> {
    call::static_call(vm, Call::new().gas(gas), to, data)
        .map(Words)
        .map_err(revert_data)
}

/// Whether an account is `allowed`, or a contract there tells so (`IAllowList`); the zero address allows anyone.
#[inline(never)]
pub fn admits<H: Host + ?Sized>(vm: &H, allowed: Address, account: &Address) -> bool {
    if allowed.is_zero() || allowed == *account {
        return true;
    }
    let mut question = Output::selected(IS_ALLOWED);
    let answer = read(vm, allowed, question.address(account).data());
    answer.ok().and_then(|words| words.get(0)) == Some(U256::from(1))
}

/// Calls another contract, which may change state. Storage writes so far are flushed first, and what
/// was cached is read anew afterwards.
///
/// # Errors
/// The revert data.
#[inline(never)]
pub fn write<H, S>(vm: &H, storage: &mut S, to: Address, data: &[u8]) -> Result<Words, Vec<u8>>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    write_within(vm, storage, to, data, u64::MAX)
}

/// [`write`], giving at most `gas`: which bounds what the answer can cost too.
///
/// # Errors
/// The revert data; none where the gas does not do.
#[inline(never)]
pub fn write_within<H, S>(
    vm: &H,
    storage: &mut S,
    to: Address,
    data: &[u8],
    gas: u64,
) -> Result<Words, Vec<u8>>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    call::call(vm, Call::new_mutating(storage).gas(gas), to, data)
        .map(Words)
        .map_err(revert_data)
}
