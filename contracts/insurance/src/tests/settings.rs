//! Ownership, book and cooldown.

use ballast_common::abi::IOwned;

use super::*;
use crate::{abi::IInsurance, error::Error};

#[test]
fn the_constructor_names_owner_asset_and_cooldown() {
    let vm = TestVM::new();
    let mut insurance = Insurance::from(&vm);
    let zero: Error = IOwned::ZeroAddress {}.into();
    assert_eq!(
        insurance.constructor(Address::ZERO, TOKEN).unwrap_err(),
        zero
    );
    assert_eq!(
        insurance.constructor(OWNER, Address::ZERO).unwrap_err(),
        zero
    );
    insurance.constructor(OWNER, TOKEN).unwrap();
    assert_eq!(
        (insurance.owner(), insurance.asset(), insurance.book()),
        (OWNER, TOKEN, Address::ZERO)
    );
    assert_eq!(insurance.cooldown(), WEEK);
    assert_eq!(last_event::<IInsurance::CooldownSet>(&vm).cooldown, WEEK);
}

#[test]
fn only_the_owner_sets() {
    let (_, mut insurance) = fresh();
    let refused: Error = IOwned::Unauthorised { caller: ALICE }.into();
    assert_eq!(insurance.set_book(ALICE).unwrap_err(), refused);
    assert_eq!(insurance.set_cooldown(3_600).unwrap_err(), refused);
    assert_eq!(insurance.transfer_ownership(ALICE).unwrap_err(), refused);
    assert_eq!(insurance.accept_ownership().unwrap_err(), refused);
}

#[test]
fn ownership_passes_in_two_steps() {
    let (vm, mut insurance) = fresh();
    vm.set_sender(OWNER);
    insurance.transfer_ownership(ALICE).unwrap();
    vm.set_sender(ALICE);
    insurance.accept_ownership().unwrap();
    assert_eq!(insurance.owner(), ALICE);
}

#[test]
fn the_cooldown_has_bounds_and_leaves_the_book() {
    let (vm, mut insurance) = fresh();
    vm.set_sender(OWNER);
    for value in [0, 3_599, 7_776_001, u64::MAX] {
        let bounds = IOwned::ParameterOutOfBounds {
            position: U256::ZERO,
            value: U256::from(value),
        };
        assert_eq!(insurance.set_cooldown(value).unwrap_err(), bounds.into());
    }
    for value in [3_600, 7_776_000] {
        insurance.set_cooldown(value).unwrap();
        assert_eq!((insurance.cooldown(), insurance.book()), (value, BOOK));
    }
    let named = IOwned::AlreadySet { current: BOOK };
    assert_eq!(insurance.set_book(ALICE).unwrap_err(), named.into());
    assert_eq!(insurance.book(), BOOK);
}
