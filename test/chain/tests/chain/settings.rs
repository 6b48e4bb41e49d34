//! Settings: who may change them, their hard bounds, and the events that tell.

use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{IInsurance, IOracle, IOwned, IPool, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::test;
use risk_core::health::AssetRisk;

fn bounds(position: u64, value: U256) -> IOwned::ParameterOutOfBounds {
    IOwned::ParameterOutOfBounds {
        position: U256::from(position),
        value,
    }
}

const WAD: u64 = 1_000_000_000_000_000_000;

#[test]
fn reserves_are_set_inside_bounds_by_the_owner() {
    test(async |stage| {
        let (pool, asset, owner) = (stage.pool(), stage.token("ETH"), &stage.owner);
        let config = stage
            .read(pool, &IPool::reserveConfigCall { asset })
            .await
            .config;
        let call = |config| IPool::setReserveCall { asset, config };
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        stage
            .refuses(
                &stranger,
                pool,
                &call(config.clone()),
                IOwned::Unauthorised { caller },
            )
            .await;
        let rates = [config.baseRate, config.slopeBelow, config.slopeAbove];
        let rates: u32 = rates.into_iter().map(u32::from).sum();
        let kink = |kink| IPool::ReserveConfig {
            kink,
            ..config.clone()
        };
        stage
            .refuses(owner, pool, &call(kink(0)), bounds(5, U256::from(rates)))
            .await;
        stage
            .refuses(
                owner,
                pool,
                &call(kink(10_001)),
                bounds(6, U256::from(10_001)),
            )
            .await;
        let greedy = IPool::ReserveConfig {
            reserveFactor: 4_000,
            premiumFactor: 1_001,
            ..config.clone()
        };
        stage
            .refuses(owner, pool, &call(greedy), bounds(7, U256::from(5_001)))
            .await;
        let nobody = IPool::setReserveCall {
            asset: Address::ZERO,
            config: config.clone(),
        };
        stage
            .refuses(owner, pool, &nobody, IOwned::ZeroAddress {})
            .await;
        let no_token = IPool::setReserveCall {
            asset: caller,
            config: config.clone(),
        };
        stage
            .refuses(
                owner,
                pool,
                &no_token,
                IPool::TransferFailed { token: caller },
            )
            .await;
        let stranger_feed = IPool::ReserveConfig {
            feed: 99,
            ..config.clone()
        };
        stage
            .refuses(
                owner,
                pool,
                &call(stranger_feed),
                IPool::CallFailed {
                    target: stage.oracle(),
                },
            )
            .await;
        // Nothing may be judged to lose more than nine tenths.
        let mut steep = config.clone();
        steep.profile[12..14].copy_from_slice(&9_001_u16.to_be_bytes());
        stage
            .refuses(owner, pool, &call(steep), bounds(11, U256::from(9_001)))
            .await;
        let mut steep = config.clone();
        steep.scenarios[..2].copy_from_slice(&(-9_001_i16).to_be_bytes());
        stage
            .refuses(owner, pool, &call(steep), bounds(12, U256::from(9_001)))
            .await;
        let changed = IPool::ReserveConfig {
            kink: 7_777,
            supplyCap: 5,
            ..config
        };
        let done = stage.does(owner, pool, &call(changed.clone())).await;
        assert_eq!(done.returned, 1);
        let event = done.event::<IPool::ReserveSet>(pool);
        assert_eq!(
            (event.asset, event.reserve, event.config),
            (asset, 1, changed.clone())
        );
        assert_eq!(
            stage
                .read(pool, &IPool::reserveConfigCall { asset })
                .await
                .config,
            changed
        );
    });
}

/// Where a dollar more of an asset brought a dollar of stress, adding collateral would lower a health.
#[test]
fn assets_of_which_a_dollar_more_could_bring_a_dollar_of_stress_are_refused() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let (sol, btc) = (stage.token("SOL"), stage.token("BTC"));
        let settings = async |asset| {
            let call = IPool::reserveConfigCall { asset };
            stage.read(pool, &call).await.config
        };
        let change = |asset, mut config: IPool::ReserveConfig, change: &dyn Fn(&mut AssetRisk)| {
            let mut risk = AssetRisk::unpack(config.profile.0, config.scenarios.0);
            change(&mut risk);
            let (profile, scenarios) = risk.pack();
            (config.profile, config.scenarios) = (profile.into(), scenarios.into());
            IPool::setReserveCall { asset, config }
        };
        let worth_more = async |call: &IPool::setReserveCall| {
            let refused: IOwned::ParameterOutOfBounds = stage.refuses_as(owner, pool, call).await;
            assert_eq!(refused.position, U256::from(11));
            assert!(refused.value >= U256::from(WAD), "{}", refused.value);
        };
        // Haircut 60%, and no market to speak of: half of the last dollar is lost to impact.
        let was = settings(sol).await;
        let thin = change(sol, was.clone(), &|risk| {
            (risk.haircut, risk.depth) = (6_000, 1)
        });
        worth_more(&thin).await;
        // The same where an account can hold one only, and where the market is deep.
        let mut small = thin.clone();
        small.config.supplyCap = 1;
        stage.does(owner, pool, &small).await;
        let deep = change(sol, was.clone(), &|risk| {
            (risk.haircut, risk.depth) = (6_000, 1_000_000_000);
        });
        stage.does(owner, pool, &deep).await;
        // Of one family: what is matched adds the bases of both.
        let family = |basis: u16| {
            move |risk: &mut AssetRisk| (risk.family, risk.basis, risk.depth) = (9, basis, u64::MAX)
        };
        let based = change(btc, settings(btc).await, &family(5_000));
        stage.does(owner, pool, &based).await;
        let kin = |basis| change(sol, was.clone(), &family(basis));
        worth_more(&kin(3_800)).await;
        stage.does(owner, pool, &kin(1_000)).await;
        stage
            .does(owner, pool, &change(sol, was.clone(), &|_| ()))
            .await;
        // Three times as sensitive as ETH's price is volatile: 25% now, 105% at the largest score over three days.
        let steep = change(sol, was, &|risk| risk.loadings = [0, 30_000, 0, 0]);
        stage.does(owner, pool, &steep).await;
        let now = stage.read(pool, &IPool::riskCall {}).await;
        let wild = IPool::setRiskCall {
            zScore: U256::from(4) * U256::from(WAD),
            horizon: U256::from(259_200),
            buffer: now.buffer,
            factorFeeds: now.factorFeeds,
            correlations: now.correlations,
        };
        let refused: IOwned::ParameterOutOfBounds = stage.refuses_as(owner, pool, &wild).await;
        assert_eq!(refused.position, U256::ZERO);
        assert!(refused.value >= U256::from(WAD), "{}", refused.value);
        let calm = IPool::setRiskCall {
            zScore: U256::from(3) * U256::from(WAD),
            ..wild
        };
        stage.does(owner, pool, &calm).await;
    });
}

