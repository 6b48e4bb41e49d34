//! Twelve hours of a falling and rising market with two keepers that are killed at random, beside the same hours with one
//! keeper that is not: every due unwind is done, nothing is done twice.
//!
//! Both keepers tick at the same time; which of their requests goes next, and where a keeper dies (before a request, or
//! after it was delivered and before its answer came), is drawn from a seed: BALLAST_SEED. BALLAST_KILLS says how often:
//! 10 times unless it is set, with a price every half hour; from 50 on, every five minutes.

use crate::{
    gate::{Ask, Gate, Verdict, drive},
    scene::{config, gated_keeper, keeper, loans, purse},
};
use alloy::{
    primitives::{Address, U256},
    sol_types::SolEvent,
};
use ballast_bindings::{IUnwinder, unwinder::IUnwinder::Schedule};
use ballast_chain_tests::{Actor, Stage, stage};
use ballast_keeper::{Keeper, KeeperConfig, journal::Snapshot};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const HOURS: u64 = 12;
/// USDC owed against 10 ETH at $3,000.
const DEBTS: [&str; 8] = [
    "23500", "23000", "22500", "22000", "21000", "20000", "18000", "12000",
];
/// Rounds of ticks after which nothing may be due any more at one moment.
const MOST_ROUNDS: usize = 8;

fn variable(name: &str, default: u64) -> u64 {
    let text = std::env::var(name).ok().filter(|text| !text.is_empty());
    text.map_or(default, |text| text.parse().expect("a number"))
}

/// Prices of ETH in dollars: a fall by a sixth within five hours, a jump down, a slow rise, with noise.
fn prices(steps: usize, random: &mut StdRng) -> Vec<String> {
    let path = |share: f64| match share {
        s if s < 0.4 => 3_000.0 - 500.0 * s / 0.4,
        s if s < 0.5 => 2_330.0,
        s => 2_330.0 + 500.0 * (s - 0.5) / 0.5,
    };
    (0..steps)
        .map(|step| {
            let noise = random.random_range(0.995..1.005);
            format!("{:.2}", path(step as f64 / steps as f64) * noise)
        })
        .collect()
}

/// What was done in all, and where everybody stands in the end.
#[derive(Debug)]
struct End {
    /// Of the unwinder's events since the hours began: opened, closed, auctions started, filled.
    deeds: [usize; 4],
    /// ETH escrowed and USDC owed, token units. Not shares: what one is worth is rounded at each accrual, and the order
    /// in which accounts are served within a second is the keepers'.
    positions: Vec<(Address, U256, U256)>,
    schedules: Vec<(Address, Schedule)>,
}

/// The largest part of an amount that the order of fills within a second may shift between accounts: all unwinds of an asset
/// draw on one flow budget, and who comes second leaves specks for later.
const SPECK: u64 = 1_000_000;

/// Whether two amounts are the same but for specks.
fn same(left: U256, right: U256) -> bool {
    left.abs_diff(right) <= left / U256::from(SPECK)
}

impl End {
    /// Everything was done as often, at the same times and as much, in whatever order and how many pieces accounts were sold.
    fn is_that_of(&self, other: &Self) -> bool {
        let times = |schedule: &Schedule| Schedule {
            released: U256::ZERO,
            sold: U256::ZERO,
            ..schedule.clone()
        };
        let positions = self.positions.iter().zip(&other.positions);
        let schedules = self.schedules.iter().zip(&other.schedules);
        self.deeds[..3] == other.deeds[..3]
            && self.positions.len() == other.positions.len()
            && self.schedules.len() == other.schedules.len()
            && positions
                .into_iter()
                .all(|(a, b)| a.0 == b.0 && same(a.1, b.1) && same(a.2, b.2))
            && schedules.into_iter().all(|((account, a), (of, b))| {
                account == of
                    && times(a) == times(b)
                    && same(a.released, b.released)
                    && same(a.sold, b.sold)
            })
    }
}

