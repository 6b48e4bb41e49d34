//! What the owner sets.

use super::*;

fn out_of_bounds(position: u128, value: u128) -> IOwned::IOwnedErrors {
    IOwned::IOwnedErrors::ParameterOutOfBounds(IOwned::ParameterOutOfBounds {
        position: number(position),
        value: number(value),
    })
}

#[test]
fn a_reserve_reads_back_as_it_was_set() {
    let (_, mut pool) = with_reserves();
    let expected = settings_of(&usdc_config(), &usdc_risk());
    let read = call(&mut pool, &IPool::reserveConfigCall { asset: USDC }).unwrap();
    assert_eq!((read.config, read.insurance), (expected, Address::ZERO));
    assert_eq!(
        call(&mut pool, &IPool::reservesCall {}),
        Ok(vec![USDC, ETH])
    );
    assert_eq!(call(&mut pool, &IPool::unwinderCall {}), Ok(UNWINDER));
    let risk = call(&mut pool, &IPool::riskCall {}).unwrap();
    let set = risk_call();
    assert_eq!(
        (risk.zScore, risk.horizon, risk.buffer),
        (set.zScore, set.horizon, set.buffer)
    );
    assert_eq!(
        (risk.factorFeeds, risk.correlations),
        (set.factorFeeds, set.correlations)
    );
}

#[test]
fn a_fund_that_is_not_this_pools_is_refused_and_none_is_accepted() {
    let (vm, mut pool) = with_reserves();
    vm.set_sender(OWNER);
    let name = |insurance| IPool::setInsuranceCall {
        asset: USDC,
        insurance,
    };
    let failed = IPool::IPoolErrors::CallFailed(IPool::CallFailed { target: FUND });
    for answer in [
        Ok(vec![]),
        Err(vec![]),
        Ok(USDC.into_word().to_vec()),
        Ok(THIS.into_word().to_vec()),
    ] {
        vm.mock_static_call(FUND, vec![], answer);
        assert_eq!(
            refused(&mut pool, &name(FUND)),
            failed,
            "of that asset, and claimable by this pool"
        );
    }
    call(&mut pool, &name(Address::ZERO)).unwrap();
    let event: IPool::InsuranceSet = last_event(&vm);
    assert_eq!((event.asset, event.insurance), (USDC, Address::ZERO));
    let other = IPool::setInsuranceCall {
        asset: ALICE,
        insurance: Address::ZERO,
    };
    let unknown = IPool::IPoolErrors::UnknownReserve(IPool::UnknownReserve { asset: ALICE });
    assert_eq!(refused(&mut pool, &other), unknown);
}

#[test]
fn feeds_that_the_oracle_does_not_know_are_refused() {
    let (vm, mut pool) = fresh();
    let config = settings_of(&usdc_config(), &usdc_risk());
    let asset = USDC;
    let read = |feeds| IOracle::readCall { feeds }.abi_encode();
    vm.mock_static_call(ORACLE, read(vec![0; 5]), Err(vec![]));
    mock_decimals(&vm, USDC, 6);
    let failed = IPool::IPoolErrors::CallFailed(IPool::CallFailed { target: ORACLE });
    assert_eq!(
        refused(&mut pool, &IPool::setReserveCall { asset, config }),
        failed
    );
    vm.mock_static_call(ORACLE, read(vec![1, 1, 1, 0]), Err(vec![]));
    assert_eq!(refused(&mut pool, &risk_call()), failed);
}

#[test]
fn events_of_settings_carry_them() {
    let (vm, mut pool) = fresh();
    mock_decimals(&vm, USDC, 6);
    let config = settings_of(&usdc_config(), &usdc_risk());
    let set = IPool::setReserveCall {
        asset: USDC,
        config: config.clone(),
    };
    assert_eq!(call(&mut pool, &set), Ok(0));
    let event: IPool::ReserveSet = last_event(&vm);
    assert_eq!(
        (event.asset, event.reserve, event.config),
        (USDC, 0, config)
    );
    call(&mut pool, &risk_call()).unwrap();
    let event: IPool::RiskSet = last_event(&vm);
    assert_eq!(
        (event.factorFeeds, event.correlations),
        ([1, 1, 1, 0], risk_call().correlations)
    );
}

