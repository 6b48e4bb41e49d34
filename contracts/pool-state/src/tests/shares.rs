//! Shares and amounts of one reserve: every conversion rounds against the caller.

use proptest::prelude::*;

use super::{any_market, whole, wide_mul_div};
use crate::{
    Config, Market,
    layout::Provision,
    market::{AMOUNT_MAX, VIRTUAL_ASSETS, VIRTUAL_SHARES, minted},
};

/// Supplies, as the verb does: the shares.
fn supply(market: &mut Market, assets: u128) -> u128 {
    let shares = market.supply_shares_down(assets).unwrap();
    market.cash += assets;
    market.supply_shares += shares;
    shares
}

/// Takes all of `shares` back: what is paid.
fn withdraw_all(market: &mut Market, shares: u128) -> u128 {
    let paid = market.supply_assets_down(shares).unwrap();
    market.cash -= paid;
    market.supply_shares -= shares;
    paid
}

proptest! {
    #[test]
    fn conversions_equal_exact_quotients_with_the_virtual_offsets(
        (market, _) in any_market(), amount in 0..AMOUNT_MAX,
    ) {
        let (shares, claims) = (market.supply_shares + VIRTUAL_SHARES, market.claims() + VIRTUAL_ASSETS);
        prop_assert_eq!(market.supply_shares_down(amount).ok(), wide_mul_div(amount, shares, claims, false));
        prop_assert_eq!(market.supply_claim_down(amount).ok(), wide_mul_div(amount, claims, shares, false));
        let exits = market.claims().saturating_sub(market.provision.amount()) + VIRTUAL_ASSETS;
        prop_assert_eq!(market.supply_shares_up(amount).ok(), wide_mul_div(amount, shares, exits, true));
        prop_assert_eq!(market.supply_assets_down(amount).ok(), wide_mul_div(amount, exits, shares, false));
        let (shares, owed) = (market.debt_shares + VIRTUAL_SHARES, market.owed + whole(VIRTUAL_ASSETS));
        prop_assert_eq!(market.debt_shares_up(amount).ok(), wide_mul_div(whole(amount), shares, owed, true));
        prop_assert_eq!(market.debt_shares_down(amount).ok(), wide_mul_div(whole(amount), shares, owed, false));
        let exact = wide_mul_div(amount, owed, shares, true).map(|fractions| fractions.div_ceil(whole(1)));
        prop_assert_eq!(market.debt_assets_up(amount).ok(), exact);
    }

    #[test]
    fn all_1_supplying_and_withdrawing_never_gains((market, _) in any_market(), assets in 1..AMOUNT_MAX) {
        let mut market = market;
        let before = market;
        let Ok(minted) = market.supply_shares_down(assets) else { return Ok(()) };
        prop_assume!(minted < u128::MAX - before.supply_shares);
        let shares = supply(&mut market, assets);
        let paid = withdraw_all(&mut market, shares);
        prop_assert!(paid <= assets, "ALL-1: {paid} back for {assets}");
        prop_assert!(market.claims() >= before.claims(), "ALL-1: others' claims fell");
        prop_assert_eq!(market.supply_shares, before.supply_shares);
    }

    /// Whoever leaves before a loss is booked is paid what he would have got after it, and changes nothing for who stays.
    #[test]
    fn all_1_leaving_before_a_loss_is_booked_gains_nothing(
        (market, _) in any_market(), part in 0u128..=1_000, lost in 0u128..=1_000,
    ) {
        let mut before = market;
        let lost = before.debt() / 1_000 * lost;
        prop_assume!(lost > 0);
        before.provision = Provision::holding(lost);
        let leaving = before.supply_shares / 1_000 * part;
        let staying = before.supply_shares - leaving;
        let mut after = before;
        after.owed -= whole(lost);
        after.provision = Provision::default();
        let early = before.supply_assets_down(leaving).unwrap();
        prop_assert!(early <= after.supply_assets_down(leaving).unwrap(), "ALL-1: more than after the loss");
        let slack = lost / 256 + 1;
        prop_assert!(early + slack >= after.supply_assets_down(leaving).unwrap(), "no less than rounding says");
        prop_assume!(early <= before.cash);
        let worth = before.supply_assets_down(staying).unwrap();
        let mut left = before;
        left.cash -= early;
        left.supply_shares = staying;
        prop_assert!(left.supply_assets_down(staying).unwrap() >= worth, "ALL-1: leaving costs who stay");
    }

    #[test]
    fn shares_burned_for_a_withdrawal_are_worth_at_least_what_is_paid(
        (market, _) in any_market(), assets in 1..AMOUNT_MAX,
    ) {
        let Ok(burned) = market.supply_shares_up(assets) else { return Ok(()) };
        prop_assert!(burned >= market.supply_shares_down(assets).unwrap());
        if let Ok(worth) = market.supply_assets_down(burned) {
            prop_assert!(worth >= assets, "{burned} shares are worth {worth}, paid {assets}");
        }
    }

    #[test]
    fn all_1_borrowing_and_repaying_never_gains((market, _) in any_market(), most in 1..AMOUNT_MAX) {
        let mut market = market;
        let assets = most.min(market.cash);
        let Ok(shares) = market.borrow(assets) else { return Ok(()) };
        let owed = market.debt_assets_up(shares).unwrap();
        prop_assert!(owed >= assets, "ALL-1: owes {owed} for {assets}");
        let cash = market.cash;
        let (repaid, burned) = market.repay(u128::MAX, shares).unwrap();
        prop_assert_eq!((repaid, burned, market.cash), (owed, shares, cash + owed));
    }

    #[test]
    fn a_full_repayment_leaves_no_dust(
        (market, _) in any_market(), part in 0u128..=1_000, extra in 0u128..3,
    ) {
        let mut market = market;
        let shares = market.debt_shares / 1_000 * part;
        let owed = market.debt_assets_up(shares).unwrap();
        let (repaid, burned) = market.repay(owed + extra, shares).unwrap();
        prop_assert_eq!((repaid, burned), (owed, shares), "never more than is owed, and every share");
        prop_assert_eq!(market.debt_assets_up(shares - burned), Ok(0));
    }

    #[test]
    fn a_part_repayment_leaves_at_least_the_rest(
        (market, _) in any_market(), part in 1u128..=1_000, assets in 0u128..1_000,
    ) {
        let mut market = market;
        let shares = market.debt_shares / 1_000 * part;
        let owed = market.debt_assets_up(shares).unwrap();
        prop_assert!(owed <= market.debt() + 1);
        let assets = (owed / 1_000 * assets).min(owed.saturating_sub(1));
        let (before, total) = (market.claims(), whole(market.cash) + market.owed);
        let (repaid, burned) = market.repay(assets, shares).unwrap();
        prop_assert_eq!(repaid, assets);
        let left = market.debt_assets_up(shares - burned).unwrap();
        prop_assert!(left >= owed - repaid, "{left} left of {owed} after {repaid}");
        prop_assert_eq!(whole(market.cash) + market.owed, total, "POOL-1: repaying moves debt to cash");
        prop_assert_eq!(market.claims(), before, "POOL-4");
    }

    /// The worst donation is one that does count, though the pool counts none: claims grow by it at once.
    #[test]
    fn all_1_inflating_an_empty_reserve_by_a_donation_cannot_profit(
        first in 1u128..1_000_000_000, donation in 0u128..1 << 90, victim in 1u128..1 << 90,
    ) {
        let mut market = Market::default();
        let attacker = supply(&mut market, first);
        market.cash += donation;
        let victims = supply(&mut market, victim);
        let taken = withdraw_all(&mut market, attacker);
        prop_assert!(taken <= first + donation, "ALL-1: {taken} for {first} and {donation}");
        // The victim loses at most a share's price, a millionth of the donation, and the attacker far more.
        let lost = victim - withdraw_all(&mut market, victims);
        prop_assert!(lost <= donation / VIRTUAL_SHARES + 2, "victim lost {lost}");
        let paid = first + donation - taken;
        prop_assert!(paid + 2 >= lost.min(donation / (first + 1) / 2), "attacker paid {paid}, victim lost {lost}");
    }

    #[test]
    fn caps_are_whole_tokens_at_any_decimals_up_to_24(tokens: u64, decimals in 0u8..=24) {
        let config = Config { decimals, ..Config::default() };
        let exact = alloy_primitives::U256::from(10).pow(alloy_primitives::U256::from(decimals))
            * alloy_primitives::U256::from(tokens);
        let expected = exact.min(alloy_primitives::U256::from(AMOUNT_MAX));
        prop_assert_eq!(alloy_primitives::U256::from(config.cap(tokens)), expected);
    }
}

