//! Growth in kind, and the bucket of interest.

use super::*;

#[test]
fn growth_pays_interest_first_then_principal_and_leaves_the_collateral_its_worth() {
    let (offer, mut loan) = (offer(), loan(90 * WAD, 100 * WAD));
    let now = START + YEAR;
    let (shares, paid) = harvest(&mut loan, &offer, rate(103), now);
    // 3% of what 100 shares were worth at the start.
    assert_eq!(shares, 100 * WAD - (100 * WAD * 100).div_ceil(103));
    assert_eq!(paid.interest, 90 * WAD / 50);
    assert_eq!(paid.total(), shares * 103 / 100);
    assert_eq!(loan.locked.principal, 90 * WAD - paid.principal);
    assert_eq!(loan.locked.collateral + loan.shares, 100 * WAD);
    assert!(loan.locked.collateral * 103 / 100 >= 100 * WAD);
    assert_eq!((paid.unlocked, loan.cash), (0, 0));
    assert_eq!(loan.interest(&offer, now), Ok(0));
    // Nothing is left to harvest at this rate, nor at any under it.
    assert_eq!(loan.mark, rate(103));
    for hundredths in [0, 50, 102, 103] {
        let before = loan;
        assert_eq!(harvest(&mut loan, &offer, rate(hundredths), now).0, 0);
        assert_eq!(loan, before);
    }
}

#[test]
fn growth_pays_no_more_than_is_owed_and_frees_what_is_left() {
    let (offer, mut loan) = (offer(), loan(WAD, 100 * WAD));
    let now = START + YEAR;
    let (shares, paid) = harvest(&mut loan, &offer, rate(110), now);
    assert_eq!((paid.interest, paid.principal), (WAD / 50, WAD));
    assert_eq!(shares, (102 * WAD / 100 * 100).div_ceil(110));
    assert_eq!(paid.unlocked, 100 * WAD - shares);
    assert_eq!(
        (loan.locked, loan.shares),
        (Locked::default(), shares),
        "nothing stays locked"
    );
    assert!(!loan.lives());
    assert_eq!(loan.grown(rate(120)), Ok(0));
}

#[test]
fn a_fall_of_the_rate_stops_the_yield_until_it_is_made_up() {
    let (offer, mut loan) = (offer(), loan(90 * WAD, 100 * WAD));
    // Growth that was not harvested falls away first.
    assert!(loan.grown(rate(103)).unwrap() > loan.grown(rate(101)).unwrap());
    for hundredths in [99, 50, 100] {
        assert_eq!(loan.grown(rate(hundredths)), Ok(0));
    }
    let now = START + YEAR;
    assert_eq!(harvest(&mut loan, &offer, rate(50), now).0, 0);
    assert_eq!(loan.locked.collateral, 100 * WAD);
    assert!(harvest(&mut loan, &offer, rate(101), now).0 > 0);
}

#[test]
fn a_rate_is_believed_as_far_as_it_can_have_grown_since_the_last_harvest() {
    let (offer, loan) = (offer(), loan(90 * WAD, 100 * WAD));
    assert_eq!(loan.believed(&offer, rate(500), START), Wad::ONE);
    assert_eq!(
        loan.believed(&offer, Wad(u128::MAX), START + YEAR),
        rate(120)
    );
    assert_eq!(loan.believed(&offer, rate(119), START + YEAR), rate(119));
    assert_eq!(loan.believed(&offer, Wad(0), START + YEAR), Wad(0));
    // The cap is that of the oracle's own rates.
    for after in [1, DAY, 100 * YEAR, u64::MAX - START] {
        let cap = risk_core::oracle::rate_cap(Wad::ONE, rate(20), after);
        assert_eq!(loan.believed(&offer, Wad::MAX, START + after), cap);
    }
    // No headroom is left of the time before a harvest: one wrong reading hands over what the cap allows since then.
    let (mut late, now) = (loan, START + 5 * YEAR);
    assert_eq!(late.believed(&offer, rate(300), now), rate(200));
    assert!(harvest(&mut late, &offer, rate(110), now).0 > 0);
    assert_eq!((late.mark, late.sale_from), (rate(110), now));
    assert_eq!(late.believed(&offer, rate(300), now), rate(110));
    assert_eq!(late.believed(&offer, rate(300), now + YEAR), rate(132));
    // Where growth is sold the time since then is that of its price: the cap counts from the opening.
    assert_eq!(late.believed(&sold(), rate(300), now), rate(200));
}

