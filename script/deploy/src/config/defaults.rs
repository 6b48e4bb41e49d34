//! The devnet's configuration.
//!
//! # Why these numbers
//!
//! **Threshold.** Against USDC, one asset must withstand the largest of three losses over 12 hours. ETH:
//! - parametric: 2.33 x sqrt(12 h / 1 year) x sqrt(80%^2 + 20%^2) = 7.1%, with the slow volatility of a calm year;
//! - scenario: 16%;
//! - floor: haircut 15%, and 1% on the USDC owed.
//!
//! So a loan is unwound from a loan-to-value ratio of about 0.84 (0.86 for BTC, 0.75 to 0.78 for SOL, LINK and AVAX)
//! and opened up to 0.80, a twentieth less. 15% is what ETH has lost within 12 hours on a few days of most years;
//! worse falls are the business of the unwind itself, which starts there and not ends. The parametric part overtakes
//! the floor once volatility passes about 180% a year: only the opening test, which takes the fast variance, sees that
//! in a crash, as intended.
//!
//! **Factors.** Market and BTC family both take BTC's variance: the market is what BTC and the rest have in common,
//! the family factor what is BTC's own. ETH's family takes ETH's. Correlations 0.85 (market, ETH), 0.9 (market, BTC),
//! 0.8 (ETH, BTC) are calm-year daily values rounded towards one for offsetting books of different families; the peg
//! is independent. Assets without a family load on the market, a beta of 1.2 to 1.3, and carry their own volatility.
//! The feed of a new asset starts at the mean of floor and cap of its variance: ETH 0.36 and 0.92, so 0.64 = 80%^2.
//!
//! **Scenarios** (loss of a long, bps), mirrored for those who owe the volatile asset:
//! 0 crash, 1 rally, 2 half a crash, 3 half a rally, 4 ETH alone falls, 5 ETH alone rises, 6 BTC alone falls, 7 BTC
//! alone rises, 8 alts alone fall, 9 alts alone rise, 10 USDC loses 5% (2023-03 had 12% for hours; a book that owes
//! USDC gains, one that holds it loses), 11 USDC at a premium of 1%, 12 crash with a USDC premium, 13 crash and USDC
//! loses 3%, 14 and 15 free. Against USDC the crash is a little above the haircut; what scenarios add is for books of
//! several assets, such as ETH against BTC, where factors and floors alone would net too much.
//!
//! **Smoothing, slices, auctions**: chosen by the study in `script/simulate/STUDY.md`: lenders lose nothing after
//! insurance in any of its windows, and penalties are at most 0.04 of Aave's.
//!
//! **Premium**: a tenth of 5% interest is the 0.5% of debt a year that the study insures by.
//!
//! **Depth**: DEX quotes of a calm day gave 0.9% of impact at 6,500 ETH (about $13M); a minute of a crash refills a
//! tenth of that, so $1M per minute for ETH, less for the rest by their traded volume.
//!
//! **Heartbeats** are twice the longest gap of the replayed price files (one hour), USDC's a day.

use super::asset::{Asset, ReserveSettings, RiskProfile};
use super::feed::{FeedSource, stored_age};
use super::settings::{
    InsuranceSettings, Loans, OracleSettings, RiskSettings, Roles, UnwinderSettings,
};
use super::{Config, Ratio};

const HOUR: u64 = 3600;
/// Decimals of USD feeds.
const FEED_DECIMALS: u8 = 8;

/// What a file leaves out is as on the devnet, where it is the same for every chain.
macro_rules! as_on_the_devnet {
    ($($settings:ty: $field:ident),+) => {$(
        impl Default for $settings {
            fn default() -> Self {
                Config::devnet().$field
            }
        }
    )+};
}
as_on_the_devnet!(
    OracleSettings: oracle,
    RiskSettings: risk,
    UnwinderSettings: unwinder,
    InsuranceSettings: insurance
);