#[test]
fn pool_2_the_unwinder_is_named_once() {
    let (vm, mut pool) = fresh();
    let name = |unwinder| IPool::setUnwinderCall { unwinder };
    let refused = call(&mut pool, &name(Address::ZERO)).err().unwrap();
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(shared_refusal(&refused), zero);
    call(&mut pool, &name(BOB)).unwrap();
    assert_eq!(last_event::<IPool::UnwinderSet>(&vm).unwinder, BOB);
    let refused = call(&mut pool, &name(ALICE)).err().unwrap();
    let set = IOwned::IOwnedErrors::AlreadySet(IOwned::AlreadySet { current: BOB });
    assert_eq!(shared_refusal(&refused), set, "POOL-2");
    assert_eq!(call(&mut pool, &IPool::unwinderCall {}), Ok(BOB));
}

#[test]
fn nobody_but_the_owner_sets_anything() {
    let (_, mut pool) = with_reserves();
    let config = settings_of(&usdc_config(), &usdc_risk());
    let refusals = [
        call(
            &mut pool,
            &IPool::setReserveCall {
                asset: USDC,
                config,
            },
        )
        .map(drop),
        call(&mut pool, &risk_call()).map(drop),
        call(&mut pool, &IPool::setUnwinderCall { unwinder: ALICE }).map(drop),
        call(
            &mut pool,
            &IPool::setInsuranceCall {
                asset: USDC,
                insurance: ALICE,
            },
        )
        .map(drop),
        call(
            &mut pool,
            &IPool::claimReservesCall {
                asset: USDC,
                amount: number(1),
                receiver: ALICE,
            },
        )
        .map(drop),
    ];
    for refusal in refusals {
        let expected = IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller: ALICE });
        assert_eq!(shared_refusal(&refusal.unwrap_err()), expected);
    }
}

#[test]
fn reserves_outside_their_bounds_are_refused() {
    let (vm, mut pool) = fresh();
    mock_decimals(&vm, USDC, 6);
    let mut refused = |asset, change: &dyn Fn(&mut IPool::ReserveConfig)| {
        let mut config = settings_of(&usdc_config(), &usdc_risk());
        change(&mut config);
        shared_refusal(&call(&mut pool, &IPool::setReserveCall { asset, config }).unwrap_err())
    };
    let kinkless = |set: &mut IPool::ReserveConfig| set.kink = 0;
    assert_eq!(
        refused(USDC, &kinkless),
        out_of_bounds(5, 4_550),
        "with rates"
    );
    let steep = |set: &mut IPool::ReserveConfig| {
        (set.baseRate, set.slopeBelow, set.slopeAbove) = (50_000, 50_000, 1);
    };
    assert_eq!(refused(USDC, &steep), out_of_bounds(5, 100_001));
    let used = |set: &mut IPool::ReserveConfig| set.profile.0[31] = 1;
    assert_eq!(
        refused(USDC, &used),
        out_of_bounds(11, 1),
        "bits of the pool"
    );
    let wild = |set: &mut IPool::ReserveConfig| {
        set.profile.0[8..10].copy_from_slice(&30_001u16.to_be_bytes());
    };
    assert_eq!(
        refused(USDC, &wild),
        out_of_bounds(11, 30_001),
        "volatility"
    );
    assert_eq!(
        refused(USDC, &|set| set.kink = 10_001),
        out_of_bounds(6, 10_001)
    );
    let much = |set: &mut IPool::ReserveConfig| {
        set.reserveFactor = 4_000;
        set.premiumFactor = 1_001;
    };
    assert_eq!(refused(USDC, &much), out_of_bounds(7, 5_001));
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(refused(Address::ZERO, &|_| ()), zero);
    for bad in [0, 5, 25, 255] {
        mock_decimals(&vm, USDC, bad);
        assert_eq!(
            refused(USDC, &|_| ()),
            out_of_bounds(0, u128::from(bad)),
            "decimals"
        );
    }
    mock_decimals(&vm, USDC, 6);
    let risky = |haircut, basis, loss| {
        let mut risk = eth_risk();
        (risk.haircut, risk.basis, risk.scenarios[15]) = (haircut, basis, loss);
        risk.pack()
    };
    for (haircut, basis, loss, expected) in [
        (9_000, 1, 0, out_of_bounds(11, 9_001)),
        (0, 65_535, 0, out_of_bounds(11, 65_535)),
        (9_000, 0, 9_001, out_of_bounds(12, 9_001)),
        (9_000, 0, -9_001, out_of_bounds(12, 9_001)),
        (9_000, 0, i16::MIN, out_of_bounds(12, 32_768)),
    ] {
        let (profile, scenarios) = risky(haircut, basis, loss);
        let change = |set: &mut IPool::ReserveConfig| {
            set.profile = B256::new(profile);
            set.scenarios = B256::new(scenarios);
        };
        assert_eq!(refused(USDC, &change), expected);
    }
    assert_eq!(call(&mut pool, &IPool::reservesCall {}), Ok(vec![]));
}

