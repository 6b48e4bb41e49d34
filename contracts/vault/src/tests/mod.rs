//! Tests of what is pure.

mod layout;
mod permit;
mod shares;
