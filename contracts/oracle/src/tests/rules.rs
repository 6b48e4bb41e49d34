//! How two prices make one: the pure part.

use ballast_common::abi::IOracle::Kind;
use proptest::prelude::*;
use risk_core::fixed::{WAD, Wad};

use super::START;
use crate::{
    flags::{DEPEGGED, DOUBT},
    rules::{Quote, combine, depegged},
    source::MAX_PRICE,
};

const ONE_PERCENT: Wad = Wad(WAD / 100);

fn quote(price: u128) -> Option<Quote> {
    Some(Quote {
        price: Wad(price),
        updated_at: START,
        good_until: START + 60,
        flags: 0,
    })
}

fn price(kind: Kind, first: u128, second: u128) -> Option<(u128, u8)> {
    combine(kind as u8, ONE_PERCENT, quote(first), quote(second))
        .map(|quote| (quote.price.0, quote.flags))
}

#[test]
fn products_and_quotients_round_down() {
    let (eth, rate) = (3_000 * WAD, 1_200_000_000_000_000_001);
    assert_eq!(
        price(Kind::Product, rate, eth),
        Some((3_600 * WAD + 3_000, 0))
    );
    assert_eq!(price(Kind::Product, 3, WAD / 2), Some((1, 0)));
    assert_eq!(price(Kind::Quotient, eth, 4 * WAD), Some((750 * WAD, 0)));
    assert_eq!(price(Kind::Quotient, 2, 3 * WAD), None, "nothing is left");
    assert_eq!(price(Kind::Product, 1, 1), None, "nothing is left");
    assert_eq!(price(Kind::Product, MAX_PRICE, 2 * WAD), None, "too much");
    assert_eq!(price(Kind::Quotient, MAX_PRICE, 1), None, "too much");
}

#[test]
fn two_prices_of_the_same_guard_one_another() {
    for (other, doubt) in [(1_010, 0), (1_011, DOUBT), (990, DOUBT), (991, 0)] {
        let (lower, mean) = (1_000.min(other), (1_000 + other) * WAD / 2);
        assert_eq!(
            price(Kind::Mean, 1_000 * WAD, other * WAD),
            Some((mean, doubt))
        );
        assert_eq!(
            price(Kind::Min, other * WAD, 1_000 * WAD),
            Some((lower * WAD, doubt))
        );
    }
    assert_eq!(price(Kind::Mean, 1, 2), Some((1, DOUBT)), "rounds down");
}

#[test]
fn a_peg_holds_while_the_market_is_not_much_lower() {
    for (market, flags) in [
        (990, 0),
        (989, DEPEGGED),
        (1_000, 0),
        (9_999, 0),
        (1, DEPEGGED),
    ] {
        assert_eq!(
            price(Kind::Peg, 1_000 * WAD, market * WAD),
            Some((1_000 * WAD, flags))
        );
    }
    assert!(
        depegged(Wad(WAD), Wad::ZERO, ONE_PERCENT),
        "cannot be compared"
    );
}

#[test]
fn what_guards_is_missed_when_it_is_gone() {
    for kind in [Kind::Mean, Kind::Min, Kind::Peg] {
        for (first, second) in [(quote(7), None), (None, quote(7))] {
            let one = combine(kind as u8, ONE_PERCENT, first, second).unwrap();
            assert_eq!((one.price, one.flags), (Wad(7), DOUBT));
        }
        assert_eq!(combine(kind as u8, ONE_PERCENT, None, None), None);
    }
    for kind in [Kind::Product, Kind::Quotient] {
        for (first, second) in [(quote(WAD), None), (None, quote(WAD)), (None, None)] {
            assert_eq!(combine(kind as u8, Wad::ZERO, first, second), None);
        }
    }
}

#[test]
fn two_are_as_new_as_the_newer_and_good_as_long_as_the_older_and_flags_pass_up() {
    let first = quote(WAD).map(|first| Quote {
        updated_at: START - 9,
        good_until: START + 90,
        flags: DEPEGGED,
        ..first
    });
    for kind in [Kind::Product, Kind::Quotient, Kind::Mean, Kind::Min] {
        let both = combine(kind as u8, ONE_PERCENT, first, quote(WAD)).unwrap();
        assert_eq!(
            (both.updated_at, both.good_until, both.flags),
            (START, START + 60, DEPEGGED)
        );
    }
    let peg = combine(Kind::Peg as u8, ONE_PERCENT, quote(WAD), first).unwrap();
    assert_eq!(
        (peg.updated_at, peg.good_until, peg.flags),
        (START, START + 60, DEPEGGED),
        "the time is the price's own, the market only checks it"
    );
    let peg = combine(Kind::Peg as u8, ONE_PERCENT, first, quote(WAD)).unwrap();
    assert_eq!((peg.updated_at, peg.good_until), (START - 9, START + 60));
}

#[test]
fn rates_have_no_time_of_their_own() {
    let rate = quote(WAD).map(|rate| Quote {
        updated_at: 0,
        ..rate
    });
    let (now, product) = (START + 50, Kind::Product as u8);
    let time = |first, second| {
        let both = combine(product, Wad::ZERO, first, second).unwrap();
        both.round(now).updated_at
    };
    assert_eq!(time(rate, quote(WAD)), START);
    assert_eq!(time(quote(WAD), rate), START);
    assert_eq!(time(rate, rate), now);
    assert_eq!(rate.unwrap().round(now).updated_at, now);
}

proptest! {
    /// For every price and tolerance: no panic, and what is told lies within bounds, and between the two where they
    /// price the same.
    #[test]
    fn total_and_bounded(kind in 2u8..=6, tolerance in 0u16..=5_000, a in 1u128..=MAX_PRICE, b in 1u128..=MAX_PRICE) {
        let tolerance = Wad::from_bps(tolerance);
        if let Some(both) = combine(kind, tolerance, quote(a), quote(b)) {
            prop_assert!((1..=MAX_PRICE).contains(&both.price.0));
            if kind >= Kind::Mean as u8 {
                prop_assert!((a.min(b)..=a.max(b)).contains(&both.price.0));
            }
        }
    }
}
