//! Roles, pauses, limits and the seal.

use ballast_pool_state::layout::Verb;

use super::*;

const GUARDIAN: Address = address!("0x00000000000000000000000000000000000000f1");
const KEEPER: Address = address!("0x00000000000000000000000000000000000000f2");

/// With a guardian and a gatekeeper; the sender is the owner.
fn guarded() -> (TestVM, Pool) {
    let (vm, mut pool) = with_reserves();
    vm.set_sender(OWNER);
    call(&mut pool, &IPool::setGuardianCall { guardian: GUARDIAN }).unwrap();
    assert_eq!(last_event::<IPool::GuardianSet>(&vm).guardian, GUARDIAN);
    let gatekeeper = KEEPER;
    call(&mut pool, &IPool::setGatekeeperCall { gatekeeper }).unwrap();
    assert_eq!(last_event::<IPool::GatekeeperSet>(&vm).gatekeeper, KEEPER);
    (vm, pool)
}

fn unauthorised(caller: Address) -> IOwned::IOwnedErrors {
    IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller })
}

fn paused(asset: Address, what: u8) -> IPool::IPoolErrors {
    IPool::IPoolErrors::Paused(IPool::Paused { asset, what })
}

fn guard(pool: &mut Pool, verb: Verb, account: Address, amount: u128) -> Result<(), Vec<u8>> {
    let config = pool.config(&USDC).unwrap();
    pool.guard(&USDC, &config, verb, &account, amount)
        .map_err(Vec::from)
}

#[test]
fn the_guardian_pauses_and_only_the_owner_unpauses() {
    let (vm, mut pool) = guarded();
    let pause = |what| IPool::pauseCall { asset: USDC, what };
    let unpause = |what| IPool::unpauseCall { asset: USDC, what };
    for stranger in [ALICE, KEEPER, UNWINDER] {
        vm.set_sender(stranger);
        for refused in [
            call(&mut pool, &pause(1)).map(drop),
            call(&mut pool, &IPool::pauseAllCall { what: 1 }).map(drop),
            call(&mut pool, &unpause(1)).map(drop),
        ] {
            assert_eq!(
                shared_refusal(&refused.unwrap_err()),
                unauthorised(stranger)
            );
        }
    }
    vm.set_sender(GUARDIAN);
    call(&mut pool, &pause(2 | 16)).unwrap();
    call(&mut pool, &pause(4)).unwrap();
    let event = last_event::<IPool::PausesSet>(&vm);
    assert_eq!(
        (event.asset, event.paused),
        (USDC, 22),
        "all that is paused"
    );
    let refused = call(&mut pool, &unpause(2)).map(drop).unwrap_err();
    assert_eq!(shared_refusal(&refused), unauthorised(GUARDIAN));
    for what in [32, 255] {
        let refused = call(&mut pool, &pause(what)).map(drop).unwrap_err();
        let bound = IOwned::ParameterOutOfBounds {
            position: number(1),
            value: U256::from(what),
        };
        assert_eq!(
            shared_refusal(&refused),
            IOwned::IOwnedErrors::ParameterOutOfBounds(bound)
        );
    }
    for (verb, blocked) in [
        (Verb::Supply, false),
        (Verb::Borrow, true),
        (Verb::Withdraw, true),
        (Verb::Collateral, false),
        (Verb::Flash, true),
        (Verb::Repay, false),
    ] {
        let answer = guard(&mut pool, verb, ALICE, 5);
        if blocked {
            assert_eq!(refusal(&answer.unwrap_err()), paused(USDC, verb as u8));
        } else {
            answer.unwrap();
        }
    }
    // The owner's settings leave pauses alone, and the reverse.
    vm.set_sender(OWNER);
    mock_decimals(&vm, USDC, 6);
    let config = settings_of(&usdc_config(), &usdc_risk());
    let asset = USDC;
    call(
        &mut pool,
        &IPool::setReserveCall {
            asset,
            config: config.clone(),
        },
    )
    .unwrap();
    let told = call(&mut pool, &IPool::limitsCall { asset }).unwrap();
    assert_eq!((told.paused, told.gated, told.outflowCap), (22, false, 0));
    assert_eq!(told.outflowLeft, U256::MAX);
    let read = call(&mut pool, &IPool::reserveConfigCall { asset }).unwrap();
    assert_eq!(read.config, config);
    call(&mut pool, &unpause(6)).unwrap();
    assert_eq!(last_event::<IPool::PausesSet>(&vm).paused, 16);
    guard(&mut pool, Verb::Borrow, ALICE, 5).unwrap();
    vm.set_sender(GUARDIAN);
    call(&mut pool, &IPool::pauseAllCall { what: 31 }).unwrap();
    for asset in [USDC, ETH] {
        let told = call(&mut pool, &IPool::limitsCall { asset }).unwrap();
        assert_eq!(told.paused, 31);
    }
    assert!(pool.config(&ETH).unwrap().allows(BORROW_ENABLED));
}