#[test]
fn risk_is_set_inside_bounds_by_the_owner() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let now = stage.read(pool, &IPool::riskCall {}).await;
        let good = IPool::setRiskCall {
            zScore: now.zScore,
            horizon: now.horizon,
            buffer: now.buffer,
            factorFeeds: now.factorFeeds,
            correlations: now.correlations,
        };
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        stage
            .refuses(&stranger, pool, &good, IOwned::Unauthorised { caller })
            .await;
        let wad = U256::from(WAD);
        for z in [wad - U256::from(1), wad * U256::from(4) + U256::from(1)] {
            stage
                .refuses(
                    owner,
                    pool,
                    &IPool::setRiskCall {
                        zScore: z,
                        ..good.clone()
                    },
                    bounds(0, z),
                )
                .await;
        }
        for horizon in [U256::from(3_599), U256::from(259_201)] {
            stage
                .refuses(
                    owner,
                    pool,
                    &IPool::setRiskCall {
                        horizon,
                        ..good.clone()
                    },
                    bounds(1, horizon),
                )
                .await;
        }
        for buffer in [
            wad / U256::from(100) - U256::from(1),
            wad / U256::from(5) + U256::from(1),
        ] {
            stage
                .refuses(
                    owner,
                    pool,
                    &IPool::setRiskCall {
                        buffer,
                        ..good.clone()
                    },
                    bounds(2, buffer),
                )
                .await;
        }
        // 0 and 1 move together, 0 and 2 too, 1 and 2 oppose each other: no such variables exist.
        let mut correlations = B256::ZERO;
        for (index, value) in [9_000_i16, 9_000, 0, -9_000, 0, 0].into_iter().enumerate() {
            correlations[2 * index..2 * index + 2].copy_from_slice(&value.to_be_bytes());
        }
        let bad = IPool::setRiskCall {
            correlations,
            ..good.clone()
        };
        let code = risk_core::RiskError::NotPositiveSemiDefinite as u8;
        stage
            .refuses(owner, pool, &bad, IOwned::RiskCalculation { code })
            .await;
        correlations[..2].copy_from_slice(&10_001_i16.to_be_bytes());
        let bad = IPool::setRiskCall {
            correlations,
            ..good.clone()
        };
        let code = risk_core::RiskError::OutOfDomain as u8;
        stage
            .refuses(owner, pool, &bad, IOwned::RiskCalculation { code })
            .await;

        let unknown = IPool::setRiskCall {
            factorFeeds: [1, 2, 99, 3],
            ..good.clone()
        };
        stage
            .refuses(
                owner,
                pool,
                &unknown,
                IPool::CallFailed {
                    target: stage.oracle(),
                },
            )
            .await;
        let changed = IPool::setRiskCall {
            horizon: U256::from(7_200),
            factorFeeds: [1, 2, 0, 3],
            ..good
        };
        let done = stage.does(owner, pool, &changed).await;
        let event = done.event::<IPool::RiskSet>(pool);
        assert_eq!(
            (event.zScore, event.horizon, event.buffer),
            (changed.zScore, changed.horizon, changed.buffer)
        );
        assert_eq!(
            (event.factorFeeds, event.correlations),
            ([1, 2, 0, 3], changed.correlations)
        );
        let read = stage.read(pool, &IPool::riskCall {}).await;
        assert_eq!(
            (read.horizon, read.factorFeeds),
            (changed.horizon, [1, 2, 0, 3])
        );
    });
}

