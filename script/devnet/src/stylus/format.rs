//! Format of deployed programs.
//!
//! | code | layout |
//! |---|---|
//! | classic | `EF F0 00`, dictionary, brotli(wasm) |
//! | fragment, ArbOS 60 | `EF F0 01`, a part of the compressed stream; cannot be called or activated |
//! | root, ArbOS 60 | `EF F0 02`, dictionary, decompressed length (4 bytes, big-endian), addresses of the fragments |

use std::io::Read;

use revm::primitives::Address;
use thiserror::Error;

const CLASSIC: [u8; 3] = [0xEF, 0xF0, 0x00];
const FRAGMENT: [u8; 3] = [0xEF, 0xF0, 0x01];
const ROOT: [u8; 3] = [0xEF, 0xF0, 0x02];
/// Prefix, dictionary and length of a root.
const ROOT_HEADER: usize = 8;

const EMPTY_DICTIONARY: u8 = 0;
/// Nitro's own shared dictionary, which this devnet does not have.
const STYLUS_DICTIONARY: u8 = 1;
const BUFFER: usize = 4096;

/// What Arbitrum takes code for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A whole program.
    Classic,
    /// A part of a program.
    Fragment,
    /// A program whose parts lie elsewhere.
    Root,
}

/// Why code is not a readable program. On chain these refusals revert with the rest of the gas kept.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum FormatError {
    /// No program's prefix.
    #[error("specified bytecode is not a Stylus program")]
    NotAProgram,
    /// A dictionary that does not exist.
    #[error("unsupported dictionary type: {0}")]
    Dictionary(u8),
    /// The dictionary that only Nitro has.
    #[error(
        "compressed with the Stylus dictionary (1), which this devnet does not have: compress with dictionary 0, as \
         cargo-stylus does"
    )]
    StylusDictionary,
    /// The stream is broken.
    #[error("failed decompression")]
    Compression,
    /// The stream holds more than the limit.
    #[error("decompressed program exceeds {0} bytes")]
    TooLarge(usize),
    /// The stream holds another length than the root says.
    #[error("invalid wasm: decompressed length {found} does not match expected length {expected}")]
    Length {
        /// Bytes in the stream.
        found: usize,
        /// Bytes that the root promises.
        expected: usize,
    },
    /// A root that cannot be read.
    #[error("malformed root: {0} bytes")]
    Root(usize),
    /// A root that names code which is no fragment.
    #[error("specified bytecode is not a Stylus program fragment")]
    NotAFragment,
}

/// What `code` is to a chain with this version of ArbOS; more than the prefix must be there.
pub(crate) fn kind(code: &[u8], arbos: u64) -> Option<Kind> {
    let (prefix, rest) = code.split_first_chunk::<3>()?;
    if rest.is_empty() {
        return None;
    }
    match *prefix {
        CLASSIC => Some(Kind::Classic),
        FRAGMENT if has_fragments(arbos) => Some(Kind::Fragment),
        ROOT if has_fragments(arbos) => Some(Kind::Root),
        _ => None,
    }
}

/// Whether this version of ArbOS knows programs in fragments.
pub(crate) fn has_fragments(arbos: u64) -> bool {
    arbos >= 60
}

/// Whether `code` runs as a program.
pub(crate) fn is_program(code: &[u8], arbos: u64) -> bool {
    matches!(kind(code, arbos), Some(Kind::Classic | Kind::Root))
}

/// EIP-3541 on Arbitrum: code that starts with `0xEF` is refused unless it is a program or a part of one.
pub(crate) fn is_refused_at_create(code: &[u8], arbos: u64) -> bool {
    code.first() == Some(&0xEF) && kind(code, arbos).is_none()
}

/// A program whose parts lie elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    dictionary: u8,
    /// Bytes of the WASM.
    pub(crate) length: usize,
    /// Where the parts are, in order.
    pub(crate) fragments: Vec<Address>,
}

impl Root {
    /// Reads a root.
    ///
    /// # Errors
    /// [`FormatError::Root`].
    pub(crate) fn read(code: &[u8]) -> Result<Self, FormatError> {
        let malformed = || FormatError::Root(code.len());
        let (header, addresses) = code
            .split_first_chunk::<ROOT_HEADER>()
            .ok_or_else(malformed)?;
        let &[.., dictionary, a, b, c, d] = header;
        let (addresses, rest) = addresses.as_chunks::<20>();
        if !code.starts_with(&ROOT) || !rest.is_empty() {
            return Err(malformed());
        }
        Ok(Self {
            dictionary,
            length: u32::from_be_bytes([a, b, c, d]) as usize,
            fragments: addresses.iter().copied().map(Address::from).collect(),
        })
    }

    /// The WASM in the codes of the fragments, in order.
    ///
    /// # Errors
    /// [`FormatError`]; the length must be exactly what the root says.
    pub(crate) fn wasm<'a>(
        &self,
        codes: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Vec<u8>, FormatError> {
        let mut stream = Vec::new();
        for code in codes {
            stream.extend_from_slice(fragment(code)?);
        }
        let wasm = decompress(self.dictionary, &stream, self.length)?;
        if wasm.len() != self.length {
            return Err(FormatError::Length {
                found: wasm.len(),
                expected: self.length,
            });
        }
        Ok(wasm)
    }
}

