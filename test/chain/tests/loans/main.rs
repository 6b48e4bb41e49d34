//! The programs of loans without liquidation on a chain. A test of its own: it needs nothing of the pool's, and is built in a
//! fraction of the time.
#![allow(missing_docs)]

mod collar;
mod collar_terms;
mod loan_lens;
mod option_loan;
mod option_market;
mod option_terms;
mod protected;
mod roller;
mod term_loan;
mod term_pool;
mod yield_loan;
