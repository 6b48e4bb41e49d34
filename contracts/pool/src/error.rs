//! The pool's errors: revert data as `abi/src/IPool.sol` and `IOwned.sol` declare it.
//!
//! A failure is encoded where it arises, so that results stay small on every path that succeeds.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::{
    abi::IOwned::{ParameterOutOfBounds, Reentered, RiskCalculation, Unauthorised, ZeroAddress},
    dispatch::Output,
    token::TokenError,
};
use risk_core::RiskError;

use crate::IPool;

/// Why a call to the pool was refused: its revert data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub Vec<u8>);

/// A result of the pool.
pub type Result<T, E = Failure> = core::result::Result<T, E>;

impl From<Failure> for Vec<u8> {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl From<RiskError> for Failure {
    #[cold]
    fn from(error: RiskError) -> Self {
        Self(Output::selected(RiskCalculation::SELECTOR).number(error as u64).done())
    }
}

impl From<Reentered> for Failure {
    #[cold]
    fn from(_: Reentered) -> Self {
        Self(Output::selected(Reentered::SELECTOR).done())
    }
}

impl From<Unauthorised> for Failure {
    #[cold]
    fn from(error: Unauthorised) -> Self {
        about(Unauthorised::SELECTOR, error.caller)
    }
}

impl From<ZeroAddress> for Failure {
    #[cold]
    fn from(_: ZeroAddress) -> Self {
        Self(Output::selected(ZeroAddress::SELECTOR).done())
    }
}

impl From<TokenError> for Failure {
    #[cold]
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Failed(token) => about(IPool::TransferFailed::SELECTOR, token),
            TokenError::Mismatch { token, expected, received } => Self(
                Output::selected(IPool::TransferMismatch::SELECTOR).address(token).word(expected).word(received).done(),
            ),
        }
    }
}

/// An error that carries one address: `UnknownReserve`, `NotEnabled`, `CollateralLeft`, `CallFailed`.
#[cold]
#[inline(never)]
pub fn about(selector: [u8; 4], subject: Address) -> Failure {
    Failure(Output::selected(selector).address(subject).done())
}

/// An error that carries an address and two amounts: `CapExceeded`, `InsufficientCash`, `InsufficientBalance`.
#[cold]
#[inline(never)]
pub fn amounts(selector: [u8; 4], subject: Address, first: u128, second: u128) -> Failure {
    Failure(Output::selected(selector).address(subject).amount(first).amount(second).done())
}

/// An error that carries two amounts: `Unhealthy`, `ParameterOutOfBounds`.
#[cold]
#[inline(never)]
pub fn pair(selector: [u8; 4], first: u128, second: u128) -> Failure {
    Failure(Output::selected(selector).amount(first).amount(second).done())
}

/// `ParameterOutOfBounds`.
pub fn out_of_bounds(position: u128, value: u128) -> Failure {
    pair(ParameterOutOfBounds::SELECTOR, position, value)
}

/// `TooMany`.
#[cold]
pub fn too_many(limit: u64) -> Failure {
    Failure(Output::selected(IPool::TooMany::SELECTOR).number(limit).done())
}

/// `PriceUnavailable`.
#[cold]
pub fn price_unavailable(asset: Address, flags: u8) -> Failure {
    amounts_one(IPool::PriceUnavailable::SELECTOR, asset, flags)
}

#[cold]
fn amounts_one(selector: [u8; 4], asset: Address, flags: u8) -> Failure {
    Failure(Output::selected(selector).address(asset).number(u64::from(flags)).done())
}

/// Refuses zero: `ZeroAmount`.
pub fn nonzero(value: u128) -> Result<u128> {
    if value == 0 { Err(Failure(Output::selected(IPool::ZeroAmount::SELECTOR).done())) } else { Ok(value) }
}

/// Refuses the zero address.
#[inline(never)]
pub fn address(value: Address) -> Result<Address> {
    if value.is_zero() { Err(ZeroAddress {}.into()) } else { Ok(value) }
}

/// `held - wanted`, or that the account has too little.
#[inline(never)]
pub fn take(asset: Address, held: u128, wanted: u128) -> Result<u128> {
    held.checked_sub(wanted).ok_or_else(|| amounts(IPool::InsufficientBalance::SELECTOR, asset, held, wanted))
}

/// `cash - wanted`, or that the reserve has too little.
#[inline(never)]
pub fn require_cash(asset: Address, cash: u128, wanted: u128) -> Result<u128> {
    cash.checked_sub(wanted).ok_or_else(|| amounts(IPool::InsufficientCash::SELECTOR, asset, cash, wanted))
}

/// Refuses a total above a cap.
#[inline(never)]
pub fn require_cap(asset: Address, cap: u128, total: u128) -> Result<()> {
    if total <= cap { Ok(()) } else { Err(amounts(IPool::CapExceeded::SELECTOR, asset, cap, total)) }
}
