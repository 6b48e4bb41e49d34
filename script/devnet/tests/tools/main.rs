//! The real tools, unmodified, on the devnet: cast, forge, cargo-stylus, viem and alloy.
//!
//! cast, forge, solc and viem are npm packages of `test/foundry` (`npm ci --prefix test/foundry --ignore-scripts`).
//! cargo-stylus is looked for in `target/tools` and on the path; where it is not, its tests say that they are skipped.

mod alloy_provider;
mod cargo_stylus;
mod cast;
mod forge;
mod support;
mod viem;
