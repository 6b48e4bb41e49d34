//! Interest: who owes it, who earns it, and that it does not depend much on how often it is added.

use proptest::prelude::*;
use risk_core::{
    curve,
    fixed::{RAY, mul_div_up},
};

use super::{any_market, usdc_config, whole};
use crate::{
    Config, Market,
    layout::{FEES_MAX, FRACTION, Split},
    market::Earned,
};

const YEAR: u64 = 31_536_000;

fn borrowed(config: Config, cash: u128, debt: u128) -> Market {
    Market {
        config,
        cash,
        owed: whole(debt),
        supply_shares: (cash + debt) * 1_000_000,
        debt_shares: debt * 1_000_000,
        ..Market::default()
    }
}

proptest! {
    #[test]
    fn interest_is_split_without_loss((market, split) in any_market(), elapsed in 1u64..YEAR) {
        let mut market = market;
        let before = market;
        let Ok(interest) = market.accrue(before.accrued_at + elapsed) else { return Ok(()) };
        prop_assert_eq!(market.debt(), before.debt() + interest.total);
        prop_assert_eq!(market.cash, before.cash);
        let grown = market.owed - before.owed;
        let factor = u128::from(before.config.reserve_factor + before.config.premium_factor);
        let fees = before.fees + super::wide_mul_div(grown, factor, 10_000, false).unwrap();
        prop_assert_eq!(market.fees, fees.min(FEES_MAX), "what passes the bound stays with suppliers");
        let (earned, earned_before) = (market.earned(split).unwrap(), before.earned(split).unwrap());
        let told = interest.reserves + interest.premium;
        prop_assert_eq!((market.fees >> FRACTION) - (before.fees >> FRACTION), told);
        // Their sum is told to the unit; how it divides, within two.
        prop_assert!((earned.reserves - earned_before.reserves).abs_diff(interest.reserves) <= 2);
        prop_assert!((earned.premium - earned_before.premium).abs_diff(interest.premium) <= 2);
        prop_assert!(market.claims() >= before.claims(), "POOL-4");
        prop_assert!(market.claims() + earned.reserves + earned.premium <= market.cash + market.debt(), "POOL-1");
        prop_assert_eq!(
            (market.supply_shares, market.debt_shares, market.escrow),
            (before.supply_shares, before.debt_shares, before.escrow)
        );
    }

    #[test]
    fn fees_are_divided_by_the_factors_that_held(
        (market, split) in any_market(), elapsed in 1u64..YEAR, factors in (0u16..2_500, 0u16..2_500),
    ) {
        let mut market = market;
        if market.accrue(market.accrued_at + elapsed).is_err() { return Ok(()) }
        let earned = market.earned(split).unwrap();
        let divided = market.divide(split).unwrap();
        prop_assert!(divided.premium <= divided.divided);
        // Changing the factors changes nothing that is divided.
        (market.config.reserve_factor, market.config.premium_factor) = factors;
        prop_assert_eq!(market.earned(divided), Ok(earned));
        let spent = Earned { reserves: earned.reserves / 2, premium: earned.premium };
        let left = market.spend(divided, spent).unwrap();
        let expected = Earned { reserves: earned.reserves - spent.reserves, premium: 0 };
        prop_assert_eq!(market.earned(left), Ok(expected));
    }

    #[test]
    fn clocks_that_stand_or_run_backwards_add_nothing((market, _) in any_market(), back: u64) {
        let mut market = market;
        let before = market;
        let interest = market.accrue(before.accrued_at.saturating_sub(back)).unwrap();
        prop_assert_eq!(interest.total, 0);
        prop_assert_eq!(market, before);
    }

    #[test]
    fn debts_never_fall_and_never_under_the_exact_interest((market, _) in any_market(), elapsed in 1u64..YEAR) {
        let mut market = market;
        let before = market;
        let Ok(rate) = before.borrow_rate() else { return Ok(()) };
        if market.accrue(before.accrued_at + elapsed).is_err() { return Ok(()) }
        let growth = curve::growth(rate, elapsed).unwrap();
        prop_assert_eq!(market.owed, mul_div_up(before.owed, growth.0, RAY).unwrap());
        prop_assert!(market.owed >= before.owed);
    }

    /// Interest compounds continuously, so accruing often matters only by rounding, a fraction of a unit at a time, and by a
    /// utilisation that has grown meanwhile: at a flat rate not at all.
    #[test]
    fn many_small_accruals_equal_a_large_one_at_a_flat_rate(
        debt in 1_000_000u128..1 << 90, rate in 0u16..20_000, steps in 1u64..60, step in 1u64..200_000,
    ) {
        let flat = Config { base_rate: rate, slope_below: 0, slope_above: 0, ..usdc_config() };
        let (mut often, mut once) = (borrowed(flat, debt, debt), borrowed(flat, debt, debt));
        for index in 1..=steps {
            often.accrue(index * step).unwrap();
        }
        once.accrue(steps * step).unwrap();
        // Each accrual rounds up by less than a fraction, which then grows; growth itself by 2e-27 of it.
        let bound = u128::from(steps) * 30 + once.owed / 10u128.pow(24);
        prop_assert!(often.owed + 2 + once.owed / 10u128.pow(25) >= once.owed, "{} {}", often.owed, once.owed);
        prop_assert!(often.owed <= once.owed + bound, "{} {}", often.owed, once.owed);
    }

    #[test]
    fn many_small_accruals_stay_within_the_last_rate(
        cash in 1u128..1 << 80, debt in 1_000_000u128..1 << 80, steps in 1u64..60, step in 1u64..100_000,
    ) {
        let (mut often, mut once) = (borrowed(usdc_config(), cash, debt), borrowed(usdc_config(), cash, debt));
        for index in 1..=steps {
            often.accrue(index * step).unwrap();
        }
        once.accrue(steps * step).unwrap();
        prop_assert!(often.owed + 2 + once.owed / 10u128.pow(25) >= once.owed);
        let most = curve::growth(often.borrow_rate().unwrap(), steps * step).unwrap();
        let owed = whole(debt);
        let bound = mul_div_up(owed, most.0, RAY).unwrap() + u128::from(steps) * 30 + owed / 10u128.pow(24);
        prop_assert!(often.owed <= bound, "{} {bound}", often.owed);
    }
}

