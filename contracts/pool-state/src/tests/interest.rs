//! Interest: who owes it, who earns it, and that it does not depend much on how often it is added.

use proptest::prelude::*;
use risk_core::{
    curve::{self, AdaptiveCurve},
    fixed::{RAY, mul_div_up},
};

use super::{any_market, usdc_config, whole};
use crate::{
    Config, Market,
    layout::{FEES_MAX, FRACTION, Split},
    market::{Earned, OWED_MAX},
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

/// At rates that nobody should pay, left alone for a hundred years: interest stops at a bound, and the debt can be repaid.
#[test]
fn interest_of_a_century_saturates_and_leaves_debts_repayable() {
    for kink in [0, 9_000] {
        for (cash, debt) in [(0, 1), (0, 1 << 60), (0, 1 << 100), (1 << 100, 1 << 100)] {
            let config = Config {
                base_rate: if kink == 0 { 0 } else { u16::MAX },
                slope_below: if kink == 0 { 0 } else { u16::MAX },
                kink,
                ..usdc_config()
            };
            for step in [YEAR, 100 * YEAR] {
                let mut market = borrowed(config, cash, debt);
                market.rate_at_target = u128::MAX;
                let shares = market.debt_shares;
                let mut now = 0;
                while now < 100 * YEAR {
                    now += step;
                    let before = market;
                    let interest = market.accrue(now).unwrap();
                    assert!(market.owed >= before.owed && market.owed <= OWED_MAX);
                    assert_eq!(market.debt(), before.debt() + interest.total);
                    assert!(market.claims() >= before.claims(), "POOL-4");
                }
                let owed = market.debt_assets_up(shares).unwrap();
                assert!(owed >= debt, "{owed} of {debt}");
                let (part, burned) = market.repay(owed / 2, shares).unwrap();
                assert_eq!(part, owed / 2);
                let rest = market.repay(u128::MAX, shares - burned).unwrap();
                assert_eq!((rest.1, market.debt_shares), (shares - burned, 0));
            }
        }
    }
}

#[test]
fn an_adaptive_rate_rises_above_its_target_and_falls_below() {
    let adaptive = Config {
        base_rate: 0,
        slope_below: 0,
        slope_above: 0,
        kink: 0,
        ..usdc_config()
    };
    let start = AdaptiveCurve::INITIAL_RATE_AT_TARGET.0;
    let after = |cash, debt, seconds| {
        let mut market = borrowed(adaptive, cash, debt);
        market.rate_at_target = start;
        market.accrue(seconds).unwrap();
        market
    };
    let day = 86_400;
    assert_eq!(after(100, 900, 0).rate_at_target, start, "no time");
    assert_eq!(after(100, 900, day).rate_at_target, start, "on target");
    // exp(50 / 365) = 1.1468 at full use, its inverse without any.
    let (up, down) = (
        after(0, 1_000, day).rate_at_target,
        after(1_000, 0, day).rate_at_target,
    );
    assert!(
        up * 100 / start == 114 && down * 100 / start == 87,
        "{up} {down}"
    );
    assert_eq!(
        after(0, 1, 100 * YEAR).rate_at_target,
        AdaptiveCurve::DEFAULT.maximum.0
    );
    assert_eq!(
        after(1, 0, 100 * YEAR).rate_at_target,
        AdaptiveCurve::DEFAULT.minimum.0
    );
    // Four times the rate at target where everything is lent.
    let mut full = borrowed(adaptive, 0, 1_000_000);
    full.rate_at_target = start;
    assert_eq!(full.borrow_rate().unwrap().0, 4 * start);
    assert_eq!(full.config.curve().kink.0, 0);
}