#[test]
fn the_pools_neighbours_are_set_by_the_owner() {
    test(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("ETH"));
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        let unwinder = IPool::setUnwinderCall { unwinder: caller };
        stage
            .refuses(&stranger, pool, &unwinder, IOwned::Unauthorised { caller })
            .await;
        let nobody = IPool::setUnwinderCall {
            unwinder: Address::ZERO,
        };
        stage
            .refuses(owner, pool, &nobody, IOwned::ZeroAddress {})
            .await;
        // Who may sell collateral is named once.
        let current = stage.unwinder();
        stage
            .refuses(owner, pool, &unwinder, IOwned::AlreadySet { current })
            .await;
        let extension = stage.at.pool_extension;
        let arguments = (owner.address(), stage.oracle(), extension).abi_encode_params();
        let fresh = stage.construct("pool", &arguments).await.expect("pool");
        assert_eq!(
            stage.read(fresh, &IPool::unwinderCall {}).await,
            Address::ZERO
        );
        let done = stage.does(owner, fresh, &unwinder).await;
        assert_eq!(done.event::<IPool::UnwinderSet>(fresh).unwinder, caller);
        assert_eq!(stage.read(fresh, &IPool::unwinderCall {}).await, caller);
        stage
            .refuses(
                owner,
                fresh,
                &unwinder,
                IOwned::AlreadySet { current: caller },
            )
            .await;

        let insurance = |insurance| IPool::setInsuranceCall { asset, insurance };
        stage
            .refuses(
                &stranger,
                pool,
                &insurance(caller),
                IOwned::Unauthorised { caller },
            )
            .await;
        // A fund of another asset, of another book, or no fund at all would cover nothing.
        let arguments = (owner.address(), asset).abi_encode_params();
        let fund = stage
            .construct("insurance", &arguments)
            .await
            .expect("fund");
        for target in [caller, stage.fund(), fund] {
            stage
                .refuses(
                    owner,
                    pool,
                    &insurance(target),
                    IPool::CallFailed { target },
                )
                .await;
        }
        stage
            .does(
                owner,
                fund,
                &IInsurance::addBookCall {
                    book: pool,
                    weight: 1,
                },
            )
            .await;
        let done = stage.does(owner, pool, &insurance(fund)).await;
        let event = done.event::<IPool::InsuranceSet>(pool);
        assert_eq!((event.asset, event.insurance), (asset, fund));
        assert_eq!(
            stage
                .read(pool, &IPool::reserveConfigCall { asset })
                .await
                .insurance,
            fund
        );
        let unknown = IPool::setInsuranceCall {
            asset: caller,
            insurance: caller,
        };
        stage
            .refuses(
                owner,
                pool,
                &unknown,
                IPool::UnknownReserve { asset: caller },
            )
            .await;
        // None is allowed.
        stage
            .does(
                owner,
                pool,
                &IPool::setInsuranceCall {
                    asset,
                    insurance: Address::ZERO,
                },
            )
            .await;
    });
}

