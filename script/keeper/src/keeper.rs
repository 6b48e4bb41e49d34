//! The keeper and its tick.

use crate::{
    KeeperConfig, KeeperError, TickReport,
    alerts::{Alerts, Notice, Observation},
    assess::{self, Market},
    attempts::Attempts,
    book::Book,
    config::{WAD, bps_to_wad},
    decide::Rules,
    feeds::Feeds,
    funds::Fund,
    journal::{Journal, Snapshot},
    loans::{Due, put},
    market::Reserve,
    report::TickError,
    rpc::Rpc,
    send::Sender,
    turn,
};
use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, U256},
    providers::{DynProvider, Provider},
    rpc::types::TransactionRequest,
    sol_types::SolCall,
};
use ballast_bindings::{
    IPool,
    unwinder::IUnwinder::{self, Budgets, Parameters},
};
use risk_core::fixed::wide_mul_div_up;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt,
    future::Future,
    time::{Duration, SystemTime},
};
use tokio::{sync::watch, time::Instant};

/// Ticks that may fail in a row before [`Keeper::run`] gives up.
const MOST_FAILURES: u32 = 10;
/// Seconds between two looks at insurance funds and the keeper's own ether.
const LOOK_ASIDE: u64 = 60;
/// How often [`Keeper::run`] looks after activations.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(86_400);

/// Watches one debt book and acts on it from one account.
///
/// ```no_run
/// # async fn example(wallet: alloy::network::EthereumWallet) -> anyhow::Result<()> {
/// use alloy::{primitives::address, providers::ProviderBuilder};
/// use ballast_keeper::{Keeper, KeeperConfig};
///
/// let provider = ProviderBuilder::new().connect_http("http://localhost:8547".parse()?);
/// let config = KeeperConfig::new(
///     address!("0x0000000000000000000000000000000000000001"), // pool
///     address!("0x0000000000000000000000000000000000000002"), // unwinder
///     address!("0x0000000000000000000000000000000000000003"), // oracle
///     0,
/// );
/// let mut keeper = Keeper::new(config, provider, wallet);
/// let report = keeper.tick().await?;
/// println!("{} fills", report.fills.len());
/// # Ok(())
/// # }
/// ```
pub struct Keeper {
    pub(crate) config: KeeperConfig,
    pub(crate) rpc: Rpc,
    pub(crate) sender: Sender,
    pub(crate) journal: Journal,
    pub(crate) feeds: Feeds,
    pub(crate) market: Option<Market>,
    pub(crate) reserves: Vec<Reserve>,
    /// Health over 1 that opening demands, WAD.
    pub(crate) buffer: u128,
    pub(crate) parameters: Option<Parameters>,
    pub(crate) budgets: Option<Budgets>,
    /// Somebody changed settings since the market was read.
    pub(crate) rules_changed: bool,
    /// Counts changes of prices and settings.
    pub(crate) epoch: u64,
    pub(crate) attempts: Attempts,
    pub(crate) log_range: u64,
    /// Changes from this block on are told.
    pub(crate) news_from: Option<u64>,
    pub(crate) reorganisations: u64,
    pub(crate) fill_gas: u64,
    alerts: Alerts,
    /// Insurance funds, by their asset, as of the last look aside.
    pub(crate) funds: BTreeMap<Address, Fund>,
    /// The next date of every loan without liquidation, as of the last tick.
    pub(crate) dues: Vec<Due>,
    /// Puts that protect loans, as their markets told.
    pub(crate) puts: put::Known,
    /// Term loans that have ended and of which nothing is left to claim.
    pub(crate) emptied: BTreeSet<U256>,
    /// When loans and markets were looked at last.
    pub(crate) looked: HashMap<(&'static str, U256), u64>,
    balance: Option<U256>,
    looked_aside: Option<u64>,
    pub(crate) activations: BTreeMap<Address, u64>,
    wired: bool,
    stop: Option<watch::Receiver<bool>>,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper")
            .field("account", &self.sender.account)
            .field("config", &self.config)
            .field("next_block", &self.journal.next())
            .field("accounts", &self.book().accounts().len())
            .finish_non_exhaustive()
    }
}

impl Keeper {
    /// A keeper that sends from the default account of `wallet`. The provider needs no wallet: the keeper
    /// signs, chooses nonces and waits for receipts itself. Nothing is sent or read before the first tick.
    pub fn new(
        config: KeeperConfig,
        provider: impl Provider + 'static,
        wallet: EthereumWallet,
    ) -> Self {
        Self::with_endpoints(config, vec![DynProvider::new(provider)], wallet)
    }

