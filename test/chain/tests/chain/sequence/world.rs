//! The actors, their tokens, the prices, and what is known of the past.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::{SolCall, SolError};
use ballast_bindings::unwinder::IUnwinder::Schedule;
use ballast_bindings::{IPool, IUnwinder, IVault};
use ballast_chain_tests::stage::IToken;
use ballast_chain_tests::{Actor, Done, Stage};
use ballast_deploy::chain::explain_revert;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::apart::Apart;
use super::gates::{Gate, appoint};
use super::loans::Loans;
use super::market::{RESERVES, START, SYMBOLS, give, listed};
use super::signatures::Signed;
use super::vaults::VAULTS;
use crate::script::{run, scripted, step};
use crate::signature::IPermitting;

/// What an actor is out for, mostly; everybody does everything now and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Lends, stakes, uses vaults.
    Supplier,
    /// Escrows and borrows close to what is allowed.
    Borrower,
    /// Acts for others.
    Manager,
    /// Opens, fills, closes, resolves.
    Keeper,
    /// Sends tokens where nobody asked for them.
    Donor,
    /// Calls what is not for it.
    Thief,
    /// Runs contracts that call back.
    Reenterer,
    /// Pauses and tightens without need, and tries what only the owner may.
    Guardian,
    /// Sends others' signatures, again and altered.
    Replayer,
}

/// The actors, 14 honest and 6 hostile.
pub const ROLES: [Role; 20] = {
    use Role::{Borrower, Donor, Guardian, Keeper, Manager, Reenterer, Replayer, Supplier, Thief};
    [
        Supplier, Supplier, Supplier, Supplier, Borrower, Borrower, Borrower, Borrower, Borrower,
        Borrower, Manager, Manager, Keeper, Keeper, Donor, Thief, Thief, Reenterer, Guardian,
        Replayer,
    ]
};
/// What nothing pauses.
const ALWAYS: [&str; 8] = [
    "repay",
    "withdraw collateral",
    "open",
    "observe",
    "fill",
    "close",
    "resolve",
    "authorise",
];
/// How many past actions are told on failure.
const REMEMBERED: usize = 25;

/// What must hold after every action, and how it does not.
pub type Invariant = fn(&World) -> Result<(), String>;

/// Everything that a sequence knows; going back takes a copy of it and a snapshot of the chain.
#[derive(Clone)]
pub struct World {
    pub stage: Stage,
    /// A market apart.
    pub apart: Apart,
    pub actors: Vec<Actor>,
    /// Accounts that are contracts, which anybody may run.
    pub contracts: Vec<Address>,
    /// Accounts of the pool's own, with collateral that passed in kind.
    pub holders: BTreeSet<Address>,
    /// Who has authorised whom.
    pub managers: BTreeSet<(Address, Address)>,
    /// Claims and shares of each reserve as last seen: POOL-4.
    pub claims: [(U256, U256); RESERVES],
    /// What some shares of each vault were worth when last seen, and whether there were any.
    pub worths: [(U256, bool); VAULTS.len()],
    pub random: StdRng,
    /// USD.
    pub prices: [f64; RESERVES],
    /// Whose feeds stand still until further notice.
    pub stalled: [bool; RESERVES],
    /// Supply and borrow cap of each reserve as the owner wants them.
    pub caps: [(u64, u64); RESERVES],
    /// What closes reserves, and what flowed.
    pub gates: [Gate; RESERVES],
    /// The allow-list.
    pub allowed: BTreeSet<Address>,
    /// Feeds that the guardian paused.
    pub paused_feeds: BTreeSet<u8>,
    /// Cash, collateral and shares of each reserve when last seen.
    pub totals: Vec<[U256; 4]>,
    /// Haircut of each reserve's asset at first, bps.
    pub haircuts: [u16; RESERVES],
    /// Collateral that events say each actor has in each reserve: POOL-2.
    pub escrow: BTreeMap<(Address, Address), U256>,
    /// What each account had in each reserve when last seen.
    pub positions: BTreeMap<Address, Vec<IPool::Position>>,
    /// Schedules as last seen: UNW-1.
    pub schedules: BTreeMap<Address, Schedule>,
    /// What is owed to who opened them, USD, WAD.
    pub owed: BTreeMap<Address, U256>,
    /// How often an opener was paid.
    pub paid: u64,
    /// Authorisations that somebody signed.
    pub signed: Vec<Signed>,
    /// Permits that were used, and their tokens.
    pub permits: Vec<(Address, IPermitting::permitCall)>,
    /// Loans without liquidation, where the sequence has them.
    pub loans: Option<Loans>,
    /// Another invariant, which a test of the search breaks.
    pub also: Option<Invariant>,
    /// Tells every action at once.
    pub telling: bool,
    seed: u64,
    done: u64,
    counts: BTreeMap<&'static str, (u64, u64)>,
    past: VecDeque<String>,
}

