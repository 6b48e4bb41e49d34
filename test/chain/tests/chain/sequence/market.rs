//! The eight reserves, what their assets are worth, and how that moves.

use alloy::primitives::{Address, I256, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::oracle::IOracle::Kind;
use ballast_bindings::{IOracle, IPool};
use ballast_chain_tests::Stage;
use ballast_deploy::{Feed, Token};
use rand::Rng;
use risk_core::health::AssetRisk;

use super::world::World;

sol! {
    /// `src/StakingVault.sol`.
    #[sol(all_derives)]
    interface IStaking {
        function deposit(uint256 assets, address receiver) external returns (uint256 shares);
        function slash(uint256 assets) external;
        function convertToAssets(uint256 shares) external view returns (uint256 assets);
    }
}

/// The reserves. Decimals 6, 18, 8, 9, 18, 10, 18, 18. DAI has the adaptive curve, DOT an outflow cap, USDC, ETH and LINK
/// cost a fee to flash; LST is a share of staked ETH, whose rate only its contract tells.
pub const SYMBOLS: [&str; 8] = ["USDC", "ETH", "BTC", "SOL", "DAI", "DOT", "LINK", LST];
/// Stands for its rate at the oracle.
pub const RATE: Address = Address::with_last_byte(0x57);
/// How many there are.
pub const RESERVES: usize = SYMBOLS.len();
/// The share of staked ETH.
pub const LST: &str = "LST";
/// What every actor starts with, whole tokens, and the prices, USD.
pub const START: [(&str, f64); RESERVES] = [
    ("200000", 1.0),
    ("60", 3_000.0),
    ("3", 60_000.0),
    ("1000", 150.0),
    ("200000", 1.0),
    ("20000", 7.0),
    ("10000", 15.0),
    ("50", 3_000.0),
];
/// Where prices stay, USD.
const RANGES: [(f64, f64); RESERVES] = [
    (0.97, 1.02),
    (600.0, 12_000.0),
    (12_000.0, 250_000.0),
    (30.0, 700.0),
    (0.96, 1.03),
    (1.5, 40.0),
    (3.0, 80.0),
    (600.0, 15_000.0),
];
/// What each reserve may lose net in `WINDOW`, whole tokens: only DOT is capped.
pub const OUTFLOW: (&str, u64, u32) = ("DOT", 40_000, 86_400);

fn stable(index: usize) -> bool {
    matches!(SYMBOLS[index], "USDC" | "DAI")
}

/// What sets a new asset apart from the one that it is like.
struct Like {
    symbol: &'static str,
    like: &'static str,
    decimals: u8,
    group: u8,
    change: fn(&mut IPool::ReserveConfig, &mut AssetRisk),
}

const NEW: [Like; 4] = [
    Like {
        symbol: "DAI",
        like: "USDC",
        decimals: 18,
        group: 7,
        change: |config, risk| {
            (
                config.baseRate,
                config.slopeBelow,
                config.slopeAbove,
                config.kink,
            ) = (0, 0, 0, 0);
            (config.premiumFactor, risk.haircut) = (0, 200);
        },
    },
    Like {
        symbol: "DOT",
        like: "SOL",
        decimals: 10,
        group: 8,
        change: |_, _| (),
    },
    Like {
        symbol: "LINK",
        like: "SOL",
        decimals: 18,
        group: 9,
        change: |_, _| (),
    },
    Like {
        symbol: LST,
        like: "ETH",
        decimals: 18,
        group: 10,
        change: |_, risk| (risk.family, risk.basis) = (2, 300),
    },
];

/// Sets a reserve's settings.
pub async fn configure(
    stage: &Stage,
    symbol: &str,
    change: impl FnOnce(&mut IPool::ReserveConfig),
) {
    let asset = stage.token(symbol);
    let call = IPool::reserveConfigCall { asset };
    let mut config = stage.read(stage.pool(), &call).await.config;
    change(&mut config);
    let call = IPool::setReserveCall { asset, config };
    stage.does(&stage.owner, stage.pool(), &call).await;
}

/// The same deployment with the reserves that it lacks; all may be borrowed.
pub async fn listed(stage: &Stage) -> Stage {
    let mut stage = stage.clone();
    let owner = stage.owner.clone();
    for new in NEW {
        let (symbol, decimals) = (new.symbol, U256::from(new.decimals));
        let known = IOracle::feedAtCall {
            feed: stage.at.feeds[new.like].id,
        };
        let known = stage.read(stage.oracle(), &known).await;
        let (address, feed) = if symbol == LST {
            let arguments = (stage.token("ETH"), "Staked Ether", symbol).abi_encode_params();
            let address = stage.create(&owner, "StakingVault", &arguments).await;
            stage.approve_at(stage.token("ETH"), &owner, address).await;
            (address, rated(&stage, address, &known).await)
        } else {
            let arguments = (symbol, symbol, decimals).abi_encode_params();
            let address = stage.create(&owner, "DevToken", &arguments).await;
            let arguments = (U256::from(8), symbol).abi_encode_params();
            let aggregator = stage.create(&owner, "MockFeed", &arguments).await;
            let feed = Feed { aggregator, id: 0 };
            stage.at.feeds.insert(symbol.to_owned(), feed);
            let price = START[SYMBOLS
                .iter()
                .position(|known| *known == symbol)
                .expect("known")]
            .1;
            stage.publish(symbol, &format!("{price:.8}")).await;
            let call = IOracle::setFeedCall {
                asset: address,
                aggregator,
                heartbeat: known.heartbeat,
                varianceFloor: known.varianceFloor,
                varianceCap: known.varianceCap,
            };
            let id = stage.does(&owner, stage.oracle(), &call).await.returned;
            stage
                .at
                .feeds
                .insert(symbol.to_owned(), Feed { id, ..feed });
            (address, id)
        };
        let token = Token {
            address,
            decimals: new.decimals,
        };
        stage.at.tokens.insert(symbol.to_owned(), token);
        let call = IPool::reserveConfigCall {
            asset: stage.token(new.like),
        };
        let mut config = stage.read(stage.pool(), &call).await.config;
        let mut risk = AssetRisk::unpack(config.profile.0, config.scenarios.0);
        (risk.issuer, risk.family, config.feed) = (new.group, new.group, feed);
        (new.change)(&mut config, &mut risk);
        let (profile, scenarios) = risk.pack();
        (config.profile, config.scenarios) = (profile.into(), scenarios.into());
        let call = IPool::setReserveCall {
            asset: address,
            config,
        };
        stage.does(&owner, stage.pool(), &call).await;
    }
    for symbol in ["SOL", "DOT", "LINK"] {
        let open = |config: &mut IPool::ReserveConfig| {
            (config.borrowEnabled, config.borrowCap) = (true, 1_000_000);
        };
        configure(&stage, symbol, open).await;
    }
    for (symbol, fee) in [("USDC", 5), ("ETH", 30), ("LINK", 100)] {
        let asset = stage.token(symbol);
        let call = IPool::setFlashFeeCall { asset, fee };
        stage.does(&owner, stage.pool(), &call).await;
    }
    let (symbol, cap, window) = OUTFLOW;
    let call = IPool::setLimitsCall {
        asset: stage.token(symbol),
        gated: false,
        outflowCap: cap,
        window,
    };
    stage.does(&owner, stage.pool(), &call).await;
    stage
}

/// The feed of a share: its rate times the price of ETH.
async fn rated(stage: &Stage, share: Address, like: &IOracle::Feed) -> u8 {
    let rate = IOracle::setRateFeedCall {
        asset: RATE,
        source: IOracle::RateSource {
            target: share,
            selector: IStaking::convertToAssetsCall::SELECTOR.into(),
            shareDecimals: 18,
            rateDecimals: 18,
            growthBps: 2_000,
            toleranceBps: 200,
            anchor: 0,
        },
        varianceFloor: 0,
        varianceCap: 0,
    };
    let owner = &stage.owner;
    let rate = stage.does(owner, stage.oracle(), &rate).await.returned;
    let product = IOracle::setDerivedFeedCall {
        asset: share,
        kind: Kind::Product,
        first: rate,
        second: stage.at.feeds["ETH"].id,
        toleranceBps: 0,
        varianceFloor: like.varianceFloor,
        varianceCap: like.varianceCap,
    };
    stage.does(owner, stage.oracle(), &product).await.returned
}

/// Makes tokens of any reserve.
pub async fn give(stage: &Stage, symbol: &str, account: Address, whole: &str) {
    let amount = stage.amount(symbol, whole);
    if symbol != LST {
        return stage.mint(symbol, account, amount).await;
    }
    stage.mint("ETH", stage.owner.address(), amount).await;
    let call = IStaking::depositCall {
        assets: amount,
        receiver: account,
    };
    stage.does(&stage.owner, stage.token(LST), &call).await;
}

impl World {
    /// Publishes every price, but at times leaves one out, for once or until further notice, or lets a feed fail.
    async fn publish(&mut self) {
        for (index, symbol) in SYMBOLS.into_iter().enumerate() {
            let chance = self.below(90);
            if symbol == LST {
                continue; // its own contract tells
            }
            if self.stalled[index] {
                self.stalled[index] = chance > 20;
            } else if chance == 0 {
                self.stalled[index] = true;
                self.note(format!("{symbol} stalls"));
            }
            if self.stalled[index] {
                continue;
            }
            match chance {
                1 => self.note(format!("{symbol} is not published")),
                2 => {
                    self.note(format!("{symbol} answers -1"));
                    let now = U256::from(self.stage.node.now().await);
                    self.stage.answer(symbol, I256::MINUS_ONE, now).await;
                }
                _ => {
                    let price = format!("{:.8}", self.prices[index]);
                    self.stage.publish(symbol, &price).await;
                }
            }
        }
        if self.below(5) > 0 {
            self.stage.poke().await;
        }
    }

    fn clamp(&mut self) {
        for (price, (least, most)) in self.prices.iter_mut().zip(RANGES) {
            *price = price.clamp(least, most);
        }
    }

    pub async fn time_passes(&mut self) {
        let seconds = match self.below(10) {
            0..5 => self.random.random_range(1..300),
            5..9 => self.random.random_range(300..3_600),
            _ => self.random.random_range(3_600..20_000),
        };
        let common: f64 = self.random.random_range(-1.0..1.0);
        let step = 0.02 * (f64::from(u32::try_from(seconds).unwrap_or(0)) / 3_600.0).sqrt();
        for (index, symbol) in SYMBOLS.into_iter().enumerate() {
            let own: f64 = self.random.random_range(-1.0..1.0);
            let size = if stable(index) { 0.02 } else { 1.0 };
            if symbol != LST {
                self.prices[index] *= 1.0 + size * step * (common + own);
            }
        }
        self.clamp();
        self.note(format!("{seconds} s pass; prices {:.4?}", self.prices));
        self.stage.node.travel(seconds).await;
        self.staking_pays().await;
        self.publish().await;
    }

    /// Rewards of staking, and now and then a slashing.
    async fn staking_pays(&mut self) {
        let (stage, vault) = (self.stage.clone(), self.stage.token(LST));
        let staked = stage.balance("ETH", vault).await;
        match self.below(40) {
            0 => {
                let assets = staked / U256::from(self.random.random_range(20..400_u64));
                self.note(format!("{assets} wei of staked ETH are slashed"));
                stage
                    .does(&stage.owner, vault, &IStaking::slashCall { assets })
                    .await;
            }
            1..8 => {
                let reward = staked / U256::from(self.random.random_range(2_000..40_000_u64));
                stage.mint("ETH", vault, reward).await;
            }
            _ => (),
        }
        let assets = stage
            .read(
                vault,
                &IStaking::convertToAssetsCall {
                    shares: U256::from(1_000_000_000_u64),
                },
            )
            .await;
        self.prices[7] = self.prices[1] * f64::from(assets) / 1e9;
    }

    /// A jump of one price or all.
    pub async fn shock(&mut self) {
        // Falls, and now and then what makes up for them.
        let low = self.prices[1] < 1_500.0;
        let rises = self.below(3) == 0 || low;
        let factor = self
            .random
            .random_range(if rises { 1.05..1.5 } else { 0.72..0.97 });
        let one = self.below(RESERVES + 1);
        for index in 0..RESERVES {
            if !stable(index) && (one == RESERVES || one == index) {
                self.prices[index] *= factor;
            }
            if stable(index) && one == index {
                self.prices[index] *= if factor < 1.0 { 0.99 } else { 1.01 };
            }
        }
        self.clamp();
        self.note(format!("a shock: prices {:.4?}", self.prices));
        self.stage.node.travel(12).await;
        self.staking_pays().await;
        self.publish().await;
    }

    /// Whole tokens of a price's worth, in token units.
    pub fn units(&self, index: usize, usd: f64) -> U256 {
        let whole = (usd / self.prices[index]).max(0.0);
        self.stage.amount(SYMBOLS[index], &format!("{whole:.6}"))
    }
}
