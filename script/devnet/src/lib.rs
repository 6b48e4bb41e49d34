//! Embedded Arbitrum devnet: revm with a WASM runtime for Stylus programs, behind Ethereum JSON-RPC.
//!
//! [`spawn`] starts a server for tests and demos; [`Node`] is the same chain in process, without HTTP; the binary
//! `ballast-devnet` is [`spawn`] with a command line.
//!
//! `README.md` beside this crate says what is exact, approximate and missing, and how fast it is. In short:
//! - One block per transaction, mined on arrival (unless `evm_setAutomine(false)` or `evm_setIntervalMining`); no
//!   sequencer, no batches, no L1 fee.
//! - The base fee is constant and tips are dropped.
//! - States of the last `history` blocks are held (default 1024); older blocks, transactions, receipts and logs stay
//!   readable, their states do not.
//! - A call at `latest` sees the latest block's number and time, as on Nitro: after time travel mine a block
//!   (`evm_mine`) or call at `pending`.
//! - Everything is in memory, all blocks included.

pub mod exec;
pub mod node;
mod precompiles;
pub mod rpc;
mod server;
mod stylus;

pub use node::{DevAccount, Node, NodeError, Options};
pub use server::{Handle, SpawnError, spawn, start};

/// Chain id of Nitro's devnets.
pub const CHAIN_ID: u64 = 412_346;
/// Port on which Nitro's devnets listen.
pub const DEFAULT_PORT: u16 = 8547;
/// Constant base fee: 0.1 gwei, in wei.
pub const BASE_FEE: u64 = 100_000_000;
