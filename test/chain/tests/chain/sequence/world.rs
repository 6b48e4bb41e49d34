//! The actors, their tokens, the prices, and what is known of the past.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::unwinder::IUnwinder::Schedule;
use ballast_bindings::{IPool, IUnwinder};
use ballast_chain_tests::{Actor, Done, Stage};
use ballast_deploy::chain::explain_revert;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::script::scripted;

/// The reserves.
pub const SYMBOLS: [&str; 4] = ["USDC", "ETH", "BTC", "SOL"];
/// What every actor starts with, whole tokens, and the prices, USD.
const START: [(&str, f64); 4] = [
    ("200000", 1.0),
    ("60", 3_000.0),
    ("3", 60_000.0),
    ("1000", 150.0),
];
/// How many actors there are.
pub const ACTORS: usize = 12;
/// How many past actions are told on failure.
const REMEMBERED: usize = 25;

pub struct World {
    pub stage: Stage,
    pub actors: Vec<Actor>,
    /// Accounts that are contracts, which anybody may run.
    pub contracts: Vec<Address>,
    /// Who has authorised whom.
    pub managers: BTreeSet<(Address, Address)>,
    /// Claims and shares of each reserve as last seen: POOL-4.
    pub claims: [(U256, U256); 4],
    pub random: StdRng,
    /// USD.
    pub prices: [f64; 4],
    /// Collateral that events say each actor has in each reserve: POOL-2.
    pub escrow: BTreeMap<(Address, Address), U256>,
    /// Schedules as last seen: UNW-1.
    pub schedules: BTreeMap<Address, Schedule>,
    seed: u64,
    done: u64,
    counts: BTreeMap<&'static str, (u64, u64)>,
    past: VecDeque<String>,
}

impl World {
    pub async fn new(stage: &Stage, seed: u64) -> Self {
        // SOL may be borrowed too.
        let asset = stage.token("SOL");
        let mut config = stage
            .read(stage.pool(), &IPool::reserveConfigCall { asset })
            .await
            .config;
        (config.borrowEnabled, config.borrowCap) = (true, 100_000);
        stage
            .does(
                &stage.owner,
                stage.pool(),
                &IPool::setReserveCall { asset, config },
            )
            .await;
        let mut actors = Vec::new();
        for index in 0..ACTORS {
            let tokens: Vec<_> = SYMBOLS
                .into_iter()
                .zip(START.map(|(whole, _)| whole))
                .collect();
            actors.push(stage.rich(&format!("actor {index}"), &tokens).await);
        }
        let mut world = Self {
            stage: stage.clone(),
            actors,
            contracts: Vec::new(),
            managers: BTreeSet::new(),
            claims: [(U256::ZERO, U256::ZERO); 4],
            random: StdRng::seed_from_u64(seed),
            prices: START.map(|(_, price)| price),
            escrow: BTreeMap::new(),
            schedules: BTreeMap::new(),
            seed,
            done: 0,
            counts: BTreeMap::new(),
            past: VecDeque::new(),
        };
        let purse = [
            ("USDC", "20000"),
            ("ETH", "6"),
            ("BTC", "0.3"),
            ("SOL", "100"),
        ];
        for _ in 0..2 {
            world.contracts.push(scripted(stage, &purse).await);
        }
        // Flash loans of half of the assets cost something.
        for (symbol, fee) in [("USDC", 5), ("ETH", 30)] {
            let asset = stage.token(symbol);
            let call = IPool::setFlashFeeCall { asset, fee };
            stage.does(&stage.owner, stage.pool(), &call).await;
        }
        // Something to borrow, and something to cover losses.
        for (index, symbol) in SYMBOLS.into_iter().enumerate() {
            let lender = world.actors[index].clone();
            stage.supply(&lender, symbol, START[index].0).await;
            stage
                .mint(
                    symbol,
                    lender.address(),
                    stage.amount(symbol, START[index].0),
                )
                .await;
        }
        stage.stake(&world.actors[4].clone(), "20000").await;
        world.check_everything().await;
        world
    }

    pub fn done(&self) -> u64 {
        self.done
    }

    pub fn succeeded(&self, action: &str) -> u64 {
        self.counts
            .get(action)
            .map_or(0, |(succeeded, _)| *succeeded)
    }

    /// What was done how often.
    pub fn summary(&self) -> String {
        let lines = self
            .counts
            .iter()
            .map(|(action, (yes, no))| format!("  {action:<22} {yes:>6} done {no:>6} refused"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.random.random_range(0..limit)
    }

    pub fn actor(&mut self) -> Actor {
        let index = self.below(ACTORS);
        self.actors[index].clone()
    }

    /// Everybody who may have a position.
    pub fn accounts(&self) -> Vec<Address> {
        let actors = self.actors.iter().map(Actor::address);
        actors.chain(self.contracts.iter().copied()).collect()
    }

    /// Something that happened outside any program.
    pub fn note(&mut self, text: String) {
        if self.past.len() == REMEMBERED {
            self.past.pop_front();
        }
        self.past.push_back(format!("{:>6} {text}", self.done));
    }

    /// An amount of at most `most`: often some of it, at times nothing, a unit, all, or more than there is.
    pub fn some_of(&mut self, most: U256) -> U256 {
        match self.below(20) {
            0 => U256::ZERO,
            1 => U256::from(1),
            2 => U256::from(self.random.random_range(2..1_000_000_u64)),
            3 => most,
            4 => most + U256::from(1),
            5 => U256::MAX,
            _ => most * U256::from(self.random.random_range(1..1_000_u64)) / U256::from(1_000),
        }
    }

    /// Sends a call: an action. Refusals must be typed; after it every invariant is checked.
    pub async fn act<C: SolCall>(
        &mut self,
        label: &'static str,
        actor: &Actor,
        to: Address,
        call: &C,
        about: &str,
    ) -> Option<Done<C::Return>> {
        let block = BlockNumberOrTag::Number(self.stage.node.height().await);
        let stage = self.stage.clone();
        self.note(format!("{label}: {} {about}", actor.name));
        let outcome = stage.tries(actor, to, call).await;
        self.finish(label, actor, block, outcome).await
    }

    async fn finish<T>(
        &mut self,
        label: &'static str,
        actor: &Actor,
        block: BlockNumberOrTag,
        outcome: Result<Done<T>, Bytes>,
    ) -> Option<Done<T>> {
        self.done += 1;
        let count = self.counts.entry(label).or_default();
        match outcome {
            Ok(done) => {
                count.0 += 1;
                self.check(actor, &done.receipt, block).await;
                Some(done)
            }
            Err(data) => {
                count.1 += 1;
                let reason = explain_revert(&data);
                if let Some(last) = self.past.back_mut() {
                    last.push_str(": refused, ");
                    last.push_str(&reason);
                }
                assert!(!data.is_empty(), "{label} reverts without a reason");
                None
            }
        }
    }

    /// An actor's schedule on chain.
    pub async fn schedule(&self, account: Address) -> Schedule {
        let call = IUnwinder::scheduleCall {
            book: self.stage.pool(),
            account,
        };
        self.stage.read(self.stage.unwinder(), &call).await
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let past: Vec<_> = self.past.iter().map(String::as_str).collect();
            super::say(&format!(
                "failed with BALLAST_SEED={} at action {}; the last ones:\n{}",
                self.seed,
                self.done,
                past.join("\n")
            ));
        }
    }
}
