//! `ballast-deploy`: builds, deploys, wires, verifies and keeps Ballast alive.
//!
//! Exit codes: 0 done, 1 a check or step failed, 2 wrong usage.

mod cli;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string(), 1),
    };
    match runtime.block_on(cli::run(arguments)) {
        Ok(cli::Outcome { text, passed }) => {
            match writeln!(std::io::stdout(), "{}", text.trim_end()) {
                Ok(()) if passed => ExitCode::SUCCESS,
                _ => ExitCode::from(1),
            }
        }
        Err(cli::Failure::Usage(text)) => failed(&text, 2),
        Err(cli::Failure::Step(error)) => failed(&error.to_string(), 1),
    }
}

fn failed(text: &str, code: u8) -> ExitCode {
    // Nothing is left to do where stderr is closed.
    let _closed = writeln!(std::io::stderr(), "error: {text}");
    ExitCode::from(code)
}
