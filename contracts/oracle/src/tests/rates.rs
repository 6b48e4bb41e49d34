//! Share rates: reading, the growth cap, the anchor, the fall.

use ballast_common::convert::wide;

use super::*;
use crate::flags::{DEPEGGED, STALE};

const VAULT: Address = address!("0x00000000000000000000000000000000000000e1");
const CONVERT_TO_ASSETS: [u8; 4] = [0x07, 0xa2, 0xd1, 0x3a];
const YEAR: u64 = 31_536_000;

/// A share of 18 decimals over an asset of 6, growing by at most a tenth a year.
fn vault() -> IOracle::RateSource {
    IOracle::RateSource {
        target: VAULT,
        selector: CONVERT_TO_ASSETS.into(),
        shareDecimals: 18,
        rateDecimals: 6,
        growthBps: 1_000,
        toleranceBps: 100,
        anchor: 0,
    }
}

fn answer(vm: &TestVM, answer: Result<Vec<u8>, Vec<u8>>) {
    let share = U256::from(10).pow(U256::from(18)).to_be_bytes::<32>();
    let data = [&CONVERT_TO_ASSETS[..], &share].concat();
    vm.mock_static_call(VAULT, data, answer);
}

/// A rate in millionths.
fn tell(vm: &TestVM, millionths: u64) {
    let word = U256::from(millionths).to_be_bytes::<32>().to_vec();
    answer(vm, Ok(word));
}

fn millionths(rate: u64) -> U256 {
    U256::from(rate) * U256::from(10u64.pow(12))
}

fn set(oracle: &mut Oracle, source: IOracle::RateSource) -> Result<u8, Failure> {
    let feed = IOracle::setRateFeedCall {
        asset: ASSET,
        source,
        varianceFloor: 0,
        varianceCap: 10,
    };
    call(oracle, &feed)
}

/// A rate feed, always read live, that was anchored at 1.2 at `START`.
fn with_rate() -> (TestVM, Oracle) {
    let (vm, mut oracle) = fresh();
    tell(&vm, 1_200_000);
    assert_eq!(set(&mut oracle, vault()), Ok(0));
    let event: IOracle::Anchored = last_event(&vm);
    assert_eq!((event.feed, event.rate), (0, millionths(1_200_000)));
    always_live(&mut oracle, 0);
    (vm, oracle)
}

fn source(oracle: &mut Oracle) -> IOracle::Source {
    call(oracle, &IOracle::sourceAtCall { feed: 0 }).unwrap()
}

#[test]
fn a_rate_is_read_for_a_whole_share() {
    let (vm, mut oracle) = with_rate();
    let reading = read(&oracle);
    assert_eq!(
        (reading.spot, reading.updatedAt, reading.flags),
        (millionths(1_200_000), START, 0)
    );
    vm.set_block_timestamp(START + 1_000_000);
    tell(&vm, 1_201_000);
    let reading = read(&oracle);
    assert_eq!(
        (reading.spot, reading.updatedAt, reading.flags),
        (millionths(1_201_000), START + 1_000_000, 0),
        "it never is old"
    );
    let source = source(&mut oracle);
    assert_eq!((source.kind, source.target), (IOracle::Kind::Rate, VAULT));
    assert_eq!(source.selector, CONVERT_TO_ASSETS);
    assert_eq!((source.shareDecimals, source.decimals), (18, 6));
    assert_eq!((source.growthBps, source.toleranceBps), (1_000, 100));
    assert_eq!((source.first, source.second, source.heartbeat), (0, 0, 0));
    assert_eq!(
        (source.anchor, source.anchoredAt),
        (12 * 10u128.pow(17), START)
    );
    let listed = call(&mut oracle, &IOracle::feedAtCall { feed: 0 }).unwrap();
    assert_eq!((listed.aggregator, listed.heartbeat), (VAULT, 0));
}

#[test]
fn a_jump_counts_for_what_the_cap_allows() {
    let (vm, oracle) = with_rate();
    tell(&vm, 1_365_600); // +13.8%: a donation
    assert_eq!(read(&oracle).spot, millionths(1_200_000));
    vm.set_block_timestamp(START + YEAR / 2);
    assert_eq!(read(&oracle).spot, millionths(1_260_000));
    assert_eq!(read(&oracle).flags, 0);
    vm.set_block_timestamp(START + 2 * YEAR);
    assert_eq!(read(&oracle).spot, millionths(1_365_600));
    tell(&vm, 1_000_000_000_000_000);
    assert_eq!(read(&oracle).spot, millionths(1_440_000));
}

#[test]
fn a_fall_counts_at_once_and_past_the_tolerance_is_told() {
    let (vm, oracle) = with_rate();
    tell(&vm, 1_188_000);
    assert_eq!(
        (read(&oracle).spot, read(&oracle).flags),
        (millionths(1_188_000), 0)
    );
    tell(&vm, 1_187_999);
    assert_eq!(
        (read(&oracle).spot, read(&oracle).flags),
        (millionths(1_187_999), DEPEGGED)
    );
}