#[test]
fn caps_are_lowered_and_never_raised() {
    let (vm, mut pool) = guarded();
    vm.set_sender(GUARDIAN);
    let lower = |supply, borrow| IPool::lowerCapsCall {
        asset: USDC,
        supplyCap: supply,
        borrowCap: borrow,
    };
    call(&mut pool, &lower(5, u64::MAX)).unwrap();
    let event = last_event::<IPool::CapsLowered>(&vm);
    assert_eq!((event.supplyCap, event.borrowCap), (5, 900_000_000));
    call(&mut pool, &lower(6, 0)).unwrap();
    let config = pool.config(&USDC).unwrap();
    assert_eq!((config.supply_cap, config.borrow_cap), (5, 0));
    assert_eq!(pool.market(0).config, config, "both copies");
    vm.set_sender(ALICE);
    let refused = call(&mut pool, &lower(0, 0)).map(drop).unwrap_err();
    assert_eq!(shared_refusal(&refused), unauthorised(ALICE));
}

#[test]
fn a_gated_reserve_lets_only_allowed_accounts_in_and_everybody_out() {
    let (vm, mut pool) = guarded();
    let limits = IPool::setLimitsCall {
        asset: USDC,
        gated: true,
        outflowCap: 0,
        window: 0,
    };
    call(&mut pool, &limits).unwrap();
    let allow = |account, allowed| IPool::setAllowedCall { account, allowed };
    let refused = call(&mut pool, &allow(ALICE, true)).map(drop).unwrap_err();
    assert_eq!(
        shared_refusal(&refused),
        unauthorised(OWNER),
        "not even the owner"
    );
    vm.set_sender(KEEPER);
    call(&mut pool, &allow(ALICE, true)).unwrap();
    let event = last_event::<IPool::AllowedSet>(&vm);
    assert_eq!((event.account, event.allowed), (ALICE, true));
    assert_eq!(
        call(&mut pool, &IPool::isAllowedCall { account: ALICE }),
        Ok(true)
    );
    for verb in [Verb::Supply, Verb::Borrow, Verb::Collateral] {
        guard(&mut pool, verb, ALICE, 5).unwrap();
        let (asset, account) = (USDC, BOB);
        let expected = IPool::IPoolErrors::NotAllowed(IPool::NotAllowed { asset, account });
        assert_eq!(
            refusal(&guard(&mut pool, verb, BOB, 5).unwrap_err()),
            expected
        );
    }
    for verb in [Verb::Repay, Verb::Withdraw, Verb::Flash] {
        guard(&mut pool, verb, BOB, 5).unwrap();
    }
    call(&mut pool, &allow(ALICE, false)).unwrap();
    guard(&mut pool, Verb::Supply, ALICE, 5).unwrap_err();
}

