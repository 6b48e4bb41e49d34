//! cargo, for one program.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::messages::paths;
use crate::{Error, tools};

/// Where absolute paths of sources may begin: with what the registry's place is remapped to, and what rustc remaps the
/// standard library's to.
const REMAPPED: [&str; 2] = ["/cargo/", "/rustc/"];

pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Where a build takes place.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Of the sources.
    pub root: PathBuf,
    /// Where cargo writes.
    pub target: PathBuf,
    /// Where cargo keeps the registry's crates.
    pub home: PathBuf,
}

impl Place {
    /// The project at `root`, and the folders that the environment names. The target folder is one of its own in the
    /// workspace's: builds with other flags leave files of the same name.
    pub fn of(root: &Path) -> Self {
        let target = std::env::var_os("CARGO_TARGET_DIR");
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
        Self {
            root: root.to_owned(),
            target: target
                .map_or_else(|| root.join("target"), PathBuf::from)
                .join("programs"),
            home: home.unwrap_or_else(|| PathBuf::from("/nowhere")),
        }
    }
}

/// Builds `package` of the workspace at `root` for release, with these features besides its default ones, and returns the
/// path of its `.wasm`.
///
/// # Errors
/// [`Error::Command`] where cargo or the wasm32 target is missing, or the build fails; [`Error::Wasm`] where it gave no
/// `.wasm`, or one that names a folder of this machine.
pub fn build_with_features(
    root: &Path,
    package: &str,
    features: &[&str],
) -> Result<PathBuf, Error> {
    build_at(&Place::of(root), package, features)
}

/// As [`build_with_features`]. The registry's place is remapped to `/cargo`: panic messages hold paths of sources, and
/// would otherwise make the code depend on the machine. The project's own are relative.
pub(super) fn build_at(place: &Place, package: &str, features: &[&str]) -> Result<PathBuf, Error> {
    let home = place.home.display();
    let flags = format!("target.{TARGET}.rustflags=[\"--remap-path-prefix={home}=/cargo\"]");
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
        .arg(&place.target)
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
        .env("CARGO_HOME", &place.home)
        .current_dir(&place.root);
    let output = tools::run(&mut command).map_err(explain)?;
    let wasm = artefact(&output.stdout, package).ok_or_else(|| {
        Error::wasm(
            package,
            "cargo built no .wasm; has it `crate-type = [\"cdylib\"]`?",
        )
    })?;
    let bytes = std::fs::read(&wasm).map_err(|error| Error::file(&wasm, error))?;
    let foreign = |path: &String| {
        path.starts_with('/') && !REMAPPED.iter().any(|known| path.starts_with(known))
    };
    match paths(package, &bytes)?.into_iter().find(foreign) {
        Some(path) => Err(Error::wasm(
            package,
            format!("the code names {path}, so it depends on where it is built"),
        )),
        None => Ok(wasm),
    }
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
