//! cargo, for one program.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::{Error, tools};

const TARGET: &str = "wasm32-unknown-unknown";

/// Builds `package` of the workspace at `root` for release and returns the path of its `.wasm`.
///
/// The registry's place is remapped to `/cargo`: panic messages hold paths of sources, and would otherwise make the
/// code depend on the machine.
///
/// # Errors
/// [`Error::Command`] where cargo or the wasm32 target is missing, or the build fails; [`Error::Wasm`] where it gave
/// no `.wasm`.
pub fn build(root: &Path, package: &str) -> Result<PathBuf, Error> {
    build_with_features(root, package, &[])
}

/// As [`build`], with these features of the package besides its default ones.
///
/// # Errors
/// As [`build`].
pub fn build_with_features(
    root: &Path,
    package: &str,
    features: &[&str],
) -> Result<PathBuf, Error> {
    let flags = format!(
        "target.{TARGET}.rustflags=[\"--remap-path-prefix={}=/cargo\"]",
        cargo_home().display()
    );
    let mut command = Command::new("cargo");
    command
        .args([
            "build",
            "--release",
            "--lib",
            "--locked",
            "--target",
            TARGET,
            "--package",
            package,
        ])
        .args(["--features", &features.join(",")])
        .args(["--target-dir"])
        .arg(target_folder(root))
        .args([
            "--message-format",
            "json-render-diagnostics",
            "--config",
            &flags,
            // The names of functions tell which ones only panic.
            "--config",
            "profile.release.strip=\"debuginfo\"",
        ])
        // Flags from outside would replace those of the workspace and change the code.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        .current_dir(root);
    let output = tools::run(&mut command).map_err(explain)?;
    artefact(&output.stdout, package).ok_or_else(|| {
        Error::wasm(
            package,
            "cargo built no .wasm; has it `crate-type = [\"cdylib\"]`?",
        )
    })
}

/// The `.wasm` that cargo's messages name.
fn artefact(messages: &[u8], package: &str) -> Option<PathBuf> {
    let name = package.replace('-', "_");
    let messages = messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    let mut files = messages
        .filter(|message| {
            message["reason"] == "compiler-artifact" && message["target"]["name"] == name.as_str()
        })
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|file| file.as_str().map(PathBuf::from));
    files.find(|file| {
        file.extension()
            .is_some_and(|extension| extension == "wasm")
    })
}

fn explain(error: Error) -> Error {
    match error {
        Error::Command { command, reason } if reason.contains("can't find crate for `core`") => {
            Error::Command {
                command,
                reason: format!("{reason}\nrun `rustup target add {TARGET}`"),
            }
        }
        other => other,
    }
}

/// A folder of its own, in the workspace's: builds with other flags leave files of the same name.
fn target_folder(root: &Path) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    target.join("programs")
}

fn cargo_home() -> PathBuf {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
        .unwrap_or_else(|| PathBuf::from("/nowhere"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_wasm_among_messages() {
        let messages = br#"{"reason":"compiler-artifact","target":{"name":"risk_core"},"filenames":["/t/librisk_core.rlib"]}
not json
{"reason":"compiler-artifact","target":{"name":"ballast_pool"},"filenames":["/t/libballast_pool.rlib","/t/ballast_pool.wasm"]}
{"reason":"build-finished","success":true}"#;
        assert_eq!(
            artefact(messages, "ballast-pool"),
            Some(PathBuf::from("/t/ballast_pool.wasm"))
        );
        assert_eq!(artefact(messages, "ballast-oracle"), None);
    }
}
