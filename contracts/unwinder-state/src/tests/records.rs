//! Budgets, prices before a new round, and clocks.

use alloy_primitives::U256;
use proptest::prelude::*;
use risk_core::fixed::Wad;

use super::fixtures::*;
use crate::records::{Budgets, Clock, LOWEST_ADMITTED, Left, ROUND_SECONDS, Seen, Trace, markup};

const TARGET: Wad = Wad(WAD / 100 * 102);

fn seen(prices: &[(u128, u64)]) -> Seen {
    let fold = |seen: Seen, (dollars, round): &(u128, u64)| seen.with(dollars * WAD, *round);
    prices.iter().fold(Seen::default(), fold)
}

#[test]
fn words_round_trip() {
    let fields = [2_000, 50, WAD / 5, 2 * WAD, 1_500];
    let budgets = Budgets::validated(fields).unwrap_or(Budgets::DEFAULT);
    assert_eq!(budgets.fields(), fields);
    assert_eq!(Budgets::unpack(budgets.pack()), budgets);
    assert_eq!(Budgets::unpack(U256::ZERO), Budgets::DEFAULT);
    let left = Left {
        level: u128::MAX,
        at: START,
    };
    assert_eq!(Left::unpack(left.pack()), left);
    let seen = seen(&[(3_000, START), (2_900, START + 5)]);
    assert_eq!(Seen::unpack(seen.pack()), seen);
    let trace = Trace {
        cost: u128::MAX - 1,
        cost_at: START,
        moved_at: START + 1,
        fee: 7,
    };
    assert_eq!(Trace::unpack(trace.pack()), trace);
    let clock = Clock {
        served: true,
        restart: 2,
        until: 3,
        stood: 4,
    };
    assert_eq!(Clock::unpack(clock.pack()), clock);
    // What was stored before there was a clock.
    assert!(Clock::unpack(U256::from(1)).served);
}

#[test]
fn a_fall_and_a_rise_pay_the_worse_of_both_rounds_for_a_while() {
    let calm = seen(&[(1, START)]);
    let fall = seen(&[(3_000, START), (2_000, START + 100)]);
    assert_eq!(fall.span(START + 100).0, 3 * WAD / 2);
    assert_eq!(markup(&fall, &calm, START + 100), 3 * WAD / 2);
    assert_eq!(
        markup(&fall, &calm, START + 99 + ROUND_SECONDS),
        3 * WAD / 2
    );
    assert_eq!(markup(&fall, &calm, START + 100 + ROUND_SECONDS), WAD);
    // What is sold rose: the new price is the worse one. What is repaid rose: the old one, which takes more tokens.
    let rise = seen(&[(2_000, START), (3_000, START + 100)]);
    assert_eq!(markup(&rise, &calm, START + 100), WAD);
    let dearer = markup(&calm, &rise, START + 100);
    assert!(dearer >= WAD * 3 / 2, "rounded up: {dearer}");
    assert!(dearer - WAD * 3 / 2 < WAD / 100_000_000, "{dearer}");
    // The first sight knows no other price.
    assert_eq!(markup(&seen(&[(2_000, START)]), &calm, START), WAD);
}

#[test]
fn several_rounds_at_once_hide_nothing() {
    let calm = seen(&[(1, START)]);
    let at = START + 100;
    let hidden = seen(&[
        (3_000, START),
        (2_000, at),
        (2_000, at + 1),
        (1_999, at + 2),
    ]);
    assert!(markup(&hidden, &calm, at + 2) >= WAD * 3_000 / 1_999);
    // Rounds that go on for longer than the while carry only the one before on.
    let long = seen(&[
        (3_000, START),
        (2_000, at),
        (1_900, at + 14),
        (1_800, at + 28),
    ]);
    assert_eq!(long.span(at + 28).0 / 1_000_000_000, 1_055_555_556);
}

#[test]
fn nothing_overflows_at_any_price() {
    for old in [1, WAD, u128::MAX] {
        for new in [0, 1, WAD, u128::MAX] {
            let seen = Seen::default().with(old, START).with(new, START + 1);
            assert!((WAD..=4 * WAD).contains(&markup(&seen, &seen, START + 1)));
        }
    }
}

#[test]
fn buckets_fill_with_the_depth_and_admit_the_neediest_first() {
    let budgets = Budgets::DEFAULT;
    let full = budgets.bucket(1_000_000, Left::default(), TARGET, START);
    let full = full.unwrap_or_default();
    assert_eq!(
        full.capacity,
        Wad(2_500_000 * WAD),
        "ten minutes of a quarter"
    );
    assert_eq!(
        (full.level, full.admitted_health()),
        (full.capacity, TARGET)
    );
    let empty = Left {
        level: 0,
        at: START,
    };
    let after = |seconds| {
        budgets
            .bucket(1_000_000, empty, TARGET, START + seconds)
            .unwrap_or_default()
    };
    assert_eq!(after(0).admitted_health(), LOWEST_ADMITTED);
    assert_eq!(after(60).level, Wad(250_000 * WAD));
    assert_eq!(after(u64::MAX - START).level, full.capacity);
    assert_eq!(after(60).drawable(TARGET), Wad::ZERO, "UNW-3");
    assert_eq!(after(60).drawable(LOWEST_ADMITTED), after(60).level);
    for everything in [0, u64::MAX] {
        assert_eq!(budgets.bucket(everything, empty, TARGET, START), None);
    }
}

