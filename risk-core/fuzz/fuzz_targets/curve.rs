//! No input makes a function of `curve` panic.
#![no_main]

use ballast_risk_cases::fuzz;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| fuzz("curve", bytes));
