//! One program for every module, for all together may pass the chain's size limit; and the sizes of all together.

use std::path::Path;

use alloy::primitives::{B256, Bytes};
use anyhow::Context;
use ballast_deploy::Program;
use ballast_deploy::wasm::{build_with_features, compress, optimise, prepare, signature, silence};
use ballast_risk_cases::MODULES;

use crate::Size;

const PACKAGE: &str = "ballast-ink-program";

/// What was built.
pub struct Built {
    /// A program for every module, by its name.
    pub modules: Vec<Program>,
    /// Sizes: of the program without any module, with each, with all.
    pub sizes: Vec<Size>,
}

/// Builds the programs one after the other: they leave files of the same name.
pub fn build(root: &Path) -> anyhow::Result<Built> {
    let empty = program(root, "none", &[])?;
    let mut sizes = vec![Size::of(&empty)];
    let mut modules = Vec::new();
    for module in MODULES {
        let program = program(root, module, &[module])?;
        sizes.push(Size::of(&program));
        modules.push(program);
    }
    sizes.push(Size::of(&program(root, "all", MODULES)?));
    Ok(Built { modules, sizes })
}

/// A program with these modules, whatever its size: the devnet refuses what a chain would.
fn program(root: &Path, name: &str, modules: &[&str]) -> anyhow::Result<Program> {
    let file = build_with_features(root, PACKAGE, modules)?;
    let built = std::fs::read(&file).with_context(|| file.display().to_string())?;
    // Three folders up from wasm32-unknown-unknown/release/x.wasm.
    let cache = file.ancestors().nth(3).unwrap_or(root).join("cache");
    let optimised = optimise(root, &silence(name, &built)?, &cache)?;
    // No hash of the sources: a change that leaves the code alone leaves the snapshot alone.
    let wasm = [prepare(name, &optimised)?, signature(B256::ZERO)].concat();
    let code = Bytes::from(compress(&wasm, &[], &cache)?);
    Ok(Program {
        name: name.to_owned(),
        built_len: built.len(),
        compressed_len: code.len(),
        wasm,
        code,
    })
}
