//! The programs on a chain: every verb, error and event, the staged unwind, and the invariants over random actions.
#![allow(missing_docs)]

mod abi;
mod auction;
mod borrow;
mod collateral;
mod extension;
mod gas;
mod insurance;
mod interest;
mod lens;
mod manager;
mod oracle;
mod repay;
mod scene;
mod sequence;
mod settings;
mod shortfall;
mod supply;
mod unwind;
mod vault;
mod withdraw;
mod zoo;
