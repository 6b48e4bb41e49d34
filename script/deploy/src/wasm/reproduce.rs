//! Building once more somewhere else.

use std::path::{Path, PathBuf};

use super::build::Place;
use super::{Program, build_program_at};
use crate::{Error, Progress};

/// Folders that hold no sources.
const OTHERS: [&str; 5] = [".git", "target", "build", "node_modules", "out"];

/// Copies the project's sources to a new folder under the system's temporary one, of another depth and name, builds the
/// programs there with a target folder and a cargo home of their own, and returns the programs whose code is not that of
/// `programs`, as built there. The folder is removed afterwards.
///
/// # Errors
/// [`Error::File`]; as [`build_program`](super::build_program).
pub fn reproduce(
    root: &Path,
    programs: &[Program],
    progress: &dyn Progress,
) -> Result<Vec<Program>, Error> {
    let folder = tempfile::Builder::new()
        .prefix("ballast-elsewhere-")
        .tempdir();
    let folder = folder.map_err(|error| Error::file(std::env::temp_dir(), error))?;
    let place = Place {
        root: folder.path().join("a/longer/way/to/the/sources"),
        target: folder.path().join("t"),
        home: folder.path().join("home"),
    };
    progress.stage("reproduce", programs.len() as u64);
    copy(root, &place.root)?;
    // The crates that were fetched already, under another path.
    link(
        &Place::of(root).home.join("registry"),
        &place.home.join("registry"),
    )?;
    let mut others = Vec::new();
    for program in programs {
        progress.step(&program.name);
        let other = build_program_at(&place, root, &program.name)?;
        if other != *program {
            others.push(other);
        }
    }
    Ok(others)
}

fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(to).map_err(|error| Error::file(to, error))?;
    for entry in std::fs::read_dir(from).map_err(|error| Error::file(from, error))? {
        let entry = entry.map_err(|error| Error::file(from, error))?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        let kind = entry
            .file_type()
            .map_err(|error| Error::file(&path, error))?;
        if kind.is_dir() {
            if !OTHERS.iter().any(|other| entry.file_name() == *other) {
                copy(&path, &copied)?;
            }
        } else if kind.is_file() {
            std::fs::copy(&path, &copied).map_err(|error| Error::file(&path, error))?;
        }
    }
    Ok(())
}

fn link(existing: &Path, name: &PathBuf) -> Result<(), Error> {
    let folder = name.parent().unwrap_or(name);
    std::fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    #[cfg(unix)]
    std::os::unix::fs::symlink(existing, name).map_err(|error| Error::file(name, error))?;
    #[cfg(not(unix))]
    let _fetched_again = existing;
    Ok(())
}
