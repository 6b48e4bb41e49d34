//! The market of a demo on a node that has one already: a deployments file is gone on with where it fits, and refused with
//! the reason where it does not.

use std::path::Path;

use alloy::primitives::{I256, U256};
use alloy::signers::local::PrivateKeySigner;
use ballast_bindings::oracle::IOracle;
use ballast_bindings::pool::IPool;
use ballast_deploy::chain::Chain;
use ballast_deploy::chain::interfaces::IMockFeed;
use ballast_deploy::{
    Config, Deployer, Deployment, Progress, Record, build_programs, project_root,
};

use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::market::Market;

/// Digits between WAD and a feed's 8 decimals.
const FEED_GRAIN: u128 = 10_000_000_000;

/// Deploys what the file at `path` does not have yet, recording it there, or finds that all of it is there and fits. Says
/// which.
///
/// # Errors
/// [`Error::Usage`] for a file that does not fit: of another chain or deployer, otherwise configured, or used already;
/// [`Error::Deploy`], [`Error::Rpc`].
pub async fn deployment(
    endpoint: &Endpoint,
    key: PrivateKeySigner,
    config: &Config,
    path: &Path,
    progress: &dyn Progress,
) -> Result<(Deployment, String)> {
    let unfit = |reason: String| {
        Error::Usage(format!(
            "{} does not fit this demo: {reason}; name a file that does not exist, to deploy afresh and record it there, \
             or leave --deployments out",
            path.display()
        ))
    };
    let record = Record::load(path)?;
    let (root, chain) = (project_root(), Chain::connect(&endpoint.url, key).await?);
    let deployer = Deployer::begin(chain, &root, config, Some(path)).await;
    let deployer = deployer.map_err(|error| match error {
        error @ (ballast_deploy::Error::OtherChain { .. }
        | ballast_deploy::Error::Record { .. }) => unfit(error.to_string()),
        other => other.into(),
    })?;
    let shown = path.display();
    if !record.as_ref().is_some_and(|record| record.complete) {
        let did = match record {
            None => format!("deployed afresh, recorded in {shown}"),
            Some(_) => format!("went on with the unfinished deployment in {shown}"),
        };
        let programs = build_programs(&root, progress)?;
        return Ok((deployer.run(&programs, progress).await?, did));
    }
    let verdict = deployer.verify(progress).await?;
    if let Some(first) = verdict.differences.first() {
        let more = verdict.differences.len() - 1;
        return Err(unfit(format!("{first}, and {more} more differences")));
    }
    let deployment = Deployment::load(path)?;
    for (symbol, token) in &deployment.tokens {
        let call = IPool::reserveStateCall {
            asset: token.address,
        };
        let state = endpoint.view(deployment.pool, &call).await?;
        let used = [state.supplyShares, state.debtShares, state.collateral];
        if used.iter().any(|amount| !amount.is_zero()) {
            let reason = format!("its reserve of {symbol} is in use, by an earlier demo or others");
            return Err(unfit(reason));
        }
    }
    Ok((
        deployment,
        format!("goes on with the deployment in {shown}"),
    ))
}

impl Market {
    /// Publishes the opening prices once more, as of now: rounds of an earlier day are stale. Prices at which the feeds do
    /// not stand would be a jump that nobody configured.
    ///
    /// # Errors
    /// [`Error::Usage`] where a feed stands at another price; [`Error::Transaction`]; [`Error::Rpc`].
    pub async fn refresh(&mut self, endpoint: &Endpoint, path: &Path) -> Result<()> {
        let assets = self.assets()?;
        let feeds: Vec<u8> = assets.iter().map(|asset| asset.feed).collect();
        let call = IOracle::readCall {
            feeds: feeds.clone(),
        };
        let readings = endpoint.view(self.deployment.oracle, &call).await?;
        let mut out = Vec::with_capacity(assets.len() + 1);
        let now = endpoint.head().await?.time;
        for (asset, reading) in assets.iter().zip(&readings) {
            let opening = asset.opening_price / FEED_GRAIN;
            if reading.spot != U256::from(opening.saturating_mul(FEED_GRAIN)) {
                return Err(Error::Usage(format!(
                    "{} does not fit this demo: its feed of {} stands at {}, and the prices begin at {} (WAD); \
                     leave --deployments out to deploy afresh",
                    path.display(),
                    asset.symbol,
                    reading.spot,
                    asset.opening_price
                )));
            }
            let call = IMockFeed::setCall {
                answer: I256::try_from(opening).map_err(|_| Error::Overflow("a price"))?,
                updatedAt: U256::from(now),
            };
            let what = format!("publishing {}", asset.symbol);
            out.push(self.owner.call(&what, asset.aggregator, &call)?);
        }
        let poke = IOracle::pokeCall { feeds };
        out.push(self.owner.call("poking", self.deployment.oracle, &poke)?);
        endpoint.send(&out).await
    }
}
