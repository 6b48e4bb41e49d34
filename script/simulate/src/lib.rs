//! What a replay needs beside the chain: price histories, books of loans, and a loan-to-value
//! engine to compare with.
//!
//! Everything here is pure: files and seeds in, plain data out. Prices are WAD USD per whole token,
//! amounts WAD whole tokens, times unix seconds. No value passes through a float on its way to a
//! decision; floats appear only in [`series`] and [`show`], for people.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]
#![cfg_attr(
    not(test),
    warn(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

extern crate alloc;

// The oracle's averages, compiled from the very file that makes the program.
#[allow(dead_code)]
#[path = "../../../contracts/oracle/src/averages.rs"]
mod averages;

pub mod book;
pub mod cli;
pub mod compare;
pub mod decimal;
pub mod depeg;
pub mod depth;
pub mod engine;
mod error;
mod fixed;
pub mod harm;
pub mod inputs;
pub mod lineup;
pub mod loans;
pub mod ltv;
pub mod prices;
mod random;
pub mod series;
pub mod show;
pub mod study;
pub mod synthetic;
mod table;

pub use book::{Book, Loan, Shape, missing_assets, read_book, synthetic_book, write_book};
pub use error::{Error, Fault, Result};
pub use ltv::{LtvAccount, LtvOutcome, LtvRules};
pub use prices::{Bar, Gap, History, InBarOrder, Path, PriceEvent, Tick};
pub use synthetic::SyntheticCrash;
