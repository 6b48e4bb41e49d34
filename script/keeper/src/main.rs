//! The keeper as a process.

mod cli;
mod metrics;
mod secret;
mod server;
mod settings;
mod webhook;

use alloy::{
    network::EthereumWallet,
    providers::{DynProvider, Provider, ProviderBuilder},
};
use anyhow::Context;
use ballast_deploy::{Deployment, Record, key};
use ballast_keeper::{Keeper, KeeperConfig, KeeperError, TickReport, state};
use clap::Parser;
use cli::{Arguments, Command, Connection, Failure, KeepAlive, Run};
use server::Status;
use settings::Settings;
use std::{future::Future, path::Path, process::ExitCode, sync::Arc, time::Duration};
use webhook::Webhook;

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
        Command::Config => {
            let text = toml::to_string(&Settings::default()).context("defaults")?;
            print!("{text}");
            Ok(())
        }
    }
}

/// Watches and acts, once or until stopped.
async fn run(arguments: &Run) -> Result<(), Failure> {
    let connection = &arguments.connection;
    let settings = load_settings(connection)?.overridden(arguments);
    let (interval, listener, hook) =
        usage(|| Ok((settings.pause()?, settings.listener()?, settings.hook()?)))?;
    let mut keeper = connect(connection, &settings, |config| {
        config.from_block = arguments.from_block.unwrap_or(config.from_block);
        config.state_file.clone_from(&arguments.state);
    })
    .await?;
    resume(&mut keeper, arguments.state.as_deref());

    let status = Arc::new(Status::new(Duration::from_secs(settings.unhealthy_after)));
    if let Some(address) = listener {
        let address = server::serve(address, Arc::clone(&status)).await?;
        tracing::info!(%address, "serving /metrics and /healthz");
    }
    let webhook = match hook {
        Some(url) => {
            let started = Webhook::start(url, keeper.account().to_string());
            Some(started.context("webhook")?)
        }
        None => None,
    };
    let listen = |report: &TickReport| {
        status.observe(report);
        if let Some(webhook) = &webhook {
            webhook.tell(&report.notices);
        }
        if arguments.json
            && report.failed.is_none()
            && let Err(error) = cli::print_json(report)
        {
            tracing::warn!(%error, "report not printed");
        }
    };
    let done = if arguments.once {
        once(&mut keeper, arguments.json, listen).await
    } else {
        let stop = shutdown()?;
        let ran = keeper.run_with(interval, stop, listen).await;
        tracing::info!("stopped");
        ran.map_err(failure)
    };
    if let Some(webhook) = webhook {
        webhook.finish().await;
    }
    done
}

/// One tick.
async fn once(
    keeper: &mut Keeper,
    json: bool,
    listen: impl Fn(&TickReport),
) -> Result<(), Failure> {
    let report = keeper.tick().await.map_err(failure)?;
    keeper.save();
    listen(&report);
    if !json {
        cli::print_summary(&report);
    }
    match report.errors.len() {
        0 => Ok(()),
        failed => Err(anyhow::anyhow!("{failed} errors, see the log").into()),
    }
}

/// Programs that do not belong together are a wrong configuration; all else may be better next time.
fn failure(error: KeeperError) -> Failure {
    match error {
        error @ KeeperError::Wiring { .. } => Failure::Usage(error.into()),
        error => Failure::Runtime(error.into()),
    }
}

/// Goes on from the state file. One that is damaged costs a reading of all events, no more.
fn resume(keeper: &mut Keeper, path: Option<&Path>) {
    let Some(path) = path else {
        return;
    };
    match state::load(path) {
        Ok(Some(snapshot)) => {
            tracing::info!(path = %path.display(), block = snapshot.mark.number, "going on from the state file");
            keeper.resume(snapshot);
        }
        Ok(None) => {}
        Err(error) => {
            tracing::warn!(path = %path.display(), %error, "state file not used: all events are read again");
        }
    }
}

/// What is wrong here is a wrong usage.
fn usage<T>(check: impl FnOnce() -> Result<T, anyhow::Error>) -> Result<T, Failure> {
    check().map_err(Failure::Usage)
}

fn load_settings(connection: &Connection) -> Result<Settings, Failure> {
    usage(|| Settings::load(connection.config.as_deref()))
}

/// Looks at the activations once.
async fn keep_alive(arguments: &KeepAlive) -> Result<(), Failure> {
    let mut settings = load_settings(&arguments.connection)?;
    settings.keep_alive_days = arguments.under_days.unwrap_or(settings.keep_alive_days);
    let mut keeper = connect(&arguments.connection, &settings, |_| {}).await?;
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

/// A keeper on the endpoints and deployment that the arguments name.
async fn connect(
    connection: &Connection,
    settings: &Settings,
    adjust: impl FnOnce(&mut KeeperConfig),
) -> Result<Keeper, Failure> {
    if let Some(path) = &connection.private_key_file {
        usage(|| secret::check(path))?;
    }
    let signer = key::signer(connection.private_key_file.as_deref())
        .map_err(|error| Failure::Usage(error.into()))?;
    let (deployment, begun) = load(&connection.deployments)
        .with_context(|| format!("deployments file {}", connection.deployments.display()))
        .map_err(Failure::Usage)?;
    let urls = usage(|| settings.endpoints(&connection.rpc_url))?;
    let mut config = usage(|| settings.keeper(&deployment, connection.market.as_deref(), begun))?;
    config.dry_run = connection.dry_run;
    adjust(&mut config);

    let mut providers = Vec::new();
    let mut answered = 0_usize;
    for url in urls {
        // Of an endpoint's URL only the host is named: the rest is often a secret.
        let host = url.host_str().unwrap_or("endpoint").to_owned();
        let provider: DynProvider = ProviderBuilder::new()
            .disable_recommended_fillers()
            .connect_http(url)
            .erased();
        match tokio::time::timeout(config.retry.request_timeout, provider.get_chain_id()).await {
            Ok(Ok(chain_id)) if chain_id == deployment.chain_id => {
                answered = answered.saturating_add(1)
            }
            Ok(Ok(chain_id)) => {
                let expected = deployment.chain_id;
                let error = anyhow::anyhow!(
                    "the chain of {host} is {chain_id}, the deployment's {expected}"
                );
                return Err(Failure::Usage(error));
            }
            Ok(Err(error)) => tracing::warn!(host, %error, "endpoint does not answer"),
            Err(_) => tracing::warn!(host, "endpoint does not answer in time"),
        }
        providers.push(provider);
    }
    if answered == 0 {
        return Err(anyhow::anyhow!("no endpoint answers").into());
    }
    let pool = config.pool;
    let keeper = Keeper::with_endpoints(config, providers, EthereumWallet::from(signer));
    let (account, chain_id) = (keeper.account(), deployment.chain_id);
    tracing::info!(%account, chain_id, %pool, endpoints = answered, "keeper");
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
