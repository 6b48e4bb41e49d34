//! Books, factors and generators that the tests of several modules share.

use crate::fixed::{WAD, Wad};
use crate::health::{AssetRisk, Factors, Position, StressParameters, debt, health, stress};
use proptest::prelude::*;

/// Whole dollars.
pub fn usd(dollars: u128) -> Wad {
    Wad(dollars * WAD)
}

/// An asset without any risk: the unit of account.
pub const NUMERAIRE: AssetRisk = AssetRisk {
    loadings: [0; 4],
    idiosyncratic: 0,
    issuer: 0,
    family: 0,
    haircut: 0,
    basis: 0,
    depth: u64::MAX,
    scenarios: [0; 16],
};

/// Ether: market and ETH family, 12% floor, -30% at worst.
pub fn ether() -> AssetRisk {
    let mut scenarios = [0; 16];
    scenarios[..4].copy_from_slice(&[1_000, 1_500, -1_000, 500]);
    AssetRisk {
        loadings: [10_000, 2_000, 0, 0],
        idiosyncratic: 500,
        issuer: 1,
        family: 1,
        haircut: 1_200,
        basis: 0,
        depth: 2_000_000,
        scenarios,
    }
}

/// A staked ether: as ether, with an issuer and a basis of its own.
pub fn staked_ether() -> AssetRisk {
    AssetRisk {
        issuer: 2,
        basis: 200,
        depth: 300_000,
        ..ether()
    }
}

/// 80% volatility of the market, 40% of the families, 1% of the peg; half correlated.
pub fn factors() -> Factors {
    let variances =
        [640, 160, 160, 0].map(|thousandths| Wad(thousandths * WAD / 1_000 + WAD / 10_000));
    Factors::new(variances, [5_000, 5_000, 0, 3_000, 0, 0]).unwrap()
}

/// The design's defaults: z 2.33, 12 hours.
pub const DEFAULTS: StressParameters = StressParameters {
    z: Wad(2_330_000_000_000_000_000),
    horizon: 43_200,
};

pub fn position(risk: AssetRisk, collateral: u128, debt: u128) -> Position {
    Position {
        collateral: usd(collateral),
        debt: usd(debt),
        risk,
    }
}

/// Health straight from its definition.
pub fn health_of(positions: &[Position], factors: &Factors, parameters: StressParameters) -> Wad {
    let stress = stress(positions, factors, parameters).unwrap().total;
    health(
        crate::health::collateral(positions),
        stress,
        debt(positions),
    )
}

/// Collateral and debt, gross.
pub fn gross(positions: &[Position]) -> u128 {
    positions
        .iter()
        .map(|position| position.collateral.0 + position.debt.0)
        .sum()
}

/// One of the positions that hold what `amount` says, at least a dollar.
pub fn choose(
    book: &[Position],
    at: prop::sample::Index,
    amount: impl Fn(&Position) -> Wad,
) -> Option<usize> {
    let holders: Vec<usize> = (0..book.len())
        .filter(|i| amount(&book[*i]) > Wad::ONE)
        .collect();
    (!holders.is_empty()).then(|| holders[at.index(holders.len())])
}

prop_compose! {
    /// Risk within hard bounds under which marginal stress stays below one.
    pub fn any_risk()(
        loadings in prop::array::uniform4(-2_000_i16..12_000),
        idiosyncratic in 0_u16..6_000,
        issuer in 0_u8..5,
        family in 0_u8..3,
        depth in prop_oneof![Just(0), Just(u64::MAX), 1_000_u64..1_000_000_000],
        basis in 0_u16..300,
        scenarios in prop::array::uniform16(-3_000_i16..3_000),
    ) -> AssetRisk {
        // One haircut per family, as the families' convention says.
        let haircut = 800 + 600 * u16::from(family);
        AssetRisk { loadings, idiosyncratic, issuer, family, haircut, basis, depth, scenarios }
    }
}

prop_compose! {
    /// A position on one side or, rarely, both.
    pub fn any_position()(
        risk in any_risk(),
        collateral in 0_u128..1_000_000_000_000_000_000_000_000,
        debt in 0_u128..1_000_000_000_000_000_000_000_000,
        side in 0_u8..5,
    ) -> Position {
        let (collateral, debt) = match side {
            0 | 1 => (collateral, 0),
            2 | 3 => (0, debt),
            _ => (collateral, debt / 4),
        };
        Position { collateral: Wad(collateral), debt: Wad(debt), risk }
    }
}

pub fn any_book() -> impl Strategy<Value = Vec<Position>> {
    prop::collection::vec(any_position(), 1..7)
}

prop_compose! {
    pub fn any_factors()(
        variances in prop::array::uniform4(0..WAD / 2),
        correlations in prop::sample::select(vec![
            [0_i16; 6],
            [10_000; 6],
            [5_000, 5_000, 0, 3_000, 0, 0],
            [-3_000, 2_000, 1_000, 4_000, -2_000, 3_000],
            [-10_000, 10_000, -10_000, -10_000, 10_000, -10_000],
        ]),
    ) -> Factors {
        Factors::new(variances.map(Wad), correlations).unwrap()
    }
}

prop_compose! {
    pub fn any_parameters()(z in WAD..WAD / 10 * 27, horizon in 900_u64..86_400) -> StressParameters {
        StressParameters { z: Wad(z), horizon }
    }
}

prop_compose! {
    /// Risk of any bits at all.
    pub fn wild_risk()(profile in any::<[u8; 32]>(), scenarios in any::<[u8; 32]>()) -> AssetRisk {
        AssetRisk::unpack(profile, scenarios)
    }
}

prop_compose! {
    /// A position of any bits at all, half of them within the domain.
    pub fn wild_position()(
        risk in wild_risk(), collateral in any::<u128>(), debt in any::<u128>(), shift in 0_u32..64,
    ) -> Position {
        Position { collateral: Wad(collateral >> shift), debt: Wad(debt >> shift), risk }
    }
}
