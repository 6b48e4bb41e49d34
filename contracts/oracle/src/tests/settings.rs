//! Ownership, feeds, half-lives, the sequencer feed.

use super::*;

#[test]
fn the_constructor_names_the_owner_and_defaults() {
    let (vm, mut oracle) = fresh();
    assert_eq!(owner(&mut oracle), OWNER);
    assert_eq!(half_lives(&mut oracle), (1_800, 86_400, 2_592_000));
    assert_eq!(sequencer_feed(&mut oracle), (Address::ZERO, 0));
    assert_eq!(feed_count(&mut oracle), U256::ZERO);
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
        nobody.initialise(Address::ZERO),
        refusal(IOwned::ZeroAddress {})
    );
}

fn owner(oracle: &mut Oracle) -> Address {
    call(oracle, &IOwned::ownerCall {}).unwrap()
}

fn half_lives(oracle: &mut Oracle) -> (u32, u32, u32) {
    let lives = call(oracle, &IOracle::halfLivesCall {}).unwrap();
    (lives.smoothing, lives.fast, lives.slow)
}

fn sequencer_feed(oracle: &mut Oracle) -> (Address, u32) {
    let set = call(oracle, &IOracle::sequencerFeedCall {}).unwrap();
    (set.feed, set.grace)
}

fn feed_count(oracle: &mut Oracle) -> U256 {
    call(oracle, &IOracle::feedCountCall {}).unwrap()
}

fn set_half_lives(
    oracle: &mut Oracle,
    smoothing: u32,
    fast: u32,
    slow: u32,
) -> Result<(), Failure> {
    let lives = IOracle::setHalfLivesCall {
        smoothing,
        fast,
        slow,
    };
    call(oracle, &lives).map(|_| ())
}

fn set_sequencer(oracle: &mut Oracle, feed: Address, grace: u32) -> Result<(), Failure> {
    call(oracle, &IOracle::setSequencerFeedCall { feed, grace }).map(|_| ())
}

#[test]
fn ownership_passes_in_two_steps() {
    let (vm, mut oracle) = fresh();
    let transfer = |candidate| IOwned::transferOwnershipCall { candidate };
    let accept = IOwned::acceptOwnershipCall {};
    call(&mut oracle, &transfer(ASSET)).unwrap();
    let event: IOwned::OwnershipOffered = last_event(&vm);
    assert_eq!((event.owner, event.candidate), (OWNER, ASSET));
    let stranger = IOwned::Unauthorised { caller: OWNER };
    let accepted = call(&mut oracle, &accept).map(|_| ());
    assert_eq!(accepted, refusal(stranger.clone()));
    vm.set_sender(ASSET);
    call(&mut oracle, &accept).unwrap();
    let event: IOwned::OwnershipTransferred = last_event(&vm);
    assert_eq!((event.previous, event.owner), (OWNER, ASSET));
    assert_eq!(owner(&mut oracle), ASSET);
    vm.set_sender(OWNER);
    let offered = call(&mut oracle, &transfer(OWNER)).map(|_| ());
    assert_eq!(offered, refusal(stranger));
}

#[test]
fn only_the_owner_sets() {
    let (vm, mut oracle) = with_feed();
    vm.set_sender(ASSET);
    let refused = || IOwned::Unauthorised { caller: ASSET };
    let set = set_feed(&mut oracle, OTHER_ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP);
    assert_eq!(set, refusal(refused()));
    let set = set_half_lives(&mut oracle, 1_800, 86_400, 86_400);
    assert_eq!(set, refusal(refused()));
    let set = set_sequencer(&mut oracle, SEQUENCER, 60);
    assert_eq!(set, refusal(refused()));
}

#[test]
fn a_feed_is_added() {
    let (vm, mut oracle) = fresh();
    mock_decimals(&vm, AGGREGATOR, DECIMALS);
    publish(&vm, AGGREGATOR, 2_000, START);
    assert_eq!(
        set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP),
        Ok(0)
    );
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
    let feed_of = IOracle::feedOfCall { asset: ASSET };
    assert_eq!(call(&mut oracle, &feed_of), Ok(0));
    let settings = call(&mut oracle, &IOracle::feedAtCall { feed: 0 }).unwrap();
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
    let unknown = || IOracle::UnknownFeed { feed: 1 };
    let feeds = IOracle::readCall { feeds: vec![0, 1] };
    assert_eq!(call(&mut oracle, &feeds), refusal(unknown()));
    assert_eq!(poke(&mut oracle, &[1]), refusal(unknown()));
    let at = IOracle::feedAtCall { feed: 1 };
    assert_eq!(call(&mut oracle, &at), refusal(unknown()));
    let at = IOracle::sourceAtCall { feed: 1 };
    assert_eq!(call(&mut oracle, &at).err(), refusal::<()>(unknown()).err());
    let unknown = || IOracle::UnknownAsset { asset: OTHER_ASSET };
    let of = IOracle::feedOfCall { asset: OTHER_ASSET };
    assert_eq!(call(&mut oracle, &of), refusal(unknown()));
    let price = IOracle::priceCall { asset: OTHER_ASSET };
    assert_eq!(call(&mut oracle, &price), refusal(unknown()));
}

