use super::*;
use crate::RiskError;
use crate::fixed::{WAD, Wad, mul_div_up};
use crate::health::{Factors, Position, StressParameters, collateral, debt, stress};
use crate::testing::*;
use proptest::prelude::*;

/// What a health may be off by, for values are kept to 44 bits and covariances to 18 decimals.
const ACCURACY: f64 = 1e-9;
const TARGET: Wad = Wad(1_020_000_000_000_000_000);
const DISCOUNT: Wad = Wad(WAD / 100);

fn float(value: Wad) -> f64 {
    value.0 as f64 / 1e18
}

/// [`super::need`] where prices of the sale are those of the book: a dollar sold repays a dollar less the discount.
fn need(
    book: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    pair: Pair,
    target: Wad,
    discount: Wad,
) -> Result<Sale, RiskError> {
    let proceeds = Wad(WAD.saturating_sub(discount.0));
    super::need(book, factors, parameters, pair, target, proceeds)
}

/// The book after a sale.
fn after(book: &[Position], pair: Pair, sell: Wad, repay: Wad) -> Vec<Position> {
    let mut book = book.to_vec();
    book[pair.collateral].collateral.0 -= sell.0;
    book[pair.debt].debt.0 -= repay.0;
    book
}

/// collateral - stress - target * debt.
fn gap(book: &[Position], factors: &Factors, parameters: StressParameters, target: Wad) -> f64 {
    let stress = stress(book, factors, parameters).unwrap().total;
    float(collateral(book)) - float(stress) - float(target) * float(debt(book))
}

/// The book with its debts scaled towards a health.
fn at_health(
    mut book: Vec<Position>,
    factors: &Factors,
    parameters: StressParameters,
    health: f64,
) -> Vec<Position> {
    for _ in 0..4 {
        let owed = float(debt(&book));
        let worth = gap(&book, factors, parameters, Wad::ZERO);
        if worth <= 0.0 || owed <= 0.0 {
            break;
        }
        let factor = worth / (owed * health);
        for position in &mut book {
            position.debt.0 = ((position.debt.0 as f64) * factor.clamp(0.1, 4.0)) as u128;
        }
    }
    book
}

/// A borrower at health 0.95: ether against the numeraire.
fn distressed() -> Vec<Position> {
    let book = |debt| {
        [
            position(ether(), 1_000_000, 0),
            position(NUMERAIRE, 0, debt),
        ]
    };
    let worth = gap(&book(0), &factors(), DEFAULTS, Wad::ZERO);
    book((worth / 0.95) as u128).to_vec()
}

mod plans;
mod schedules;

const PAIR: Pair = Pair {
    collateral: 0,
    debt: 1,
};

#[test]
fn a_distressed_borrower_is_brought_to_the_target() {
    let book = distressed();
    assert!((float(health_of(&book, &factors(), DEFAULTS)) - 0.95).abs() < 1e-4);
    let sale = need(&book, &factors(), DEFAULTS, PAIR, TARGET, DISCOUNT).unwrap();
    let later = after(&book, PAIR, sale.sell, sale.repay);
    let health = float(health_of(&later, &factors(), DEFAULTS));
    assert!((1.02 - 1e-12..1.02 + 1e-5).contains(&health), "{health}");
    assert_eq!(
        sale.repay.0,
        sale.sell.0 / 100 * 99 + (sale.sell.0 % 100 * 99).div_ceil(100)
    );
    let released = stress(&book, &factors(), DEFAULTS).unwrap().total.0
        - stress(&later, &factors(), DEFAULTS).unwrap().total.0;
    assert!(released.abs_diff(sale.stress_released.0) < WAD / 1_000_000);
}

#[test]
fn nothing_is_sold_at_the_target_and_everything_where_it_is_out_of_reach() {
    let healthy = [
        position(ether(), 1_000_000, 0),
        position(NUMERAIRE, 0, 500_000),
    ];
    assert_eq!(
        need(&healthy, &factors(), DEFAULTS, PAIR, TARGET, DISCOUNT),
        Ok(Sale::default())
    );
    let lost = [
        position(ether(), 1_000_000, 0),
        position(NUMERAIRE, 0, 2_000_000),
    ];
    let sale = need(&lost, &factors(), DEFAULTS, PAIR, TARGET, DISCOUNT).unwrap();
    assert_eq!((sale.sell, sale.repay), (usd(1_000_000), usd(990_000)));
    // Where the debt is the lesser part it is repaid to the last unit.
    let split = [
        position(ether(), 500_000, 0),
        position(NUMERAIRE, 0, 7),
        position(NUMERAIRE, 0, 2_000_000),
    ];
    let sale = need(&split, &factors(), DEFAULTS, PAIR, TARGET, DISCOUNT).unwrap();
    assert_eq!(sale.repay, usd(7));
    assert_eq!(sale.sell.0, (7 * WAD * 100).div_ceil(99));
}

