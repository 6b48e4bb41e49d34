//! The endpoint: calls, transactions, deployments.

mod client;
pub mod interfaces;
mod program;
mod revert;

pub use client::{Chain, REQUEST_TIMEOUT, failed};
pub use program::{Deployed, activation_fee, bumped, deploy, predict};
pub use revert::explain as explain_revert;
