//! What risk-core's functions cost inside a Stylus program on the devnet: ink, and bytes of code.

mod measure;
mod programs;
mod report;
mod targets;

use std::path::Path;

use anyhow::Context;

pub use report::{Line, Report, Size};

/// Builds the programs, deploys them on a devnet of their own and measures every case.
///
/// # Errors
/// Where a build, a deployment or a call fails.
pub async fn report(root: &Path) -> anyhow::Result<Report> {
    let built = programs::build(root)?;
    let lines = measure::measure(&built.modules).await?;
    Ok(Report {
        lines,
        sizes: built.sizes,
    })
}

/// Where the snapshot is, from the project's root.
pub const SNAPSHOT: &str = "test/ink/snapshot.md";

/// The snapshot as committed.
///
/// # Errors
/// Where it cannot be read.
pub fn snapshot(root: &Path) -> anyhow::Result<String> {
    let path = root.join(SNAPSHOT);
    std::fs::read_to_string(&path).with_context(|| path.display().to_string())
}
