//! The tool as people run it, against a deployment on the embedded devnet.

mod actions;
mod collars;
mod growth;
mod puts;
mod quotes;
mod refusals;
mod stage;
mod term;
