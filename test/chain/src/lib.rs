//! Harness of the chain tests: one node, one deployment, every test from the same state.
//!
//! A test is a `#[test]` function that calls [`stage::test`] with what it does on a [`Stage`]. The node is the one at
//! `BALLAST_RPC_URL`, else an embedded devnet whose clock stands still until a test moves it. The programs are built
//! and deployed once; before every test the chain goes back to that state. A node that cannot go back gets a new
//! deployment for every test; one that cannot travel in time leaves out, by name, the tests that need it.
//!
//! Tests panic where something is not as it must be: this crate is only used by tests.

pub mod actor;
pub mod node;
pub mod outcome;
pub mod portfolio;
pub mod solidity;
pub mod stage;

pub use actor::Actor;
pub use node::Node;
pub use outcome::Done;
pub use stage::Stage;