#[test]
fn a_year_at_the_kink_is_five_and_a_half_percent_continuously() {
    let million = 1_000_000_000_000;
    let mut market = borrowed(usdc_config(), million / 10, million / 10 * 9);
    assert_eq!(
        market.borrow_rate().unwrap().0,
        55_000_000_000_000_000,
        "5.5% at utilisation 0.9"
    );
    let interest = market.accrue(YEAR).unwrap();
    // 900,000 (e^0.055 - 1) = 50,886.5533...
    assert_eq!(interest.total / 10_000, 5_088_655);
    let earned = market.earned(Split::default()).unwrap();
    assert_eq!(earned.reserves, interest.total / 10);
    assert_eq!(earned.premium, interest.total / 20);
    let told = interest.reserves + interest.premium;
    assert!(
        earned.reserves + earned.premium <= told && told <= earned.reserves + earned.premium + 1
    );
}

/// A debt of one BTC, of 8 decimals, at 4% grows by 0.127 units a second.
#[test]
fn adding_interest_every_second_costs_borrowers_nothing() {
    let flat = Config {
        base_rate: 400,
        slope_below: 0,
        slope_above: 0,
        decimals: 8,
        ..usdc_config()
    };
    let (mut often, mut once) = (
        borrowed(flat, 100_000_000, 100_000_000),
        borrowed(flat, 100_000_000, 100_000_000),
    );
    for second in 1..=3_600 {
        often.accrue(second).unwrap();
    }
    once.accrue(3_600).unwrap();
    assert_eq!(once.debt(), 100_000_457);
    assert_eq!(often.debt(), 100_000_457, "not one unit a second");
    // The protocol is not cheated of its part by rounding either.
    let (earned, exact) = (
        often.earned(Split::default()).unwrap(),
        once.earned(Split::default()).unwrap(),
    );
    assert_eq!(
        exact,
        Earned {
            reserves: 45,
            premium: 22
        }
    );
    assert_eq!(earned, exact);
}

#[test]
fn a_reserve_without_debt_earns_nothing_and_time_goes_on() {
    let mut market = borrowed(usdc_config(), 5, 0);
    assert_eq!(market.accrue(77).unwrap().total, 0);
    assert_eq!((market.accrued_at, market.cash), (77, 5));
}

#[test]
fn growth_beyond_what_fits_is_refused() {
    let config = Config {
        base_rate: u16::MAX,
        ..usdc_config()
    };
    let mut market = borrowed(config, 0, 1 << 60);
    assert!(market.accrue(YEAR * 5).is_err());
}
