//! The configuration file, and how flags and the environment go before it.

use crate::cli::Run;
use anyhow::Context;
use ballast_deploy::Deployment;
use ballast_keeper::{Approval, KeeperConfig, alerts::AlertRules, config::bps_to_wad};
use serde::{Deserialize, Serialize};
use std::{net::SocketAddr, path::Path, time::Duration};

use alloy::{
    primitives::{Address, U256, utils::parse_ether},
    transports::http::reqwest::Url,
};

/// Environment variable that holds the webhook's URL, which is a secret in many places.
const WEBHOOK_VARIABLE: &str = "BALLAST_WEBHOOK";

/// What an operator may set. Every field has a default; what is not known is refused.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Endpoints of the chain, in order of preference.
    pub rpc_urls: Vec<String>,
    /// Seconds between two ticks.
    pub interval: f64,
    /// Least distance of a fill's price under spot, bps.
    pub min_margin_bps: u16,
    /// Least gain of a fill at spot, gas paid, USD.
    pub min_profit_usd: String,
    /// Approve what each fill costs instead of approving once without limit.
    pub exact_approvals: bool,
    /// Arm and execute standing orders where that pays.
    pub orders: bool,
    /// Tell margin calls and their ends.
    pub margin_calls: bool,
    /// Of debts of so much at least, USD.
    pub margin_call_debt_usd: String,
    /// Do what is due for loans without liquidation.
    pub loans: bool,
    /// Where so much is at stake at least, USD.
    pub settle_debt_usd: String,
    /// For so much gas at most, USD.
    pub loan_gas_usd: String,
    /// Seconds before the end of their window from which on puts are exercised at every price.
    pub exercise_before: u64,
    /// Markets of puts whose waiting writers are served, and whose activation is kept alive.
    pub markets: Vec<Address>,
    /// Pools of term lenders that are published and collected, and whose activation is kept alive.
    pub pools: Vec<Address>,
    /// Protected underlyings that are exercised, and whose activation is kept alive.
    pub protected: Vec<Address>,
    /// Buy what insurance funds sell where that pays.
    pub buy_from_funds: bool,
    /// Symbol of the asset whose feed tells what ether costs; empty: gas counts for nothing.
    pub gas_asset: String,
    /// Above this price of gas nothing is sent; 0: whatever it costs.
    pub max_gas_price_gwei: f64,
    /// Renew the prices that the oracle stores, so that users' calls read them from storage.
    pub renew_prices: bool,
    /// Extend activations with less left.
    pub keep_alive_days: u64,
    /// Blocks that may still be reorganised.
    pub reorg_depth: u64,
    /// Blocks of events in one request.
    pub log_range: u64,
    /// Requests in flight at once.
    pub concurrency: usize,
    /// Attempts of a request, over all endpoints.
    pub request_attempts: u32,
    /// Seconds that one answer is waited for.
    pub request_timeout: u64,
    /// Seconds after which a transaction that is not mined is replaced at a higher fee.
    pub resubmit_after: u64,
    /// Seconds after which it is given up.
    pub receipt_timeout: u64,
    /// Where `/metrics` and `/healthz` are served; empty: nowhere.
    pub metrics: String,
    /// Seconds without a tick that worked after which `/healthz` says no.
    pub unhealthy_after: u64,
    /// Where notices are posted as JSON; empty: nowhere. Better in BALLAST_WEBHOOK.
    pub webhook: String,
    /// When people are told.
    pub alerts: AlertRules,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rpc_urls: vec!["http://localhost:8547".to_owned()],
            interval: 2.0,
            min_margin_bps: ballast_keeper::config::DEFAULT_MIN_MARGIN_BPS,
            min_profit_usd: "0".to_owned(),
            exact_approvals: false,
            orders: true,
            margin_calls: true,
            margin_call_debt_usd: ballast_keeper::config::DEFAULT_MARGIN_CALL_DEBT.to_string(),
            loans: true,
            settle_debt_usd: ballast_keeper::config::DEFAULT_SETTLE_DEBT.to_string(),
            loan_gas_usd: ballast_keeper::config::DEFAULT_LOAN_GAS.to_string(),
            exercise_before: ballast_keeper::config::DEFAULT_EXERCISE_BEFORE,
            markets: Vec::new(),
            pools: Vec::new(),
            protected: Vec::new(),
            buy_from_funds: true,
            gas_asset: "ETH".to_owned(),
            max_gas_price_gwei: 0.0,
            renew_prices: false,
            keep_alive_days: 60,
            reorg_depth: 4_000,
            log_range: 10_000,
            concurrency: 16,
            request_attempts: 5,
            request_timeout: 30,
            resubmit_after: 15,
            receipt_timeout: 60,
            metrics: String::new(),
            unhealthy_after: 120,
            webhook: String::new(),
            alerts: AlertRules::default(),
        }
    }
}

