//! Options by Black, Scholes and Merton.

use crate::read::{Bound, Row, Table};
use risk_core::RiskError;
use risk_core::fixed::{SignedWad, Wad, YEAR};
use risk_core::option::{Kind, Quote, Terms, quote_down, quote_up};

fn option_of(row: &Row) -> (Kind, Terms) {
    let terms = Terms {
        spot: Wad(row.get("spot")),
        strike: Wad(row.get("strike")),
        rate: SignedWad(row.get("rate")),
        carry: SignedWad(row.get("carry")),
        volatility: Wad(row.get("volatility")),
        seconds: row.get("seconds"),
    };
    (
        if row.flag("put") {
            Kind::Put
        } else {
            Kind::Call
        },
        terms,
    )
}

/// The stated error: 1.4e-17 of both discounted legs, and 4 units.
fn allowance(terms: &Terms) -> f64 {
    let years = terms.seconds as f64 / YEAR as f64;
    let leg =
        |amount: Wad, rate: SignedWad| amount.0 as f64 * (-(rate.0 as f64) / 1e18 * years).exp();
    1.4e-17 * (leg(terms.spot, terms.carry) + leg(terms.strike, terms.rate)) + 4.0
}

fn expect(row: &Row, quote: Result<Quote, RiskError>, price: Bound, terms: &Terms) {
    row.expect_in("price", quote.map(|quote| quote.price), price);
    let carried = (-(terms.carry.0 as f64) / 1e18 * terms.seconds as f64 / YEAR as f64)
        .exp()
        .max(1.0);
    row.expect_in(
        "delta",
        quote.map(|quote| quote.delta),
        Bound::within(4.0 * carried),
    );
}

#[test]
fn quotes_for_sale_are_never_below_the_value() {
    Table::read("option", "quote_up").check(|row| {
        let (kind, terms) = option_of(row);
        expect(
            row,
            quote_up(kind, &terms),
            Bound::up(allowance(&terms)),
            &terms,
        );
    });
}

#[test]
fn quotes_for_buying_back_are_never_above_the_value() {
    Table::read("option", "quote_down").check(|row| {
        let (kind, terms) = option_of(row);
        expect(
            row,
            quote_down(kind, &terms),
            Bound::down(allowance(&terms)),
            &terms,
        );
    });
}
