//! The invariants over a random sequence of actions.
//!
//! `BALLAST_SEED` and `BALLAST_ACTIONS` choose the sequence; both are printed, and with them the same sequence runs
//! again on the embedded devnet, whose clock moves only as the sequence says.

mod actions;
mod compound;
mod invariants;
mod world;

use std::io::Write;

use ballast_chain_tests::stage::travelling;

use world::World;

/// Actions of a run, unless `BALLAST_ACTIONS` says otherwise.
const ACTIONS: u64 = 2_000;

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

#[test]
fn invariants_hold_over_random_actions() {
    travelling(async |stage| {
        let (seed, actions) = (
            number("BALLAST_SEED", 1),
            number("BALLAST_ACTIONS", ACTIONS),
        );
        say(&format!(
            "random sequence: {actions} actions, BALLAST_SEED={seed}"
        ));
        let mut world = World::new(stage, seed).await;
        while world.done() < actions {
            world.step().await;
        }
        say(&world.summary());
        // A sequence in which nothing happens proves nothing.
        for (action, least) in [
            ("borrow", 20),
            ("open", 3),
            ("fill", 10),
            ("withdraw collateral", 10),
            ("several", 5),
            ("several as manager", 3),
            ("callback", 5),
            ("flash loan", 5),
        ] {
            let times = world.succeeded(action) * ACTIONS / actions.max(ACTIONS);
            assert!(
                actions < ACTIONS || times >= least,
                "only {times} times: {action}; try another seed"
            );
        }
    });
}