    /// A keeper with several endpoints of the same chain: where one fails, the next is used.
    pub fn with_endpoints(
        config: KeeperConfig,
        providers: Vec<DynProvider>,
        wallet: EthereumWallet,
    ) -> Self {
        let rpc = Rpc::new(providers, config.retry);
        Self {
            sender: Sender::new(rpc.clone(), wallet, &config),
            rpc,
            journal: Journal::new(config.followed(), config.from_block, config.reorg_depth),
            feeds: Feeds::default(),
            market: None,
            reserves: Vec::new(),
            buffer: 0,
            parameters: None,
            budgets: None,
            rules_changed: false,
            epoch: 0,
            attempts: Attempts::default(),
            log_range: config.log_range.max(1),
            news_from: None,
            reorganisations: 0,
            fill_gas: config.fill_gas,
            alerts: Alerts::new(config.alerts.clone()),
            funds: BTreeMap::new(),
            dues: Vec::new(),
            puts: put::Known::new(),
            emptied: BTreeSet::new(),
            looked: HashMap::new(),
            balance: None,
            looked_aside: None,
            activations: BTreeMap::new(),
            wired: false,
            stop: None,
            config,
        }
    }

    /// What the keeper knows of the chain as of a block that is taken for final, to be written to disk; none before.
    pub fn snapshot(&self) -> Option<Snapshot> {
        self.journal.snapshot()
    }

    /// Goes on from a snapshot instead of reading all events again. Whether the chain still has its block is checked in
    /// the first tick; where it does not, or where the snapshot is of other programs, events are read from the start.
    pub fn resume(&mut self, snapshot: Snapshot) {
        self.journal.resume(snapshot);
    }

    /// Writes the snapshot to the state file, where one is set. What fails is logged: the file only saves time.
    pub fn save(&self) {
        let (Some(path), Some(snapshot)) = (&self.config.state_file, self.snapshot()) else {
            return;
        };
        match crate::state::save(path, &snapshot) {
            Ok(()) => {
                tracing::debug!(path = %path.display(), block = snapshot.mark.number, "state saved")
            }
            Err(error) => tracing::error!(path = %path.display(), %error, "state not saved"),
        }
    }

    /// The account that sends.
    pub const fn account(&self) -> Address {
        self.sender.account
    }

    /// Accounts with collateral, debt or an open schedule, as of the last tick.
    pub const fn book(&self) -> &Book {
        &self.journal.tip.book
    }

    /// Prices, rates and risk, as of the last tick.
    pub const fn market(&self) -> Option<&Market> {
        self.market.as_ref()
    }

    /// Reads events to the head, pokes feeds with new rounds, and gives every account that needs one its turn,
    /// worst health first. Every transaction is mined when this returns.
    ///
    /// # Errors
    /// Where nothing can be done at all: the endpoint fails, or the programs are not wired as configured.
    /// What fails for one feed or account is in the report instead.
    pub async fn tick(&mut self) -> Result<TickReport, KeeperError> {
        let begun = Instant::now();
        self.check_wiring().await?;
        let mut happened = Vec::new();
        let head = self.sync(&mut happened).await?;
        let mut report = TickReport {
            block: head.number,
            timestamp: head.timestamp,
            ..TickReport::default()
        };
        self.attempts.forget(head.timestamp, self.config.patience);
        self.poke(&mut report).await?;
        self.read_market().await?;
        let rules = self.rules().await?;
        self.note_outage(&mut report).await;
        let needy = self.rank(&mut report);
        for (account, standing) in self.standings(&needy).await {
            if self.is_stopping() {
                break;
            }
            match standing {
                Ok(standing) => {
                    let decision = turn::judge(&standing, &rules);
                    if self.config.dry_run {
                        turn::plan(&mut report, account, &decision);
                    } else if decision.actions.is_empty() {
                        turn::holds(&mut report, account, &decision);
                    } else {
                        self.turn(account, &rules, &mut report).await;
                    }
                }
                Err(error) => turn::fail(&mut report, account, "look".to_owned(), &error),
            }
        }
        self.call_margins(&mut report).await;
        self.serve_orders(&rules, &mut report).await;
        self.serve_loans(&rules, &mut report).await;
        self.look_aside(head.timestamp, &mut report).await;
        self.buy_from_funds(&rules, &mut report).await;
        self.tell(happened, &mut report);
        report.activations = self.activations.clone();
        report.rpc_failures = self.rpc.failures();
        report.reorganisations = self.reorganisations;
        report.took = begun.elapsed().as_secs_f64();
        tracing::debug!(
            block = report.block,
            accounts = report.accounts,
            evaluated = report.evaluated,
            needy = report.needy,
            transactions = report.transactions(),
            errors = report.errors.len(),
            "tick"
        );
        Ok(report)
    }

