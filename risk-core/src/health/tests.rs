use super::*;
use crate::fixed::{BPS, SignedWad, YEAR};
use crate::testing::*;
use proptest::prelude::*;

mod limits;

/// What stress may be off by, relative to the greatest value involved.
const ACCURACY: f64 = 1e-9;

fn float(value: Wad) -> f64 {
    value.0 as f64 / 1e18
}

/// The design's formulas, written out in floating point and sharing no code with the crate.
fn reference(positions: &[Position], factors: &Factors, parameters: StressParameters) -> [f64; 4] {
    let v: Vec<f64> = positions
        .iter()
        .map(|p| float(p.collateral) - float(p.debt))
        .collect();
    let risk = |i: usize| &positions[i].risk;
    let bps = |x: f64| x / 10_000.0;
    let mut quadratic = 0.0;
    let net: Vec<f64> = (0..4)
        .map(|k| {
            v.iter()
                .enumerate()
                .map(|(i, v)| v * bps(risk(i).loadings[k].into()))
                .sum()
        })
        .collect();
    for k in 0..4 {
        for l in 0..4 {
            quadratic += net[k] * net[l] * factors.covariance[k][l].0 as f64 / 1e18;
        }
    }
    for issuer in 0..=255 {
        let own: f64 = v
            .iter()
            .enumerate()
            .filter(|(i, _)| risk(*i).issuer == issuer)
            .map(|(i, v)| v.abs() * bps(risk(i).idiosyncratic.into()))
            .sum();
        quadratic += own * own;
    }
    let tau = parameters.horizon as f64 / YEAR as f64;
    let parametric = float(parameters.z) * (tau * quadratic.max(0.0)).sqrt();
    let scenario = (0..16)
        .map(|s| {
            v.iter()
                .enumerate()
                .map(|(i, v)| v * bps(risk(i).scenarios[s].into()))
                .sum::<f64>()
        })
        .fold(0.0, f64::max);
    let mut floor = 0.0;
    for family in 0..=255 {
        let members = || {
            v.iter()
                .enumerate()
                .filter(move |(i, _)| risk(*i).family == family)
        };
        let long: f64 = members().map(|(_, v)| v.max(0.0)).sum();
        let short: f64 = members().map(|(_, v)| (-v).max(0.0)).sum();
        let matched = long.min(short);
        floor += members()
            .map(|(i, v)| v * bps(risk(i).haircut.into()))
            .sum::<f64>()
            .abs();
        for (i, v) in members() {
            let side = if *v > 0.0 { long } else { short };
            if side > 0.0 {
                floor += v.abs() * bps(risk(i).basis.into()) * matched / side;
            }
        }
    }
    let mut liquidity = 0.0;
    for (i, v) in v.iter().enumerate() {
        if risk(i).depth == u64::MAX {
            continue;
        }
        let passed = risk(i).depth as f64 * parameters.horizon as f64 / 60.0;
        // Marginal impact 1% * 2 v / passed, capped at one half.
        let within = v.abs().min(25.0 * passed);
        let cost = if within > 0.0 {
            0.01 * within * within / passed
        } else {
            0.0
        };
        liquidity += cost + 0.5 * (v.abs() - within);
    }
    [parametric, scenario, floor, liquidity]
}

#[test]
fn one_asset_against_a_stablecoin_is_a_loan_to_value_rule() {
    // A 12% haircut binds and there is impact neither way: liquidation below health one is loan-to-value above 88%.
    let asset = AssetRisk {
        depth: u64::MAX,
        ..ether()
    };
    let calm = StressParameters {
        z: Wad::ONE,
        ..DEFAULTS
    };
    let calm_asset = AssetRisk {
        scenarios: [0; 16],
        ..asset
    };
    for (collateral, debt) in [
        (1_000, 879),
        (1_000, 880),
        (1_000, 881),
        (777_777, 500_000),
        (1, 2),
    ] {
        let book = [
            position(calm_asset, collateral, 0),
            position(NUMERAIRE, 0, debt),
        ];
        let stress = stress(&book, &factors(), calm).unwrap();
        let haircut = usd(collateral).0 / 100 * 12;
        assert!(
            stress.total.0 >= haircut && stress.total.0 - haircut <= haircut / 1_000_000_000_000
        );
        let expected = (collateral as f64) * 0.88 / debt as f64;
        let health = health_of(&book, &factors(), calm);
        assert!((float(health) / expected - 1.0).abs() < 1e-12);
        assert!(health.0 as f64 <= expected * 1e18, "rounded down");
    }
    // The scenario of -15% binds instead: 85%.
    let book = [position(asset, 1_000, 0), position(NUMERAIRE, 0, 850)];
    let health = health_of(&book, &factors(), calm);
    assert!((float(health) - 1.0).abs() < 1e-12);
}

