//! The command line.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ballast_deploy::chain::{Chain, REQUEST_TIMEOUT};
use ballast_deploy::keepalive::keep_alive;
use ballast_deploy::key::signer;
use ballast_deploy::sizes::Sizes;
use ballast_deploy::wasm::{build_some, reproduce};
use ballast_deploy::{
    Bars, Config, Deployer, Deployment, Error, PROGRAMS, Program, Progress, Silent, Verdict,
    project_root,
};
use clap::{Args, Parser, Subcommand};
use serde_json::json;

/// Builds, checks, deploys, activates, wires and verifies Ballast on any Arbitrum endpoint
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Print JSON on stdout, and no progress bars
    #[arg(long, global = true)]
    json: bool,
    /// The project's folder; default: the one around the working directory
    #[arg(long, global = true, env = "BALLAST_ROOT")]
    root: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the code of every program; nothing is sent
    Build {
        /// Write <program>.wasm and <program>.code here
        #[arg(long)]
        out: Option<PathBuf>,
        /// Only these; default: all
        #[arg(value_parser = PROGRAMS)]
        programs: Vec<String>,
    },
    /// Show the sizes of every program; exit code 1 over the budget
    Sizes {
        /// Only these; default: all
        #[arg(value_parser = PROGRAMS)]
        programs: Vec<String>,
    },
    /// Build every program here and in a new folder elsewhere, and compare their codes; exit code 1 where they differ
    Reproduce {
        /// Only these; default: all
        #[arg(value_parser = PROGRAMS)]
        programs: Vec<String>,
    },
    /// Print the configuration as TOML, to start a --config file from
    Config {
        #[command(flatten)]
        config: ConfigArguments,
    },
    /// Deploy, activate, wire and verify everything; goes on where an earlier run stopped
    Run {
        #[command(flatten)]
        endpoint: Endpoint,
        #[command(flatten)]
        config: ConfigArguments,
    },
    /// Read everything back and compare it with the configuration, one difference a line; needs no key. Exit code 1 on any
    /// difference, and while ownership waits to be accepted
    Verify {
        #[command(flatten)]
        node: Node,
        #[command(flatten)]
        config: ConfigArguments,
    },
    /// Extend activations that expire soon (they last a year)
    Keepalive {
        #[command(flatten)]
        endpoint: Endpoint,
        /// Extend what expires within this many days
        #[arg(long, default_value_t = 60)]
        within_days: u64,
    },
}

/// A node, and what was deployed there.
#[derive(Debug, Args)]
struct Node {
    /// Node to talk to
    #[arg(long, env = "BALLAST_RPC_URL", default_value = "http://localhost:8547")]
    rpc_url: String,
    /// Longest that one request may take, seconds
    #[arg(long, value_name = "SECONDS", default_value_t = REQUEST_TIMEOUT.as_secs(),
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// The deployment file
    #[arg(long, default_value = "deployments.json")]
    out: PathBuf,
}

/// The same, and who sends.
#[derive(Debug, Args)]
struct Endpoint {
    #[command(flatten)]
    node: Node,
    /// File with the private key in hex; default: the variable BALLAST_PRIVATE_KEY
    #[arg(long)]
    private_key_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ConfigArguments {
    /// TOML or JSON file with the configuration; default: the devnet's, with tokens and feeds of its own
    #[arg(long)]
    config: Option<PathBuf>,
    /// Further assets of the devnet's configuration: SOL, LINK, AVAX
    #[arg(long, value_delimiter = ',', conflicts_with = "config")]
    with: Vec<String>,
}

/// What a command prints, and whether its check passed.
pub struct Outcome {
    /// For stdout.
    pub text: String,
    /// Exit code 0 or 1.
    pub passed: bool,
}

/// Why a command did not come to an end.
pub enum Failure {
    /// Exit code 2.
    Usage(String),
    /// Exit code 1.
    Step(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Config(text) | Error::Key(text) => Self::Usage(text),
            other => Self::Step(other),
        }
    }
}

/// Runs the command.
///
/// # Errors
/// [`Failure`].
pub async fn run(arguments: Arguments) -> Result<Outcome, Failure> {
    let Arguments {
        command,
        json,
        root,
    } = arguments;
    let root = root.unwrap_or_else(project_root);
    let progress: Box<dyn Progress> = if json {
        Box::new(Silent)
    } else {
        Box::new(Bars::default())
    };
    let progress = progress.as_ref();
    match command {
        Command::Build { out, programs } => {
            let programs = build(&root, &programs, progress)?;
            if let Some(folder) = &out {
                write_programs(&programs, folder)?;
            }
            Ok(sizes(&programs, json, true))
        }
        Command::Sizes { programs } => Ok(sizes(&build(&root, &programs, progress)?, json, false)),
        Command::Reproduce { programs } => {
            let programs = build(&root, &programs, progress)?;
            let others = reproduce(&root, &programs, progress)?;
            progress.finish();
            Ok(reproduced(&programs, &others, json))
        }
        Command::Config { config } => {
            let config = load(&config)?;
            let text = if json {
                pretty(&json!(config))
            } else {
                config.to_toml()?
            };
            Ok(Outcome { text, passed: true })
        }
        Command::Run { endpoint, config } => {
            let config = load(&config)?;
            let chain = connect(&endpoint).await?;
            let programs = build(&root, &[], progress)?;
            let deployer = Deployer::begin(chain, &root, &config, Some(&endpoint.node.out)).await?;
            let deployment = deployer.run(&programs, progress).await?;
            Ok(Outcome {
                text: deployed(&deployment, &endpoint.node.out, json),
                passed: true,
            })
        }
        Command::Verify { node, config } => {
            let config = load(&config)?;
            let deployment = Deployment::load(&node.out)?;
            // For reading, any account does.
            let timeout = Duration::from_secs(node.timeout);
            let chain = Chain::watch(&node.rpc_url, deployment.owner, timeout).await?;
            let deployer = Deployer::begin(chain, &root, &config, Some(&node.out)).await?;
            let verdict = deployer.verify(progress).await?;
            Ok(Outcome {
                text: verified(&verdict, json),
                passed: verdict.passed(),
            })
        }
        Command::Keepalive {
            endpoint,
            within_days,
        } => {
            let deployment = Deployment::load(&endpoint.node.out)?;
            let chain = connect(&endpoint).await?;
            chain.check_id(&endpoint.node.out, deployment.chain_id)?;
            let activations =
                keep_alive(&chain, &deployment, within_days.saturating_mul(86_400)).await?;
            let line = |a: &ballast_deploy::keepalive::Activation| {
                let verdict = if a.extended {
                    "extended by a year"
                } else {
                    "kept"
                };
                format!(
                    "{:<16} {} {:>4} days left, {verdict}",
                    a.program,
                    a.address,
                    a.seconds_left / 86_400
                )
            };
            let lines = || activations.iter().map(line).collect::<Vec<_>>().join("\n");
            Ok(Outcome {
                text: if json {
                    pretty(&json!(activations))
                } else {
                    lines()
                },
                passed: true,
            })
        }
    }
}

