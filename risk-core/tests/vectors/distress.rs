//! First passage and the distress rate.

use crate::read::{Bound, Row, Table};
use risk_core::distress::{
    Holding, Path, breach_health, breach_price, breach_probability, distress_rate,
};
use risk_core::fixed::{SignedWad, Wad, YEAR};

/// Any distance on the allowed side: the other of two columns bounds it.
const NEVER_ABOVE: Bound = Bound::down(f64::INFINITY);
const NEVER_BELOW: Bound = Bound::up(f64::INFINITY);

fn path_of(row: &Row) -> Path {
    Path {
        drift: SignedWad(row.get("drift")),
        volatility: Wad(row.get("volatility")),
        seconds: row.get("seconds"),
    }
}

#[test]
fn breach_probability_keeps_its_bound() {
    Table::read("distress", "breach_probability").check(|row| {
        let path = path_of(row);
        let deviation =
            path.volatility.0 as f64 / 1e18 * (path.seconds as f64 / YEAR as f64).sqrt();
        let cancelled = if deviation == 0.0 {
            0.0
        } else {
            0.4 / deviation
        };
        row.expect(
            breach_probability(Wad(row.get("health")), &path),
            Bound::within(5.0 + cancelled),
        );
    });
}

#[test]
fn a_breach_from_the_health_found_is_as_likely_as_wanted() {
    Table::read("distress", "breach_health").check(|row| {
        let health = breach_health(Wad(row.get("probability")), &path_of(row));
        row.expect_in("least", health, NEVER_BELOW);
        row.expect_in("most", health, NEVER_ABOVE);
    });
}

#[test]
fn a_breach_from_the_price_found_is_as_likely_as_wanted() {
    Table::read("distress", "breach_price").check(|row| {
        let price = breach_price(
            Wad(row.get("price")),
            Wad(row.get("health")),
            Wad(row.get("probability")),
            &path_of(row),
        );
        row.expect_in("least", price, NEVER_BELOW);
        row.expect_in("most", price, NEVER_ABOVE);
    });
}

#[test]
fn distress_rate_is_never_below_its_formula() {
    Table::read("distress", "distress_rate").check(|row| {
        let holding = Holding {
            collateral: Wad(row.get("collateral")),
            debt: Wad(row.get("debt")),
            volatility: Wad(row.get("volatility")),
            rate: SignedWad(row.get("rate")),
            window: row.get("window"),
        };
        let years = holding.window as f64 / YEAR as f64;
        let debt = holding.debt.0 as f64;
        let owed = debt * (-(holding.rate.0 as f64) / 1e18 * years).exp();
        let price = 1.4e-17 * (holding.collateral.0 as f64 + owed) + 4.0;
        let units = (price / debt * 1e18 + 1.0) / years + 1.0;
        row.expect(
            distress_rate(&holding, Wad(row.get("most"))),
            Bound::up(if units.is_finite() { units } else { 0.0 }),
        );
    });
}
