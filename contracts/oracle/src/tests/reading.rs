//! Reading: scaling, flags, bad feeds.

use super::*;
use crate::{
    flags::{SEQUENCER_DOWN, STALE},
    source::{GAS_NEEDED, MAX_PRICE, SOURCE_GAS, price},
};

#[test]
fn readings_come_in_the_order_asked() {
    let (vm, mut oracle) = with_feed();
    mock_decimals(&vm, OTHER_AGGREGATOR, 8);
    publish(&vm, OTHER_AGGREGATOR, 1, START);
    assert_eq!(
        set_feed(
            &mut oracle,
            OTHER_ASSET,
            OTHER_AGGREGATOR,
            HEARTBEAT,
            FLOOR,
            CAP
        ),
        Ok(1)
    );
    always_live(&mut oracle, 1);
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    mock_round(&vm, OTHER_AGGREGATOR, Err(vec![]));
    let readings = oracle.read(vec![1, 0, 1]).unwrap();
    assert_eq!(
        readings
            .iter()
            .map(|reading| reading.spot)
            .collect::<Vec<_>>(),
        [wad(1), wad(2_000), wad(1)]
    );
    assert!(readings.iter().all(|reading| reading.flags == STALE));
    let price = IOracle::priceCall { asset: OTHER_ASSET };
    assert_eq!(call(&mut oracle, &price).unwrap(), readings[0]);
    assert_eq!(oracle.read(vec![]).unwrap(), []);
}

#[test]
fn answers_scale_rounding_down() {
    let scale = |answer: u128, decimals| price(answer, decimals).map(|wad| wad.0);
    assert_eq!(scale(1, 0), Some(10u128.pow(18)));
    assert_eq!(scale(123, 8), Some(1_230_000_000_000));
    assert_eq!(scale(7, 18), Some(7));
    assert_eq!(scale(19_999_999, 24), Some(19), "rounds down");
    assert_eq!(scale(999_999, 24), None, "rounds to nothing");
    assert_eq!(scale(0, 8), None);
    assert_eq!(scale(MAX_PRICE, 18), Some(MAX_PRICE));
    assert_eq!(scale(MAX_PRICE + 1, 18), None);
    assert_eq!(scale(u128::MAX, 0), None);
    assert_eq!(scale(u128::MAX, 255), None, "total");
}

#[test]
fn a_failing_feed_leaves_the_last_good_prices() {
    let (vm, oracle) = with_feed();
    let good = read(&oracle);
    let huge = I256::try_from(U256::from(10).pow(U256::from(38))).unwrap();
    let failures = [
        Err(vec![0xde, 0xad]),
        Ok(vec![]),
        Ok(vec![0; 128]),
        Ok(round_data(I256::ZERO, START, START)),
        Ok(round_data(I256::MIN, START, START)),
        Ok(round_data(I256::MAX, START, START)),
        Ok(round_data(huge, START, START)), // 10^30 USD at 8 decimals
        Ok(round_data(I256::ONE, START, 0)),
        Ok(round_data(I256::ONE, START, START + 1)),
        Ok(round_data(I256::ONE, START, u64::MAX)),
        Ok(round_data(I256::ONE, START, START - 1)),
        Ok(words(&[9, 200_000_000_000, START, START, 8])), // carried over from an earlier round
        Ok(words(&[0, 200_000_000_000, START, START, 0])), // no round yet
    ];
    for failure in failures {
        mock_round(&vm, AGGREGATOR, failure);
        assert_eq!(
            read(&oracle),
            IOracle::Reading {
                flags: STALE,
                ..good.clone()
            }
        );
    }
}

#[test]
fn a_round_is_stale_past_its_heartbeat() {
    let (vm, oracle) = with_feed();
    vm.set_block_timestamp(START + u64::from(HEARTBEAT));
    assert_eq!(read(&oracle).flags, 0);
    vm.set_block_timestamp(START + u64::from(HEARTBEAT) + 1);
    assert_eq!(read(&oracle).flags, STALE);
}