/// Counts the unwinder's events after a block.
async fn deeds(stage: &Stage, after: u64) -> [usize; 4] {
    let filter = json!([{ "address": stage.unwinder(), "fromBlock": format!("{:#x}", after + 1) }]);
    let logs = stage.node.request("eth_getLogs", filter).await.unwrap();
    let kinds = [
        IUnwinder::Opened::SIGNATURE_HASH,
        IUnwinder::Closed::SIGNATURE_HASH,
        IUnwinder::AuctionStarted::SIGNATURE_HASH,
        IUnwinder::Filled::SIGNATURE_HASH,
    ];
    kinds.map(|kind| {
        let logs = logs.as_array().unwrap().iter();
        logs.filter(|log| log["topics"][0] == json!(kind)).count()
    })
}

async fn end(stage: &Stage, borrowers: &[Actor], after: u64) -> End {
    let mut end = End {
        deeds: deeds(stage, after).await,
        positions: Vec::new(),
        schedules: Vec::new(),
    };
    for borrower in borrowers {
        let account = borrower.address();
        let (eth, usdc) = (
            stage.position("ETH", account).await,
            stage.position("USDC", account).await,
        );
        end.positions.push((account, eth.collateral, usdc.debt));
        let call = IUnwinder::scheduleCall {
            book: stage.pool(),
            account,
        };
        end.schedules
            .push((account, stage.read(stage.unwinder(), &call).await));
    }
    end
}

/// Two keepers, their deaths and what they did.
struct Team<'a> {
    stage: &'a Stage,
    purses: [Actor; 2],
    keepers: Vec<Keeper>,
    /// What each has written to disk.
    disks: [Option<Snapshot>; 2],
    sender: UnboundedSender<Ask>,
    asks: UnboundedReceiver<Ask>,
    random: StdRng,
    /// Requests until the next death.
    fuse: u64,
    spacing: u64,
    kills: u64,
}

fn settings(stage: &Stage) -> KeeperConfig {
    let mut config = config(stage);
    // So that something is final, and written to disk, within the hours.
    config.reorg_depth = 50;
    config
}

impl Team<'_> {
    fn start(&self, id: usize) -> Keeper {
        let gate = Gate::Asks(id, self.sender.clone());
        let mut keeper = gated_keeper(self.stage, &self.purses[id], settings(self.stage), gate);
        if let Some(snapshot) = &self.disks[id] {
            keeper.resume(snapshot.clone());
        }
        keeper
    }

    /// Lets both tick once at the same time; those that die are started again. Whether anything was done.
    async fn round(&mut self) -> bool {
        let keepers = std::mem::take(&mut self.keepers);
        let Self {
            asks,
            random,
            fuse,
            spacing,
            kills,
            ..
        } = self;
        let choose = |open: &[&Ask]| {
            let ask = open[random.random_range(0..open.len())];
            *fuse = fuse.saturating_sub(1);
            if *fuse > 0 {
                return (ask.keeper, Some(Verdict::Pass));
            }
            // Deaths around transactions are the interesting ones.
            let sending = ask.method == "eth_sendRawTransaction";
            if !sending && random.random_range(0..4) > 0 {
                *fuse = 1;
                return (ask.keeper, Some(Verdict::Pass));
            }
            *fuse = random.random_range(*spacing / 2..=*spacing * 3 / 2).max(1);
            *kills += 1;
            (ask.keeper, random.random_bool(0.5).then_some(Verdict::Last))
        };
        let ended = drive(keepers, asks, choose).await;
        let mut busy = false;
        for (id, ended) in ended.into_iter().enumerate() {
            let keeper = match ended {
                Some((keeper, report)) => {
                    let report = report.unwrap();
                    assert!(report.errors.is_empty(), "{:?}", report.errors);
                    busy |= report.transactions() > 0;
                    keeper.snapshot().clone_into(&mut self.disks[id]);
                    keeper
                }
                None => {
                    busy = true;
                    self.start(id)
                }
            };
            self.keepers.push(keeper);
        }
        busy
    }
}

