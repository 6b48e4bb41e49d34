//! Tests: of what is pure by itself, and of the program on the SDK's test machine by its published ABI.
//!
//! The test machine answers every call with the data mocked last and undoes nothing after a revert. So a token's balance
//! cannot move within a call here: what pulls tokens in ends in `TransferMismatch` after the state was written, which these
//! tests then look at; with real tokens it is tested on a chain.

mod accounting;
mod dates;
mod layout;
mod lending;
mod positions;
mod repaying;
mod terms;

use alloy_primitives::{Address, U256, address};
use alloy_sol_types::{SolCall, SolEvent, SolInterface};
use ballast_common::{abi::IOwned, dispatch::Output};
use ballast_loan_state::{
    loan::Loan,
    terms::{Kind, Offer, Step},
};
use risk_core::amortise::Locked;
use stylus_sdk::{abi::Router, testing::TestVM};

use crate::{TermLoan, program::ITermLoan};

const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const USDC: Address = address!("0x00000000000000000000000000000000000000b1");
const ETH: Address = address!("0x00000000000000000000000000000000000000b2");
const ORACLE: Address = address!("0x00000000000000000000000000000000000000b3");
const LENDER: Address = address!("0x00000000000000000000000000000000000000e1");
const BORROWER: Address = address!("0x00000000000000000000000000000000000000e2");
const OTHER: Address = address!("0x00000000000000000000000000000000000000e3");
const START: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const WAD: u128 = 1_000_000_000_000_000_000;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// Twelve months of equal principal at 10% a year, two days of grace, 1,000 units for one unit of collateral.
fn offer() -> Offer {
    Offer {
        lender: LENDER,
        debt_asset: USDC,
        collateral_asset: ETH,
        size: 12_000_000,
        least: 1_000,
        loan_per_collateral: 1_000 * WAD,
        rate: 100_000_000_000_000_000,
        kind: Kind::EqualPrincipal,
        count: 12,
        period: 30 * DAY as u32,
        grace: 2 * DAY as u32,
        expiry: START + DAY,
        ..Offer::default()
    }
}

fn custom(steps: &[(u64, u16)]) -> Offer {
    let mut offer = Offer {
        kind: Kind::Custom,
        count: 0,
        period: 0,
        ..offer()
    };
    for (to, (due, share)) in offer.steps.iter_mut().zip(steps) {
        *to = Step {
            due: *due as u32,
            share: *share,
        };
    }
    offer
}

fn loan(principal: u128, collateral: u128) -> Loan {
    Loan {
        borrower: BORROWER,
        offer: 1,
        start: START,
        settled: 0,
        interest_from: START,
        opened: principal,
        locked: Locked {
            principal,
            collateral,
        },
        cash: 0,
        forfeited: 0,
    }
}

/// What is forfeited by a second, of a loan of an offer.
fn settle(loan: &mut Loan, offer: &Offer, now: u64) -> ballast_loan_state::loan::Missed {
    offer
        .with_plan(loan.opened, |plan| loan.settle(plan, offer, now))
        .unwrap()
        .unwrap()
}

fn pay_instalment(loan: &mut Loan, offer: &Offer, now: u64) -> ballast_loan_state::loan::Paid {
    offer
        .with_plan(loan.opened, |plan| loan.pay_instalment(plan, offer, now))
        .unwrap()
        .unwrap()
}

fn pay_due(loan: &mut Loan, offer: &Offer, now: u64) -> ballast_loan_state::loan::Paid {
    offer
        .with_plan(loan.opened, |plan| loan.pay_due(plan, offer, now))
        .unwrap()
        .unwrap()
}

