//! The keeper as a process.

mod cli;

use anyhow::Context;
use clap::Parser;
use std::{future::Future, path::Path, process::ExitCode};

use ballast_deploy::{Deployment, Record, key};
use ballast_keeper::{Approval, Keeper, KeeperConfig, config::bps_to_wad};
use cli::{Arguments, Command, Connection, Failure, KeepAlive, Run};

use alloy::{network::EthereumWallet, providers::ProviderBuilder};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    cli::start_logging(&arguments.logging);
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "no runtime");
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(dispatch(arguments.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(error)) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
        Err(Failure::Runtime(error)) => {
            tracing::error!("{error:#}");
            ExitCode::from(1)
        }
    }
}

async fn dispatch(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(arguments) => run(&arguments).await,
        Command::KeepAlive(arguments) => keep_alive(&arguments).await,
    }
}

/// Watches and acts, once or until stopped.
async fn run(arguments: &Run) -> Result<(), Failure> {
    let mut keeper = connect(&arguments.connection, |config| {
        config.min_margin = bps_to_wad(arguments.min_margin_bps);
        config.min_profit = arguments.min_profit_usd;
        config.approval = if arguments.exact_approvals {
            Approval::Exact
        } else {
            Approval::Max
        };
        config.from_block = arguments.from_block.unwrap_or(config.from_block);
    })
    .await?;
    if arguments.once {
        let report = keeper.tick().await.context("tick")?;
        if arguments.json {
            cli::print_json(&report)?;
        } else {
            cli::print_summary(&report);
        }
        let failed = report.errors.len();
        return if failed == 0 {
            Ok(())
        } else {
            Err(anyhow::anyhow!("{failed} errors, see the log").into())
        };
    }
    let stop = shutdown()?;
    let print = |report: &ballast_keeper::TickReport| {
        if arguments.json
            && let Err(error) = cli::print_json(report)
        {
            tracing::warn!(%error, "report not printed");
        }
    };
    keeper
        .run_with(arguments.interval, stop, print)
        .await
        .context("keeper")?;
    tracing::info!("stopped");
    Ok(())
}

/// Looks at the activations once.
async fn keep_alive(arguments: &KeepAlive) -> Result<(), Failure> {
    let mut keeper = connect(&arguments.connection, |config| {
        config.keep_alive_under =
            std::time::Duration::from_secs(arguments.under_days.saturating_mul(86_400));
    })
    .await?;
    let activations = keeper.keep_alive().await;
    for activation in &activations {
        activation.log();
        if arguments.json {
            cli::print_json(activation)?;
        } else {
            println!("{activation}");
        }
    }
    let failed = activations
        .iter()
        .filter(|activation| activation.error.is_some())
        .count();
    if failed == 0 {
        Ok(())
    } else {
        Err(anyhow::anyhow!("{failed} activations could not be kept alive").into())
    }
}

/// A keeper on the endpoint and deployment that the arguments name.
async fn connect(
    connection: &Connection,
    adjust: impl FnOnce(&mut KeeperConfig),
) -> Result<Keeper, Failure> {
    use alloy::providers::Provider;

    let signer = key::signer(connection.private_key_file.as_deref())
        .map_err(|error| Failure::Usage(error.into()))?;
    let (deployment, begun) = load(&connection.deployments)
        .with_context(|| format!("deployments file {}", connection.deployments.display()))
        .map_err(Failure::Usage)?;
    let provider = ProviderBuilder::new()
        .disable_recommended_fillers()
        .connect_http(connection.rpc_url.clone());
    let endpoint = || format!("endpoint {}", connection.rpc_url);
    let patience = ballast_keeper::Retry::default().request_timeout;
    let chain_id = tokio::time::timeout(patience, provider.get_chain_id()).await;
    let chain_id = chain_id.with_context(endpoint)?.with_context(endpoint)?;
    if chain_id != deployment.chain_id {
        let expected = deployment.chain_id;
        return Err(anyhow::anyhow!(
            "the endpoint's chain is {chain_id}, the deployment's {expected}"
        )
        .into());
    }
    let mut config = KeeperConfig::new(
        deployment.pool,
        deployment.unwinder,
        deployment.oracle,
        begun,
    );
    config.programs = deployment
        .programs()
        .into_iter()
        .map(|(_, program)| program)
        .collect();
    config.dry_run = connection.dry_run;
    adjust(&mut config);
    let keeper = Keeper::new(config, provider, EthereumWallet::from(signer));
    tracing::info!(account = %keeper.account(), chain_id, pool = %deployment.pool, "keeper");
    Ok(keeper)
}

/// The deployment, and the block on which it was begun. Its own block will not do to read events from: the
/// deployer moves that forward whenever it runs again.
fn load(path: &Path) -> Result<(Deployment, u64), anyhow::Error> {
    let deployment = Deployment::load(path)?;
    let record = Record::load(path)?.context("no such file")?;
    Ok((deployment, record.anchor.number))
}

/// Ends at Ctrl-C or SIGTERM.
fn shutdown() -> Result<impl Future<Output = ()>, Failure> {
    #[cfg(unix)]
    let mut terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).context("SIGTERM")?
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        {
            let _ = tokio::signal::ctrl_c().await;
        }
    })
}
