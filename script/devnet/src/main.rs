//! `ballast-devnet`: the embedded Arbitrum devnet as a command.

use alloy::primitives::U256;
use ballast_devnet::{
    DEFAULT_PORT, Handle, Options, SpawnError,
    node::{ClockMode, StateDump},
    start,
};
use clap::Parser;
use serde_json::json;
use std::{
    io::Write,
    net::IpAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

/// Embedded Arbitrum devnet: runs Solidity contracts and Stylus programs behind Ethereum JSON-RPC.
///
/// Chain id 412346, base fee 0.1 gwei, one block per transaction. Everything is in memory and gone at exit.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Port for HTTP and WebSocket; 0 takes a free one.
    #[arg(long, short, env = "BALLAST_DEVNET_PORT", default_value_t = DEFAULT_PORT)]
    port: u16,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    host: IpAddr,
    /// Funded accounts of the well-known test mnemonic, beside Nitro's dev account.
    #[arg(long, default_value_t = 10)]
    accounts: u32,
    /// Balance of each funded account, in ether.
    #[arg(long, default_value_t = 1_000_000)]
    balance: u64,
    /// Timestamp of the genesis block, Unix seconds [default: now].
    #[arg(long)]
    timestamp: Option<u64>,
    /// Let time pass only by time travel (evm_increaseTime and the like), for reproducible runs.
    #[arg(long)]
    manual_clock: bool,
    /// States of how many past blocks stay readable.
    #[arg(long, default_value_t = 1024)]
    history: u64,
    /// Mine a block every so many seconds, instead of one per transaction.
    #[arg(long, short, value_name = "SECONDS")]
    block_time: Option<u64>,
    /// Close connections that stay silent for so many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    idle_timeout: u64,
    /// Start from the chain in this file, written by --dump-state.
    #[arg(long, value_name = "FILE")]
    load_state: Option<PathBuf>,
    /// Write the chain to this file when stopped.
    #[arg(long, value_name = "FILE")]
    dump_state: Option<PathBuf>,
    /// Both: start from this file if it exists, write it when stopped.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["load_state", "dump_state"])]
    state: Option<PathBuf>,
    /// Refuse programs with console or debug imports, as production chains do.
    #[arg(long)]
    production: bool,
    /// Never let activations expire; Arbitrum's do after 365 days.
    #[arg(long)]
    no_expiry: bool,
    /// Version of ArbOS: 60 adds programs in fragments and the cache of each block's programs.
    #[arg(long, default_value_t = 51, value_parser = arbos_version)]
    arbos: u64,
    /// Print the start line as JSON.
    #[arg(long)]
    json: bool,
}

impl Arguments {
    fn options(&self) -> Options {
        Options {
            host: self.host,
            port: self.port,
            accounts: self.accounts,
            balance: U256::from(self.balance)
                .saturating_mul(U256::from(1_000_000_000_000_000_000_u64)),
            timestamp: self.timestamp,
            clock: if self.manual_clock {
                ClockMode::Manual
            } else {
                ClockMode::Wall
            },
            history: self.history,
            block_time: self.block_time.filter(|seconds| *seconds > 0),
            idle_timeout: Duration::from_secs(self.idle_timeout.max(1)),
            production: self.production,
            expiry: !self.no_expiry,
            arbos: self.arbos,
            state: None,
        }
    }

    /// The file to start from.
    fn start_state(&self) -> Option<&Path> {
        let given = self.state.as_deref().filter(|path| path.exists());
        self.load_state.as_deref().or(given)
    }

    /// The file to write at the end.
    fn end_state(&self) -> Option<&Path> {
        self.dump_state.as_deref().or(self.state.as_deref())
    }
}

/// Reads a version of ArbOS that this devnet has.
fn arbos_version(text: &str) -> Result<u64, String> {
    match text {
        "51" => Ok(51),
        "60" => Ok(60),
        other => Err(format!("there are 51 and 60, not {other}")),
    }
}

/// Exit code when the port is taken or the address cannot be listened on.
const EXIT_LISTEN: u8 = 3;
/// Exit code of any other failure.
const EXIT_FAILURE: u8 = 1;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,console=info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    // Every connection is a file; some systems allow 256 of them unless asked. What is allowed is enough to start.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let dump = match arguments.start_state().map(StateDump::open).transpose() {
        Ok(dump) => dump,
        Err(error) => return fail(format_args!("cannot read the state file: {error}")),
    };
    let mut options = arguments.options();
    options.state = dump;
    let handle = match start(options) {
        Ok(handle) => handle,
        Err(error) => {
            eprintln!("ballast-devnet: {error}");
            let listen = matches!(error, SpawnError::Listen { .. });
            return ExitCode::from(if listen { EXIT_LISTEN } else { EXIT_FAILURE });
        }
    };
    if announce(&handle, arguments.json).is_err() {
        return ExitCode::from(EXIT_FAILURE);
    }
    let stopped = wait_for_stop().await;
    let node = handle.node().clone();
    handle.shutdown();
    if let Some(path) = arguments.end_state()
        && let Err(error) = node.dump().save(path)
    {
        return fail(format_args!("cannot write {}: {error}", path.display()));
    }
    match stopped {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(format_args!("cannot listen for signals: {error}")),
    }
}

fn fail(reason: std::fmt::Arguments<'_>) -> ExitCode {
    eprintln!("ballast-devnet: {reason}");
    ExitCode::from(EXIT_FAILURE)
}

/// Prints where the server is and who is funded.
fn announce(handle: &Handle, as_json: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if as_json {
        let accounts: Vec<_> = handle
            .accounts()
            .iter()
            .map(|account| json!({ "address": account.address, "key": account.key }))
            .collect();
        let line = json!({
            "url": handle.url(),
            "wsUrl": handle.ws_url(),
            "chainId": handle.node().chain_id(),
            "accounts": accounts,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(
            out,
            "ballast-devnet {} on {}",
            env!("CARGO_PKG_VERSION"),
            handle.url()
        )?;
        writeln!(out, "chain id {}", handle.node().chain_id())?;
        writeln!(
            out,
            "\nfunded accounts and their keys (known to everybody: never use them elsewhere)"
        )?;
        for account in handle.accounts() {
            writeln!(out, "{}  {}", account.address, account.key)?;
        }
        writeln!(out, "\nCtrl-C stops it; all state goes with it")?;
    }
    out.flush()
}

/// Waits for Ctrl-C or, on Unix, a request to terminate.
async fn wait_for_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate =
            tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
