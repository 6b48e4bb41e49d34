//! From source to the code of a Stylus program.
//!
//! cargo builds one program at a time, so that features of different programs do not unify; panics become traps
//! ([`silence`]: measured 10 to 16% off the compressed size) and their texts are blanked ([`blank`], [`blank_digits`]: 2%
//! more); `wasm-opt -Oz --converge` (binaryen of the pinned npm packages, always: 6 to 10% off) shrinks what is left; a
//! round trip through text removes encodings and sections that activation refuses; functions move beside those that they
//! resemble ([`order`]: 1.3% off); custom sections give way to one with the hash of the sources; brotli compresses. The
//! same sources give the same bytes in every folder and on every machine: source paths are remapped, every tool is pinned.
//! [`reproduce`] shows it.

mod build;
mod code;
mod messages;
mod optimise;
mod order;
mod panics;
mod prepare;
mod reproduce;
mod source;

use std::path::Path;
use std::sync::Mutex;

use alloy::primitives::{B256, Bytes, keccak256};

use crate::{Error, Progress};
use code::brotli;

use build::{Place, build_at};

pub use build::build_with_features;
pub use code::{BUDGET, INITCODE_PREFIX_LEN, LIMIT, PREFIX, compress, initcode};
pub use messages::{blank, blank_digits};
pub use optimise::optimise;
pub use order::order;
pub use panics::silence;
pub use prepare::{PROJECT_HASH, prepare, signature};
pub use reproduce::reproduce;
pub use source::project_hash;

/// The programs, in the order of deployment. Each is the crate `contracts/<name>`, package `ballast-<name>`.
pub const PROGRAMS: [&str; 21] = [
    "oracle",
    "pool-settings",
    "pool-extension",
    "pool",
    "unwinder-settings",
    "unwinder-extension",
    "unwinder",
    "insurance",
    "vault",
    "lens",
    "orders",
    "term-loan",
    "term-pool",
    "loan-lens",
    "option-market-extension",
    "option-market",
    "option-loan",
    "collar",
    "yield-loan",
    "protected",
    "roller",
];

static TURN: Mutex<()> = Mutex::new(());

/// A program ready to be deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its name, one of [`PROGRAMS`].
    pub name: String,
    /// Bytes of the WASM as cargo built it, without custom sections.
    pub built_len: usize,
    /// The WASM that is activated.
    pub wasm: Vec<u8>,
    /// The account's code: prefix and compressed WASM.
    pub code: Bytes,
    /// Bytes of the code: what the chain's limit counts.
    pub compressed_len: usize,
}

impl Program {
    /// Makes a program of WASM as cargo built it: optimises, prepares, compresses. `cache` is a folder for
    /// intermediate results, keyed by content.
    ///
    /// # Errors
    /// [`Error::Wasm`] for WASM that cannot be activated, or is over [`LIMIT`] compressed; [`Error::Command`] where
    /// `wasm-opt` fails; [`Error::File`].
    pub fn new(
        root: &Path,
        name: &str,
        built: &[u8],
        project_hash: B256,
        cache: &Path,
    ) -> Result<Self, Error> {
        let optimised = optimise(root, &blank(name, &silence(name, built)?)?, cache)?;
        let prepared = prepare(name, &blank_digits(name, &optimised)?)?;
        let place = cache.join(format!("{:x}.ordered.wasm", keccak256(&prepared)));
        let ordered = cached(&place, || {
            order(name, &prepared, |wasm| Ok(brotli(wasm, false)?.len()))
        })?;
        let mut wasm = prepare(name, &ordered)?;
        let signature = signature(project_hash);
        let code = Bytes::from(compress(&wasm, &signature, cache)?);
        wasm.extend(signature);
        let compressed_len = code.len();
        if compressed_len > LIMIT {
            let over = compressed_len - LIMIT;
            return Err(Error::wasm(
                name,
                format!("{compressed_len} bytes of code, {over} over the chain's limit of {LIMIT}"),
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            built_len: prepare::strip(name, built)?.len(),
            wasm,
            code,
            compressed_len,
        })
    }

    /// What is sent to create the account.
    #[must_use]
    pub fn initcode(&self) -> Bytes {
        initcode(&self.code).into()
    }

    /// Hash of the account's code, by which activations are kept.
    #[must_use]
    pub fn code_hash(&self) -> B256 {
        keccak256(&self.code)
    }
}

/// Builds all [`PROGRAMS`] of the project at `root`, one after the other. Optimising and compressing are skipped
/// where the build is unchanged.
///
/// # Errors
/// As [`build`] and [`Program::new`]; a program over the chain's limit is an error, one over the budget is not.
pub fn build_programs(root: &Path, progress: &dyn Progress) -> Result<Vec<Program>, Error> {
    build_some(root, &PROGRAMS, progress)
}

/// [`build_programs`] for some of them.
///
/// # Errors
/// As [`build_programs`].
pub fn build_some(
    root: &Path,
    names: &[&str],
    progress: &dyn Progress,
) -> Result<Vec<Program>, Error> {
    progress.stage("build", names.len() as u64);
    let built = names.iter().map(|name| {
        progress.step(name);
        build_program(root, name)
    });
    built.collect()
}

/// Builds one program of the project at `root`.
///
/// # Errors
/// As [`build_programs`].
pub fn build_program(root: &Path, name: &str) -> Result<Program, Error> {
    build_program_at(&Place::of(root), root, name)
}

/// Builds one program at some place, with the npm packages of the project at `root`.
fn build_program_at(place: &Place, root: &Path, name: &str) -> Result<Program, Error> {
    // One at a time in this process, else two would write the same intermediate files.
    let _turn = TURN
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    let package = format!("ballast-{name}");
    let wasm = build_at(place, &package, &[])?;
    let built = std::fs::read(&wasm).map_err(|error| Error::file(&wasm, error))?;
    let hash = project_hash(&place.root, &package, &wasm)?;
    Program::new(root, name, &built, hash, &place.target.join("cache"))
}

/// The file at `path`, made where it is missing; written whole or not at all.
fn cached(path: &Path, make: impl FnOnce() -> Result<Vec<u8>, Error>) -> Result<Vec<u8>, Error> {
    if let Ok(content) = std::fs::read(path) {
        return Ok(content);
    }
    let content = make()?;
    let folder = path.parent().unwrap_or(path);
    std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    let unfinished = path.with_extension(std::process::id().to_string());
    std::fs::write(&unfinished, &content).map_err(|error| Error::file(&unfinished, error))?;
    std::fs::rename(&unfinished, path).map_err(|error| Error::file(path, error))?;
    Ok(content)
}
