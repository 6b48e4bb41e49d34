//! `ballast-simulate`: engines for loans that can no longer be carried, side by side.
//!
//! Exit codes: 0 done, 1 a run failed, 2 wrong usage or a bad input file.

use std::io::Write;
use std::process::ExitCode;

use ballast_simulate::Error;
use ballast_simulate::cli::{Arguments, Command, Compare};
use ballast_simulate::show::progress::Display;
use clap::Parser;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        None => compare(&arguments.compare),
        Some(Command::Study(study)) => ballast_simulate::study::command(study),
        Some(Command::Harm(harm)) => ballast_simulate::harm::command(harm),
        Some(Command::Loans(loans)) => ballast_simulate::loans::command(loans),
    };
    match done {
        Ok(text) => print(&text),
        Err(error) => {
            // Nothing is left to do where stderr is closed.
            let _closed = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}

fn compare(arguments: &Compare) -> Result<String, Error> {
    let display = Display::new(arguments.quiet);
    if let Some(file) = &arguments.report {
        // Before anything takes time.
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            std::fs::create_dir_all(folder).map_err(|cause| Error::written(folder, cause))?;
        }
    }
    let comparison = ballast_simulate::compare::command(arguments, &display)?;
    let json = comparison.json()?;
    if let Some(file) = &arguments.report {
        let page = ballast_simulate::compare::page::page(std::slice::from_ref(&comparison), &json)?;
        ballast_simulate::show::write_whole(file, &page)
            .map_err(|cause| Error::written(file, cause))?;
        display.say(&format!("wrote {}", file.display()));
    }
    Ok(if arguments.json {
        json
    } else {
        ballast_simulate::compare::text::text(&comparison)
    })
}

fn print(text: &str) -> ExitCode {
    match writeln!(std::io::stdout(), "{}", text.trim_end()) {
        Ok(()) => ExitCode::SUCCESS,
        // A reader that has seen enough, such as `head`, is no failure.
        Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(1),
    }
}
