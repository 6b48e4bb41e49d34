//! What puts cost, at ordinary and at extreme prices.

use ballast_option_market_state::{
    book::{Line, refilled},
    pricing::{Prices, Reading, Side},
    terms::Terms,
};
use proptest::prelude::*;
use risk_core::{RiskError, fixed::Wad, option::MAX_VOLATILITY};

use super::*;

/// Ether in dollars: what product of amount and price a debt unit is.
const SCALE: u128 = 1_000_000_000_000_000_000_000_000_000_000;

fn pure_terms() -> Terms {
    Terms {
        skew: (WAD / 2) as u64,
        spread: 500,
        edge: 50,
        decimals: [18, 6],
        ..Terms::default()
    }
}

fn line(dollars: u128, open: u128) -> Line {
    Line {
        price: dollars * WAD,
        volatility: 6_000,
        open,
    }
}

fn reading(spot: u128, smoothed: u128, variance: u128) -> Reading {
    Reading {
        spot,
        smoothed,
        fast_variance: variance,
        slow_variance: variance,
    }
}

#[test]
fn prices_are_moved_against_whom_they_are_for() {
    let debt = reading(2 * WAD, WAD, WAD / 100);
    let told = Prices::of(&reading(1_000 * WAD, 1_200 * WAD, WAD / 4), &debt, 100).unwrap();
    assert_eq!((told.low, told.high), (Wad(495 * WAD), Wad(1_212 * WAD)));
    // The volatilities of both, 50% and 10%, and a unit each for their roots.
    assert_eq!(told.slow, Wad(6 * WAD / 10 + 2));
    assert_eq!(told.fast, told.slow);
}

#[test]
fn a_price_of_nothing_and_the_greatest_one_are_counted() {
    let debt = reading(WAD, WAD, 0);
    let nothing = Prices::of(&reading(0, 0, 0), &debt, 50).unwrap();
    assert_eq!((nothing.low, nothing.high), (Wad::ZERO, Wad::ZERO));
    let (terms, line) = (pure_terms(), line(2_000, WAD));
    // Worth the strike, to the unit, on both sides.
    let (ask, _) = nothing.ask_up(&terms, &line, DAY, Wad::ONE).unwrap();
    assert_eq!(ask.price, Wad(2_100 * WAD));
    assert_eq!(nothing.bid_down(&terms, &line, DAY), Ok(Wad(2_000 * WAD)));
    for side in [Side::Leaving, Side::Entering] {
        let worth = nothing.worth(&line, SCALE, DAY, side);
        assert_eq!(worth, Ok(2_000 * DOLLAR));
    }
    let most = u128::MAX / 2;
    let high = Prices::of(&reading(most, most, 0), &debt, 50).unwrap();
    assert_eq!(high.bid_down(&terms, &line, DAY), Ok(Wad::ZERO));
    assert_eq!(high.worth(&line, SCALE, DAY, Side::Entering), Ok(0));
    // Not known better than to a part in 10^17 of such a price, but never above the strike.
    let (ask, _) = high.ask_up(&terms, &line, DAY, Wad::ONE).unwrap();
    assert!(ask.price <= Wad(2_100 * WAD));
    let beyond = Prices::of(&reading(u128::MAX, u128::MAX, 0), &debt, 50);
    assert_eq!(beyond, Err(RiskError::Overflow));
    let worthless = Prices::of(&reading(WAD, WAD, 0), &reading(0, 0, 0), 50);
    assert_eq!(worthless, Err(RiskError::DivisionByZero));
}

#[test]
fn without_volatility_a_put_is_worth_what_exercise_gains() {
    let debt = reading(WAD, WAD, 0);
    let still = Prices::of(&reading(1_500 * WAD, 1_500 * WAD, 0), &debt, 0).unwrap();
    let terms = Terms {
        edge: 0,
        ..pure_terms()
    };
    let line = Line {
        volatility: 0,
        ..line(2_000, WAD)
    };
    let (ask, volatility) = still.ask_up(&terms, &line, 30 * DAY, Wad::ONE).unwrap();
    assert_eq!((ask.price, volatility), (Wad(525 * WAD), Wad::ZERO));
    assert_eq!(still.bid_down(&terms, &line, 30 * DAY), Ok(Wad(500 * WAD)));
    for side in [Side::Leaving, Side::Entering] {
        assert_eq!(still.worth(&line, SCALE, 30 * DAY, side), Ok(500 * DOLLAR));
    }
}