#[test]
fn the_first_supply_mints_a_million_shares_per_unit() {
    let mut market = Market::default();
    assert_eq!(supply(&mut market, 7), 7 * VIRTUAL_SHARES);
    assert_eq!(market.supply_assets_down(7 * VIRTUAL_SHARES), Ok(7));
    assert_eq!(market.supply_assets_down(0), Ok(0));
    assert_eq!(market.debt_assets_up(0), Ok(0));
    assert_eq!(
        market.debt_assets_up(1),
        Ok(1),
        "a debt share never owes nothing"
    );
}

/// Where what rounding brings in lowered others' debts, a few dozen of these rounds left no shares to borrow for.
#[test]
fn all_1_round_trips_of_a_unit_do_not_use_up_the_shares_that_can_be_counted() {
    let mut market = Market {
        cash: 1 << 60,
        ..Market::default()
    };
    let (mut kept, mut operations, mut paid) = (0, 0, 0);
    for _ in 0..150 {
        kept += market.borrow(16).unwrap();
        market.owed += 1; // a second's interest
        for _ in 0..40 {
            let shares = market.borrow(1).unwrap();
            paid += market.repay(u128::MAX, shares).unwrap().0 - 1;
            operations += 2;
        }
        operations += 1;
        let per_unit = market.debt_shares_up(1).unwrap();
        assert!(
            per_unit <= VIRTUAL_SHARES + operations,
            "{per_unit} shares for a unit after {operations} operations"
        );
    }
    assert!(paid > 0, "rounding costs whoever does it");
    let owed = market.debt_assets_up(kept).unwrap();
    assert!((150 * 16..=150 * 17).contains(&owed), "{owed}");
    let large = market.borrow(1 << 59).unwrap();
    let owed = market.debt_assets_up(large).unwrap() - (1 << 59);
    assert!(owed <= 1, "{owed}");
}

#[test]
fn shares_that_come_to_be_leave_room_for_the_virtual_ones() {
    let most = u128::MAX - VIRTUAL_SHARES;
    assert_eq!(minted(most - 1, 1), Ok(most));
    assert!(minted(most, 1).is_err());
    assert!(minted(1, u128::MAX).is_err());
    // A debt of a fraction of what its shares could be: the next would be too many, the last can still be repaid.
    let mut market = Market {
        cash: AMOUNT_MAX,
        owed: whole(1),
        debt_shares: most / 2,
        ..Market::default()
    };
    let before = market;
    assert!(market.borrow(4).is_err());
    market = before;
    assert_eq!(market.repay(u128::MAX, most / 2), Ok((2, most / 2)));
    assert_eq!((market.owed, market.debt_shares), (0, 0));
}

#[test]
fn caps_of_absurd_decimals_are_the_largest_amount() {
    for decimals in [39, 255] {
        let config = Config {
            decimals,
            ..Config::default()
        };
        assert_eq!(config.cap(1), AMOUNT_MAX);
    }
}
