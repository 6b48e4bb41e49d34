//! The keeper: watches indebted accounts, opens, observes, fills, closes and resolves their unwinds, pokes
//! feeds, and keeps the activations of programs alive.
//!
//! Everything it knows is derived from the chain: the set of indebted accounts from events, the rest from
//! calls. Killing it loses nothing, and several keepers may run beside each other: a transaction that somebody
//! else was faster with is simulated first, fails there, and is passed over.
//!
//! - [`Keeper`] with [`Keeper::tick`] and [`Keeper::run`] does the work.
//! - [`decide`](mod@decide) is the judgement alone: pure, no chain.
//! - [`book`] is the state that events make, [`journal`] how reorganised blocks are taken back: pure, no chain.
//! - [`assess`] judges the whole book in memory by the same `risk-core` as the programs: pure, no chain.
//! - [`orders`] is who is under margin call, what owners have ordered, and whether executing it pays: pure, no chain.
//! - [`loans`] has a module for each kind of loans without liquidation, and what is due of them.
//! - [`alerts`] is what people are told, and when: pure, no chain.
//!
//! Units are those of the interfaces in `abi/src`: prices, ratios and USD are WAD (10^18), amounts token units.

pub mod alerts;
pub mod assess;
pub mod attempts;
pub mod book;
pub mod config;
pub mod decide;
pub mod error;
mod evaluate;
mod execute;
pub mod feeds;
mod funds;
pub mod journal;
pub mod keep_alive;
mod keeper;
pub mod loans;
mod market;
pub mod orders;
mod poke;
pub mod report;
pub mod revert;
mod rpc;
mod send;
pub mod state;
mod sync;
mod turn;

pub use config::{Approval, KeeperConfig, Retry};
pub use error::KeeperError;
pub use keeper::Keeper;
pub use report::{Done, FillDone, PokeDone, Skipped, TickError, TickReport};
