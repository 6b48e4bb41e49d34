//! The keeper and its tick.

use crate::{
    KeeperConfig, KeeperError, TickReport,
    book::{Book, Look, Rest},
    config::WAD,
    decide::Rules,
    evaluate::statuses,
    feeds::Feeds,
    report::TickError,
    rpc::{BlockMark, Rpc},
    send::Sender,
};
use alloy::{
    network::EthereumWallet,
    primitives::{Address, U256},
    providers::{DynProvider, Provider},
};
use ballast_bindings::{
    IPool,
    unwinder::IUnwinder::{self, Parameters, Status},
};
use std::{collections::HashMap, fmt, future::Future, time::Duration};
use tokio::{sync::watch, time::Instant};

/// Ticks that may fail in a row before [`Keeper::run`] gives up.
const MOST_FAILURES: u32 = 10;
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
    pub(crate) book: Book,
    pub(crate) feeds: Feeds,
    pub(crate) parameters: Option<Parameters>,
    pub(crate) decimals: HashMap<Address, u8>,
    /// The last block whose events were read.
    pub(crate) mark: Option<BlockMark>,
    pub(crate) next_block: u64,
    pub(crate) log_range: u64,
    wired: bool,
    stop: Option<watch::Receiver<bool>>,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper")
            .field("account", &self.sender.account)
            .field("config", &self.config)
            .field("next_block", &self.next_block)
            .field("accounts", &self.book.accounts().len())
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
        let rpc = Rpc::new(DynProvider::new(provider), config.retry);
        Self {
            sender: Sender::new(rpc.clone(), wallet, config.receipt_timeout),
            rpc,
            book: Book::default(),
            feeds: Feeds::default(),
            parameters: None,
            decimals: HashMap::new(),
            mark: None,
            next_block: config.from_block,
            log_range: config.log_range.max(1),
            wired: false,
            stop: None,
            config,
        }
    }

    /// The account that sends.
    pub const fn account(&self) -> Address {
        self.sender.account
    }

    /// Accounts with debt or an open schedule, as of the last tick.
    pub const fn book(&self) -> &Book {
        &self.book
    }

    /// Reads events to the head, pokes feeds with new rounds, and gives every account that needs one its turn,
    /// worst health first. Every transaction is mined when this returns.
    ///
    /// # Errors
    /// Where nothing can be done at all: the endpoint fails, or the programs are not wired as configured.
    /// What fails for one feed or account is in the report instead.
    pub async fn tick(&mut self) -> Result<TickReport, KeeperError> {
        self.check_wiring().await?;
        let head = self.sync().await?;
        let mut report = TickReport {
            block: head.number,
            timestamp: head.timestamp,
            ..TickReport::default()
        };
        let rules = self.rules().await?;
        let moved = self.poke(&mut report).await?;
        let rest = Rest {
            health: WAD.saturating_add(self.config.guard),
            longest: self.config.longest_rest.as_secs(),
        };
        let due = self.book.due(head.timestamp, moved, &rest);
        report.accounts = self.book.accounts().len();
        report.evaluated = due.len();
        for account in self.rank(&due, head.timestamp, &mut report).await {
            if self.is_stopping() {
                break;
            }
            self.turn(account, &rules, &mut report).await;
        }
        tracing::debug!(
            block = report.block,
            accounts = report.accounts,
            evaluated = report.evaluated,
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
            if self.is_stopping() {
                return Ok(());
            }
            tokio::select! {
                () = tokio::time::sleep(interval) => {}
                _ = stop.changed() => return Ok(()),
            }
        }
    }

    /// Whether the keeper was asked to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| *stop.borrow())
    }

    /// Reads the status of the accounts due and returns those that need a turn, worst health first.
    async fn rank(&mut self, due: &[Address], now: u64, report: &mut TickReport) -> Vec<Address> {
        let (unwinder, pool) = (self.config.unwinder, self.config.pool);
        let read = statuses(
            &self.rpc,
            self.sender.account,
            unwinder,
            pool,
            due,
            self.config.concurrency,
        )
        .await;
        let mut needy: Vec<(U256, Address)> = Vec::new();
        for (account, status) in read {
            match status {
                Ok(status) => {
                    let health = status.smoothedHealth.min(status.spotHealth);
                    self.book.looked(
                        account,
                        Look {
                            at: now,
                            health,
                            flags: status.flags,
                        },
                    );
                    if self.needs_turn(account, &status) {
                        needy.push((status.health, account));
                    }
                }
                Err(error) => {
                    tracing::error!(%account, %error, "status failed");
                    let (action, message) = ("look".to_owned(), error.to_string());
                    report.errors.push(TickError {
                        account: Some(account),
                        action,
                        message,
                    });
                }
            }
        }
        needy.sort_unstable();
        needy.into_iter().map(|(_, account)| account).collect()
    }

    /// Whether there may be something to do for an account. Which stage it is in says so, and whether events
    /// left a schedule open.
    fn needs_turn(&self, account: Address, status: &Status) -> bool {
        let open = self
            .book
            .accounts()
            .get(&account)
            .is_some_and(|account| account.open);
        open || status.stage >= 2 || status.health < WAD
    }

    /// The keeper's rules with the unwinder's target.
    async fn rules(&mut self) -> Result<Rules, KeeperError> {
        let target = match &self.parameters {
            Some(parameters) => parameters.target,
            None => {
                let call = IUnwinder::parametersCall {};
                let parameters = self.view("parameters", self.config.unwinder, &call).await?;
                self.parameters.insert(parameters).target
            }
        };
        Ok(Rules {
            target,
            min_margin: self.config.min_margin,
            min_profit: self.config.min_profit,
        })
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
