//! Walking the path: prices are published, time travels, the keeper ticks, the book's health is sampled.

use std::time::{Duration, Instant};

use alloy::network::EthereumWallet;
use alloy::primitives::{Address, I256, U256};
use alloy::providers::{DynProvider, Provider, ProviderBuilder};
use ballast_bindings::pool::IPool;
use ballast_bindings::unwinder::IUnwinder;
use ballast_deploy::chain::interfaces::IMockFeed;
use ballast_keeper::{Keeper, KeeperConfig, TickReport};
use ballast_simulate::Path;

use crate::beside::Beside;
use crate::endpoint::{Endpoint, Signed};
use crate::error::{Error, Result};
use crate::market::{AssetHandle, Market};
use crate::opening::Parties;
use crate::options::Options;
use crate::scenario::WAD;

/// Digits between WAD and a feed's 8 decimals.
const FEED_GRAIN: u128 = 10_000_000_000;
/// Shortest distance of two samples, seconds.
const LEAST_SAMPLE: u64 = 900;
/// Messages of failures that are kept.
const KEPT: usize = 20;

/// The whole book at one moment, read from the chain.
#[derive(Debug, Clone)]
pub struct Sample {
    /// Unix second of the path.
    pub time: u64,
    /// Effective health of every account with debt, sorted, WAD.
    pub healths: Vec<u128>,
    /// Accounts by stage: 0 calm, 1 watch, 2 metered, 3 auction, 4 backstop, 5 shortfall, 6 without debt.
    pub stages: [usize; 7],
    /// USD by which debts exceed collateral, summed over the accounts where they do, WAD.
    pub uncovered: u128,
    /// Collateral of all accounts at spot, WAD USD.
    pub collateral: u128,
    /// Debt of all accounts at spot, WAD USD.
    pub debt: u128,
}

/// What the walk did, beside what the chain's events say.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// Samples in order of time.
    pub samples: Vec<Sample>,
    /// Rounds published.
    pub rounds: u64,
    /// Ticks of the keeper.
    pub ticks: u64,
    /// Times that the keeper was thrown away and started anew.
    pub restarts: u64,
    /// The keeper's transactions.
    pub keeper_transactions: u64,
    /// Accounts passed over for want of the keeper's money.
    pub without_funds: u64,
    /// Failures in the keeper's reports, and the first messages.
    pub failures: u64,
    /// The first messages of failures.
    pub messages: Vec<String>,
    /// Time spent publishing, in the keeper, and sampling.
    pub spent: [Duration; 3],
}

/// One moment of the walk.
#[derive(Debug, Default, Clone)]
struct Moment {
    prices: Vec<(usize, u128)>,
    ticks: bool,
    sampled: bool,
    /// Borrowers of loans beside the book do something.
    acts: bool,
}

/// Walks one path over one market.
pub struct Walker<'a> {
    endpoint: &'a Endpoint,
    market: &'a mut Market,
    parties: &'a Parties,
    beside: &'a mut Beside,
    path: &'a Path,
    options: &'a Options,
    assets: Vec<AssetHandle>,
    accounts: Vec<Address>,
    published: Vec<u64>,
    keeper: Keeper,
    walk: Walk,
}

impl<'a> Walker<'a> {
    /// Prepares the walk; nothing is sent.
    ///
    /// # Errors
    /// [`Error::Usage`] for a malformed endpoint; [`Error::Audit`] for an incomplete deployment.
    pub fn new(
        endpoint: &'a Endpoint,
        market: &'a mut Market,
        parties: &'a Parties,
        beside: &'a mut Beside,
        path: &'a Path,
        options: &'a Options,
    ) -> Result<Self> {
        let assets = market.assets()?;
        let keeper = keeper(endpoint, market, parties)?;
        Ok(Self {
            published: vec![path.start; assets.len()],
            accounts: parties.loans.iter().map(|loan| loan.account).collect(),
            walk: Walk::default(),
            endpoint,
            market,
            parties,
            beside,
            path,
            options,
            assets,
            keeper,
        })
    }

