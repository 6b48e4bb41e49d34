//! Gas of Ballast beside that of Morpho Blue and Aave v3, which are deployed on the same node in the same run and do the
//! same operations with the same tokens and feeds. `README.md` says what is compared and how; `test/peers/run` installs
//! what this needs and runs it.
//!
//! Exit codes: 0 as kept, 1 something differs from what is kept, 2 wrong usage, 101 an operation failed.

mod aave;
mod ballast;
mod bench;
mod market;
mod morpho;
mod report;
mod run;
mod solidity;

use std::io::Write;
use std::process::ExitCode;

use ballast_deploy::project_root;
use clap::Parser;
use report::Report;

/// Measures the gas of Ballast and its peers and compares it with what is kept in test/peers/snapshot.json.
#[derive(Debug, Parser)]
#[command(name = "test/peers/run", version)]
struct Arguments {
    /// Keeps what is found: writes test/peers/snapshot.json and test/peers/gas.md.
    #[arg(long)]
    update: bool,
    /// Prints JSON in place of tables.
    #[arg(long)]
    json: bool,
    /// Measures Ballast alone, which needs no npm package of a peer; theirs are taken from what is kept.
    #[arg(long, conflicts_with = "update")]
    own: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("runtime");
    let folder = project_root().join("test/peers");
    let (snapshot, table) = (folder.join("snapshot.json"), folder.join("gas.md"));
    let mut found = runtime.block_on(run::run(!arguments.own));
    let kept = std::fs::read_to_string(&snapshot)
        .ok()
        .and_then(|text| serde_json::from_str::<Report>(&text).ok());
    if let (true, Some(kept)) = (arguments.own, &kept) {
        found.adopt(kept);
    }
    let text = if arguments.json {
        found.json()
    } else {
        found.markdown()
    };
    let mut out = std::io::stdout();
    if writeln!(out, "{}", text.trim_end()).is_err() {
        return ExitCode::from(1);
    }
    if arguments.update {
        std::fs::write(&snapshot, found.json() + "\n").expect("test/peers/snapshot.json");
        std::fs::write(&table, found.markdown()).expect("test/peers/gas.md");
        return ExitCode::SUCCESS;
    }
    let Some(kept) = kept else {
        return failed("test/peers/snapshot.json is missing or unreadable");
    };
    let differences = found.differences(&kept);
    if !differences.is_empty() {
        return failed(&differences.join("\n"));
    }
    if std::fs::read_to_string(&table).ok() != Some(kept.markdown()) {
        return failed("test/peers/gas.md is not what test/peers/snapshot.json makes");
    }
    ExitCode::SUCCESS
}

fn failed(text: &str) -> ExitCode {
    // Nothing is left to do where stderr is closed.
    let _closed = writeln!(
        std::io::stderr(),
        "{text}\nwhere that is meant: test/peers/run --update"
    );
    ExitCode::from(1)
}