#[test]
fn feed_settings_have_bounds() {
    let (_, mut oracle) = with_feed();
    let mut set =
        |heartbeat, floor, cap| set_feed(&mut oracle, ASSET, AGGREGATOR, heartbeat, floor, cap);
    assert_eq!(set(59, FLOOR, CAP), out_of_bounds(2, 59));
    assert_eq!(set(172_801, FLOOR, CAP), out_of_bounds(2, 172_801));
    assert_eq!(set(60, FLOOR, FLOOR - 1), out_of_bounds(4, FLOOR - 1));
    assert_eq!(set(60, FLOOR, FLOOR), Ok(0));
    assert_eq!(set(172_800, 0, u64::MAX), Ok(0));
    let zero = || refusal(IOwned::ZeroAddress {});
    let set = set_feed(&mut oracle, Address::ZERO, AGGREGATOR, 60, FLOOR, CAP);
    assert_eq!(set, zero());
    let set = set_feed(&mut oracle, ASSET, Address::ZERO, 60, FLOOR, CAP);
    assert_eq!(set, zero());
}

#[test]
fn what_is_no_aggregator_is_refused() {
    let (vm, mut oracle) = fresh();
    let bad = |answer: i64| -> Result<u8, Failure> {
        refusal(IOracle::BadAggregator {
            aggregator: AGGREGATOR,
            answer: I256::try_from(answer).unwrap(),
        })
    };
    let mut set = || set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP);
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
        set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP),
        Ok(0)
    );
    assert_eq!(
        read(&oracle).flags,
        crate::flags::STALE,
        "an old round is a start, but stale"
    );
}

#[test]
fn replacing_a_feed_keeps_its_averages() {
    let (vm, mut oracle) = with_feed();
    vm.set_block_timestamp(START + 900);
    publish(&vm, AGGREGATOR, 2_100, START + 900);
    poke(&mut oracle, &[0]).unwrap();
    vm.set_block_timestamp(START + 1_800);
    let before = read(&oracle);
    mock_decimals(&vm, OTHER_AGGREGATOR, DECIMALS);
    publish(&vm, OTHER_AGGREGATOR, 2_200, START + 1_700);
    let set = set_feed(&mut oracle, ASSET, OTHER_AGGREGATOR, HEARTBEAT, FLOOR, CAP);
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
    set_feed(&mut oracle, ASSET, OTHER_AGGREGATOR, HEARTBEAT, 1, 2).unwrap();
    assert_eq!(
        read(&oracle).slowVariance,
        U256::from(2),
        "a lower cap holds at once"
    );
    assert_eq!(feed_count(&mut oracle), U256::from(1));
}

#[test]
fn there_are_256_numbers() {
    let (_, mut oracle) = with_feed();
    for number in 1..256u64 {
        let asset = Address::left_padding_from(&(1_000_000 + number).to_be_bytes());
        assert_eq!(
            set_feed(&mut oracle, asset, AGGREGATOR, HEARTBEAT, FLOOR, CAP).map(u64::from),
            Ok(number)
        );
    }
    assert_eq!(feed_count(&mut oracle), U256::from(256));
    let set = set_feed(&mut oracle, SEQUENCER, AGGREGATOR, HEARTBEAT, FLOOR, CAP);
    assert_eq!(set, refusal(IOracle::TooManyFeeds {}));
    assert_eq!(oracle.read(vec![255]).unwrap().len(), 1);
    assert_eq!(
        set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP),
        Ok(0),
        "settings still change"
    );
}

#[test]
fn half_lives_have_bounds() {
    let (vm, mut oracle) = fresh();
    for (position, value, lives) in [
        (0, 299, (299, 86_400, 86_400)),
        (0, 21_601, (21_601, 86_400, 86_400)),
        (1, 3_599, (300, 3_599, 86_400)),
        (1, 7_776_001, (300, 7_776_001, 7_776_001)),
        (2, 86_399, (300, 86_400, 86_399)),
        (2, 7_776_001, (300, 86_400, 7_776_001)),
    ] {
        let set = set_half_lives(&mut oracle, lives.0, lives.1, lives.2);
        assert_eq!(set, out_of_bounds(position, value));
    }
    let most = (21_600, 7_776_000, 7_776_000);
    assert_eq!(set_half_lives(&mut oracle, most.0, most.1, most.2), Ok(()));
    assert_eq!(half_lives(&mut oracle), most);
    let event: IOracle::HalfLivesSet = last_event(&vm);
    assert_eq!((event.smoothing, event.fast, event.slow), most);
}

#[test]
fn the_sequencer_feed_is_set_and_removed() {
    let (vm, mut oracle) = fresh();
    let set = set_sequencer(&mut oracle, SEQUENCER, 86_401);
    assert_eq!(set, out_of_bounds(1, 86_401));
    set_sequencer(&mut oracle, SEQUENCER, 86_400).unwrap();
    assert_eq!(sequencer_feed(&mut oracle), (SEQUENCER, 86_400));
    let event: IOracle::SequencerFeedSet = last_event(&vm);
    assert_eq!((event.feed, event.grace), (SEQUENCER, 86_400));
    set_sequencer(&mut oracle, Address::ZERO, 0).unwrap();
    assert_eq!(sequencer_feed(&mut oracle), (Address::ZERO, 0));
    assert_eq!(half_lives(&mut oracle), (1_800, 86_400, 2_592_000));
}
