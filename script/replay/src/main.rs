//! `ballast-demo`: the command line of the demo.
//!
//! Exit codes: 0 done, 1 a step failed or the books do not add up, 2 wrong usage or a bad input file.

use std::io::Write;
use std::process::ExitCode;

use ballast_replay::cli::{Arguments, Command, Demo};
use ballast_replay::{Error, Outcome, bench, output, run, table};
use ballast_simulate::show::progress::Display;
use clap::Parser;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("off")),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string(), 1),
    };
    let done = runtime.block_on(async {
        match arguments.command {
            None => demo(&arguments.demo).await,
            Some(Command::Bench { count, demo }) => measure(count, &demo).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => failed(&error.to_string(), error.exit_code()),
    }
}

async fn demo(arguments: &Demo) -> Result<ExitCode, Error> {
    let display = Display::new(arguments.quiet);
    output::prepare(&arguments.out)?;
    let outcome = run(&arguments.options(), &display).await?;
    let files = output::write(&arguments.out, &outcome)?;
    let text = if arguments.json {
        output::json(&outcome.summary)?
    } else {
        format!("\n{}", table::text(&outcome.summary))
    };
    print(&text)?;
    for file in files {
        display.say(&format!("wrote {}", file.display()));
    }
    Ok(verdict(&outcome))
}

async fn measure(count: u64, arguments: &Demo) -> Result<ExitCode, Error> {
    let display = Display::new(arguments.quiet);
    let devnet = bench::devnet(count).await?;
    let outcome = run(&arguments.options(), &display).await?;
    let text = if arguments.json {
        bench::json(&devnet, &outcome)
    } else {
        bench::text(&devnet, &outcome)
    };
    print(&text)?;
    Ok(verdict(&outcome))
}

fn verdict(outcome: &Outcome) -> ExitCode {
    if outcome.summary.audit.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

fn print(text: &str) -> Result<(), Error> {
    writeln!(std::io::stdout(), "{}", text.trim_end()).map_err(|error| Error::Write {
        path: "standard output".into(),
        reason: error.to_string(),
    })
}

fn failed(text: &str, code: u8) -> ExitCode {
    // Nothing is left to do where stderr is closed.
    let _closed = writeln!(std::io::stderr(), "error: {text}");
    ExitCode::from(code)
}