    /// Walks to the end; `progress` is told how many seconds of the path are done.
    ///
    /// # Errors
    /// [`Error::Rpc`], [`Error::Transaction`], [`Error::Keeper`] where the node or the keeper fails as a whole.
    pub async fn run(mut self, progress: &(dyn Fn(u64) + Sync)) -> Result<Walk> {
        self.sample(self.path.start).await?;
        let mut ticked = self.path.start;
        for (time, moment) in self.moments() {
            let publishes = !moment.prices.is_empty() || self.needs_heartbeat(time);
            let open = self.keeper.book().accounts().values().any(|a| a.open);
            let ticks = publishes || (moment.ticks && open);
            if publishes {
                self.publish(time, &moment.prices).await?;
            } else if ticks || moment.sampled || moment.acts {
                self.endpoint.mine_at(time + self.market.shift).await?;
            }
            if moment.acts {
                self.beside.act(self.endpoint, self.market, time).await?;
            }
            // Between two rounds the keeper only has business with open unwinds; and rounds closer together than its
            // interval are taken in one tick.
            if ticks && time >= ticked + self.options.keeper_interval.min(60) {
                self.tick().await?;
                ticked = time;
            }
            if moment.sampled {
                self.sample(time).await?;
            }
            progress(time - self.path.start);
        }
        self.settle_accounts().await?;
        Ok(self.walk)
    }

    /// What happens when, in order of time.
    fn moments(&self) -> std::collections::BTreeMap<u64, Moment> {
        let mut moments = std::collections::BTreeMap::<u64, Moment>::new();
        let index_of = |asset: usize| {
            let symbol = self.path.assets.get(asset)?;
            self.assets
                .iter()
                .position(|handle| handle.symbol == *symbol)
        };
        for event in &self.path.events {
            if let Some(asset) = index_of(event.asset) {
                let prices = &mut moments.entry(event.time).or_default().prices;
                // Two prices of one moment: the later one stands.
                prices.retain(|(known, _)| *known != asset);
                prices.push((asset, event.price));
            }
        }
        let (start, end) = (self.path.start, self.path.end);
        let mut time = start;
        while time <= end {
            moments.entry(time.max(start + 1)).or_default().ticks = true;
            time += self.options.keeper_interval.max(1);
        }
        for time in self.beside.moments(self.market) {
            if (start + 1..=end).contains(&time) {
                moments.entry(time).or_default().acts = true;
            }
        }
        let span = end.saturating_sub(start);
        let every = (span / self.options.samples.max(1)).max(LEAST_SAMPLE);
        let mut time = start + every;
        while time < end {
            moments.entry(time).or_default().sampled = true;
            time += every;
        }
        moments.entry(end).or_default().sampled = true;
        moments
    }

    /// Whether a feed without new prices must repeat itself, as real feeds do, before it counts as stale.
    fn needs_heartbeat(&self, time: u64) -> bool {
        (0..self.assets.len()).any(|asset| self.beats(asset, time))
    }

    fn beats(&self, asset: usize, time: u64) -> bool {
        let (Some(handle), Some(last)) = (self.assets.get(asset), self.published.get(asset)) else {
            return false;
        };
        self.is_constant(&handle.symbol) && time >= last + u64::from(handle.heartbeat) / 2
    }

    /// Whether no file gives the asset's price. A file's gaps are left as they are: the price goes stale.
    fn is_constant(&self, symbol: &str) -> bool {
        let priced = self.path.asset(symbol);
        !priced.is_some_and(|asset| self.path.events.iter().any(|event| event.asset == asset))
    }

    async fn publish(&mut self, time: u64, prices: &[(usize, u128)]) -> Result<()> {
        let begun = Instant::now();
        let chain_time = time + self.market.shift;
        let mut out: Vec<Signed> = Vec::with_capacity(prices.len() + 1);
        for (asset, price) in prices {
            self.round(*asset, *price, time, &mut out)?;
        }
        for asset in 0..self.assets.len() {
            if self.beats(asset, time) {
                let price = self.assets.get(asset).map_or(WAD, |a| a.opening_price);
                self.round(asset, price, time, &mut out)?;
            }
        }
        self.walk.rounds += out.len() as u64;
        self.endpoint.send_at(chain_time, &out).await?;
        self.walk.spent[0] += begun.elapsed();
        Ok(())
    }

    fn round(&mut self, asset: usize, price: u128, time: u64, out: &mut Vec<Signed>) -> Result<()> {
        let Some(handle) = self.assets.get(asset) else {
            return Ok(());
        };
        let call = IMockFeed::setCall {
            answer: I256::try_from(price / FEED_GRAIN).map_err(|_| Error::Overflow("a price"))?,
            updatedAt: U256::from(time + self.market.shift),
        };
        let what = format!("publishing {}", handle.symbol);
        out.push(self.market.owner.call(&what, handle.aggregator, &call)?);
        if let Some(last) = self.published.get_mut(asset) {
            *last = time;
        }
        Ok(())
    }

