//! Ownership, feeds, half-lives, the sequencer feed.

use ballast_common::abi::IOwned;

use super::*;
use crate::error::Error;

fn out_of_bounds(position: u64, value: u64) -> Error {
    IOwned::ParameterOutOfBounds {
        position: U256::from(position),
        value: U256::from(value),
    }
    .into()
}

#[test]
fn the_constructor_names_the_owner_and_defaults() {
    let (vm, oracle) = fresh();
    assert_eq!(oracle.owner(), OWNER);
    assert_eq!(oracle.half_lives(), (1_800, 86_400, 2_592_000));
    assert_eq!(oracle.sequencer_feed(), (Address::ZERO, 0));
    assert_eq!(oracle.feed_count(), U256::ZERO);
    let event: IOracle::HalfLivesSet = last_event(&vm);
    assert_eq!(
        event,
        IOracle::HalfLivesSet {
            smoothing: 1_800,
            fast: 86_400,
            slow: 2_592_000
        }
    );
    let mut nobody = Oracle::from(&TestVM::new());
    assert_eq!(
        nobody.constructor(Address::ZERO),
        Err(IOwned::ZeroAddress {}.into())
    );
}

#[test]
fn ownership_passes_in_two_steps() {
    let (vm, mut oracle) = fresh();
    oracle.transfer_ownership(ASSET).unwrap();
    let event: IOwned::OwnershipOffered = last_event(&vm);
    assert_eq!((event.owner, event.candidate), (OWNER, ASSET));
    assert_eq!(
        oracle.accept_ownership(),
        Err(IOwned::Unauthorised { caller: OWNER }.into())
    );
    vm.set_sender(ASSET);
    oracle.accept_ownership().unwrap();
    let event: IOwned::OwnershipTransferred = last_event(&vm);
    assert_eq!((event.previous, event.owner), (OWNER, ASSET));
    assert_eq!(oracle.owner(), ASSET);
    vm.set_sender(OWNER);
    assert_eq!(
        oracle.transfer_ownership(OWNER),
        Err(IOwned::Unauthorised { caller: OWNER }.into())
    );
}

#[test]
fn only_the_owner_sets() {
    let (vm, mut oracle) = with_feed();
    vm.set_sender(ASSET);
    let refused: Error = IOwned::Unauthorised { caller: ASSET }.into();
    let set = oracle.set_feed(OTHER_ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP);
    assert_eq!(set.unwrap_err(), refused);
    assert_eq!(
        oracle.set_half_lives(1_800, 86_400, 86_400).unwrap_err(),
        refused
    );
    assert_eq!(
        oracle.set_sequencer_feed(SEQUENCER, 60).unwrap_err(),
        refused
    );
}

#[test]
fn a_feed_is_added() {
    let (vm, oracle) = with_feed();
    let event: IOracle::FeedSet = last_event(&vm);
    let expected = IOracle::FeedSet {
        feed: 0,
        asset: ASSET,
        aggregator: AGGREGATOR,
        heartbeat: HEARTBEAT,
        varianceFloor: FLOOR,
        varianceCap: CAP,
    };
    assert_eq!(event, expected);
    assert_eq!(oracle.feed_of(ASSET), Ok(0));
    let settings = oracle.feed_at(0).unwrap();
    assert_eq!(
        (settings.asset, settings.aggregator, settings.decimals),
        (ASSET, AGGREGATOR, 8)
    );
    assert_eq!(
        (
            settings.heartbeat,
            settings.varianceFloor,
            settings.varianceCap
        ),
        (HEARTBEAT, FLOOR, CAP)
    );
    let reading = read(&oracle);
    assert_eq!(
        (reading.spot, reading.smoothed, reading.flags),
        (wad(2_000), wad(2_000), 0)
    );
    let mean = U256::from((FLOOR + CAP) / 2);
    assert_eq!((reading.fastVariance, reading.slowVariance), (mean, mean));
}

