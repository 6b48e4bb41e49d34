//! Aave v3 (3.6.0 of npm): one pool of all assets, every one of them collateral and lendable.
//!
//! Without a rewards controller, which its deployments have and which costs each of their operations another call.

use alloy::primitives::{Address, Bytes, U256, address};
use alloy::sol;
use alloy::sol_types::SolValue;

use crate::bench::{ASSETS, Bench, Request};
use crate::market::{Action, Market};
use crate::solidity;

sol! {
    #![sol(all_derives)]

    interface IProvider {
        function setACLAdmin(address admin) external;
        function setACLManager(address manager) external;
        function setPoolImpl(address implementation) external;
        function setPoolConfiguratorImpl(address implementation) external;
        function setPriceOracle(address oracle) external;
        function getPool() external view returns (address);
        function getPoolConfigurator() external view returns (address);
    }

    interface IRoles {
        function addPoolAdmin(address admin) external;
    }

    struct InitReserveInput {
        address aTokenImpl;
        address variableDebtTokenImpl;
        address underlyingAsset;
        string aTokenName;
        string aTokenSymbol;
        string variableDebtTokenName;
        string variableDebtTokenSymbol;
        bytes params;
        bytes interestRateData;
    }

    interface IConfigurator {
        function initReserves(InitReserveInput[] calldata input) external;
        function configureReserveAsCollateral(address asset, uint256 ltv, uint256 threshold, uint256 bonus) external;
        function setReserveBorrowing(address asset, bool enabled) external;
        function setReserveFlashLoaning(address asset, bool enabled) external;
        function setReserveFactor(address asset, uint256 factor) external;
        function setSupplyCap(address asset, uint256 cap) external;
        function setBorrowCap(address asset, uint256 cap) external;
    }

    interface IAave {
        function supply(address asset, uint256 amount, address onBehalfOf, uint16 referralCode) external;
        function withdraw(address asset, uint256 amount, address to) external returns (uint256);
        function borrow(address asset, uint256 amount, uint256 mode, uint16 referralCode, address onBehalfOf) external;
        function repay(address asset, uint256 amount, uint256 mode, address onBehalfOf) external returns (uint256);
        function flashLoanSimple(address receiver, address asset, uint256 amount, bytes calldata params, uint16 referralCode)
            external;
        function getUserAccountData(address user) external view
            returns (uint256, uint256, uint256, uint256, uint256, uint256);
    }
}

/// Where fees go.
const TREASURY: Address = address!("7ea5000000000000000000000000000000000001");
/// Interest at a variable rate, the only mode.
const VARIABLE: U256 = U256::from_limbs([2, 0, 0, 0]);

/// A pool of Aave.
#[derive(Clone, Debug)]
pub struct Aave {
    pool: Address,
}

impl Aave {
    /// Deploys it with all assets.
    pub async fn deploy(bench: &Bench) -> Self {
        let owner = bench.owner.address();
        let provider = bench
            .create_peer(
                "PoolAddressesProvider",
                &("peers", owner).abi_encode_params(),
            )
            .await;
        let of_provider = (provider,).abi_encode_params();
        bench
            .sets(provider, &IProvider::setACLAdminCall { admin: owner })
            .await;
        let manager = bench.create_peer("ACLManager", &of_provider).await;
        bench
            .sets(provider, &IProvider::setACLManagerCall { manager })
            .await;
        bench
            .sets(manager, &IRoles::addPoolAdminCall { admin: owner })
            .await;
        let rates = bench
            .create_peer("DefaultReserveInterestRateStrategyV2", &of_provider)
            .await;
        let mut libraries = Vec::new();
        // A library comes after those that it wants.
        for name in [
            "BorrowLogic",
            "ConfiguratorLogic",
            "FlashLoanLogic",
            "LiquidationLogic",
            "PoolLogic",
            "SupplyLogic",
        ] {
            let code = solidity::creation_code(name, &libraries);
            libraries.push((name, bench.create(&code, &[]).await));
        }
        let code = solidity::creation_code("PoolInstance", &libraries);
        let implementation = bench
            .create(&code, &(provider, rates).abi_encode_params())
            .await;
        bench
            .sets(provider, &IProvider::setPoolImplCall { implementation })
            .await;
        let code = solidity::creation_code("PoolConfiguratorInstance", &libraries);
        let implementation = bench.create(&code, &[]).await;
        bench
            .sets(
                provider,
                &IProvider::setPoolConfiguratorImplCall { implementation },
            )
            .await;
        let pool = bench.read(provider, &IProvider::getPoolCall {}).await;
        let configurator = bench
            .read(provider, &IProvider::getPoolConfiguratorCall {})
            .await;
        let assets = ASSETS.map(|(symbol, ..)| bench.asset(symbol));
        let arguments = (
            provider,
            assets.map(|asset| asset.token).to_vec(),
            assets.map(|asset| asset.feed).to_vec(),
            Address::ZERO,
            Address::ZERO,
            U256::from(100_000_000),
        );
        let oracle = bench
            .create_peer("AaveOracle", &arguments.abi_encode_params())
            .await;
        bench
            .sets(provider, &IProvider::setPriceOracleCall { oracle })
            .await;
        let arguments = (pool, Address::ZERO, TREASURY).abi_encode_params();
        let supplied = bench.create_peer("ATokenInstance", &arguments).await;
        let arguments = (pool, Address::ZERO).abi_encode_params();
        let owed = bench
            .create_peer("VariableDebtTokenInstance", &arguments)
            .await;
        for (symbol, ..) in ASSETS {
            list(bench, configurator, [supplied, owed], symbol).await;
        }
        Self { pool }
    }
}

