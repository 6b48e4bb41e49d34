//! Collars: loans that puts protect, whose puts a sold call pays for.

pub mod act;
pub mod cli;
mod desk;
pub mod tell;