/// Publishes the next price after some time.
async fn step(stage: &Stage, seconds: u64, price: &str) {
    stage.node.travel(seconds).await;
    stage.publish("ETH", price).await;
    for symbol in ["USDC", "BTC", "SOL"] {
        if stage.at.feeds.contains_key(symbol) {
            stage
                .publish(
                    symbol,
                    match symbol {
                        "USDC" => "1",
                        "BTC" => "60000",
                        _ => "150",
                    },
                )
                .await;
        }
    }
}

/// Nothing is due: a keeper that only looks would do nothing.
async fn nothing_is_due(auditor: &mut Keeper) {
    let report = auditor.tick().await.unwrap();
    let due: Vec<_> = report
        .planned
        .iter()
        .filter(|planned| planned.account.is_some())
        .collect();
    assert!(
        due.is_empty() && report.errors.is_empty(),
        "left undone: {report:?}"
    );
}

#[test]
fn killed_keepers_leave_nothing_undone_and_do_nothing_twice() {
    stage::travelling(async |stage| {
        let kills = variable("BALLAST_KILLS", 10);
        let seed = variable("BALLAST_SEED", 1);
        // Not multiples of a slice, at whose beginning nobody buys.
        let seconds = if kills >= 50 { 290 } else { 1_790 };
        let steps = (HOURS * 3_600).div_ceil(seconds) as usize;
        let mut random = StdRng::seed_from_u64(seed);
        let prices = prices(steps, &mut random);

        let borrowers = loans(stage, &DEBTS).await;
        let purses = [purse(stage, "first").await, purse(stage, "second").await];
        let alone = purse(stage, "alone").await;
        let auditor = purse(stage, "auditor").await;
        let mut watching = settings(stage);
        watching.dry_run = true;

        let begun = stage.node.height().await;
        let fork = stage.node.snapshot().await;
        let mut requests = 0_u64;
        let expected = {
            let counter = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
            let counted = std::sync::Arc::clone(&counter);
            let judge = move |_: &str| {
                counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                Verdict::Pass
            };
            let gate = Gate::Judge(std::sync::Arc::new(judge));
            let mut single = gated_keeper(stage, &alone, settings(stage), gate);
            let mut auditor = keeper(stage, &auditor, watching.clone());
            for price in &prices {
                step(stage, seconds, price).await;
                for round in 0.. {
                    assert!(round < MOST_ROUNDS, "it finds no end");
                    let report = single.tick().await.unwrap();
                    assert!(report.errors.is_empty(), "{:?}", report.errors);
                    if report.transactions() == 0 {
                        break;
                    }
                }
                nothing_is_due(&mut auditor).await;
            }
            requests += counter.load(std::sync::atomic::Ordering::Relaxed);
            end(stage, &borrowers, begun).await
        };
        stage.node.revert(&fork).await;

        // Twice the requests, and some more for every life that begins anew: the deaths are spread over all of them.
        let spacing = (2 * requests / (kills * 5 / 4 + 1)).max(2);
        let (sender, asks) = unbounded_channel();
        let mut team = Team {
            stage,
            purses,
            keepers: Vec::new(),
            disks: [None, None],
            sender,
            asks,
            random,
            fuse: spacing,
            spacing,
            kills: 0,
        };
        team.keepers = (0..2).map(|id| team.start(id)).collect();
        let mut auditor = keeper(stage, &auditor, watching);
        for price in &prices {
            step(stage, seconds, price).await;
            for round in 0.. {
                assert!(
                    round < MOST_ROUNDS + team.kills as usize,
                    "they find no end"
                );
                if !team.round().await {
                    break;
                }
            }
            nothing_is_due(&mut auditor).await;
        }
        let [opened, closed, auctions, filled] = expected.deeds;
        println!(
            "{} kills; {opened} opened, {filled} filled, {closed} closed, {auctions} auctions",
            team.kills
        );
        assert!(team.kills >= kills, "only {} kills of {kills}", team.kills);
        let found = end(stage, &borrowers, begun).await;
        assert!(
            found.is_that_of(&expected),
            "seed {seed}: {found:?}, expected {expected:?}"
        );
        assert!(opened > 3 && filled > 10 && closed > 0 && auctions > 0);
    });
}
