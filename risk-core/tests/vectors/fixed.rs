//! Directed arithmetic and elementary functions.

use crate::read::{Bound, Table};
use risk_core::fixed::{
    SignedWad, WAD, Wad, exp, inverse_normal_cdf, isqrt, ln, mul_div_down, mul_div_up, normal_cdf,
    normal_density, pow, sqrt, wide_mul_div_down, wide_mul_div_up,
};

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
fn wide_mul_div_down_is_the_floor() {
    Table::read("fixed", "wide_mul_div_down").check(|row| {
        row.expect(
            wide_mul_div_down(row.get("a"), row.get("b"), row.get("d")),
            Bound::FLOOR,
        );
    });
}

#[test]
fn wide_mul_div_up_is_the_ceiling() {
    Table::read("fixed", "wide_mul_div_up").check(|row| {
        row.expect(
            wide_mul_div_up(row.get("a"), row.get("b"), row.get("d")),
            Bound::CEILING,
        );
    });
}

#[test]
fn isqrt_is_the_floor() {
    Table::read("fixed", "isqrt").check(|row| {
        row.expect(isqrt(row.get("n")), Bound::FLOOR);
    });
}

#[test]
fn sqrt_is_the_floor() {
    Table::read("fixed", "sqrt").check(|row| {
        row.expect(sqrt(Wad(row.get("x"))), Bound::FLOOR);
    });
}

#[test]
fn exp_keeps_its_bound() {
    Table::read("fixed", "exp").check(|row| {
        row.expect(
            exp(SignedWad(row.get("x"))),
            Bound::within(2.0).or_relative(2e-18),
        );
    });
}

#[test]
fn ln_keeps_its_bound() {
    Table::read("fixed", "ln").check(|row| {
        row.expect(ln(Wad(row.get("x"))), Bound::within(1.0));
    });
}

#[test]
fn pow_keeps_its_bound() {
    Table::read("fixed", "pow").check(|row| {
        let (x, y): (u128, i128) = (row.get("x"), row.get("y"));
        let exponent = (x as f64 / WAD as f64).ln() * (y as f64 / WAD as f64);
        let relative = if exponent.is_finite() {
            4e-18 * exponent.abs().max(1.0)
        } else {
            0.0
        };
        row.expect(
            pow(Wad(x), SignedWad(y)),
            Bound::within(2.0).or_relative(relative),
        );
    });
}

#[test]
fn normal_cdf_keeps_its_bound() {
    // Less than the 1.5 that are proven, for these show that it is rounded to nearest.
    Table::read("fixed", "normal_cdf").check(|row| {
        row.expect(normal_cdf(SignedWad(row.get("x"))), Bound::within(1.0));
    });
}

#[test]
fn normal_density_keeps_its_bound() {
    Table::read("fixed", "normal_density").check(|row| {
        row.expect(normal_density(SignedWad(row.get("x"))), Bound::within(1.3));
    });
}

#[test]
fn inverse_normal_cdf_keeps_its_bound() {
    Table::read("fixed", "inverse_normal_cdf").check(|row| {
        row.expect(inverse_normal_cdf(Wad(row.get("p"))), Bound::within(4.0));
    });
}
