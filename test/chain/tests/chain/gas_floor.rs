//! Gas of protected underlyings, and of rolling one into the next.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{
    IOptionMarket, IOracle, IPool, IProtected, IRoller, option_market, protected, roller,
};
use ballast_chain_tests::Actor;
use risk_core::health::AssetRisk;

use crate::gas::{Run, cache_program};

const DAY: u64 = 86_400;
const WAD: u128 = 1_000_000_000_000_000_000;

impl Run<'_> {
    /// A market of a strike, and what is protected by it.
    async fn protection(&mut self, writer: &Actor, expiry: u64) -> [Address; 2] {
        let stage = self.stage;
        let terms = option_market::IOptionMarket::Terms {
            underlying: stage.token("ETH"),
            debtAsset: stage.token("USDC"),
            oracle: stage.oracle(),
            expiry: U40::from(expiry),
            window: 2 * DAY as u32,
            staleness: 7_200,
            skew: WAD as u64 / 2,
            spread: 500,
            edge: 50,
            depth: 100 * WAD,
        };
        let strike = option_market::IOptionMarket::Strike {
            price: U96::from(1_800 * WAD),
            volatility: 6_000,
        };
        let extension = stage.at.loans["option-market-extension"];
        let arguments = (terms, vec![strike], extension).abi_encode_params();
        let market = stage.construct("option-market", &arguments).await;
        let market = market.expect("a market");
        let terms = protected::IProtected::Terms {
            market,
            strike: 0,
            underlyingFeed: stage.at.feeds["ETH"].aggregator,
            underlyingHeartbeat: 3_600,
            assetFeed: stage.at.feeds["USDC"].aggregator,
            assetHeartbeat: DAY as u32,
            haircut: 1_000,
            fade: DAY as u32,
            margin: 100,
        };
        let text = |text: &str| B256::right_padding_from(text.as_bytes());
        let arguments = (text("Protected"), text("PRO"), terms).abi_encode_params();
        let at = stage.construct("protected", &arguments).await;
        let at = at.expect("a protected underlying");
        if self.column == 1 {
            cache_program(stage, market).await;
            cache_program(stage, at).await;
        }
        stage.approve_at(stage.token("USDC"), writer, market).await;
        let write = IOptionMarket::depositCall {
            assets: stage.amount("USDC", "100000"),
            receiver: writer.address(),
        };
        stage.does(writer, market, &write).await;
        [market, at]
    }

    /// Lists it in oracle and pool.
    async fn listed(&self, at: Address, issuer: u8) {
        let stage = self.stage;
        let feed = IOracle::setFeedCall {
            asset: at,
            aggregator: at,
            heartbeat: DAY as u32,
            varianceFloor: WAD as u64 / 10,
            varianceCap: WAD as u64,
        };
        let feed = stage.does(&stage.owner, stage.oracle(), &feed).await;
        let eth = IPool::reserveConfigCall {
            asset: stage.token("ETH"),
        };
        let mut config = stage.read(stage.pool(), &eth).await.config;
        let mut risk = AssetRisk::unpack(config.profile.0, config.scenarios.0);
        risk.loadings = [0; 4];
        (risk.issuer, risk.family, risk.basis) = (issuer, issuer, 0);
        let (profile, scenarios) = risk.pack();
        (config.profile, config.scenarios) = (profile.into(), scenarios.into());
        (config.feed, config.borrowEnabled) = (feed.returned, false);
        let set = IPool::setReserveCall { asset: at, config };
        stage.does(&stage.owner, stage.pool(), &set).await;
    }

    /// Wrapping, unwrapping, rolling as collateral, exercising.
    pub async fn flooring(&mut self) {
        let stage = self.stage;
        let writer = stage.rich("gas writer", &[("USDC", "1000000")]).await;
        let holder = stage
            .rich("gas holder", &[("ETH", "100"), ("USDC", "100000")])
            .await;
        let expiry = stage.node.now().await + 20 * DAY;
        let [market, at] = self.protection(&writer, expiry).await;
        let [_, next] = self.protection(&writer, expiry + 60 * DAY).await;
        let roller = stage.at.loans["roller"];
        for spender in [market, at, roller] {
            for token in [stage.token("USDC"), stage.token("ETH")] {
                stage.approve_at(token, &holder, spender).await;
            }
        }
        let (me, amount) = (holder.address(), stage.amount("ETH", "4"));
        let cover = IProtected::wrapAndBuyCall {
            amount,
            most: U256::MAX,
            receiver: me,
        };
        self.step("floor wrap and buy first", &holder, at, &cover)
            .await;
        self.step("floor wrap and buy again", &holder, at, &cover)
            .await;
        let unwrap = IProtected::unwrapCall {
            amount: amount / U256::from(2),
            receiver: me,
        };
        self.step("floor unwrap", &holder, at, &unwrap).await;
        let operator = IOptionMarket::setOperatorCall {
            spender: at,
            approved: true,
        };
        stage.does(&holder, market, &operator).await;
        let wrap = IProtected::wrapCall {
            amount: unwrap.amount,
            receiver: me,
        };
        self.step("floor wrap", &holder, at, &wrap).await;
        let price = IProtected::latestRoundDataCall {};
        self.step("floor price", &holder, at, &price).await;
        self.listed(at, 200).await;
        self.listed(next, 201).await;
        stage.approve_at(at, &holder, stage.pool()).await;
        let deposit = IPool::depositCollateralCall {
            asset: at,
            amount,
            onBehalf: me,
        };
        stage.does(&holder, stage.pool(), &deposit).await;
        let manage = IPool::setAuthorizationCall {
            manager: roller,
            authorised: true,
        };
        stage.does(&holder, stage.pool(), &manage).await;
        let order = IRoller::setCall {
            pool: stage.pool(),
            from: at,
            order: roller::IRoller::Order {
                expires: U40::from(expiry),
                lead: 30 * DAY as u32,
                tenor: 30 * DAY as u32,
                ofStrike: 10_000,
                ofPrice: 5_000,
                premium: u128::MAX >> 1,
                fee: 1_000_000,
            },
        };
        self.step("roll set", &holder, roller, &order).await;
        let roll = |amount| IRoller::rollCall {
            pool: stage.pool(),
            account: me,
            from: at,
            to: next,
            amount,
        };
        let half = amount / U256::from(2);
        self.step("roll first", &writer, roller, &roll(half)).await;
        self.step("roll again", &writer, roller, &roll(U256::MAX))
            .await;
        let wait = expiry - stage.node.now().await;
        stage.advance(wait).await;
        stage.price("ETH", "1000").await;
        let exercise = IProtected::exerciseCall {};
        self.step("floor exercise", &writer, at, &exercise).await;
        self.step("floor unwrap cash", &holder, at, &unwrap).await;
    }
}
