//! The published ABI against the programs: every function is answered, nothing else is, and malformed calls are refused.

use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, Bytes, TxKind, U256};
use alloy::sol_types::{SolCall, SolInterface, SolValue};
use ballast_bindings::collar::ICollar::ICollarCalls;
use ballast_bindings::debt_book::IDebtBook::IDebtBookCalls;
use ballast_bindings::insurance::IInsurance::IInsuranceCalls;
use ballast_bindings::lens::ILens::ILensCalls;
use ballast_bindings::loan_lens::ILoanLens::ILoanLensCalls;
use ballast_bindings::option_loan::IOptionLoan::IOptionLoanCalls;
use ballast_bindings::option_market::IOptionMarket::{self, IOptionMarketCalls};
use ballast_bindings::oracle::IOracle::IOracleCalls;
use ballast_bindings::orders::IOrders::IOrdersCalls;
use ballast_bindings::owned::IOwned::IOwnedCalls;
use ballast_bindings::pool::IPool::IPoolCalls;
use ballast_bindings::term_loan::ITermLoan::ITermLoanCalls;
use ballast_bindings::unwinder::IUnwinder::IUnwinderCalls;
use ballast_bindings::vault::IVault::IVaultCalls;
use ballast_bindings::yield_loan::IYieldLoan::IYieldLoanCalls;
use ballast_bindings::{IInsurance, IOracle, IPool, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::test;

/// Selector of every program's constructor.
const CONSTRUCTOR: [u8; 4] = [0x55, 0x85, 0x25, 0x8d];

/// The selectors of each program.
async fn programs(stage: &Stage) -> Vec<(&'static str, Address, Vec<[u8; 4]>)> {
    let with_owner = |selectors: Vec<[u8; 4]>| {
        selectors
            .into_iter()
            .chain(IOwnedCalls::selectors())
            .collect()
    };
    let pool = IPoolCalls::selectors()
        .chain(IDebtBookCalls::selectors())
        .collect();
    let market = market(stage).await;
    vec![
        (
            "oracle",
            stage.oracle(),
            with_owner(IOracleCalls::selectors().collect()),
        ),
        ("pool", stage.pool(), with_owner(pool)),
        (
            "unwinder",
            stage.unwinder(),
            with_owner(IUnwinderCalls::selectors().collect()),
        ),
        (
            "insurance",
            stage.fund(),
            with_owner(IInsuranceCalls::selectors().collect()),
        ),
        (
            "vault",
            stage.at.vaults["USDC"],
            with_owner(IVaultCalls::selectors().collect()),
        ),
        ("lens", stage.at.lens, ILensCalls::selectors().collect()),
        (
            "orders",
            stage.at.orders,
            IOrdersCalls::selectors().collect(),
        ),
        (
            "term-loan",
            stage.at.loans["term-loan"],
            ITermLoanCalls::selectors().collect(),
        ),
        (
            "loan-lens",
            stage.at.loans["loan-lens"],
            ILoanLensCalls::selectors().collect(),
        ),
        (
            "option-market",
            market,
            IOptionMarketCalls::selectors().collect(),
        ),
        (
            "option-loan",
            stage.at.loans["option-loan"],
            IOptionLoanCalls::selectors().collect(),
        ),
        (
            "collar",
            stage.at.loans["collar"],
            ICollarCalls::selectors().collect(),
        ),
        (
            "yield-loan",
            stage.at.loans["yield-loan"],
            IYieldLoanCalls::selectors().collect(),
        ),
    ]
}

/// Puts on ETH for a month.
async fn market(stage: &Stage) -> Address {
    let terms = IOptionMarket::Terms {
        underlying: stage.token("ETH"),
        debtAsset: stage.token("USDC"),
        oracle: stage.oracle(),
        expiry: U40::from(stage.node.now().await + 2_592_000),
        window: 86_400,
        staleness: 3_600,
        skew: 0,
        spread: 0,
        edge: 0,
        depth: 86_400,
    };
    let strike = IOptionMarket::Strike {
        price: U96::from(1),
        volatility: 0,
    };
    let extension = stage.at.loans["option-market-extension"];
    let arguments = (terms, vec![strike], extension).abi_encode_params();
    stage
        .construct("option-market", &arguments)
        .await
        .expect("a market")
}

async fn answer(stage: &Stage, to: Address, data: &[u8]) -> Result<Bytes, Bytes> {
    stage
        .node
        .call(stage.owner.address(), to, data.to_vec().into(), U256::ZERO)
        .await
}

#[test]
fn every_function_of_the_interfaces_is_answered() {
    test(async |stage| {
        for (name, program, selectors) in programs(stage).await {
            for selector in &selectors {
                // Zeros are well formed for every argument list.
                let answer = answer(stage, program, &[&selector[..], &[0; 2048]].concat()).await;
                // Done, or refused with a reason.
                let answered =
                    answer.as_ref().is_ok() || answer.as_ref().is_err_and(|data| data.len() >= 4);
                assert!(
                    answered,
                    "{name} does not know {}",
                    alloy::hex::encode(selector)
                );
            }
            println!("{name}: {} functions", selectors.len());
        }
    });
}

#[test]
fn nothing_else_is_answered() {
    test(async |stage| {
        let all = programs(stage).await;
        for (name, program, selectors) in all.clone() {
            let others = all
                .clone()
                .into_iter()
                .flat_map(|(_, _, selectors)| selectors);
            let made_up = [[0; 4], [0xff; 4], *b"abcd", CONSTRUCTOR];
            for selector in others
                .chain(made_up)
                .filter(|selector| !selectors.contains(selector))
            {
                let answer = answer(stage, program, &[&selector[..], &[0; 2048]].concat()).await;
                assert_eq!(
                    answer,
                    Err(Bytes::new()),
                    "{name} answers {}",
                    alloy::hex::encode(selector)
                );
            }
            for data in [&[][..], &[1], &selectors[0][..3]] {
                assert_eq!(
                    answer(stage, program, data).await,
                    Err(Bytes::new()),
                    "{name} answers {data:?}"
                );
            }
        }
    });
}

#[test]
fn constructors_run_once_and_tell_what_is_wrong() {
    test(async |stage| {
        let owner = stage.actor("thief").await.address();
        let arguments = (owner, owner).abi_encode_params();
        let ownerless = [
            "lens",
            "orders",
            "term-loan",
            "loan-lens",
            "option-market",
            "option-loan",
            "collar",
            "yield-loan",
        ];
        let constructed = programs(stage)
            .await
            .into_iter()
            .filter(|(name, ..)| !ownerless.contains(name));
        for (name, program, _) in constructed {
            let data = [&CONSTRUCTOR[..], &arguments].concat();
            let sent = stage
                .node
                .send(&stage.owner, TxKind::Call(program), data.into(), U256::ZERO)
                .await;
            assert!(!sent.status(), "{name} was constructed again");
            let read = stage
                .read(program, &ballast_bindings::IOwned::ownerCall {})
                .await;
            assert_eq!(read, stage.owner.address());
            let zeros = [Address::ZERO; 5].abi_encode_params();
            let refused = stage
                .construct(name, &zeros)
                .await
                .expect_err(name)
                .to_string();
            assert!(refused.contains("ZeroAddress"), "{name}: {refused}");
            assert!(
                stage.construct(name, &[1, 2, 3]).await.is_err(),
                "{name} takes malformed arguments"
            );
        }
        let extension = stage.at.pool_extension;
        let no_oracle = (owner, Address::ZERO, extension).abi_encode_params();
        let no_extension = (owner, stage.oracle(), Address::ZERO).abi_encode_params();
        let no_code = (owner, stage.oracle(), owner).abi_encode_params();
        for (arguments, reason) in [
            (no_oracle, "ZeroAddress"),
            (no_extension, "CallFailed"),
            (no_code, "CallFailed"),
        ] {
            let refused = stage
                .construct("pool", &arguments)
                .await
                .expect_err("pool")
                .to_string();
            assert!(refused.contains(reason), "{refused}");
        }
    });
}

/// Encoded calls of each program, one of every kind of argument.
fn samples(stage: &Stage) -> Vec<(Address, Vec<u8>)> {
    let (account, asset, pool) = (stage.owner.address(), stage.token("USDC"), stage.pool());
    let config = stage.config.assets[0].reserve_config(0);
    vec![
        (pool, IPool::positionCall { asset, account }.abi_encode()),
        (
            pool,
            IPool::supplyCall {
                asset,
                assets: U256::from(1),
                onBehalf: account,
            }
            .abi_encode(),
        ),
        (pool, IPool::setReserveCall { asset, config }.abi_encode()),
        (
            stage.unwinder(),
            IUnwinder::statusCall {
                book: pool,
                account,
            }
            .abi_encode(),
        ),
        (
            stage.unwinder(),
            IUnwinder::setBookCall {
                book: pool,
                allowed: true,
            }
            .abi_encode(),
        ),
        (stage.oracle(), IOracle::feedOfCall { asset }.abi_encode()),
        (stage.oracle(), IOracle::feedAtCall { feed: 0 }.abi_encode()),
        (
            stage.oracle(),
            IOracle::readCall { feeds: vec![0, 1] }.abi_encode(),
        ),
        (
            stage.oracle(),
            IOracle::setHalfLivesCall {
                smoothing: 300,
                fast: 3_600,
                slow: 3_600,
            }
            .abi_encode(),
        ),
        (
            stage.fund(),
            IInsurance::balanceOfCall { account }.abi_encode(),
        ),
        (
            stage.fund(),
            IInsurance::setCollateralCall {
                collateral: account,
                share: 1,
            }
            .abi_encode(),
        ),
    ]
}

#[test]
fn arguments_that_are_cut_short_are_refused() {
    test(async |stage| {
        for (program, data) in samples(stage) {
            for length in (4..data.len()).step_by(7).chain([data.len() - 1]) {
                let answer = answer(stage, program, &data[..length]).await;
                assert_eq!(
                    answer,
                    Err(Bytes::new()),
                    "{} bytes of {}",
                    length,
                    alloy::hex::encode(&data)
                );
            }
        }
    });
}

#[test]
fn dirty_upper_bits_are_refused() {
    test(async |stage| {
        let (pool, unwinder, oracle, fund) =
            (stage.pool(), stage.unwinder(), stage.oracle(), stage.fund());
        // Which byte to dirty: one above each argument's own.
        for (index, (program, mut data)) in samples(stage).into_iter().enumerate() {
            let words: &[(usize, usize)] = match index {
                0 | 3 => &[(0, 11), (0, 0), (1, 11)], // two addresses
                1 => &[(0, 11), (2, 0)],
                2 => &[(0, 11), (1, 30), (2, 31), (2, 30), (4, 29), (10, 23)], // uint8, bool, bool, uint16, uint64
                4 => &[(0, 11), (1, 31), (1, 0)],
                5 | 9 => &[(0, 11)],
                6 => &[(0, 30), (0, 0)],
                7 => &[(2, 30), (3, 30)], // the items
                8 => &[(0, 27), (1, 0)],
                _ => &[(0, 11), (0, 0)],
            };
            let clean = data.clone();
            for (word, byte) in words {
                data[4 + 32 * word + byte] |= 2;
                let answer = answer(stage, program, &data).await;
                assert_eq!(
                    answer,
                    Err(Bytes::new()),
                    "call {index}, word {word}, byte {byte}"
                );
                data.clone_from(&clean);
            }
        }
        for program in [pool, unwinder, oracle, fund] {
            assert!(!stage.node.code(program).await.is_empty());
        }
    });
}

#[test]
fn more_data_than_needed_is_ignored() {
    test(async |stage| {
        let call = IPool::positionCall {
            asset: stage.token("USDC"),
            account: stage.owner.address(),
        }
        .abi_encode();
        let expected = answer(stage, stage.pool(), &call).await.expect("position");
        assert_eq!(
            answer(stage, stage.pool(), &[&call[..], &[7; 100]].concat()).await,
            Ok(expected)
        );
    });
}

#[test]
fn ether_is_refused_everywhere() {
    test(async |stage| {
        let wei = U256::from(1);
        for (name, program, selectors) in programs(stage).await {
            for data in [
                vec![],
                selectors[0].to_vec(),
                [&selectors[1][..], &[0; 2048]].concat(),
            ] {
                let sent = stage
                    .node
                    .send(
                        &stage.owner,
                        TxKind::Call(program),
                        data.clone().into(),
                        wei,
                    )
                    .await;
                assert!(!sent.status(), "{name} takes ether with {data:?}");
            }
            for selector in &selectors {
                let data = [&selector[..], &[0; 2048]].concat();
                let answer = stage
                    .node
                    .call(stage.owner.address(), program, data.into(), wei)
                    .await;
                assert!(
                    answer.is_err(),
                    "{name} takes ether at {}",
                    alloy::hex::encode(selector)
                );
            }
        }
    });
}

#[test]
fn an_account_has_at_most_16_assets_and_a_pool_32_reserves() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let user = stage.actor("collector").await;
        let config = stage
            .read(
                pool,
                &IPool::reserveConfigCall {
                    asset: stage.token("ETH"),
                },
            )
            .await
            .config;
        let mut assets = Vec::new();
        for number in 4..=32_u8 {
            let token = stage.create(owner, "SilentToken", &[]).await;
            let call = IPool::setReserveCall {
                asset: token,
                config: config.clone(),
            };
            if number == 32 {
                stage
                    .refuses(
                        owner,
                        pool,
                        &call,
                        IPool::TooMany {
                            limit: U256::from(32),
                        },
                    )
                    .await;
            } else {
                assert_eq!(stage.does(owner, pool, &call).await.returned, number);
                assets.push(token);
            }
        }
        assert_eq!(stage.read(pool, &IPool::reservesCall {}).await.len(), 32);
        let amount = U256::from(10).pow(U256::from(18));
        for (index, asset) in assets.iter().take(17).enumerate() {
            let mint = ballast_chain_tests::stage::IToken::mintCall {
                account: user.address(),
                amount,
            };
            stage.does(owner, *asset, &mint).await;
            stage.approve_at(*asset, &user, pool).await;
            let call = IPool::depositCollateralCall {
                asset: *asset,
                amount,
                onBehalf: user.address(),
            };
            if index < 16 {
                stage.does(&user, pool, &call).await;
            } else {
                stage
                    .refuses(
                        &user,
                        pool,
                        &call,
                        IPool::TooMany {
                            limit: U256::from(16),
                        },
                    )
                    .await;
            }
        }
        // With all sixteen priced and stressed at once, the largest account still works.
        let lender = stage.rich("lender", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let back = IPool::withdrawCollateralCall {
            asset: assets[0],
            amount: U256::MAX,
            account: user.address(),
            receiver: user.address(),
        };
        stage.does(&user, pool, &back).await;
        stage.borrow(&user, "USDC", "30000").await;
        let call = IUnwinder::statusCall {
            book: pool,
            account: user.address(),
        };
        let status = stage.read(stage.unwinder(), &call).await;
        assert_eq!(status.collateral, amount * U256::from(45_000));
        let last = IPool::depositCollateralCall {
            asset: assets[0],
            amount,
            onBehalf: user.address(),
        };
        stage
            .refuses(
                &user,
                pool,
                &last,
                IPool::TooMany {
                    limit: U256::from(16),
                },
            )
            .await;
    });
}
