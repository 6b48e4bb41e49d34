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
use alloy::primitives::Address;
use ballast_bindings::{IPool, IUnwinder, pool::IPool::Position, unwinder::IUnwinder::Schedule};
use ballast_chain_tests::{Actor, Stage, stage};
use ballast_keeper::{Keeper, KeeperConfig, TickReport, journal::Snapshot};
use rand::{Rng, SeedableRng, rngs::StdRng};
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

/// Where everybody stands in the end.
#[derive(Debug, PartialEq)]
struct End {
    positions: Vec<(Address, Position, Position)>,
    schedules: Vec<(Address, Schedule)>,
}

async fn end(stage: &Stage, borrowers: &[Actor]) -> End {
    let mut end = End {
        positions: Vec::new(),
        schedules: Vec::new(),
    };
    for borrower in borrowers {
        let account = borrower.address();
        let (eth, usdc) = (
            stage.position("ETH", account).await,
            stage.position("USDC", account).await,
        );
        end.positions.push((account, eth, usdc));
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
    done: [usize; 3],
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
                    busy |= self.count(&report);
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

    fn count(&mut self, report: &TickReport) -> bool {
        self.done[0] += report.opened.len();
        self.done[1] += report.fills.len();
        self.done[2] += report.closed.len();
        report.transactions() > 0
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
        let seconds = if kills >= 50 { 300 } else { 1_800 };
        let steps = (HOURS * 3_600 / seconds) as usize;
        let mut random = StdRng::seed_from_u64(seed);
        let prices = prices(steps, &mut random);

        let borrowers = loans(stage, &DEBTS).await;
        let purses = [purse(stage, "first").await, purse(stage, "second").await];
        let alone = purse(stage, "alone").await;
        let auditor = purse(stage, "auditor").await;
        let mut watching = settings(stage);
        watching.dry_run = true;

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
            end(stage, &borrowers).await
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
            done: [0; 3],
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
        let [opened, fills, closed] = team.done;
        println!(
            "{} kills, {requests} requests of one keeper; seen done: {opened} opened, {fills} fills, {closed} closed",
            team.kills
        );
        assert!(team.kills >= kills, "only {} kills of {kills}", team.kills);
        assert_eq!(end(stage, &borrowers).await, expected, "seed {seed}");
        let reserve = IPool::reserveStateCall {
            asset: stage.token("USDC"),
        };
        assert!(!stage.read(stage.pool(), &reserve).await.debt.is_zero());
        assert!(
            fills > 0
                && expected
                    .schedules
                    .iter()
                    .any(|(_, schedule)| !schedule.sold.is_zero())
        );
    });
}
