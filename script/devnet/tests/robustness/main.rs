//! What a devnet must survive: whatever comes, its sender gets an error, the node lives, and others are served.

mod connections;
mod corpus;
mod documents;
mod messages;
mod programs;
#[path = "../devnet/support.rs"]
#[allow(dead_code)]
mod support;
mod transactions;
mod witness;
