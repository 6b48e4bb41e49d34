//! The market that Ballast is set to where nobody says otherwise: the deployer's defaults, and staked ether.
//!
//! USDC, ETH, BTC, SOL, LINK and AVAX are as `ballast-deploy` sets them (a test of the demo compares the two). Staked
//! ether is ETH's with a basis of 4%, an issuer of its own, and a scenario in which it alone loses 7%: a little more than the worst
//! daily low of stETH/ETH (0.9367 on 2022-06-15).

use risk_core::health::AssetRisk;

use crate::engine::ballast::{AssetTerms, HalfLives, Terms, UnwindTerms};
use crate::fixed::WAD;

const HOUR: u64 = 3_600;
const DAY: u32 = 86_400;
const BPS: u128 = WAD / 10_000;

/// The default market; `rate_bps` is the interest per year of its reserves.
#[must_use]
pub fn default_terms(rate_bps: u16) -> Terms {
    Terms {
        assets: vec![
            usdc(),
            ether("ETH", 2, 0, 0),
            bitcoin(),
            ether("WSTETH", 7, 400, 700),
            alt("SOL", 9, 4, 13_000, 2_300, 400_000),
            alt("LINK", 18, 5, 12_000, 2_500, 150_000),
            alt("AVAX", 18, 6, 13_000, 2_500, 150_000),
        ],
        // BTC, ETH, BTC, USDC.
        factors: [2, 1, 2, 0],
        correlations: [8_500, 9_000, 0, 8_000, 0, 0],
        z: 23_300 * BPS,
        horizon: 12 * HOUR,
        buffer: 500 * BPS,
        half_lives: HalfLives {
            smoothing: 10_800,
            fast: DAY,
            slow: 30 * DAY,
        },
        unwind: UnwindTerms {
            target: 10_200 * BPS,
            recovery: 12 * HOUR,
            minimum_recovery: 900,
            urgency: WAD,
            slice_interval: 3_600,
            slice_premium: 10 * BPS,
            slice_discount: 100 * BPS,
            auction_duration: 3_600,
            auction_discount: 800 * BPS,
            dust: 25 * WAD,
            flow: 2_500,
            cost: 100,
            floor: WAD / 10,
            backstop: 1_000,
        },
        rate_bps,
    }
}

/// An asset whose yearly volatility is kept between `floor` and `cap` (bps) and starts at the mean of their variances.
fn asset(
    symbol: &str,
    decimals: u8,
    volatility: (u128, u128),
    heartbeat: u64,
    risk: AssetRisk,
) -> AssetTerms {
    let variance = |bps: u128| bps * bps * (WAD / 100_000_000);
    let (floor, cap) = (variance(volatility.0), variance(volatility.1));
    AssetTerms {
        symbol: symbol.to_owned(),
        decimals,
        feed_decimals: 8,
        risk,
        variance: floor.midpoint(cap),
        variance_floor: floor,
        variance_cap: cap,
        heartbeat,
        price: WAD,
        reserve: None,
        cash: 0,
    }
}

fn usdc() -> AssetTerms {
    let risk = AssetRisk {
        loadings: [0, 0, 0, 10_000],
        idiosyncratic: 0,
        issuer: 1,
        family: 1,
        haircut: 100,
        basis: 0,
        depth: u64::MAX,
        scenarios: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, -100, -100, 300, 0, 0],
    };
    asset("USDC", 6, (200, 1_000), 90_000, risk)
}

/// Ether, or staked ether: an issuer of its own, a basis, and what it alone loses in the fifteenth scenario.
fn ether(symbol: &str, issuer: u8, basis: u16, depeg: i16) -> AssetTerms {
    let risk = AssetRisk {
        loadings: [0, 10_000, 0, 0],
        idiosyncratic: 2_000,
        issuer,
        family: 2,
        haircut: 1_500,
        basis,
        depth: 1_000_000,
        scenarios: [
            1_600, -1_600, 800, -800, 1_200, -1_200, 0, 0, 0, 0, 0, 0, 1_600, 1_600, depeg, 0,
        ],
    };
    asset(symbol, 18, (6_000, 9_592), 7_200, risk)
}

fn bitcoin() -> AssetTerms {
    let risk = AssetRisk {
        loadings: [0, 0, 10_000, 0],
        idiosyncratic: 1_500,
        issuer: 3,
        family: 3,
        haircut: 1_300,
        basis: 0,
        depth: 1_500_000,
        scenarios: [
            1_400, -1_400, 700, -700, 0, 0, 1_000, -1_000, 0, 0, 0, 0, 1_400, 1_400, 0, 0,
        ],
    };
    asset("BTC", 8, (5_000, 8_000), 7_200, risk)
}

/// An asset without a family factor of its own; issuer and family have the same number. Loadings, crash: bps.
fn alt(symbol: &str, decimals: u8, group: u8, beta: i16, crash: i16, depth: u64) -> AssetTerms {
    let (rally, half) = (crash.saturating_neg(), crash / 2);
    let risk = AssetRisk {
        loadings: [beta, 0, 0, 0],
        idiosyncratic: 6_000,
        issuer: group,
        family: group,
        haircut: 2_200,
        basis: 0,
        depth,
        scenarios: [
            crash,
            rally,
            half,
            half.saturating_neg(),
            0,
            0,
            0,
            0,
            2_000,
            -2_000,
            0,
            0,
            crash,
            crash,
            0,
            0,
        ],
    };
    asset(symbol, decimals, (7_000, 12_000), 7_200, risk)
}
