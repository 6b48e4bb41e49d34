//! The hash of what a program is made from.

use std::path::{Path, PathBuf};

use alloy::primitives::{B256, Keccak256};

use crate::Error;

/// Files that every program depends on.
const SHARED_FILES: [&str; 4] = [
    "Cargo.lock",
    "Cargo.toml",
    "rust-toolchain.toml",
    ".cargo/config.toml",
];
/// Folders that every program depends on.
const SHARED_FOLDERS: [&str; 3] = ["abi/src", "contracts/common", "risk-core"];
/// Libraries of some programs only: program, folder.
const LIBRARIES: [(&str, &str); 5] = [
    ("pool", "contracts/delegate"),
    ("pool", "contracts/pool-state"),
    ("pool-extension", "contracts/delegate"),
    ("pool-extension", "contracts/pool-state"),
    ("pool-settings", "contracts/pool-state"),
];
/// Endings of files that count.
const ENDINGS: [&str; 3] = ["rs", "toml", "sol"];

/// keccak256 over the paths and contents, each with its length, of all sources of program `name`, in the order of
/// their paths. Whoever has the sources can tell whether a deployed program was made from them.
///
/// # Errors
/// [`Error::File`].
pub fn project_hash(root: &Path, name: &str) -> Result<B256, Error> {
    let mut files: Vec<PathBuf> = SHARED_FILES.map(PathBuf::from).to_vec();
    for folder in SHARED_FOLDERS {
        collect(root, Path::new(folder), &mut files)?;
    }
    collect(root, &Path::new("contracts").join(name), &mut files)?;
    for (program, folder) in LIBRARIES {
        if program == name {
            collect(root, Path::new(folder), &mut files)?;
        }
    }
    files.sort();
    let mut hash = Keccak256::new();
    for file in &files {
        let path = root.join(file);
        let content = std::fs::read(&path).map_err(|error| Error::file(&path, error))?;
        let words: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        for part in [words.join("/").as_bytes(), &content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    Ok(hash.finalize())
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let path = root.join(folder);
    let entries = std::fs::read_dir(&path).map_err(|error| Error::file(&path, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Error::file(&path, error))?;
        let relative = folder.join(entry.file_name());
        if entry.path().is_dir() {
            if entry.file_name() != "target" {
                collect(root, &relative, files)?;
            }
        } else if relative
            .extension()
            .is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
        {
            files.push(relative);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depends_on_own_and_shared_sources_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        for file in SHARED_FILES {
            write(file, "x");
        }
        for file in [
            "abi/src/A.sol",
            "contracts/common/src/lib.rs",
            "risk-core/src/lib.rs",
            "contracts/pool/src/lib.rs",
            "contracts/pool-state/src/lib.rs",
            "contracts/delegate/src/lib.rs",
        ] {
            write(file, "x");
        }
        let first = project_hash(root, "pool").unwrap();
        write("contracts/oracle/src/lib.rs", "x");
        write("contracts/pool/notes.txt", "x");
        assert_eq!(project_hash(root, "pool").unwrap(), first);
        write("risk-core/src/lib.rs", "y");
        let second = project_hash(root, "pool").unwrap();
        assert_ne!(second, first);
        write("contracts/pool/src/more.rs", "");
        let third = project_hash(root, "pool").unwrap();
        assert_ne!(third, second);
        write("contracts/pool-state/src/lib.rs", "y");
        let fourth = project_hash(root, "pool").unwrap();
        assert_ne!(fourth, third, "a library of this program");
        write("contracts/delegate/src/lib.rs", "y");
        assert_ne!(project_hash(root, "pool").unwrap(), fourth);
    }
}
