//! Growth that is sold.

use super::*;
use crate::loan::FALL;

/// What all growth at a rate of 1.1 costs, where a share is worth 2,000 units.
fn price(loan: &Loan, now: u64) -> (u128, u128) {
    let grown = loan.grown(rate(110)).unwrap();
    loan.price(&sold(), grown, grown * 2_000, now).unwrap()
}

#[test]
fn the_price_falls_from_a_premium_to_the_discount() {
    let loan = loan(1_000_000_000, 1_100_000);
    let spot = 100_000 * 2_000 + 1;
    for (elapsed, bps) in [
        (0, 10_050_u128),
        (FALL / 2, 9_925),
        (FALL, 9_800),
        (YEAR, 9_800),
    ] {
        // Rounded up, and a unit for the quote that was rounded down.
        let (shares, cost) = price(&loan, START + elapsed);
        assert_eq!(shares, 100_000);
        assert_eq!(cost, (spot * bps).div_ceil(10_000), "after {elapsed}");
    }
}

#[test]
fn a_part_brings_the_price_up_in_proportion_and_specks_do_not() {
    let offer = sold();
    let now = START + YEAR;
    let sell = |part: u128| {
        let mut loan = loan(1_000_000_000, 1_100_000);
        let grown = loan.grown(rate(110)).unwrap();
        loan.sell(&offer, grown, (grown / part, 1_000), now)
            .unwrap();
        loan
    };
    assert_eq!(sell(1).sale_from, now);
    assert_eq!(sell(2).sale_from, now - FALL / 2);
    assert_eq!(sell(100_000).sale_from, now - FALL);
    let half = sell(2);
    assert_eq!(half.locked.collateral, 1_050_000);
    let left = half.grown(rate(110)).unwrap();
    assert!((49_998..=50_000).contains(&left), "{left}");
    assert_eq!((half.cash, half.paid, half.shares), (1_000, 1_000, 0));
}

#[test]
fn a_sale_pays_no_more_than_is_owed() {
    let (offer, now) = (sold(), START + YEAR);
    let mut loan = loan(50_000_000, 1_100_000);
    let debt = 51_000_000;
    let sale = price(&loan, now);
    assert_eq!(sale.1, debt);
    // 51,000,000 of 196,000,001 units buy so much of 100,000 shares, rounded up.
    assert_eq!(sale.0, (100_000 * debt).div_ceil(196_000_001));
    let grown = loan.grown(rate(110)).unwrap();
    let paid = loan.sell(&offer, grown, sale, now).unwrap();
    assert_eq!((paid.interest, paid.principal), (1_000_000, 50_000_000));
    assert_eq!(paid.unlocked, 1_100_000 - sale.0);
    assert_eq!((loan.cash, loan.locked), (debt, Locked::default()));
}

/// YLD-2.
#[test]
fn no_share_leaves_for_less_than_the_debt_that_it_stands_for() {
    let (offer, now) = (sold(), START + YEAR);
    let loan = loan(1_000_000_000, 1_100_000);
    let debt = loan.debt(&offer, now).unwrap();
    assert_eq!(debt, 1_020_000_000);
    let least = (100_000 * debt).div_ceil(1_100_000);
    // A market's price that is told as nothing, and the highest that is asked no less of.
    for value in [0, 1, least - 1] {
        assert_eq!(
            loan.price(&offer, 100_000, value, now),
            Ok((100_000, least))
        );
    }
    let more = loan.price(&offer, 100_000, least * 2, now).unwrap();
    assert!(more.1 > least);
    let mut after = loan;
    let grown = after.grown(rate(110)).unwrap();
    after.sell(&offer, grown, (100_000, least), now).unwrap();
    let left = after.debt(&offer, now).unwrap();
    assert!(left * 1_100_000 <= debt * after.locked.collateral);
}