#[test]
fn a_hedge_gets_relief_but_never_all_of_it() {
    let parameters = DEFAULTS;
    let naked = [
        position(staked_ether(), 1_000_000, 0),
        position(NUMERAIRE, 0, 600_000),
    ];
    let hedged = [
        position(staked_ether(), 1_000_000, 0),
        position(ether(), 0, 600_000),
    ];
    let naked = stress(&naked, &factors(), parameters).unwrap();
    let hedged = stress(&hedged, &factors(), parameters).unwrap();
    assert!(hedged.total < naked.total);
    // 2% basis of what is matched and 12% of the 400,000 left.
    let floor = 0.02 * 600_000.0 + 0.12 * 400_000.0;
    assert!((float(hedged.floor) / floor - 1.0).abs() < 1e-12);
    assert!(hedged.total >= hedged.floor);
}

#[test]
fn nothing_at_risk() {
    let none = stress(&[], &factors(), DEFAULTS).unwrap();
    assert_eq!(none, Stress::default());
    let book = [position(NUMERAIRE, 10, 0), position(NUMERAIRE, 0, 5)];
    assert_eq!(
        stress(&book, &factors(), DEFAULTS).unwrap(),
        Stress::default()
    );
    assert_eq!(health_of(&book, &factors(), DEFAULTS), Wad(2 * WAD));
    assert_eq!(health_of(&book[..1], &factors(), DEFAULTS), Wad::MAX);
}

#[test]
fn health_at_its_edges() {
    assert_eq!(health(Wad(5), Wad(9), Wad::ZERO), Wad::MAX);
    assert_eq!(health(Wad(5), Wad(9), Wad(1)), Wad::ZERO);
    assert_eq!(
        health(Wad(5), Wad(3), Wad(3)),
        Wad(WAD / 3 * 2),
        "rounded down"
    );
    assert_eq!(health(Wad::MAX, Wad::ZERO, Wad(1)), Wad::MAX, "saturates");
}

#[test]
fn the_domain_is_checked() {
    let one = position(ether(), 1, 0);
    assert_eq!(
        stress(&[one; 17], &factors(), DEFAULTS),
        Err(RiskError::TooManyPositions)
    );
    assert!(stress(&[one; 16], &factors(), DEFAULTS).is_ok());
    let great = Position {
        collateral: Wad(MAX_VALUE.0 + 1),
        ..one
    };
    assert_eq!(
        stress(&[great], &factors(), DEFAULTS),
        Err(RiskError::OutOfDomain)
    );
    let great = Position {
        collateral: MAX_VALUE,
        ..one
    };
    assert!(stress(&[great; 16], &factors(), DEFAULTS).is_ok());
    let parameters = StressParameters {
        z: Wad(MAX_Z.0 + 1),
        ..DEFAULTS
    };
    assert_eq!(
        stress(&[one], &factors(), parameters),
        Err(RiskError::OutOfDomain)
    );
    let parameters = StressParameters {
        horizon: MAX_HORIZON + 1,
        ..DEFAULTS
    };
    assert_eq!(
        stress(&[one], &factors(), parameters),
        Err(RiskError::OutOfDomain)
    );
    let mut wild = factors();
    wild.covariance[1][2].0 = i128::MIN;
    assert_eq!(stress(&[one], &wild, DEFAULTS), Err(RiskError::OutOfDomain));
    assert_eq!(
        Factors::new([Wad(MAX_VARIANCE.0 + 1); 4], [0; 6]),
        Err(RiskError::OutOfDomain)
    );
    let marginal = |index, added| marginal_stress(&[one], &factors(), DEFAULTS, index, Wad(added));
    assert_eq!(marginal(1, 1), Err(RiskError::OutOfDomain));
    assert_eq!(marginal(0, 0), Err(RiskError::DivisionByZero));
    assert_eq!(marginal(0, u128::MAX), Err(RiskError::OutOfDomain));
}

