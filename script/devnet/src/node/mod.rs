//! The chain: state, blocks, pending transactions and time, in process.

mod accounts;
mod block;
mod call;
mod chain;
mod cheats;
mod clock;
mod dump;
mod error;
mod estimate;
mod facade;
mod genesis;
mod interval;
mod logs;
mod options;
mod overrides;
mod pool;
mod proof;
mod snapshot;
mod state;
mod trace;
mod transaction;
mod trie;

pub use accounts::DevAccount;
pub use block::{Block, MinedTransaction};
pub use call::{CALL_GAS_CAP, CallRequest};
pub use clock::{Clock, ClockMode};
pub use dump::StateDump;
pub use error::{NodeError, Rejection};
pub use facade::{Node, NodeStatus};
pub use options::Options;
pub use proof::{AccountProof, SlotProof};
pub use state::{AccountRecord, Map, State, StateError};
pub(crate) use transaction::Submission;
