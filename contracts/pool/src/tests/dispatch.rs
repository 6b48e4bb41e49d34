//! Calldata in, return data out.

use super::*;

fn route(pool: &mut Pool, data: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
    pool.route(data)
}

#[test]
fn unknown_selectors_are_refused_without_data() {
    let (vm, mut pool) = with_reserves();
    for selector in [[0; 4], [0xff; 4], TRANSFER] {
        // The extension asks the settings, which do not know it either.
        vm.mock_delegate_call(SETTINGS_AT, selector.to_vec(), Err(vec![]));
        assert_eq!(route(&mut pool, &selector), Some(Err(Vec::new())));
    }
}

#[test]
fn every_function_of_the_interfaces_is_known() {
    let (vm, mut pool) = with_reserves();
    vm.set_sender(BOB);
    let selectors = IPool::IPoolCalls::SELECTORS
        .iter()
        .chain(IDebtBook::IDebtBookCalls::SELECTORS)
        .chain(IOwned::IOwnedCalls::SELECTORS);
    for selector in selectors {
        // Zero addresses and amounts are refused by a typed error or answered, never without data.
        let mut data = selector.to_vec();
        data.resize(4 + 20 * 32, 0);
        let answer = route(&mut pool, &data).unwrap();
        assert!(
            answer.is_ok() || answer.is_err_and(|data| data.len() >= 4),
            "{selector:02x?}"
        );
    }
}

#[test]
fn malformed_calldata_is_refused_without_data_and_changes_nothing() {
    let (vm, mut pool) = with_reserves();
    let whole = IPool::supplyCall {
        asset: USDC,
        assets: number(5),
        onBehalf: ALICE,
    }
    .abi_encode();
    let before = call(&mut pool, &IPool::reserveStateCall { asset: USDC }).unwrap();
    let logs = vm.get_emitted_logs().len();
    for length in [4, 5, 35, 36, 68, whole.len() - 1] {
        assert_eq!(
            route(&mut pool, &whole[..length]),
            Some(Err(Vec::new())),
            "{length}"
        );
    }
    for dirty in [4, 4 + 11, 4 + 64, 4 + 64 + 11] {
        let mut data = whole.clone();
        data[dirty] = 1;
        assert_eq!(
            route(&mut pool, &data),
            Some(Err(Vec::new())),
            "dirty byte {dirty}"
        );
    }
    let after = call(&mut pool, &IPool::reserveStateCall { asset: USDC }).unwrap();
    assert_eq!((before, logs), (after, vm.get_emitted_logs().len()));
}

#[test]
fn settings_that_do_not_fit_their_types_are_refused_without_data() {
    let (vm, mut pool) = with_reserves();
    vm.set_sender(OWNER);
    let config = settings_of(&usdc_config(), &usdc_risk());
    let whole = IPool::setReserveCall {
        asset: USDC,
        config,
    }
    .abi_encode();
    // feed u8, two flags, six u16, two u64: one bit above each.
    let bits = [8, 1, 1, 16, 16, 16, 16, 16, 16, 64, 64];
    for (word, bit) in bits.into_iter().enumerate() {
        let mut data = whole.clone();
        data[4 + 32 * (word + 1) + 31 - bit / 8] |= 1 << (bit % 8);
        assert_eq!(
            route(&mut pool, &data),
            Some(Err(Vec::new())),
            "field {word}"
        );
    }
    assert!(route(&mut pool, &whole).unwrap().is_ok());
}

#[test]
fn trailing_calldata_is_passed_over_as_solidity_does() {
    let (_, mut pool) = with_reserves();
    let mut data = IPool::positionCall {
        asset: USDC,
        account: ALICE,
    }
    .abi_encode();
    data.push(7);
    assert!(route(&mut pool, &data).unwrap().is_ok());
}

#[test]
fn ether_is_refused_by_every_function_and_the_constructor() {
    let (vm, mut pool) = with_reserves();
    vm.set_value(number(1));
    assert_eq!(
        route(&mut pool, &IPool::reservesCall {}.abi_encode()),
        None,
        "the entrypoint reverts"
    );
    let vm = TestVM::new();
    vm.set_value(number(1));
    let mut pool = Pool::from(&vm);
    let arguments = constructor_arguments(OWNER, ORACLE, EXTENSION);
    assert!(pool.construct(&arguments).is_none());
    type Core = crate::Pool;
    assert!(<Core as Router<Core>>::receive(&mut pool.core).is_none());
    assert!(<Core as Router<Core>>::fallback(&mut pool.core, &[]).is_none());
}

#[test]
fn the_constructor_runs_once() {
    let (_, mut pool) = fresh();
    assert_eq!(call(&mut pool, &IOwned::ownerCall {}), Ok(OWNER));
    assert_eq!(call(&mut pool, &IPool::oracleCall {}), Ok(ORACLE));
    assert_eq!(call(&mut pool, &IPool::extensionCall {}), Ok(EXTENSION));
    assert_eq!(call(&mut pool, &IPool::settingsCall {}), Ok(SETTINGS_AT));
    let again = constructor_arguments(BOB, ORACLE, EXTENSION);
    assert!(pool.construct(&again).is_none());
    assert_eq!(call(&mut pool, &IOwned::ownerCall {}), Ok(OWNER));
}

