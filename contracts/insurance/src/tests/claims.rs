//! Premiums and claims.

use ballast_common::abi::IOwned;
use risk_core::RiskError;

use super::*;
use crate::abi::IInsurance;

#[test]
fn only_books_announce_and_claim() {
    let (vm, mut insurance) = staked();
    for caller in [ALICE, OWNER, Address::ZERO] {
        vm.set_sender(caller);
        let refused = refusal(IOwned::Unauthorised { caller });
        assert_eq!(insurance.cover(1), Err(refused.clone()));
        assert_eq!(insurance.notify_premium(1), Err(refused.clone()));
        assert_eq!(insurance.backstop(caller, ALICE, OTHER, 1), Err(refused));
    }
}

#[test]
fn a_premium_raises_the_value_of_shares() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_balance(&vm, 1_500);
    insurance.notify_premium(500).unwrap();
    let event: IInsurance::PremiumReceived = last_event(&vm);
    assert_eq!((event.payer, event.amount), (BOOK, number(500)));
    let fund = insurance.fund();
    assert_eq!(fund.capital, 1_500);
    assert_eq!(
        fund.to_assets_down(fund.shares),
        Ok(1_499),
        "virtual shares own a bit"
    );
}

#[test]
fn a_premium_that_did_not_arrive_is_refused() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    let zero = refusal(IInsurance::ZeroAmount {});
    assert_eq!(insurance.notify_premium(0), Err(zero.clone()));
    assert_eq!(insurance.pay_premium(0), Err(zero));
    assert_eq!(
        insurance.notify_premium(u128::MAX),
        Err(RiskError::Overflow.into())
    );
    let failed = refusal(IInsurance::TransferFailed { token: TOKEN });
    mock_balance(&vm, 1_499);
    let mismatch = IInsurance::TransferMismatch {
        token: TOKEN,
        expected: number(1_500),
        received: number(1_499),
    };
    assert_eq!(insurance.notify_premium(500), Err(refusal(mismatch)));
    assert_eq!(insurance.fund().capital, 1_000);
    // Whoever pays one in is pulled from; this token moves nothing.
    assert_eq!(insurance.pay_premium(500), Err(failed));
}

#[test]
fn claims_are_paid_up_to_capital() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 300, yes());
    assert_eq!(insurance.cover(300), Ok(300));
    assert_eq!(insurance.fund().capital, 700);
    mock_transfer(&vm, BOOK, 700, yes());
    assert_eq!(insurance.cover(u128::MAX), Ok(700), "INS-1");
    let event: IInsurance::Covered = last_event(&vm);
    assert_eq!((event.book, event.paid), (BOOK, number(700)));
    assert_eq!(
        insurance.cover(1),
        Ok(0),
        "an empty fund pays nothing and does not revert"
    );
    assert_eq!(insurance.fund().shares, 1_000_000_000, "shares live on");
}

#[test]
fn the_cap_is_of_any_seven_days_and_each_books_own() {
    let (vm, mut insurance) = staked();
    let terms = Terms {
        claim_share: 4_000,
        ..Terms::DEFAULT
    };
    insurance.put(slots::TERMS, terms.pack());
    enlist(&mut insurance, OTHER, 3);
    vm.set_sender(BOOK);
    assert_eq!(insurance.claimable(&BOOK), Ok(100), "a quarter of 40%");
    assert_eq!(insurance.claimable(&OTHER), Ok(300));
    mock_transfer(&vm, BOOK, 100, yes());
    assert_eq!(insurance.cover(1_000), Ok(100));
    assert_eq!(insurance.cover(1_000), Ok(0));
    assert_eq!(insurance.claimable(&BOOK), Ok(0));
    // What the first took is not the second's: its part is still of what the capital leaves.
    assert_eq!(insurance.claimable(&OTHER), Ok(270));
    vm.set_block_timestamp(START + WEEK - 1);
    assert_eq!(insurance.cover(1_000), Ok(0), "INS-1");
    vm.set_block_timestamp(START + 2 * WEEK);
    assert_eq!(insurance.claimable(&BOOK), Ok(90));
}

#[test]
fn shares_in_cooldown_pay_claims() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(1_000_000_000).unwrap();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 600, yes());
    insurance.cover(600).unwrap();
    vm.set_sender(ALICE);
    vm.set_block_timestamp(START + WEEK);
    mock_transfer(&vm, ALICE, 400, yes());
    assert_eq!(stake::leave(&mut insurance, 1_000_000_000, ALICE), Ok(400));
}

#[test]
fn a_premium_reopens_an_exhausted_fund() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 1_000, yes());
    insurance.cover(1_000).unwrap();
    assert_eq!(
        insurance.deposit(5, ALICE, false),
        Err(refusal(IInsurance::FundExhausted {}))
    );
    assert_eq!(insurance.max_in(&ALICE), (0, 0));
    mock_balance(&vm, 100);
    insurance.notify_premium(100).unwrap();
    let owned = insurance.stake_of(&ALICE).free;
    assert_eq!(
        insurance.priced_low().unwrap().to_assets_down(owned),
        Ok(100),
        "of those who paid"
    );
    assert!(insurance.max_in(&ALICE).1 > 0);
}

#[test]
fn a_token_that_refuses_stops_the_claim() {
    let (vm, mut insurance) = staked();
    vm.set_sender(BOOK);
    mock_transfer(&vm, BOOK, 300, Err(vec![]));
    assert_eq!(
        insurance.cover(300),
        Err(refusal(IInsurance::TransferFailed { token: TOKEN }))
    );
}
