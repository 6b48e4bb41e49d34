//! Settings of a keeper.

use crate::alerts::AlertRules;
use alloy::primitives::{Address, U256};
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// One, in WAD.
pub const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// Margin under spot that a fill must leave by default: 20 bps.
pub const DEFAULT_MIN_MARGIN_BPS: u16 = 20;

/// Debt from which on margin calls are told by default, USD.
pub const DEFAULT_MARGIN_CALL_DEBT: u64 = 100;

/// What is at stake from which on something is done for loans by default, USD.
pub const DEFAULT_SETTLE_DEBT: u64 = 10;

/// Most that the gas of it costs by default, USD.
pub const DEFAULT_LOAN_GAS: u64 = 1;

/// Seconds before the end of their window from which on puts are exercised at every price by default.
pub const DEFAULT_EXERCISE_BEFORE: u64 = 7_200;

/// How much of the keeper's debt tokens the book may pull.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// All of them, approved once per token. Programs are immutable, and only the caller of `fill` pays.
    Max,
    /// What the next fill costs at most, approved before each fill.
    Exact,
}

/// How requests that fail for reasons of transport are repeated.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// Attempts in all, at least 1.
    pub attempts: u32,
    /// Pause after the first failure; doubles each time.
    pub first_pause: Duration,
    /// Longest pause.
    pub longest_pause: Duration,
    /// How long one answer is waited for.
    pub request_timeout: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(5),
            request_timeout: Duration::from_secs(30),
        }
    }
}

/// Settings of a [`Keeper`](crate::Keeper).
#[derive(Clone, Debug)]
pub struct KeeperConfig {
    /// The debt book that is watched.
    pub pool: Address,
    /// The program that unwinds it.
    pub unwinder: Address,
    /// The oracle that prices it.
    pub oracle: Address,
    /// The program of margin calls and standing orders. None: both are left to others.
    pub orders: Option<Address>,
    /// Standing orders are armed and executed where that pays.
    pub execute_orders: bool,
    /// Debt, USD, WAD, from which on margin calls are told. None: that is left to others.
    pub margin_call_debt: Option<U256>,
    /// The program of term loans. None: they are left to others.
    pub term_loan: Option<Address>,
    /// The program of loans that puts protect. None: they are left to others.
    pub option_loan: Option<Address>,
    /// The program of collars on these. None: they are left to others.
    pub collar: Option<Address>,
    /// The program of loans that yield repays. None: they are left to others.
    pub yield_loan: Option<Address>,
    /// Markets of puts whose waiting writers are served.
    pub markets: Vec<Address>,
    /// Pools of term lenders that are published and collected.
    pub pools: Vec<Address>,
    /// Protected underlyings that are exercised.
    pub protected: Vec<Address>,
    /// What must be at stake, USD, WAD, for something that pays the keeper nothing to be done for a loan: principal that was
    /// missed, is protected or lapsed, what a protected underlying is exercised for, growth that is harvested, cash of writers who wait, what is sent to a collar's owner, what a
    /// pool lends or collects.
    pub settle_debt: U256,
    /// Most that the gas of it may cost, USD, WAD.
    pub loan_gas: U256,
    /// Seconds before the end of their window from which on puts are exercised above the strike too.
    pub exercise_before: u64,
    /// What insurance funds sell is bought where that pays.
    pub buy_from_funds: bool,
    /// Block from which events are read: the deployment's or an earlier one. A later one misses debts.
    pub from_block: u64,
    /// Least distance of a fill's price under spot, WAD.
    pub min_margin: U256,
    /// Least gain of a fill at spot, USD, WAD.
    pub min_profit: U256,
    /// What the book may pull.
    pub approval: Approval,
    /// Most blocks that one request for events covers. Halved by itself where the endpoint refuses.
    pub log_range: u64,
    /// Requests in flight at once.
    pub concurrency: usize,
    /// Health over 1, WAD, under which the chain is asked about an account; above it the judgement in memory is enough.
    pub guard: U256,
    /// Blocks that may still be reorganised; a longer reorganisation makes all events be read again.
    pub reorg_depth: u64,
    /// Seconds after which what was lost to another keeper is tried again though nothing has changed.
    pub patience: u64,
    /// How failed requests are repeated.
    pub retry: Retry,
    /// How long a receipt is waited for, replacements included.
    pub receipt_timeout: Duration,
    /// After which a transaction that is not mined is replaced at a higher fee.
    pub resubmit_after: Duration,
    /// Most that gas may cost, wei: above it nothing is sent. None: whatever it costs.
    pub max_gas_price: Option<u128>,
    /// The asset whose feed tells what ether costs, for the gas of fills. None: gas counts for nothing.
    pub gas_asset: Option<Address>,
    /// Gas that a fill is reckoned with before the first one shows.
    pub fill_gas: u64,
    /// Renew the prices that the oracle stores before they are too old to be read from storage.
    pub renew_prices: bool,
    /// How much earlier: the seconds until the next tick at the most.
    pub renew_margin: u64,
    /// Decide and report, send nothing.
    pub dry_run: bool,
    /// Programs whose activation is kept alive.
    pub programs: Vec<Address>,
    /// Time left under which an activation is extended.
    pub keep_alive_under: Duration,
    /// Where [`Keeper::run`](crate::Keeper::run) keeps what it has read of the chain.
    pub state_file: Option<PathBuf>,
    /// How often.
    pub save_every: Duration,
    /// When people are told.
    pub alerts: AlertRules,
    /// What people call the assets.
    pub names: BTreeMap<Address, String>,
}

