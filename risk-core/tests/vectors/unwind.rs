//! Durations, trajectories, releases, Dutch prices, budgets and stages.

use crate::read::{Bound, Row, Table};
use risk_core::fixed::Wad;
use risk_core::unwind::{self, Flow, OpenSchedule, Span, Standing};

const EXACT: Bound = Bound::within(0.0);

fn wad(row: &Row, name: &str) -> Wad {
    Wad(row.get(name))
}

#[test]
fn duration_is_the_floor() {
    Table::read("unwind", "duration").check(|row| {
        let seconds = unwind::duration(
            wad(row, "health"),
            wad(row, "critical"),
            row.get("minimum"),
            row.get("maximum"),
        );
        row.expect(seconds, Bound::FLOOR);
    });
}

#[test]
fn remaining_agrees() {
    Table::read("unwind", "remaining").check(|row| {
        let share = unwind::remaining(wad(row, "urgency"), row.get("elapsed"), row.get("total"));
        row.expect(share, Bound::within(1_000.0));
    });
}

#[test]
fn newly_released_is_the_floor() {
    Table::read("unwind", "newly_released").check(|row| {
        let released = unwind::newly_released(
            wad(row, "need"),
            wad(row, "available"),
            wad(row, "before"),
            wad(row, "after"),
        );
        row.expect(released, Bound::FLOOR);
    });
}

#[test]
fn linear_prices_are_the_ceiling() {
    Table::read("unwind", "dutch_linear").check(|row| {
        let (start, floor) = (wad(row, "start"), wad(row, "floor"));
        let price = unwind::dutch_linear(start, floor, row.get("elapsed"), row.get("duration"));
        row.expect(price, Bound::CEILING);
    });
}

#[test]
fn exponential_prices_agree() {
    Table::read("unwind", "dutch_exponential").check(|row| {
        let (start, floor) = (wad(row, "start"), wad(row, "floor"));
        let price =
            unwind::dutch_exponential(start, floor, row.get("elapsed"), row.get("duration"));
        row.expect(price, Bound::within(2.0).or_relative(1e-16));
    });
}

#[test]
fn prices_of_stairs_are_the_ceiling() {
    Table::read("unwind", "dutch_stairs").check(|row| {
        let price = unwind::dutch_stairs(
            wad(row, "start"),
            wad(row, "floor"),
            row.get("elapsed"),
            row.get("duration"),
            row.get("steps"),
        );
        row.expect(price, Bound::CEILING);
    });
}

fn flow(row: &Row, health: bool) -> Flow {
    Flow {
        capacity: wad(row, "capacity"),
        level: wad(row, "level"),
        highest: if health {
            wad(row, "highest")
        } else {
            Wad::ONE
        },
        lowest: if health {
            wad(row, "lowest")
        } else {
            Wad::ZERO
        },
    }
}

#[test]
fn the_level_of_a_bucket_is_the_floor() {
    Table::read("unwind", "refilled").check(|row| {
        let bucket = flow(row, false).refilled(wad(row, "per_minute"), row.get("elapsed"));
        row.expect(bucket.level, Bound::FLOOR);
    });
}

#[test]
fn the_admitted_health_is_the_floor() {
    Table::read("unwind", "admitted_health").check(|row| {
        row.expect(flow(row, true).admitted_health(), Bound::FLOOR);
    });
}

#[test]
fn what_may_be_drawn_is_the_floor() {
    Table::read("unwind", "drawable").check(|row| {
        row.expect(flow(row, true).drawable(wad(row, "health")), Bound::FLOOR);
    });
}

#[test]
fn what_is_drawn_leaves_the_bucket() {
    Table::read("unwind", "drawn").check(|row| {
        let (bucket, taken) = flow(row, true).drawn(wad(row, "health"), wad(row, "asked"));
        row.expect_in("left", bucket.level, EXACT);
        row.expect_in("taken", taken, EXACT);
    });
}

#[test]
fn the_cost_budget_is_never_above() {
    Table::read("unwind", "cost_refilled").check(|row| {
        let elapsed: u64 = row.get("elapsed");
        let left = unwind::cost_refilled(
            wad(row, "left"),
            wad(row, "position"),
            row.get("bps_per_day"),
            elapsed,
        );
        // The day's budget is rounded down before it is multiplied by days.
        row.expect(left, Bound::down(2.0 + elapsed as f64 / 86_400.0));
    });
}

#[test]
fn the_floor_release_is_never_below() {
    Table::read("unwind", "floor_release").check(|row| {
        let rate = wad(row, "rate");
        let released =
            unwind::floor_release(wad(row, "need"), rate, row.get("elapsed"), row.get("total"));
        // The straight line is rounded up before it is multiplied by the rate.
        row.expect(released, Bound::up(2.0 + rate.0 as f64 / 1e18));
    });
}

#[test]
fn what_the_cost_budget_allows_is_the_floor() {
    Table::read("unwind", "within_cost").check(|row| {
        let sold = unwind::within_cost(
            wad(row, "planned"),
            wad(row, "floor"),
            wad(row, "left"),
            wad(row, "discount"),
        );
        row.expect(sold, Bound::FLOOR);
    });
}

#[test]
fn the_critical_level_is_the_floor() {
    Table::read("unwind", "critical_level").check(|row| {
        let level = unwind::critical_level(wad(row, "spot"), wad(row, "critical"));
        row.expect(level, Bound::FLOOR);
    });
}

#[test]
fn criticality_is_confirmed_alike() {
    Table::read("unwind", "critical_confirmed").check(|row| {
        let confirmed = unwind::critical_confirmed(
            row.get("since"),
            row.get("first_round"),
            row.get("now"),
            row.get("round"),
        );
        row.expect(u64::from(confirmed), EXACT);
    });
}

#[test]
fn schedules_resume_alike() {
    Table::read("unwind", "reopened").check(|row| {
        let previous = Span {
            start: row.get("start"),
            end: row.get("end"),
        };
        let span = unwind::reopened(
            previous,
            row.get("closed_at"),
            row.get("now"),
            row.get("duration"),
            row.get("recovery"),
        );
        row.expect_in("from", span.start, EXACT);
        row.expect_in("until", span.end, EXACT);
    });
}

#[test]
fn stages_agree() {
    Table::read("unwind", "stage").check(|row| {
        let auction: u64 = row.get("auction");
        let schedule = OpenSchedule {
            end: row.get("end"),
            auction_start: (auction > 0).then_some(auction),
            auction_duration: row.get("falls"),
            critical: row.flag("critical"),
        };
        let standing = Standing {
            health: wad(row, "health"),
            buffer: wad(row, "buffer"),
            target: wad(row, "target"),
            collateral: wad(row, "collateral"),
            debt: wad(row, "debt"),
            schedule: row.flag("open").then_some(schedule),
        };
        let stage = unwind::stage(&standing, row.get("now"));
        row.expect(stage as u64, EXACT);
    });
}
