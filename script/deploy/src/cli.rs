//! The command line.

use std::path::{Path, PathBuf};

use ballast_deploy::chain::Chain;
use ballast_deploy::keepalive::keep_alive;
use ballast_deploy::key::signer;
use ballast_deploy::sizes::Sizes;
use ballast_deploy::wasm::{build_some, reproduce};
use ballast_deploy::{
    Bars, Config, Deployer, Deployment, Error, PROGRAMS, Program, Progress, Silent, project_root,
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
    /// Read every setting back and compare it with the configuration; exit code 1 on any difference
    Verify {
        #[command(flatten)]
        endpoint: Endpoint,
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

#[derive(Debug, Args)]
struct Endpoint {
    /// Node to talk to
    #[arg(long, env = "BALLAST_RPC_URL", default_value = "http://localhost:8547")]
    rpc_url: String,
    /// File with the private key in hex; default: the variable BALLAST_PRIVATE_KEY
    #[arg(long)]
    private_key_file: Option<PathBuf>,
    /// The deployment file
    #[arg(long, default_value = "deployments.json")]
    out: PathBuf,
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
            let deployer = Deployer::begin(chain, &root, &config, Some(&endpoint.out)).await?;
            let deployment = deployer.run(&programs, progress).await?;
            Ok(Outcome {
                text: deployed(&deployment, &endpoint.out, json),
                passed: true,
            })
        }
        Command::Verify { endpoint, config } => {
            let config = load(&config)?;
            Deployment::load(&endpoint.out)?;
            let chain = connect(&endpoint).await?;
            let deployer = Deployer::begin(chain, &root, &config, Some(&endpoint.out)).await?;
            match deployer.verify(progress).await {
                Ok(()) if json => Ok(Outcome {
                    text: pretty(&json!({ "differences": [] })),
                    passed: true,
                }),
                Ok(()) => Ok(Outcome {
                    text: "every setting is as configured".to_owned(),
                    passed: true,
                }),
                Err(Error::Differences(differences)) if json => {
                    let list: Vec<_> = differences
                        .iter()
                        .map(|d| json!({ "setting": d.setting, "expected": d.expected, "found": d.found }))
                        .collect();
                    Ok(Outcome {
                        text: pretty(&json!({ "differences": list })),
                        passed: false,
                    })
                }
                Err(error) => Err(error.into()),
            }
        }
        Command::Keepalive {
            endpoint,
            within_days,
        } => {
            let deployment = Deployment::load(&endpoint.out)?;
            let chain = connect(&endpoint).await?;
            chain.check_id(&endpoint.out, deployment.chain_id)?;
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
    Ok(Chain::connect(
        &endpoint.rpc_url,
        signer(endpoint.private_key_file.as_deref())?,
    )
    .await?)
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
