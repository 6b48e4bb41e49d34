//! Loans that the collateral's yield repays: no date while it earns enough, collateral that no price can take.

pub mod act;
pub mod cli;
mod desk;
pub mod tell;
