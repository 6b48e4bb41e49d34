//! Prints what risk-core's functions cost in ink and bytes, and compares it with the snapshot.

use std::process::ExitCode;

use anyhow::Context;
use ballast_deploy::project_root;
use ballast_ink::{SNAPSHOT, report, snapshot};
use clap::Parser;

/// Measures risk-core's functions inside Stylus programs on a devnet of its own. Exit code 1 where the result is not
/// that of the snapshot.
#[derive(Parser)]
struct Arguments {
    /// Writes the snapshot.
    #[arg(long)]
    update: bool,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let root = project_root();
    let report = report(&root).await?;
    let table = report.table();
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("{table}");
    }
    if arguments.update {
        let path = root.join(SNAPSHOT);
        std::fs::write(&path, &table).with_context(|| path.display().to_string())?;
    } else if snapshot(&root)? != table {
        eprintln!("{SNAPSHOT} says otherwise; `test/ink/run --update` writes it");
        return Ok(ExitCode::from(1));
    }
    Ok(ExitCode::SUCCESS)
}