/// The unwinder's parameters with one field, by its place, replaced.
fn with(
    parameters: &IUnwinder::Parameters,
    position: u64,
    value: U256,
) -> IUnwinder::setParametersCall {
    let mut parameters = parameters.clone();
    let field = match position {
        0 => &mut parameters.target,
        1 => &mut parameters.recovery,
        2 => &mut parameters.minimumRecovery,
        3 => &mut parameters.urgency,
        4 => &mut parameters.sliceInterval,
        5 => &mut parameters.slicePremium,
        6 => &mut parameters.sliceDiscount,
        7 => &mut parameters.auctionDuration,
        8 => &mut parameters.auctionDiscount,
        _ => &mut parameters.dust,
    };
    *field = value;
    IUnwinder::setParametersCall { parameters }
}

#[test]
fn the_unwinders_parameters_are_set_inside_bounds_by_the_owner() {
    test(async |stage| {
        let (unwinder, owner) = (stage.unwinder(), &stage.owner);
        let now = stage.read(unwinder, &IUnwinder::parametersCall {}).await;
        assert_eq!(now, stage.config.unwinder.parameters());
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        let same = IUnwinder::setParametersCall {
            parameters: now.clone(),
        };
        stage
            .refuses(&stranger, unwinder, &same, IOwned::Unauthorised { caller })
            .await;
        let (wad, one) = (u128::from(WAD), 1);
        let ranges: [(u128, u128); 10] = [
            (wad, wad * 12 / 10),
            (3_600, 259_200),
            (300, 7_200),
            (0, wad * 5),
            (60, 3_600),
            (0, wad * 2 / 100),
            (wad / 1_000, wad * 5 / 100),
            (600, 7_200),
            (wad / 100, wad * 15 / 100),
            (wad, wad * 1_000),
        ];
        for (position, (least, most)) in (0..).zip(ranges) {
            for value in [least.checked_sub(one), Some(most + one)]
                .into_iter()
                .flatten()
            {
                let value = U256::from(value);
                stage
                    .refuses(
                        owner,
                        unwinder,
                        &with(&now, position, value),
                        bounds(position, value),
                    )
                    .await;
            }
            for value in [least, most] {
                let call = with(&now, position, U256::from(value));
                let done = stage.does(owner, unwinder, &call).await;
                let event = done.event::<IUnwinder::ParametersSet>(unwinder);
                assert_eq!(event.parameters, call.parameters);
                assert_eq!(
                    stage.read(unwinder, &IUnwinder::parametersCall {}).await,
                    call.parameters
                );
            }
        }
    });
}

#[test]
fn books_are_allowed_by_the_owner() {
    test(async |stage| {
        let (unwinder, owner) = (stage.unwinder(), &stage.owner);
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        let book = |book, allowed| IUnwinder::setBookCall { book, allowed };
        stage
            .refuses(
                &stranger,
                unwinder,
                &book(caller, true),
                IOwned::Unauthorised { caller },
            )
            .await;
        stage
            .refuses(
                owner,
                unwinder,
                &book(Address::ZERO, true),
                IOwned::ZeroAddress {},
            )
            .await;
        assert!(
            stage
                .read(unwinder, &IUnwinder::isBookCall { book: stage.pool() })
                .await
        );
        let done = stage
            .does(owner, unwinder, &book(stage.pool(), false))
            .await;
        let event = done.event::<IUnwinder::BookSet>(unwinder);
        assert_eq!((event.book, event.allowed), (stage.pool(), false));
        assert!(
            !stage
                .read(unwinder, &IUnwinder::isBookCall { book: stage.pool() })
                .await
        );
        let open = IUnwinder::openCall {
            book: stage.pool(),
            account: caller,
        };
        stage
            .refuses(
                owner,
                unwinder,
                &open,
                IUnwinder::UnknownBook { book: stage.pool() },
            )
            .await;
    });
}

