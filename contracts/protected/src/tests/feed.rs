//! The price of a share as a round, at each phase, and of sources that tell nothing of use.

use super::*;
use crate::storage::Exercise;

fn told(program: &mut Protected) -> (u128, u128, u64) {
    let round = call(program, &IProtected::latestRoundDataCall {}).unwrap();
    assert_eq!(round.roundId, round.answeredInRound);
    assert_eq!(round.startedAt, round.updatedAt);
    (
        round.roundId.to(),
        u128::try_from(round.answer).unwrap(),
        round.updatedAt.to(),
    )
}

const ALONE: u128 = 1 << 79;

#[test]
fn both_sources_make_the_round_until_the_window_ends() {
    // Here the underlying is worth a dollar, and the strike is 1,600.
    let (vm, mut program) = held(1);
    for (time, dollars) in [
        (NOW, 1_600),
        (EXPIRY - FADE, 1_600),
        (EXPIRY - FADE / 2, 1_520),
        (EXPIRY, 1_440),
        (EXPIRY + WINDOW / 2, 1_440),
        (UNTIL - WINDOW / 4, 720),
        (UNTIL, 1),
    ] {
        vm.set_block_timestamp(time);
        answers(&vm, round(100_000_000, time - 60));
        let expected = (16, dollars * WAD, time - 60);
        assert_eq!(told(&mut program), expected, "{time}");
    }
    vm.set_block_timestamp(NOW);
    answers(&vm, round(100_000_000, NOW));
    let mut low = made();
    low.floor.strike = WAD / 2;
    program.put_made(&low, &feeds(), names());
    assert_eq!(told(&mut program).1, WAD);
}

#[test]
fn after_the_window_the_underlying_alone_counts() {
    let (vm, mut program) = held(1);
    vm.set_block_timestamp(UNTIL + 1);
    fails(&vm, USDC_FEED, &LATEST);
    answers(&vm, round(250_000_000, UNTIL));
    assert_eq!(told(&mut program), (ALONE + 8, 5 * WAD / 2, UNTIL));
}

#[test]
fn once_exercised_the_cash_of_a_share_counts() {
    let (vm, mut program) = held(3 * WAD);
    // Three shares, of a cent less than three strikes.
    let cash = 4_799_990_000;
    program.put_exercised(&Exercise {
        cash,
        shares: 3 * WAD,
    });
    fails(&vm, ETH_FEED, &LATEST);
    for time in [EXPIRY, UNTIL + 1, u64::from(u32::MAX)] {
        vm.set_block_timestamp(time);
        answers(&vm, round(25_000_000, time));
        let worth = cash * 10_u128.pow(12) / 3 / 4;
        assert_eq!(told(&mut program), (ALONE + 8, worth, time));
    }
}

#[test]
fn a_source_older_than_its_heartbeat_tells_nothing() {
    let question = IProtected::latestRoundDataCall {};
    let [underlying, asset] = feeds();
    let (first, which) = if underlying.heartbeat <= asset.heartbeat {
        (underlying.heartbeat, ETH_FEED)
    } else {
        (asset.heartbeat, USDC_FEED)
    };
    let (vm, mut program) = held(1);
    answers(&vm, round(100_000_000, NOW));
    vm.set_block_timestamp(NOW + u64::from(first));
    told(&mut program);
    vm.set_block_timestamp(NOW + u64::from(first) + 1);
    assert_eq!(refused(&mut program, &question), unavailable(which));
}

#[test]
fn the_answer_has_the_decimals_of_the_share_rounded_down() {
    let (vm, mut program) = held(1);
    let short = Made {
        decimals: 6,
        ..made()
    };
    program.put_made(&short, &feeds(), names());
    vm.set_block_timestamp(UNTIL);
    answers(&vm, round(200_012_345_678, UNTIL));
    assert_eq!(call(&mut program, &IProtected::decimalsCall {}), Ok(6));
    assert_eq!(told(&mut program).1, 2_000_123_456);
}

#[test]
fn rounds_that_are_not_to_be_believed_tell_nothing() {
    let (one, before) = (I256::ONE, NOW - 1);
    let power = |exponent| I256::try_from(10_u128.pow(exponent)).unwrap();
    let bad = [
        Vec::new(),
        vec![0; 160],
        words(5, one, before, before, 5)[..159].to_vec(),
        words(0, one, before, before, 0),
        words(5, I256::ZERO, before, before, 5),
        words(5, I256::MINUS_ONE, before, before, 5),
        words(5, I256::MAX, before, before, 5),
        words(5, power(21), before, before, 5),
        words(5, one, before, 0, 5),
        words(5, one, NOW, NOW + 1, 5),
        words(5, one, NOW, before, 5),
        words(5, one, before, before, 4),
        words(1 << 78, one, before, before, 1 << 78),
        words(u128::MAX, one, before, before, u128::MAX),
    ];
    let question = IProtected::latestRoundDataCall {};
    for data in bad {
        let (vm, mut program) = held(1);
        answers(&vm, data.clone());
        let refusal = refused(&mut program, &question);
        assert_eq!(refusal, unavailable(ETH_FEED), "{data:?}");
    }
    for feed in [ETH_FEED, USDC_FEED] {
        let (vm, mut program) = held(1);
        fails(&vm, feed, &LATEST);
        answers(&vm, round(1, NOW));
        assert_eq!(refused(&mut program, &question), unavailable(feed));
    }
    // The least and the most that are.
    for data in [
        words((1 << 78) - 1, one, before, before, 1 << 79),
        words(1, power(20), 0, NOW, 1),
    ] {
        let (vm, mut program) = held(1);
        answers(&vm, data);
        told(&mut program);
    }
}

#[test]
fn a_price_beyond_all_bounds_is_a_typed_error() {
    let (vm, mut program) = held(1);
    let mut high = made();
    high.floor.strike = (1 << 96) - 1;
    program.put_made(&high, &feeds(), names());
    answers(
        &vm,
        words(1, I256::try_from(10_u128.pow(20)).unwrap(), NOW, NOW, 1),
    );
    let data = call(&mut program, &IProtected::latestRoundDataCall {});
    let error = IOwned::IOwnedErrors::abi_decode_validate(&data.err().unwrap()).unwrap();
    assert!(matches!(error, IOwned::IOwnedErrors::RiskCalculation(_)));
}
