//! The engines: what must hold for each of them over any book and path.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod market;
mod properties;
mod rules;