#[test]
fn the_oracles_settings_are_set_inside_bounds_by_the_owner() {
    test(async |stage| {
        let (oracle, owner) = (stage.oracle(), &stage.owner);
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        let lives = |smoothing, fast, slow| IOracle::setHalfLivesCall {
            smoothing,
            fast,
            slow,
        };
        stage
            .refuses(
                &stranger,
                oracle,
                &lives(300, 3_600, 3_600),
                IOwned::Unauthorised { caller },
            )
            .await;
        for (call, position, value) in [
            (lives(299, 3_600, 3_600), 0, 299_u64),
            (lives(21_601, 3_600, 3_600), 0, 21_601),
            (lives(300, 3_599, 3_600), 1, 3_599),
            (lives(300, 7_776_001, 7_776_001), 1, 7_776_001),
            (lives(300, 7_200, 7_199), 2, 7_199),
            (lives(300, 3_600, 7_776_001), 2, 7_776_001),
        ] {
            stage
                .refuses(owner, oracle, &call, bounds(position, U256::from(value)))
                .await;
        }
        let done = stage.does(owner, oracle, &lives(600, 7_200, 14_400)).await;
        let event = done.event::<IOracle::HalfLivesSet>(oracle);
        assert_eq!(
            (event.smoothing, event.fast, event.slow),
            (600, 7_200, 14_400)
        );
        let read = stage.read(oracle, &IOracle::halfLivesCall {}).await;
        assert_eq!((read.smoothing, read.fast, read.slow), (600, 7_200, 14_400));

        let sequencer = |feed, grace| IOracle::setSequencerFeedCall { feed, grace };
        stage
            .refuses(
                &stranger,
                oracle,
                &sequencer(caller, 1),
                IOwned::Unauthorised { caller },
            )
            .await;
        stage
            .refuses(
                owner,
                oracle,
                &sequencer(caller, 86_401),
                bounds(1, U256::from(86_401)),
            )
            .await;
        let done = stage.does(owner, oracle, &sequencer(caller, 86_400)).await;
        let event = done.event::<IOracle::SequencerFeedSet>(oracle);
        assert_eq!((event.feed, event.grace), (caller, 86_400));
        let read = stage.read(oracle, &IOracle::sequencerFeedCall {}).await;
        assert_eq!((read.feed, read.grace), (caller, 86_400));
    });
}

#[test]
fn the_funds_settings_are_set_inside_bounds_by_the_owner() {
    test(async |stage| {
        let (fund, owner) = (stage.fund(), &stage.owner);
        let stranger = stage.actor("stranger").await;
        let caller = stranger.address();
        let terms = stage.config.insurance.terms();
        let set = |terms| IInsurance::setTermsCall { terms };
        stage
            .refuses(
                &stranger,
                fund,
                &set(terms.clone()),
                IOwned::Unauthorised { caller },
            )
            .await;
        // The longest recovery and auction of an unwinder, and a day less two hours to claim.
        for cooldown in [345_599, 7_776_001] {
            let wrong = IInsurance::Terms {
                cooldown,
                ..terms.clone()
            };
            stage
                .refuses(owner, fund, &set(wrong), bounds(0, U256::from(cooldown)))
                .await;
        }
        for discount in [199, 2_001] {
            let wrong = IInsurance::Terms {
                discount,
                ..terms.clone()
            };
            stage
                .refuses(owner, fund, &set(wrong), bounds(2, U256::from(discount)))
                .await;
        }
        let changed = IInsurance::Terms {
            cooldown: 345_600,
            claimShare: 10_000,
            discount: 200,
            heldShare: 0,
            purchaseShare: 9_000,
            saleInterval: 300,
            saleShare: 5_000,
            salePremium: 0,
            saleDiscount: 500,
        };
        let done = stage.does(owner, fund, &set(changed.clone())).await;
        assert_eq!(done.event::<IInsurance::TermsSet>(fund).terms, changed);
        assert_eq!(stage.read(fund, &IInsurance::termsCall {}).await, changed);

        let collateral = stage.token("ETH");
        let hold = |share| IInsurance::setCollateralCall { collateral, share };
        stage
            .refuses(&stranger, fund, &hold(100), IOwned::Unauthorised { caller })
            .await;
        stage
            .refuses(owner, fund, &hold(9_001), bounds(1, U256::from(9_001)))
            .await;
        let done = stage.does(owner, fund, &hold(100)).await;
        let event = done.event::<IInsurance::CollateralSet>(fund);
        assert_eq!((event.collateral, event.share), (collateral, 100));
        let view = IInsurance::holdingCall { collateral };
        assert_eq!(stage.read(fund, &view).await.share, 100);

        // Who may claim and who tells prices is named once, and nobody once somebody has staked.
        let add = |book, weight| IInsurance::addBookCall { book, weight };
        stage
            .refuses(
                &stranger,
                fund,
                &add(caller, 1),
                IOwned::Unauthorised { caller },
            )
            .await;
        let current = stage.pool();
        stage
            .refuses(
                owner,
                fund,
                &add(current, 1),
                IOwned::AlreadySet { current },
            )
            .await;
        let oracle = IInsurance::setOracleCall { oracle: caller };
        let current = stage.oracle();
        stage
            .refuses(owner, fund, &oracle, IOwned::AlreadySet { current })
            .await;
        let arguments = (owner.address(), stage.token("USDC")).abi_encode_params();
        let fresh = stage
            .construct("insurance", &arguments)
            .await
            .expect("fund");
        stage
            .refuses(owner, fresh, &add(Address::ZERO, 1), IOwned::ZeroAddress {})
            .await;
        for weight in [0, 1_000_001] {
            stage
                .refuses(
                    owner,
                    fresh,
                    &add(caller, weight),
                    bounds(1, U256::from(weight)),
                )
                .await;
        }
        let done = stage.does(owner, fresh, &add(caller, 3)).await;
        let event = done.event::<IInsurance::BookAdded>(fresh);
        assert_eq!((event.book, event.weight), (caller, 3));
        let books = stage.read(fresh, &IInsurance::booksCall {}).await;
        assert_eq!(books, [caller]);
        let weight = IInsurance::weightOfCall { book: caller };
        assert_eq!(stage.read(fresh, &weight).await, 3);
        let staker = stage.rich("staker", &[("USDC", "10")]).await;
        stage.stake(&staker, "10").await;
        stage
            .refuses(owner, fund, &add(caller, 1), IInsurance::AlreadyStaked {})
            .await;
    });
}

