//! From WAT to deployable code.

use alloy::primitives::U256;

pub fn word(number: u64) -> [u8; 32] {
    U256::from(number).to_be_bytes()
}

/// The 43 bytes of cargo-stylus before the code: copy what follows and return it.
pub fn init_code(code: &[u8]) -> Vec<u8> {
    let mut init = vec![0x7F];
    init.extend_from_slice(&word(code.len() as u64));
    init.extend_from_slice(&[0x80, 0x60, 0x2B, 0x60, 0x00, 0x39, 0x60, 0x00, 0xF3, 0x00]);
    init.extend_from_slice(code);
    init
}

/// A program's code from its WAT.
pub fn program_code(wat: &str) -> Vec<u8> {
    packed(&::wat::parse_str(wat).unwrap())
}

/// A program's code from its WASM.
pub fn packed(wasm: &[u8]) -> Vec<u8> {
    let mut code = vec![0xEF, 0xF0, 0x00, 0x00];
    brotli::BrotliCompress(&mut &wasm[..], &mut code, &Default::default()).unwrap();
    code
}
