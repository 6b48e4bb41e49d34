//! Guardian, pauses, caps, allow-list, outflow, and markets whose settings are sealed.

mod caps;
mod gates;
mod losses;
mod pauses;

use alloy::primitives::Address;
use alloy::sol_types::SolValue;
use ballast_bindings::IPool;
use ballast_chain_tests::{Actor, Stage};

const SUPPLY: u8 = 1;

const BORROW: u8 = 2;

const WITHDRAW: u8 = 4;

const COLLATERAL: u8 = 8;

const ALL: u8 = 31;

/// What one account does.
struct Verbs<'a> {
    stage: &'a Stage,
    actor: &'a Actor,
}

impl Verbs<'_> {
    fn supply(&self, symbol: &str, whole: &str) -> IPool::supplyCall {
        IPool::supplyCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            onBehalf: self.actor.address(),
        }
    }

    fn withdraw(&self, symbol: &str, whole: &str) -> IPool::withdrawCall {
        IPool::withdrawCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            account: self.actor.address(),
            receiver: self.actor.address(),
        }
    }

    fn deposit(&self, symbol: &str, whole: &str) -> IPool::depositCollateralCall {
        IPool::depositCollateralCall {
            asset: self.stage.token(symbol),
            amount: self.stage.amount(symbol, whole),
            onBehalf: self.actor.address(),
        }
    }

    fn take_collateral(&self, symbol: &str, whole: &str) -> IPool::withdrawCollateralCall {
        IPool::withdrawCollateralCall {
            asset: self.stage.token(symbol),
            amount: self.stage.amount(symbol, whole),
            account: self.actor.address(),
            receiver: self.actor.address(),
        }
    }

    fn borrow(&self, symbol: &str, whole: &str) -> IPool::borrowCall {
        IPool::borrowCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            account: self.actor.address(),
            receiver: self.actor.address(),
        }
    }

    fn repay(&self, symbol: &str, whole: &str) -> IPool::repayCall {
        IPool::repayCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            onBehalf: self.actor.address(),
        }
    }
}

/// A lender of 100,000 USDC, and a debtor of 5,000 with 10 ETH.
async fn market(stage: &Stage) -> (Actor, Actor) {
    let tokens = [("USDC", "200000"), ("ETH", "100")];
    let lender = stage.rich("lender", &tokens).await;
    stage.supply(&lender, "USDC", "100000").await;
    let debtor = stage.rich("debtor", &tokens).await;
    stage.deposit(&debtor, "ETH", "10").await;
    stage.borrow(&debtor, "USDC", "5000").await;
    (lender, debtor)
}

/// A pool of its own with ETH against USDC, owned by the test's owner, whose unwinder is `unwinder`.
pub async fn isolated(stage: &Stage, unwinder: Address) -> Stage {
    let owner = &stage.owner;
    let arguments = (owner.address(), stage.oracle(), stage.at.pool_extension).abi_encode_params();
    let pool = stage.construct("pool", &arguments).await.expect("pool");
    for symbol in ["USDC", "ETH"] {
        let asset = stage.token(symbol);
        let question = IPool::reserveConfigCall { asset };
        let mut config = stage.read(stage.pool(), &question).await.config;
        (config.collateralEnabled, config.borrowEnabled) = (symbol == "ETH", symbol == "USDC");
        config.premiumFactor = 0;
        stage
            .does(owner, pool, &IPool::setReserveCall { asset, config })
            .await;
    }
    let risk = stage.read(stage.pool(), &IPool::riskCall {}).await;
    let risk = IPool::setRiskCall {
        zScore: risk.zScore,
        horizon: risk.horizon,
        buffer: risk.buffer,
        factorFeeds: risk.factorFeeds,
        correlations: risk.correlations,
    };
    stage.does(owner, pool, &risk).await;
    stage
        .does(owner, pool, &IPool::setUnwinderCall { unwinder })
        .await;
    let done = stage.does(owner, pool, &IPool::sealSettingsCall {}).await;
    assert_eq!(done.events::<IPool::SettingsSealed>(pool).len(), 1);
    let mut other = stage.clone();
    other.at.pool = pool;
    other
}