#[test]
fn what_is_no_rate_is_stale() {
    let (vm, oracle) = with_rate();
    let word = |value: U256| Ok(value.to_be_bytes::<32>().to_vec());
    for failure in [
        Err(vec![]),
        Ok(vec![]),
        Ok(vec![0; 31]),
        word(U256::ZERO),
        word(U256::MAX),
        word(U256::from(10).pow(U256::from(19))), // 10^13
    ] {
        answer(&vm, failure);
        let reading = read(&oracle);
        assert_eq!(
            (reading.spot, reading.flags),
            (millionths(1_200_000), STALE)
        );
    }
}

#[test]
fn the_anchor_moves_once_a_day_never_above_the_cap() {
    let (vm, mut oracle) = with_rate();
    vm.set_block_timestamp(START + 86_399);
    tell(&vm, 9_000_000);
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(source(&mut oracle).anchoredAt, START);
    vm.set_block_timestamp(START + 86_400);
    let before = read(&oracle).spot;
    poke(&mut oracle, &[0]).unwrap();
    assert_eq!(read(&oracle).spot, before, "moving it changes no price");
    let anchored: IOracle::Anchored = last_event(&vm);
    assert_eq!(anchored.rate, before);
    let source = source(&mut oracle);
    assert_eq!(source.anchoredAt, START + 86_400);
    // A tenth a year on 1.2, for a day.
    let cap = U256::from(1_200_000_000_000_000_000u64 + 120_000_000_000_000_000 / 365);
    assert_eq!(U256::from(source.anchor), cap);
}

#[test]
fn a_fall_moves_the_anchor_once_it_has_stood_for_a_day() {
    let (vm, mut oracle) = with_rate();
    let mut after = |passed, told, pokes: u8| {
        vm.set_block_timestamp(START + passed);
        tell(&vm, told);
        let before = read(&oracle);
        for _ in 0..pokes {
            poke(&mut oracle, &[0]).unwrap();
        }
        assert_eq!(read(&oracle), before, "pokes change no price and no flag");
        (before.spot, before.flags)
    };
    let low = millionths(1_000_000);
    // Low for one call, within which it is poked, however old the anchor.
    assert_eq!(after(259_200, 1_000_000, 3), (low, DEPEGGED));
    assert_eq!(after(259_201, 1_200_100, 0), (millionths(1_200_100), 0));
    // The fall that stands; who pokes within the day neither ends nor prolongs the flag.
    assert_eq!(after(259_202, 1_000_000, 1), (low, DEPEGGED));
    assert_eq!(after(345_599, 1_000_000, 2), (low, DEPEGGED));
    assert_eq!(source(&mut oracle).anchoredAt, START);
    vm.set_block_timestamp(START + 345_600);
    poke(&mut oracle, &[0]).unwrap();
    let anchored: IOracle::Anchored = last_event(&vm);
    assert_eq!(anchored.rate, low);
    assert_eq!((read(&oracle).spot, read(&oracle).flags), (low, 0));
}

#[test]
fn dips_within_the_tolerance_move_no_anchor() {
    let (vm, mut oracle) = with_rate();
    for day in 1..=20 {
        vm.set_block_timestamp(START + day * 86_400);
        tell(&vm, 1_188_000);
        poke(&mut oracle, &[0]).unwrap();
        tell(&vm, 1_200_000);
        poke(&mut oracle, &[0]).unwrap();
        assert_eq!(
            (read(&oracle).spot, read(&oracle).flags),
            (millionths(1_200_000), 0)
        );
    }
}

#[test]
fn a_pumped_anchor_goes_back_within_its_day() {
    let (vm, mut oracle) = with_rate();
    vm.set_block_timestamp(START + YEAR);
    tell(&vm, 9_000_000);
    poke(&mut oracle, &[0]).unwrap();
    vm.set_block_timestamp(START + YEAR + 60);
    tell(&vm, 1_230_000);
    poke(&mut oracle, &[0]).unwrap();
    let anchored: IOracle::Anchored = last_event(&vm);
    assert_eq!(anchored.rate, millionths(1_230_000));
    assert_eq!(source(&mut oracle).anchoredAt, START + YEAR);
}

#[test]
fn lowering_the_growth_ends_no_flag() {
    let (vm, mut oracle) = with_rate();
    tell(&vm, 1_000_000);
    call(
        &mut oracle,
        &IOracle::setGrowthCall {
            feed: 0,
            growthBps: 10,
        },
    )
    .unwrap();
    assert_eq!(read(&oracle).flags, DEPEGGED);
    assert_eq!(source(&mut oracle).anchor, 1_200_000_000_000_000_000);
}

