//! The Stylus runtime: program format, activation checks, metering and host functions.
//!
//! A deployed program is brotli-compressed WASM behind a three-byte prefix ([`format`]). Activation parses and
//! checks it ([`module`], [`limits`]), and one pass over its code adds metering ([`instrument`]); the instrumented module is
//! compiled once per codehash ([`engine`]). A running program is a coroutine ([`program`]) whose host functions
//! ([`host`]) post requests that the EVM serves between two resumptions.

mod depth;
pub(crate) mod engine;
pub(crate) mod format;
pub(crate) mod guest;
pub(crate) mod host;
pub(crate) mod host_trace;
pub(crate) mod imports;
pub(crate) mod ink;
pub(crate) mod instrument;
mod limits;
pub(crate) mod module;
pub(crate) mod pages;
pub(crate) mod program;
pub(crate) mod recent;