impl World {
    pub async fn new(stage: &Stage, seed: u64) -> Self {
        let stage = listed(stage).await;
        let owner = stage.owner.clone();
        let mut actors = Vec::new();
        for (index, role) in ROLES.into_iter().enumerate() {
            let actor = stage.actor(&format!("{role:?} {index}")).await;
            for (symbol, (whole, _)) in SYMBOLS.into_iter().zip(START) {
                give(&stage, symbol, actor.address(), whole).await;
                stage.approve(symbol, &actor).await;
            }
            for symbol in VAULTS {
                let vault = stage.at.vaults[symbol];
                stage.approve_at(stage.token(symbol), &actor, vault).await;
            }
            actors.push(actor);
        }
        let guardian = ROLES.iter().position(|role| *role == Role::Guardian);
        let guardian = actors[guardian.expect("a guardian")].address();
        let call = IPool::setGuardianCall { guardian };
        stage.does(&owner, stage.pool(), &call).await;
        appoint(&stage, guardian).await;
        let apart = Apart::new(&stage, &actors).await;
        let fees = IVault::setFeesCall {
            performance: 1_000,
            management: 0,
            recipient: actors[0].address(),
        };
        stage.does(&owner, stage.at.vaults["ETH"], &fees).await;
        let mut world = Self {
            stage: stage.clone(),
            apart,
            actors,
            contracts: Vec::new(),
            holders: BTreeSet::new(),
            managers: BTreeSet::new(),
            claims: [(U256::ZERO, U256::ZERO); RESERVES],
            worths: [(U256::ZERO, false); VAULTS.len()],
            random: StdRng::seed_from_u64(seed),
            prices: START.map(|(_, price)| price),
            stalled: [false; RESERVES],
            caps: [(0, 0); RESERVES],
            gates: [Gate::default(); RESERVES],
            allowed: BTreeSet::new(),
            paused_feeds: BTreeSet::new(),
            totals: Vec::new(),
            haircuts: [0; RESERVES],
            escrow: BTreeMap::new(),
            positions: BTreeMap::new(),
            schedules: BTreeMap::new(),
            owed: BTreeMap::new(),
            paid: 0,
            signed: Vec::new(),
            permits: Vec::new(),
            loans: None,
            also: None,
            telling: false,
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
            let account = scripted(&stage, &purse).await;
            let mut approvals = Vec::new();
            for (symbol, whole) in [
                ("DAI", "20000"),
                ("DOT", "2000"),
                ("LINK", "1000"),
                ("LST", "5"),
            ] {
                give(&stage, symbol, account, whole).await;
                let approve = IToken::approveCall {
                    spender: stage.pool(),
                    amount: U256::MAX,
                };
                approvals.push(step(stage.token(symbol), &approve));
            }
            stage.does(&owner, account, &run(approvals)).await;
            world.contracts.push(account);
        }
        // Something to borrow, and something to cover losses.
        for (index, symbol) in SYMBOLS.into_iter().enumerate() {
            let lender = world.actors[index % 4].clone();
            stage.supply(&lender, symbol, START[index].0).await;
            give(&stage, symbol, lender.address(), START[index].0).await;
            let call = IPool::reserveConfigCall {
                asset: stage.token(symbol),
            };
            let config = stage.read(stage.pool(), &call).await.config;
            world.caps[index] = (config.supplyCap, config.borrowCap);
            world.haircuts[index] = u16::from_be_bytes([config.profile[12], config.profile[13]]);
        }
        stage.stake(&world.actors[3].clone(), "20000").await;
        world.read_gates().await;
        world.check_everything(&[]).await;
        world
    }

    /// Before a step: chance depends on nothing but the seed and the step's number, so that steps which are left out do not
    /// change what the others want.
    pub fn begin(&mut self, number: u64) {
        let seed = self
            .seed
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add(number);
        self.random = StdRng::seed_from_u64(seed);
    }

    /// The last actions.
    pub fn past(&self) -> String {
        let past: Vec<_> = self.past.iter().map(String::as_str).collect();
        past.join("\n")
    }

    /// How an account is called.
    pub fn name(&self, account: Address) -> String {
        let known = self.actors.iter().find(|actor| actor.address() == account);
        known.map_or_else(|| account.to_string(), |actor| actor.name.clone())
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
        let index = self.below(ROLES.len());
        self.actors[index].clone()
    }

    /// Somebody with this role.
    pub fn of(&mut self, role: Role) -> Actor {
        let with: Vec<_> = (0..ROLES.len())
            .filter(|index| ROLES[*index] == role)
            .collect();
        let index = with[self.below(with.len())];
        self.actors[index].clone()
    }

    /// Somebody with this role, or, one time of four, anybody.
    pub fn mostly(&mut self, role: Role) -> Actor {
        if self.below(4) == 0 {
            self.actor()
        } else {
            self.of(role)
        }
    }

    /// Everybody who may have a position.
    pub fn accounts(&self) -> Vec<Address> {
        let actors = self.actors.iter().map(Actor::address);
        let vaults = VAULTS.map(|symbol| self.stage.at.vaults[symbol]);
        actors
            .chain(self.contracts.iter().copied())
            .chain(vaults)
            .chain(self.holders.iter().copied())
            .collect()
    }

    /// Something that happened outside any program.
    pub fn note(&mut self, text: String) {
        if self.telling {
            super::say(&format!("{:>6} {text}", self.done));
        }
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
        self.finish(label, block, outcome).await
    }

    async fn finish<T>(
        &mut self,
        label: &'static str,
        block: BlockNumberOrTag,
        outcome: Result<Done<T>, Bytes>,
    ) -> Option<Done<T>> {
        self.done += 1;
        let count = self.counts.entry(label).or_default();
        match outcome {
            Ok(done) => {
                count.0 += 1;
                self.check(&done.receipt, block).await;
                Some(done)
            }
            Err(data) => {
                count.1 += 1;
                let reason = explain_revert(&data);
                if let Some(last) = self.past.back_mut() {
                    last.push_str(": refused, ");
                    last.push_str(&reason);
                }
                if self.telling {
                    super::say(&format!("       refused, {reason}"));
                }
                assert!(!data.is_empty(), "{label} reverts without a reason");
                let paused = data.starts_with(&IPool::Paused::SELECTOR);
                assert!(
                    !paused || !ALWAYS.contains(&label),
                    "PAUSE: {label} is paused"
                );
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