    /// Ticks every `interval` and looks after activations daily until `shutdown` ends; then finishes the
    /// transaction at hand and returns.
    ///
    /// # Errors
    /// [`KeeperError::TooManyFailures`] after ten failed ticks in a row; wiring errors at once.
    pub async fn run(
        &mut self,
        interval: Duration,
        shutdown: impl Future<Output = ()>,
    ) -> Result<(), KeeperError> {
        self.run_with(interval, shutdown, |_| {}).await
    }

    /// [`Keeper::run`] that hands each report to `listen`.
    ///
    /// # Errors
    /// As [`Keeper::run`].
    pub async fn run_with(
        &mut self,
        interval: Duration,
        shutdown: impl Future<Output = ()>,
        mut listen: impl FnMut(&TickReport),
    ) -> Result<(), KeeperError> {
        let (stopper, stop) = watch::channel(false);
        self.stop = Some(stop.clone());
        let result = {
            let work = self.work(interval, stop, &mut listen);
            tokio::pin!(work, shutdown);
            tokio::select! {
                result = &mut work => result,
                () = &mut shutdown => {
                    tracing::info!("stopping after the transaction at hand");
                    stopper.send_replace(true);
                    work.await
                }
            }
        };
        self.stop = None;
        result
    }

    /// Ticks until stopped.
    async fn work(
        &mut self,
        interval: Duration,
        mut stop: watch::Receiver<bool>,
        listen: &mut impl FnMut(&TickReport),
    ) -> Result<(), KeeperError> {
        let mut failures = 0_u32;
        let mut looked_after: Option<Instant> = None;
        let mut saved = Instant::now();
        loop {
            match self.tick().await {
                Ok(report) => {
                    failures = 0;
                    listen(&report);
                }
                Err(error @ KeeperError::Wiring { .. }) => return Err(error),
                Err(error) => {
                    failures = failures.saturating_add(1);
                    tracing::error!(%error, failures, "tick failed");
                    listen(&self.failed(failures, &error));
                    if failures >= MOST_FAILURES {
                        return Err(KeeperError::TooManyFailures {
                            failures,
                            last: error.to_string(),
                        });
                    }
                }
            }
            if looked_after.is_none_or(|at| at.elapsed() >= KEEP_ALIVE_EVERY) && !self.is_stopping()
            {
                looked_after = Some(Instant::now());
                for activation in self.keep_alive().await {
                    activation.log();
                }
            }
            if saved.elapsed() >= self.config.save_every {
                saved = Instant::now();
                self.save();
            }
            if self.is_stopping() {
                self.save();
                return Ok(());
            }
            tokio::select! {
                () = tokio::time::sleep(interval) => {}
                _ = stop.changed() => {
                    self.save();
                    return Ok(());
                }
            }
        }
    }

