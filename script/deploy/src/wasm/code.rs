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
/// The end of a brotli stream: a last meta-block, empty.
const LAST: u8 = 0x03;
/// Most bytes of an uncompressed meta-block whose length has sixteen bits.
const MOST_STORED: usize = 1 << 16;

/// The account's code for the WASM `body ++ tail`: [`PREFIX`], `body` under brotli, quality 11, window 22, and `tail`
/// as it is, in the same stream. Taken from `cache` where the same body was compressed before.
///
/// The tail is the hash of the sources, which nothing compresses. Measured: compressed along, it took 90 to 170 bytes,
/// another number with every comment; like this it takes some 55.
///
/// # Errors
/// [`Error::File`].
pub fn compress(body: &[u8], tail: &[u8], cache: &Path) -> Result<Vec<u8>, Error> {
    let mut code = PREFIX.to_vec();
    code.extend(stream(body, !tail.is_empty(), cache)?);
    for chunk in tail.chunks(MOST_STORED) {
        code.pop();
        code.extend(stored(chunk.len()));
        code.extend(chunk);
        code.push(LAST);
    }
    Ok(code)
}

/// [`brotli`], or what it gave before.
fn stream(wasm: &[u8], open: bool, cache: &Path) -> Result<Vec<u8>, Error> {
    let ending = if open { "open" } else { "closed" };
    let name = format!("{:x}.{QUALITY}.{WINDOW}.{ending}", keccak256(wasm));
    super::cached(&cache.join(name), || brotli(wasm, open))
}

/// A brotli stream; `open` for one of whole bytes with [`LAST`] as its last.
pub(super) fn brotli(wasm: &[u8], open: bool) -> Result<Vec<u8>, Error> {
    let mut stream = Vec::new();
    let parameters = BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        size_hint: wasm.len(),
        appendable: open,
        byte_align: open,
        ..BrotliEncoderParams::default()
    };
    let mut source = wasm;
    brotli::BrotliCompress(&mut source, &mut stream, &parameters)
        .map_err(|error| Error::file("brotli", error))?;
    if open && stream.last() != Some(&LAST) {
        return Err(Error::file("brotli", "a stream that cannot be added to"));
    }
    Ok(stream)
}

/// The header of an uncompressed meta-block (RFC 7932, 9.2), lowest bit first: not the last block, its length less one in
/// sixteen bits, uncompressed.
fn stored(len: usize) -> [u8; 3] {
    let less = u32::try_from(len).unwrap_or(1).saturating_sub(1);
    let [first, second, third, _] = ((less & 0xFFFF) << 3 | 1 << 19).to_le_bytes();
    [first, second, third]
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
        for tail in [&b""[..], b"t", &[7; 47], &[9; 70_000]] {
            let code = compress(&wasm, tail, folder.path()).unwrap();
            assert_eq!(code[..4], PREFIX);
            let mut back = Vec::new();
            brotli::BrotliDecompress(&mut &code[4..], &mut back).unwrap();
            assert_eq!(back, [&wasm, tail].concat());
            assert!(std::fs::read_dir(folder.path()).unwrap().count() <= 2);
            assert_eq!(compress(&wasm, tail, folder.path()).unwrap(), code);
        }
    }

    #[test]
    fn the_size_does_not_depend_on_what_the_tail_says() {
        let folder = tempfile::tempdir().unwrap();
        let wasm: Vec<u8> = (0..20_000_u32).map(|i| (i * i / 7) as u8).collect();
        let sizes = (0..20_u8).map(|seed| {
            let tail = keccak256([seed]);
            compress(&wasm, tail.as_slice(), folder.path())
                .unwrap()
                .len()
        });
        let plain = compress(&wasm, &[], folder.path()).unwrap().len();
        let sizes: Vec<_> = sizes.collect();
        assert!(
            sizes
                .iter()
                .all(|size| *size == sizes[0] && *size <= plain + 32 + 8),
            "{plain} {sizes:?}"
        );
    }
}
