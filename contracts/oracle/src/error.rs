//! How the oracle refuses.

use ballast_common::abi::IOwned;
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::abi::IOracle;

/// Every error of the program.
#[derive(SolidityError, Debug, PartialEq, Eq)]
pub enum Error {
    /// The caller is not the account that the function is for.
    Unauthorised(IOwned::Unauthorised),
    /// Entered again from within an outward call.
    Reentered(IOwned::Reentered),
    /// The zero address stands where a contract is needed.
    ZeroAddress(IOwned::ZeroAddress),
    /// A parameter lies outside its hard bounds.
    ParameterOutOfBounds(IOwned::ParameterOutOfBounds),
    /// A calculation left its domain.
    RiskCalculation(IOwned::RiskCalculation),
    /// No feed has this number.
    UnknownFeed(IOracle::UnknownFeed),
    /// No feed is set for this asset.
    UnknownAsset(IOracle::UnknownAsset),
    /// The aggregator does not answer as a feed must.
    BadAggregator(IOracle::BadAggregator),
    /// All feed numbers are taken.
    TooManyFeeds(IOracle::TooManyFeeds),
}

impl From<RiskError> for Error {
    fn from(error: RiskError) -> Self {
        Self::RiskCalculation(IOwned::RiskCalculation { code: error as u8 })
    }
}
