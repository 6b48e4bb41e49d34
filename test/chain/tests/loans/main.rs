//! The programs of loans without liquidation on a chain. A test of its own: it needs nothing of the pool's, and is built in a
//! fraction of the time.
#![allow(missing_docs)]

mod loan_lens;
mod term_loan;
