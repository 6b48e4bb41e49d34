//! Premiums and claims.

use ballast_common::abi::IOwned;
use risk_core::RiskError;

use super::*;
use crate::{abi::IInsurance, error::Error};

#[test]
fn only_the_book_pays_and_claims() {
    let (vm, mut insurance) = staked();
    for caller in [ALICE, OWNER] {
        vm.set_sender(caller);
        let refused: Error = IOwned::Unauthorised { caller }.into();
        assert_eq!(insurance.cover(number(1)).unwrap_err(), refused);
        assert_eq!(insurance.notify_premium(number(1)).unwrap_err(), refused);
    }
}

#[test]
fn nobody_claims_while_no_book_is_named() {
    let vm = TestVM::new();
    vm.set_sender(OWNER);
    let mut insurance = Insurance::from(&vm);
    insurance.constructor(OWNER, TOKEN).unwrap();
    vm.set_sender(Address::ZERO);
    assert_eq!(
        insurance.cover(number(1)),
        Err(IOwned::Unauthorised {
            caller: Address::ZERO
        }
        .into())
    );
}

#[test]
fn a_premium_raises_the_value_of_shares() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_balance(&vm, 1_500);
    insurance.notify_premium(number(500)).unwrap();
    let event: IInsurance::PremiumReceived = last_event(&vm);
    assert_eq!((event.book, event.amount), (BOOK, number(500)));
    assert_eq!(insurance.total_assets(), number(1_500));
    assert_eq!(
        insurance.convert_to_assets(insurance.total_supply()),
        Ok(number(1_499)),
        "virtual shares own a bit"
    );
}

#[test]
fn a_premium_that_did_not_arrive_is_refused() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    assert_eq!(
        insurance.notify_premium(U256::ZERO),
        Err(IInsurance::ZeroAmount {}.into())
    );
    assert_eq!(
        insurance.notify_premium(U256::MAX),
        Err(RiskError::Overflow.into())
    );
    assert_eq!(
        insurance.notify_premium(number(1)),
        Err(IInsurance::TransferFailed { token: TOKEN }.into())
    );
    mock_balance(&vm, 1_499);
    let mismatch = IInsurance::TransferMismatch {
        token: TOKEN,
        expected: number(1_500),
        received: number(1_499),
    };
    assert_eq!(insurance.notify_premium(number(500)), Err(mismatch.into()));
    assert_eq!(insurance.total_assets(), number(1_000));
}

#[test]
fn tokens_sent_otherwise_are_not_counted() {
    let (vm, insurance) = staked();
    mock_balance(&vm, 9_999_999);
    assert_eq!(insurance.total_assets(), number(1_000));
    assert_eq!(
        insurance.convert_to_assets(number(1_000_000)),
        Ok(number(1))
    );
}

#[test]
fn claims_are_paid_up_to_capital() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 300, yes());
    assert_eq!(insurance.cover(number(300)), Ok(number(300)));
    assert_eq!(insurance.total_assets(), number(700));
    mock_transfer(&vm, BOOK, 700, yes());
    assert_eq!(insurance.cover(U256::MAX), Ok(number(700)), "INS-1");
    let event: IInsurance::Covered = last_event(&vm);
    assert_eq!(
        (event.book, event.wanted, event.paid),
        (BOOK, U256::MAX, number(700))
    );
    assert_eq!(
        insurance.cover(number(1)),
        Ok(U256::ZERO),
        "an empty fund pays nothing and does not revert"
    );
    assert_eq!(
        insurance.total_supply(),
        number(1_000_000_000),
        "shares live on"
    );
}

#[test]
fn shares_in_cooldown_pay_claims() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(number(1_000_000_000)).unwrap();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 600, yes());
    insurance.cover(number(600)).unwrap();
    vm.set_sender(ALICE);
    vm.set_block_timestamp(START + WEEK);
    mock_transfer(&vm, ALICE, 400, yes());
    assert_eq!(
        insurance.redeem(number(1_000_000_000), ALICE),
        Ok(number(400))
    );
}

#[test]
fn a_premium_reopens_an_exhausted_fund() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 1_000, yes());
    insurance.cover(number(1_000)).unwrap();
    assert_eq!(
        insurance.deposit(number(5), ALICE),
        Err(IInsurance::FundExhausted {}.into())
    );
    mock_balance(&vm, 100);
    insurance.notify_premium(number(100)).unwrap();
    assert_eq!(
        insurance.convert_to_assets(insurance.balance_of(ALICE)),
        Ok(number(100)),
        "of those who paid"
    );
    assert!(insurance.convert_to_shares(number(1)).unwrap() > U256::ZERO);
}

#[test]
fn a_token_that_refuses_stops_the_claim() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 300, Err(vec![]));
    assert_eq!(
        insurance.cover(number(300)),
        Err(IInsurance::TransferFailed { token: TOKEN }.into())
    );
}