#[test]
fn another_function_of_the_same_contract_is_another_source() {
    let (vm, mut oracle) = with_rate();
    vm.set_block_timestamp(START + 600);
    tell(&vm, 1_206_000);
    assert_eq!(set(&mut oracle, vault()), Ok(0));
    let kept = oracle.kept(0).unwrap();
    assert_eq!(
        (wide(kept.state.spot.0), kept.flags),
        (millionths(1_200_000), STALE),
        "the same: a round is to be taken"
    );
    let source = IOracle::RateSource {
        rateDecimals: 7,
        ..vault()
    };
    assert_eq!(set(&mut oracle, source), Ok(0));
    let kept = oracle.kept(0).unwrap();
    assert_eq!(
        (wide(kept.state.spot.0), kept.flags),
        (millionths(120_600), 0)
    );
    let word = U256::from(1_207_000).to_be_bytes::<32>().to_vec();
    let share = U256::from(10).pow(U256::from(18)).to_be_bytes::<32>();
    vm.mock_static_call(VAULT, [&[1, 2, 3, 4][..], &share].concat(), Ok(word));
    let source = IOracle::RateSource {
        selector: [1, 2, 3, 4].into(),
        ..vault()
    };
    assert_eq!(set(&mut oracle, source), Ok(0));
    let kept = oracle.kept(0).unwrap();
    assert_eq!(
        (wide(kept.state.spot.0), kept.flags),
        (millionths(1_207_000), 0)
    );
}

#[test]
fn an_anchor_may_be_given() {
    let (vm, mut oracle) = fresh();
    tell(&vm, 1_365_600);
    let anchor = 1_200_000_000_000_000_000;
    assert_eq!(
        set(&mut oracle, IOracle::RateSource { anchor, ..vault() }),
        Ok(0)
    );
    assert_eq!(
        read(&oracle).spot,
        millionths(1_200_000),
        "not what is told at that moment"
    );
    let event: IOracle::Anchored = last_event(&vm);
    assert_eq!(event.rate, millionths(1_200_000));
    // Set again without one, the present rate is believed.
    assert_eq!(set(&mut oracle, vault()), Ok(0));
    always_live(&mut oracle, 0);
    assert_eq!(read(&oracle).spot, millionths(1_365_600));
}

#[test]
fn rate_feeds_have_bounds() {
    let (vm, mut oracle) = fresh();
    tell(&vm, 1_200_000);
    let zero = IOracle::RateSource {
        target: Address::ZERO,
        ..vault()
    };
    assert_eq!(set(&mut oracle, zero), refusal(IOwned::ZeroAddress {}));
    for (position, value, source) in [
        (
            3,
            39,
            IOracle::RateSource {
                shareDecimals: 39,
                ..vault()
            },
        ),
        (
            4,
            39,
            IOracle::RateSource {
                rateDecimals: 39,
                ..vault()
            },
        ),
        (
            5,
            10_001,
            IOracle::RateSource {
                growthBps: 10_001,
                ..vault()
            },
        ),
        (
            6,
            0,
            IOracle::RateSource {
                toleranceBps: 0,
                ..vault()
            },
        ),
        (
            6,
            5_001,
            IOracle::RateSource {
                toleranceBps: 5_001,
                ..vault()
            },
        ),
    ] {
        assert_eq!(set(&mut oracle, source), out_of_bounds(position, value));
    }
    let above = 10u128.pow(30) + 1;
    let refused = IOwned::ParameterOutOfBounds {
        position: U256::from(7),
        value: U256::from(above),
    };
    let source = IOracle::RateSource {
        anchor: above,
        ..vault()
    };
    assert_eq!(set(&mut oracle, source), refusal(refused));
    let feed = IOracle::setRateFeedCall {
        asset: ASSET,
        source: vault(),
        varianceFloor: 2,
        varianceCap: 1,
    };
    assert_eq!(call(&mut oracle, &feed), out_of_bounds(9, 1));
    vm.set_sender(ASSET);
    let caller = ASSET;
    assert_eq!(
        set(&mut oracle, vault()),
        refusal(IOwned::Unauthorised { caller })
    );
}

#[test]
fn what_tells_no_rate_is_refused() {
    let (vm, mut oracle) = fresh();
    let bad = |answer: U256| IOracle::BadAggregator {
        aggregator: VAULT,
        answer: I256::from_raw(answer),
    };
    assert_eq!(set(&mut oracle, vault()), refusal(bad(U256::ZERO)));
    answer(&vm, Err(vec![]));
    assert_eq!(set(&mut oracle, vault()), refusal(bad(U256::ZERO)));
    answer(&vm, Ok(U256::MAX.to_be_bytes::<32>().to_vec()));
    assert_eq!(set(&mut oracle, vault()), refusal(bad(U256::MAX)));
}
