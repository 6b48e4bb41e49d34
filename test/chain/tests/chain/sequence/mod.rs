//! The invariants over a random sequence of actions: 20 actors, honest and hostile, over 8 reserves with moving prices.
//!
//! A sequence is a row of numbered steps; a step does one thing, mostly one action, which is a transaction that is sent or
//! refused. After each action that succeeds every invariant is checked on every reserve, account and vault.
//!
//! What a step does by chance depends on the seed and its number only, and the clock of the embedded devnet moves only as
//! steps say: a seed is a sequence, and a sequence of which steps are left out is one too. Where an invariant does not hold,
//! steps are left out as long as it still does not (`shrink`), each time from a snapshot of the chain, and the steps that
//! remain are told with the command that does them again.
//!
//! - `BALLAST_SEED` chooses the sequence, `BALLAST_ACTIONS` how long it is.
//! - `BALLAST_REPLAY`, such as `3,17-19,240`, does these steps only and tells each.
//! - `BALLAST_SHRINK` bounds the steps that the search for fewer may take; 0: no search.

mod actions;
mod apart;
mod compound;
mod gates;
mod invariants;
mod loans;
mod market;
mod powers;
mod shrink;
mod signatures;
mod vaults;
mod world;

use std::io::Write;

use ballast_chain_tests::stage::travelling;
use serde_json::Value;

use loans::Loans;
use shrink::{caught, kind, quiet, shrink, told};
use world::World;

/// Actions of a run, unless `BALLAST_ACTIONS` says otherwise.
const ACTIONS: u64 = 2_000;
/// Steps of a search for fewer, unless `BALLAST_SHRINK` says otherwise.
const SEARCH: u64 = 30_000;

fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// Past the harness's capture.
fn say(text: &str) {
    let _closed = writeln!(std::io::stderr(), "{text}");
}

/// A world to begin from again and again.
struct Beginning {
    world: World,
    snapshot: Value,
}

impl Beginning {
    async fn of(world: World) -> Self {
        let snapshot = if world.stage.node.snapshots {
            world.stage.node.snapshot().await
        } else {
            Value::Null
        };
        Self { world, snapshot }
    }

    /// The world and the chain as they were.
    async fn again(&mut self) -> World {
        let node = &self.world.stage.node;
        node.revert(&self.snapshot).await;
        self.snapshot = node.snapshot().await;
        self.world.clone()
    }

    /// What fails where only these steps are done.
    async fn failure(&mut self, steps: &[u64]) -> Option<String> {
        let mut world = self.again().await;
        let all = async {
            for step in steps {
                world.step(*step).await;
            }
        };
        caught(all).await.err()
    }

    /// The fewest steps found that fail the same way.
    async fn fewest(&mut self, steps: &[u64], failure: &str, budget: u64) -> Vec<u64> {
        let budget = usize::try_from(budget).unwrap_or(usize::MAX);
        quiet(true);
        let same = async |fewer: &[u64]| {
            let failed = self.failure(fewer).await;
            failed.is_some_and(|failed| kind(&failed) == kind(failure))
        };
        let fewest = shrink(steps, budget, same).await;
        quiet(false);
        fewest
    }
}

