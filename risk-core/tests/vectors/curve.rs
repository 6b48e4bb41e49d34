//! Rates by utilisation and term, and what they compound to.

use crate::read::{Bound, Row, Table};
use risk_core::curve::{self, AdaptiveCurve, KinkedCurve, Tenor};
use risk_core::fixed::{WAD, Wad};

fn wad(row: &Row, name: &str) -> Wad {
    Wad(row.get(name))
}

#[test]
fn kinked_borrow_rate_is_rounded_up() {
    Table::read("curve", "kinked_borrow_rate").check(|row| {
        let curve = KinkedCurve {
            base: wad(row, "base"),
            slope_below: wad(row, "slope_below"),
            slope_above: wad(row, "slope_above"),
            kink: wad(row, "kink"),
        };
        row.expect(curve.borrow_rate(wad(row, "utilisation")), Bound::CEILING);
    });
}

#[test]
fn utilisation_is_rounded_up() {
    Table::read("curve", "utilisation").check(|row| {
        row.expect(
            curve::utilisation(row.get("cash"), row.get("debt")),
            Bound::CEILING,
        );
    });
}

#[test]
fn growth_is_never_below() {
    Table::read("curve", "growth").check(|row| {
        let bound = Bound::up(2.0).or_relative(3e-35);
        row.expect(curve::growth(wad(row, "rate"), row.get("seconds")), bound);
    });
}

#[test]
fn supply_rate_is_rounded_down() {
    Table::read("curve", "supply_rate").check(|row| {
        let rate = curve::supply_rate(
            wad(row, "borrow_rate"),
            wad(row, "utilisation"),
            wad(row, "reserve_factor"),
        );
        row.expect(rate, Bound::down(2.0));
    });
}

fn adaptive(row: &Row) -> AdaptiveCurve {
    AdaptiveCurve {
        target: wad(row, "target"),
        steepness: wad(row, "steepness"),
        speed: wad(row, "speed"),
        minimum: wad(row, "minimum"),
        maximum: wad(row, "maximum"),
    }
}

#[test]
fn adaptive_parameters_are_checked() {
    Table::read("curve", "check").check(|row| {
        row.expect(adaptive(row).check().map(|()| 1_u64), Bound::within(0.0));
    });
}

#[test]
fn adaptive_borrow_rate_is_never_below() {
    Table::read("curve", "borrow_rate").check(|row| {
        let rate = adaptive(row).borrow_rate(wad(row, "rate_at_target"), wad(row, "utilisation"));
        row.expect(rate, Bound::up(2.0));
    });
}

#[test]
fn adaptive_accrual_is_the_exact_integral() {
    Table::read("curve", "accrue").check(|row| {
        let curve = adaptive(row);
        let drift = curve.accrue(
            wad(row, "rate_at_target"),
            wad(row, "utilisation"),
            row.get("seconds"),
        );
        let steepness = curve.steepness.0 as f64 / WAD as f64;
        let average = drift.map(|drift| drift.average_rate);
        row.expect_in(
            "average_rate",
            average,
            Bound::up(4.0 * steepness.max(1.0) + 2.0),
        );
        let end = drift.map(|drift| drift.rate_at_target);
        row.expect_in("rate_at_target_after", end, Bound::up(2.0));
    });
}

#[test]
fn term_rate_is_never_below() {
    Table::read("curve", "term_rate").check(|row| {
        let points: Vec<Tenor> = row
            .list::<u64>("terms")
            .into_iter()
            .zip(row.list::<u128>("rates"))
            .map(|(term, rate)| Tenor {
                term,
                rate: Wad(rate),
            })
            .collect();
        row.expect(curve::term_rate(&points, row.get("term")), Bound::up(2.0));
    });
}
