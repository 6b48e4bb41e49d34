//! How much is released, and when: UNW-1 as far as it is pure.

use proptest::prelude::*;
use risk_core::{fixed::Wad, unwind};

use super::fixtures::*;
use crate::{
    layout::Schedule,
    stages::{release, window},
};

fn urgency() -> u64 {
    parameters().urgency
}

/// Releases to `now`: what is newly released.
fn step(schedule: &mut Schedule, now: u64, need: u128) -> u128 {
    let before = schedule.released;
    let present = window(schedule, &parameters(), now);
    release(schedule, &present, urgency(), need).unwrap();
    assert!(schedule.released >= before, "UNW-1: released fell");
    schedule.released - before
}

#[test]
fn windows_have_steps_of_the_slice_interval() {
    let schedule = open();
    for (passed, begun) in [(0, 0), (299, 0), (300, 300), (7_777, 7_500)] {
        let present = window(&schedule, &parameters(), START + passed);
        assert_eq!((present.start, present.end), (START, schedule.end));
        assert_eq!(present.step_start, START + begun);
        assert_eq!(present.step_end, START + begun + 300);
    }
    let auction = Schedule {
        auction_start: START + 1_000,
        ..schedule
    };
    let present = window(&auction, &parameters(), START + 1_650);
    assert_eq!(
        (present.start, present.end),
        (START + 1_000, START + 1_000 + AUCTION)
    );
    assert_eq!(
        (present.step_start, present.step_end),
        (START + 1_600, START + 1_900)
    );
    let late = Schedule {
        auction_start: schedule.end,
        ..schedule
    };
    let present = window(&late, &parameters(), schedule.end + 5);
    assert_eq!(present.start, present.end, "past the end all at once");
}

#[test]
fn the_first_slice_is_the_trajectorys_first_step() {
    let mut schedule = open();
    let need = 100_000 * WAD;
    let first = step(&mut schedule, START, need);
    let left = unwind::remaining(Wad::ONE, 300, 12 * HOUR).unwrap().0;
    assert!(
        first.abs_diff(need / WAD * (WAD - left)) <= 1_000_000,
        "{first}"
    );
    assert_eq!(
        step(&mut schedule, START + 299, need),
        0,
        "nothing more within the step"
    );
    assert!(step(&mut schedule, START + 300, need) > 0);
}

#[test]
fn past_the_end_the_whole_need_is_released_at_once() {
    let mut schedule = Schedule {
        auction_start: START + 12 * HOUR,
        ..open()
    };
    schedule.accounted_until = schedule.auction_start;
    assert_eq!(step(&mut schedule, START + 12 * HOUR, 77 * WAD), 77 * WAD);
    assert_eq!(step(&mut schedule, START + 13 * HOUR, 77 * WAD), 0);
    assert_eq!(
        step(&mut schedule, START + 13 * HOUR, 80 * WAD),
        3 * WAD,
        "growth too"
    );
}

#[test]
fn a_critical_auction_releases_the_need_over_its_own_duration() {
    let mut schedule = open();
    let need = 100_000 * WAD;
    step(&mut schedule, START, need);
    schedule.auction_start = START + 1_000;
    schedule.accounted_until = START + 1_000;
    let mut last = schedule.released;
    for passed in (0..AUCTION).step_by(300) {
        step(&mut schedule, START + 1_000 + passed, need);
        assert!(schedule.released > last, "{passed}");
        last = schedule.released;
    }
    assert_eq!(schedule.released, need, "all by its last step");
}

#[test]
fn growth_of_the_need_accrues_from_now_over_what_remains() {
    let need = 100_000 * WAD;
    let (mut steady, mut grown) = (open(), open());
    for passed in (0..6 * HOUR).step_by(300) {
        step(&mut steady, START + passed, need);
        step(&mut grown, START + passed, need);
    }
    let now = START + 6 * HOUR;
    let (usual, more) = (
        step(&mut steady, now, need),
        step(&mut grown, now, 2 * need),
    );
    assert!(more > usual, "more is due");
    assert!(
        more - usual < need / 50,
        "and none of it for the six hours gone: {}",
        more - usual
    );
    for passed in (6 * HOUR..12 * HOUR).step_by(300) {
        step(&mut grown, START + passed, 2 * need);
    }
    assert_eq!(grown.released, 2 * need, "all of it by the end");
}

#[test]
fn a_need_that_shrinks_releases_nothing_and_takes_nothing_back() {
    let mut schedule = open();
    step(&mut schedule, START + 6 * HOUR, 100_000 * WAD);
    let released = schedule.released;
    assert!(released > 0);
    assert_eq!(step(&mut schedule, START + 7 * HOUR, 1), 0);
    assert_eq!(schedule.released, released, "UNW-1");
}

proptest! {
    #[test]
    fn unw_1_a_schedule_in_which_nothing_is_sold_releases_the_need_exactly(
        need in 1u128..1 << 100, length in 900u64..43_200, waits in prop::collection::vec(1u64..7_200, 1..60),
    ) {
        let mut schedule = Schedule { end: START + length, ..open() };
        let mut now = START;
        for wait in waits {
            step(&mut schedule, now, need);
            prop_assert!(schedule.released <= need, "UNW-1");
            now = (now + wait).min(schedule.end);
            if now == schedule.end { break }
        }
        let last = schedule.end - 1;
        step(&mut schedule, last, need);
        prop_assert_eq!(schedule.released, need, "UNW-1: all by the end, and no more");
    }

    #[test]
    fn unw_1_released_never_falls_and_available_never_exceeds_the_greatest_need(
        steps in prop::collection::vec((0u64..3_600, 0u128..1 << 90, 0u128..=100), 1..60),
    ) {
        let (mut schedule, mut now, mut most) = (open(), START, 0);
        for (wait, need, percent) in steps {
            now = (now + wait).min(schedule.end - 1);
            most = most.max(need);
            let accounted = schedule.accounted_until;
            step(&mut schedule, now, need);
            prop_assert!(schedule.accounted_until >= accounted);
            prop_assert!(schedule.available() <= most, "UNW-1: released more than was ever needed");
            schedule.sold += schedule.available() / 100 * percent;
            prop_assert!(schedule.sold <= schedule.released, "UNW-1");
        }
    }

    #[test]
    fn how_often_anyone_looks_does_not_change_what_is_released(
        need in 1u128..1 << 90, looks in prop::collection::vec(0u64..43_200, 1..40),
    ) {
        let (mut often, mut once) = (open(), open());
        let mut looks = looks;
        looks.sort_unstable();
        for look in &looks {
            step(&mut often, START + look, need);
        }
        step(&mut once, START + looks[looks.len() - 1], need);
        // Each look rounds down by less than a unit, and by the trajectory's error of 1e-15.
        let bound = looks.len() as u128 * (2 + need / 10u128.pow(14));
        prop_assert!(often.released.abs_diff(once.released) <= bound, "{} {}", often.released, once.released);
    }
}
