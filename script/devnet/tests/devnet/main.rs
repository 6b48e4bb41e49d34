//! The devnet through the tools that people use: alloy's provider, and raw JSON where the protocol itself is at stake.

mod calls;
mod documents;
mod execution;
mod genesis;
mod methods;
mod pool;
mod proofs;
mod protocol;
mod reading;
mod support;
mod time;
mod websocket;
