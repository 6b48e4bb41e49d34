use super::*;
use crate::fixed::{BPS, SignedWad, YEAR};
use crate::testing::*;
use proptest::prelude::*;

mod inputs;
mod laws;
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
fn volatility_beyond_all_sense_never_lowers_the_stress() {
    // All that a portfolio may hold, on all factors at once. Where the root leaves 64 bits the stress rises no further:
    // over a hundred times the collateral.
    let risk = AssetRisk {
        loadings: [20_011; 4],
        ..NUMERAIRE
    };
    let book = [Position {
        collateral: MAX_VALUE,
        debt: Wad::ZERO,
        risk,
    }; MAX_POSITIONS];
    let parameters = StressParameters {
        z: MAX_Z,
        horizon: MAX_HORIZON,
    };
    let held = float(collateral(&book));
    for doublings in 0..=13 {
        let factors = Factors::new(
            [Wad(MAX_VARIANCE.0 >> (26 - 2 * doublings)); 4],
            [10_000; 6],
        )
        .unwrap();
        let parametric = float(stress(&book, &factors, parameters).unwrap().parametric);
        let expected = reference(&book, &factors, parameters)[0];
        if expected < 100.0 * held {
            assert!(
                (parametric / expected - 1.0).abs() < 1e-8,
                "{parametric} for {expected}"
            );
        } else {
            assert!(parametric > 100.0 * held, "{parametric} for {expected}");
        }
    }
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
    fn exposures_are_rounded_up(held in 0..=MAX_VALUE.0, shift in 0_u32..100, owed in any::<bool>()) {
        // With a haircut of all there is, the floor is the exposure: in whole units of 2^-44 to 2^-43 of it, twice rounded.
        let amount = Wad(held >> shift);
        let (collateral, debt) = if owed { (Wad::ZERO, amount) } else { (amount, Wad::ZERO) };
        let risk = AssetRisk { haircut: BPS as u16, ..NUMERAIRE };
        let floor = stress(&[Position { collateral, debt, risk }], &factors(), DEFAULTS).unwrap().floor;
        prop_assert!(floor >= amount && floor.0 - amount.0 <= amount.0 >> 42, "{} of {}", floor.0, amount.0);
    }
}