#[test]
fn unknown_feeds_and_assets_are_refused() {
    let (_, mut oracle) = with_feed();
    let unknown: Error = IOracle::UnknownFeed { feed: 1 }.into();
    assert_eq!(oracle.read(vec![0, 1]).unwrap_err(), unknown);
    assert_eq!(oracle.poke(vec![1]).unwrap_err(), unknown);
    assert_eq!(oracle.feed_at(1).unwrap_err(), unknown);
    let unknown: Error = IOracle::UnknownAsset { asset: OTHER_ASSET }.into();
    assert_eq!(oracle.feed_of(OTHER_ASSET).unwrap_err(), unknown);
    assert_eq!(oracle.price(OTHER_ASSET).unwrap_err(), unknown);
}

#[test]
fn feed_settings_have_bounds() {
    let (_, mut oracle) = with_feed();
    let mut set = |heartbeat, floor, cap| oracle.set_feed(ASSET, AGGREGATOR, heartbeat, floor, cap);
    assert_eq!(set(59, FLOOR, CAP), Err(out_of_bounds(2, 59)));
    assert_eq!(set(172_801, FLOOR, CAP), Err(out_of_bounds(2, 172_801)));
    assert_eq!(set(60, FLOOR, FLOOR - 1), Err(out_of_bounds(4, FLOOR - 1)));
    assert_eq!(set(60, FLOOR, FLOOR), Ok(0));
    assert_eq!(set(172_800, 0, u64::MAX), Ok(0));
    let zero: Error = IOwned::ZeroAddress {}.into();
    assert_eq!(
        oracle
            .set_feed(Address::ZERO, AGGREGATOR, 60, FLOOR, CAP)
            .unwrap_err(),
        zero
    );
    assert_eq!(
        oracle
            .set_feed(ASSET, Address::ZERO, 60, FLOOR, CAP)
            .unwrap_err(),
        zero
    );
}

#[test]
fn what_is_no_aggregator_is_refused() {
    let (vm, mut oracle) = fresh();
    let bad = |answer: i64| -> Error {
        IOracle::BadAggregator {
            aggregator: AGGREGATOR,
            answer: I256::try_from(answer).unwrap(),
        }
        .into()
    };
    let mut set = || {
        oracle
            .set_feed(ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP)
            .unwrap_err()
    };
    assert_eq!(set(), bad(0), "answers nothing");
    mock_decimals(&vm, AGGREGATOR, 25);
    assert_eq!(set(), bad(25), "too many decimals");
    mock_decimals(&vm, AGGREGATOR, 8);
    assert_eq!(set(), bad(0), "no round");
    mock_round(&vm, AGGREGATOR, Err(vec![1]));
    assert_eq!(set(), bad(0), "reverts");
    mock_round(
        &vm,
        AGGREGATOR,
        Ok(round_data(I256::MINUS_ONE, START, START)),
    );
    assert_eq!(set(), bad(-1), "negative");
    mock_round(&vm, AGGREGATOR, Ok(round_data(I256::ZERO, START, START)));
    assert_eq!(set(), bad(0), "zero");
    mock_round(&vm, AGGREGATOR, Ok(round_data(I256::ONE, START, START + 1)));
    assert_eq!(set(), bad(1), "in the future");
    mock_round(&vm, AGGREGATOR, Ok(round_data(I256::ONE, START, 0)));
    assert_eq!(set(), bad(1), "incomplete");
    publish(&vm, AGGREGATOR, 1, START - 100_000);
    assert_eq!(
        oracle.set_feed(ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP),
        Ok(0)
    );
    assert_eq!(
        read(&oracle).flags,
        crate::STALE,
        "an old round is a start, but stale"
    );
}