/// What has to succeed how often in `ACTIONS`: a sequence in which nothing happens proves nothing.
type Least<'a> = &'a [(&'static str, u64)];

/// Runs a sequence in a world that `make` makes of a seed; `test` is the test's name.
async fn run(test: &str, least: Least<'_>, make: impl AsyncFnOnce(u64) -> World) -> Option<World> {
    let (seed, actions) = (
        number("BALLAST_SEED", 1),
        number("BALLAST_ACTIONS", ACTIONS),
    );
    let replay = std::env::var("BALLAST_REPLAY").ok();
    let replay = replay.map(|text| {
        shrink::read(&text).unwrap_or_else(|part| panic!("BALLAST_REPLAY: {part:?} is no step"))
    });
    let mut world = make(seed).await;
    if let Some(steps) = replay {
        say(&format!("{} steps of BALLAST_SEED={seed}", steps.len()));
        world.telling = true;
        for step in steps {
            world.step(step).await;
        }
        return None;
    }
    say(&format!("{test}: {actions} actions, BALLAST_SEED={seed}"));
    let mut beginning = Beginning::of(world.clone()).await;
    let mut steps = Vec::new();
    while world.done() < actions {
        let step = u64::try_from(steps.len()).expect("a number");
        steps.push(step);
        let Err(failure) = caught(world.step(step)).await else {
            continue;
        };
        say(&format!(
            "failed with BALLAST_SEED={seed} in step {step}: {failure}\n{}",
            world.past()
        ));
        let budget = number("BALLAST_SHRINK", SEARCH);
        if world.stage.node.snapshots && budget > 0 {
            steps = beginning.fewest(&steps, &failure, budget).await;
        }
        panic!(
            "{failure}\n{} steps do it again:\n{}",
            steps.len(),
            command(test, seed, &steps)
        );
    }
    say(&world.summary());
    for (action, least) in least {
        let times = world.succeeded(action) * ACTIONS / actions.max(ACTIONS);
        assert!(
            actions < ACTIONS || times >= *least,
            "only {times} times: {action}; try another seed"
        );
    }
    Some(world)
}

#[test]
fn invariants_hold_over_random_actions() {
    travelling(async |stage| {
        let test = "invariants_hold_over_random_actions";
        let least = [
            ("borrow", 20),
            ("open", 2),
            ("fill", 10),
            ("fill with callback", 3),
            ("withdraw collateral", 10),
            ("several", 2),
            ("several as manager", 1),
            ("callback", 5),
            ("flash loan", 5),
            ("vault deposit", 10),
            ("vault redeem", 5),
            ("vault in kind", 1),
            ("authorise signed", 5),
            ("permit", 5),
            ("pause", 5),
            ("unpause", 5),
            ("set reserve", 3),
            ("set limits", 3),
            ("set allowed", 5),
            ("pause feed", 2),
            ("resume feed", 1),
            ("apart: supply", 5),
            ("apart: borrow", 2),
            ("apart: repay", 2),
        ];
        let world = run(test, &least, async |seed| World::new(stage, seed).await).await;
        let Some(world) = world else { return };
        say(&format!("  openers paid: {}", world.paid));
        assert!(
            world.done() < ACTIONS || world.paid >= 2,
            "openers were paid {} times; try another seed",
            world.paid
        );
    });
}

/// The same with loans of every kind beside the pool, in most of the steps.
#[test]
fn every_kind_of_loan_keeps_its_word_beside_the_pool() {
    travelling(async |stage| {
        let test = "every_kind_of_loan_keeps_its_word_beside_the_pool";
        let least = [
            ("term: take", 7),
            ("term: pay", 7),
            ("term: repay", 6),
            ("term: settle", 5),
            ("term: claim", 6),
            ("put: buy", 6),
            ("put: close", 2),
            ("put: redeem", 1),
            ("put: serve", 4),
            ("protected: take", 7),
            ("protected: repay", 6),
            ("protected: roll", 1),
            ("protected: exercise", 2),
            ("protected: forfeit", 1),
            ("protected: claim", 6),
            ("yield: take", 10),
            ("yield: harvest", 2),
            ("yield: buy", 1),
            ("yield: turn", 1),
            ("yield: settle", 3),
            ("yield: claim", 4),
        ];
        let make = async |seed| {
            let mut world = World::new(stage, seed).await;
            Loans::begin(&mut world).await;
            world
        };
        run(test, &least, make).await;
    });
}

/// What does steps again.
fn command(test: &str, seed: u64, steps: &[u64]) -> String {
    let steps = told(steps);
    format!(
        "BALLAST_SEED={seed} BALLAST_REPLAY={steps} cargo test -p ballast-chain-tests --test chain \
         {test}"
    )
}

/// Breaks an invariant on purpose, once somebody has donated and somebody has staked, in whatever order: two steps of many.
#[test]
fn a_failing_sequence_is_made_as_short_as_it_can_be() {
    travelling(async |stage| {
        if !stage.node.snapshots {
            say(
                "skipped a_failing_sequence_is_made_as_short_as_it_can_be: this node cannot go back",
            );
            return;
        }
        let mut world = World::new(stage, 7).await;
        world.also = Some(|world| {
            let (donated, staked) = (world.succeeded("donate"), world.succeeded("stake"));
            if donated > 0 && staked > 0 {
                return Err(format!("BROKEN: {donated} donations and {staked} stakes"));
            }
            Ok(())
        });
        let mut beginning = Beginning::of(world.clone()).await;
        let (mut steps, mut failed) = (Vec::new(), None);
        quiet(true);
        while failed.is_none() && steps.len() < 1_000 {
            let step = u64::try_from(steps.len()).expect("a number");
            steps.push(step);
            failed = caught(world.step(step)).await.err();
        }
        quiet(false);
        let failure = failed.expect("a breach");
        assert_eq!(kind(&failure), "BROKEN");
        let fewest = beginning.fewest(&steps, &failure, SEARCH).await;
        assert_eq!(fewest.len(), 2, "{fewest:?} of {}", steps.len());
        // The same failure again from the list that is told, and none without either step.
        let replayed = shrink::read(&told(&fewest)).expect("a list");
        quiet(true);
        let again = beginning.failure(&replayed).await;
        let first = beginning.failure(&replayed[..1]).await;
        let second = beginning.failure(&replayed[1..]).await;
        quiet(false);
        assert_eq!(again.as_deref().map(kind), Some("BROKEN"));
        assert_eq!((first, second), (None, None));
        assert!(command("test", 7, &fewest).contains(&format!("BALLAST_REPLAY={}", told(&fewest))));
    });
}
