//! Events of static words.
//!
//! The encoders that `sol!` and the SDK generate cost about 700 bytes of code per event; events here
//! have only word-sized fields, so they are written as words. Tests decode them with the generated types.

use alloc::vec::Vec;

use alloy_primitives::{B256, U256};
use stylus_sdk::stylus_core::Host;

/// Emits an event: its signature hash (`SolEvent::SIGNATURE_HASH`), its indexed fields and the others,
/// each in the order of its declaration.
#[inline(never)]
pub fn emit<H: Host + ?Sized>(vm: &H, signature: B256, indexed: &[U256], data: &[U256]) {
    let mut bytes = Vec::with_capacity(256);
    bytes.extend_from_slice(&signature.0);
    for word in indexed.iter().chain(data) {
        bytes.extend_from_slice(&word.to_be_bytes::<32>());
    }
    vm.emit_log(&bytes, indexed.len().saturating_add(1));
}
