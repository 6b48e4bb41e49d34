//! Poking.

use super::*;
use crate::flags::STALE;

#[test]
fn a_new_round_is_taken_and_told() {
    let (vm, mut oracle) = with_feed();
    vm.set_block_timestamp(START + 900);
    publish(&vm, AGGREGATOR, 1_900, START + 600);
    let expected = read(&oracle);
    vm.set_sender(ASSET);
    poke(&mut oracle, &[0]).unwrap();
    let event: IOracle::Poked = last_event(&vm);
    assert_eq!(event.feed, 0);
    assert_eq!(
        (event.spot, event.smoothed),
        (expected.spot, expected.smoothed)
    );
    assert_eq!(
        (event.fastVariance, event.slowVariance),
        (expected.fastVariance, expected.slowVariance)
    );
    assert_eq!(
        read(&oracle),
        expected,
        "poking changes nothing that is read"
    );
}

#[test]
fn what_is_not_new_or_fails_is_passed_over() {
    let (vm, mut oracle) = with_feed();
    let logs = vm.get_emitted_logs().len();
    let stored = oracle.kept(0);
    vm.set_block_timestamp(START + 900);
    poke(&mut oracle, &[0, 0]).unwrap();
    publish(&vm, AGGREGATOR, 1_900, START - 1);
    poke(&mut oracle, &[0]).unwrap();
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    poke(&mut oracle, &[0]).unwrap();
    mock_round(&vm, AGGREGATOR, Ok(vec![0; 159]));
    poke(&mut oracle, &[0]).unwrap();
    poke(&mut oracle, &[]).unwrap();
    assert_eq!(
        (vm.get_emitted_logs().len(), oracle.kept(0)),
        (logs, stored)
    );
}

#[test]
fn two_rounds_within_one_second_are_two() {
    let (vm, mut oracle) = with_feed();
    publish(&vm, AGGREGATOR, 1_900, START);
    poke(&mut oracle, &[0]).unwrap();
    let reading = read(&oracle);
    assert_eq!(
        (reading.spot, reading.smoothed, reading.flags),
        (wad(1_900), wad(2_000), 0)
    );
    assert!(reading.fastVariance > U256::from((FLOOR + CAP) / 2));
}

#[test]
fn a_round_missed_by_pokes_still_counts_from_its_time() {
    let (vm, oracle) = with_feed();
    publish(&vm, AGGREGATOR, 3_000, START + 200);
    vm.set_block_timestamp(START + 2_000);
    let reading = read(&oracle);
    let halfway = wad(2_500);
    assert!(
        reading.smoothed.abs_diff(halfway) < U256::from(10_000),
        "{}",
        reading.smoothed
    );
    assert_eq!((reading.updatedAt, reading.flags), (START + 200, 0));
    vm.set_block_timestamp(START + 200 + 3_601);
    assert_eq!(
        (read(&oracle).spot, read(&oracle).flags),
        (wad(3_000), STALE),
        "old, yet the last good one"
    );
}
