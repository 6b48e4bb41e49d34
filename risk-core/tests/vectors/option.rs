//! Options by Black, Scholes and Merton.

use crate::read::{Bound, Row, Table};
use risk_core::RiskError;
use risk_core::fixed::{SignedWad, Wad, YEAR};
use risk_core::option::{
    Kind, Quote, Surface, Terms, collar_call_strike, early_close_down, greeks, implied_volatility,
    quote_down, quote_up, quoted_volatility,
};

/// Any distance on the allowed side: the other of two columns bounds it.
const NEVER_ABOVE: Bound = Bound::down(f64::INFINITY);
const NEVER_BELOW: Bound = Bound::up(f64::INFINITY);

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

#[test]
fn sensitivities_keep_their_bounds() {
    Table::read("option", "greeks").check(|row| {
        let (kind, terms) = option_of(row);
        let greeks = greeks(kind, &terms);
        let bounds = Sizes::of(&terms);
        row.expect_in("delta", greeks.map(|greeks| greeks.delta), bounds.delta());
        row.expect_in("gamma", greeks.map(|greeks| greeks.gamma), bounds.gamma());
        row.expect_in("vega", greeks.map(|greeks| greeks.vega), bounds.vega());
        row.expect_in("theta", greeks.map(|greeks| greeks.theta), bounds.theta());
    });
}

/// What the stated errors of sensitivities are made of.
struct Sizes {
    spot: f64,
    /// e^(-q T), and the same or one.
    carried: f64,
    held: f64,
    owed: f64,
    rate: f64,
    carry: f64,
    volatility: f64,
    root: f64,
}

impl Sizes {
    fn of(terms: &Terms) -> Self {
        let years = terms.seconds as f64 / YEAR as f64;
        let (rate, carry) = (terms.rate.0 as f64 / 1e18, terms.carry.0 as f64 / 1e18);
        let carried = (-carry * years).exp();
        Self {
            spot: terms.spot.0 as f64 / 1e18,
            carried,
            held: terms.spot.0 as f64 * carried,
            owed: terms.strike.0 as f64 * (-rate * years).exp(),
            rate,
            carry,
            volatility: terms.volatility.0 as f64 / 1e18,
            root: years.sqrt(),
        }
    }

    /// 4e-18, and 4e-19 / (v sqrt T).
    fn error(&self) -> f64 {
        let deviation = self.volatility * self.root;
        4e-18
            + if deviation == 0.0 {
                0.0
            } else {
                4e-19 / deviation
            }
    }

    fn delta(&self) -> Bound {
        Bound::within(self.error() * 1e18 * self.carried + 2.0)
    }

    fn gamma(&self) -> Bound {
        let most = self.carried / (self.spot * self.volatility * self.root) * 1e18;
        let units = 2.0 / self.spot + 2.0 / (self.spot * self.volatility * self.root) + 2.0;
        Bound::within(if most.is_finite() {
            self.error() * most + units
        } else {
            0.0
        })
    }

    fn vega(&self) -> Bound {
        Bound::within(self.error() * self.held * self.root + self.root + 2.0)
    }

    fn theta(&self) -> Bound {
        let per_root = if self.root == 0.0 {
            0.0
        } else {
            self.volatility / self.root
        };
        let interest = self.rate.abs() * self.owed + self.carry.abs() * self.held;
        Bound::within(
            self.error() * (self.held * per_root + interest)
                + per_root
                + self.rate.abs()
                + self.carry.abs()
                + 4.0,
        )
    }
}

#[test]
fn an_implied_volatility_gives_the_price() {
    Table::read("option", "implied_volatility").check(|row| {
        let kind = if row.flag("put") {
            Kind::Put
        } else {
            Kind::Call
        };
        let terms = Terms {
            spot: Wad(row.get("spot")),
            strike: Wad(row.get("strike")),
            rate: SignedWad(row.get("rate")),
            carry: SignedWad(row.get("carry")),
            volatility: Wad(u128::MAX), // is not looked at
            seconds: row.get("seconds"),
        };
        let implied = implied_volatility(kind, &terms, Wad(row.get("price")));
        row.expect_in("least", implied, NEVER_BELOW);
        row.expect_in("most", implied, NEVER_ABOVE);
    });
}

#[test]
fn a_collar_pays_for_its_premium_and_no_higher_strike_does() {
    Table::read("option", "collar_call_strike").check(|row| {
        let terms = Terms {
            spot: Wad(row.get("spot")),
            strike: Wad(u128::MAX), // is not looked at
            rate: SignedWad(row.get("rate")),
            carry: SignedWad(row.get("carry")),
            volatility: Wad(row.get("volatility")),
            seconds: row.get("seconds"),
        };
        let strike = collar_call_strike(&terms, Wad(row.get("premium")), Wad(row.get("spread")));
        row.expect_in("least", strike, NEVER_BELOW);
        row.expect_in("most", strike, NEVER_ABOVE);
    });
}

#[test]
fn closing_early_never_pays_more_than_the_formula() {
    Table::read("option", "early_close_down").check(|row| {
        let (kind, terms) = option_of(row);
        row.expect(
            early_close_down(kind, &terms, Wad(row.get("spread"))),
            Bound::down(allowance(&terms) + 1.0),
        );
    });
}

fn surface_of(row: &Row) -> Result<Surface, RiskError> {
    let wads = |name| -> Vec<Wad> { row.list::<u128>(name).into_iter().map(Wad).collect() };
    let volatilities = wads("volatilities");
    let rows: Vec<[Wad; 3]> = volatilities
        .chunks(3)
        .map(|row| row.try_into().unwrap())
        .collect();
    Surface::new(
        wads("strikes").try_into().unwrap(),
        row.list::<u64>("expiries").try_into().unwrap(),
        rows.try_into().unwrap(),
    )
}

#[test]
fn a_surface_takes_what_is_free_of_arbitrage_alone() {
    Table::read("option", "surface_new").check(|row| {
        row.expect(surface_of(row).map(|_| 1_u64), Bound::within(0.0));
    });
}

#[test]
fn a_surface_gives_no_less_than_its_interpolation() {
    Table::read("option", "surface_volatility").check(|row| {
        let surface = surface_of(row).unwrap();
        row.expect(
            surface.volatility(Wad(row.get("strike")), row.get("seconds")),
            Bound::up(3.0),
        );
    });
}

#[test]
fn a_quoted_volatility_is_never_below_its_formula() {
    Table::read("option", "quoted_volatility").check(|row| {
        let (surface, slow): (u128, u128) = (row.get("surface"), row.get("slow"));
        let quoted = quoted_volatility(
            Wad(surface),
            Wad(slow),
            Wad(row.get("skew")),
            Wad(row.get("utilisation")),
        );
        row.expect(quoted, Bound::up(1.0 + surface.max(slow) as f64 / 1e18));
    });
}
