//! Staking, the cooldown, redeeming.

use ballast_common::abi::IOwned;
use risk_core::RiskError;

use super::*;
use crate::{abi::IInsurance, error::Error};

fn zero_amount() -> Error {
    IInsurance::ZeroAmount {}.into()
}

fn insufficient(available: u128, wanted: U256) -> Error {
    IInsurance::InsufficientShares {
        available: number(available),
        wanted,
    }
    .into()
}

#[test]
fn a_deposit_that_does_not_arrive_is_refused() {
    let (vm, mut insurance) = fresh();
    assert_eq!(
        insurance.deposit(number(5), ALICE),
        Err(IInsurance::TransferFailed { token: TOKEN }.into())
    );
    mock_balance(&vm, 7);
    let data = call_data(
        [0x23, 0xb8, 0x72, 0xdd],
        &[word(ALICE), word(THIS), number(5)],
    );
    vm.mock_call(TOKEN, data, U256::ZERO, yes());
    // The machine's token says that the balance is 1, before and after.
    let mismatch = IInsurance::TransferMismatch {
        token: TOKEN,
        expected: number(5),
        received: U256::ZERO,
    };
    assert_eq!(insurance.deposit(number(5), BOB), Err(mismatch.into()));
    let event: IInsurance::Deposited = last_event(&vm);
    assert_eq!((event.payer, event.account), (ALICE, BOB));
    assert_eq!((event.assets, event.shares), (number(5), number(5_000_000)));
}

#[test]
fn bad_deposits_are_refused() {
    let (vm, mut insurance) = staked();
    assert_eq!(
        insurance.deposit(number(5), Address::ZERO),
        Err(IOwned::ZeroAddress {}.into())
    );
    assert_eq!(insurance.deposit(U256::ZERO, ALICE), Err(zero_amount()));
    assert_eq!(
        insurance.deposit(U256::MAX, ALICE),
        Err(RiskError::Overflow.into())
    );
    vm.set_storage(
        U256::from(4),
        Fund {
            capital: u128::MAX - 1,
            shares: 1,
        }
        .pack(),
    );
    assert_eq!(
        insurance.deposit(number(5), ALICE),
        Err(zero_amount()),
        "rounds to none"
    );
    vm.set_storage(
        U256::from(4),
        Fund {
            capital: 0,
            shares: 1,
        }
        .pack(),
    );
    assert_eq!(
        insurance.deposit(number(5), ALICE),
        Err(IInsurance::FundExhausted {}.into())
    );
    assert_eq!(insurance.convert_to_shares(number(5)), Ok(U256::ZERO));
    assert_eq!(insurance.convert_to_assets(number(1)), Ok(U256::ZERO));
}

#[test]
fn conversions_round_down() {
    let (_, insurance) = staked();
    assert_eq!(insurance.total_assets(), number(1_000));
    assert_eq!(insurance.total_supply(), number(1_000_000_000));
    assert_eq!(insurance.balance_of(ALICE), number(1_000_000_000));
    assert_eq!(
        insurance.convert_to_assets(number(1_999_999)),
        Ok(number(1))
    );
    assert_eq!(
        insurance.convert_to_shares(number(1)),
        Ok(number(1_000_000))
    );
    assert_eq!(
        insurance.convert_to_assets(U256::MAX),
        Err(RiskError::Overflow.into())
    );
}

#[test]
fn requests_add_up_and_start_again() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(number(400)).unwrap();
    assert_eq!(insurance.cooldown_of(ALICE), (number(400), START + WEEK));
    vm.set_block_timestamp(START + 100);
    insurance.request_redeem(number(100)).unwrap();
    assert_eq!(
        insurance.cooldown_of(ALICE),
        (number(500), START + 100 + WEEK)
    );
    let event: IInsurance::RedeemRequested = last_event(&vm);
    assert_eq!(
        (event.account, event.shares, event.matureAt),
        (ALICE, number(100), START + 100 + WEEK)
    );
    let left = 1_000_000_000 - 500;
    assert_eq!(
        (insurance.balance_of(ALICE), insurance.total_supply()),
        (number(left), number(1_000_000_000))
    );
    // None more: only starts it again.
    vm.set_block_timestamp(START + 200);
    insurance.request_redeem(U256::ZERO).unwrap();
    assert_eq!(
        insurance.cooldown_of(ALICE),
        (number(500), START + 200 + WEEK)
    );
    assert_eq!(
        insurance.request_redeem(number(left + 1)),
        Err(insufficient(left, number(left + 1)))
    );
    assert_eq!(
        insurance.request_redeem(U256::MAX),
        Err(insufficient(left, U256::MAX))
    );
    vm.set_sender(BOB);
    assert_eq!(insurance.request_redeem(U256::ZERO), Err(zero_amount()));
    assert_eq!(
        insurance.request_redeem(number(1)),
        Err(insufficient(0, number(1)))
    );
}

#[test]
fn an_exit_does_not_stay_open() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(number(500)).unwrap();
    let expired = START + WEEK + 172_800;
    vm.set_block_timestamp(expired);
    let refused = IInsurance::RequestExpired { expiredAt: expired };
    assert_eq!(insurance.redeem(number(500), ALICE), Err(refused.into()));
    insurance.request_redeem(U256::ZERO).unwrap();
    assert_eq!(insurance.cooldown_of(ALICE), (number(500), expired + WEEK));
}

#[test]
fn cooled_shares_are_paid_out() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(number(500_000_000)).unwrap();
    vm.set_block_timestamp(START + WEEK - 1);
    let cooling = IInsurance::CoolingDown {
        matureAt: START + WEEK,
    };
    assert_eq!(insurance.redeem(number(1), BOB), Err(cooling.into()));
    vm.set_block_timestamp(START + WEEK);
    assert_eq!(
        insurance.redeem(number(1), BOB),
        Err(zero_amount()),
        "rounds to nothing"
    );
    assert_eq!(
        insurance.redeem(number(1), Address::ZERO),
        Err(IOwned::ZeroAddress {}.into())
    );
    let much = number(500_000_001);
    assert_eq!(
        insurance.redeem(much, BOB),
        Err(insufficient(500_000_000, much))
    );
    mock_transfer(&vm, BOB, 500, yes());
    assert_eq!(insurance.redeem(number(500_000_000), BOB), Ok(number(500)));
    let event: IInsurance::Redeemed = last_event(&vm);
    assert_eq!((event.account, event.receiver), (ALICE, BOB));
    assert_eq!(
        (event.assets, event.shares),
        (number(500), number(500_000_000))
    );
    assert_eq!(
        (insurance.total_assets(), insurance.cooldown_of(ALICE).0),
        (number(500), U256::ZERO)
    );
}

#[test]
fn a_token_that_refuses_stops_the_redemption() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(number(500_000_000)).unwrap();
    vm.set_block_timestamp(START + WEEK);
    let failed: Error = IInsurance::TransferFailed { token: TOKEN }.into();
    mock_transfer(&vm, BOB, 250, Err(vec![]));
    assert_eq!(
        insurance.redeem(number(250_000_000), BOB).unwrap_err(),
        failed
    );
    mock_transfer(&vm, ALICE, 250, Ok(vec![0; 32]));
    assert_eq!(
        insurance.redeem(number(250_000_000), ALICE).unwrap_err(),
        failed,
        "returns false"
    );
}
