//! The command line: arguments, logs, output.

use alloy::{
    primitives::{U256, utils::parse_ether},
    transports::http::reqwest::Url,
};
use ballast_keeper::TickReport;
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;
use std::{io::IsTerminal, path::PathBuf, time::Duration};
use tracing_subscriber::EnvFilter;

/// Watches indebted accounts; opens, observes, fills, closes and resolves their unwinds; pokes price feeds;
/// keeps programs activated.
///
/// Exit codes: 0 done or stopped by Ctrl-C or SIGTERM, 1 failed, 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "ballast-keeper", version, max_term_width = 120)]
pub struct Arguments {
    #[command(flatten)]
    pub logging: Logging,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Watch and act, until stopped.
    Run(Run),
    /// Extend the activations of programs that have little time left. `run` does so daily.
    KeepAlive(KeepAlive),
}

#[derive(Debug, Args)]
pub struct Logging {
    /// Form of the log, which goes to standard error. RUST_LOG sets its level.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Args)]
pub struct Connection {
    /// JSON-RPC endpoint.
    #[arg(long, value_name = "URL", default_value = "http://localhost:8547")]
    pub rpc_url: Url,
    /// Deployments file that ballast-deploy wrote.
    #[arg(long, value_name = "FILE")]
    pub deployments: PathBuf,
    /// File with the private key of the keeper's account, in hex. Without it, the environment variable
    /// BALLAST_PRIVATE_KEY.
    #[arg(long, value_name = "FILE")]
    pub private_key_file: Option<PathBuf>,
    /// Decide and report, send nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Run {
    #[command(flatten)]
    pub connection: Connection,
    /// Block from which events are read [default: where the deployment began].
    #[arg(long, value_name = "BLOCK")]
    pub from_block: Option<u64>,
    /// Seconds between two ticks.
    #[arg(long, value_name = "SECONDS", default_value = "2", value_parser = seconds)]
    pub interval: Duration,
    /// Least distance of a fill's price under spot, in basis points.
    #[arg(long, value_name = "BPS", default_value_t = ballast_keeper::config::DEFAULT_MIN_MARGIN_BPS,
          value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub min_margin_bps: u16,
    /// Least gain of a fill at spot, in USD.
    #[arg(long, value_name = "USD", default_value = "0", value_parser = dollars)]
    pub min_profit_usd: U256,
    /// Approve what each fill costs instead of approving once without limit.
    #[arg(long)]
    pub exact_approvals: bool,
    /// One tick only. Exit code 1 if anything in it failed.
    #[arg(long)]
    pub once: bool,
    /// Print each tick's report to standard output, one JSON object a line.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct KeepAlive {
    #[command(flatten)]
    pub connection: Connection,
    /// Extend where fewer days are left.
    #[arg(long, value_name = "DAYS", default_value_t = 60)]
    pub under_days: u64,
    /// Print one JSON object for each program.
    #[arg(long)]
    pub json: bool,
}

/// Why the process ends with a code other than 0.
#[derive(Debug)]
pub enum Failure {
    /// The arguments cannot be used: 2.
    Usage(anyhow::Error),
    /// Something failed: 1.
    Runtime(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Runtime(error)
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| "not a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(number).map_err(|error| error.to_string())
}

fn dollars(text: &str) -> Result<U256, String> {
    // 18 decimals, as WAD has.
    parse_ether(text).map_err(|error| error.to_string())
}

/// Sends the log to standard error.
pub fn start_logging(logging: &Logging) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let log = log.with_ansi(std::io::stderr().is_terminal());
    match logging.log_format {
        LogFormat::Text => log.with_target(false).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}

/// Writes one JSON object and a line's end to standard output.
pub fn print_json(value: &impl Serialize) -> Result<(), anyhow::Error> {
    println!("{}", serde_json::to_string(value)?);
    Ok(())
}

/// Writes a report for people to standard output.
pub fn print_summary(report: &TickReport) {
    println!(
        "block {}: {} accounts, {} looked at",
        report.block, report.accounts, report.evaluated
    );
    let counts = [
        ("pokes", report.pokes.len()),
        ("opened", report.opened.len()),
        ("observed", report.observed.len()),
        ("fills", report.fills.len()),
        ("closed", report.closed.len()),
        ("resolved", report.resolved.len()),
        ("errors", report.errors.len()),
    ];
    for (name, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        println!("  {name}: {count}");
    }
    let account = |account: &Option<alloy::primitives::Address>| match account {
        Some(account) => format!("{account} "),
        None => String::new(),
    };
    for planned in &report.planned {
        println!("  would {}{}", account(&planned.account), planned.action);
    }
    for skipped in &report.skipped {
        println!(
            "  passed over {}{}: {}",
            account(&skipped.account),
            skipped.action,
            skipped.reason
        );
    }
}