#[test]
fn the_constructor_refuses_zero_addresses_and_short_arguments() {
    for (owner, oracle) in [(Address::ZERO, ORACLE), (OWNER, Address::ZERO)] {
        let mut pool = Pool::from(&TestVM::new());
        let arguments = constructor_arguments(owner, oracle, EXTENSION);
        let refused = pool.construct(&arguments).unwrap().unwrap_err();
        let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
        assert_eq!(shared_refusal(&refused), zero);
    }
    for target in [Address::ZERO, EXTENSION] {
        let mut pool = Pool::from(&TestVM::new());
        let arguments = constructor_arguments(OWNER, ORACLE, target);
        let refused = pool.construct(&arguments).unwrap().unwrap_err();
        let failed = IPool::IPoolErrors::CallFailed(IPool::CallFailed { target });
        assert_eq!(refusal(&refused), failed, "an extension without code");
    }
    let mut pool = Pool::from(&TestVM::new());
    assert_eq!(pool.construct(&[0; 95]).unwrap(), Err(Vec::new()));
}

#[test]
fn an_extension_without_settings_is_refused() {
    for answer in [Ok(vec![]), Ok(vec![0; 32]), Err(vec![])] {
        let vm = TestVM::new();
        vm.set_code(EXTENSION, vec![1]);
        vm.mock_static_call(EXTENSION, IPool::settingsCall {}.abi_encode(), answer);
        let arguments = constructor_arguments(OWNER, ORACLE, EXTENSION);
        let refused = Pool::from(&vm).construct(&arguments).unwrap().unwrap_err();
        let failed = IPool::CallFailed { target: EXTENSION };
        assert_eq!(refusal(&refused), IPool::IPoolErrors::CallFailed(failed));
    }
}

#[test]
fn the_extension_is_constructed_with_settings_that_have_code() {
    let construct = |vm: &TestVM, target: Address| {
        let mut extension = Extension::from(vm);
        let arguments = target.into_word();
        let answer =
            <Extension as Router<Extension>>::constructor(&mut extension, arguments.as_slice());
        (extension, answer)
    };
    let (_, refused) = construct(&TestVM::new(), SETTINGS_AT);
    let failed = IPool::CallFailed {
        target: SETTINGS_AT,
    };
    assert_eq!(
        refusal(&refused.unwrap().unwrap_err()),
        IPool::IPoolErrors::CallFailed(failed)
    );
    let vm = TestVM::new();
    vm.set_code(SETTINGS_AT, vec![1]);
    let (mut extension, done) = construct(&vm, SETTINGS_AT);
    assert_eq!(done, Some(Ok(vec![])));
    let number = u32::from_be_bytes(IPool::settingsCall::SELECTOR);
    let told = <Extension as Router<Extension>>::route(&mut extension, number, &[]);
    assert_eq!(told, Some(Ok(SETTINGS_AT.into_word().to_vec())));
    let (_, again) = construct(&vm, EXTENSION);
    assert_eq!(again, None, "once");
}

#[test]
fn the_settings_have_no_constructor() {
    for arguments in [&[][..], &constructor_arguments(BOB, ORACLE, EXTENSION)] {
        let mut settings = Settings::from(&TestVM::new());
        let refused =
            <Settings as Router<Settings>>::constructor(&mut settings, arguments).unwrap();
        assert_eq!(refused, Err(Vec::new()));
    }
}

#[test]
fn what_the_core_does_not_know_is_the_extensions() {
    type Core = crate::Pool;
    let (vm, mut pool) = with_reserves();
    for (arguments, answer) in [
        (vec![], Ok(vec![7; 5])),
        (vec![9; 33], Ok(vec![])),
        (vec![9; 64], Err(vec![1, 2, 3])),
        (vec![8; 7], Err(vec![])),
    ] {
        let data = [&[0xab, 0xcd, 0xef, 0x01][..], &arguments].concat();
        vm.mock_delegate_call(EXTENSION, data, answer.clone());
        let routed = <Core as Router<Core>>::route(&mut pool.core, 0xabcd_ef01, &arguments);
        assert_eq!(routed, Some(answer), "the same bytes there and back");
    }
}

#[test]
fn ownership_passes_in_two_steps() {
    let (vm, mut pool) = fresh();
    let offer = IOwned::transferOwnershipCall { candidate: BOB };
    call(&mut pool, &offer).unwrap();
    assert_eq!(call(&mut pool, &IOwned::ownerCall {}), Ok(OWNER));
    vm.set_sender(ALICE);
    let refused = call(&mut pool, &IOwned::acceptOwnershipCall {})
        .err()
        .unwrap();
    let unauthorised = |caller| IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller });
    assert_eq!(shared_refusal(&refused), unauthorised(ALICE));
    assert_eq!(
        shared_refusal(&call(&mut pool, &offer).err().unwrap()),
        unauthorised(ALICE)
    );
    vm.set_sender(BOB);
    call(&mut pool, &IOwned::acceptOwnershipCall {}).unwrap();
    assert_eq!(call(&mut pool, &IOwned::ownerCall {}), Ok(BOB));
    assert!(call(&mut pool, &IOwned::acceptOwnershipCall {}).is_err());
}
