//! Portfolios to measure with.

use crate::Book;
use risk_core::fixed::{WAD, Wad};
use risk_core::health::{AssetRisk, Factors, Position, StressParameters};

/// z 2.33 over 12 hours.
pub const DEFAULTS: StressParameters = StressParameters {
    z: Wad(2_330_000_000_000_000_000),
    horizon: 43_200,
};

/// Volatilities of 80%, 40%, 40% and 1%, partly correlated.
pub fn factors() -> Factors {
    Factors::new(variances(), CORRELATIONS).expect("possible correlations")
}

/// Variances per year of [`factors`].
pub fn variances() -> [Wad; 4] {
    [6_400, 1_600, 1_600, 1].map(|bps| Wad(bps * WAD / 10_000))
}

/// Correlations of [`factors`].
pub const CORRELATIONS: [i16; 6] = [5_000, 5_000, 500, 3_000, 100, -100];

/// An asset of a family: every scenario and every factor counts.
fn asset(family: u8, issuer: u8) -> AssetRisk {
    let sign = if issuer.is_multiple_of(2) { 1 } else { -1 };
    let step = i16::from(issuer) * 37;
    AssetRisk {
        loadings: [9_000 + step, 1_500 - step, 700 + step, 150],
        idiosyncratic: 500 + u16::from(issuer) * 110,
        issuer,
        family,
        haircut: 1_000 + 300 * u16::from(family),
        basis: 150,
        depth: 400_000 * (u64::from(issuer) + 1),
        scenarios: core::array::from_fn(|s| {
            let s = i16::try_from(s).expect("sixteen");
            sign * (s * 190 - 1_400) + step
        }),
    }
}

/// A stablecoin that everything is owed in.
fn stable(issuer: u8) -> AssetRisk {
    AssetRisk {
        loadings: [0, 0, 0, 10_000],
        idiosyncratic: 40,
        issuer,
        family: 9,
        haircut: 50,
        basis: 10,
        depth: 50_000_000,
        scenarios: core::array::from_fn(|s| if s == 7 { 300 } else { 0 }),
    }
}

/// `count` positions, alternately held and owed, in as many issuers and three families, at a health of about one.
pub fn book(count: usize) -> Book {
    let positions: Vec<Position> = (0..count)
        .map(|index| {
            let number = u8::try_from(index).expect("few");
            let dollars = |amount: u128| Wad(amount * WAD + u128::from(number) * 123_456_789);
            let risk = if index % 4 == 3 {
                stable(number)
            } else {
                asset(number % 3, number)
            };
            let (collateral, debt) = if index % 2 == 0 {
                (dollars(120_000 + 9_000 * index as u128), Wad::ZERO)
            } else {
                (Wad::ZERO, dollars(82_000 + 7_000 * index as u128))
            };
            Position {
                collateral,
                debt,
                risk,
            }
        })
        .collect();
    Book::new(&positions)
}
