//! Tokens that misbehave, tokens that arrive unasked, and contracts that use the pool.

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::{IInsurance, IOracle, IOwned, IPool, IUnwinder, IVault};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};

use crate::scene::{scene_at, wad};

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

#[test]
fn tokens_that_take_fees_are_refused() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let token = list(stage, "FeeToken", &user).await;
        let (amount, received) = (U256::from(1_000), U256::from(990));
        let expected = IPool::TransferMismatch {
            token,
            expected: amount,
            received,
        };
        let supply = IPool::supplyCall {
            asset: token,
            assets: amount,
            onBehalf: user.address(),
        };
        stage
            .refuses(&user, stage.pool(), &supply, expected.clone())
            .await;
        let deposit = IPool::depositCollateralCall {
            asset: token,
            amount,
            onBehalf: user.address(),
        };
        stage.refuses(&user, stage.pool(), &deposit, expected).await;
        assert_eq!(balance(stage, token, stage.pool()).await, U256::ZERO);

        let fund = stage
            .construct("insurance", &(user.address(), token).abi_encode_params())
            .await
            .expect("fund");
        stage.approve_at(token, &user, fund).await;
        let stake = IInsurance::depositCall {
            assets: amount,
            receiver: user.address(),
        };
        stage
            .refuses(
                &user,
                fund,
                &stake,
                IInsurance::TransferMismatch {
                    token,
                    expected: amount,
                    received,
                },
            )
            .await;

        let unnamed = B256::ZERO;
        let arguments = (user.address(), stage.pool(), token, unnamed, unnamed).abi_encode_params();
        let vault = stage.construct("vault", &arguments).await.expect("vault");
        stage.approve_at(token, &user, vault).await;
        let deposit = IVault::depositCall {
            assets: amount,
            receiver: user.address(),
        };
        let expected = IVault::TransferMismatch {
            token,
            expected: amount,
            received,
        };
        stage.refuses(&user, vault, &deposit, expected).await;
    });
}

#[test]
fn tokens_that_return_nothing_work() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let token = list(stage, "SilentToken", &user).await;
        let me = user.address();
        let hundred = wad() * U256::from(100);
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset: token,
                    assets: hundred,
                    onBehalf: me,
                },
            )
            .await;
        let deposit = IPool::depositCollateralCall {
            asset: token,
            amount: hundred,
            onBehalf: me,
        };
        stage.does(&user, pool, &deposit).await;
        stage
            .does(
                &user,
                pool,
                &IPool::borrowCall {
                    asset: token,
                    assets: wad(),
                    account: me,
                    receiver: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::repayCall {
                    asset: token,
                    assets: U256::MAX,
                    onBehalf: me,
                },
            )
            .await;
        let back = IPool::withdrawCollateralCall {
            asset: token,
            amount: U256::MAX,
            account: me,
            receiver: me,
        };
        stage.does(&user, pool, &back).await;
        stage
            .does(
                &user,
                pool,
                &IPool::withdrawCall {
                    asset: token,
                    assets: U256::MAX,
                    account: me,
                    receiver: me,
                },
            )
            .await;
        let left = wad() * U256::from(1_000) - balance(stage, token, me).await;
        assert!(left <= U256::from(2), "{left} units stay behind");
    });
}

#[test]
fn tokens_that_fail_or_lie_change_nothing() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let token = list(stage, "MoodyToken", &user).await;
        let me = user.address();
        let turn = async |mood| drop(stage.does(&user, token, &IMoody::becomeCall { mood }).await);
        let ten = wad() * U256::from(10);
        let supply = IPool::supplyCall {
            asset: token,
            assets: ten,
            onBehalf: me,
        };
        let deposit = IPool::depositCollateralCall {
            asset: token,
            amount: ten,
            onBehalf: me,
        };
        stage.does(&user, pool, &supply).await;
        stage.does(&user, pool, &deposit).await;
        let (before, held) = (state(stage, token).await, balance(stage, token, me).await);
        let failed = IPool::TransferFailed { token };
        for mood in [FALSE, REVERTS, FALSE_ALARM] {
            turn(mood).await;
            stage.refuses(&user, pool, &supply, failed.clone()).await;
            stage.refuses(&user, pool, &deposit, failed.clone()).await;
            let out = IPool::withdrawCall {
                asset: token,
                assets: wad(),
                account: me,
                receiver: me,
            };
            stage.refuses(&user, pool, &out, failed.clone()).await;
            let back = IPool::withdrawCollateralCall {
                asset: token,
                amount: wad(),
                account: me,
                receiver: me,
            };
            stage.refuses(&user, pool, &back, failed.clone()).await;
            let borrow = IPool::borrowCall {
                asset: token,
                assets: wad(),
                account: me,
                receiver: me,
            };
            stage.refuses(&user, pool, &borrow, failed.clone()).await;
        }
        turn(LIES).await;
        let lie = IPool::TransferMismatch {
            token,
            expected: ten,
            received: U256::ZERO,
        };
        stage.refuses(&user, pool, &supply, lie.clone()).await;
        stage.refuses(&user, pool, &deposit, lie).await;
        assert_eq!(state(stage, token).await, before);
        assert_eq!(balance(stage, token, me).await, held);
    });
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