/// The program on a machine, at the start.
fn fresh() -> (TestVM, TermLoan) {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_contract_address(THIS);
    vm.set_sender(LENDER);
    for asset in [USDC, ETH] {
        vm.set_code(asset, vec![1]);
        let mut data = Output::selected([0x70, 0xa0, 0x82, 0x31]);
        let answer = number(1).to_be_bytes::<32>().to_vec();
        vm.mock_static_call(asset, data.address(&THIS).done(), Ok(answer));
    }
    let mut program = TermLoan::from(&vm);
    assert_eq!(
        <TermLoan as Router<TermLoan>>::constructor(&mut program, &[]),
        Some(Err(Vec::new())),
        "there is nothing to construct"
    );
    (vm, program)
}

/// A call through the program's router, by the published ABI.
fn call<C: SolCall>(program: &mut TermLoan, call: &C) -> Result<C::Return, Vec<u8>> {
    let data = call.abi_encode();
    let (selector, arguments) = data.split_at(4);
    let selector = u32::from_be_bytes(selector.try_into().unwrap());
    let answer = <TermLoan as Router<TermLoan>>::route(program, selector, arguments).unwrap()?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The typed error of a call that the program refuses.
fn refused<C: SolCall>(program: &mut TermLoan, to: &C) -> ITermLoan::ITermLoanErrors {
    let data = call(program, to).err().unwrap();
    let error = ITermLoan::ITermLoanErrors::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

/// The shared typed error of a call that the program refuses.
fn shared_refusal<C: SolCall>(program: &mut TermLoan, to: &C) -> IOwned::IOwnedErrors {
    let data = call(program, to).err().unwrap();
    let error = IOwned::IOwnedErrors::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

/// Calls what pulls tokens last, and is refused for a balance that cannot move here.
fn pulls<C: SolCall>(program: &mut TermLoan, token: Address, amount: u128, to: &C) {
    let error = ITermLoan::TransferMismatch {
        token,
        expected: number(amount),
        received: U256::ZERO,
    };
    let expected = ITermLoan::ITermLoanErrors::TransferMismatch(error);
    assert_eq!(refused(program, to), expected);
}

fn terms_of(offer: &Offer) -> (ITermLoan::Terms, Vec<ITermLoan::Step>) {
    let terms = ITermLoan::Terms {
        debtAsset: offer.debt_asset,
        collateralAsset: offer.collateral_asset,
        size: offer.size,
        least: offer.least,
        loanPerCollateral: offer.loan_per_collateral,
        loanToValue: offer.loan_to_value,
        oracle: offer.oracle,
        rate: offer.rate,
        kind: ITermLoan::Kind::try_from(offer.kind as u8).unwrap(),
        count: offer.count,
        period: offer.period,
        grace: offer.grace,
        expiry: alloy_primitives::aliases::U40::from(offer.expiry),
        allowed: offer.allowed,
    };
    let used = offer.steps.iter().filter(|step| **step != Step::default());
    let steps = used.map(|step| ITermLoan::Step {
        due: step.due,
        share: step.share,
    });
    (terms, steps.collect())
}

fn make(offer: &Offer) -> ITermLoan::makeOfferCall {
    let (terms, steps) = terms_of(offer);
    ITermLoan::makeOfferCall { terms, steps }
}

fn take(amount: u128) -> ITermLoan::takeCall {
    ITermLoan::takeCall {
        offer: U256::ONE,
        amount: number(amount),
        most: U256::MAX,
        receiver: BORROWER,
    }
}

/// A program with one offer, of which the borrower has taken 6,000,000 against 6,000 of collateral.
fn lent() -> (TestVM, TermLoan) {
    let (vm, mut program) = fresh();
    call(&mut program, &make(&offer())).unwrap();
    vm.set_sender(BORROWER);
    pulls(&mut program, ETH, 6_000, &take(6_000_000));
    (vm, program)
}

fn state(program: &mut TermLoan) -> ITermLoan::Loan {
    call(program, &ITermLoan::loanAtCall { loan: U256::ONE }).unwrap()
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let logs = vm.get_emitted_logs();
    let (topics, data) = logs.last().unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}
