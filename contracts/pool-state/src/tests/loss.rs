//! Ending debts: who bears them, to the unit.

use proptest::prelude::*;

use super::{any_market, divided, whole};
use crate::{
    Market,
    layout::Split,
    market::{Earned, Loss},
};

proptest! {
    #[test]
    fn pool_1_a_write_off_conserves_value_to_the_unit(
        (market, split) in any_market(), part in 0u128..=1_000, covered in 0u128..1 << 100,
    ) {
        let mut market = market;
        let before = market;
        let shares = market.debt_shares / 1_000 * part;
        let owed = market.debt_assets_up(shares).unwrap();
        prop_assume!(whole(owed) <= before.owed);
        let earned_before = before.earned(split).unwrap();
        let (loss, split) = market.write_off(shares, covered, split).unwrap();
        let earned = market.earned(split).unwrap();
        let (paid, premium) = (covered.min(owed), earned_before.premium - earned.premium);
        prop_assert_eq!(loss.covered, paid + premium, "the fund pays, and gives up premium");
        prop_assert_eq!(premium, (owed - paid).min(earned_before.premium));
        prop_assert_eq!(loss.covered + loss.reserves + loss.lost, owed, "POOL-1: somebody bears all of it");
        // The debt told is rounded up; of that a unit at most stays with the suppliers.
        let ended = before.owed - market.owed;
        prop_assert!(ended <= whole(owed) && ended + whole(1) >= whole(owed));
        prop_assert_eq!(market.debt_shares, before.debt_shares - shares);
        prop_assert_eq!(market.cash, before.cash + paid);
        prop_assert_eq!(earned.reserves, earned_before.reserves - loss.reserves);
        prop_assert!(earned.premium == 0 || loss.reserves == 0, "premium comes before reserves");
        prop_assert!(earned.reserves == 0 || loss.lost == 0, "reserves come before suppliers");
        prop_assert_eq!(market.supply_shares, before.supply_shares);
        let kept = market.claims() + loss.lost - before.claims();
        prop_assert!(kept <= 1, "POOL-4: claims fall by the evented loss but for a unit of rounding");
        prop_assert!(earned.reserves + earned.premium <= market.cash + market.debt(), "POOL-1");
    }

    #[test]
    fn a_covered_loss_costs_suppliers_nothing((market, split) in any_market(), part in 1u128..=1_000) {
        let mut market = market;
        let before = market;
        let shares = market.debt_shares / 1_000 * part;
        let owed = market.debt_assets_up(shares).unwrap();
        prop_assume!(whole(owed) <= before.owed);
        let (loss, _) = market.write_off(shares, u128::MAX, split).unwrap();
        prop_assert_eq!((loss.covered, loss.reserves, loss.lost), (owed, 0, 0));
        prop_assert!((0..=1).contains(&(market.claims() - before.claims())), "POOL-4");
    }
}

fn indebted(cash: u128, debt: u128, reserves: u128, premium: u128) -> (Market, Split) {
    let (fees, split) = divided(Earned { reserves, premium });
    let market = Market {
        cash,
        owed: whole(debt),
        debt_shares: debt * 1_000_000,
        supply_shares: 5_000_000,
        fees,
        accrued_at: 1,
        ..Market::default()
    };
    (market, split)
}

#[test]
fn the_waterfall_is_insurance_then_its_premium_then_reserves_then_suppliers() {
    let (mut market, split) = indebted(10, 1_000, 300, 5);
    let (loss, split) = market.write_off(1_000_000_000, 600, split).unwrap();
    assert_eq!((loss.covered, loss.reserves, loss.lost), (605, 300, 95));
    assert_eq!(
        (market.cash, market.debt(), market.debt_shares),
        (610, 0, 0)
    );
    assert_eq!(market.earned(split), Ok(Earned::default()));
    assert_eq!(market.claims(), 610);

    let (mut market, split) = indebted(10, 1_000, 300, 500);
    let (loss, split) = market.write_off(1_000_000_000, 600, split).unwrap();
    assert_eq!((loss.covered, loss.reserves, loss.lost), (1_000, 0, 0));
    let left = Earned {
        reserves: 300,
        premium: 100,
    };
    assert_eq!(market.earned(split), Ok(left));
}

#[test]
fn a_debt_of_no_shares_ends_for_nothing() {
    let (mut market, split) = indebted(10, 1_000, 3, 5);
    let before = market;
    assert_eq!(
        market.write_off(0, 7, split).unwrap(),
        (Loss::default(), split)
    );
    assert_eq!(market, before);
}
