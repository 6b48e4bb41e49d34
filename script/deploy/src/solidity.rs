//! Solidity artefacts of the Foundry project.

use std::path::Path;
use std::process::Command;

use alloy::primitives::{Bytes, hex};
use serde_json::Value;

use crate::{Error, tools};

/// Contracts that a deployment may use, each `out/<name>.sol/<name>.json`.
pub const CONTRACTS: [&str; 3] = ["DevToken", "MockFeed", "TimelockController"];

/// Compiles the Foundry project where an artefact is missing or older than its source; installs the pinned npm
/// packages where they are missing. Works offline once they are installed.
///
/// # Errors
/// [`Error::Command`] where npm, node or forge is missing or fails.
pub fn ensure_built(root: &Path) -> Result<(), Error> {
    let folder = tools::npm_folder(root);
    let modified = |path: &str| {
        std::fs::metadata(folder.join(path))
            .and_then(|data| data.modified())
            .ok()
    };
    let fresh = CONTRACTS.iter().all(|name| {
        let artefact = modified(&format!("out/{name}.sol/{name}.json"));
        artefact.is_some() && artefact >= modified(&format!("src/{name}.sol"))
    });
    if fresh {
        return Ok(());
    }
    tools::ensure_npm(root, "solc/package.json")?;
    let forge = tools::ensure_npm(root, ".bin/forge")?;
    tools::run(
        Command::new(forge)
            .args(["build", "--offline", "--skip", "test"])
            .current_dir(&folder),
    )?;
    // forge leaves files that would be the same: they are as new as their sources now.
    let now = std::time::SystemTime::now();
    for name in CONTRACTS {
        let path = folder.join(format!("out/{name}.sol/{name}.json"));
        let artefact = std::fs::File::options().append(true).open(&path);
        artefact
            .and_then(|artefact| artefact.set_modified(now))
            .map_err(|error| Error::file(&path, error))?;
    }
    Ok(())
}

/// What creates `contract`, without constructor arguments.
///
/// # Errors
/// [`Error::Artefact`] where it is missing, malformed, or wants libraries.
pub fn creation_code(root: &Path, contract: &str) -> Result<Bytes, Error> {
    let path = tools::npm_folder(root).join(format!("out/{contract}.sol/{contract}.json"));
    let wrong = |reason: String| Error::Artefact {
        contract: contract.to_owned(),
        reason,
    };
    let text =
        std::fs::read(&path).map_err(|error| wrong(format!("{}: {error}", path.display())))?;
    let artefact: Value =
        serde_json::from_slice(&text).map_err(|error| wrong(error.to_string()))?;
    let code = artefact.pointer("/bytecode/object").and_then(Value::as_str);
    let code = code.ok_or_else(|| wrong("no bytecode.object".to_owned()))?;
    let code =
        hex::decode(code).map_err(|error| wrong(format!("{error} (unlinked libraries?)")))?;
    if code.is_empty() {
        Err(wrong("no code: an interface?".to_owned()))
    } else {
        Ok(code.into())
    }
}
