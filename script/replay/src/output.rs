//! Files of a demo, written whole or not at all.

use std::path::{Path, PathBuf};

use ballast_simulate::show::write_whole;

use crate::error::{Error, Result};
use crate::report;
use crate::run::Outcome;
use crate::summary::Summary;

/// Makes the folder, before anything takes time.
///
/// # Errors
/// [`Error::Write`].
pub fn prepare(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| Error::write(folder, error))
}

/// Writes `report.html` and `summary.json` into `folder`; returns their paths.
///
/// # Errors
/// [`Error::Write`]; [`Error::Input`] where a plot cannot be drawn.
pub fn write(folder: &Path, outcome: &Outcome) -> Result<Vec<PathBuf>> {
    prepare(folder)?;
    let report = report::page(outcome)?;
    let summary = json(&outcome.summary)?;
    let files = [("report.html", report), ("summary.json", summary)];
    let mut written = Vec::with_capacity(files.len());
    for (name, text) in files {
        let path = folder.join(name);
        write_whole(&path, &text).map_err(|error| Error::write(&path, error))?;
        written.push(path);
    }
    Ok(written)
}

/// The summary as JSON.
///
/// # Errors
/// [`Error::Write`] where it cannot be expressed, which does not happen.
pub fn json(summary: &Summary) -> Result<String> {
    serde_json::to_string_pretty(summary)
        .map_err(|error| Error::write(Path::new("summary.json"), error))
}