fn fragment(code: &[u8]) -> Result<&[u8], FormatError> {
    code.strip_prefix(&FRAGMENT)
        .filter(|part| !part.is_empty())
        .ok_or(FormatError::NotAFragment)
}

/// The WASM in a classic program's code, of at most `limit` bytes.
///
/// # Errors
/// [`FormatError`] for anything that is not a whole brotli stream within the limit.
pub(crate) fn wasm(code: &[u8], limit: usize) -> Result<Vec<u8>, FormatError> {
    let body = code
        .strip_prefix(&CLASSIC)
        .ok_or(FormatError::NotAProgram)?;
    let (dictionary, stream) = body.split_first().ok_or(FormatError::NotAProgram)?;
    decompress(*dictionary, stream, limit)
}

fn decompress(dictionary: u8, stream: &[u8], limit: usize) -> Result<Vec<u8>, FormatError> {
    match dictionary {
        EMPTY_DICTIONARY => {}
        STYLUS_DICTIONARY => return Err(FormatError::StylusDictionary),
        other => return Err(FormatError::Dictionary(other)),
    }
    let mut wasm = Vec::new();
    let bytes = u64::try_from(limit).map_or(u64::MAX, |limit| limit.saturating_add(1));
    brotli::Decompressor::new(stream, BUFFER)
        .take(bytes)
        .read_to_end(&mut wasm)
        .map_err(|_| FormatError::Compression)?;
    if wasm.len() > limit {
        return Err(FormatError::TooLarge(limit));
    }
    Ok(wasm)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: usize = 131_072;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut &bytes[..], &mut packed, &Default::default()).unwrap();
        packed
    }

    #[test]
    fn refuses_what_create_refuses() {
        for arbos in [51, 60] {
            assert!(is_refused_at_create(&[0xEF], arbos));
            assert!(is_refused_at_create(&[0xEF, 0xF0, 0x00], arbos));
            assert!(is_refused_at_create(&[0xEF, 0xF0, 0x03, 0x00], arbos));
            assert!(is_refused_at_create(&[0xEF, 0x01, 0x00], arbos));
            assert!(!is_refused_at_create(&[0xEF, 0xF0, 0x00, 0x00], arbos));
            assert!(!is_refused_at_create(&[0x60], arbos));
            assert!(!is_refused_at_create(&[], arbos));
        }
        for part in [0x01, 0x02] {
            assert!(is_refused_at_create(&[0xEF, 0xF0, part, 0x00], 51));
            assert!(!is_refused_at_create(&[0xEF, 0xF0, part, 0x00], 60));
            assert!(is_refused_at_create(&[0xEF, 0xF0, part], 60));
        }
        assert!(!is_program(&[0xEF, 0xF0, 0x01, 0x00], 60));
    }

    #[test]
    fn reads_only_whole_streams_with_the_empty_dictionary() {
        let stream = packed(b"\0asm\x01\0\0\0");
        let code = |dictionary: u8, stream: &[u8]| [&CLASSIC[..], &[dictionary], stream].concat();
        assert_eq!(wasm(&code(0, &stream), LIMIT).unwrap(), b"\0asm\x01\0\0\0");
        assert_eq!(
            wasm(&code(1, &stream), LIMIT),
            Err(FormatError::StylusDictionary)
        );
        assert_eq!(
            wasm(&code(2, &stream), LIMIT),
            Err(FormatError::Dictionary(2))
        );
        for broken in [&stream[..stream.len() - 2], b"junk junk junk"] {
            assert_eq!(wasm(&code(0, broken), LIMIT), Err(FormatError::Compression));
        }
    }

    #[test]
    fn refuses_a_decompression_bomb() {
        let code = [&CLASSIC[..], &[0], &packed(&vec![0u8; LIMIT + 1])].concat();
        assert_eq!(wasm(&code, LIMIT), Err(FormatError::TooLarge(LIMIT)));
        assert_eq!(wasm(&code, LIMIT + 1).unwrap().len(), LIMIT + 1);
    }

    #[test]
    fn joins_fragments() {
        let stream = packed(b"\0asm\x01\0\0\0");
        let (left, right) = stream.split_at(stream.len() / 2);
        let parts = [left, right].map(|part| [&FRAGMENT[..], part].concat());
        let addresses = [Address::repeat_byte(1), Address::repeat_byte(2)];
        let root = |length: u32| {
            let code = [
                &ROOT[..],
                &[0],
                &length.to_be_bytes(),
                &addresses.map(|address| address.0.0).concat(),
            ]
            .concat();
            Root::read(&code).unwrap()
        };
        assert_eq!(root(8).fragments, addresses);
        let codes = || parts.iter().map(Vec::as_slice);
        assert_eq!(root(8).wasm(codes()).unwrap(), b"\0asm\x01\0\0\0");
        assert_eq!(
            root(9).wasm(codes()),
            Err(FormatError::Length {
                found: 8,
                expected: 9
            })
        );
        assert_eq!(root(7).wasm(codes()), Err(FormatError::TooLarge(7)));
        assert_eq!(root(8).wasm([left]), Err(FormatError::NotAFragment));
        assert!(Root::read(&[&ROOT[..], &[0; 4]].concat()).is_err());
        assert!(Root::read(&[&ROOT[..], &[0; 6]].concat()).is_err());
    }
}
