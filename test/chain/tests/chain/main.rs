//! The programs on a chain: every verb, error and event, the staged unwind, and the invariants over random actions.
#![allow(missing_docs)]

mod abi;
mod access;
mod auction;
mod backstop;
mod borrow;
mod callbacks;
mod collateral;
mod distress;
mod extension;
mod fair;
mod flash;
mod flash_fill;
mod gas;
mod gas_loans;
mod insurance;
mod interest;
mod lens;
mod manager;
mod multicall;
mod opener;
mod oracle;
mod orders;
mod ramp;
mod repay;
mod scene;
mod script;
mod sequence;
mod settings;
mod shortfall;
mod signature;
mod supply;
mod unwind;
mod vault;
mod withdraw;
mod zoo;