#[test]
fn tokens_that_tell_no_decimals_are_refused() {
    let (vm, mut pool) = fresh();
    let set = IPool::setReserveCall {
        asset: USDC,
        config: settings_of(&usdc_config(), &usdc_risk()),
    };
    vm.mock_static_call(USDC, vec![0x31, 0x3c, 0xe5, 0x67], Ok(vec![]));
    let failed = IPool::IPoolErrors::TransferFailed(IPool::TransferFailed { token: USDC });
    assert_eq!(
        refusal(&call(&mut pool, &set).unwrap_err()),
        failed,
        "no answer"
    );
    let huge = number(256).to_be_bytes::<32>().to_vec();
    vm.mock_static_call(USDC, vec![0x31, 0x3c, 0xe5, 0x67], Ok(huge));
    assert_eq!(
        refusal(&call(&mut pool, &set).unwrap_err()),
        failed,
        "256 decimals"
    );
    mock_decimals(&vm, USDC, 24);
    assert_eq!(call(&mut pool, &set), Ok(0));
    assert_eq!(pool.market(0).config.decimals, 24);
}

#[test]
fn risk_outside_its_bounds_is_refused() {
    let (vm, mut pool) = with_reserves();
    vm.set_sender(OWNER);
    let mut refused = |change: &dyn Fn(&mut IPool::setRiskCall)| {
        let mut set = risk_call();
        change(&mut set);
        shared_refusal(&call(&mut pool, &set).err().unwrap())
    };
    assert_eq!(
        refused(&|set| set.zScore = number(WAD - 1)),
        out_of_bounds(0, WAD - 1)
    );
    assert_eq!(
        refused(&|set| set.zScore = number(4 * WAD + 1)),
        out_of_bounds(0, 4 * WAD + 1)
    );
    assert_eq!(
        refused(&|set| set.zScore = U256::MAX),
        out_of_bounds(0, u128::MAX)
    );
    assert_eq!(
        refused(&|set| set.horizon = number(3_599)),
        out_of_bounds(1, 3_599)
    );
    assert_eq!(
        refused(&|set| set.horizon = number(259_201)),
        out_of_bounds(1, 259_201)
    );
    assert_eq!(
        refused(&|set| set.buffer = number(WAD / 100 - 1)),
        out_of_bounds(2, WAD / 100 - 1)
    );
    assert_eq!(
        refused(&|set| set.buffer = number(WAD / 5 + 1)),
        out_of_bounds(2, WAD / 5 + 1)
    );
    let impossible = |set: &mut IPool::setRiskCall| {
        // 0 and 1 move together, 0 and 2 too, 1 and 2 opposed.
        set.correlations = correlations_word([10_000, 10_000, 0, -10_000, 0, 0]);
    };
    assert!(matches!(
        refused(&impossible),
        IOwned::IOwnedErrors::RiskCalculation(_)
    ));
}

