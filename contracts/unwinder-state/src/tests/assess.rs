//! Health, criticality, and which prices decide.

use proptest::prelude::*;

use super::fixtures::*;
use crate::{
    assess::{assess, maintenance},
    layout::Parameters,
    portfolio::Prices,
};

#[test]
fn ether_is_unwound_from_about_84_percent_of_its_value() {
    // 100 ether at 3,000 USD: 300,000 less 16% and what leaving costs.
    let sound = assessed(&loan(100, 248_000, 300_000, 300_000));
    assert!(sound.health >= WAD, "{sound:?}");
    let weak = assessed(&loan(100, 254_000, 300_000, 300_000));
    assert!(weak.health < WAD, "{weak:?}");
    assert!(!weak.is_critical(), "an auction's half hour risks less");
    assert_eq!(
        (weak.collateral, weak.debt),
        (300_000 * WAD, 254_000 * WAD),
        "at spot"
    );
}

#[test]
fn a_loan_without_debt_is_healthy_beyond_bounds() {
    let free = assessed(&loan(100, 0, 300_000, 300_000));
    assert_eq!((free.health, free.critical_health), (u128::MAX, u128::MAX));
    assert!(!free.is_critical());
}

#[test]
fn smoothed_prices_decide_until_the_loan_is_critical() {
    let dipped = assessed(&loan(100, 240_000, 275_000, 300_000));
    assert!(dipped.spot_health < WAD && !dipped.is_critical());
    assert_eq!(
        (dipped.health, dipped.prices),
        (dipped.smoothed_health, Prices::Smoothed)
    );
    let crashed = assessed(&loan(100, 240_000, 245_000, 300_000));
    assert!(crashed.is_critical());
    assert_eq!(
        (crashed.health, crashed.prices),
        (crashed.spot_health, Prices::Spot)
    );
    assert_eq!(crashed.positions, crashed.spot);
    // Critical, and yet worse at smoothed prices: those count.
    let recovering = assessed(&loan(100, 240_000, 245_000, 230_000));
    assert!(recovering.is_critical());
    assert_eq!(recovering.prices, Prices::Smoothed);
    assert!(recovering.health < recovering.spot_health);
}

#[test]
fn the_critical_level_is_the_health_at_which_the_auction_alone_would_not_do() {
    let weak = assessed(&loan(100, 254_000, 300_000, 300_000));
    let level = weak.critical_level().0;
    assert!(level < weak.health, "{level}: still time");
    assert!(level > WAD / 100 * 80, "{level}");
    let crashed = assessed(&loan(100, 254_000, 245_000, 245_000));
    assert!(crashed.critical_level().0 > crashed.health);
    assert_eq!(
        assessed(&loan(100, 0, 300_000, 300_000)).critical_level().0,
        WAD
    );
}

proptest! {
    #[test]
    fn the_auctions_stress_is_no_more_than_maintenance_stress(
        ether in 1u128..20_000, debt in 1u128..60_000_000, spot in 50_000u128..500_000,
        smoothed in 50_000u128..500_000, auction_duration in 600u32..7_200,
    ) {
        let portfolio = loan(ether, debt, spot, smoothed);
        let seen = assess(&portfolio, &Parameters { auction_duration, ..parameters() }).unwrap();
        prop_assert!(seen.critical_health >= seen.spot_health, "{seen:?}");
        prop_assert_eq!(seen.spot_health, maintenance(&portfolio, &seen.spot).unwrap().0);
    }

    #[test]
    fn a_longer_auction_or_a_deeper_floor_makes_no_loan_less_critical(
        ether in 1u128..2_000, debt in 1u128..6_000_000, spot in 50_000u128..500_000,
        durations in (600u32..7_200, 600u32..7_200), discounts in (WAD / 100..WAD / 7, WAD / 100..WAD / 7),
    ) {
        // So deep a market that what leaving it costs in a hurry does not count.
        let mut portfolio = loan(ether, debt, spot, spot);
        portfolio.holdings[0].risk.depth = u64::MAX;
        let with = |auction_duration, discount: u128| {
            let auction_discount = discount as u64;
            assess(&portfolio, &Parameters { auction_duration, auction_discount, ..parameters() }).unwrap()
        };
        let mild = with(durations.0.min(durations.1), discounts.0.min(discounts.1));
        let harsh = with(durations.0.max(durations.1), discounts.0.max(discounts.1));
        prop_assert!(mild.critical_health >= harsh.critical_health);
        prop_assert_eq!(mild.smoothed_health, harsh.smoothed_health);
    }

    #[test]
    fn effective_health_is_smoothed_and_while_critical_the_lower(
        ether in 1u128..2_000, debt in 0u128..6_000_000, spot in 50_000u128..500_000,
        smoothed in 50_000u128..500_000,
    ) {
        let seen = assessed(&loan(ether, debt, spot, smoothed));
        let expected = if seen.is_critical() {
            seen.smoothed_health.min(seen.spot_health)
        } else {
            seen.smoothed_health
        };
        prop_assert_eq!(seen.health, expected);
        let (health, stress) = maintenance(&loan(ether, debt, spot, smoothed), &seen.positions).unwrap();
        prop_assert_eq!((health, stress.total.0), (seen.health, seen.stress));
        prop_assert!(seen.critical_level().0 <= WAD);
    }

    #[test]
    fn less_debt_and_higher_prices_never_lower_any_health(
        ether in 1u128..2_000, debt in 2u128..6_000_000, price in 50_000u128..400_000, more in 1u128..100_000,
    ) {
        let before = assessed(&loan(ether, debt, price, price));
        for better in [loan(ether, debt / 2, price, price), loan(ether, debt, price + more, price + more)] {
            let after = assessed(&better);
            prop_assert!(after.smoothed_health >= before.smoothed_health);
            prop_assert!(after.critical_health >= before.critical_health);
        }
    }
}
