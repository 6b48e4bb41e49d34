//! Outside commands: cargo, npm, node, forge.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::Error;

/// The project's root: the variable `BALLAST_ROOT`, else the nearest folder above the working directory that has
/// `contracts` and `Stylus.toml`, else where this crate was built.
#[must_use]
pub fn project_root() -> PathBuf {
    if let Some(root) = std::env::var_os("BALLAST_ROOT") {
        return root.into();
    }
    let is_root =
        |folder: &&Path| folder.join("contracts").is_dir() && folder.join("Stylus.toml").is_file();
    let here = std::env::current_dir().unwrap_or_default();
    here.ancestors().find(is_root).map_or_else(
        || Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).to_path_buf(),
        Path::to_path_buf,
    )
}

/// Folder of the npm packages: forge, solc, binaryen.
#[must_use]
pub fn npm_folder(root: &Path) -> PathBuf {
    root.join("test/foundry")
}

/// Installs the pinned npm packages where `wanted`, a path under `node_modules`, is missing.
///
/// # Errors
/// [`Error::Command`] where npm is missing or fails.
pub fn ensure_npm(root: &Path, wanted: &str) -> Result<PathBuf, Error> {
    let folder = npm_folder(root);
    let path = folder.join("node_modules").join(wanted);
    if !path.exists() {
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .current_dir(&folder))?;
    }
    if path.exists() {
        return Ok(path);
    }
    Err(Error::file(
        path,
        "missing after `npm ci`; delete test/foundry/node_modules and run again",
    ))
}

/// Runs a command to its end.
///
/// # Errors
/// [`Error::Command`] where it does not start, or ends with another code than 0.
pub fn run(command: &mut Command) -> Result<Output, Error> {
    let shown = || {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        words
            .map(|word| word.to_string_lossy().into_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let shown = shown();
    match command.output() {
        Ok(output) if output.status.success() => Ok(output),
        Ok(output) => {
            let errors = String::from_utf8_lossy(&output.stderr);
            let text = if errors.trim().is_empty() {
                String::from_utf8_lossy(&output.stdout)
            } else {
                errors
            };
            Err(Error::Command {
                command: shown,
                reason: format!("{}\n{}", output.status, text.trim()),
            })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::Command {
            command: shown,
            reason: "not found; install it or put it on PATH".to_owned(),
        }),
        Err(error) => Err(Error::Command {
            command: shown,
            reason: error.to_string(),
        }),
    }
}