#[test]
fn the_greatest_volatility_sells_at_the_strike_and_never_fails() {
    let debt = reading(WAD, WAD, 0);
    let wild = Prices::of(&reading(WAD, WAD, u128::MAX), &debt, 1_000).unwrap();
    let line = Line {
        volatility: 100_000,
        ..line(2_000, WAD)
    };
    let terms = Terms {
        skew: 10 * WAD as u64,
        ..pure_terms()
    };
    let (ask, volatility) = wild.ask_up(&terms, &line, 2 * 365 * DAY, Wad::ONE).unwrap();
    assert_eq!(volatility, Wad(MAX_VOLATILITY));
    assert!(ask.price <= Wad(2_100 * WAD) && ask.price > Wad(2_099 * WAD));
    let gain = Wad(2_000 * WAD - 11 * WAD / 10);
    assert_eq!(wild.bid_down(&terms, &line, 2 * 365 * DAY), Ok(gain));
}

#[test]
fn volatility_is_the_highest_of_all_and_rises_with_use() {
    let asked = |volatility: u32, fast: u128, slow: u128, used: u128| {
        let told = Reading {
            fast_variance: fast,
            ..reading(2_000 * WAD, 2_000 * WAD, slow)
        };
        let prices = Prices::of(&told, &reading(WAD, WAD, 0), 0).unwrap();
        let line = Line {
            volatility,
            ..line(2_000, 0)
        };
        prices
            .ask_up(&pure_terms(), &line, 30 * DAY, Wad(used))
            .unwrap()
            .1
            .0
    };
    let near = |volatility: u128, expected: u128| volatility.abs_diff(expected) <= 2;
    assert!(near(asked(9_000, WAD / 4, WAD / 4, 0), 9 * WAD / 10));
    assert!(near(asked(1_000, WAD / 4, WAD / 100, 0), WAD / 2));
    assert!(near(asked(1_000, WAD / 100, WAD / 4, 0), WAD / 2));
    assert!(near(asked(1_000, WAD / 100, WAD / 4, WAD / 2), 5 * WAD / 8));
    assert!(near(asked(1_000, WAD / 100, WAD / 4, WAD), 3 * WAD / 4));
}

#[test]
fn depth_comes_back_in_a_day() {
    assert_eq!(refilled(0, 86_400, 1), 1);
    assert_eq!(refilled(0, 86_399, 1), 0);
    assert_eq!(refilled(10, 100, DAY / 2), 60);
    assert_eq!(refilled(10, 100, DAY - 1), 100);
    assert_eq!(refilled(0, 100, DAY - 1), 99);
    assert_eq!(refilled(0, 100, DAY), 100);
    assert_eq!(refilled(0, u128::MAX, u64::MAX), u128::MAX);
}

proptest! {
    /// Whatever is told, nobody gains by a round trip, and puts are worth no more than what they lock.
    #[test]
    fn who_comes_and_goes_at_once_gains_nothing(
        spot in 0..10_000 * WAD, apart in 5_000..20_000_u128, fast in 0..40 * WAD, slow in 0..40 * WAD,
        dollar in WAD / 2..2 * WAD, strike in 1..10_000 * WAD, volatility in 0..=100_000_u32, open in 0..1_u128 << 80,
        seconds in 0..3 * 365 * DAY, used in 0..2 * WAD, edge in 0..=1_000_u16, spread in 0..=5_000_u16,
    ) {
        let told = Reading { spot, smoothed: spot / 10_000 * apart, fast_variance: fast, slow_variance: slow };
        let prices = Prices::of(&told, &reading(dollar, dollar, WAD / 10_000), edge).unwrap();
        prop_assert!(prices.low <= prices.high);
        let terms = Terms { edge, spread, ..pure_terms() };
        let line = Line { price: strike, volatility, open };
        let (ask, _) = prices.ask_up(&terms, &line, seconds, Wad(used)).unwrap();
        let bid = prices.bid_down(&terms, &line, seconds).unwrap();
        prop_assert!(bid <= ask.price, "{:?} {:?}", bid, ask);
        prop_assert!(bid.0 >= strike.saturating_sub(prices.high.0));
        prop_assert!(ask.delta.0 <= 0 && ask.delta.0 >= -(WAD as i128));
        let worth = |side| prices.worth(&line, SCALE, seconds, side).unwrap();
        let (leaving, entering) = (worth(Side::Leaving), worth(Side::Entering));
        prop_assert!(entering <= leaving);
        prop_assert!(leaving <= line.lock_up(open, SCALE).unwrap());
        // A sale brings writers at least what the puts are worth to who leaves, a close costs at most what they are to who comes.
        let premium = risk_core::fixed::mul_div_up(open, ask.price.0, SCALE).unwrap();
        let paid = risk_core::fixed::mul_div_down(open, bid.0, SCALE).unwrap();
        prop_assert!(premium >= leaving);
        prop_assert!(paid <= entering);
    }
}