impl Config {
    /// USDC, ETH and BTC, with the defaults of the design.
    #[must_use]
    pub fn devnet() -> Self {
        Self {
            chain_id: None,
            salt: None,
            handover: None,
            timelock: None,
            roles: Roles::default(),
            oracle: OracleSettings {
                smoothing: 10_800,
                fast: 86_400,
                slow: 30 * 86_400,
                sequencer_feed: None,
                sequencer_grace: 3600,
                guardian: None,
            },
            risk: RiskSettings {
                z_score: Ratio::from_bps(23_300),
                horizon: 12 * HOUR,
                buffer: Ratio::from_bps(500),
                factors: ["BTC", "ETH", "BTC", "USDC"].map(str::to_owned),
                correlations: [8500, 9000, 0, 8000, 0, 0],
                ramp: RiskSettings::RAMP,
            },
            unwinder: UnwinderSettings {
                target: Ratio::from_bps(10_200),
                recovery: 12 * HOUR,
                minimum_recovery: 900,
                urgency: Ratio::from_bps(10_000),
                slice_interval: HOUR,
                slice_premium: Ratio::from_bps(10),
                slice_discount: Ratio::from_bps(100),
                // With the discount it decides from where on an account is critical: about 0.92 of debt to collateral.
                auction_duration: HOUR,
                auction_discount: Ratio::from_bps(800),
                dust: Ratio::from_whole(25),
                flow_budget: 2_500,
                cost_budget: 100,
                floor_rate: Ratio::from_bps(1_000),
                opener_fee: Ratio::from_whole(1),
                backstop: 1_000,
            },
            insurance: InsuranceSettings {
                cooldown: 7 * 24 * HOUR,
                claim_window: 3 * 24 * HOUR,
                claim_share: 5_000,
                discount: 1_000,
                held_share: 5_000,
                purchase_share: 2_500,
                sale_interval: HOUR,
                sale_share: 500,
                sale_premium: 50,
                sale_discount: 100,
                collateral_share: 2_500,
            },
            loans: Loans::default(),
            feeds: Vec::new(),
            assets: vec![usdc(), eth(), btc()],
            markets: Vec::new(),
        }
    }

    /// [`Config::devnet`] and further assets, of `SOL`, `LINK` and `AVAX`. Known and repeated symbols are passed over.
    ///
    /// # Errors
    /// [`crate::Error::Config`] for a symbol without defaults.
    pub fn devnet_with(symbols: &[&str]) -> Result<Self, crate::Error> {
        let mut config = Self::devnet();
        for symbol in symbols {
            if config.asset(symbol).is_some() {
                continue;
            }
            let asset = match *symbol {
                "SOL" => Alt {
                    symbol: "SOL",
                    name: "Wrapped SOL",
                    decimals: 9,
                    group: 4,
                    beta: 13_000,
                    crash: 2300,
                    depth: 400_000,
                    price: 150,
                },
                "LINK" => Alt {
                    symbol: "LINK",
                    name: "Chainlink Token",
                    decimals: 18,
                    group: 5,
                    beta: 12_000,
                    crash: 2500,
                    depth: 150_000,
                    price: 15,
                },
                "AVAX" => Alt {
                    symbol: "AVAX",
                    name: "Wrapped AVAX",
                    decimals: 18,
                    group: 6,
                    beta: 13_000,
                    crash: 2500,
                    depth: 150_000,
                    price: 30,
                },
                _ => {
                    return Err(crate::Error::Config(format!(
                        "no defaults for {symbol}; add it to a --config file"
                    )));
                }
            };
            config.assets.push(asset.asset());
        }
        Ok(config)
    }
}

fn usdc() -> Asset {
    Asset {
        symbol: "USDC".to_owned(),
        name: "USD Coin".to_owned(),
        decimals: 6,
        token: None,
        insured: true,
        vault: true,
        vault_fees: None,
        feed: FeedSource::Mock {
            decimals: FEED_DECIMALS,
            price: Ratio::from_whole(1),
        },
        heartbeat: 90_000,
        stored_age: stored_age(),
        volatility_floor: Ratio::from_bps(200),
        volatility_cap: Ratio::from_bps(1000),
        reserve: ReserveSettings {
            collateral_enabled: true,
            borrow_enabled: true,
            base_rate: 0,
            slope_below: 550,
            slope_above: 4000,
            kink: 9000,
            reserve_factor: 1000,
            premium_factor: 1000,
            supply_cap: 1_000_000_000,
            borrow_cap: 900_000_000,
            ..ReserveSettings::default()
        },
        risk: RiskProfile {
            loadings: [0, 0, 0, 10_000],
            idiosyncratic: 0,
            issuer: 1,
            family: 1,
            haircut: 100,
            basis: 0,
            depth: None,
            scenarios: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, -100, -100, 300, 0, 0],
        },
    }
}

