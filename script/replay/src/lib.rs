//! The demo: carries a book of loans through a crash on the devnet, with real transactions, time travel and the
//! keeper, beside a loan-to-value engine on the same prices, and reports what happened.
//!
//! [`run()`] does everything and returns the numbers; [`ledger`] is where they come from: the chain's events.
//! The binary `ballast-demo` adds a command line, a table and the report.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

pub mod audit;
pub mod bench;
pub mod beside;
pub mod cli;
pub mod compare;
pub mod endpoint;
mod error;
pub mod existing;
pub mod ledger;
pub mod market;
pub mod opening;
pub mod options;
pub mod output;
pub mod replay;
pub mod report;
mod run;
pub mod scenario;
pub mod summary;
pub mod table;

pub use error::{Error, Result};
pub use options::{Days, Options};
pub use run::{Outcome, run};
pub use summary::Summary;
