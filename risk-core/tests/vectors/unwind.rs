//! Durations, trajectories, releases, Dutch prices, budgets and stages; sales of pairs and plans of them.

use crate::health::Case;
use crate::read::{Bound, Row, Table};
use risk_core::fixed::{WAD, Wad, mul_div_up};
use risk_core::health;
use risk_core::unwind::{self, Flow, OpenSchedule, Pair, Sale, Span, Standing};

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

const AT_LEAST: Bound = Bound::up(f64::INFINITY);
const AT_MOST: Bound = Bound::down(f64::INFINITY);

fn pair(row: &Row) -> Pair {
    Pair {
        collateral: row.get("sold"),
        debt: row.get("repaid"),
    }
}

/// Makes a sale, of which what it repays is exact and the stress it releases that of the book before less that after.
fn settle(row: &Row, case: &mut Case, pair: Pair, sale: Sale) {
    let stress = |case: &Case| {
        health::stress(&case.book, &case.factors, case.parameters)
            .expect("a stress")
            .total
            .0
    };
    let before = stress(case);
    let repay = mul_div_up(sale.sell.0, row.get("proceeds"), WAD).unwrap_or(u128::MAX);
    let debt = &mut case.book[pair.debt].debt.0;
    assert_eq!(sale.repay.0, repay.min(*debt));
    *debt -= sale.repay.0;
    case.book[pair.collateral].collateral.0 -= sale.sell.0;
    let released = before.saturating_sub(stress(case));
    let accuracy: u128 = row.get("accuracy");
    assert!(released.abs_diff(sale.stress_released.0) <= 2 * accuracy);
}

#[test]
fn the_least_sale_agrees() {
    Table::read("unwind", "need").check(|row| {
        let mut case = Case::of(row);
        let sale = unwind::need(
            &case.book,
            &case.factors,
            case.parameters,
            pair(row),
            wad(row, "target"),
            wad(row, "proceeds"),
        );
        let sell = sale.map(|sale| sale.sell);
        row.expect_in("least", sell, AT_LEAST);
        row.expect_in("most", sell, AT_MOST);
        if let Ok(sale) = sale {
            settle(row, &mut case, pair(row), sale);
        }
    });
}

/// A pair in one number, as the tables have it.
fn code(pair: Pair) -> u64 {
    (16 * pair.collateral + pair.debt) as u64
}

#[test]
fn the_best_pair_agrees() {
    Table::read("unwind", "best_pair").check(|row| {
        let case = Case::of(row);
        let discount = wad(row, "discount");
        let best = unwind::best_pair(&case.book, &case.factors, case.parameters, discount);
        let best = best.map(|pair| pair.map_or(256, code));
        // Any that releases as much but for the error of the stress stands for the first.
        let candidates = row.list::<u64>("candidates");
        row.expect(
            best.map(|best| {
                if candidates.contains(&best) {
                    candidates[0]
                } else {
                    best
                }
            }),
            EXACT,
        );
    });
}

#[test]
fn the_most_discount_agrees() {
    Table::read("unwind", "max_discount").check(|row| {
        let case = Case::of(row);
        let discount = unwind::max_discount(
            &case.book,
            &case.factors,
            case.parameters,
            pair(row),
            wad(row, "sell"),
        );
        row.expect_in("least", discount, AT_LEAST);
        row.expect_in("most", discount, AT_MOST);
    });
}

fn numbers<T: ToString>(numbers: impl Iterator<Item = T>) -> String {
    let texts: Vec<String> = numbers.map(|number| number.to_string()).collect();
    texts.join(" ")
}

#[test]
fn plans_agree() {
    Table::read("unwind", "plan").check(|row| {
        let mut case = Case::of(row);
        let (target, proceeds) = (wad(row, "target"), wad(row, "proceeds"));
        let plan = unwind::plan(&case.book, &case.factors, case.parameters, target, proceeds);
        let last = plan.map(|plan| plan.legs().last().map_or(Wad::ZERO, |leg| leg.sale.sell));
        row.expect_in("least", last, AT_LEAST);
        row.expect_in("most", last, AT_MOST);
        let Ok(plan) = plan else { return };
        let (legs, reached) = (plan.legs(), u8::from(plan.reached));
        row.expect_text("reached", &reached.to_string());
        row.expect_text("pairs", &numbers(legs.iter().map(|leg| code(leg.pair))));
        let before_last = &legs[..legs.len().saturating_sub(1)];
        row.expect_text(
            "sells",
            &numbers(before_last.iter().map(|leg| leg.sale.sell.0)),
        );
        for leg in legs {
            settle(row, &mut case, leg.pair, leg.sale);
        }
    });
}
