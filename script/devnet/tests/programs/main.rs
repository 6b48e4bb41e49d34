//! Programs on the devnet's EVM: written in WAT, deployed, activated and called in process.

mod activation;
mod calls;
mod chain;
mod code;
mod endings;
mod precompiles;
mod storage;
#[allow(dead_code, reason = "shared with other suites, which use the rest")]
mod wat;
