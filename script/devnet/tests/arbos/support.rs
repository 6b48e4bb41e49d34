//! Calls of precompiles by their signatures.

use alloy::primitives::{Address, B256, U256, address, keccak256};
use ballast_devnet::exec::{Outcome, Settings};

use crate::chain::{Chain, Facts};

pub const ARB_SYS: Address = address!("0000000000000000000000000000000000000064");
pub const ARB_INFO: Address = address!("0000000000000000000000000000000000000065");
pub const ARB_OWNER_PUBLIC: Address = address!("000000000000000000000000000000000000006b");
pub const ARB_GAS_INFO: Address = address!("000000000000000000000000000000000000006c");
pub const ARB_OWNER: Address = address!("0000000000000000000000000000000000000070");
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
pub const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");
pub const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");

/// What one word of arguments is made of.
pub trait Word {
    fn word(&self) -> B256;
}

impl Word for u64 {
    fn word(&self) -> B256 {
        U256::from(*self).into()
    }
}

impl Word for Address {
    fn word(&self) -> B256 {
        self.into_word()
    }
}

impl Word for B256 {
    fn word(&self) -> B256 {
        *self
    }
}

/// Call data of a function whose arguments are words.
pub fn encode(signature: &str, arguments: &[&dyn Word]) -> Vec<u8> {
    let mut data = keccak256(signature)[..4].to_vec();
    for argument in arguments {
        data.extend(argument.word());
    }
    data
}

/// The four bytes of an error.
pub fn error(signature: &str) -> Vec<u8> {
    keccak256(signature)[..4].to_vec()
}

/// A chain with this version of ArbOS.
pub fn chain(arbos: u64) -> Chain {
    Chain::with(Settings {
        arbos,
        ..Settings::default()
    })
}

/// A chain whose sender owns it.
pub fn owned_chain(arbos: u64) -> Chain {
    let mut chain = chain(arbos);
    let outcome = chain.send(ARB_DEBUG, encode("becomeChainOwner()", &[]), U256::ZERO);
    assert!(outcome.is_success());
    chain
}

/// The words that a view returns; it must succeed.
pub fn view(chain: &mut Chain, to: Address, signature: &str, arguments: &[&dyn Word]) -> Vec<U256> {
    let outcome = chain.call(to, encode(signature, arguments));
    assert!(outcome.is_success(), "{signature}: {:?}", outcome.notice);
    outcome
        .output()
        .chunks(32)
        .map(U256::from_be_slice)
        .collect()
}

/// Sends what must succeed.
pub fn must(chain: &mut Chain, to: Address, signature: &str, arguments: &[&dyn Word]) -> Outcome {
    let outcome = chain.send(to, encode(signature, arguments), U256::ZERO);
    assert!(
        outcome.is_success(),
        "{signature}: {:?} {:?}",
        outcome.result_and_state.result,
        outcome.notice
    );
    outcome
}

/// Gas before the first instruction: base and call data.
pub fn intrinsic(data: &[u8]) -> u64 {
    data.iter()
        .map(|byte| if *byte == 0 { 4 } else { 16 })
        .sum::<u64>()
        + 21_000
}

pub fn number(value: u64) -> U256 {
    U256::from(value)
}

/// Numbers as words.
pub fn numbers(values: &[u64]) -> Vec<U256> {
    values.iter().copied().map(U256::from).collect()
}