#[test]
fn outflow_is_capped_and_what_comes_back_counts() {
    let (vm, mut pool) = guarded();
    let set = |cap, window| IPool::setLimitsCall {
        asset: USDC,
        gated: false,
        outflowCap: cap,
        window,
    };
    for (cap, window) in [(1, 3_599), (1, 2_592_001), (0, 1), (1, 0)] {
        let refused = call(&mut pool, &set(cap, window)).map(drop).unwrap_err();
        let bound = IOwned::ParameterOutOfBounds {
            position: number(3),
            value: U256::from(window),
        };
        assert_eq!(
            shared_refusal(&refused),
            IOwned::IOwnedErrors::ParameterOutOfBounds(bound)
        );
    }
    call(&mut pool, &set(100, 3_600)).unwrap();
    let event = last_event::<IPool::LimitsSet>(&vm);
    assert_eq!(
        (event.gated, event.outflowCap, event.window),
        (false, 100, 3_600)
    );
    let exceeded = |available, wanted| {
        IPool::IPoolErrors::OutflowExceeded(IPool::OutflowExceeded {
            asset: USDC,
            available: number(available),
            wanted: number(wanted),
        })
    };
    let left = |pool: &mut Pool| {
        let told = call(pool, &IPool::limitsCall { asset: USDC }).unwrap();
        u128::try_from(told.outflowLeft).unwrap() / DOLLAR
    };
    guard(&mut pool, Verb::Withdraw, ALICE, 60 * DOLLAR).unwrap();
    let refused = guard(&mut pool, Verb::Borrow, BOB, 40 * DOLLAR + 1).unwrap_err();
    assert_eq!(refusal(&refused), exceeded(40 * DOLLAR, 40 * DOLLAR + 1));
    guard(&mut pool, Verb::Borrow, BOB, 40 * DOLLAR).unwrap();
    assert_eq!(left(&mut pool), 0);
    guard(&mut pool, Verb::Repay, BOB, 10 * DOLLAR).unwrap();
    assert_eq!(left(&mut pool), 10);
    // Supplying and taking it back leaves what was left: nobody shuts others in at no cost.
    guard(&mut pool, Verb::Supply, ALICE, 1_000_000 * DOLLAR).unwrap();
    guard(&mut pool, Verb::Withdraw, ALICE, 1_000_000 * DOLLAR).unwrap();
    assert_eq!(left(&mut pool), 10);
    guard(&mut pool, Verb::Collateral, ALICE, 1_000_000 * DOLLAR).unwrap();
    assert_eq!(left(&mut pool), 10, "collateral is nobody's liquidity");
    vm.set_block_timestamp(START + 1_800);
    assert_eq!(left(&mut pool), 60);
    // Another cap keeps what flowed; ending the cap forgets it.
    call(&mut pool, &set(50, 3_600)).unwrap();
    assert_eq!(left(&mut pool), 10);
    call(&mut pool, &set(0, 0)).unwrap();
    guard(&mut pool, Verb::Borrow, BOB, u128::MAX).unwrap();
    call(&mut pool, &set(50, 3_600)).unwrap();
    assert_eq!(left(&mut pool), 50);
    let refused = guard(&mut pool, Verb::Withdraw, BOB, u128::MAX).unwrap_err();
    assert_eq!(refusal(&refused), exceeded(50 * DOLLAR, u128::MAX));
    guard(&mut pool, Verb::Supply, BOB, u128::MAX).unwrap();
    guard(&mut pool, Verb::Supply, BOB, u128::MAX).unwrap();
}

#[test]
fn a_market_is_sealed_with_its_unwinder_only() {
    let (_, mut pool) = guarded();
    pool.put(Key::UNWINDER, U256::ZERO);
    let refused = call(&mut pool, &IPool::sealSettingsCall {}).map(drop);
    assert_eq!(
        shared_refusal(&refused.unwrap_err()),
        IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {})
    );
    let told = call(&mut pool, &IPool::rolesCall {}).unwrap();
    assert!(!told.settingsSealed);
}

#[test]
fn a_seal_holds_for_ever() {
    let (vm, mut pool) = guarded();
    call(&mut pool, &IPool::pauseAllCall { what: 31 }).unwrap();
    call(&mut pool, &IPool::sealSettingsCall {}).unwrap();
    let _: IPool::SettingsSealed = last_event(&vm);
    for asset in [USDC, ETH] {
        let told = call(&mut pool, &IPool::limitsCall { asset }).unwrap();
        assert_eq!(told.paused, 27, "who lent may leave");
    }
    let config = settings_of(&usdc_config(), &usdc_risk());
    let set = IPool::setReserveCall {
        asset: USDC,
        config,
    };
    let limits = IPool::setLimitsCall {
        asset: USDC,
        gated: true,
        outflowCap: 0,
        window: 0,
    };
    let ramp = IPool::setRampCall {
        duration: number(86_400),
    };
    let insurance = IPool::setInsuranceCall {
        asset: USDC,
        insurance: Address::ZERO,
    };
    let lower = IPool::lowerCapsCall {
        asset: USDC,
        supplyCap: 0,
        borrowCap: 0,
    };
    let pause = |what| IPool::pauseCall { asset: USDC, what };
    for refused in [
        call(&mut pool, &set).map(drop),
        call(&mut pool, &risk_call()).map(drop),
        call(&mut pool, &limits).map(drop),
        call(&mut pool, &ramp).map(drop),
        call(&mut pool, &IPool::sealSettingsCall {}).map(drop),
        call(&mut pool, &IPool::setUnwinderCall { unwinder: KEEPER }).map(drop),
        call(&mut pool, &insurance).map(drop),
        call(&mut pool, &lower).map(drop),
        call(&mut pool, &pause(4)).map(drop),
        call(&mut pool, &IPool::pauseAllCall { what: 31 }).map(drop),
    ] {
        let expected = IPool::IPoolErrors::SettingsAreSealed(IPool::SettingsAreSealed {});
        assert_eq!(refusal(&refused.unwrap_err()), expected);
    }
    // What is new can be stopped, and let on again.
    call(&mut pool, &pause(27)).unwrap();
    call(
        &mut pool,
        &IPool::unpauseCall {
            asset: USDC,
            what: 31,
        },
    )
    .unwrap();
    let told = call(&mut pool, &IPool::rolesCall {}).unwrap();
    assert_eq!(
        (told.guardian, told.gatekeeper, told.settingsSealed),
        (GUARDIAN, KEEPER, true)
    );
}

