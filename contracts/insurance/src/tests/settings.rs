//! Who may set what, inside which bounds.

use ballast_common::abi::IOwned;

use super::*;
use crate::abi::IInsurance;

#[test]
fn who_may_claim_is_fixed_once_somebody_has_staked() {
    let (vm, mut insurance) = fresh();
    let caller = ALICE;
    let unauthorised = refusal(IOwned::Unauthorised { caller });
    assert_eq!(insurance.add_book(OTHER, 1), Err(unauthorised.clone()));
    assert_eq!(insurance.set_oracle(OTHER), Err(unauthorised.clone()));
    assert_eq!(insurance.set_collateral(OTHER, 1), Err(unauthorised));
    vm.set_sender(OWNER);
    assert_eq!(
        insurance.add_book(Address::ZERO, 1),
        Err(refusal(IOwned::ZeroAddress {}))
    );
    for weight in [0, 1_000_001] {
        let error = IOwned::ParameterOutOfBounds {
            position: number(1),
            value: number(weight),
        };
        assert_eq!(insurance.add_book(OTHER, weight), Err(refusal(error)));
    }
    assert_eq!(
        insurance.add_book(BOOK, 2),
        Err(refusal(IOwned::AlreadySet { current: BOOK }))
    );
    for place in 1..8u8 {
        enlist(&mut insurance, Address::repeat_byte(place), 1);
    }
    assert_eq!(insurance.claimant(&BOOK).weights, 8);
    assert_eq!(
        insurance.add_book(OTHER, 1),
        Err(refusal(IInsurance::TooMany {}))
    );
    grant(&mut insurance, ALICE, 1);
    assert_eq!(
        insurance.add_book(OTHER, 1),
        Err(refusal(IInsurance::AlreadyStaked {}))
    );
}

#[test]
fn the_oracle_is_named_once() {
    let (vm, mut insurance) = fresh();
    vm.set_sender(OWNER);
    assert_eq!(
        insurance.set_oracle(Address::ZERO),
        Err(refusal(IOwned::ZeroAddress {}))
    );
    insurance.set_oracle(OTHER).unwrap();
    let event: IInsurance::OracleSet = last_event(&vm);
    assert_eq!((event.oracle, insurance.oracle()), (OTHER, OTHER));
    assert_eq!(
        insurance.set_oracle(BOB),
        Err(refusal(IOwned::AlreadySet { current: OTHER }))
    );
}

#[test]
fn terms_keep_their_bounds() {
    let fields = Terms::DEFAULT.fields().map(u128::from);
    assert_eq!(Terms::validated(fields), Ok(Terms::DEFAULT));
    let bounds: [(u128, u128); 9] = [
        (345_600, 7_776_000),
        (1_000, 10_000),
        (200, 2_000),
        (0, 9_000),
        (0, 9_000),
        (300, 86_400),
        (10, 5_000),
        (0, 200),
        (10, 500),
    ];
    for (place, (low, high)) in bounds.into_iter().enumerate() {
        for value in [low, high] {
            let mut changed = fields;
            changed[place] = value;
            assert_eq!(
                u128::from(Terms::validated(changed).unwrap().fields()[place]),
                value
            );
        }
        for value in [low.wrapping_sub(1), high + 1] {
            let mut changed = fields;
            changed[place] = value;
            let error = IOwned::ParameterOutOfBounds {
                position: number(place as u128),
                value: number(value),
            };
            assert_eq!(Terms::validated(changed), Err(refusal(error)));
        }
    }
    // The longest recovery and auction of an unwinder, and a day less two hours to claim.
    assert_eq!(bounds[0].0, 259_200 + 7_200 + 22 * 3_600);
}
