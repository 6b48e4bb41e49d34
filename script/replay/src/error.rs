//! What may go wrong in a demo, and whose fault it is.

use std::path::{Path, PathBuf};

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a demo did not reach its end.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A price or loan file, or a parameter of a scenario, is not as it must be, or a plot cannot be drawn.
    #[error(transparent)]
    Input(#[from] ballast_simulate::Error),
    /// The command line asks for what cannot be.
    #[error("{0}")]
    Usage(String),
    /// Building, deploying or wiring failed.
    #[error(transparent)]
    Deploy(#[from] ballast_deploy::Error),
    /// The embedded devnet did not start.
    #[error("the embedded devnet did not start: {0}")]
    Devnet(#[from] ballast_devnet::SpawnError),
    /// The keeper failed as a whole.
    #[error("the keeper failed: {0}")]
    Keeper(#[from] ballast_keeper::KeeperError),
    /// A request to the node failed.
    #[error("{doing}: {reason}")]
    Rpc {
        /// What was asked.
        doing: String,
        /// What the node or the transport said.
        reason: String,
    },
    /// A transaction of the demo failed.
    #[error("{what} failed on chain: {reason}")]
    Transaction {
        /// What it was to do.
        what: String,
        /// The revert, by name where known.
        reason: String,
    },
    /// A loan of the book cannot be opened at all.
    #[error("loan {owner} cannot be opened: {reason}")]
    Opening {
        /// Name of the loan's owner.
        owner: String,
        /// Why.
        reason: String,
    },
    /// An output could not be written.
    #[error("{}: {reason}; check that the folder may be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A number outgrew its type.
    #[error("{0} does not fit 128 bits")]
    Overflow(&'static str),
    /// After the replay the chain's books do not add up.
    #[error("the books do not add up: {0}")]
    Audit(String),
}

impl Error {
    /// 2 where the caller must change what he asked for or gave, else 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Input(error) => error.exit_code(),
            Self::Usage(_) => 2,
            _ => 1,
        }
    }

    pub(crate) fn rpc(doing: impl Into<String>, reason: impl ToString) -> Self {
        Self::Rpc {
            doing: doing.into(),
            reason: reason.to_string(),
        }
    }

    pub(crate) fn write(path: &Path, reason: impl ToString) -> Self {
        Self::Write {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}
