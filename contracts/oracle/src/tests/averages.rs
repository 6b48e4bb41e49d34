//! How averages move: properties of the pure part.

use proptest::prelude::*;
use risk_core::fixed::{WAD, Wad};

use crate::{
    averages::{HalfLives, Round, State},
    source::MAX_PRICE,
};

const HALF_LIVES: HalfLives = HalfLives {
    smoothing: 1_800,
    fast: 86_400,
    slow: 2_592_000,
};
const START: u64 = 1_700_000_000;

fn first(price: u128) -> State {
    State::first(
        Round {
            price: Wad(price),
            updated_at: START,
        },
        Wad(WAD / 2),
        START,
    )
}

#[test]
fn smoothed_goes_half_way_in_a_half_life() {
    let state = State {
        smoothed: Wad(1_000 * WAD),
        ..first(2_000 * WAD)
    };
    let later = state.carry(START + 1_800, &HALF_LIVES).unwrap();
    assert!(later.smoothed.0.abs_diff(1_500 * WAD) <= 2_000);
    assert_eq!(
        (later.fast, later.slow, later.spot),
        (state.fast, state.slow, state.spot)
    );
}

#[test]
fn a_round_counts_from_its_own_time() {
    let state = State {
        smoothed: Wad(1_000 * WAD),
        ..first(1_000 * WAD)
    };
    let round = Round {
        price: Wad(2_000 * WAD),
        updated_at: START + 100,
    };
    let late = state
        .take(round, &HALF_LIVES, Wad(WAD))
        .unwrap()
        .carry(START + 1_900, &HALF_LIVES)
        .unwrap();
    assert!(late.smoothed.0.abs_diff(1_500 * WAD) <= 2_000);
}

#[test]
fn a_round_older_than_what_was_carried_rewrites_nothing() {
    let state = first(1_000 * WAD).carry(START + 500, &HALF_LIVES).unwrap();
    let round = Round {
        price: Wad(2_000 * WAD),
        updated_at: START + 100,
    };
    let state = state.take(round, &HALF_LIVES, Wad(WAD)).unwrap();
    assert_eq!(
        (state.smoothed, state.carried_at),
        (Wad(1_000 * WAD), START + 500)
    );
    assert_eq!(state.updated_at, START + 100);
}

#[test]
fn the_cap_bounds_the_slow_variance_only() {
    let round = Round {
        price: Wad(1_000 * WAD),
        updated_at: START + 60,
    };
    let state = first(WAD).take(round, &HALF_LIVES, Wad(WAD)).unwrap();
    assert_eq!(state.slow, Wad(WAD));
    assert!(state.fast.0 > 100 * WAD);
}

/// Moments at which prices change (gap in seconds, price) and moments at which someone pokes.
fn history() -> impl Strategy<Value = (Vec<(u64, u128)>, Vec<u64>, u64)> {
    let price = prop_oneof![1u128..=MAX_PRICE, WAD..=100_000 * WAD];
    (
        prop::collection::vec((1u64..20_000, price), 0..6),
        prop::collection::vec(0u64..120_000, 0..40),
        120_000u64..200_000,
    )
}

proptest! {
    /// Poking again and again while no new round comes changes what is read by rounding only. Every
    /// round is seen when it comes in both runs; one of them is poked in between as well.
    #[test]
    fn pokes_between_rounds_change_rounding_only((rounds, mut pokes, end) in history()) {
        pokes.sort_unstable();
        let mut calm = first(2_000 * WAD);
        let mut busy = calm;
        let mut bound = 0u128;
        let mut at = START;
        let mut next = pokes.into_iter().map(|offset| START + offset).peekable();
        let mut poke_until = |busy: &mut State, bound: &mut u128, until: u64| {
            while let Some(moment) = next.next_if(|moment| *moment <= until) {
                *bound += 2 + 4 * (busy.smoothed.0.abs_diff(busy.spot.0) / WAD);
                *busy = busy.carry(moment, &HALF_LIVES).unwrap();
            }
        };
        for (gap, price) in rounds {
            at += gap;
            poke_until(&mut busy, &mut bound, at);
            let round = Round { price: Wad(price), updated_at: at };
            bound += 2 + 4 * (busy.smoothed.0.abs_diff(busy.spot.0) / WAD);
            calm = calm.take(round, &HALF_LIVES, Wad(WAD)).unwrap();
            busy = busy.take(round, &HALF_LIVES, Wad(WAD)).unwrap();
        }
        poke_until(&mut busy, &mut bound, START + end);
        bound += 2 + 4 * (busy.smoothed.0.abs_diff(busy.spot.0) / WAD);
        calm = calm.carry(START + end, &HALF_LIVES).unwrap();
        busy = busy.carry(START + end, &HALF_LIVES).unwrap();
        prop_assert!(calm.smoothed.0.abs_diff(busy.smoothed.0) <= bound, "{} {} {bound}", calm.smoothed.0, busy.smoothed.0);
        prop_assert_eq!((calm.fast, calm.slow, calm.spot), (busy.fast, busy.slow, busy.spot));
    }

    /// For every price a feed may give, at every time: no error, and smoothed between old and new.
    #[test]
    fn total_within_bounds(
        old in 1u128..=MAX_PRICE, new in 1u128..=MAX_PRICE, smoothed in 1u128..=MAX_PRICE,
        gap in 0u64..1 << 40, wait in 0u64..1 << 40, variance in 0u128..1 << 80,
    ) {
        let state = State { smoothed: Wad(smoothed), fast: Wad(variance), slow: Wad(variance), ..first(old) };
        let round = Round { price: Wad(new), updated_at: START + gap };
        let then = state.take(round, &HALF_LIVES, Wad(WAD)).unwrap();
        let later = then.carry(START + gap + wait, &HALF_LIVES).unwrap();
        let (least, most) = (old.min(new).min(smoothed), old.max(new).max(smoothed));
        prop_assert!((least..=most).contains(&later.smoothed.0));
        prop_assert!(later.slow.0 <= WAD);
    }
}