impl Settings {
    /// The file's settings, or the defaults without one.
    pub fn load(path: Option<&Path>) -> Result<Self, anyhow::Error> {
        let Some(path) = path else {
            return Ok(Self::default());
        };
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("configuration {}", path.display()))?;
        toml::from_str(&text).with_context(|| format!("configuration {}", path.display()))
    }

    /// Flags go before the file.
    pub fn overridden(mut self, flags: &Run) -> Self {
        if let Some(interval) = flags.interval {
            self.interval = interval.as_secs_f64();
        }
        if let Some(margin) = flags.min_margin_bps {
            self.min_margin_bps = margin;
        }
        if let Some(profit) = &flags.min_profit_usd {
            self.min_profit_usd.clone_from(profit);
        }
        if let Some(metrics) = &flags.metrics {
            self.metrics.clone_from(metrics);
        }
        self.exact_approvals |= flags.exact_approvals;
        self.renew_prices |= flags.renew_prices;
        self
    }

    /// The endpoints: those of the command line, else the file's.
    pub fn endpoints(&self, flags: &[Url]) -> Result<Vec<Url>, anyhow::Error> {
        if !flags.is_empty() {
            return Ok(flags.to_vec());
        }
        let urls = self.rpc_urls.iter();
        let urls: Vec<Url> = urls
            .map(|url| url.parse().with_context(|| format!("rpc_urls: {url}")))
            .collect::<Result<_, _>>()?;
        anyhow::ensure!(!urls.is_empty(), "rpc_urls names no endpoint");
        Ok(urls)
    }

    /// Time between two ticks.
    pub fn pause(&self) -> Result<Duration, anyhow::Error> {
        Duration::try_from_secs_f64(self.interval).context("interval")
    }

    /// Where metrics are served, if anywhere.
    pub fn listener(&self) -> Result<Option<SocketAddr>, anyhow::Error> {
        if self.metrics.is_empty() {
            return Ok(None);
        }
        let address = self.metrics.parse();
        Ok(Some(address.with_context(|| {
            format!("metrics: {} is no address and port", self.metrics)
        })?))
    }

    /// Where notices are posted, if anywhere: the environment goes before the file.
    pub fn hook(&self) -> Result<Option<Url>, anyhow::Error> {
        let url = std::env::var(WEBHOOK_VARIABLE).unwrap_or_else(|_| self.webhook.clone());
        if url.is_empty() {
            return Ok(None);
        }
        // Not repeated: it is a secret.
        let url = url.parse().context("the webhook is no URL")?;
        Ok(Some(url))
    }

    /// The keeper's settings for a deployment, or for one of its isolated markets.
    pub fn keeper(
        &self,
        deployment: &Deployment,
        market: Option<&str>,
        from_block: u64,
    ) -> Result<KeeperConfig, anyhow::Error> {
        let (pool, unwinder) = match market {
            None => (deployment.pool, deployment.unwinder),
            Some(name) => {
                let known = deployment.markets.get(name);
                let market =
                    known.with_context(|| format!("no market {name} in the deployment"))?;
                (market.pool, market.unwinder)
            }
        };
        let mut config = KeeperConfig::new(pool, unwinder, deployment.oracle, from_block);
        config.orders = Some(deployment.orders);
        config.execute_orders = self.orders;
        let least = dollars(&self.margin_call_debt_usd).context("margin_call_debt_usd")?;
        config.margin_call_debt = self.margin_calls.then_some(least);
        // Loans without liquidation belong to no market: who watches the large pool watches them too.
        if self.loans && market.is_none() {
            config.term_loan = deployment.loan("term-loan");
            config.option_loan = deployment.loan("option-loan");
            config.collar = deployment.loan("collar");
            config.yield_loan = deployment.loan("yield-loan");
            config.markets.clone_from(&self.markets);
            config.pools.clone_from(&self.pools);
            config.protected.clone_from(&self.protected);
        }
        config.settle_debt = dollars(&self.settle_debt_usd).context("settle_debt_usd")?;
        config.loan_gas = dollars(&self.loan_gas_usd).context("loan_gas_usd")?;
        config.exercise_before = self.exercise_before;
        config.buy_from_funds = self.buy_from_funds;
        config.min_margin = bps_to_wad(self.min_margin_bps);
        config.min_profit = dollars(&self.min_profit_usd).context("min_profit_usd")?;
        config.approval = if self.exact_approvals {
            Approval::Exact
        } else {
            Approval::Max
        };
        config.gas_asset = self.gas_asset(deployment)?;
        config.max_gas_price = gwei(self.max_gas_price_gwei).context("max_gas_price_gwei")?;
        config.renew_prices = self.renew_prices;
        config.renew_margin = self.pause()?.as_secs().saturating_add(1);
        config.keep_alive_under = Duration::from_secs(self.keep_alive_days.saturating_mul(86_400));
        config.reorg_depth = self.reorg_depth;
        config.log_range = self.log_range;
        config.concurrency = self.concurrency;
        config.retry.attempts = self.request_attempts;
        config.retry.request_timeout = Duration::from_secs(self.request_timeout);
        config.resubmit_after = Duration::from_secs(self.resubmit_after);
        config.receipt_timeout = Duration::from_secs(self.receipt_timeout);
        config.alerts = self.alerts.clone();
        config.programs = deployment
            .programs()
            .into_iter()
            .map(|(_, program)| program)
            .chain(
                [&self.markets, &self.pools, &self.protected]
                    .into_iter()
                    .flatten()
                    .copied(),
            )
            .collect();
        let tokens = deployment.tokens.iter();
        config.names = tokens
            .map(|(symbol, token)| (token.address, symbol.clone()))
            .collect();
        Ok(config)
    }

    fn gas_asset(&self, deployment: &Deployment) -> Result<Option<Address>, anyhow::Error> {
        if self.gas_asset.is_empty() {
            return Ok(None);
        }
        let known = deployment.tokens.get(&self.gas_asset);
        if known.is_none() && self.gas_asset != Self::default().gas_asset {
            anyhow::bail!("gas_asset: no token {} in the deployment", self.gas_asset);
        }
        Ok(known.map(|token| token.address))
    }
}

