//! A series is opened with what the program that lends accepts, and published with what it tells.

use alloy_primitives::{B256, keccak256};

use super::*;

/// What the constructor answers on a machine of its own: it runs once.
fn construct(arguments: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    construct_on(&machine(), arguments)
}

fn construct_on(vm: &TestVM, arguments: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    let mut program = TermPool::from(vm);
    <TermPool as Router<TermPool>>::constructor(&mut program, arguments).unwrap()
}

fn out_of_bounds(position: u128, value: u128) -> Result<Vec<u8>, Vec<u8>> {
    let error = IOwned::ParameterOutOfBounds {
        position: number(position),
        value: number(value),
    };
    Err(IOwned::IOwnedErrors::ParameterOutOfBounds(error).abi_encode())
}

#[test]
fn a_series_is_told_as_it_was_made() {
    let (vm, mut program) = opened();
    let told = call(&mut program, &ITermPool::seriesCall {}).unwrap();
    let expected = ITermPool::Series {
        phase: ITermPool::Phase::Open,
        program: LOANS,
        debtAsset: USDC,
        collateralAsset: ETH,
        start: U40::from(START),
        expiry: U40::from(EXPIRY),
        cap: CAP,
        template: 1,
        offer: 0,
        closed: false,
    };
    assert_eq!(told, expected);
    for (time, phase) in [
        (START - 1, ITermPool::Phase::Open),
        (START, ITermPool::Phase::Taking),
        (EXPIRY, ITermPool::Phase::Taking),
        (EXPIRY + 1, ITermPool::Phase::Ended),
    ] {
        vm.set_block_timestamp(time);
        assert_eq!(
            call(&mut program, &ITermPool::seriesCall {}).unwrap().phase,
            phase
        );
    }
}

#[test]
fn a_series_that_cannot_run_is_not_made() {
    for (start, position) in [(NOW, 1), (EXPIRY + 1, 1)] {
        assert_eq!(
            construct(&arguments(start, terms())),
            out_of_bounds(position, start.into())
        );
    }
    for size in [0, u128::MAX / 2 + 1] {
        let terms = ITermLoan::Terms { size, ..terms() };
        assert_eq!(construct(&arguments(START, terms)), out_of_bounds(6, size));
    }
    // The program that lends refuses the terms. Its reason is what this machine answers to every call.
    let other = ITermLoan::Terms { rate: 1, ..terms() };
    let make = ITermLoan::makeOfferCall {
        terms: other.clone(),
        steps: steps(),
    };
    let (vm, reason) = (machine(), U256::from(1).abi_encode());
    vm.mock_call(LOANS, make.abi_encode(), U256::ZERO, Err(reason.clone()));
    let error = ITermPool::CallFailed {
        target: LOANS,
        reason: reason.into(),
    };
    let error = Refusal::CallFailed(error).abi_encode();
    assert_eq!(construct_on(&vm, &arguments(START, other)), Err(error));
    let whole = arguments(START, terms());
    for short in [0, 32, whole.len() - 1] {
        assert_eq!(construct(&whole[..short]), Err(Vec::new()), "{short} bytes");
    }
}

/// Whose first word is 1: what the machine answers to all mocked calls.
fn told() -> Vec<u8> {
    (Address::with_last_byte(1), terms(), steps()).abi_encode_params()
}

/// What the program that lends tells of the template.
fn template(vm: &TestVM) {
    let call = ITermLoan::offerAtCall {
        offer: U256::from(1),
    };
    vm.mock_static_call(LOANS, call.abi_encode(), Ok(told()));
}

#[test]
fn the_offer_has_the_terms_and_all_deposits() {
    for (deposits, least) in [(400_000, 1_000), (999, 999)] {
        let (vm, mut program) = held(&[(ALICE, deposits)]);
        template(&vm);
        let expected = ITermLoan::makeOfferCall {
            terms: ITermLoan::Terms {
                size: deposits,
                least,
                ..terms()
            },
            steps: steps(),
        };
        vm.mock_call(LOANS, expected.abi_encode(), U256::ZERO, Ok(told()));
        let publish = ITermPool::publishCall {};
        let soon = ITermPool::NotPublishable {
            start: U256::from(START),
            expiry: U256::from(EXPIRY),
        };
        vm.set_block_timestamp(START - 1);
        assert_eq!(
            refused(&mut program, &publish),
            Refusal::NotPublishable(soon)
        );
        vm.set_block_timestamp(if least == 999 { EXPIRY } else { START });
        vm.set_sender(CAROL);
        let offer = U256::from(1);
        assert_eq!(call(&mut program, &publish), Ok(offer));
        let event: ITermPool::Published = last_event(&vm);
        assert_eq!((event.offer, event.size), (offer, number(deposits)));
        let again = ITermPool::AlreadyPublished { offer };
        assert_eq!(
            refused(&mut program, &publish),
            Refusal::AlreadyPublished(again)
        );
    }
}

#[test]
fn nothing_is_published_of_nothing() {
    let (vm, mut program) = opened();
    template(&vm);
    vm.set_block_timestamp(START);
    let error = Refusal::ZeroAmount(ITermPool::ZeroAmount {});
    assert_eq!(refused(&mut program, &ITermPool::publishCall {}), error);
}

#[test]
fn loans_of_other_offers_are_not_collected() {
    let (vm, mut program) = held(&[(ALICE, 10)]);
    vm.set_block_timestamp(START);
    let collect = ITermPool::collectCall {
        loans: vec![U256::from(7)],
    };
    let failed = ITermPool::OtherLoan {
        loan: U256::from(7),
    };
    // No offer was published; whatever the program tells, nothing is this pool's.
    assert_eq!(refused(&mut program, &collect), Refusal::OtherLoan(failed));
    let none = ITermPool::collectCall { loans: vec![] };
    let told = call(&mut program, &none).unwrap();
    assert_eq!((told.cash, told.collateral), (U256::ZERO, U256::ZERO));
}

/// The storage layout, which no edit may move.
#[test]
fn words_are_packed_as_ever() {
    let (vm, mut program) = held(&[(ALICE, 7)]);
    vm.set_block_timestamp(START);
    program.put_income((10, 20));
    let give = ITermPool::transferCall {
        to: BOB,
        value: U256::from(2),
    };
    call(&mut program, &give).unwrap();
    let word = |limbs: [u64; 4]| {
        let key = U256::from_limbs(limbs).to_be_bytes::<32>();
        vm.get_storage(keccak256([key, [0; 32]].concat()).into())
    };
    let address = |account: Address| U256::from_be_bytes(account.into_word().0);
    let two = |upper: u128, lower: u128| number(upper) << 128 | number(lower);
    let times = |time: u64, top: u64| U256::from(time) << 160 | U256::from(top) << 200;
    let series = [
        address(LOANS) | times(START, 1),
        address(USDC) | times(EXPIRY, 0),
        address(ETH),
        two(1 << 64, CAP),
        number(7),
        two(10, 20),
        U256::ZERO,
        text("Ballast USDC series"),
        text("bSERIES"),
    ];
    for (index, expected) in series.into_iter().enumerate() {
        assert_eq!(
            word([index as u64, 0, 0, 0]),
            B256::from(expected),
            "word {index}"
        );
    }
    let account = [number(5), two(10, 20), two(10, 0), two(20, 0), U256::ZERO];
    for (index, expected) in account.into_iter().enumerate() {
        assert_eq!(
            word([0xe1, 0, 0, index as u64 + 1]),
            B256::from(expected),
            "word {index}"
        );
    }
}