#[test]
fn variances_move_with_rounds_only_and_keep_their_bounds() {
    let (vm, mut oracle) = with_feed();
    let before = read(&oracle);
    vm.set_block_timestamp(START + 3_000);
    let between = read(&oracle);
    assert_eq!(
        (between.fastVariance, between.slowVariance),
        (before.fastVariance, before.slowVariance)
    );
    publish(&vm, AGGREGATOR, 1_000, START + 3_000);
    let crash = read(&oracle);
    assert_eq!(crash.slowVariance, U256::from(CAP));
    assert!(crash.fastVariance > U256::from(CAP));
    poke(&mut oracle, &[0]).unwrap();
    for day in 1..400u64 {
        vm.set_block_timestamp(START + 3_000 + day * 86_400);
        publish(&vm, AGGREGATOR, 1_000, START + 3_000 + day * 86_400);
        poke(&mut oracle, &[0]).unwrap();
    }
    let calm = read(&oracle);
    assert_eq!(
        (calm.fastVariance, calm.slowVariance),
        (U256::from(FLOOR), U256::from(FLOOR))
    );
}

#[test]
fn the_sequencer_flag_stays_through_the_grace_period() {
    let (vm, mut oracle) = with_feed();
    call(
        &mut oracle,
        &IOracle::setSequencerFeedCall {
            feed: SEQUENCER,
            grace: 600,
        },
    )
    .unwrap();
    let flags = |answer: Result<Vec<u8>, Vec<u8>>| {
        mock_round(&vm, SEQUENCER, answer);
        read(&oracle).flags & SEQUENCER_DOWN
    };
    let (up, down) = (I256::ZERO, I256::ONE);
    assert_eq!(flags(Ok(round_data(up, START - 600, START))), 0);
    assert_eq!(
        flags(Ok(round_data(up, START - 599, START))),
        SEQUENCER_DOWN,
        "just back"
    );
    assert_eq!(
        flags(Ok(round_data(down, START - 9_000, START))),
        SEQUENCER_DOWN
    );
    assert_eq!(
        flags(Ok(round_data(up, 0, START))),
        SEQUENCER_DOWN,
        "no round yet"
    );
    assert_eq!(
        flags(Ok(round_data(up, START + 1, START))),
        SEQUENCER_DOWN,
        "in the future"
    );
    assert_eq!(flags(Err(vec![])), SEQUENCER_DOWN, "reverts");
    assert_eq!(flags(Ok(vec![])), SEQUENCER_DOWN, "no code");
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    assert_eq!(read(&oracle).flags, STALE | SEQUENCER_DOWN);
}

fn words(words: &[u64]) -> Vec<u8> {
    let word = |word: &u64| U256::from(*word).to_be_bytes::<32>();
    words.iter().flat_map(word).collect()
}

#[test]
fn nobody_makes_a_source_fail_by_sending_little_gas() {
    const { assert!(GAS_NEEDED > SOURCE_GAS / 63 * 64 + 2_600) };
    let (vm, mut oracle) = with_feed();
    vm.set_gas_left(GAS_NEEDED - 1);
    assert_eq!(read(&oracle).flags, 0, "enough for one that answers");
    mock_round(&vm, AGGREGATOR, Err(vec![]));
    let short = IOracle::InsufficientGas {
        left: U256::from(GAS_NEEDED - 1),
        needed: U256::from(GAS_NEEDED),
    };
    let feeds = IOracle::readCall { feeds: vec![0] };
    assert_eq!(call(&mut oracle, &feeds), refusal(short.clone()));
    assert_eq!(poke(&mut oracle, &[0]), refusal(short));
    vm.set_gas_left(GAS_NEEDED);
    assert_eq!(read(&oracle).flags, STALE);
}

#[test]
fn malformed_lists_of_feeds_are_refused() {
    let (_, mut oracle) = with_feed();
    let selector = u32::from_be_bytes(IOracle::readCall::SELECTOR);
    for list in [
        &[][..],
        &[32],
        &[96, 1, 0],
        &[u64::MAX, 1, 0],
        &[32, 2, 0],
        &[32, 1, 256],
        &[32, u64::MAX, 0],
    ] {
        let answer = oracle.dispatch(selector, Input::new(&words(list)));
        assert_eq!(answer, Err(vec![]), "{list:?}");
    }
    assert!(
        oracle
            .dispatch(selector, Input::new(&words(&[32, 1, 0])))
            .is_ok()
    );
}