impl KeeperConfig {
    /// The programs whose events are followed, the pool first.
    pub fn followed(&self) -> Vec<Address> {
        let always = [self.pool, self.unwinder, self.oracle];
        let programs = always.into_iter().chain(self.orders);
        let loans = [
            self.term_loan,
            self.option_loan,
            self.collar,
            self.yield_loan,
        ];
        programs.chain(loans.into_iter().flatten()).collect()
    }

    /// Settings with the default rules for the three programs, events from `from_block`.
    pub fn new(pool: Address, unwinder: Address, oracle: Address, from_block: u64) -> Self {
        Self {
            pool,
            unwinder,
            oracle,
            orders: None,
            execute_orders: true,
            margin_call_debt: Some(U256::from(DEFAULT_MARGIN_CALL_DEBT).saturating_mul(WAD)),
            term_loan: None,
            option_loan: None,
            collar: None,
            yield_loan: None,
            markets: Vec::new(),
            pools: Vec::new(),
            protected: Vec::new(),
            settle_debt: U256::from(DEFAULT_SETTLE_DEBT).saturating_mul(WAD),
            loan_gas: U256::from(DEFAULT_LOAN_GAS).saturating_mul(WAD),
            exercise_before: DEFAULT_EXERCISE_BEFORE,
            buy_from_funds: true,
            from_block,
            min_margin: bps_to_wad(DEFAULT_MIN_MARGIN_BPS),
            min_profit: U256::ZERO,
            approval: Approval::Max,
            log_range: 10_000,
            concurrency: 16,
            guard: bps_to_wad(20),
            reorg_depth: 4_000,
            patience: 60,
            retry: Retry::default(),
            receipt_timeout: Duration::from_secs(60),
            resubmit_after: Duration::from_secs(15),
            max_gas_price: None,
            gas_asset: None,
            fill_gas: 1_000_000,
            renew_prices: false,
            renew_margin: 5,
            dry_run: false,
            programs: vec![pool, unwinder, oracle],
            keep_alive_under: Duration::from_secs(60 * 86_400),
            state_file: None,
            save_every: Duration::from_secs(300),
            alerts: AlertRules::default(),
            names: BTreeMap::new(),
        }
    }
}

/// Basis points as WAD, exact.
pub fn bps_to_wad(bps: u16) -> U256 {
    U256::from(bps).saturating_mul(U256::from(100_000_000_000_000_u64))
}
