//! What can go wrong, and what to do about it.

use std::fmt;
use std::path::PathBuf;

use alloy::primitives::{Address, B256, Bytes, U256};
use serde::Serialize;

/// One setting on chain that is not as configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Where, for example `pool.reserve.ETH.supplyCap`.
    pub setting: String,
    /// As configured.
    pub expected: String,
    /// As on chain.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: configured {}, on chain {}",
            self.setting, self.expected, self.found
        )
    }
}

/// Failures of a deployment. The texts say what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file cannot be read or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// An outside command is missing or failed.
    #[error("`{command}` failed: {reason}")]
    Command {
        /// As run.
        command: String,
        /// Its error output, or why it did not start.
        reason: String,
    },
    /// A program's WASM cannot be deployed.
    #[error("program {program}: {reason}")]
    Wasm {
        /// Its name.
        program: String,
        /// Why.
        reason: String,
    },
    /// A Solidity artefact is missing or unusable.
    #[error(
        "Solidity artefact {contract}: {reason}; delete test/foundry/out and run again to rebuild it"
    )]
    Artefact {
        /// Name of the contract.
        contract: String,
        /// Why.
        reason: String,
    },
    /// The configuration makes no sense.
    #[error("configuration: {0}")]
    Config(String),
    /// The endpoint did not answer, or refused.
    #[error("{doing}: {reason}")]
    Rpc {
        /// What was tried.
        doing: String,
        /// The transport's words.
        reason: String,
    },
    /// A call or transaction reverted.
    #[error("{doing}: reverted with {reason}")]
    Reverted {
        /// What was tried.
        doing: String,
        /// The decoded error.
        reason: String,
        /// As reverted with; empty where that is not known.
        data: Bytes,
    },
    /// The private key is missing or none.
    #[error("{0}")]
    Key(String),
    /// A constructor reverted.
    #[error("the constructor of {program} at {address} reverted with {reason}")]
    Constructor {
        /// Name of the program.
        program: String,
        /// Where it would have been.
        address: Address,
        /// The decoded inner error.
        reason: String,
    },
    /// A transaction was sent and not mined in time.
    #[error(
        "{doing}: transaction {hash} was not mined within {seconds} s; run again to resume once it is"
    )]
    Timeout {
        /// What was tried.
        doing: String,
        /// The transaction.
        hash: B256,
        /// How long was waited.
        seconds: u64,
    },
    /// The record is of another chain.
    #[error(
        "{path} is of chain {recorded}, the endpoint of chain {actual}; pass that chain's --rpc-url, or another file"
    )]
    OtherChain {
        /// The record.
        path: PathBuf,
        /// Chain id in it.
        recorded: u64,
        /// Chain id of the endpoint.
        actual: u64,
    },
    /// The record does not fit what is on chain.
    #[error("{path}: {reason}")]
    Record {
        /// The record.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The timelock waits for somebody, or for its delay.
    #[error("{0}")]
    Timelock(String),
    /// The deployer cannot pay.
    #[error(
        "{doing}: {account} has {} ETH, which does not pay for it; send it more and run again",
        alloy::primitives::utils::format_ether(*balance)
    )]
    Funds {
        /// What was tried.
        doing: String,
        /// Who has to pay.
        account: Address,
        /// What it has, wei.
        balance: U256,
    },
    /// A sealed market was configured otherwise than it is.
    #[error(
        "the market is sealed, so nobody can change this any more; take the change back, or configure another market:{}",
        list(.0)
    )]
    Sealed(Vec<Difference>),
    /// Settings on chain are not as configured.
    #[error("{} settings differ:{}", .0.len(), list(.0))]
    Differences(Vec<Difference>),
}

fn list(differences: &[Difference]) -> String {
    differences
        .iter()
        .map(|difference| format!("\n  {difference}"))
        .collect()
}

impl Error {
    /// A failure about a file.
    pub(crate) fn file(path: impl Into<PathBuf>, reason: impl fmt::Display) -> Self {
        Self::File {
            path: path.into(),
            reason: reason.to_string(),
        }
    }

    /// A failure about a program's WASM.
    pub(crate) fn wasm(program: &str, reason: impl fmt::Display) -> Self {
        Self::Wasm {
            program: program.to_owned(),
            reason: reason.to_string(),
        }
    }
}