/// Adds a reserve, with the rates of Ballast's USDC.
async fn list(bench: &Bench, configurator: Address, [supplied, owed]: [Address; 2], symbol: &str) {
    let asset = bench.asset(symbol).token;
    let rates = [9000_u64, 0, 550, 4000].map(U256::from);
    let input = vec![InitReserveInput {
        aTokenImpl: supplied,
        variableDebtTokenImpl: owed,
        underlyingAsset: asset,
        aTokenName: format!("Aave {symbol}"),
        aTokenSymbol: format!("a{symbol}"),
        variableDebtTokenName: format!("Aave debt {symbol}"),
        variableDebtTokenSymbol: format!("d{symbol}"),
        params: Bytes::new(),
        interestRateData: rates.abi_encode().into(),
    }];
    bench
        .sets(configurator, &IConfigurator::initReservesCall { input })
        .await;
    let [ltv, threshold, bonus] = [8000_u64, 8300, 10_500].map(U256::from);
    let collateral = IConfigurator::configureReserveAsCollateralCall {
        asset,
        ltv,
        threshold,
        bonus,
    };
    bench.sets(configurator, &collateral).await;
    let enabled = true;
    bench
        .sets(
            configurator,
            &IConfigurator::setReserveBorrowingCall { asset, enabled },
        )
        .await;
    bench
        .sets(
            configurator,
            &IConfigurator::setReserveFlashLoaningCall { asset, enabled },
        )
        .await;
    let factor = U256::from(1000);
    bench
        .sets(
            configurator,
            &IConfigurator::setReserveFactorCall { asset, factor },
        )
        .await;
    let cap = U256::from(1_000_000_000);
    bench
        .sets(
            configurator,
            &IConfigurator::setSupplyCapCall { asset, cap },
        )
        .await;
    bench
        .sets(
            configurator,
            &IConfigurator::setBorrowCapCall { asset, cap },
        )
        .await;
}

impl Market for Aave {
    fn address(&self) -> Address {
        self.pool
    }

    async fn request(&self, bench: &Bench, action: Action, account: Address) -> Request {
        let token = |symbol| bench.asset(symbol).token;
        let (to, mode) = (account, VARIABLE);
        match action {
            // What is lent is the collateral.
            Action::Supply(symbol, amount) | Action::Deposit(symbol, amount) => {
                let asset = token(symbol);
                let call = IAave::supplyCall {
                    asset,
                    amount,
                    onBehalfOf: account,
                    referralCode: 0,
                };
                Request::new(self.pool, &call)
            }
            Action::Withdraw(symbol, amount) | Action::Release(symbol, amount) => {
                let asset = token(symbol);
                Request::new(self.pool, &IAave::withdrawCall { asset, amount, to })
            }
            Action::Borrow(symbol, amount) => {
                let asset = token(symbol);
                let call = IAave::borrowCall {
                    asset,
                    amount,
                    mode,
                    referralCode: 0,
                    onBehalfOf: account,
                };
                Request::new(self.pool, &call)
            }
            Action::Repay(symbol, amount) => {
                let asset = token(symbol);
                let call = IAave::repayCall {
                    asset,
                    amount,
                    mode,
                    onBehalfOf: account,
                };
                Request::new(self.pool, &call)
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
        let asset = bench.asset(symbol).token;
        let call = IAave::flashLoanSimpleCall {
            receiver,
            asset,
            amount,
            params: Bytes::new(),
            referralCode: 0,
        };
        Some(Request::new(self.pool, &call))
    }

    fn health(&self, user: Address) -> Option<Request> {
        Some(Request::new(
            self.pool,
            &IAave::getUserAccountDataCall { user },
        ))
    }
}
