//! A loan of USDC against ether, with the devnet's default risk and parameters.

use alloy_primitives::{Address, B256, U256, address};
use alloy_sol_types::SolCall;
use ballast_common::abi::IDebtBook;
use risk_core::{
    fixed::Wad,
    health::{AssetRisk, Factors, StressParameters},
};

// The tests of the programs have these fixtures too.
use super::state::{
    assess::{Assessment, assess},
    layout::{Parameters, Schedule},
    portfolio::{Holding, Portfolio},
};

pub const WAD: u128 = 1_000_000_000_000_000_000;
pub const DOLLAR: u128 = 1_000_000;
pub const ETH: Address = address!("0x00000000000000000000000000000000000000b2");
pub const USDC: Address = address!("0x00000000000000000000000000000000000000b1");
pub const START: u64 = 1_700_000_000;
pub const HOUR: u64 = 3_600;
/// The auction's duration.
pub const AUCTION: u64 = 1_800;

pub const FIELDS: [u128; 10] = [
    WAD / 100 * 102,
    12 * HOUR as u128,
    900,
    WAD,
    300,
    WAD / 200,
    WAD / 100,
    AUCTION as u128,
    WAD / 100 * 8,
    25 * WAD,
];

pub fn parameters() -> Parameters {
    Parameters::validated(FIELDS).unwrap_or_else(|_| panic!("out of bounds"))
}

pub fn usdc_risk() -> AssetRisk {
    AssetRisk {
        loadings: [0, 0, 0, 10_000],
        idiosyncratic: 0,
        issuer: 1,
        family: 1,
        haircut: 100,
        basis: 0,
        depth: u64::MAX,
        scenarios: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, -100, -100, 300, 0, 0],
    }
}

pub fn eth_risk() -> AssetRisk {
    AssetRisk {
        loadings: [0, 10_000, 0, 0],
        idiosyncratic: 2_000,
        issuer: 2,
        family: 2,
        haircut: 1_500,
        basis: 0,
        depth: 1_000_000,
        scenarios: [
            1_600, -1_600, 800, -800, 1_200, -1_200, 0, 0, 0, 0, 0, 0, 1_600, 1_600, 0, 0,
        ],
    }
}

/// `ether` whole ether against `debt` whole USDC; prices of ether in cents.
pub fn loan(ether: u128, debt: u128, spot: u128, smoothed: u128) -> Portfolio {
    let variances = [445, 640, 445, 1].map(|thousandths| Wad(thousandths * WAD / 1_000));
    let holding = Holding {
        asset: ETH,
        unit: WAD,
        flags: 0,
        updated_at: START,
        collateral: ether * WAD,
        debt: 0,
        spot: spot * WAD / 100,
        smoothed: smoothed * WAD / 100,
        risk: eth_risk(),
    };
    let owed = Holding {
        asset: USDC,
        unit: DOLLAR,
        updated_at: START - 60,
        collateral: 0,
        debt: debt * DOLLAR,
        spot: WAD,
        smoothed: WAD,
        risk: usdc_risk(),
        ..holding
    };
    Portfolio {
        holdings: vec![holding, owed],
        factors: Factors::new(variances, [8_500, 9_000, 0, 8_000, 0, 0]).unwrap(),
        stress: StressParameters {
            z: Wad(2_330_000_000_000_000_000),
            horizon: 12 * HOUR,
        },
        buffer: WAD / 20,
    }
}

pub fn assessed(portfolio: &Portfolio) -> Assessment {
    assess(portfolio, &parameters()).unwrap()
}

/// An open schedule of twelve hours from `START`.
pub fn open() -> Schedule {
    Schedule {
        start: START,
        end: START + 12 * HOUR,
        accounted_until: START,
        ..Schedule::default()
    }
}

/// The encoding, by the generated type, of what a portfolio was decoded from.
pub fn encode(portfolio: &Portfolio) -> Vec<u8> {
    let number = |value: u128| U256::from(value);
    let holdings = portfolio.holdings.iter().map(|holding| {
        let (profile, scenarios) = holding.risk.pack();
        IDebtBook::Holding {
            asset: holding.asset,
            decimals: holding.unit.ilog10() as u8,
            flags: holding.flags,
            updatedAt: holding.updated_at,
            collateral: number(holding.collateral),
            debt: number(holding.debt),
            spot: number(holding.spot),
            smoothed: number(holding.smoothed),
            profile: B256::new(profile),
            scenarios: B256::new(scenarios),
        }
    });
    let mut correlations = [0; 32];
    let bps: [i16; 6] = [8_500, 9_000, 0, 8_000, 0, 0];
    for (to, from) in correlations.chunks_exact_mut(2).zip(bps) {
        to.copy_from_slice(&from.to_be_bytes());
    }
    IDebtBook::portfolioCall::abi_encode_returns(&IDebtBook::Portfolio {
        holdings: holdings.collect(),
        slowVariances: [445, 640, 445, 1].map(|thousandths| number(thousandths * WAD / 1_000)),
        correlations: B256::new(correlations),
        zScore: number(portfolio.stress.z.0),
        horizon: U256::from(portfolio.stress.horizon),
        buffer: number(portfolio.buffer),
    })
}