/// USD as WAD; both have 18 decimals.
fn dollars(text: &str) -> Result<U256, anyhow::Error> {
    Ok(parse_ether(text)?)
}

fn gwei(amount: f64) -> Result<Option<u128>, anyhow::Error> {
    anyhow::ensure!(amount.is_finite() && amount >= 0.0, "{amount} is no price");
    Ok((amount > 0.0).then_some((amount * 1e9) as u128))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_a_file_that_reads_back() {
        let text = toml::to_string(&Settings::default()).unwrap();
        assert_eq!(
            toml::from_str::<Settings>(&text).unwrap(),
            Settings::default()
        );
        assert_eq!(toml::from_str::<Settings>("").unwrap(), Settings::default());
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let error = toml::from_str::<Settings>("min_profit = 1").unwrap_err();
        assert!(error.to_string().contains("min_profit"), "{error}");
        assert!(toml::from_str::<Settings>("[alerts]\nhelth = 1").is_err());
    }

    #[test]
    fn prices_of_gas_and_profits_are_checked() {
        assert_eq!(gwei(0.0).unwrap(), None);
        assert_eq!(gwei(0.5).unwrap(), Some(500_000_000));
        assert!(gwei(-1.0).is_err() && gwei(f64::NAN).is_err());
        assert_eq!(
            dollars("0.5").unwrap(),
            U256::from(5) * U256::from(10).pow(U256::from(17))
        );
        assert!(dollars("much").is_err());
    }
}
