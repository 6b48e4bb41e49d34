//! A market, books and paths to test on.

use ballast_simulate::engine::ballast::{AssetTerms, Ballast, HalfLives, Terms, UnwindTerms};
use ballast_simulate::engine::llamma::Llamma;
use ballast_simulate::engine::ltv::{AaveV3, AaveV4, LoanToValue, Morpho, Rule};
use ballast_simulate::engine::{Account, Conditions, Engine};
use ballast_simulate::{Loan, Path, PriceEvent};
use risk_core::health::AssetRisk;

pub const WAD: u128 = 1_000_000_000_000_000_000;
pub const ASSETS: [&str; 4] = ["ETH", "BTC", "USDC", "STETH"];
pub const PRICES: [u128; 4] = [2_000 * WAD, 30_000 * WAD, WAD, 1_990 * WAD];
const START: u64 = 1_700_000_000;

fn asset(symbol: &str, decimals: u8, family: u8, haircut: u16, loadings: [i16; 4]) -> AssetTerms {
    let dollar = symbol == "USDC";
    AssetTerms {
        symbol: symbol.to_owned(),
        decimals,
        feed_decimals: 8,
        risk: AssetRisk {
            loadings,
            idiosyncratic: if dollar { 100 } else { 2_000 },
            issuer: decimals + family,
            family,
            haircut,
            basis: if symbol == "STETH" { 200 } else { 0 },
            depth: if dollar { u64::MAX } else { 1_000_000 },
            scenarios: if dollar {
                [0; 16]
            } else {
                [1_600, -1_600, 800, -800, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            },
        },
        variance: 640_000_000_000_000_000,
        variance_floor: if dollar { 0 } else { 360_000_000_000_000_000 },
        variance_cap: 920_000_000_000_000_000,
        heartbeat: 1_000_000,
        price: WAD,
        reserve: None,
        cash: 0,
    }
}

pub fn terms() -> Terms {
    Terms {
        assets: vec![
            asset("USDC", 6, 1, 100, [0, 0, 0, 10_000]),
            asset("ETH", 18, 2, 1_500, [0, 10_000, 0, 0]),
            asset("BTC", 8, 3, 1_300, [0, 0, 10_000, 0]),
            asset("STETH", 18, 2, 1_500, [0, 10_000, 0, 0]),
        ],
        factors: [2, 1, 2, 0],
        correlations: [8_500, 9_000, 0, 8_000, 0, 0],
        z: WAD / 100 * 233,
        horizon: 43_200,
        buffer: WAD / 20,
        half_lives: HalfLives {
            smoothing: 1_800,
            fast: 86_400,
            slow: 2_592_000,
        },
        unwind: UnwindTerms {
            target: WAD / 100 * 102,
            recovery: 43_200,
            minimum_recovery: 900,
            urgency: WAD,
            slice_interval: 300,
            slice_premium: WAD / 200,
            slice_discount: WAD / 100,
            auction_duration: 600,
            auction_discount: WAD / 100 * 8,
            dust: 25 * WAD,
            flow: 2_500,
            cost: 100,
            floor: WAD / 10,
            backstop: 1_000,
        },
        rate_bps: 500,
    }
}

pub fn conditions() -> Conditions {
    Conditions {
        latency: 0,
        look_every: 120,
        gas_price: 0,
        interest_per_year: WAD / 20,
        fund: None,
    }
}

/// Every engine, with and without fences.
pub fn engines() -> Vec<[Box<dyn Engine>; 2]> {
    let pair = |rule: Rule| -> [Box<dyn Engine>; 2] {
        [
            Box::new(LoanToValue::new(rule)),
            Box::new(LoanToValue::new(rule).unfenced()),
        ]
    };
    vec![
        pair(Rule::AaveV3(AaveV3::default())),
        pair(Rule::AaveV4(AaveV4::default())),
        pair(Rule::Morpho(Morpho::default())),
        [
            Box::new(Llamma::default()),
            Box::new(Llamma::default().unfenced()),
        ],
        [
            Box::new(Ballast::new(terms()).unwrap()),
            Box::new(Ballast::new(terms()).unwrap().unfenced()),
        ],
    ]
}

pub fn account(id: usize, collateral: &[(&str, u128)], debt: &[(&str, u128)]) -> Account {
    let side = |side: &[(&str, u128)]| -> Vec<(String, u128)> {
        side.iter()
            .map(|(s, amount)| ((*s).to_owned(), *amount))
            .collect()
    };
    let (collateral, debt) = (side(collateral), side(debt));
    let shape = Loan::shape_of(&collateral, &debt);
    Account {
        loan: Loan {
            id,
            owner: format!("borrower {id}"),
            collateral,
            debt,
            shape,
        },
        threshold: WAD / 100 * 84,
    }
}

/// Single, mixed and hedged loans by turns, sizes and loan-to-values by `seeds`.
pub fn book(seeds: &[(u32, u16)]) -> Vec<Account> {
    let amount = |usd: u128, asset: usize, decimals: u32| {
        let amount = usd / (PRICES[asset] / WAD);
        let grain = 10_u128.pow(18 - decimals);
        (amount / grain).max(1) * grain
    };
    seeds
        .iter()
        .enumerate()
        .map(|(id, (size, part))| {
            let usd = (u128::from(*size) + 100) * WAD;
            let owed = usd / 10_000 * u128::from(*part);
            match id % 5 {
                0 | 1 => account(
                    id,
                    &[("ETH", amount(usd, 0, 18))],
                    &[("USDC", amount(owed, 2, 6))],
                ),
                2 => account(
                    id,
                    &[("BTC", amount(usd, 1, 8))],
                    &[("USDC", amount(owed, 2, 6))],
                ),
                3 => account(
                    id,
                    &[
                        ("ETH", amount(usd / 2, 0, 18)),
                        ("BTC", amount(usd / 2, 1, 8)),
                    ],
                    &[("USDC", amount(owed, 2, 6))],
                ),
                _ => account(
                    id,
                    &[("STETH", amount(usd, 3, 18))],
                    &[("ETH", amount(owed, 0, 18))],
                ),
            }
        })
        .collect()
}

/// A path whose every tick moves ETH, BTC and STETH by ten-thousandths.
pub fn path(moves: &[(i16, i16, i8)]) -> Path {
    let mut prices = PRICES;
    let mut events = Vec::new();
    let shift = |price: u128, by: i64| price / 10_000 * u128::try_from(10_000 + by).unwrap();
    for (tick, (ether, bitcoin, staked)) in moves.iter().enumerate() {
        let time = START + 100 * (tick as u64 + 1);
        prices[0] = shift(prices[0], i64::from(*ether));
        prices[1] = shift(prices[1], i64::from(*bitcoin));
        prices[3] = shift(prices[3], i64::from(*ether) + i64::from(*staked));
        for asset in [0, 1, 3] {
            let price = prices[asset].max(WAD);
            events.push(PriceEvent { time, asset, price });
        }
    }
    Path {
        assets: ASSETS.map(str::to_owned).to_vec(),
        start: START,
        end: START + 100 * (moves.len() as u64 + 1),
        initial: PRICES.to_vec(),
        events,
        cuts: Vec::new(),
    }
}