#[test]
fn owners_change_in_two_steps() {
    test(async |stage| {
        let (heir, stranger) = (stage.actor("heir").await, stage.actor("stranger").await);
        let owned = stage.at.programs().into_iter();
        let ownerless = |name: &str| {
            [
                "lens",
                "orders",
                "term-loan",
                "loan-lens",
                "option-loan",
                "collar",
                "yield-loan",
                "roller",
            ]
            .contains(&name)
                || name.ends_with("-extension")
                || name.ends_with("-settings")
        };
        for (name, program) in owned.filter(|(name, _)| !ownerless(name)) {
            owner_changes(stage, program, &heir, &stranger).await;
            println!("{name}: passed on");
        }
    });
}

async fn owner_changes(
    stage: &Stage,
    program: Address,
    heir: &ballast_chain_tests::Actor,
    stranger: &ballast_chain_tests::Actor,
) {
    let offer = |candidate: Address| IOwned::transferOwnershipCall { candidate };
    let unauthorised = |caller| IOwned::Unauthorised { caller };
    let accept = IOwned::acceptOwnershipCall {};
    let (first, second) = (stage.owner.address(), heir.address());
    stage
        .refuses(
            stranger,
            program,
            &offer(second),
            unauthorised(stranger.address()),
        )
        .await;
    stage
        .refuses(heir, program, &accept, unauthorised(second))
        .await;
    let done = stage.does(&stage.owner, program, &offer(second)).await;
    let event = done.event::<IOwned::OwnershipOffered>(program);
    assert_eq!((event.owner, event.candidate), (first, second));
    // Nothing passes before it is accepted.
    assert_eq!(stage.read(program, &IOwned::ownerCall {}).await, first);
    stage
        .refuses(stranger, program, &accept, unauthorised(stranger.address()))
        .await;
    stage
        .refuses(&stage.owner, program, &accept, unauthorised(first))
        .await;
    let done = stage.does(heir, program, &accept).await;
    let event = done.event::<IOwned::OwnershipTransferred>(program);
    assert_eq!((event.previous, event.owner), (first, second));
    assert_eq!(stage.read(program, &IOwned::ownerCall {}).await, second);
    stage
        .refuses(&stage.owner, program, &offer(first), unauthorised(first))
        .await;
    stage
        .refuses(heir, program, &accept, unauthorised(second))
        .await;
    // An offer may be taken back.
    stage.does(heir, program, &offer(stranger.address())).await;
    stage.does(heir, program, &offer(Address::ZERO)).await;
    stage
        .refuses(stranger, program, &accept, unauthorised(stranger.address()))
        .await;
}
