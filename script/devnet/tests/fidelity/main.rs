//! Fidelity: what the devnet reports, against numbers worked out here from the formulas of Nitro.
//!
//! Nothing in this suite asks the devnet's own code what something should cost: [`model`] holds the formulas, programs
//! are written as text, deployed, activated and called over JSON-RPC. One module per check. The check that runs
//! cargo-stylus itself is in `tests/tools`.

mod activation;
mod calls;
#[allow(
    dead_code,
    reason = "shared with the other suite of programs, which uses all of it"
)]
#[path = "../programs/chain.rs"]
mod chain;
#[path = "../programs/code.rs"]
mod code;
mod context;
mod creates;
mod endings;
mod expiry;
mod hosts;
mod limits;
mod memory;
mod model;
mod operations;
mod probe;
mod production;
mod reentrancy;
mod rejections;
mod replay;
mod static_calls;
mod storage;
mod support;
#[allow(
    dead_code,
    reason = "shared with the other suite of programs, which uses all of it"
)]
#[path = "../programs/wat.rs"]
mod wat;
