//! The programs on a chain: every verb, error and event, the staged unwind, and the invariants over random actions.
#![allow(missing_docs)]

mod supply;