#[test]
fn no_more_than_32_reserves() {
    let (vm, mut pool) = fresh();
    let token = |index: u8| Address::repeat_byte(index + 1);
    for index in 0..33 {
        mock_decimals(&vm, token(index), 18);
        let config = settings_of(&usdc_config(), &usdc_risk());
        let asset = token(index);
        let answer = call(&mut pool, &IPool::setReserveCall { asset, config });
        if index < 32 {
            assert_eq!(answer, Ok(index));
        } else {
            let expected = IPool::IPoolErrors::TooMany(IPool::TooMany { limit: number(32) });
            assert_eq!(refusal(&answer.unwrap_err()), expected);
        }
    }
    let assets = call(&mut pool, &IPool::reservesCall {}).unwrap();
    assert_eq!(assets, (0..32).map(token).collect::<Vec<_>>());
    assert_eq!(
        pool.address_at(Key::reserve(31, ReserveField::Asset)),
        token(31)
    );
}

#[test]
fn a_changed_curve_applies_from_now() {
    let (vm, mut pool) = with_reserves();
    lend(&mut pool, BOB, USDC, 1_000 * DOLLAR);
    grant(&mut pool, BOB, USDC, 0, 900 * DOLLAR);
    vm.set_block_timestamp(START + 31_536_000);
    let due = call(&mut pool, &IPool::reserveStateCall { asset: USDC })
        .unwrap()
        .debt;
    vm.set_sender(OWNER);
    mock_decimals(&vm, USDC, 6);
    let mut config = settings_of(&usdc_config(), &usdc_risk());
    config.baseRate = 10_000;
    let asset = USDC;
    assert_eq!(
        call(&mut pool, &IPool::setReserveCall { asset, config }),
        Ok(0),
        "its old number"
    );
    let state = call(&mut pool, &IPool::reserveStateCall { asset }).unwrap();
    assert_eq!(
        state.debt, due,
        "interest so far is owed under the old curve"
    );
    assert!(state.debt > number(900 * DOLLAR) && state.borrowRate > number(WAD));
}

#[test]
fn an_adaptive_curve_begins_when_it_is_set() {
    let (vm, mut pool) = fresh();
    let initial = risk_core::curve::AdaptiveCurve::INITIAL_RATE_AT_TARGET.0;
    mock_decimals(&vm, USDC, 6);
    let mut config = settings_of(&usdc_config(), &usdc_risk());
    let asset = USDC;
    let set = |pool: &mut Pool, config: &IPool::ReserveConfig| {
        let config = config.clone();
        call(pool, &IPool::setReserveCall { asset, config }).unwrap()
    };
    let kinked = config.clone();
    (config.slopeBelow, config.slopeAbove, config.kink) = (0, 0, 0);
    assert_eq!(set(&mut pool, &config), 0);
    assert_eq!(pool.market(0).rate_at_target, initial, "a new reserve's");
    // A day in which nothing is lent: exp(-50 / 365) = 0.872.
    vm.set_block_timestamp(START + 86_400);
    set(&mut pool, &config);
    let rate = pool.market(0).rate_at_target;
    assert_eq!(
        rate * 1_000 / initial,
        871,
        "kept where it was adaptive already"
    );
    set(&mut pool, &kinked);
    vm.set_block_timestamp(START + 10 * 86_400);
    set(&mut pool, &config);
    assert_eq!(pool.market(0).rate_at_target, initial, "anew");
}
