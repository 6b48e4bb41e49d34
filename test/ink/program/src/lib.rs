//! A Stylus program that runs one function of risk-core and returns the ink that it took.
//!
//! Calldata: four bytes of the function's selector, then its inputs as `ballast_risk_cases::Wire` has them. Return data:
//! eight bytes, the ink between two readings of what is left, that of the second reading included.
#![cfg_attr(target_arch = "wasm32", no_std)]
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // natively only compiled: the host is the chain

extern crate alloc;

use alloc::vec::Vec;
use core::hint::black_box;

use ballast_risk_cases::{Input, Meter, run, selector};
use stylus_sdk::prelude::*;

/// What measures nothing: its ink is that of measuring.
pub const NOTHING: u32 = selector("nothing");
/// `stylus_constructor()`, which the deployer calls.
const CONSTRUCTOR: u32 = 0x5585_258d;

/// Ink by the host's meter.
struct Ink<'a> {
    vm: &'a stylus_sdk::host::VM,
    used: u64,
}

impl Meter for Ink<'_> {
    fn measure<T: core::fmt::Debug>(&mut self, mut function: impl FnMut() -> T) {
        let before = self.vm.evm_ink_left();
        let result = function();
        black_box(&result);
        self.used = before.wrapping_sub(self.vm.evm_ink_left());
    }
}

#[entrypoint]
fn main(input: Vec<u8>, vm: stylus_sdk::host::VM) -> stylus_sdk::ArbResult {
    let Some((selector, inputs)) = input.split_first_chunk::<4>() else {
        return Err(Vec::new());
    };
    let mut ink = Ink { vm: &vm, used: 0 };
    match u32::from_be_bytes(*selector) {
        CONSTRUCTOR => return Ok(Vec::new()),
        NOTHING => ink.measure(|| ()),
        selector => {
            if !run(selector, &mut Input::new(inputs), &mut ink) {
                return Err(Vec::new());
            }
        }
    }
    Ok(ink.used.to_be_bytes().to_vec())
}
