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

#[test]
fn durations_follow_a_straight_line() {
    let critical = Wad(WAD / 10 * 9);
    let at = |thousandths: u128| duration(Wad(thousandths * WAD / 1_000), critical, 900, 43_200);
    assert_eq!(
        [at(1_001), at(1_000), at(950), at(900), at(899), at(0)],
        [43_200, 43_200, 22_050, 900, 900, 900]
    );
    assert_eq!(
        duration(Wad(WAD - 1), Wad::ONE, 5, 10),
        5,
        "no line where critical is not below one"
    );
    assert_eq!(duration(Wad::ZERO, critical, 20, 10), 10);
    assert_eq!(
        duration(Wad(WAD / 20 * 19), critical, 0, u64::MAX),
        u64::MAX / 2
    );
}

#[test]
fn the_trajectory_agrees_with_high_precision() {
    let expected = [
        (1, 1, 2, 443_409_441_985_036_954),
        (1, 1, 4, 699_724_214_358_712_374),
        (5, 1, 2, 81_535_615_964_988_913),
        (2, 3, 4, 143_676_691_930_660_927),
        (20, 1, 10, 135_335_283_236_612_661),
    ];
    for (urgency, elapsed, total, share) in expected {
        let result = remaining(Wad(urgency * WAD), elapsed, total).unwrap().0;
        assert!(
            result.abs_diff(share) < 100,
            "{urgency} at {elapsed} of {total}: {result}"
        );
    }
    assert_eq!(remaining(Wad::ZERO, 1, 4), Ok(Wad(WAD / 4 * 3)));
    assert_eq!(
        remaining(Wad(1), 1, 4),
        Ok(Wad(WAD / 4 * 3)),
        "small urgencies approach the straight line"
    );
    assert!(
        remaining(Wad(WAD / 1_000), 1, 4)
            .unwrap()
            .0
            .abs_diff(WAD / 4 * 3)
            < WAD / 1_000_000
    );
    assert_eq!(
        remaining(Wad(20 * WAD + 1), 1, 4),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(
        remaining(Wad::ONE, 0, 0),
        Ok(Wad::ZERO),
        "no time is no remainder"
    );
}

#[test]
fn releases_at_their_edges() {
    let release = |need, available, before, after| {
        newly_released(Wad(need), Wad(available), Wad(before), Wad(after)).0
    };
    assert_eq!(release(100, 0, WAD, WAD / 4), 75);
    assert_eq!(
        release(100, 40, WAD, WAD / 4),
        45,
        "what is there already counts"
    );
    assert_eq!(
        release(100, 0, WAD / 2, WAD / 4),
        50,
        "of what remains from now on"
    );
    assert_eq!(release(100, 100, WAD, 0), 0);
    assert_eq!(
        release(100, 200, WAD, 0),
        0,
        "a need that shrank takes nothing back"
    );
    assert_eq!(
        release(100, 0, WAD / 4, WAD / 2),
        0,
        "time does not run backwards"
    );
    assert_eq!(release(100, 30, 0, 0), 70, "past its end all is released");
}

#[test]
fn dutch_prices_at_their_edges() {
    let price = |elapsed, duration| dutch_linear(Wad(105), Wad(92), elapsed, duration).0;
    assert_eq!(
        [
            price(0, 4),
            price(1, 4),
            price(2, 4),
            price(4, 4),
            price(9, 4)
        ],
        [105, 102, 99, 92, 92]
    );
    assert_eq!(price(0, 0), 92);
    assert_eq!(
        dutch_linear(Wad(90), Wad(92), 0, 4),
        Wad(92),
        "never under the floor"
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

    /// UNW-1: sold <= released, released never falls, each fill <= the need at that moment.
    #[test]
    fn unw_1(
        steps in prop::collection::vec((0_u64..4_000, 0_u128..1_000_000, 0_u128..=100), 1..40), urgency in 0..5 * WAD,
    ) {
        let total = 43_200;
        let (mut elapsed, mut released, mut sold) = (0_u64, 0_u128, 0_u128);
        let mut before = remaining(Wad(urgency), 0, total).unwrap();
        prop_assert_eq!(before, Wad::ONE);
        for (seconds, need, filled) in steps {
            elapsed += seconds;
            let now = remaining(Wad(urgency), elapsed, total).unwrap();
            prop_assert!(now <= before);
            let need = need * WAD;
            let available = released - sold;
            let added = newly_released(Wad(need), Wad(available), before, now).0;
            prop_assert!(available + added <= need.max(available), "no more is available than needed");
            released += added;
            // A fill takes some of what is available, and no more than is needed now.
            let fill = (released - sold).min(need) / 100 * filled;
            sold += fill;
            prop_assert!(sold <= released && fill <= need);
            if elapsed >= total {
                prop_assert_eq!(now, Wad::ZERO);
                prop_assert!(released - (sold - fill) >= need, "past the end all of the need is released");
            }
            before = now;
        }
    }

    #[test]
    fn the_trajectory_falls_from_one_to_zero(urgency in 0..=20 * WAD, total in 1_u64.., first in any::<u64>(), second in any::<u64>()) {
        let at = |elapsed| remaining(Wad(urgency), elapsed, total).unwrap();
        prop_assert_eq!(at(0), Wad::ONE);
        prop_assert_eq!(at(total), Wad::ZERO);
        prop_assert!(at(first.min(second)) >= at(first.max(second)));
        // A greater urgency sells earlier.
        let urgent = remaining(Wad((urgency + WAD).min(20 * WAD)), first, total).unwrap();
        prop_assert!(urgent.0 <= at(first).0 + 1_000);
    }

    #[test]
    fn a_pinned_need_is_released_in_full_however_often_it_is_poked(urgency in 0..5 * WAD, pokes in 1_u64..200) {
        let (total, need) = (43_200, 1_000_000 * WAD);
        let (mut released, mut before) = (0, Wad::ONE);
        for poke in 1..=pokes {
            let now = remaining(Wad(urgency), total * poke / pokes, total).unwrap();
            released += newly_released(Wad(need), Wad(released), before, now).0;
            // Nothing sold: what is released follows the trajectory, rounded down at every poke.
            let planned = need - need / 1_000_000_000 * now.0 / 1_000_000_000;
            prop_assert!(released <= planned + 1_000_000_000 && released + 1_000_000_000 >= planned);
            before = now;
        }
        prop_assert_eq!(released, need);
    }

    #[test]
    fn dutch_prices_fall_to_the_floor(start in any::<u128>(), floor in any::<u128>(), first in any::<u64>(), second in any::<u64>(), duration in any::<u64>()) {
        let price = |elapsed| dutch_linear(Wad(start), Wad(floor), elapsed, duration).0;
        prop_assert!(price(first.min(second)) >= price(first.max(second)));
        prop_assert!(price(first) >= floor && price(first) <= start.max(floor));
    }

    #[test]
    fn durations_rise_with_health(a in any::<u128>(), b in 0..WAD, critical in any::<u128>(), shift in 60_u32..70, minimum in any::<u64>(), maximum in any::<u64>()) {
        let at = |health: u128| duration(Wad(health), Wad(critical >> shift), minimum, maximum);
        let (a, b) = (a >> shift, b);
        prop_assert!(at(a.min(b)) <= at(a.max(b)));
        prop_assert!(at(a) <= maximum && at(a) >= minimum.min(maximum));
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
