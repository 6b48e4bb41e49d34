//! Tests of the unwinder: its pure logic on a loan of USDC against ether, with the devnet's default risk.

mod assess;
mod fee;
mod fixtures;
mod portfolio;
mod records;
mod release;
mod sale;
mod stages;

use crate as state;
