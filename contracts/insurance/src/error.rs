//! How the insurance fund refuses.

use ballast_common::{abi::IOwned, token::TokenError};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::abi::IInsurance;

/// Every error of the program.
#[derive(SolidityError, Debug, PartialEq, Eq)]
pub enum Error {
    /// The caller is not the account that the function is for.
    Unauthorised(IOwned::Unauthorised),
    /// Entered again from within an outward call.
    Reentered(IOwned::Reentered),
    /// The zero address stands where an account or contract is needed.
    ZeroAddress(IOwned::ZeroAddress),
    /// It can be set only once, and is.
    AlreadySet(IOwned::AlreadySet),
    /// A parameter lies outside its hard bounds.
    ParameterOutOfBounds(IOwned::ParameterOutOfBounds),
    /// A calculation left its domain.
    RiskCalculation(IOwned::RiskCalculation),
    /// The amount is zero, or rounds to zero.
    ZeroAmount(IInsurance::ZeroAmount),
    /// Not that many shares where they are wanted.
    InsufficientShares(IInsurance::InsufficientShares),
    /// The cooldown is not over.
    CoolingDown(IInsurance::CoolingDown),
    /// The cooldown was over for too long.
    RequestExpired(IInsurance::RequestExpired),
    /// Shares exist but no capital.
    FundExhausted(IInsurance::FundExhausted),
    /// A token call failed.
    TransferFailed(IInsurance::TransferFailed),
    /// A transfer delivered another amount than asked.
    TransferMismatch(IInsurance::TransferMismatch),
}

impl From<RiskError> for Error {
    fn from(error: RiskError) -> Self {
        Self::RiskCalculation(IOwned::RiskCalculation { code: error as u8 })
    }
}

impl From<TokenError> for Error {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Failed(token) => Self::TransferFailed(IInsurance::TransferFailed { token }),
            TokenError::Mismatch {
                token,
                expected,
                received,
            } => Self::TransferMismatch(IInsurance::TransferMismatch {
                token,
                expected,
                received,
            }),
        }
    }
}
