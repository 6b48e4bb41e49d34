//! `ballast-borrow`: quotes, opens, tends and repays loans, for people and scripts.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage.

mod act;
mod amount;
mod cli;
mod collar;
mod explain;
mod failure;
mod growth;
mod loan;
mod pay;
mod permit;
mod put;
mod quote;
mod rates;
mod session;
mod show;
mod table;
mod term;
mod verb;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use failure::Failure;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string(), 1),
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(text) => match writeln!(std::io::stdout(), "{}", text.trim_end()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(1),
        },
        Err(Failure::Usage(text)) => failed(&text, 2),
        Err(Failure::Failed(text)) => failed(&text, 1),
    }
}

fn failed(text: &str, code: u8) -> ExitCode {
    // Nothing is left to do where stderr is closed.
    let _closed = writeln!(std::io::stderr(), "error: {text}");
    ExitCode::from(code)
}
