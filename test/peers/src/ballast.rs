//! Ballast: a pool of its own for two assets, or one pool for all.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use ballast_bindings::{IOracle, IPool};
use ballast_deploy::chain::Chain;
use ballast_deploy::config::FeedSource;
use ballast_deploy::{Config, Deployer, Deployment, Program, Silent, project_root};

use crate::bench::{ASSETS, Bench, Request};
use crate::market::{Action, Market};
use crate::report::Column;

sol! {
    #![sol(all_derives)]

    /// ERC-3156.
    interface IFlashLender {
        function maxFlashLoan(address token) external view returns (uint256);
        function flashLoan(address receiver, address token, uint256 amount, bytes calldata data) external returns (bool);
    }
}

/// A pool.
#[derive(Clone, Debug)]
pub struct Ballast {
    at: Deployment,
}

impl Ballast {
    /// Deploys a pool for the first `count` assets, with an oracle and an unwinder of its own.
    pub async fn deploy(bench: &Bench, chain: Chain, programs: &[Program], count: usize) -> Self {
        let config = config(bench, count);
        let deployer = Deployer::begin(chain, &project_root(), &config, None)
            .await
            .expect("deployment");
        let at = deployer
            .run(programs, &Silent)
            .await
            .unwrap_or_else(|error| panic!("deployment: {error}"));
        Self { at }
    }

    async fn feeds(&self, bench: &Bench) -> Vec<u8> {
        let count = bench.read(self.at.oracle, &IOracle::feedCountCall {}).await;
        (0..=u8::MAX).take(count.to::<usize>()).collect()
    }
}

/// The devnet's settings, over the tokens and feeds of the benchmark.
fn config(bench: &Bench, count: usize) -> Config {
    let mut config = Config::devnet_with(&["SOL", "LINK", "AVAX"]).expect("configuration");
    for (group, symbol) in [(7, "UNI"), (8, "ARB")] {
        let mut asset = config.asset("LINK").expect("asset").clone();
        asset.symbol = symbol.to_owned();
        asset.risk.issuer = group;
        asset.risk.family = group;
        config.assets.push(asset);
    }
    config.assets.truncate(count);
    for asset in &mut config.assets {
        let shared = bench.asset(&asset.symbol);
        assert_eq!(asset.decimals, shared.decimals, "{}", asset.symbol);
        asset.token = Some(shared.token);
        asset.feed = FeedSource::Aggregator {
            address: shared.feed,
        };
    }
    let known: Vec<_> = ASSETS.iter().take(count).map(|asset| asset.0).collect();
    for factor in &mut config.risk.factors {
        if !known.contains(&factor.as_str()) {
            "ETH".clone_into(factor);
        }
    }
    config
}

impl Market for Ballast {
    fn address(&self) -> Address {
        self.at.pool
    }

    async fn begin(&self, bench: &Bench, column: Column) {
        if column != Column::Uncached {
            let programs: Vec<_> = self.at.programs().into_iter().map(|(_, at)| at).collect();
            bench.cache(&programs).await;
        }
        if column != Column::Stored {
            for feed in self.feeds(bench).await {
                let call = IOracle::setStoredAgeCall { feed, storedAge: 0 };
                bench.sets(self.at.oracle, &call).await;
            }
        }
    }

    async fn keep(&self, bench: &Bench) {
        let feeds = self.feeds(bench).await;
        bench
            .sets(self.at.oracle, &IOracle::pokeCall { feeds })
            .await;
    }

    async fn request(&self, bench: &Bench, action: Action, account: Address) -> Request {
        let pool = self.at.pool;
        let receiver = account;
        match action {
            Action::Supply(symbol, assets) => {
                let call = IPool::supplyCall {
                    asset: bench.asset(symbol).token,
                    assets,
                    onBehalf: account,
                };
                Request::new(pool, &call)
            }
            Action::Withdraw(symbol, assets) => {
                let call = IPool::withdrawCall {
                    asset: bench.asset(symbol).token,
                    assets,
                    account,
                    receiver,
                };
                Request::new(pool, &call)
            }
            Action::Deposit(symbol, amount) => {
                let call = IPool::depositCollateralCall {
                    asset: bench.asset(symbol).token,
                    amount,
                    onBehalf: account,
                };
                Request::new(pool, &call)
            }
            Action::Release(symbol, amount) => {
                let call = IPool::withdrawCollateralCall {
                    asset: bench.asset(symbol).token,
                    amount,
                    account,
                    receiver,
                };
                Request::new(pool, &call)
            }
            Action::Borrow(symbol, assets) => {
                let call = IPool::borrowCall {
                    asset: bench.asset(symbol).token,
                    assets,
                    account,
                    receiver,
                };
                Request::new(pool, &call)
            }
            Action::Repay(symbol, assets) => {
                let call = IPool::repayCall {
                    asset: bench.asset(symbol).token,
                    assets,
                    onBehalf: account,
                };
                Request::new(pool, &call)
            }
        }
    }

    async fn flash(
        &self,
        bench: &Bench,
        symbol: &str,
        amount: U256,
        receiver: Address,
    ) -> Option<Request> {
        let token = bench.asset(symbol).token;
        let call = IFlashLender::maxFlashLoanCall { token };
        // A pool without flash loans does not know the question.
        bench.tries(self.at.pool, &call).await.ok()?;
        let call = IFlashLender::flashLoanCall {
            receiver,
            token,
            amount,
            data: Bytes::new(),
        };
        Some(Request::new(self.at.pool, &call))
    }

    fn health(&self, account: Address) -> Option<Request> {
        Some(Request::new(
            self.at.pool,
            &IPool::openingHealthCall { account },
        ))
    }
}
