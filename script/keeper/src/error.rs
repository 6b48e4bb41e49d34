//! What may go wrong.

use crate::revert::Revert;
use alloy::primitives::{Address, B256};
use thiserror::Error;

/// Why the keeper could not do something.
#[derive(Debug, Error)]
pub enum KeeperError {
    /// The endpoint did not answer, or not usefully, in the attempts allowed.
    #[error("{what}: {message} (attempt {attempts})")]
    Rpc {
        /// What was asked.
        what: &'static str,
        /// Attempts made.
        attempts: u32,
        /// The last failure.
        message: String,
    },
    /// The endpoint understood the request and refused it.
    #[error("{what}: refused: {message}")]
    Refused {
        /// What was asked.
        what: &'static str,
        /// Its words.
        message: String,
    },
    /// A call or the simulation of a transaction reverted. Normal: somebody else was first, or time moved on.
    #[error("{what}: {revert}")]
    Reverted {
        /// What was asked.
        what: &'static str,
        /// Why.
        revert: Revert,
    },
    /// A transaction was mined and reverted: the state changed after its simulation.
    #[error("{what}: transaction {hash} reverted")]
    Mined {
        /// What was sent.
        what: &'static str,
        /// The transaction.
        hash: B256,
    },
    /// A transaction was sent, and no receipt came in time. It may still be mined.
    #[error("{what}: no receipt of {hash} within {seconds} s")]
    NoReceipt {
        /// What was sent.
        what: &'static str,
        /// The transaction.
        hash: B256,
        /// Time waited.
        seconds: u64,
    },
    /// An answer does not have the interface's form.
    #[error("{what}: the answer does not decode: {message}")]
    Decode {
        /// What was asked.
        what: &'static str,
        /// Why.
        message: String,
    },
    /// The transaction could not be signed.
    #[error("{what}: not signed: {message}")]
    Sign {
        /// What was to be sent.
        what: &'static str,
        /// Why.
        message: String,
    },
    /// The programs are not wired as the settings say.
    #[error("{what} of {program} is {found}, expected {expected}")]
    Wiring {
        /// Which connection.
        what: &'static str,
        /// The program asked.
        program: Address,
        /// What it says.
        found: String,
        /// What the settings say.
        expected: String,
    },
    /// Gas costs more than the settings allow; nothing was sent. Wei.
    #[error("gas costs {price} wei, over the limit of {limit}")]
    GasTooDear {
        /// What the chain asks.
        price: u128,
        /// The most that the settings allow.
        limit: u128,
    },
    /// Prices or risk of the deployment are beyond what can be judged.
    #[error("market: {0}")]
    Market(String),
    /// Ticks failed over and over.
    #[error("{failures} ticks failed in a row, the last with: {last}")]
    TooManyFailures {
        /// How many.
        failures: u32,
        /// The last failure.
        last: String,
    },
}

impl KeeperError {
    /// Whether a program refused: for transactions the normal fate among several keepers.
    pub const fn is_revert(&self) -> bool {
        matches!(self, Self::Reverted { .. } | Self::Mined { .. })
    }

    /// Whether it is no failure: somebody else was faster, or gas is too dear at the moment.
    pub const fn is_normal(&self) -> bool {
        self.is_revert() || matches!(self, Self::GasTooDear { .. })
    }
}
