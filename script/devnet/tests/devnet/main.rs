//! The devnet through the tools that people use: alloy's provider, and raw JSON where the protocol itself is at stake.

mod calls;
mod execution;
mod genesis;
mod pool;
mod protocol;
mod reading;
mod support;
mod time;
mod websocket;
