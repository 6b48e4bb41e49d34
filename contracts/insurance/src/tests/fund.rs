//! Capital and shares: properties of the pure part.

use proptest::prelude::*;

use crate::fund::{Fund, VIRTUAL_SHARES};

#[test]
fn the_first_share_costs_a_millionth() {
    let fund = Fund::default();
    assert_eq!(fund.to_shares_down(5), Ok(5 * VIRTUAL_SHARES));
    assert_eq!(
        fund.to_assets_down(5 * VIRTUAL_SHARES - 1),
        Ok(4),
        "rounds down"
    );
    assert!(!fund.exhausted());
}

/// The classic attack: stake one unit, raise the price by a large premium, let the victim's stake round away.
#[test]
fn a_first_staker_cannot_round_others_away() {
    let mut fund = Fund::default().stake(1, VIRTUAL_SHARES).unwrap();
    fund = fund.earn(1_000_000).unwrap();
    let shares = fund.to_shares_down(1_000_000).unwrap();
    let fund = fund.stake(1_000_000, shares).unwrap();
    assert!(fund.to_assets_down(shares).unwrap() >= 999_999);
    let attacker = fund.to_assets_down(VIRTUAL_SHARES).unwrap();
    assert!(
        attacker <= 500_001,
        "half of the premium is the virtual shares': {attacker}"
    );
}

#[derive(Clone, Debug)]
enum Step {
    Stake(u128),
    Unstake(u128),
    Earn(u128),
    Pay(u128),
}

fn step() -> impl Strategy<Value = Step> {
    let amount = 1u128..1 << 90;
    prop_oneof![
        amount.clone().prop_map(Step::Stake),
        (0u128..=1_000).prop_map(Step::Unstake),
        amount.clone().prop_map(Step::Earn),
        amount.prop_map(Step::Pay),
    ]
}

proptest! {
    /// INS-1: claims paid <= capital; and capital is what came in less what went out, whatever happens.
    #[test]
    fn claims_never_exceed_capital(steps in prop::collection::vec(step(), 0..60)) {
        let mut fund = Fund::default();
        let (mut inflow, mut outflow) = (0u128, 0u128);
        for step in steps {
            match step {
                Step::Stake(assets) if !fund.exhausted() => {
                    let Ok(shares) = fund.to_shares_down(assets) else { continue };
                    let Ok(next) = fund.stake(assets, shares) else { continue };
                    (fund, inflow) = (next, inflow + assets);
                }
                Step::Stake(_) => {}
                Step::Unstake(permille) => {
                    let shares = fund.shares / 1_000 * permille;
                    let assets = fund.to_assets_down(shares).unwrap();
                    prop_assert!(assets <= fund.capital);
                    (fund, outflow) = (fund.unstake(assets, shares).unwrap(), outflow + assets);
                }
                Step::Earn(amount) => (fund, inflow) = (fund.earn(amount).unwrap(), inflow + amount),
                Step::Pay(wanted) => {
                    let (next, paid) = fund.pay(wanted);
                    prop_assert!(paid <= fund.capital && paid <= wanted);
                    (fund, outflow) = (next, outflow + paid);
                }
            }
            prop_assert_eq!(fund.capital, inflow - outflow);
        }
    }

    /// Staking and leaving at once gains nothing and takes nothing from the others.
    #[test]
    fn a_round_trip_gains_nothing(capital in 0u128..1 << 100, price in 1u128..1 << 20, assets in 1u128..1 << 100) {
        let fund = Fund { capital, shares: capital / price * 1_000 };
        prop_assume!(!fund.exhausted());
        let Ok(shares) = fund.to_shares_down(assets) else { return Ok(()) };
        let Ok(after) = fund.stake(assets, shares) else { return Ok(()) };
        prop_assert!(after.to_assets_down(shares).unwrap() <= assets);
        prop_assert!(after.to_assets_down(fund.shares).unwrap() >= fund.to_assets_down(fund.shares).unwrap());
    }

    /// No share is ever worth more than all capital.
    #[test]
    fn all_shares_are_worth_at_most_the_capital(capital: u64, shares: u128) {
        let fund = Fund { capital: capital.into(), shares };
        if let Ok(assets) = fund.to_assets_down(shares) {
            prop_assert!(assets <= fund.capital);
        }
    }
}