#[test]
fn stricter_profiles_come_to_hold_over_the_ramp() {
    let (vm, mut pool) = guarded();
    mock_decimals(&vm, ETH, 18);
    let eth = |change: &dyn Fn(&mut AssetRisk)| {
        let mut risk = eth_risk();
        change(&mut risk);
        let config = Config {
            feed: 1,
            decimals: 18,
            ..usdc_config()
        };
        IPool::setReserveCall {
            asset: ETH,
            config: settings_of(&config, &risk),
        }
    };
    let now = |pool: &mut Pool| {
        let told = call(pool, &IPool::rampCall { asset: ETH }).unwrap();
        (
            AssetRisk::unpack(told.profile.0, told.scenarios.0),
            told.ends,
        )
    };
    assert_eq!(
        now(&mut pool),
        (eth_risk(), U256::ZERO),
        "a new reserve's holds at once"
    );
    for bad in [86_399, 2_592_001] {
        call(
            &mut pool,
            &IPool::setRampCall {
                duration: number(bad),
            },
        )
        .map(drop)
        .unwrap_err();
    }
    call(
        &mut pool,
        &IPool::setRampCall {
            duration: number(100_000),
        },
    )
    .unwrap();
    assert_eq!(last_event::<IPool::RampSet>(&vm).duration, number(100_000));
    let stricter = |risk: &mut AssetRisk| (risk.haircut, risk.basis) = (2_500, 100);
    call(&mut pool, &eth(&stricter)).unwrap();
    let ends = START + 100_000;
    assert_eq!(now(&mut pool), (eth_risk(), U256::from(ends)));
    vm.set_block_timestamp(START + 25_000);
    assert_eq!(
        (now(&mut pool).0.haircut, now(&mut pool).0.basis),
        (1_750, 25)
    );
    // Set again on the way: on from where it is. Less basis holds at once.
    let again = |risk: &mut AssetRisk| (risk.haircut, risk.basis) = (2_750, 0);
    call(&mut pool, &eth(&again)).unwrap();
    let held = now(&mut pool).0;
    assert_eq!((held.haircut, held.basis), (1_750, 0));
    vm.set_block_timestamp(START + 125_000);
    assert_eq!(now(&mut pool).0.haircut, 2_750);
    let held = pool.profile(1);
    assert_eq!(pool.eased_profile(1, &held), None, "nothing more to read");
    call(&mut pool, &eth(&|_| ())).unwrap();
    assert_eq!(now(&mut pool).0.haircut, 2_750, "gradually down too");
    vm.set_block_timestamp(START + 225_000);
    assert_eq!(now(&mut pool).0, eth_risk());
}

#[test]
fn a_stricter_score_and_another_horizon_come_to_hold_over_the_ramp() {
    let (vm, mut pool) = guarded();
    let set = |z: u128, horizon| IPool::setRiskCall {
        zScore: number(z),
        horizon: number(horizon),
        ..risk_call()
    };
    let read = |pool: &Pool| ballast_pool_state::layout::Risk::unpack(pool.word_at(Key::RISK));
    assert_eq!(
        pool.eased_risk(&read(&pool)),
        None,
        "the first holds at once"
    );
    call(&mut pool, &set(3 * WAD, 86_400)).unwrap();
    let told = call(&mut pool, &IPool::riskCall {}).unwrap();
    assert_eq!(
        (told.zScore, told.horizon),
        (number(3 * WAD), number(86_400))
    );
    let mut before = (0, 0);
    for (days, least, horizon) in [(0, 2_330, 43_200), (1, 2_553, 57_600), (2, 2_776, 72_000)] {
        vm.set_block_timestamp(START + days * 86_400);
        let held = pool.eased_risk(&read(&pool)).unwrap();
        assert_eq!(
            (u128::from(held.z_score) / (WAD / 1_000), held.horizon),
            (least, horizon)
        );
        assert!(before < (held.z_score, held.horizon));
        before = (held.z_score, held.horizon);
    }
    vm.set_block_timestamp(START + 3 * 86_400);
    assert_eq!(pool.eased_risk(&read(&pool)), None);
    call(&mut pool, &set(2 * WAD, 86_400)).unwrap();
    assert_eq!(pool.eased_risk(&read(&pool)), None, "a lower one at once");
}