#[test]
fn tokens_that_reenter_are_refused_at_every_verb() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let asset = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let ten = wad() * U256::from(10);
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset,
                    assets: ten,
                    onBehalf: me,
                },
            )
            .await;
        // The token has collateral and shares of its own, so that nothing but the lock stops it.
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset,
                    assets: ten,
                    onBehalf: asset,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::depositCollateralCall {
                    asset,
                    amount: ten,
                    onBehalf: asset,
                },
            )
            .await;
        for (name, target, data) in verbs(stage, asset, me)
            .into_iter()
            .filter(|(_, target, _)| *target == pool)
        {
            stage
                .does(
                    &user,
                    asset,
                    &IReentering::armCall {
                        target,
                        data: data.into(),
                    },
                )
                .await;
            let outer = IPool::supplyCall {
                asset,
                assets: wad(),
                onBehalf: me,
            };
            stage.does(&user, pool, &outer).await;
            assert!(
                !stage.read(asset, &IReentering::succeededCall {}).await,
                "{name} was entered"
            );
            let reason = stage.read(asset, &IReentering::answerCall {}).await;
            assert_eq!(
                reason,
                Bytes::from(IOwned::Reentered {}.abi_encode()),
                "{name}"
            );
        }
        // Out of every other verb too.
        let data = IPool::withdrawCall {
            asset,
            assets: U256::from(1),
            account: me,
            receiver: me,
        }
        .abi_encode();
        stage
            .does(
                &user,
                asset,
                &IReentering::armCall {
                    target: pool,
                    data: data.into(),
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::depositCollateralCall {
                    asset,
                    amount: ten,
                    onBehalf: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::borrowCall {
                    asset,
                    assets: wad(),
                    account: me,
                    receiver: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::repayCall {
                    asset,
                    assets: U256::MAX,
                    onBehalf: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::withdrawCollateralCall {
                    asset,
                    amount: wad(),
                    account: me,
                    receiver: me,
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::withdrawCall {
                    asset,
                    assets: wad(),
                    account: me,
                    receiver: me,
                },
            )
            .await;
        assert!(!stage.read(asset, &IReentering::succeededCall {}).await);
        assert!(stage.read(asset, &IReentering::callsCall {}).await >= U256::from(13));
    });
}

#[test]
fn views_read_from_within_a_transfer_show_the_state_after_it() {
    test(async |stage| {
        let (pool, user) = (stage.pool(), stage.actor("user").await);
        let asset = list(stage, "ReenteringToken", &user).await;
        let data = IPool::positionCall {
            asset,
            account: user.address(),
        }
        .abi_encode();
        stage
            .does(
                &user,
                asset,
                &IReentering::armCall {
                    target: pool,
                    data: data.into(),
                },
            )
            .await;
        stage
            .does(
                &user,
                pool,
                &IPool::supplyCall {
                    asset,
                    assets: wad(),
                    onBehalf: user.address(),
                },
            )
            .await;
        assert!(stage.read(asset, &IReentering::succeededCall {}).await);
        let answer = stage.read(asset, &IReentering::answerCall {}).await;
        let seen = IPool::positionCall::abi_decode_returns_validate(&answer).expect("position");
        assert_eq!(seen.supplied, wad());
    });
}

#[test]
fn funds_lock_too() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let token = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let fund = stage
            .construct("insurance", &(me, token).abi_encode_params())
            .await
            .expect("fund");
        stage.approve_at(token, &user, fund).await;
        let one = U256::from(1);
        for data in [
            IInsurance::depositCall {
                assets: one,
                receiver: me,
            }
            .abi_encode(),
            IInsurance::redeemCall {
                shares: one,
                receiver: me,
                owner: me,
            }
            .abi_encode(),
            IInsurance::coverCall { wanted: one }.abi_encode(),
        ] {
            stage
                .does(
                    &user,
                    token,
                    &IReentering::armCall {
                        target: fund,
                        data: data.into(),
                    },
                )
                .await;
            stage
                .does(
                    &user,
                    fund,
                    &IInsurance::depositCall {
                        assets: wad(),
                        receiver: me,
                    },
                )
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let reason = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(reason, Bytes::from(IOwned::Reentered {}.abi_encode()));
        }
    });
}

