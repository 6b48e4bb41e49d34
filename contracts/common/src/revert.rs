//! Failures: revert data, encoded where they arise, so that results stay small on every path that
//! succeeds.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::{SolError, sol};
use risk_core::RiskError;

use crate::{
    abi::IOwned::{ParameterOutOfBounds, Reentered, RiskCalculation, Unauthorised, ZeroAddress},
    dispatch::Output,
    token::TokenError,
};

sol! {
    error TransferFailed(address token);
    error TransferMismatch(address token, uint256 expected, uint256 received);
    error ZeroAmount();
}

/// Why a call was refused: its revert data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(pub Vec<u8>);

/// A result of a program.
pub type Result<T, E = Failure> = core::result::Result<T, E>;

impl From<Failure> for Vec<u8> {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl From<RiskError> for Failure {
    #[cold]
    fn from(error: RiskError) -> Self {
        number(RiskCalculation::SELECTOR, error as u64)
    }
}

impl From<Reentered> for Failure {
    #[cold]
    fn from(_: Reentered) -> Self {
        bare(Reentered::SELECTOR)
    }
}

impl From<Unauthorised> for Failure {
    #[cold]
    fn from(error: Unauthorised) -> Self {
        about(Unauthorised::SELECTOR, &error.caller)
    }
}

impl From<ZeroAddress> for Failure {
    #[cold]
    fn from(_: ZeroAddress) -> Self {
        bare(ZeroAddress::SELECTOR)
    }
}

impl From<TokenError> for Failure {
    #[cold]
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Failed(token) => about(TransferFailed::SELECTOR, &token),
            TokenError::Mismatch {
                token,
                expected,
                received,
            } => Self(
                Output::selected(TransferMismatch::SELECTOR)
                    .address(&token)
                    .word(expected)
                    .word(received)
                    .done(),
            ),
        }
    }
}

/// An error without fields.
#[cold]
#[inline(never)]
pub fn bare(selector: [u8; 4]) -> Failure {
    Failure(Output::selected(selector).done())
}

/// An error that carries an address.
#[cold]
#[inline(never)]
pub fn about(selector: [u8; 4], subject: &Address) -> Failure {
    Failure(Output::selected(selector).address(subject).done())
}

/// An error that carries a number.
#[cold]
#[inline(never)]
pub fn number(selector: [u8; 4], number: u64) -> Failure {
    Failure(Output::selected(selector).number(number).done())
}

/// An error that carries a health factor.
#[cold]
#[inline(never)]
pub fn with_health(selector: [u8; 4], health: u128) -> Failure {
    Failure(Output::selected(selector).health(health).done())
}

/// An error that carries two amounts.
#[cold]
#[inline(never)]
pub fn pair(selector: [u8; 4], first: u128, second: u128) -> Failure {
    Failure(
        Output::selected(selector)
            .amount(first)
            .amount(second)
            .done(),
    )
}

/// An error that carries an address and an amount.
#[cold]
#[inline(never)]
pub fn about_one(selector: [u8; 4], subject: &Address, amount: u128) -> Failure {
    Failure(
        Output::selected(selector)
            .address(subject)
            .amount(amount)
            .done(),
    )
}

/// An error that carries an address and two amounts.
#[cold]
#[inline(never)]
pub fn about_two(selector: [u8; 4], subject: &Address, first: u128, second: u128) -> Failure {
    Failure(
        Output::selected(selector)
            .address(subject)
            .amount(first)
            .amount(second)
            .done(),
    )
}

/// Refuses zero: `ZeroAmount`.
pub fn nonzero(value: u128) -> Result<u128> {
    if value == 0 {
        Err(bare(ZeroAmount::SELECTOR))
    } else {
        Ok(value)
    }
}

/// Refuses the zero address.
#[inline(never)]
pub fn address(value: Address) -> Result<Address> {
    if value.is_zero() {
        Err(ZeroAddress {}.into())
    } else {
        Ok(value)
    }
}

/// Refuses a parameter outside `low..=high`: `ParameterOutOfBounds` with its place among the arguments.
#[inline(never)]
pub fn bounded(position: u128, value: u128, low: u128, high: u128) -> Result<u128> {
    if (low..=high).contains(&value) {
        Ok(value)
    } else {
        Err(pair(ParameterOutOfBounds::SELECTOR, position, value))
    }
}

/// Revert data that a callee gave, as the last field of an error behind an address.
#[cold]
pub fn because(selector: [u8; 4], subject: &Address, reason: &[u8]) -> Failure {
    Failure(
        Output::selected(selector)
            .address(subject)
            .number(64)
            .number(reason.len() as u64)
            .bytes(reason)
            .done(),
    )
}
