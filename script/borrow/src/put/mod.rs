//! Loans that puts protect: fixed rate, one date, collateral that no price can take.

pub mod act;
pub mod cli;
pub mod desk;
pub mod tell;
