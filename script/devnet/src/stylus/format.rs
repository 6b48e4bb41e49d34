//! Format of deployed programs: `EF F0 00 | dictionary | brotli(wasm)`.

use std::io::Read;

use thiserror::Error;

/// Prefix of a program's code.
pub(crate) const PREFIX: [u8; 3] = [0xEF, 0xF0, 0x00];

/// Limit of the decompressed WASM in bytes.
pub(crate) const WASM_SIZE_LIMIT: usize = 131_072;

const EMPTY_DICTIONARY: u8 = 0;
const BUFFER: usize = 4096;

/// Why code is not a readable program. On chain these refusals revert with the rest of the gas kept.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum FormatError {
    /// Not `EF F0 00` and more.
    #[error("not a Stylus program")]
    NotAProgram,
    /// Dictionaries other than the empty one.
    #[error("unsupported dictionary {0}")]
    Dictionary(u8),
    /// The stream is broken.
    #[error("failed decompression")]
    Compression,
    /// More than [`WASM_SIZE_LIMIT`].
    #[error("decompressed program exceeds {WASM_SIZE_LIMIT} bytes")]
    TooLarge,
}

/// Whether `code` is a program; more than the prefix must be there.
pub(crate) fn is_program(code: &[u8]) -> bool {
    code.len() > PREFIX.len() && code.starts_with(&PREFIX)
}

/// EIP-3541 on Arbitrum: code that starts with `0xEF` is refused unless it is a program.
pub(crate) fn is_refused_at_create(code: &[u8]) -> bool {
    code.first() == Some(&0xEF) && !is_program(code)
}

/// The WASM in a program's code.
///
/// # Errors
/// [`FormatError`] for anything that is not a whole brotli stream of at most [`WASM_SIZE_LIMIT`] bytes.
pub(crate) fn wasm(code: &[u8]) -> Result<Vec<u8>, FormatError> {
    let body = code.strip_prefix(&PREFIX).ok_or(FormatError::NotAProgram)?;
    let (dictionary, stream) = body.split_first().ok_or(FormatError::NotAProgram)?;
    if *dictionary != EMPTY_DICTIONARY {
        return Err(FormatError::Dictionary(*dictionary));
    }
    let mut wasm = Vec::new();
    let limit = u64::try_from(WASM_SIZE_LIMIT + 1).map_err(|_| FormatError::TooLarge)?;
    brotli::Decompressor::new(stream, BUFFER)
        .take(limit)
        .read_to_end(&mut wasm)
        .map_err(|_| FormatError::Compression)?;
    if wasm.len() > WASM_SIZE_LIMIT {
        return Err(FormatError::TooLarge);
    }
    Ok(wasm)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_create_refuses() {
        assert!(is_refused_at_create(&[0xEF]));
        assert!(is_refused_at_create(&[0xEF, 0xF0, 0x00]));
        assert!(is_refused_at_create(&[0xEF, 0xF0, 0x01, 0x00]));
        assert!(is_refused_at_create(&[0xEF, 0x01, 0x00]));
        assert!(!is_refused_at_create(&[0xEF, 0xF0, 0x00, 0x00]));
        assert!(!is_refused_at_create(&[0x60]));
        assert!(!is_refused_at_create(&[]));
    }

    #[test]
    fn reads_only_whole_streams_with_the_empty_dictionary() {
        let mut packed = Vec::new();
        brotli::BrotliCompress(
            &mut &b"\0asm\x01\0\0\0"[..],
            &mut packed,
            &Default::default(),
        )
        .unwrap();
        let code = |dictionary: u8, stream: &[u8]| [&PREFIX[..], &[dictionary], stream].concat();
        assert_eq!(wasm(&code(0, &packed)).unwrap(), b"\0asm\x01\0\0\0");
        assert_eq!(wasm(&code(1, &packed)), Err(FormatError::Dictionary(1)));
        assert_eq!(
            wasm(&code(0, &packed[..packed.len() - 2])),
            Err(FormatError::Compression)
        );
        assert_eq!(
            wasm(&code(0, b"junk junk junk")),
            Err(FormatError::Compression)
        );
    }

    #[test]
    fn refuses_a_decompression_bomb() {
        let mut packed = Vec::new();
        let zeros = vec![0u8; WASM_SIZE_LIMIT + 1];
        brotli::BrotliCompress(&mut &zeros[..], &mut packed, &Default::default()).unwrap();
        let code = [&PREFIX[..], &[0], &packed].concat();
        assert_eq!(wasm(&code), Err(FormatError::TooLarge));
    }
}
