//! Morpho Blue 1.0.0: isolated markets that lend USDC against ETH.

use alloy::primitives::{Address, Bytes, U256, keccak256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};

use crate::bench::{Bench, Request};
use crate::market::{Action, Market};

sol! {
    #![sol(all_derives)]

    struct MarketParams {
        address loanToken;
        address collateralToken;
        address oracle;
        address irm;
        uint256 lltv;
    }

    interface IMorpho {
        function enableIrm(address irm) external;
        function enableLltv(uint256 lltv) external;
        function createMarket(MarketParams memory params) external;
        function position(bytes32 id, address user)
            external view returns (uint256 supplyShares, uint128 borrowShares, uint128 collateral);
        function supply(MarketParams memory params, uint256 assets, uint256 shares, address onBehalf, bytes memory data)
            external returns (uint256, uint256);
        function withdraw(MarketParams memory params, uint256 assets, uint256 shares, address onBehalf, address receiver)
            external returns (uint256, uint256);
        function borrow(MarketParams memory params, uint256 assets, uint256 shares, address onBehalf, address receiver)
            external returns (uint256, uint256);
        function repay(MarketParams memory params, uint256 assets, uint256 shares, address onBehalf, bytes memory data)
            external returns (uint256, uint256);
        function supplyCollateral(MarketParams memory params, uint256 assets, address onBehalf, bytes memory data) external;
        function withdrawCollateral(MarketParams memory params, uint256 assets, address onBehalf, address receiver) external;
        function flashLoan(address token, uint256 assets, bytes memory data) external;
    }

    interface IPriceSetter {
        function setPrice(uint256 newPrice) external;
    }
}

/// A market of Morpho Blue.
#[derive(Clone, Debug)]
pub struct Morpho {
    morpho: Address,
    params: MarketParams,
}

impl Morpho {
    /// Deploys it, with two markets: one at a stored price without interest, the least that there is; and one that reads
    /// a live feed of each asset and has interest that rises with utilisation.
    pub async fn deploy(bench: &Bench) -> [Self; 2] {
        let owner = bench.owner.address();
        let morpho = bench
            .create_peer("Morpho", &(owner,).abi_encode_params())
            .await;
        let irm = bench.create_peer("IrmMock", &[]).await;
        // 86%, the usual bound of ETH against USDC.
        let lltv = U256::from(860_000_000_000_000_000_u64);
        for irm in [Address::ZERO, irm] {
            bench.sets(morpho, &IMorpho::enableIrmCall { irm }).await;
        }
        bench.sets(morpho, &IMorpho::enableLltvCall { lltv }).await;
        let (eth, usdc) = (bench.asset("ETH"), bench.asset("USDC"));
        let scale = U256::from(10).pow(U256::from(36 + usdc.decimals - eth.decimals));
        let stored = bench.create_peer("OracleMock", &[]).await;
        let price = IPriceSetter::setPriceCall {
            newPrice: scale * U256::from(3000),
        };
        bench.sets(stored, &price).await;
        let live = bench
            .create_own(
                "FeedOracle",
                &(eth.feed, usdc.feed, scale).abi_encode_params(),
            )
            .await;
        let mut markets = [(stored, Address::ZERO), (live, irm)].map(|(oracle, irm)| Self {
            morpho,
            params: MarketParams {
                loanToken: usdc.token,
                collateralToken: eth.token,
                oracle,
                irm,
                lltv,
            },
        });
        for market in &mut markets {
            let params = market.params.clone();
            bench
                .sets(morpho, &IMorpho::createMarketCall { params })
                .await;
        }
        markets
    }

    async fn shares(&self, bench: &Bench, user: Address) -> IMorpho::positionReturn {
        let id = keccak256(self.params.abi_encode());
        bench
            .read(self.morpho, &IMorpho::positionCall { id, user })
            .await
    }
}

/// An amount in assets, or all of it in shares: exactly one is not zero.
fn either(assets: U256, all: U256) -> (U256, U256) {
    if assets == U256::MAX {
        (U256::ZERO, all)
    } else {
        (assets, U256::ZERO)
    }
}

impl Market for Morpho {
    fn address(&self) -> Address {
        self.morpho
    }

    async fn request(&self, bench: &Bench, action: Action, account: Address) -> Request {
        let params = self.params.clone();
        let data = Bytes::new();
        let receiver = account;
        let call = match action {
            Action::Supply(_, assets) => IMorpho::supplyCall {
                params,
                assets,
                shares: U256::ZERO,
                onBehalf: account,
                data,
            }
            .abi_encode(),
            Action::Withdraw(_, amount) => {
                let all = self.shares(bench, account).await.supplyShares;
                let (assets, shares) = either(amount, all);
                IMorpho::withdrawCall {
                    params,
                    assets,
                    shares,
                    onBehalf: account,
                    receiver,
                }
                .abi_encode()
            }
            Action::Deposit(_, assets) => IMorpho::supplyCollateralCall {
                params,
                assets,
                onBehalf: account,
                data,
            }
            .abi_encode(),
            Action::Release(_, amount) => {
                let all = U256::from(self.shares(bench, account).await.collateral);
                let assets = amount.min(all);
                IMorpho::withdrawCollateralCall {
                    params,
                    assets,
                    onBehalf: account,
                    receiver,
                }
                .abi_encode()
            }
            Action::Borrow(_, assets) => IMorpho::borrowCall {
                params,
                assets,
                shares: U256::ZERO,
                onBehalf: account,
                receiver,
            }
            .abi_encode(),
            Action::Repay(_, amount) => {
                let all = U256::from(self.shares(bench, account).await.borrowShares);
                let (assets, shares) = either(amount, all);
                IMorpho::repayCall {
                    params,
                    assets,
                    shares,
                    onBehalf: account,
                    data,
                }
                .abi_encode()
            }
        };
        Request {
            to: self.morpho,
            data: call.into(),
        }
    }

    async fn flash(
        &self,
        bench: &Bench,
        symbol: &str,
        assets: U256,
        _: Address,
    ) -> Option<Request> {
        let token = bench.asset(symbol).token;
        let data = Bytes::new();
        Some(Request::new(
            self.morpho,
            &IMorpho::flashLoanCall {
                token,
                assets,
                data,
            },
        ))
    }
}