    /// Whether the keeper was asked to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| *stop.borrow())
    }

    /// Judges the book in memory, and returns the accounts that the chain is to be asked about, worst first.
    fn rank(&mut self, report: &mut TickReport) -> Vec<Address> {
        let Some(market) = &self.market else {
            return Vec::new();
        };
        let level = assess::level(self.config.guard);
        // Exact at the thresholds of alerts and margin calls too.
        let alert = (self.alerts.rules().health.clamp(0.0, 1e6) * 1e18) as u128;
        let calls = self.calls_under().unwrap_or_default();
        let interest = level.max(alert).max(calls);
        let book = &mut self.journal.tip.book;
        let ranking = assess::rank(book, market, level, interest);
        for (account, error) in &ranking.failed {
            tracing::error!(%account, ?error, "cannot be judged in memory");
            report.errors.push(TickError {
                account: Some(*account),
                action: "judge".to_owned(),
                message: format!("{error:?}"),
            });
        }
        report.evaluated = ranking.judged;
        report.needy = ranking.needy.len();
        report.called = self.journal.tip.orders.called();
        let one = risk_core::fixed::WAD;
        for account in book.accounts().values().filter(|a| a.is_watched()) {
            report.accounts = report.accounts.saturating_add(1);
            report.open = report.open.saturating_add(usize::from(account.open));
            let Some(look) = account.look.as_ref().filter(|look| look.debt > 0) else {
                continue;
            };
            let health = look.health as f64 / 1e18;
            if look.health < one {
                report.under_one = report.under_one.saturating_add(1);
                report.under_one_debt += look.debt as f64 / 1e18;
            }
            if look.health <= level.max(alert) {
                let lowest = report.lowest_health.get_or_insert(health);
                *lowest = lowest.min(health);
            }
        }
        ranking.needy
    }

    /// Looks at insurance funds and the keeper's own ether, now and then.
    async fn look_aside(&mut self, now: u64, report: &mut TickReport) {
        let due = self
            .looked_aside
            .is_none_or(|at| now < at || now >= at.saturating_add(LOOK_ASIDE));
        if due {
            self.looked_aside = Some(now);
            match self.rpc.balance(self.sender.account).await {
                Ok(balance) => self.balance = Some(balance),
                Err(error) => tracing::warn!(%error, "balance"),
            }
            self.look_at_funds().await;
        }
        report.balance = self.balance;
        report.coverage = self.coverage();
    }

    /// Tells people what is so and what happened.
    fn tell(&mut self, happened: Vec<Notice>, report: &mut TickReport) {
        let coverage = self
            .funds
            .iter()
            .filter_map(|(asset, fund)| Some((*asset, fund.coverage?)));
        let coverage = coverage.collect();
        if let Some(market) = &self.market {
            let observation = Observation {
                now: report.timestamp,
                book: &self.journal.tip.book,
                market,
                coverage: &coverage,
                dues: &self.dues,
                balance: self.balance,
                activations: &self.activations,
                names: &self.config.names,
            };
            report.notices = self.alerts.observe(&observation, happened);
        }
        report.firing = self.alerts.firing().collect();
        log_notices(&report.notices);
    }

    /// What a tick that failed as a whole reports.
    fn failed(&mut self, failures: u32, error: &KeeperError) -> TickReport {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |time| time.as_secs());
        let notices = self.alerts.failed(now, failures, &error.to_string());
        log_notices(&notices);
        TickReport {
            failed: Some(error.to_string()),
            rpc_failures: self.rpc.failures(),
            notices,
            firing: self.alerts.firing().collect(),
            ..TickReport::default()
        }
    }

    /// The keeper's rules with the unwinder's target and what gas costs.
    async fn rules(&mut self) -> Result<Rules, KeeperError> {
        Ok(Rules {
            target: self.unwinder_parameters().await?.target,
            min_margin: self.config.min_margin,
            min_profit: self.config.min_profit,
            gas_cost: self.gas_cost(self.fill_gas).await?,
            backstop: self.backstop().await?,
        })
    }

    /// Under spot, in the backstop stage, WAD.
    async fn backstop(&mut self) -> Result<U256, KeeperError> {
        if self.budgets.is_none() {
            let call = IUnwinder::budgetsCall {};
            self.budgets = Some(self.view("budgets", self.config.unwinder, &call).await?);
        }
        let bps = self.budgets.as_ref().map(|budgets| budgets.backstop);
        let bps = bps.and_then(|bps| u16::try_from(bps).ok());
        Ok(bps.map_or(U256::ZERO, bps_to_wad))
    }

    /// What the gas of a call costs, USD, WAD, rounded up.
    pub(crate) async fn gas_of<C: SolCall>(
        &self,
        what: &'static str,
        to: Address,
        call: &C,
    ) -> Result<U256, KeeperError> {
        let request = TransactionRequest::default()
            .with_from(self.sender.account)
            .with_to(to)
            .with_input(call.abi_encode());
        let gas = self.rpc.estimate(what, &request).await?;
        self.gas_cost(gas).await
    }

    /// What gas costs, USD, WAD, rounded up.
    async fn gas_cost(&self, gas: u64) -> Result<U256, KeeperError> {
        let known = self.config.gas_asset.and_then(|asset| {
            let market = self.market.as_ref()?;
            market.assets.get(&asset).map(|asset| asset.spot)
        });
        let Some(price) = known else {
            return Ok(U256::ZERO);
        };
        let wei = U256::from(self.rpc.gas_price().await?).saturating_mul(U256::from(gas));
        Ok(wide_mul_div_up(wei, U256::from(price), WAD).unwrap_or(U256::MAX))
    }

    /// Checks once that the three programs belong together.
    async fn check_wiring(&mut self) -> Result<(), KeeperError> {
        if self.wired {
            return Ok(());
        }
        let KeeperConfig {
            pool,
            unwinder,
            oracle,
            ..
        } = self.config;
        let wiring = |what, program, found: String, expected: String| {
            if found == expected {
                Ok(())
            } else {
                Err(KeeperError::Wiring {
                    what,
                    program,
                    found,
                    expected,
                })
            }
        };
        let found = self
            .view("pool's oracle", pool, &IPool::oracleCall {})
            .await?;
        wiring("the oracle", pool, found.to_string(), oracle.to_string())?;
        let found = self
            .view("pool's unwinder", pool, &IPool::unwinderCall {})
            .await?;
        wiring(
            "the unwinder",
            pool,
            found.to_string(),
            unwinder.to_string(),
        )?;
        let found = self
            .view(
                "unwinder's book",
                unwinder,
                &IUnwinder::isBookCall { book: pool },
            )
            .await?;
        wiring(
            "serving the pool",
            unwinder,
            found.to_string(),
            true.to_string(),
        )?;
        self.wired = true;
        Ok(())
    }
}

fn log_notices(notices: &[Notice]) {
    for notice in notices {
        tracing::warn!(kind = ?notice.kind, stage = ?notice.stage, key = notice.key, "{notice}");
    }
}