#[test]
fn an_overshooting_pair_is_stopped_at_its_least_sale() {
    // Short ether hedged by long ether, and dollars that could repay far too much of the hedge.
    let plain = crate::health::AssetRisk {
        depth: u64::MAX,
        issuer: 9,
        ..ether()
    };
    let book = [
        position(NUMERAIRE, 700_000, 0),
        position(plain, 0, 1_000_000),
        position(crate::health::AssetRisk { family: 3, ..plain }, 410_000, 0),
    ];
    let sale = need(&book, &factors(), DEFAULTS, PAIR, Wad::ONE, Wad::ZERO).unwrap();
    let later = after(&book, PAIR, sale.sell, sale.repay);
    let left = gap(&later, &factors(), DEFAULTS, Wad::ONE);
    assert!(
        left > -1e-3 || sale.sell == usd(700_000),
        "{left} after {sale:?}"
    );
}

#[test]
fn the_pair_that_releases_most_stress_is_best() {
    let book = [
        position(NUMERAIRE, 100_000, 0),
        position(ether(), 500_000, 0),
        position(NUMERAIRE, 0, 400_000),
        position(staked_ether(), 0, 50_000),
    ];
    // Ether sold against the numeraire removes risk; against staked ether, or dollars sold, it does not.
    let best = best_pair(&book, &factors(), DEFAULTS, DISCOUNT).unwrap();
    assert_eq!(
        best,
        Some(Pair {
            collateral: 1,
            debt: 2
        })
    );
    let no = |book: &[Position]| best_pair(book, &factors(), DEFAULTS, DISCOUNT);
    assert_eq!(no(&[]), Ok(None));
    assert_eq!(no(&book[..2]), Ok(None));
    assert_eq!(no(&book[2..]), Ok(None));
}