#[test]
fn opening_is_judged_by_the_stricter_of_now_and_then_while_settings_are_on_their_way() {
    let (vm, mut pool) = guarded();
    lend(&mut pool, BOB, USDC, 20_000 * DOLLAR);
    grant(&mut pool, ALICE, ETH, 10_000_000_000_000_000_000, 0);
    grant(&mut pool, ALICE, USDC, 0, 10_000 * DOLLAR);
    mock_decimals(&vm, ETH, 18);
    let set = |pool: &mut Pool, haircut, scenarios| {
        let risk = AssetRisk {
            haircut,
            scenarios,
            ..eth_risk()
        };
        let config = Config {
            feed: 1,
            decimals: 18,
            ..usdc_config()
        };
        let config = settings_of(&config, &risk);
        call(pool, &IPool::setReserveCall { asset: ETH, config }).unwrap();
    };
    let health = |pool: &mut Pool| {
        mock_prices(&vm, &[(0, reading(1, 1, 0)), (1, reading(2_000, 2_000, 0))]);
        call(pool, &IPool::openingHealthCall { account: ALICE }).unwrap()
    };
    let losses = eth_risk().scenarios;
    let before = health(&mut pool);
    set(&mut pool, 4_000, losses);
    let strict = health(&mut pool);
    assert!(strict < before, "at once");
    vm.set_block_timestamp(START + 3 * 86_400);
    assert!(health(&mut pool) <= strict, "the same, but for interest");
    // Less strict: gradually too, for a haircut protects who holds one asset of a family and owes another.
    set(&mut pool, 1_500, [0; 16]);
    assert!(health(&mut pool) <= strict);
    vm.set_block_timestamp(START + 4 * 86_400);
    let half = health(&mut pool);
    assert!(strict < half && half <= before);
    vm.set_block_timestamp(START + 6 * 86_400);
    assert!(health(&mut pool) > half);
}

/// Two changes that trade one strictness for another, begun at different times: at the moment the loan is judged by what is
/// strict of both.
#[test]
fn overlapping_changes_open_nothing_that_the_unwinder_judges_stricter() {
    let (vm, mut pool) = guarded();
    lend(&mut pool, BOB, USDC, 20_000 * DOLLAR);
    grant(&mut pool, ALICE, ETH, 10 * WAD, 0);
    grant(&mut pool, ALICE, USDC, 0, 5_000 * DOLLAR);
    mock_decimals(&vm, ETH, 18);
    let risk = |pool: &mut Pool, z: u128| {
        let set = IPool::setRiskCall {
            zScore: number(z * WAD),
            horizon: number(259_200),
            ..risk_call()
        };
        call(pool, &set).unwrap();
    };
    let load = |pool: &mut Pool, loading| {
        let risk = AssetRisk {
            loadings: [0, loading, 0, 0],
            idiosyncratic: 0,
            haircut: 0,
            scenarios: [0; 16],
            ..eth_risk()
        };
        let config = Config {
            feed: 1,
            decimals: 18,
            ..usdc_config()
        };
        let config = settings_of(&config, &risk);
        call(pool, &IPool::setReserveCall { asset: ETH, config }).unwrap();
    };
    let health = |pool: &mut Pool| {
        mock_prices(&vm, &[(0, reading(1, 1, 0)), (1, reading(2_000, 2_000, 0))]);
        let health = call(pool, &IPool::openingHealthCall { account: ALICE }).unwrap();
        u128::try_from(health).unwrap()
    };
    risk(&mut pool, 1);
    load(&mut pool, 24_000);
    let day = 86_400;
    vm.set_block_timestamp(START + 3 * day);
    let before = health(&mut pool);
    // A higher score comes, and when it is nearly there the loading begins to fall by as much.
    risk(&mut pool, 4);
    vm.set_block_timestamp(START + 6 * day - 60);
    let strict = health(&mut pool);
    assert!(strict * 3 < before * 2, "{strict} {before}");
    load(&mut pool, 6_000);
    let overlapping = health(&mut pool);
    assert!(
        overlapping >= strict && overlapping * 999 < strict * 1_000,
        "{overlapping} {strict}"
    );
    vm.set_block_timestamp(START + 9 * day);
    let after = health(&mut pool);
    assert!(after.abs_diff(before) * 20 < before, "{after} {before}");
}