#[test]
fn replacing_a_feed_keeps_its_averages() {
    let (vm, mut oracle) = with_feed();
    vm.set_block_timestamp(START + 900);
    publish(&vm, AGGREGATOR, 2_100, START + 900);
    oracle.poke(vec![0]).unwrap();
    vm.set_block_timestamp(START + 1_800);
    let before = read(&oracle);
    mock_decimals(&vm, OTHER_AGGREGATOR, DECIMALS);
    publish(&vm, OTHER_AGGREGATOR, 2_200, START + 1_700);
    let set = oracle.set_feed(ASSET, OTHER_AGGREGATOR, HEARTBEAT, FLOOR, CAP);
    assert_eq!(set, Ok(0), "keeps its number");
    let after = read(&oracle);
    assert_eq!(
        (after.spot, after.updatedAt, after.flags),
        (wad(2_200), START + 1_700, 0)
    );
    assert_eq!(
        (after.smoothed, after.fastVariance),
        (before.smoothed, before.fastVariance)
    );
    oracle
        .set_feed(ASSET, OTHER_AGGREGATOR, HEARTBEAT, 1, 2)
        .unwrap();
    assert_eq!(
        read(&oracle).slowVariance,
        U256::from(2),
        "a lower cap holds at once"
    );
    assert_eq!(oracle.feed_count(), U256::from(1));
}

#[test]
fn there_are_256_numbers() {
    let (_, mut oracle) = with_feed();
    for number in 1..256u64 {
        let asset = Address::left_padding_from(&(1_000_000 + number).to_be_bytes());
        assert_eq!(
            oracle
                .set_feed(asset, AGGREGATOR, HEARTBEAT, FLOOR, CAP)
                .map(u64::from),
            Ok(number)
        );
    }
    assert_eq!(oracle.feed_count(), U256::from(256));
    let set = oracle.set_feed(SEQUENCER, AGGREGATOR, HEARTBEAT, FLOOR, CAP);
    assert_eq!(set, Err(IOracle::TooManyFeeds {}.into()));
    assert_eq!(oracle.read(vec![255]).unwrap().len(), 1);
    assert_eq!(
        oracle.set_feed(ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP),
        Ok(0),
        "settings still change"
    );
}

#[test]
fn half_lives_have_bounds() {
    let (vm, mut oracle) = fresh();
    assert_eq!(
        oracle.set_half_lives(299, 86_400, 86_400),
        Err(out_of_bounds(0, 299))
    );
    assert_eq!(
        oracle.set_half_lives(21_601, 86_400, 86_400),
        Err(out_of_bounds(0, 21_601))
    );
    assert_eq!(
        oracle.set_half_lives(300, 3_599, 86_400),
        Err(out_of_bounds(1, 3_599))
    );
    assert_eq!(
        oracle.set_half_lives(300, 7_776_001, 7_776_001),
        Err(out_of_bounds(1, 7_776_001))
    );
    assert_eq!(
        oracle.set_half_lives(300, 86_400, 86_399),
        Err(out_of_bounds(2, 86_399))
    );
    assert_eq!(
        oracle.set_half_lives(300, 86_400, 7_776_001),
        Err(out_of_bounds(2, 7_776_001))
    );
    assert_eq!(oracle.set_half_lives(21_600, 7_776_000, 7_776_000), Ok(()));
    assert_eq!(oracle.half_lives(), (21_600, 7_776_000, 7_776_000));
    let event: IOracle::HalfLivesSet = last_event(&vm);
    assert_eq!(
        (event.smoothing, event.fast, event.slow),
        (21_600, 7_776_000, 7_776_000)
    );
}

#[test]
fn the_sequencer_feed_is_set_and_removed() {
    let (vm, mut oracle) = fresh();
    assert_eq!(
        oracle.set_sequencer_feed(SEQUENCER, 86_401),
        Err(out_of_bounds(1, 86_401))
    );
    oracle.set_sequencer_feed(SEQUENCER, 86_400).unwrap();
    assert_eq!(oracle.sequencer_feed(), (SEQUENCER, 86_400));
    let event: IOracle::SequencerFeedSet = last_event(&vm);
    assert_eq!((event.feed, event.grace), (SEQUENCER, 86_400));
    oracle.set_sequencer_feed(Address::ZERO, 0).unwrap();
    assert_eq!(oracle.sequencer_feed(), (Address::ZERO, 0));
    assert_eq!(oracle.half_lives(), (1_800, 86_400, 2_592_000));
}