/// Builds the programs named, or all.
fn build(root: &Path, names: &[String], progress: &dyn Progress) -> Result<Vec<Program>, Failure> {
    let names: Vec<_> = if names.is_empty() {
        PROGRAMS.to_vec()
    } else {
        names.iter().map(String::as_str).collect()
    };
    let programs = build_some(root, &names, progress)?;
    progress.finish();
    Ok(programs)
}

fn load(arguments: &ConfigArguments) -> Result<Config, Failure> {
    let config = match &arguments.config {
        Some(path) => Config::load(path).map_err(|error| Failure::Usage(error.to_string()))?,
        None => {
            let symbols: Vec<_> = arguments.with.iter().map(String::as_str).collect();
            Config::devnet_with(&symbols)?
        }
    };
    Ok(config)
}

async fn connect(endpoint: &Endpoint) -> Result<Chain, Failure> {
    let signer = signer(endpoint.private_key_file.as_deref())?;
    let timeout = Duration::from_secs(endpoint.node.timeout);
    Ok(Chain::connect_within(&endpoint.node.rpc_url, signer, timeout).await?)
}

fn write_programs(programs: &[Program], folder: &Path) -> Result<(), Failure> {
    let written = |path: PathBuf, bytes: &[u8]| {
        std::fs::write(&path, bytes).map_err(|error| Error::File {
            path,
            reason: error.to_string(),
        })
    };
    std::fs::create_dir_all(folder).map_err(|error| Error::File {
        path: folder.to_owned(),
        reason: error.to_string(),
    })?;
    for program in programs {
        written(folder.join(format!("{}.wasm", program.name)), &program.wasm)?;
        written(folder.join(format!("{}.code", program.name)), &program.code)?;
    }
    Ok(())
}

fn sizes(programs: &[Program], json: bool, always_passes: bool) -> Outcome {
    let sizes = Sizes::of(programs);
    let text = if json {
        pretty(&json!(sizes))
    } else {
        sizes.table()
    };
    Outcome {
        text,
        passed: always_passes || sizes.within_budget(),
    }
}

/// The code hash of every program, and of those that came out otherwise elsewhere.
fn reproduced(programs: &[Program], others: &[Program], json: bool) -> Outcome {
    let other = |program: &Program| others.iter().find(|other| other.name == program.name);
    let text = if json {
        let list: Vec<_> = programs
            .iter()
            .map(|program| {
                let elsewhere = other(program).unwrap_or(program).code_hash();
                json!({ "program": program.name, "code_hash": program.code_hash(), "elsewhere": elsewhere })
            })
            .collect();
        pretty(&json!(list))
    } else {
        let line = |program: &Program| {
            let verdict = other(program).map_or_else(
                || "the same elsewhere".to_owned(),
                |other| format!("{} ELSEWHERE", other.code_hash()),
            );
            format!("{:<16} {} {verdict}", program.name, program.code_hash())
        };
        programs.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    Outcome {
        text,
        passed: others.is_empty(),
    }
}

fn deployed(deployment: &Deployment, path: &Path, json: bool) -> String {
    if json {
        return pretty(&json!(deployment));
    }
    let mut lines = vec![format!(
        "deployed and verified on chain {}",
        deployment.chain_id
    )];
    lines.extend(
        deployment
            .programs()
            .iter()
            .map(|(name, address)| format!("  {name:<16} {address}")),
    );
    lines.extend(
        deployment
            .tokens
            .iter()
            .map(|(symbol, token)| format!("  {symbol:<16} {}", token.address)),
    );
    lines.push(format!("recorded in {}", path.display()));
    lines.join("\n")
}

/// One difference a line, then who has yet to accept ownership.
fn verified(verdict: &Verdict, json: bool) -> String {
    if json {
        return pretty(&json!(verdict));
    }
    if verdict.passed() {
        return "everything is as configured".to_owned();
    }
    let Verdict {
        differences,
        pending,
    } = verdict;
    let lines = differences.iter().map(ToString::to_string);
    let lines = lines.chain(pending.iter().map(ToString::to_string));
    let count = format!(
        "{} differences, {} programs whose ownership waits to be accepted",
        differences.len(),
        pending.len()
    );
    lines.chain([count]).collect::<Vec<_>>().join("\n")
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
