//! The code of a program's account, and what creates it.

use std::path::Path;

use alloy::primitives::keccak256;
use brotli::enc::BrotliEncoderParams;

use crate::Error;

/// Most bytes of code that an account may have (EIP-170).
pub const LIMIT: usize = 24_576;
/// Most bytes that a program of this project should have: the rest is room for repairs.
pub const BUDGET: usize = 22 * 1024;
/// A whole Stylus program, compressed with the empty dictionary.
pub const PREFIX: [u8; 4] = [0xEF, 0xF0, 0x00, 0x00];
/// Bytes of initcode before the code.
pub const INITCODE_PREFIX_LEN: usize = 43;

const QUALITY: i32 = 11;
const WINDOW: i32 = 22;

/// The account's code for this WASM: [`PREFIX`] and the WASM under brotli, quality 11, window 22. Taken from `cache`
/// where the same WASM was compressed before.
///
/// # Errors
/// [`Error::File`].
pub fn compress(wasm: &[u8], cache: &Path) -> Result<Vec<u8>, Error> {
    let cached = cache.join(format!("{:x}.{QUALITY}.{WINDOW}.code", keccak256(wasm)));
    if let Ok(code) = std::fs::read(&cached) {
        return Ok(code);
    }
    let mut code = PREFIX.to_vec();
    let parameters = BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: wasm.len(),
        ..BrotliEncoderParams::default()
    };
    let mut source = wasm;
    brotli::BrotliCompress(&mut source, &mut code, &parameters)
        .map_err(|error| Error::file(&cached, error))?;
    std::fs::create_dir_all(cache).map_err(|error| Error::file(cache, error))?;
    let unfinished = cached.with_extension(format!("code.{}", std::process::id()));
    std::fs::write(&unfinished, &code).map_err(|error| Error::file(&unfinished, error))?;
    std::fs::rename(&unfinished, &cached).map_err(|error| Error::file(&cached, error))?;
    Ok(code)
}

/// What creates an account with this code: PUSH32 length, DUP1, PUSH1 43, PUSH1 0, CODECOPY, PUSH1 0, RETURN, a
/// version byte of zero, the code.
#[must_use]
pub fn initcode(code: &[u8]) -> Vec<u8> {
    let mut initcode = Vec::with_capacity(INITCODE_PREFIX_LEN + code.len());
    initcode.push(0x7f);
    initcode.extend([0; 24]);
    initcode.extend((code.len() as u64).to_be_bytes());
    initcode.extend([0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00]);
    initcode.extend(code);
    initcode
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initcode_is_43_bytes_and_the_code() {
        let initcode = initcode(&[0xEF; 300]);
        assert_eq!(initcode.len(), INITCODE_PREFIX_LEN + 300);
        let mut expected = vec![0x7f];
        expected.extend([0; 30]);
        expected.extend([
            0x01, 0x2c, 0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00,
        ]);
        assert_eq!(initcode[..INITCODE_PREFIX_LEN], expected);
        assert_eq!(initcode[INITCODE_PREFIX_LEN..], [0xEF; 300]);
    }

    #[test]
    fn code_decompresses_to_the_wasm_and_is_cached() {
        let folder = tempfile::tempdir().unwrap();
        let wasm: Vec<u8> = (0..20_000_u32).map(|i| (i * i / 7) as u8).collect();
        let code = compress(&wasm, folder.path()).unwrap();
        assert_eq!(code[..4], PREFIX);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &code[4..], &mut back).unwrap();
        assert_eq!(back, wasm);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(compress(&wasm, folder.path()).unwrap(), code);
    }
}
