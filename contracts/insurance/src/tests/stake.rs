//! Staking, the cooldown, redeeming.

use ballast_common::{abi::IOwned, revert::Result};
use risk_core::RiskError;

use super::*;
use crate::{
    abi::IInsurance,
    fund::{CAPITAL_MAX, Fund},
    stake::Exit,
};

fn zero_amount() -> Failure {
    refusal(IInsurance::ZeroAmount {})
}

fn insufficient(available: u128, wanted: u128) -> Failure {
    let (available, wanted) = (number(available), number(wanted));
    refusal(IInsurance::InsufficientShares { available, wanted })
}

/// Alice redeems shares.
pub(super) fn leave(insurance: &mut Insurance, amount: u128, receiver: Address) -> Result<u128> {
    let exit = Exit {
        amount,
        receiver,
        owner: ALICE,
    };
    insurance.redeem(exit, true).map(|(assets, _)| assets)
}

#[test]
fn a_deposit_that_does_not_arrive_is_refused() {
    let (vm, mut insurance) = fresh();
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
    assert_eq!(insurance.deposit(5, BOB, false), Err(refusal(mismatch)));
    let event: IInsurance::Deposit = last_event(&vm);
    assert_eq!((event.sender, event.owner), (ALICE, BOB));
    assert_eq!((event.assets, event.shares), (number(5), number(5_000_000)));
}

#[test]
fn bad_deposits_are_refused() {
    let (_, mut insurance) = staked();
    assert_eq!(
        insurance.deposit(5, Address::ZERO, false),
        Err(refusal(IOwned::ZeroAddress {}))
    );
    for in_shares in [false, true] {
        assert_eq!(insurance.deposit(0, ALICE, in_shares), Err(zero_amount()));
    }
    for amount in [CAPITAL_MAX, u128::MAX] {
        assert_eq!(
            insurance.deposit(amount, ALICE, false),
            Err(RiskError::Overflow.into())
        );
    }
    insurance.store_fund(&Fund {
        capital: CAPITAL_MAX - 100,
        shares: 1,
    });
    assert_eq!(
        insurance.deposit(5, ALICE, false),
        Err(zero_amount()),
        "rounds to none"
    );
    insurance.store_fund(&Fund {
        capital: 0,
        shares: 1,
    });
    assert_eq!(
        insurance.deposit(5, ALICE, false),
        Err(refusal(IInsurance::FundExhausted {}))
    );
}

#[test]
fn conversions_round_against_the_caller() {
    let (_, insurance) = staked();
    let fund = insurance.priced_low().unwrap();
    assert_eq!(fund, insurance.priced_high().unwrap(), "without collateral");
    assert_eq!((fund.capital, fund.shares), (1_000, 1_000_000_000));
    assert_eq!(fund.to_assets_down(1_999_999), Ok(1));
    assert_eq!(fund.to_assets_up(1_000_001), Ok(2));
    assert_eq!(fund.to_shares_down(1), Ok(1_000_000));
    assert_eq!(fund.to_shares_up(1), Ok(1_000_000));
}

#[test]
fn requests_add_up_and_start_again() {
    let (vm, mut insurance) = staked();
    let cooling = |insurance: &Insurance| {
        let stake = insurance.stake_of(&ALICE);
        (stake.cooling, stake.mature_at)
    };
    insurance.request_redeem(400).unwrap();
    assert_eq!(cooling(&insurance), (400, START + WEEK));
    vm.set_block_timestamp(START + 100);
    insurance.request_redeem(100).unwrap();
    assert_eq!(cooling(&insurance), (500, START + 100 + WEEK));
    let event: IInsurance::RedeemRequested = last_event(&vm);
    assert_eq!(
        (event.account, event.shares, event.matureAt),
        (ALICE, number(100), START + 100 + WEEK)
    );
    let left = 1_000_000_000 - 500;
    assert_eq!(insurance.stake_of(&ALICE).free, left);
    assert_eq!(insurance.fund().shares, 1_000_000_000);
    // None more: only starts it again.
    vm.set_block_timestamp(START + 200);
    insurance.request_redeem(0).unwrap();
    assert_eq!(cooling(&insurance), (500, START + 200 + WEEK));
    for many in [left + 1, u128::MAX] {
        assert_eq!(
            insurance.request_redeem(many),
            Err(insufficient(left, many))
        );
    }
    vm.set_sender(BOB);
    assert_eq!(insurance.request_redeem(0), Err(zero_amount()));
    assert_eq!(insurance.request_redeem(1), Err(insufficient(0, 1)));
}

