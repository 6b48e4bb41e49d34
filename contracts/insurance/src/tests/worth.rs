//! What collateral is worth to those who come and those who leave, and what it is bought and sold for. Pure.

use proptest::prelude::*;
use risk_core::fixed::WAD;

use crate::fund::{Fund, Price, Prices};

fn prices(spot: u128, smoothed: u128) -> Prices {
    let price = |spot: u128, smoothed: u128, decimals: u32| Price {
        spot,
        smoothed,
        unit: 10u128.pow(decimals),
    };
    Prices {
        collateral: price(spot, smoothed, 18),
        asset: price(WAD, WAD * 99 / 100, 6),
    }
}

#[test]
fn collateral_counts_low_for_who_leaves_and_high_for_who_comes() {
    let ten = 10 * WAD;
    let prices = prices(3_000 * WAD, 2_900 * WAD);
    // 29,000 less 1%; 30,000 at a dollar of 99 cents.
    assert_eq!(prices.low(ten, 100), Ok(28_710_000_000));
    assert_eq!(prices.high(ten), Ok(30_303_030_304));
    assert_eq!(prices.off_spot(9_000), Ok(2_700 * WAD));
    assert_eq!(prices.cost(ten, 2_700 * WAD), Ok(27_000_000_000));
    assert_eq!(prices.bought(27_000_000_000, 2_700 * WAD), Ok(ten));
    assert_eq!(prices.bought(1, 0), Ok(u128::MAX), "the caller caps it");
}

proptest! {
    /// What a budget buys never costs more than the budget.
    #[test]
    fn a_budget_is_never_overdrawn(
        budget in 0u128..1 << 90, price in 1u128..1 << 80, spot in WAD / 2..2 * WAD, decimals in 0u32..24,
    ) {
        let unit = 10u128.pow(decimals);
        let one = |spot, unit| Price { spot, smoothed: spot, unit };
        let prices = Prices { collateral: one(price, unit), asset: one(spot, 1_000_000) };
        if let Ok(bought) = prices.bought(budget, price) && bought < 1 << 120 && let Ok(cost) = prices.cost(bought, price) {
            prop_assert!(cost <= budget, "{cost}");
        }
    }

    /// Coming and leaving while the fund holds collateral gains nothing, whatever spot and average say.
    #[test]
    fn a_round_trip_gains_nothing(
        capital in 1u128..1 << 70, amount in 0u128..1 << 80, spot in 1u128..5_000, smoothed in 1u128..5_000,
        stake in 1u128..1 << 70,
    ) {
        let prices = prices(spot * WAD, smoothed * WAD);
        let (low, high) = (prices.low(amount, 100).unwrap(), prices.high(amount).unwrap());
        prop_assert!(low <= high);
        let fund = Fund { capital, shares: 1 << 80 };
        let shares = fund.with(high).to_shares_down(stake).unwrap();
        let Ok(after) = fund.stake(stake, shares) else { return Ok(()) };
        prop_assert!(after.with(low).to_assets_down(shares).unwrap() <= stake);
        // And takes nothing from those who stay.
        prop_assert!(after.with(low).to_assets_down(fund.shares).unwrap() >= fund.with(low).to_assets_down(fund.shares).unwrap());
    }
}