#[test]
fn interest_is_the_same_however_often_it_is_paid() {
    // Half of it is earned: principal stays, and with it the moment from which interest counts.
    let (offer, mut loan) = (offer(), loan(90 * WAD, 90 * WAD));
    let mut given = 0;
    for day in 1..=365 {
        let told = Wad(WAD + WAD / 100 * u128::from(day) / 365);
        let (shares, paid) = harvest(&mut loan, &offer, told, START + day * DAY);
        assert!(shares > 0 && paid.principal == 0);
        given += paid.interest;
        assert_eq!(loan.paid, given);
    }
    assert_eq!(loan.interest_from, START);
    assert_eq!(
        loan.interest(&offer, START + YEAR),
        Ok(90 * WAD / 50 - given)
    );
    assert_eq!(loan.locked.principal, 90 * WAD);
}

#[test]
fn a_harvest_is_worth_its_rounding() {
    let (offer, mut loan) = (offer(), loan(90 * WAD, 100 * WAD));
    // Less than a hundred-thousandth.
    let (shares, _) = harvest(&mut loan, &offer, Wad(WAD + WAD / 101_000), START + DAY);
    assert_eq!(shares, 0);
    // A loan that could be turned counts it all the same, from a unit on.
    let growth = loan.in_kind(&offer, Wad(WAD + WAD / 101_000), START + DAY);
    let (shares, worth) = growth.unwrap();
    assert!(shares > 0 && worth > 0);
    let mut turning = loan;
    let (gone, paid) = turning
        .harvest(&offer, (shares, worth), START + DAY)
        .unwrap();
    assert_eq!((gone, paid.interest), (shares, worth));
    let before = turning;
    let nothing = turning.harvest(&offer, (1, 0), START + DAY).unwrap();
    assert_eq!((nothing.0, turning), (0, before), "less than a unit");
    let (shares, _) = harvest(&mut loan, &offer, Wad(WAD + WAD / 99_000), START + DAY);
    assert!(shares > 0);
}

#[test]
fn payments_by_hand_unlock_their_share() {
    let (offer, mut loan) = (offer(), loan(90 * WAD, 100 * WAD));
    let now = START + YEAR;
    // A part of the interest; the rest of it and a third of the principal; more than all.
    let paid = loan.repay(&offer, WAD, now).unwrap();
    assert_eq!((paid.interest, paid.principal, paid.unlocked), (WAD, 0, 0));
    let paid = loan.repay(&offer, 30 * WAD + WAD / 10 * 8, now).unwrap();
    assert_eq!((paid.interest, paid.principal), (WAD / 10 * 8, 30 * WAD));
    assert_eq!(paid.unlocked, 100 * WAD / 3);
    assert_eq!(loan.interest_from, now);
    let paid = loan.repay(&offer, u128::MAX, now).unwrap();
    assert_eq!((paid.interest, paid.principal), (0, 60 * WAD));
    assert_eq!(loan.locked, Locked::default());
    assert_eq!(loan.cash, 90 * WAD + 90 * WAD / 50);
}

#[test]
fn a_loan_of_one_unit_is_a_loan() {
    let offer = offer();
    for principal in [1, 2] {
        let mut loan = loan(principal, offer.shares_up(2, Wad::ONE).unwrap());
        assert_eq!(loan.interest(&offer, START), Ok(0));
        assert_eq!(loan.interest(&offer, START + 1), Ok(1));
        // A unit of shares always stays, so two never yield one until the rate has doubled.
        assert_eq!(loan.grown(rate(199)), Ok(0));
        assert_eq!(loan.grown(rate(200)), Ok(1));
        let paid = loan.repay(&offer, u128::MAX, START + 1).unwrap();
        assert_eq!(
            (paid.interest, paid.principal, paid.unlocked),
            (1, principal, 2)
        );
    }
}

#[test]
fn the_largest_loan_is_counted_for_thousands_of_years() {
    let offer = Offer {
        rate: crate::terms::MAX_RATE,
        ..offer()
    };
    let loan = loan(crate::terms::MAX_SIZE, u128::MAX);
    assert!(loan.debt(&offer, START + 5_000 * YEAR).unwrap() > 50_000 * crate::terms::MAX_SIZE);
    assert!(loan.lapsed(&offer, false, START + 5_000 * YEAR).unwrap());
}
