//! One word of transient storage: it belongs to the program's address, is zero at the start of every transaction, and is
//! undone with what reverts. The SDK has no functions for it.

use stylus_sdk::stylus_core::Host;

#[cfg(target_arch = "wasm32")]
#[link(wasm_import_module = "vm_hooks")]
#[expect(unsafe_code, reason = "imports of the host")]
unsafe extern "C" {
    fn transient_load_bytes32(key: *const u8, dest: *mut u8);
    fn transient_store_bytes32(key: *const u8, value: *const u8);
}

/// The word's key.
#[cfg(target_arch = "wasm32")]
const KEY: [u8; 32] = [0; 32];

/// Reads the word's lowest byte.
#[cfg(target_arch = "wasm32")]
#[inline(never)]
#[expect(unsafe_code, reason = "a call of the host")]
pub fn load<H: Host + ?Sized>(_: &H) -> u8 {
    let mut word = [0; 32];
    // SAFETY: the host reads 32 bytes at the key and writes 32 at the word, which both are that long.
    unsafe { transient_load_bytes32(KEY.as_ptr(), word.as_mut_ptr()) };
    let [.., value] = word;
    value
}

/// Writes the word.
#[cfg(target_arch = "wasm32")]
#[inline(never)]
#[expect(unsafe_code, reason = "a call of the host")]
pub fn store<H: Host + ?Sized>(_: &H, value: u8) {
    let mut word = [0; 32];
    if let Some(last) = word.last_mut() {
        *last = value;
    }
    // SAFETY: the host reads 32 bytes at the key and 32 at the word, which both are that long.
    unsafe { transient_store_bytes32(KEY.as_ptr(), word.as_ptr()) };
}

// Machines that tests run on have no transient storage: a slot that nothing else uses stands for it there.

/// Reads the word's lowest byte.
#[cfg(not(target_arch = "wasm32"))]
pub fn load<H: Host + ?Sized>(vm: &H) -> u8 {
    let [.., value] = vm.storage_load_bytes32(alloy_primitives::U256::MAX).0;
    value
}

/// Writes the word.
#[cfg(not(target_arch = "wasm32"))]
#[expect(unsafe_code, reason = "the SDK marks raw writes unsafe")]
pub fn store<H: Host + ?Sized>(vm: &H, value: u8) {
    let word = alloy_primitives::B256::with_last_byte(value);
    // SAFETY: no storage type of any program lies at this slot.
    unsafe { vm.storage_cache_bytes32(alloy_primitives::U256::MAX, word) };
}