    async fn tick(&mut self) -> Result<()> {
        let begun = Instant::now();
        let every = self.options.restart_keeper;
        if every.is_some_and(|every| self.walk.ticks > 0 && self.walk.ticks.is_multiple_of(every)) {
            self.keeper = keeper(self.endpoint, self.market, self.parties)?;
            self.walk.restarts += 1;
        }
        let report = self.keeper.tick().await?;
        self.walk.ticks += 1;
        self.note(&report);
        self.walk.spent[1] += begun.elapsed();
        Ok(())
    }

    fn note(&mut self, report: &TickReport) {
        self.walk.keeper_transactions += report.transactions() as u64;
        self.walk.without_funds += report
            .skipped
            .iter()
            .filter(|skipped| skipped.reason.starts_with("costs "))
            .count() as u64;
        self.walk.failures += report.errors.len() as u64;
        for error in &report.errors {
            if self.walk.messages.len() < KEPT {
                let account = error.account.map(|a| a.to_string()).unwrap_or_default();
                self.walk
                    .messages
                    .push(format!("{} {account}: {}", error.action, error.message));
            }
        }
    }

    async fn sample(&mut self, time: u64) -> Result<()> {
        let begun = Instant::now();
        let (book, unwinder) = (self.market.deployment.pool, self.market.deployment.unwinder);
        let calls: Vec<IUnwinder::statusCall> = self
            .accounts
            .iter()
            .map(|account| IUnwinder::statusCall {
                book,
                account: *account,
            })
            .collect();
        let calls: Vec<(Address, &IUnwinder::statusCall)> =
            calls.iter().map(|call| (unwinder, call)).collect();
        let statuses = self.endpoint.views(&calls).await?;
        let mut sample = Sample {
            time,
            healths: Vec::with_capacity(statuses.len()),
            stages: [0; 7],
            uncovered: 0,
            collateral: 0,
            debt: 0,
        };
        let narrow = |value: U256| u128::try_from(value).unwrap_or(u128::MAX);
        for status in statuses {
            let (collateral, debt) = (narrow(status.collateral), narrow(status.debt));
            sample.collateral = sample.collateral.saturating_add(collateral);
            sample.debt = sample.debt.saturating_add(debt);
            sample.uncovered = sample
                .uncovered
                .saturating_add(debt.saturating_sub(collateral));
            let stage = if debt == 0 {
                6
            } else {
                usize::from(status.stage)
            };
            if let Some(count) = sample.stages.get_mut(stage) {
                *count += 1;
            }
            if debt > 0 {
                sample.healths.push(narrow(status.health));
            }
        }
        sample.healths.sort_unstable();
        self.walk.samples.push(sample);
        self.walk.spent[2] += begun.elapsed();
        Ok(())
    }

    /// Interest up to the end becomes events, and the fund gets its premium.
    async fn settle_accounts(&mut self) -> Result<()> {
        let pool = self.market.deployment.pool;
        let mut out = Vec::new();
        for asset in &self.assets {
            let call = IPool::reserveStateCall { asset: asset.token };
            let state = self.endpoint.view(pool, &call).await?;
            if state.debt.is_zero() {
                continue;
            }
            let what = format!("accruing {}", asset.symbol);
            let accrue = IPool::accrueCall { asset: asset.token };
            out.push(self.market.owner.call(&what, pool, &accrue)?);
            if asset.fund.is_some() && !state.premium.is_zero() {
                let what = format!("paying the premium of {}", asset.symbol);
                let premium = IPool::payPremiumCall { asset: asset.token };
                out.push(self.market.owner.call(&what, pool, &premium)?);
            }
        }
        self.endpoint.send(&out).await
    }
}

/// A keeper that has just been started.
fn keeper(endpoint: &Endpoint, market: &Market, parties: &Parties) -> Result<Keeper> {
    let deployment = &market.deployment;
    let mut config = KeeperConfig::new(
        deployment.pool,
        deployment.unwinder,
        deployment.oracle,
        market.from_block,
    );
    config.orders = Some(deployment.orders);
    config.term_loan = deployment.loan("term-loan");
    config.option_loan = deployment.loan("option-loan");
    config.yield_loan = deployment.loan("yield-loan");
    let url = endpoint
        .url
        .parse()
        .map_err(|error| Error::Usage(format!("{}: {error}", endpoint.url)))?;
    let provider: DynProvider = ProviderBuilder::new().connect_http(url).erased();
    let wallet = EthereumWallet::from(parties.keeper.signer().clone());
    Ok(Keeper::new(config, provider, wallet))
}
