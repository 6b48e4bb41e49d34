//! Prices read from storage: what they save, how old they may be, what pokes change.

use alloy::primitives::{TxKind, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::IOracle;
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{test, travelling};

use super::{become_moody, feed, moody, poke, price, read, round, store_for, wad};

/// Gas of a transaction that reads these feeds.
async fn gas(stage: &Stage, feeds: &[u8]) -> u64 {
    let feeds = feeds.to_vec();
    let data = IOracle::readCall { feeds }.abi_encode();
    let to = TxKind::Call(stage.oracle());
    let receipt = stage
        .node
        .send(&stage.owner, to, data.into(), U256::ZERO)
        .await;
    assert!(receipt.status());
    receipt.gas_used
}

#[test]
fn reading_from_storage_costs_two_slots_and_no_call() {
    test(async |stage| {
        let mut feeds = Vec::new();
        for usd in [10, 20, 30, 40, 50, 60, 70, 80] {
            feeds.push(moody(stage, usd).await);
        }
        let numbers: Vec<u8> = feeds.iter().map(|(_, number)| *number).collect();
        let live = [gas(stage, &numbers[..1]).await, gas(stage, &numbers).await];
        for number in &numbers {
            store_for(stage, *number, 60).await;
        }
        poke(stage, &numbers).await;
        let expected = read(stage, &numbers).await;
        for (aggregator, _) in &feeds {
            become_moody(stage, *aggregator, 1).await;
        }
        assert_eq!(read(stage, &numbers).await, expected, "nobody was asked");
        assert!(expected.iter().all(|reading| reading.flags == 0));
        let stored = [gas(stage, &numbers[..1]).await, gas(stage, &numbers).await];
        let each = |[one, eight]: [u64; 2]| (eight - one) / 7;
        println!(
            "one feed live {}, stored {}; each further one live {}, stored {}",
            live[0],
            stored[0],
            each(live),
            each(stored)
        );
        // Two cold slots are 4,200; a call of an account that nobody touched is 2,600 and its own slots.
        assert!((4_200..6_000).contains(&each(stored)), "{}", each(stored));
        assert!(each(live) > 2 * each(stored));
    });
}

#[test]
fn stored_rounds_end_at_their_age() {
    travelling(async |stage| {
        let (aggregator, number) = moody(stage, 100).await;
        store_for(stage, number, 60).await;
        poke(stage, &[number]).await;
        round(stage, aggregator, 90).await;
        assert_eq!(read(stage, &[number]).await[0].spot, wad(100));
        stage.node.travel(59).await;
        let reading = &read(stage, &[number]).await[0];
        let now = stage.node.now().await;
        if now - reading.updatedAt <= 60 {
            assert_eq!((reading.spot, reading.flags), (wad(100), 0));
        }
        stage.node.travel(2).await;
        assert_eq!(read(stage, &[number]).await[0].spot, wad(90), "live again");
        // Anyone may make it so at once.
        round(stage, aggregator, 80).await;
        poke(stage, &[number]).await;
        round(stage, aggregator, 70).await;
        assert_eq!(read(stage, &[number]).await[0].spot, wad(80));
        let stranger = stage.actor("stranger").await;
        let call = IOracle::pokeCall {
            feeds: vec![number],
        };
        stage.does(&stranger, stage.oracle(), &call).await;
        assert_eq!(read(stage, &[number]).await[0].spot, wad(70));
        // 0: always live.
        store_for(stage, number, 0).await;
        round(stage, aggregator, 60).await;
        assert_eq!(read(stage, &[number]).await[0].spot, wad(60));
    });
}

#[test]
fn what_was_flagged_is_not_read_from_storage() {
    travelling(async |stage| {
        let (aggregator, number) = moody(stage, 100).await;
        store_for(stage, number, 900).await;
        become_moody(stage, aggregator, 1).await;
        poke(stage, &[number]).await;
        assert_eq!(read(stage, &[number]).await[0].flags, 1);
        become_moody(stage, aggregator, 0).await;
        assert_eq!(
            read(stage, &[number]).await[0].flags,
            0,
            "it is asked until it is well"
        );
        become_moody(stage, aggregator, 1).await;
        assert_eq!(read(stage, &[number]).await[0].flags, 1);
    });
}

#[test]
fn pokes_without_new_rounds_change_nothing_that_is_read() {
    travelling(async |stage| {
        let eth = feed(stage, "ETH");
        stage.price("ETH", "2400").await;
        let quiet = async |pokes: u64| {
            let snapshot = stage.node.snapshot().await;
            for _ in 0..pokes {
                stage.node.travel(1_800 / pokes).await;
                poke(stage, &[eth, eth]).await;
            }
            if pokes == 0 {
                stage.node.travel(1_800).await;
            }
            let reading = price(stage, "ETH").await;
            stage.node.revert(&snapshot).await;
            reading
        };
        if !stage.node.snapshots {
            return; // `travelling` nodes have them; without, the test above says the same of one poke
        }
        let calm = quiet(0).await;
        for pokes in [1, 6, 30] {
            let busy = quiet(pokes).await;
            assert_eq!((busy.spot, busy.flags), (calm.spot, calm.flags));
            assert_eq!(
                (busy.fastVariance, busy.slowVariance),
                (calm.fastVariance, calm.slowVariance)
            );
            // Seconds of a wall clock apart, and rounding.
            assert!(
                busy.smoothed.abs_diff(calm.smoothed) < wad(1) / U256::from(2),
                "{pokes}"
            );
        }
    });
}
