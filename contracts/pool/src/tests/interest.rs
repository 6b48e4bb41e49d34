//! Interest: who owes it, who earns it, and that it does not depend much on how often it is added.

use proptest::prelude::*;
use risk_core::{
    curve,
    fixed::{RAY, mul_div_up},
};

use super::{any_market, usdc_config};
use crate::{Config, Market, layout::Earned};

const YEAR: u64 = 31_536_000;

fn borrowed(config: Config, cash: u128, debt: u128) -> Market {
    Market {
        config,
        cash,
        debt,
        supply_shares: (cash + debt) * 1_000_000,
        debt_shares: debt * 1_000_000,
        earned: Earned::default(),
    }
}

proptest! {
    #[test]
    fn interest_is_split_without_loss(market in any_market(), elapsed in 1u64..YEAR) {
        let mut market = market;
        let before = market;
        let Ok(interest) = market.accrue(before.earned.accrued_at + elapsed) else { return Ok(()) };
        prop_assert_eq!(market.debt, before.debt + interest.total);
        prop_assert_eq!(market.cash, before.cash);
        prop_assert_eq!(market.earned.reserves, before.earned.reserves + interest.reserves);
        prop_assert_eq!(market.earned.premium, before.earned.premium + interest.premium);
        let exact = |factor: u16| super::wide_mul_div(interest.total, u128::from(factor), 10_000, false);
        prop_assert_eq!(Some(interest.reserves), exact(before.config.reserve_factor));
        prop_assert_eq!(Some(interest.premium), exact(before.config.premium_factor));
        prop_assert_eq!(
            market.claims(),
            before.claims() + interest.total - interest.reserves - interest.premium,
            "POOL-1: suppliers earn the rest"
        );
        prop_assert!(market.claims() >= before.claims(), "POOL-4");
        prop_assert_eq!(
            (market.supply_shares, market.debt_shares), (before.supply_shares, before.debt_shares)
        );
    }

    #[test]
    fn clocks_that_stand_or_run_backwards_add_nothing(market in any_market(), back: u64) {
        let mut market = market;
        let before = market;
        let interest = market.accrue(before.earned.accrued_at.saturating_sub(back)).unwrap();
        prop_assert_eq!(interest.total, 0);
        prop_assert_eq!(market, before);
    }

    #[test]
    fn debts_never_fall_and_never_under_the_exact_interest(market in any_market(), elapsed in 1u64..YEAR) {
        let mut market = market;
        let before = market;
        let Ok(rate) = before.borrow_rate() else { return Ok(()) };
        if market.accrue(before.earned.accrued_at + elapsed).is_err() { return Ok(()) }
        let growth = curve::growth(rate, elapsed).unwrap();
        prop_assert_eq!(market.debt, mul_div_up(before.debt, growth.0, RAY).unwrap());
        prop_assert!(market.debt >= before.debt);
    }

    /// Interest compounds continuously, so accruing often matters only by rounding, one unit at a time, and by a
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
        // Each accrual rounds up by less than a unit, which then grows; growth itself by 2e-27 of it.
        let bound = u128::from(steps) * 30 + once.debt / 10u128.pow(24);
        prop_assert!(often.debt + 2 >= once.debt, "{} {}", often.debt, once.debt);
        prop_assert!(often.debt <= once.debt + bound, "{} {}", often.debt, once.debt);
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
        prop_assert!(often.debt + 2 >= once.debt);
        let most = curve::growth(often.borrow_rate().unwrap(), steps * step).unwrap();
        let bound = mul_div_up(debt, most.0, RAY).unwrap() + u128::from(steps) * 30 + debt / 10u128.pow(24);
        prop_assert!(often.debt <= bound, "{} {bound}", often.debt);
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
    assert_eq!(interest.reserves, interest.total / 10);
    assert_eq!(interest.premium, interest.total / 20);
}

#[test]
fn a_reserve_without_debt_earns_nothing_and_time_goes_on() {
    let mut market = borrowed(usdc_config(), 5, 0);
    assert_eq!(market.accrue(77).unwrap().total, 0);
    assert_eq!((market.earned.accrued_at, market.cash), (77, 5));
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
