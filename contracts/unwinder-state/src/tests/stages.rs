//! Stages, opening and resuming, and what a moment changes.

use proptest::prelude::*;

use super::fixtures::*;
use crate::{
    assess::Assessment,
    layout::Schedule,
    stages::{CRITICAL_SECONDS, Change, Circumstances, advance, open as begin, stage},
};

fn of_health(health: u128) -> Assessment {
    Assessment {
        health,
        smoothed_health: health,
        ..assessed(&loan(100, 254_000, 300_000, 300_000))
    }
}

/// An account below health 1.
fn at(critical: bool, round: u64, now: u64) -> Circumstances {
    Circumstances {
        health: WAD - 1,
        target: u128::from(parameters().target),
        critical,
        round,
        now,
    }
}

fn pass(schedule: &mut Schedule, critical: bool, round: u64, now: u64) -> Change {
    advance(schedule, &at(critical, round, now))
}

#[test]
fn unw_4_at_the_target_a_schedule_closes() {
    let target = u128::from(parameters().target);
    for auction_start in [0, START + 5] {
        let mut schedule = Schedule {
            auction_start,
            ..open()
        };
        let short = Circumstances {
            health: target - 1,
            ..at(false, 1, START + 10)
        };
        assert_eq!(advance(&mut schedule, &short), Change::default());
        let there = Circumstances {
            health: target,
            ..short
        };
        let change = advance(&mut schedule, &there);
        assert_eq!(
            change,
            Change {
                closed: true,
                ..Change::default()
            },
            "UNW-4"
        );
        assert_eq!(schedule.closed_at, START + 10);
    }
}

#[test]
fn past_its_end_a_schedule_of_health_one_closes_as_of_its_end() {
    let mut schedule = open();
    let end = schedule.end;
    let whole = Circumstances {
        health: WAD,
        ..at(false, 1, end - 1)
    };
    assert_eq!(
        advance(&mut schedule, &whole),
        Change::default(),
        "before its end it goes on"
    );
    let whole = Circumstances {
        now: end + 5_000,
        ..whole
    };
    assert!(advance(&mut schedule, &whole).closed);
    assert_eq!(schedule.closed_at, end);
    let mut auction = Schedule {
        auction_start: end,
        ..open()
    };
    assert_eq!(
        advance(&mut auction, &whole),
        Change::default(),
        "an auction goes on to the target"
    );
}

#[test]
fn what_one_round_shows_does_not_shorten_the_schedule() {
    let smoothed = of_health(WAD / 100 * 97);
    let spot = Assessment {
        health: WAD / 2,
        ..smoothed.clone()
    };
    let none = Schedule::default();
    assert_eq!(
        begin(&spot, &parameters(), &none, START),
        begin(&smoothed, &parameters(), &none, START)
    );
}

#[test]
fn stages_are_those_of_the_table() {
    let buffer = WAD / 20;
    let none = Schedule::default();
    let table = [
        (u128::MAX, 0),
        (WAD + buffer, 0),
        (WAD + buffer - 1, 1),
        (WAD, 1),
        (WAD - 1, 2),
        (0, 2),
    ];
    for (health, expected) in table {
        assert_eq!(
            stage(&of_health(health), &none, buffer),
            expected,
            "{health}"
        );
        assert_eq!(
            stage(&of_health(health), &open(), buffer),
            2,
            "open: {health}"
        );
    }
    let auction = Schedule {
        auction_start: START,
        ..open()
    };
    assert_eq!(stage(&of_health(WAD), &auction, buffer), 3);
    let closed = Schedule {
        closed_at: START + 1,
        ..auction
    };
    assert_eq!(stage(&of_health(WAD), &closed, buffer), 1);
    let bare = assessed(&loan(0, 5, 300_000, 300_000));
    for schedule in [none, open(), auction] {
        assert_eq!(stage(&bare, &schedule, buffer), 5, "debt and no collateral");
    }
    assert_eq!(
        stage(&assessed(&loan(0, 0, 300_000, 300_000)), &none, buffer),
        0
    );
}

#[test]
fn the_weaker_the_loan_the_shorter_the_schedule() {
    let mut last = u64::MAX;
    for debt in [253_000, 258_000, 265_000, 275_000, 290_000] {
        let seen = assessed(&loan(100, debt, 300_000, 300_000));
        assert!(seen.health < WAD);
        let schedule = begin(&seen, &parameters(), &Schedule::default(), START);
        let duration = schedule.end - START;
        assert!(
            (900..=12 * HOUR).contains(&duration) && duration <= last,
            "{duration}"
        );
        assert_eq!((schedule.start, schedule.accounted_until), (START, START));
        assert_eq!(
            (schedule.released, schedule.sold, schedule.closed_at),
            (0, 0, 0)
        );
        last = duration;
    }
    assert_eq!(last, 900, "critical: the shortest");
}

#[test]
fn reopening_resumes_the_elapsed_time() {
    let seen = of_health(WAD - 1);
    let closed = Schedule {
        closed_at: START + 5 * HOUR,
        released: 7,
        sold: 7,
        critical_since: START + 1,
        ..open()
    };
    let now = START + 8 * HOUR;
    let resumed = begin(&seen, &parameters(), &closed, now);
    assert_eq!(now - resumed.start, 5 * HOUR, "five hours have passed");
    assert_eq!(resumed.end, START + 15 * HOUR, "seven are left");
    assert_eq!(resumed.accounted_until, now);
    assert_eq!(
        (resumed.released, resumed.sold, resumed.critical_since),
        (0, 0, 0)
    );
    assert!(resumed.is_open());

    let later = closed.closed_at + 12 * HOUR;
    let resumed = begin(&seen, &parameters(), &closed, later - 1);
    assert_eq!(resumed.start, START + 12 * HOUR - 1);
    let fresh = begin(&seen, &parameters(), &closed, later);
    assert_eq!(fresh.start, later, "closed for the recovery duration: anew");
}

