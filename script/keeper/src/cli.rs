//! The command line: arguments, logs, output.

use alloy::transports::http::reqwest::Url;
use ballast_keeper::TickReport;
use clap::{Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;
use std::{io::IsTerminal, path::PathBuf, time::Duration};
use tracing_subscriber::EnvFilter;

/// Watches indebted accounts; opens, observes, fills, closes and resolves their unwinds; pokes price feeds;
/// keeps programs activated.
///
/// Exit codes: 0 done or stopped by Ctrl-C or SIGTERM, 1 failed (start it again), 2 wrong usage or configuration (do not).
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
    /// Print a configuration file with the defaults.
    Config,
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
    /// JSON-RPC endpoint; may be repeated: where one fails, the next is used [default: the configuration's].
    #[arg(long, value_name = "URL")]
    pub rpc_url: Vec<Url>,
    /// Deployments file that ballast-deploy wrote.
    #[arg(long, value_name = "FILE")]
    pub deployments: PathBuf,
    /// An isolated market of the deployment instead of the large pool.
    #[arg(long, value_name = "NAME")]
    pub market: Option<String>,
    /// Configuration file; `ballast-keeper config` prints one with the defaults. Flags go before it.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// File with the private key of the keeper's account, in hex, that nobody else can read. Without it, the environment
    /// variable BALLAST_PRIVATE_KEY.
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
    /// Keep what was read of the chain in this file, and go on from it after a restart.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Seconds between two ticks.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub interval: Option<Duration>,
    /// Least distance of a fill's price under spot, in basis points.
    #[arg(long, value_name = "BPS", value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub min_margin_bps: Option<u16>,
    /// Least gain of a fill at spot, gas paid, in USD.
    #[arg(long, value_name = "USD")]
    pub min_profit_usd: Option<String>,
    /// Approve what each fill costs instead of approving once without limit.
    #[arg(long)]
    pub exact_approvals: bool,
    /// Renew the prices that the oracle stores before they are too old to be read from storage.
    #[arg(long)]
    pub renew_prices: bool,
    /// Serve /metrics and /healthz here, such as 127.0.0.1:9464.
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<String>,
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
    /// Extend where fewer days are left [default: the configuration's].
    #[arg(long, value_name = "DAYS")]
    pub under_days: Option<u64>,
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
        "block {}: {} accounts, {} judged, {} looked at",
        report.block, report.accounts, report.evaluated, report.needy
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
    for notice in &report.notices {
        println!("  {notice}");
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