#[test]
fn a_schedule_starts_with_a_days_cost_and_a_pause_gives_none_back() {
    let budgets = Budgets::DEFAULT;
    let position = 100_000 * WAD;
    let trace = Trace::default().opened(false, &budgets, START);
    assert_eq!(trace.cost_left(position, &budgets, START), 1_000 * WAD);
    let spent = Trace { cost: 0, ..trace };
    assert_eq!(spent.cost_left(position, &budgets, START), 0, "UNW-3");
    let resumed = spent.opened(true, &budgets, START + 3_600);
    let hour = resumed.cost_left(position, &budgets, START + 3_600);
    assert!(hour <= 1_000 * WAD / 24 && hour > 41 * WAD, "{hour}");
    assert_eq!(resumed.moved_at, START + 3_600);
}

#[test]
fn a_clock_stands_from_the_outage_to_the_end_of_grace() {
    let clock = Clock {
        served: true,
        ..Clock::default()
    };
    let (down, restart) = (START + 1_000, START + 3_000);
    let stood = clock.stand(down, restart, 600);
    assert_eq!((stood.until, stood.stood), (START + 3_600, 2_600));
    for time in [restart, restart + 300, stood.until] {
        assert_eq!(stood.at(time), down, "it stands");
    }
    assert_eq!(stood.at(stood.until + 7), down + 7);
    assert_eq!(stood.told(stood.at(stood.until + 7)), stood.until + 7);
    assert_eq!(stood.told(0), 0);
    // An outage within the grace period of the one before counts once.
    let twice = stood.stand(restart + 100, restart + 200, 600);
    assert_eq!((twice.until, twice.stood), (restart + 800, 2_800));
}

proptest! {
    /// However rounds come, a fill within the while pays at least what it would have paid by the price before.
    #[test]
    fn no_round_makes_a_fill_cheaper(
        prices in prop::collection::vec((1u128..1_000_000, 0u64..40), 2..12),
    ) {
        let calm = seen(&[(1, START)]);
        let (mut round, mut past) = (START, Seen::default());
        let mut last: Option<u128> = None;
        for (price, gap) in prices {
            round += gap + 1;
            past = past.with(price * WAD, round);
            let paid = markup(&past, &calm, round);
            if let Some(last) = last {
                let needed = (last * 1_000_000_000).div_ceil(price).min(4_000_000_000);
                prop_assert!(paid / 1_000_000_000 >= needed, "{paid} {needed}");
            }
            last = Some(price);
            prop_assert!(paid >= WAD);
            prop_assert_eq!(markup(&past, &calm, round + ROUND_SECONDS), WAD);
        }
    }

    /// UNW-3: over any times and draws, sales stay within a full bucket and what flowed in since.
    #[test]
    fn draws_stay_within_the_flow(
        draws in prop::collection::vec((0u64..600, 0u128..3_000_000, 800u128..1_100), 1..20),
    ) {
        let budgets = Budgets::DEFAULT;
        let (mut left, mut now, mut drawn) = (Left::default(), START, 0);
        for (gap, dollars, health) in draws {
            now += gap;
            let bucket = budgets.bucket(1_000_000, left, TARGET, now).unwrap_or_default();
            let health = Wad(health * WAD / 1_000);
            let sold = bucket.drawable(health).0.min(dollars * WAD);
            prop_assert!(sold == 0 || health <= bucket.admitted_health());
            left = Left { level: bucket.level.0 - sold, at: now };
            drawn += sold;
            let flowed = 250_000 * WAD / 60 * u128::from(now - START);
            prop_assert!(drawn <= bucket.capacity.0 + flowed + 60 * WAD, "UNW-3");
        }
    }

    /// A clock never goes back, nor faster than time, whatever outages it notes in their order.
    #[test]
    fn a_clock_only_stands(
        outages in prop::collection::vec((0u64..5_000, 0u64..5_000, 0u64..4_000), 1..8),
    ) {
        let mut clock = Clock::default();
        let mut time = START;
        let mut shown = clock.at(time);
        for (before, lasts, grace) in outages {
            time += before;
            let down = clock.at(time);
            prop_assert!(down >= shown && down - shown <= time);
            let noted = clock.stand(time, time + lasts, grace);
            prop_assert!(noted.stood >= clock.stood && noted.until >= clock.until);
            // From the outage to the end of the grace period it shows one time.
            prop_assert_eq!(noted.at(time), down);
            prop_assert_eq!(noted.at(noted.until), down);
            time += lasts;
            clock = noted;
            shown = down;
        }
    }
}
