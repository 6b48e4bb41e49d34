//! Tokens that misbehave, tokens that arrive unasked, and contracts that use the pool.

mod contracts;
mod donations;
mod odd;
mod reentry;

use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::SolCall;
use ballast_bindings::{IOracle, IPool, IUnwinder};
use ballast_chain_tests::stage::IToken;
use ballast_chain_tests::{Actor, Stage};

use crate::scene::wad;

sol! {
    /// `src/zoo/MoodyToken.sol`.
    interface IMoody {
        function become(uint8 mood) external;
    }

    /// `src/zoo/ReenteringToken.sol`.
    interface IReentering {
        function arm(address target, bytes calldata data) external;
        function succeeded() external view returns (bool);
        function answer() external view returns (bytes memory);
        function calls() external view returns (uint256);
    }

    /// `src/Treasury.sol`.
    interface ITreasury {
        function lend(address asset, uint256 assets) external returns (uint256 shares);
        function unlend(address asset, uint256 assets) external returns (uint256 received);
        function borrowAgainst(address collateralAsset, uint256 collateral, address debtAsset, uint256 debt) external;
        function settle(address collateralAsset, address debtAsset) external returns (uint256 repaid, uint256 released);
        function pay(address asset, address to, uint256 amount) external;
        function headroom() external view returns (uint256);
    }
}

const FALSE: u8 = 1;

const REVERTS: u8 = 2;

const LIES: u8 = 3;

const FALSE_ALARM: u8 = 4;

/// Creates a token of the zoo and gives it a reserve like ETH's, priced by ETH's feed; the user has 1,000 of it.
pub async fn list(stage: &Stage, contract: &str, user: &Actor) -> Address {
    let owner = &stage.owner;
    let token = stage.create(owner, contract, &[]).await;
    let listed = stage
        .read(
            stage.oracle(),
            &IOracle::feedAtCall {
                feed: stage.at.feeds["ETH"].id,
            },
        )
        .await;
    let feed = IOracle::setFeedCall {
        asset: token,
        aggregator: listed.aggregator,
        heartbeat: listed.heartbeat,
        varianceFloor: listed.varianceFloor,
        varianceCap: listed.varianceCap,
    };
    let feed = stage.does(owner, stage.oracle(), &feed).await.returned;
    let mut config = stage
        .read(
            stage.pool(),
            &IPool::reserveConfigCall {
                asset: stage.token("ETH"),
            },
        )
        .await
        .config;
    config.feed = feed;
    stage
        .does(
            owner,
            stage.pool(),
            &IPool::setReserveCall {
                asset: token,
                config,
            },
        )
        .await;
    stage
        .does(
            owner,
            token,
            &IToken::mintCall {
                account: user.address(),
                amount: wad() * U256::from(1_000),
            },
        )
        .await;
    stage.approve_at(token, user, stage.pool()).await;
    token
}

async fn balance(stage: &Stage, token: Address, account: Address) -> U256 {
    stage.read(token, &IToken::balanceOfCall { account }).await
}

async fn state(stage: &Stage, asset: Address) -> IPool::ReserveState {
    stage
        .read(stage.pool(), &IPool::reserveStateCall { asset })
        .await
}

/// Every verb that calls outward.
pub fn verbs(stage: &Stage, asset: Address, me: Address) -> Vec<(&'static str, Address, Vec<u8>)> {
    let (pool, unwinder, one) = (stage.pool(), stage.unwinder(), U256::from(1));
    vec![
        (
            "supply",
            pool,
            IPool::supplyCall {
                asset,
                assets: one,
                onBehalf: me,
            }
            .abi_encode(),
        ),
        (
            "withdraw",
            pool,
            IPool::withdrawCall {
                asset,
                assets: one,
                account: me,
                receiver: me,
            }
            .abi_encode(),
        ),
        (
            "depositCollateral",
            pool,
            IPool::depositCollateralCall {
                asset,
                amount: one,
                onBehalf: me,
            }
            .abi_encode(),
        ),
        (
            "withdrawCollateral",
            pool,
            IPool::withdrawCollateralCall {
                asset,
                amount: one,
                account: me,
                receiver: me,
            }
            .abi_encode(),
        ),
        (
            "borrow",
            pool,
            IPool::borrowCall {
                asset,
                assets: one,
                account: me,
                receiver: me,
            }
            .abi_encode(),
        ),
        (
            "repay",
            pool,
            IPool::repayCall {
                asset,
                assets: one,
                onBehalf: me,
            }
            .abi_encode(),
        ),
        (
            "payPremium",
            pool,
            IPool::payPremiumCall { asset }.abi_encode(),
        ),
        (
            "claimReserves",
            pool,
            IPool::claimReservesCall {
                asset,
                amount: one,
                receiver: me,
            }
            .abi_encode(),
        ),
        (
            "open",
            unwinder,
            IUnwinder::openCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
        ),
    ]
}