#[test]
fn the_domain_is_checked() {
    let book = distressed();
    let need = |pair, target, discount| need(&book, &factors(), DEFAULTS, pair, target, discount);
    let out = Err(RiskError::OutOfDomain);
    assert_eq!(
        need(
            Pair {
                collateral: 2,
                debt: 1
            },
            TARGET,
            DISCOUNT
        ),
        out
    );
    assert_eq!(
        need(
            Pair {
                collateral: 0,
                debt: usize::MAX
            },
            TARGET,
            DISCOUNT
        ),
        out
    );
    assert_eq!(need(PAIR, Wad(16 * WAD + 1), DISCOUNT), out);
    assert_eq!(need(PAIR, TARGET, Wad::ONE), out);
    assert!(need(PAIR, Wad(16 * WAD), DISCOUNT).is_ok());
    // A plan refuses what its legs would, though it has none.
    let plan = |book: &[Position], target| plan(book, &factors(), DEFAULTS, target, Wad::ONE);
    for book in [&book[..], &book[..1], &[]] {
        assert!(plan(book, Wad(16 * WAD)).is_ok());
        assert_eq!(plan(book, Wad(16 * WAD + 1)), Err(RiskError::OutOfDomain));
    }
    let discount = |pair, sell| max_discount(&book, &factors(), DEFAULTS, pair, sell);
    assert_eq!(
        discount(
            Pair {
                collateral: 2,
                debt: 1
            },
            Wad(1)
        ),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(discount(PAIR, usd(1_000_001)), Err(RiskError::OutOfDomain));
    assert_eq!(discount(PAIR, Wad::ZERO), Ok(Wad::ZERO));
}

#[test]
fn the_discount_is_bounded_by_the_stress_that_a_dollar_carries() {
    // 12% haircut or more, and half a per cent of impact: a fill may not cost more.
    let book = distressed();
    let bound = float(max_discount(&book, &factors(), DEFAULTS, PAIR, usd(10_000)).unwrap());
    assert!(bound > 0.12 && bound < 0.25, "{bound}");
    // Selling the numeraire releases nothing, so it may cost nothing.
    let dollars = [position(NUMERAIRE, 10, 0), position(NUMERAIRE, 0, 9)];
    assert_eq!(
        max_discount(&dollars, &factors(), DEFAULTS, PAIR, usd(5)),
        Ok(Wad::ZERO)
    );
}

proptest! {
    #[test]
    fn a_sale_reaches_the_target_and_is_least(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), discount in 0..WAD / 20,
        target in WAD..WAD / 10 * 11, sold in any::<prop::sample::Index>(), repaid in any::<prop::sample::Index>(),
        health in 0.9..1.02_f64,
    ) {
        let book = at_health(book, &factors, parameters, health);
        let (Some(collateral), Some(owing)) = (choose(&book, sold, |p| p.collateral), choose(&book, repaid, |p| p.debt)) else {
            return Ok(());
        };
        let pair = Pair { collateral, debt: owing };
        let (target, discount) = (Wad(target), Wad(discount));
        let sale = need(&book, &factors, parameters, pair, target, discount).unwrap();
        prop_assert!(sale.sell <= book[pair.collateral].collateral && sale.repay <= book[pair.debt].debt);
        let kept = WAD - discount.0;
        let repay = |sell: u128| Wad(mul_div_up(sell, kept, WAD).unwrap().min(book[pair.debt].debt.0));
        prop_assert_eq!(sale.repay, repay(sale.sell.0));
        let bound = ACCURACY * float(Wad(gross(&book)));
        let left = |sell: Wad| gap(&after(&book, pair, sell, repay(sell.0)), &factors, parameters, target);
        let enough = mul_div_up(book[pair.debt].debt.0, WAD, kept).unwrap();
        let capacity = book[pair.collateral].collateral.0.min(enough);
        if sale.sell.0 == 0 {
            prop_assert!(left(Wad::ZERO) >= -bound || capacity == 0);
        } else if left(sale.sell) < -bound {
            // Out of reach: the whole pair, and no part of it would do.
            prop_assert_eq!(capacity, sale.sell.0);
            for part in 1..64 {
                prop_assert!(left(Wad(sale.sell.0 / 64 * part)) < bound);
            }
        } else {
            // Nothing less reaches it, but for the tolerance.
            let least = sale.sell.0.saturating_sub((capacity >> 20) + 1);
            for part in 0..64 {
                prop_assert!(left(Wad(least / 64 * part)) <= bound);
            }
            prop_assert!(left(Wad(least)) <= bound);
        }
    }

    /// UNW-2: the discount d of a fill never exceeds the stress m that it releases per dollar sold; so a fill never
    /// raises debt + stress - collateral, and never lowers H while H > (1 - m)/(1 - d).
    #[test]
    fn unw_2(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), part in 1_u128..=100, share in 0_u128..=100,
        sold in any::<prop::sample::Index>(), repaid in any::<prop::sample::Index>(),
    ) {
        let (Some(collateral), Some(owing)) = (choose(&book, sold, |p| p.collateral), choose(&book, repaid, |p| p.debt)) else {
            return Ok(());
        };
        let pair = Pair { collateral, debt: owing };
        let sell = book[pair.collateral].collateral.0.min(book[pair.debt].debt.0) / 100 * part;
        let most = max_discount(&book, &factors, parameters, pair, Wad(sell)).unwrap();
        let discount = most.0 / 100 * share;
        let later = after(&book, pair, Wad(sell), Wad(mul_div_up(sell, WAD - discount, WAD).unwrap()));
        let bound = 2.0 * ACCURACY * float(Wad(gross(&book)));
        // A pair whose sale adds stress allows no discount; only a premium would do.
        let par = after(&book, pair, Wad(sell), Wad(sell));
        let stress_at = |book: &[Position]| float(stress(book, &factors, parameters).unwrap().total);
        if stress_at(&par) > stress_at(&book) + bound {
            prop_assert_eq!(most, Wad::ZERO);
            return Ok(());
        }
        let (before, now) = (gap(&book, &factors, parameters, Wad::ONE), gap(&later, &factors, parameters, Wad::ONE));
        prop_assert!(now >= before - bound, "{} became {}, may lose {}", before, now, bound);
        let m = (stress_at(&book) - stress_at(&later)) / float(Wad(sell));
        let d = float(Wad(discount));
        prop_assert!(d <= m + bound / float(Wad(sell)) || discount == 0);
        let health = float(health_of(&book, &factors, parameters));
        let left = float(debt(&later));
        if left > 1.0 && health > (1.0 - m) / (1.0 - d) {
            let after = float(health_of(&later, &factors, parameters));
            prop_assert!(after >= health - (bound + 1e-9) * (1.0 + health) / left);
        }
    }

    #[test]
    fn total(
        book in prop::collection::vec(wild_position(), 0..8), covariance in any::<[[i128; 4]; 4]>(), z in any::<u128>(),
        horizon in any::<u64>(), shift in 60_u32..127, pair in (0_usize..9, 0_usize..9), target in any::<u128>(),
        discount in any::<u128>(), sell in any::<u128>(),
    ) {
        let book: Vec<Position> = book
            .iter()
            .map(|p| Position { collateral: Wad(p.collateral.0 >> 28), debt: Wad(p.debt.0 >> 28), ..*p })
            .collect();
        let factors = Factors { covariance: covariance.map(|row| row.map(|c| crate::fixed::SignedWad(c >> shift))) };
        let parameters = StressParameters { z: Wad(z >> shift), horizon: horizon >> (shift / 3) };
        let pair = Pair { collateral: pair.0, debt: pair.1 };
        if let Ok(sale) = need(&book, &factors, parameters, pair, Wad(target >> shift), Wad(discount >> shift)) {
            prop_assert!(sale.sell <= book[pair.collateral].collateral && sale.repay <= book[pair.debt].debt);
        }
        let _ = best_pair(&book, &factors, parameters, Wad(discount >> shift));
        if let Ok(most) = max_discount(&book, &factors, parameters, pair, Wad(sell >> shift)) {
            prop_assert!(most < Wad::ONE);
        }
        let _ = remaining(Wad(z >> shift), horizon, horizon >> 3);
        let _ = newly_released(Wad(target), Wad(sell), Wad(z), Wad(discount));
    }
}