fn eth() -> Asset {
    Asset {
        symbol: "ETH".to_owned(),
        name: "Wrapped Ether".to_owned(),
        decimals: 18,
        token: None,
        insured: false,
        vault: true,
        vault_fees: None,
        feed: FeedSource::Mock {
            decimals: FEED_DECIMALS,
            price: Ratio::from_whole(3000),
        },
        heartbeat: 7200,
        stored_age: stored_age(),
        // Variances 0.36 and 0.92, mean 0.64.
        volatility_floor: Ratio::from_bps(6000),
        volatility_cap: Ratio::from_bps(9592),
        reserve: ReserveSettings {
            collateral_enabled: true,
            borrow_enabled: true,
            base_rate: 0,
            slope_below: 270,
            slope_above: 8000,
            kink: 9000,
            reserve_factor: 1500,
            premium_factor: 0,
            supply_cap: 1_000_000,
            borrow_cap: 800_000,
            ..ReserveSettings::default()
        },
        risk: RiskProfile {
            loadings: [0, 10_000, 0, 0],
            idiosyncratic: 2000,
            issuer: 2,
            family: 2,
            haircut: 1500,
            basis: 0,
            depth: Some(1_000_000),
            scenarios: [
                1600, -1600, 800, -800, 1200, -1200, 0, 0, 0, 0, 0, 0, 1600, 1600, 0, 0,
            ],
        },
    }
}

fn btc() -> Asset {
    Asset {
        symbol: "BTC".to_owned(),
        name: "Wrapped Bitcoin".to_owned(),
        decimals: 8,
        token: None,
        insured: false,
        vault: true,
        vault_fees: None,
        feed: FeedSource::Mock {
            decimals: FEED_DECIMALS,
            price: Ratio::from_whole(60_000),
        },
        heartbeat: 7200,
        stored_age: stored_age(),
        // Variances 0.25 and 0.64, mean 0.445: 67%.
        volatility_floor: Ratio::from_bps(5000),
        volatility_cap: Ratio::from_bps(8000),
        reserve: ReserveSettings {
            collateral_enabled: true,
            borrow_enabled: true,
            base_rate: 0,
            slope_below: 400,
            slope_above: 10_000,
            kink: 8000,
            reserve_factor: 2000,
            premium_factor: 0,
            supply_cap: 50_000,
            borrow_cap: 40_000,
            ..ReserveSettings::default()
        },
        risk: RiskProfile {
            loadings: [0, 0, 10_000, 0],
            idiosyncratic: 1500,
            issuer: 3,
            family: 3,
            haircut: 1300,
            basis: 0,
            depth: Some(1_500_000),
            scenarios: [
                1400, -1400, 700, -700, 0, 0, 1000, -1000, 0, 0, 0, 0, 1400, 1400, 0, 0,
            ],
        },
    }
}

/// What sets one asset without a family factor apart from another.
struct Alt {
    symbol: &'static str,
    name: &'static str,
    decimals: u8,
    /// Number of its issuer and of its family.
    group: u8,
    /// Sensitivity to the market, bps.
    beta: i16,
    /// Loss in the crash, bps.
    crash: i16,
    depth: u64,
    price: u64,
}

impl Alt {
    fn asset(self) -> Asset {
        let Self { crash, .. } = self;
        Asset {
            symbol: self.symbol.to_owned(),
            name: self.name.to_owned(),
            decimals: self.decimals,
            token: None,
            insured: false,
            vault: true,
            vault_fees: None,
            feed: FeedSource::Mock {
                decimals: FEED_DECIMALS,
                price: Ratio::from_whole(self.price),
            },
            heartbeat: 7200,
            stored_age: stored_age(),
            volatility_floor: Ratio::from_bps(7000),
            volatility_cap: Ratio::from_bps(12_000),
            reserve: ReserveSettings {
                collateral_enabled: true,
                borrow_enabled: false,
                base_rate: 0,
                slope_below: 700,
                slope_above: 15_000,
                kink: 6500,
                reserve_factor: 2000,
                premium_factor: 0,
                supply_cap: 10_000_000,
                borrow_cap: 0,
                ..ReserveSettings::default()
            },
            risk: RiskProfile {
                loadings: [self.beta, 0, 0, 0],
                idiosyncratic: 6000,
                issuer: self.group,
                family: self.group,
                haircut: 2200,
                basis: 0,
                depth: Some(self.depth),
                scenarios: [
                    crash,
                    -crash,
                    crash / 2,
                    -crash / 2,
                    0,
                    0,
                    0,
                    0,
                    2000,
                    -2000,
                    0,
                    0,
                    crash,
                    crash,
                    0,
                    0,
                ],
            },
        }
    }
}
