//! The hash of what a program is made from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use alloy::primitives::{B256, Keccak256};

use super::build::TARGET;
use crate::{Error, tools};

/// Files besides the sources on which the code depends.
const SHARED_FILES: [&str; 2] = ["rust-toolchain.toml", ".cargo/config.toml"];
/// The profile that programs are built with, in the root manifest.
const PROFILE: &str = "release";

/// keccak256 over all that went into the build of `package` that ended in `wasm`, each part with its length: the path and
/// content of every source file that the compiler read, in the order of their paths; the toolchain and its flags; the
/// build profile; name, version and features of every crate. What the compiler did not read (tests, tools, other programs
/// and their dependencies) does not count. Whoever has the sources can tell whether a deployed program was made from them.
///
/// # Errors
/// [`Error::File`]; [`Error::Command`] where cargo fails.
pub fn project_hash(root: &Path, package: &str, wasm: &Path) -> Result<B256, Error> {
    let mut hash = Keccak256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    let mut files = read_by_compiler(root, &wasm.with_extension("d"))?;
    files.extend(SHARED_FILES.map(PathBuf::from));
    for file in &files {
        let path = root.join(file);
        let content = std::fs::read(&path).map_err(|error| Error::file(&path, error))?;
        let words: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        add(words.join("/").as_bytes());
        add(&content);
    }
    add(profile(root)?.as_bytes());
    for line in crates(root, package)? {
        add(line.as_bytes());
    }
    Ok(hash.finalize())
}

/// The project's files that cargo's dependency file names: a rule of make, with spaces in names escaped.
fn read_by_compiler(root: &Path, rule: &Path) -> Result<BTreeSet<PathBuf>, Error> {
    let wrong = |reason: &str| Error::file(rule, reason);
    let text = std::fs::read_to_string(rule).map_err(|error| Error::file(rule, error))?;
    let root = root
        .canonicalize()
        .map_err(|error| Error::file(root, error))?;
    let (_, names) = text.split_once(": ").ok_or_else(|| wrong("no rule"))?;
    // No name holds a NUL.
    let names = names.replace("\\ ", "\0");
    let mut files = BTreeSet::new();
    for name in names.split_whitespace() {
        let path = root.join(name.replace('\0', " "));
        let path = path
            .canonicalize()
            .map_err(|error| Error::file(&path, error))?;
        let inside = path.strip_prefix(&root);
        files.insert(
            inside
                .map_err(|_| wrong("names a file outside of the project"))?
                .to_owned(),
        );
    }
    if files.is_empty() {
        return Err(wrong("names no sources"));
    }
    Ok(files)
}

/// The build profile, without comments and layout.
fn profile(root: &Path) -> Result<String, Error> {
    let path = root.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| Error::file(&path, error))?;
    let manifest: toml::Table = toml::from_str(&text).map_err(|error| Error::file(&path, error))?;
    let profile = manifest.get("profile").and_then(|all| all.get(PROFILE));
    let profile = profile.ok_or_else(|| Error::file(&path, "no profile for programs"))?;
    serde_json::to_string(profile).map_err(|error| Error::file(&path, error))
}

/// Name, version and features of every crate that is linked or runs at build time, sorted.
fn crates(root: &Path, package: &str) -> Result<BTreeSet<String>, Error> {
    let mut command = Command::new("cargo");
    command.args([
        "tree",
        "--locked",
        "--target",
        TARGET,
        "--edges",
        "normal,build",
    ]);
    command.args([
        "--prefix",
        "none",
        "--no-dedupe",
        "--format",
        "{p} {f}",
        "--package",
        package,
    ]);
    let output = tools::run(command.current_dir(root))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    // A crate of the project is followed by where it is: `ballast-common v0.1.0 (/a/contracts/common) `.
    let placeless = |line: &str| match line.split_once(" (/") {
        Some((name, place)) => format!(
            "{name}{}",
            place.split_once(')').map_or("", |(_, rest)| rest)
        ),
        None => line.to_owned(),
    };
    Ok(text.lines().map(placeless).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project_root;

    #[test]
    fn sources_are_those_that_the_compiler_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["a b.rs", "c.sol", "unread.rs"] {
            std::fs::write(root.join(name), name).unwrap();
        }
        let rule = root.join("x.d");
        let list = |names: &str| {
            std::fs::write(&rule, format!("{}/x.wasm: {names}\n", root.display())).unwrap()
        };
        let place = root.display();
        list(&format!("{place}/c.sol {place}/a\\ b.rs"));
        let files = read_by_compiler(&root, &rule).unwrap();
        assert_eq!(files, ["a b.rs", "c.sol"].map(PathBuf::from).into());
        list("/etc/hostname");
        assert!(
            read_by_compiler(&root, &rule).is_err(),
            "outside of the project"
        );
        list("");
        assert!(read_by_compiler(&root, &rule).is_err());
    }

    #[test]
    fn crates_are_those_of_the_program_and_say_nothing_of_their_place() {
        let crates = crates(&project_root(), "ballast-pool").unwrap();
        let has = |name: &str| {
            crates
                .iter()
                .any(|line| line.starts_with(&format!("{name} v")))
        };
        assert!(
            [
                "ballast-pool",
                "ballast-pool-state",
                "risk-core",
                "stylus-sdk"
            ]
            .into_iter()
            .all(has),
            "{crates:?}"
        );
        assert!(
            !["revm", "proptest", "ballast-unwinder"]
                .into_iter()
                .any(has),
            "{crates:?}"
        );
        assert!(crates.iter().all(|line| !line.contains('/')), "{crates:?}");
    }

    #[test]
    fn the_profile_counts_and_its_comments_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let with = |text: &str| {
            std::fs::write(folder.path().join("Cargo.toml"), text).unwrap();
            profile(folder.path())
        };
        let plain = with("[profile.release]\nlto = true\n[profile.dev]\nlto = 1").unwrap();
        assert_eq!(
            with("[profile.release]\n# why\nlto   = true").unwrap(),
            plain
        );
        assert_ne!(with("[profile.release]\nlto = false").unwrap(), plain);
        assert!(with("[profile.dev]").is_err());
    }
}
