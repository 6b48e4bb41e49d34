//! Limits, marginal risk and the forms of health.

use super::*;

/// The positions after borrowing (or, negative, withdrawing).
fn changed(book: &[Position], index: usize, borrowed: u128, withdrawn: u128) -> Vec<Position> {
    let mut book = book.to_vec();
    book[index].debt.0 += borrowed;
    book[index].collateral.0 -= withdrawn;
    book
}

/// A book at the same prices, spot and smoothed.
fn opening<'a>(book: &'a [Position], factors: &'a Factors, required: Wad) -> Opening<'a> {
    Opening {
        spot: book,
        smoothed: book,
        factors,
        parameters: DEFAULTS,
        required,
    }
}

#[test]
fn unsound_openings_are_refused() {
    let factors = factors();
    let book = [
        position(ether(), 1_000_000, 0),
        position(NUMERAIRE, 0, 1_000),
    ];
    let sound = opening(&book, &factors, Wad::ONE);
    let both = |opening: Opening, relative| {
        let (borrow, withdraw) = (
            opening.max_borrow(1, relative),
            opening.max_withdraw(0, relative),
        );
        assert_eq!(borrow.map(|_| ()), withdraw.map(|_| ()));
        borrow
    };
    assert!(both(sound, Wad::ONE).is_ok());
    let greatest = Wad(16 * WAD);
    assert!(both(opening(&book, &factors, greatest), Wad::ONE).is_ok());
    let out = Err(RiskError::OutOfDomain);
    for required in [Wad(WAD - 1), Wad(greatest.0 + 1), Wad::ZERO, Wad::MAX] {
        assert_eq!(both(opening(&book, &factors, required), Wad::ONE), out);
    }
    assert_eq!(both(sound, Wad::ZERO), out);
    let shorter = Opening {
        smoothed: &book[..1],
        ..sound
    };
    assert_eq!(shorter.max_withdraw(0, Wad::ONE), out);
    let longer = Opening {
        spot: &book[..1],
        ..sound
    };
    assert_eq!(longer.max_withdraw(0, Wad::ONE), out);
    assert_eq!(sound.max_borrow(2, Wad::ONE), out);
    assert_eq!(sound.max_withdraw(2, Wad::ONE), out);
}

#[test]
fn collateral_that_costs_more_than_its_worth() {
    // A haircut of 150% on what one holds more than owes of a family; such an asset would not be admitted. In units of
    // 2^70, so that nothing is rounded. With w less of it the gap is 200 + spare - w - 1.5 |100 - w| - 100.
    let unit = |count: u128| Wad(count << 70);
    let risk = AssetRisk {
        haircut: 15_000,
        ..NUMERAIRE
    };
    let apart = AssetRisk {
        family: 1,
        ..NUMERAIRE
    };
    let withdraw = |spare| {
        let line = |collateral, debt, risk| Position {
            collateral: unit(collateral),
            debt: unit(debt),
            risk,
        };
        let book = [line(200, 100, risk), line(spare, 0, apart)];
        opening(&book, &factors(), Wad::ONE)
            .max_withdraw(0, Wad::ONE)
            .unwrap()
            .0
    };
    // Below what is required nothing may leave, though leaving would help.
    assert_eq!(withdraw(40), 0);
    // At what is required, as much as leaves it there: 250 - w - 1.5 (w - 100) - 100 = 0.
    let most = withdraw(50);
    assert!(
        most <= unit(120).0 && most > unit(120).0 - (1 << 50),
        "{most}"
    );
}

#[test]
fn an_auction_may_give_everything_away_but_no_more() {
    let book = [position(ether(), 1_000, 0), position(NUMERAIRE, 0, 500)];
    let auction = |discount| {
        let auction = Auction {
            duration: 900,
            discount: Wad(discount),
        };
        critical_health(&book, &factors(), DEFAULTS, auction)
    };
    assert!(auction(WAD).is_ok());
    assert_eq!(auction(WAD + 1), Err(RiskError::OutOfDomain));
}

