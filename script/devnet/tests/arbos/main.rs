//! ArbOS on the devnet's EVM, in both of its versions: precompiles, owners' parameters, programs in fragments, and the
//! cache of a block's programs.

#[allow(
    dead_code,
    reason = "shared with the tests of programs, which use all of it"
)]
#[path = "../programs/chain.rs"]
mod chain;
#[allow(
    dead_code,
    reason = "shared with the tests of programs, which use all of it"
)]
#[path = "../programs/code.rs"]
mod code;
mod facts;
mod fragments;
mod owner;
mod recent;
mod rules;
mod support;
mod wasm;
#[allow(
    dead_code,
    reason = "shared with the tests of programs, which use all of it"
)]
#[path = "../programs/wat.rs"]
mod wat;
