//! Programs on the devnet's EVM: written in WAT, deployed, activated and called in process.

mod activation;
mod calls;
mod chain;
mod code;
mod endings;
mod precompiles;
mod storage;
mod wat;