#[test]
fn correlations_must_be_possible() {
    let valid = |correlations| correlations_valid(correlations);
    assert_eq!(valid([0; 6]), Ok(()));
    assert_eq!(valid([10_000; 6]), Ok(()), "singular, but possible");
    assert_eq!(valid([10_001, 0, 0, 0, 0, 0]), Err(RiskError::OutOfDomain));
    assert_eq!(valid([i16::MIN; 6]), Err(RiskError::OutOfDomain));
    // Two that move together cannot move oppositely with a third.
    assert_eq!(
        valid([10_000, 10_000, 0, -10_000, 0, 0]),
        Err(RiskError::NotPositiveSemiDefinite)
    );
    assert_eq!(
        valid([10_000, 10_000, 0, 9_999, 0, 0]),
        Err(RiskError::NotPositiveSemiDefinite)
    );
    // Every triple is possible, the four together are not: -1/3 is the least that four may share.
    assert_eq!(valid([-3_333; 6]), Ok(()));
    assert_eq!(valid([-3_334; 6]), Err(RiskError::NotPositiveSemiDefinite));
}

#[test]
fn the_layout_of_a_profile() {
    let risk = AssetRisk {
        loadings: [1, -2, 0x0304, i16::MIN],
        idiosyncratic: 0x0506,
        issuer: 7,
        family: 8,
        haircut: 0x090a,
        basis: 0x0b0c,
        depth: 0x0d0e_0f10_1112_1314,
        scenarios: core::array::from_fn(|s| 0x0100 * s as i16 - 1),
    };
    let (profile, scenarios) = risk.pack();
    assert_eq!(
        profile,
        [
            0, 1, 0xff, 0xfe, 3, 4, 0x80, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
            20, 0, 0, 0, 0, 0, 0, 0, 0
        ]
    );
    assert_eq!(scenarios[..6], [0xff, 0xff, 0, 0xff, 1, 0xff]);
    assert_eq!(AssetRisk::unpack(profile, scenarios), risk);
}

/// The eigenvalues of a symmetric matrix are not negative: Cholesky with a pivot tolerance, in floating point.
fn positive(correlations: [i16; 6]) -> Option<bool> {
    let [a, b, c, d, e, f] = correlations.map(|r| f64::from(r) / 1e4);
    let mut m = [
        [1.0, a, b, c],
        [a, 1.0, d, e],
        [b, d, 1.0, f],
        [c, e, f, 1.0],
    ];
    for k in 0..4 {
        if m[k][k].abs() < 1e-7 {
            return None; // too near to call
        }
        if m[k][k] < 0.0 {
            return Some(false);
        }
        for i in k + 1..4 {
            for j in k + 1..4 {
                m[i][j] -= m[i][k] * m[k][j] / m[k][k];
            }
        }
    }
    Some(true)
}

/// Net worth under stress, which health divides by the debt, and what it may be off by.
fn worth(positions: &[Position], factors: &Factors, parameters: StressParameters) -> (f64, f64) {
    let stress = stress(positions, factors, parameters).unwrap().total;
    (
        float(collateral(positions)) - float(stress),
        ACCURACY * float(Wad(gross(positions))) + 1e-12,
    )
}

proptest! {
    #[test]
    fn stress_agrees_with_the_formulas(book in any_book(), factors in any_factors(), parameters in any_parameters()) {
        let result = stress(&book, &factors, parameters).unwrap();
        let expected = reference(&book, &factors, parameters);
        let bound = ACCURACY * float(Wad(gross(&book))) + 1e-12;
        let parts = [result.parametric, result.scenario, result.floor, result.liquidity];
        for (part, (result, expected)) in parts.into_iter().zip(expected).enumerate() {
            prop_assert!((float(result) - expected).abs() <= bound, "part {}: {} not {}", part, float(result), expected);
        }
        let total = result.parametric.max(result.scenario).max(result.floor).0 + result.liquidity.0;
        prop_assert_eq!(result.total.0, total);
    }

    #[test]
    fn correlations_agree_with_cholesky(correlations in prop::array::uniform6(-10_000_i16..=10_000), scale in 1_i16..6) {
        let correlations = correlations.map(|r| r / scale);
        if let Some(positive) = positive(correlations) {
            prop_assert_eq!(correlations_valid(correlations).is_ok(), positive);
        }
    }

    #[test]
    fn packing_is_lossless(risk in wild_risk()) {
        let (profile, scenarios) = risk.pack();
        prop_assert_eq!(AssetRisk::unpack(profile, scenarios), risk);
        prop_assert_eq!(&profile[24..], &[0; 8]);
    }

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
}
