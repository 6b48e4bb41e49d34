//! Directed arithmetic and elementary functions.

use crate::read::{Bound, Table};
use risk_core::fixed::{Wad, mul_div_down, mul_div_up, sqrt};

#[test]
fn mul_div_down_is_the_floor() {
    Table::read("fixed", "mul_div_down").check(|row| {
        row.expect(
            mul_div_down(row.get("a"), row.get("b"), row.get("d")),
            Bound::FLOOR,
        );
    });
}

#[test]
fn mul_div_up_is_the_ceiling() {
    Table::read("fixed", "mul_div_up").check(|row| {
        row.expect(
            mul_div_up(row.get("a"), row.get("b"), row.get("d")),
            Bound::CEILING,
        );
    });
}

#[test]
fn sqrt_is_the_floor() {
    Table::read("fixed", "sqrt").check(|row| {
        row.expect(sqrt(Wad(row.get("x"))), Bound::FLOOR);
    });
}
