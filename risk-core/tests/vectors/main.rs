//! Differential tests against the reference vectors of `test/vectors`: every value within its stated bound, and both
//! sides fail alike.

mod read;

mod amortise;
mod cover;
mod curve;
mod distress;
mod fixed;
mod health;
mod option;
mod oracle;
mod unwind;