#[test]
fn an_exit_does_not_stay_open() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(500_000_000).unwrap();
    let expired = START + WEEK + 172_800;
    vm.set_block_timestamp(expired - 1);
    assert_eq!(insurance.max_out(&ALICE), (500, 500_000_000));
    vm.set_block_timestamp(expired);
    assert_eq!(insurance.max_out(&ALICE), (0, 0));
    let refused = IInsurance::RequestExpired { expiredAt: expired };
    assert_eq!(leave(&mut insurance, 500, ALICE), Err(refusal(refused)));
    insurance.request_redeem(0).unwrap();
    assert_eq!(insurance.stake_of(&ALICE).mature_at, expired + WEEK);
}

#[test]
fn cooled_shares_are_paid_out() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(500_000_000).unwrap();
    vm.set_block_timestamp(START + WEEK - 1);
    assert_eq!(insurance.max_out(&ALICE), (0, 0));
    let cooling = IInsurance::CoolingDown {
        matureAt: START + WEEK,
    };
    assert_eq!(leave(&mut insurance, 1, BOB), Err(refusal(cooling)));
    vm.set_block_timestamp(START + WEEK);
    assert_eq!(insurance.max_out(&ALICE), (500, 500_000_000));
    assert_eq!(leave(&mut insurance, 1, BOB), Err(zero_amount()));
    assert_eq!(
        leave(&mut insurance, 1, Address::ZERO),
        Err(refusal(IOwned::ZeroAddress {}))
    );
    let much = 500_000_001;
    assert_eq!(
        leave(&mut insurance, much, BOB),
        Err(insufficient(500_000_000, much))
    );
    let others = Exit {
        amount: 1,
        receiver: BOB,
        owner: BOB,
    };
    assert_eq!(
        insurance.redeem(others, true),
        Err(refusal(IInsurance::NotTransferable {}))
    );
    // As assets: the shares that they cost, rounded up.
    let exit = Exit {
        amount: 200,
        receiver: BOB,
        owner: ALICE,
    };
    mock_transfer(&vm, BOB, 200, yes());
    assert_eq!(insurance.redeem(exit, false), Ok((200, 200_000_000)));
    mock_transfer(&vm, BOB, 300, yes());
    assert_eq!(leave(&mut insurance, 300_000_000, BOB), Ok(300));
    let event: IInsurance::Withdraw = last_event(&vm);
    assert_eq!(
        (event.sender, event.receiver, event.owner),
        (ALICE, BOB, ALICE)
    );
    assert_eq!(
        (event.assets, event.shares),
        (number(300), number(300_000_000))
    );
    assert_eq!(
        (insurance.fund().capital, insurance.stake_of(&ALICE).cooling),
        (500, 0)
    );
}

#[test]
fn a_token_that_refuses_stops_the_redemption() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(500_000_000).unwrap();
    vm.set_block_timestamp(START + WEEK);
    let failed = refusal(IInsurance::TransferFailed { token: TOKEN });
    mock_transfer(&vm, BOB, 250, Err(vec![]));
    assert_eq!(leave(&mut insurance, 250_000_000, BOB), Err(failed.clone()));
    mock_transfer(&vm, ALICE, 250, Ok(vec![0; 32]));
    assert_eq!(
        leave(&mut insurance, 250_000_000, ALICE),
        Err(failed),
        "returns false"
    );
}
