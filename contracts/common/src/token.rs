//! ERC-20 calls that trust the token with nothing.

use alloy_primitives::{Address, U256};
use stylus_sdk::{prelude::TopLevelStorage, stylus_core::Host};

use crate::{call, convert::narrow, dispatch::Output};

const BALANCE_OF: [u8; 4] = [0x70, 0xa0, 0x82, 0x31];
const TRANSFER: [u8; 4] = [0xa9, 0x05, 0x9c, 0xbb];
const TRANSFER_FROM: [u8; 4] = [0x23, 0xb8, 0x72, 0xdd];
const APPROVE: [u8; 4] = [0x09, 0x5e, 0xa7, 0xb3];
const ALLOWANCE: [u8; 4] = [0xdd, 0x62, 0xed, 0x3e];
const DECIMALS: [u8; 4] = [0x31, 0x3c, 0xe5, 0x67];

/// Why a token call was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The call reverted, returned false, or the address has no code.
    Failed(Address),
    /// A transfer delivered another amount than asked.
    Mismatch {
        /// The token.
        token: Address,
        /// Asked.
        expected: U256,
        /// Delivered.
        received: U256,
    },
}

/// Balance of `account`.
///
/// # Errors
/// [`TokenError::Failed`].
pub fn balance<H: Host + ?Sized>(
    vm: &H,
    token: Address,
    account: Address,
) -> Result<U256, TokenError> {
    call::read(
        vm,
        token,
        Output::selected(BALANCE_OF).address(&account).data(),
    )
    .ok()
    .and_then(|words| words.get(0))
    .ok_or(TokenError::Failed(token))
}

/// What `spender` may pull of `account`'s tokens.
///
/// # Errors
/// [`TokenError::Failed`].
pub fn allowance<H: Host + ?Sized>(
    vm: &H,
    token: Address,
    account: Address,
    spender: Address,
) -> Result<U256, TokenError> {
    let mut question = Output::selected(ALLOWANCE);
    question.address(&account).address(&spender);
    call::read(vm, token, question.data())
        .ok()
        .and_then(|words| words.get(0))
        .ok_or(TokenError::Failed(token))
}

/// Decimals of a token.
///
/// # Errors
/// [`TokenError::Failed`], also where the answer is above 255.
pub fn decimals<H: Host + ?Sized>(vm: &H, token: Address) -> Result<u8, TokenError> {
    call::read(vm, token, Output::selected(DECIMALS).data())
        .ok()
        .and_then(|words| words.get(0))
        .and_then(narrow)
        .and_then(|word| u8::try_from(word).ok())
        .ok_or(TokenError::Failed(token))
}

/// Pulls `amount` from `from`, who has approved this program, and checks that exactly that arrived:
/// tokens that take a fee or rebase on transfer are refused. Tokens that return nothing are accepted.
///
/// # Errors
/// [`TokenError`].
pub fn pull<H, S>(
    vm: &H,
    storage: &mut S,
    token: Address,
    from: Address,
    amount: U256,
) -> Result<(), TokenError>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    let this = vm.contract_address();
    let before = balance(vm, token, this)?;
    let mut arguments = Output::selected(TRANSFER_FROM);
    arguments.address(&from).address(&this).word(amount);
    execute(vm, storage, token, &arguments)?;
    let received = balance(vm, token, this)?.wrapping_sub(before);
    if received == amount {
        Ok(())
    } else {
        Err(TokenError::Mismatch {
            token,
            expected: amount,
            received,
        })
    }
}

/// Sends `amount` to `to`. Tokens that return nothing are accepted.
///
/// # Errors
/// [`TokenError::Failed`].
pub fn send<H, S>(
    vm: &H,
    storage: &mut S,
    token: Address,
    to: Address,
    amount: U256,
) -> Result<(), TokenError>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    execute(
        vm,
        storage,
        token,
        Output::selected(TRANSFER).address(&to).word(amount),
    )
}

/// [`send`] by who keeps for `to` what cannot be sent: whether it has gone. Tokens that left this program have, whatever the
/// token says of it: kept as well, they would be paid twice. Nothing goes for nothing.
pub fn sent<H, S>(vm: &H, storage: &mut S, token: Address, to: Address, amount: U256) -> bool
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    if amount.is_zero() {
        return true;
    }
    let this = vm.contract_address();
    let before = balance(vm, token, this);
    if send(vm, storage, token, to, amount).is_ok() {
        return true;
    }
    match (before, balance(vm, token, this)) {
        (Ok(before), Ok(after)) => before.saturating_sub(after) >= amount,
        _ => false,
    }
}

/// Lets `spender` pull any amount of this program's tokens. Tokens that return nothing are accepted.
///
/// # Errors
/// [`TokenError::Failed`].
pub fn approve<H, S>(
    vm: &H,
    storage: &mut S,
    token: Address,
    spender: Address,
) -> Result<(), TokenError>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    allow(vm, storage, token, spender, U256::MAX)
}

/// Lets `spender` pull `amount` of this program's tokens. Tokens that return nothing are accepted.
///
/// # Errors
/// [`TokenError::Failed`].
pub fn allow<H, S>(
    vm: &H,
    storage: &mut S,
    token: Address,
    spender: Address,
    amount: U256,
) -> Result<(), TokenError>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    let mut arguments = Output::selected(APPROVE);
    arguments.address(&spender).word(amount);
    execute(vm, storage, token, &arguments)
}

/// A token call that succeeds only if it does not revert and returns nothing or true; one that returns
/// nothing must come from an address with code.
#[inline(never)]
fn execute<H, S>(
    vm: &H,
    storage: &mut S,
    token: Address,
    arguments: &Output,
) -> Result<(), TokenError>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    let failed = TokenError::Failed(token);
    let answer = call::write(vm, storage, token, arguments.data()).map_err(|_| failed)?;
    let done = match answer.get(0) {
        Some(word) => word == U256::from(1),
        None => answer.bytes().is_empty() && vm.code_size(token) > 0,
    };
    if done { Ok(()) } else { Err(failed) }
}
