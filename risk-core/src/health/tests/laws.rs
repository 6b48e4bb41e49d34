//! How stress and health answer to what they depend on.

use super::*;
use crate::fixed::SignedWad;

/// Net worth under stress, which health divides by the debt, and what it may be off by.
fn worth(positions: &[Position], factors: &Factors, parameters: StressParameters) -> (f64, f64) {
    let stress = stress(positions, factors, parameters).unwrap().total;
    (
        float(collateral(positions)) - float(stress),
        ACCURACY * float(Wad(gross(positions))) + 1e-12,
    )
}

#[test]
fn an_ordinary_book_has_slopes() {
    let book = [
        position(ether(), 1_000_000, 0),
        position(NUMERAIRE, 0, 500_000),
    ];
    let factors = factors();
    let horizon = Horizon::new(&factors, DEFAULTS).unwrap();
    let book = Book::new(&book, horizon, Wad::ZERO).unwrap();
    let slopes = book.slopes(&Roots::of(&factors), WAD).unwrap();
    assert!(slopes.of(0) > 0 && slopes.of(1) == 0);
}

proptest! {
    #[test]
    fn adding_collateral_never_lowers_health(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), at in any::<prop::sample::Index>(),
        added in 1..1_000_000 * WAD,
    ) {
        let index = at.index(book.len());
        let mut more = book.clone();
        more[index].collateral.0 += added;
        let (before, _) = worth(&book, &factors, parameters);
        let (after, bound) = worth(&more, &factors, parameters);
        prop_assert!(after >= before - bound);
        // The marginal stress says the same.
        let marginal = marginal_stress(&book, &factors, parameters, index, Wad(added)).unwrap();
        let change = float(Wad(added)) * (1.0 - marginal.0 as f64 / 1e18);
        prop_assert!((after - before - change).abs() <= 2.0 * bound);
    }

    #[test]
    fn repaying_never_lowers_health_above_the_marginal_stress(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), at in any::<prop::sample::Index>(),
        share in 1_u128..=100,
    ) {
        let Some(index) = choose(&book, at, |position| position.debt) else { return Ok(()) };
        let repaid = book[index].debt.0 / 100 * share;
        let mut less = book.clone();
        less[index].debt.0 -= repaid;
        let (before, after) = (health_of(&book, &factors, parameters), health_of(&less, &factors, parameters));
        // Within these bounds a repaid dollar adds less than a dollar of stress.
        if before >= Wad::ONE && debt(&less) > Wad::ONE {
            let bound = ACCURACY * float(Wad(gross(&book))) / float(debt(&less));
            prop_assert!(float(after) >= float(before) - bound);
        }
    }

    #[test]
    fn harsher_parameters_never_raise_health(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), at in any::<prop::sample::Index>(),
        by in 1_u16..2_000, scenario in 0_usize..16,
    ) {
        let index = at.index(book.len());
        let base = stress(&book, &factors, parameters).unwrap();
        let harsher = |change: &dyn Fn(&mut AssetRisk)| {
            let mut book = book.clone();
            change(&mut book[index].risk);
            stress(&book, &factors, parameters).unwrap()
        };
        let more_z = StressParameters { z: Wad(parameters.z.0 + WAD / 100), ..parameters };
        prop_assert!(stress(&book, &factors, more_z).unwrap().total >= base.total);
        prop_assert!(harsher(&|risk| risk.idiosyncratic += by).total >= base.total);
        if book[index].collateral > book[index].debt {
            prop_assert!(harsher(&|risk| risk.scenarios[scenario] += 1).total >= base.total);
        }
        // A family has one haircut: it rises for all its members.
        let mut book = book.clone();
        let family = book[index].risk.family;
        for member in book.iter_mut().filter(|position| position.risk.family == family) {
            member.risk.haircut += by;
        }
        prop_assert!(stress(&book, &factors, parameters).unwrap().total >= base.total);
    }

    #[test]
    fn a_longer_horizon_never_lowers_the_stress_before_liquidity(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), more in 1_u64..86_400,
    ) {
        // The cost of leaving falls with time by its nature, so it stands aside here.
        let book: Vec<Position> =
            book.iter().map(|p| Position { risk: AssetRisk { depth: u64::MAX, ..p.risk }, ..*p }).collect();
        let longer = StressParameters { horizon: parameters.horizon + more, ..parameters };
        let stress = |parameters| stress(&book, &factors, parameters).unwrap().total;
        prop_assert!(stress(longer) >= stress(parameters));
    }

    #[test]
    fn stress_is_convex(book in any_book(), other in any_book(), factors in any_factors(), parameters in any_parameters()) {
        // Two sizes of one portfolio and their mean: what the search for a sale relies on.
        let resized: Vec<Position> = book
            .iter()
            .zip(other.iter().cycle())
            .map(|(p, o)| Position { collateral: o.collateral, debt: o.debt, ..*p })
            .collect();
        let mean: Vec<Position> = book
            .iter()
            .zip(&resized)
            .map(|(p, q)| Position {
                collateral: Wad(p.collateral.0.midpoint(q.collateral.0)),
                debt: Wad(p.debt.0.midpoint(q.debt.0)),
                ..*p
            })
            .collect();
        let total = |book: &[Position]| float(stress(book, &factors, parameters).unwrap().total);
        let bound = ACCURACY * float(Wad(gross(&book) + gross(&resized)));
        // Pro-rata bases bend a family of several members by less than its bases.
        let bases: f64 = book
            .iter()
            .zip(&resized)
            .map(|(p, q)| float(Wad(p.collateral.0 + p.debt.0 + q.collateral.0 + q.debt.0)) * f64::from(p.risk.basis) / BPS as f64)
            .sum();
        prop_assert!(total(&mean) <= (total(&book) + total(&resized)) / 2.0 + bound + bases);
        let plain = |book: &[Position]| -> Vec<Position> {
            book.iter().map(|p| Position { risk: AssetRisk { basis: 0, ..p.risk }, ..*p }).collect()
        };
        prop_assert!(total(&plain(&mean)) <= (total(&plain(&book)) + total(&plain(&resized))) / 2.0 + bound);
    }

    #[test]
    fn stress_scales_with_the_portfolio(book in any_book(), factors in any_factors(), parameters in any_parameters()) {
        // Without liquidity, twice the book is twice the stress: no size is too small or too great to count.
        let book: Vec<Position> =
            book.iter().map(|p| Position { risk: AssetRisk { depth: u64::MAX, ..p.risk }, ..*p }).collect();
        let total = |shift: u32| {
            let book: Vec<Position> = book
                .iter()
                .map(|p| Position { collateral: Wad(p.collateral.0 >> 20 << shift), debt: Wad(p.debt.0 >> 20 << shift), ..*p })
                .collect();
            (stress(&book, &factors, parameters).unwrap().total.0, gross(&book))
        };
        let ((small, _), (great, gross)) = (total(0), total(37));
        prop_assert!((small << 37).abs_diff(great) <= gross / 1_000_000_000_000 + (1 << 38));
    }

    #[test]
    fn total(
        book in prop::collection::vec(wild_position(), 0..18), variances in any::<[u128; 4]>(), z in any::<u128>(),
        covariance in any::<[[i128; 4]; 4]>(), correlations in any::<[i16; 6]>(), horizon in any::<u64>(),
        shift in 0_u32..120, index in any::<usize>(),
    ) {
        let factors = Factors { covariance: covariance.map(|row| row.map(|c| SignedWad(c >> shift))) };
        let parameters = StressParameters { z: Wad(z >> shift), horizon: horizon >> (shift / 2) };
        let _ = stress(&book, &factors, parameters);
        let _ = marginal_stress(&book, &factors, parameters, index % 20, Wad(z >> shift));
        let _ = Factors::new(variances.map(|v| Wad(v >> shift)), correlations);
        let _ = Factors::from_valid(variances.map(|v| Wad(v >> shift)), correlations);
        let _ = health(Wad(z), Wad(variances[0]), Wad(variances[1]));
        let small: Vec<Position> = book
            .iter()
            .map(|p| Position { collateral: Wad(p.collateral.0 >> 28), debt: Wad(p.debt.0 >> 28), ..*p })
            .collect();
        if let Ok(stress) = stress(&small, &factors, parameters) {
            prop_assert!(stress.total >= stress.floor);
        }
    }

    /// A slope lies between what a dollar less and a dollar more of a position do to the stress.
    #[test]
    fn slopes_are_those_of_the_stress(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), at in any::<prop::sample::Index>(),
    ) {
        let mut book = book;
        for position in &mut book {
            position.risk.basis = 0; // which bends the stress
        }
        let index = at.index(book.len());
        let step = book.iter().map(|position| position.collateral.max(position.debt).0).max().unwrap() >> 10;
        let horizon = Horizon::new(&factors, parameters).unwrap();
        let slopes = Book::new(&book, horizon, Wad::ZERO).unwrap().slopes(&Roots::of(&factors), WAD);
        let (Some(slopes), true) = (slopes, step > 0) else { return Ok(()) };
        let total = |collateral, debt| {
            let mut book = book.clone();
            book[index].collateral.0 += collateral;
            book[index].debt.0 += debt;
            float(stress(&book, &factors, parameters).unwrap().total)
        };
        let (less, now, more) = (total(0, step), total(0, 0), total(step, 0));
        let slope = slopes.of(index) as f64 / 65_536.0 / 10_000.0;
        // Ten basis points for the digits of slopes and exposures.
        prop_assert!((now - less) / float(Wad(step)) <= slope + 0.001, "{} under {}", slope, (now - less) / float(Wad(step)));
        prop_assert!((more - now) / float(Wad(step)) >= slope - 0.001, "{} over {}", slope, (more - now) / float(Wad(step)));
    }
}