#[test]
fn a_fill_cannot_be_entered_again() {
    travelling(async |stage| {
        let (pool, unwinder) = (stage.pool(), stage.unwinder());
        let user = stage.rich("user", &[("USDC", "100000")]).await;
        let lender = stage.rich("lender", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let asset = list(stage, "ReenteringToken", &user).await;
        let me = user.address();
        let deposit = IPool::depositCollateralCall {
            asset,
            amount: wad() * U256::from(10),
            onBehalf: me,
        };
        stage.does(&user, pool, &deposit).await;
        stage.borrow(&user, "USDC", "23000").await;
        stage.settle_at("ETH", "2740").await;
        stage
            .does(
                &user,
                unwinder,
                &IUnwinder::openCall {
                    book: pool,
                    account: me,
                },
            )
            .await;
        stage.advance(300).await;
        let fill = IUnwinder::fillCall {
            book: pool,
            account: me,
            collateralAsset: asset,
            debtAsset: stage.token("USDC"),
            collateralAmount: wad() / U256::from(1_000),
            repayLimit: U256::MAX,
            receiver: me,
        };
        for data in [
            fill.abi_encode(),
            IUnwinder::observeCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
            IUnwinder::closeCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
            IUnwinder::resolveCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
            IUnwinder::openCall {
                book: pool,
                account: me,
            }
            .abi_encode(),
        ] {
            stage
                .does(
                    &user,
                    asset,
                    &IReentering::armCall {
                        target: unwinder,
                        data: data.into(),
                    },
                )
                .await;
            stage.does(&user, unwinder, &fill).await;
            assert!(!stage.read(asset, &IReentering::succeededCall {}).await);
            let reason = stage.read(asset, &IReentering::answerCall {}).await;
            assert_eq!(reason, Bytes::from(IOwned::Reentered {}.abi_encode()));
        }
    });
}

#[test]
fn donations_change_nothing() {
    travelling(async |stage| {
        let loan = scene_at(stage, "3000").await;
        let (pool, donor) = (
            stage.pool(),
            stage
                .rich("donor", &[("USDC", "5000000"), ("ETH", "1000")])
                .await,
        );
        let usdc = stage.token("USDC");
        let (before, claim) = (
            stage.reserve("USDC").await,
            stage.position("USDC", loan.lender.address()).await,
        );
        let amount = stage.amount("USDC", "5000000");
        stage
            .does(&donor, usdc, &IToken::transferCall { to: pool, amount })
            .await;
        let ether = stage.amount("ETH", "1000");
        stage
            .does(
                &donor,
                stage.token("ETH"),
                &IToken::transferCall {
                    to: pool,
                    amount: ether,
                },
            )
            .await;
        let (after, same) = (
            stage.reserve("USDC").await,
            stage.position("USDC", loan.lender.address()).await,
        );
        assert_eq!(
            (after.cash, after.supplyShares),
            (before.cash, before.supplyShares)
        );
        assert!(
            same.supplied <= claim.supplied + U256::from(100),
            "a donation is nobody's claim"
        );
        // Nobody can borrow or withdraw it.
        let whale = stage.rich("whale", &[("BTC", "1000")]).await;
        stage.deposit(&whale, "BTC", "1000").await;
        let wanted = before.cash + U256::from(1_000_000);
        let call = IPool::borrowCall {
            asset: usdc,
            assets: wanted,
            account: whale.address(),
            receiver: whale.address(),
        };
        let refusal: IPool::InsufficientCash = stage.refuses_as(&whale, pool, &call).await;
        assert_eq!((refusal.asset, refusal.wanted), (usdc, wanted));
    });
}

#[test]
fn the_first_supplier_cannot_inflate_shares() {
    test(async |stage| {
        let (pool, asset) = (stage.pool(), stage.token("USDC"));
        let attacker = stage.rich("attacker", &[("USDC", "1000001")]).await;
        let victim = stage.rich("victim", &[("USDC", "10")]).await;
        let one = IPool::supplyCall {
            asset,
            assets: U256::from(1),
            onBehalf: attacker.address(),
        };
        stage.does(&attacker, pool, &one).await;
        let amount = stage.amount("USDC", "1000000");
        stage
            .does(&attacker, asset, &IToken::transferCall { to: pool, amount })
            .await;
        stage.supply(&victim, "USDC", "10").await;
        let held = stage.position("USDC", victim.address()).await.supplied;
        assert_eq!(held, stage.amount("USDC", "10"));
    });
}

#[test]
fn a_contract_lends_and_borrows() {
    travelling(async |stage| {
        let (pool, owner) = (stage.pool(), stage.actor("treasurer").await);
        let lender = stage.rich("lender", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let treasury = stage
            .create(
                &owner,
                "Treasury",
                &B256::left_padding_from(pool.as_slice()).0,
            )
            .await;
        stage
            .mint("USDC", treasury, stage.amount("USDC", "50000"))
            .await;
        stage.mint("ETH", treasury, stage.amount("ETH", "10")).await;
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));

        let assets = stage.amount("USDC", "40000");
        let done = stage
            .does(
                &owner,
                treasury,
                &ITreasury::lendCall {
                    asset: usdc,
                    assets,
                },
            )
            .await;
        let supplied = done.event::<IPool::Supplied>(pool);
        assert_eq!(
            (supplied.payer, supplied.account, supplied.shares),
            (treasury, treasury, done.returned)
        );
        let borrow = ITreasury::borrowAgainstCall {
            collateralAsset: eth,
            collateral: stage.amount("ETH", "10"),
            debtAsset: usdc,
            debt: stage.amount("USDC", "20000"),
        };
        stage.does(&owner, treasury, &borrow).await;
        assert_eq!(stage.position("USDC", treasury).await.debt, borrow.debt);
        assert_eq!(
            stage.balance("USDC", treasury).await,
            stage.amount("USDC", "30000")
        );
        let headroom = stage.read(treasury, &ITreasury::headroomCall {}).await;
        assert!(headroom > wad() / U256::from(20));
        // A borrow that health forbids takes the whole transaction back, with the pool's own reason.
        let greedy = ITreasury::borrowAgainstCall {
            collateral: U256::ZERO,
            ..borrow.clone()
        };
        stage
            .refuses(&owner, treasury, &greedy, IPool::ZeroAmount {})
            .await;
        stage.mint("ETH", treasury, U256::from(1)).await;
        let greedy = ITreasury::borrowAgainstCall {
            collateral: U256::from(1),
            ..borrow
        };
        let _: IPool::Unhealthy = stage.refuses_as(&owner, treasury, &greedy).await;

        stage.advance(86_400 * 30).await;
        let call = ITreasury::settleCall {
            collateralAsset: eth,
            debtAsset: usdc,
        };
        let done = stage.does(&owner, treasury, &call).await;
        assert!(done.returned.repaid > stage.amount("USDC", "20000"));
        assert_eq!(done.returned.released, stage.amount("ETH", "10"));
        let done = stage
            .does(
                &owner,
                treasury,
                &ITreasury::unlendCall {
                    asset: usdc,
                    assets: U256::MAX,
                },
            )
            .await;
        assert!(done.returned > assets, "interest was earned");
        let position = stage.position("USDC", treasury).await;
        assert_eq!((position.supplied, position.debt), (U256::ZERO, U256::ZERO));
        let pay = ITreasury::payCall {
            asset: usdc,
            to: owner.address(),
            amount: U256::from(1),
        };
        stage.does(&owner, treasury, &pay).await;
    });
}