proptest! {
    /// What a limit returns passes opening health at both prices; a millionth of the book more does not.
    #[test]
    fn limits_are_honest(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), at in any::<prop::sample::Index>(),
        prices in prop::collection::vec(0.7..1.4_f64, 6), buffer in 0..WAD / 5,
    ) {
        let index = at.index(book.len());
        let relative = Wad((prices[index] * 1e18) as u128);
        let smoothed: Vec<Position> = book
            .iter()
            .zip(&prices)
            .map(|(p, price)| {
                let at = |value: Wad| Wad(crate::fixed::mul_div_up(value.0, (price * 1e18) as u128, WAD).unwrap());
                Position { collateral: at(p.collateral), debt: at(p.debt), ..*p }
            })
            .collect();
        let required = Wad(WAD + buffer);
        let opening = Opening { spot: &book, smoothed: &smoothed, factors: &factors, parameters, required };
        let health = |borrowed: u128, withdrawn: u128| {
            let at_smoothed = |amount: u128| crate::fixed::mul_div_up(amount, relative.0, WAD).unwrap();
            let after = changed(&smoothed, index, at_smoothed(borrowed), at_smoothed(withdrawn).min(smoothed[index].collateral.0));
            opening_health(&changed(&book, index, borrowed, withdrawn), &after, &factors, parameters).unwrap()
        };
        let step = gross(&book) / 1_000_000 + 2;
        let borrow = opening.max_borrow(index, relative).unwrap().0;
        prop_assert!(borrow == 0 || health(borrow, 0) >= required);
        prop_assert!(health(borrow + step, 0) < required);
        let withdraw = opening.max_withdraw(index, relative).unwrap().0;
        prop_assert!(withdraw <= book[index].collateral.0);
        prop_assert!(withdraw == 0 || health(0, withdraw) >= required);
        if withdraw + step <= book[index].collateral.0 && debt(&book).0 > 0 {
            prop_assert!(health(0, withdraw + step) < required);
        }
    }

    /// Within the bound an asset brings no more stress per dollar to any book, whatever it holds.
    #[test]
    fn marginal_stress_is_within_the_worst(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), at in any::<prop::sample::Index>(),
        added in 1_000 * WAD..1_000_000 * WAD,
    ) {
        let index = at.index(book.len());
        let cap = Wad(book[index].collateral.0 + added);
        let worst = worst_marginal_stress(book[index].risk, &factors, parameters, cap).unwrap();
        let all = marginal_stresses(&book, &factors, parameters, Wad(added)).unwrap();
        prop_assert_eq!(all[index], marginal_stress(&book, &factors, parameters, index, Wad(added)).unwrap());
        let bound = ACCURACY * float(Wad(gross(&book) + added)) / float(Wad(added));
        prop_assert!(all[index].0 as f64 / 1e18 <= float(worst) + bound);
        prop_assert!(all[book.len()..].iter().all(|marginal| *marginal == SignedWad::ZERO));
    }

    /// A shorter auction, a lesser discount and the whole stress bound the auction's stress; criticality follows.
    #[test]
    fn critical_health_is_never_below_spot_health(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), duration in 60_u64..900, discount in 0..WAD / 5,
    ) {
        let auction = Auction { duration, discount: Wad(discount) };
        let recovery = stress(&book, &factors, parameters).unwrap();
        let brief = auction_stress(&book, &factors, parameters, &recovery, auction).unwrap();
        prop_assert!(brief <= recovery.total);
        let dearer = Auction { discount: Wad(discount * 2), ..auction };
        prop_assert!(auction_stress(&book, &factors, parameters, &recovery, dearer).unwrap() >= brief);
        let critical = critical_health(&book, &factors, parameters, auction).unwrap();
        let spot = maintenance_health(&book, &factors, parameters).unwrap();
        prop_assert!(critical >= spot);
        prop_assert_eq!(spot, health_of(&book, &factors, parameters));
        let effective = effective_health(Wad::ONE, spot, critical);
        prop_assert_eq!(effective, if critical < Wad::ONE { Wad::ONE.min(spot) } else { Wad::ONE });
    }

    #[test]
    fn limits_are_total(
        book in prop::collection::vec(wild_position(), 0..18), other in prop::collection::vec(wild_position(), 0..18),
        covariance in any::<[[i128; 4]; 4]>(), z in any::<u128>(), horizon in any::<u64>(), shift in 60_u32..127,
        index in 0_usize..18, required in any::<u128>(), relative in any::<u128>(), cap in any::<u128>(),
    ) {
        let small = |book: &[Position]| -> Vec<Position> {
            book.iter().map(|p| Position { collateral: Wad(p.collateral.0 >> 28), debt: Wad(p.debt.0 >> 28), ..*p }).collect()
        };
        let (book, other) = (small(&book), small(&other));
        let factors = Factors { covariance: covariance.map(|row| row.map(|c| SignedWad(c >> shift))) };
        let parameters = StressParameters { z: Wad(z >> shift), horizon: horizon >> (shift / 3) };
        for smoothed in [&book, &other] {
            let opening = Opening { spot: &book, smoothed, factors: &factors, parameters, required: Wad(required >> 65) };
            let _ = opening.max_borrow(index, Wad(relative >> shift));
            if let Ok(amount) = opening.max_withdraw(index, Wad(relative >> shift)) {
                prop_assert!(amount <= book[index].collateral);
            }
        }
        let _ = marginal_stresses(&book, &factors, parameters, Wad(cap >> shift));
        let risk = book.first().map_or(AssetRisk::NONE, |p| p.risk);
        let _ = worst_marginal_stress(risk, &factors, parameters, Wad(cap >> (shift / 2)));
        let auction = Auction { duration: horizon >> (shift / 3), discount: Wad(relative >> shift) };
        let _ = critical_health(&book, &factors, parameters, auction);
        let _ = opening_health(&book, &other, &factors, parameters);
    }
}