#[test]
fn critical_needs_sixty_seconds_and_a_newer_round() {
    let mut schedule = open();
    let seen = pass(&mut schedule, true, 500, START + 10);
    assert_eq!(
        seen,
        Change {
            seen: true,
            ..Change::default()
        }
    );
    assert_eq!(
        (schedule.critical_since, schedule.critical_round),
        (START + 10, 500)
    );
    let due = START + 10 + CRITICAL_SECONDS;
    for (round, now) in [(501, due - 1), (500, due), (499, due + 1_000)] {
        let before = schedule;
        assert_eq!(pass(&mut schedule, true, round, now), Change::default());
        assert_eq!(schedule, before, "round {round} at {now}");
    }
    let change = pass(&mut schedule, true, 501, due);
    assert!(change.auction_by_criticality && !change.auction_by_end && !change.seen);
    assert_eq!(
        (schedule.auction_start, schedule.accounted_until),
        (due, due)
    );
    assert_eq!(
        pass(&mut schedule, true, 502, due + 1),
        Change::default(),
        "once"
    );
}

#[test]
fn criticality_that_clears_must_be_seen_anew() {
    let mut schedule = open();
    pass(&mut schedule, true, 500, START + 10);
    let change = pass(&mut schedule, false, 501, START + 20);
    assert_eq!(
        change,
        Change {
            cleared: true,
            ..Change::default()
        }
    );
    assert_eq!((schedule.critical_since, schedule.critical_round), (0, 0));
    assert_eq!(
        pass(&mut schedule, false, 502, START + 30),
        Change::default()
    );
    assert!(pass(&mut schedule, true, 503, START + 100).seen);
    assert_eq!(
        pass(&mut schedule, true, 504, START + 159),
        Change::default()
    );
    assert!(pass(&mut schedule, true, 504, START + 160).auction_by_criticality);
    let change = pass(&mut schedule, false, 505, START + 200);
    assert!(
        change.cleared && schedule.auction_start == 0,
        "back to slices"
    );
    assert!(
        schedule.accounted_until >= START + 200,
        "UNW-1: the auction's time is not released again"
    );
}

#[test]
fn past_its_end_every_schedule_is_an_auction_that_stays() {
    let mut schedule = open();
    let end = schedule.end;
    assert_eq!(pass(&mut schedule, false, 1, end - 1), Change::default());
    let change = pass(&mut schedule, false, 1, end);
    assert_eq!(
        change,
        Change {
            auction_by_end: true,
            ..Change::default()
        }
    );
    assert_eq!(schedule.auction_start, end);
    pass(&mut schedule, true, 1, end + 10);
    assert!(pass(&mut schedule, false, 2, end + 20).cleared);
    assert_eq!(
        schedule.auction_start, end,
        "not over before the target is reached"
    );
}

proptest! {
    #[test]
    fn reopening_never_pushes_the_end_out(
        health in WAD / 2..WAD, open_for in 0u64..60_000, pause in 0u64..100_000, length in 900u64..43_200,
    ) {
        let previous = Schedule {
            end: START + length,
            closed_at: START + open_for,
            ..open()
        };
        let now = previous.closed_at + pause;
        let seen = of_health(health);
        let resumed = begin(&seen, &parameters(), &previous, now);
        let fresh = begin(&seen, &parameters(), &Schedule::default(), now);
        prop_assert!(resumed.end <= fresh.end && resumed.end >= now);
        if pause < 12 * HOUR {
            prop_assert_eq!(now - resumed.start, open_for, "the elapsed time resumes");
            prop_assert!(resumed.end <= (previous.end + pause).max(now), "never later than it would have ended");
        } else {
            prop_assert_eq!(resumed, fresh);
        }
    }

    #[test]
    fn no_moment_moves_start_or_end_or_takes_back_what_was_released(
        moments in prop::collection::vec((any::<bool>(), 0u64..5, 0u64..7_200), 1..40),
        released in 0u128..1 << 90,
    ) {
        let mut schedule = Schedule { released, ..open() };
        let (mut now, mut round) = (START, START);
        for (critical, rounds, wait) in moments {
            (now, round) = (now + wait, round + rounds);
            let before = schedule;
            let change = pass(&mut schedule, critical, round, now);
            prop_assert_eq!((schedule.start, schedule.end), (before.start, before.end));
            prop_assert_eq!((schedule.released, schedule.sold), (before.released, before.sold), "UNW-1");
            prop_assert!(schedule.accounted_until >= before.accounted_until, "UNW-1");
            prop_assert_eq!(schedule.critical_since > 0, critical);
            prop_assert!(now < schedule.end || schedule.auction_start > 0, "stage 3 past the end");
            if change.auction_by_criticality {
                prop_assert!(before.critical_since + CRITICAL_SECONDS <= now && round > before.critical_round);
            }
            prop_assert!(!(change.seen && (change.cleared || change.auction_by_criticality)));
        }
    }
}
