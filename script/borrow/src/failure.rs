//! Why a command did not come to an end. The texts say what to do next.

use ballast_deploy::Error;

/// What the process ends with.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// The arguments cannot be used: 2.
    Usage(String),
    /// Something failed: 1.
    Failed(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Config(text) | Error::Key(text) => Self::Usage(text),
            Error::File { .. } => Self::Usage(format!("{error}; name the right --deployments")),
            other => Self::Failed(other.to_string()),
        }
    }
}
