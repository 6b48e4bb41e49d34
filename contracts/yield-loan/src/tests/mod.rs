//! Tests: of what is pure by itself, and of the program on the SDK's test machine by its published ABI. What asks an oracle or
//! moves tokens is tested on a chain.

mod growth;
mod layout;
mod program;
mod random;
mod sales;
mod turned;

use alloy_primitives::{Address, U256, address, aliases::U40};
use alloy_sol_types::{SolCall, SolEvent, SolInterface};
use ballast_common::{abi::IOwned, dispatch::Output};
use risk_core::{
    amortise::Locked,
    fixed::{WAD, Wad, YEAR},
};
use stylus_sdk::{abi::Router, testing::TestVM};

use crate::{
    YieldLoan,
    loan::{Loan, Paid},
    program::IYieldLoan,
    terms::Offer,
};

const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const WETH: Address = address!("0x00000000000000000000000000000000000000b1");
const SHARE: Address = address!("0x00000000000000000000000000000000000000b2");
const ORACLE: Address = address!("0x00000000000000000000000000000000000000b3");
const RATE: Address = address!("0x00000000000000000000000000000000000000b4");
const LENDER: Address = address!("0x00000000000000000000000000000000000000e1");
const BORROWER: Address = address!("0x00000000000000000000000000000000000000e2");
const OTHER: Address = address!("0x00000000000000000000000000000000000000e3");
const START: u64 = 1_700_000_000;
const DAY: u64 = 86_400;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// In kind: 2% a year, of 2.5% that are counted on; a week's patience; then three months at 10%, with two days of grace.
fn offer() -> Offer {
    Offer {
        lender: LENDER,
        debt_asset: WETH,
        collateral_asset: SHARE,
        size: 1_000 * WAD,
        least: 1,
        oracle: ORACLE,
        rate_asset: RATE,
        rate: (WAD / 50) as u64,
        yield_floor: (WAD / 40) as u64,
        margin: 2_000,
        loan_to_value: 9_000,
        growth_cap: 2_000,
        discount: 0,
        patience: 7 * DAY as u32,
        longest: 0,
        term_rate: (WAD / 10) as u64,
        count: 3,
        period: 30 * DAY as u32,
        grace: 2 * DAY as u32,
        expiry: START + DAY,
        allowed: Address::ZERO,
        scale: 18,
    }
}

/// The same, but growth is sold at spot less 2% in the end.
fn sold() -> Offer {
    Offer {
        discount: 200,
        scale: 0,
        ..offer()
    }
}

/// At the start, at a rate of one.
fn loan(principal: u128, collateral: u128) -> Loan {
    Loan {
        borrower: BORROWER,
        offer: 1,
        start: START,
        interest_from: START,
        sale_from: START,
        opened: principal,
        locked: Locked {
            principal,
            collateral,
        },
        opened_rate: Wad::ONE,
        mark: Wad::ONE,
        ..Loan::default()
    }
}

/// A harvest, where it is worth one.
fn harvest(loan: &mut Loan, offer: &Offer, rate: Wad, now: u64) -> (u128, Paid) {
    let growth = loan.worthwhile(offer, rate, now).unwrap();
    loan.harvest(offer, growth, now).unwrap()
}

/// A rate of so many hundredths.
fn rate(hundredths: u128) -> Wad {
    Wad(WAD / 100 * hundredths)
}

/// The program on a machine, at the start.
fn fresh() -> (TestVM, YieldLoan) {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_contract_address(THIS);
    vm.set_sender(LENDER);
    for asset in [WETH, SHARE] {
        vm.set_code(asset, vec![1]);
        // Decimals.
        let answer = number(18).to_be_bytes::<32>().to_vec();
        vm.mock_static_call(
            asset,
            Output::selected([0x31, 0x3c, 0xe5, 0x67]).done(),
            Ok(answer),
        );
    }
    let mut program = YieldLoan::from(&vm);
    assert_eq!(
        <YieldLoan as Router<YieldLoan>>::constructor(&mut program, &[]),
        Some(Err(Vec::new())),
        "there is nothing to construct"
    );
    (vm, program)
}

/// A call through the program's router, by the published ABI.
fn call<C: SolCall>(program: &mut YieldLoan, call: &C) -> Result<C::Return, Vec<u8>> {
    let data = call.abi_encode();
    let (selector, arguments) = data.split_at(4);
    let selector = u32::from_be_bytes(selector.try_into().unwrap());
    let answer = <YieldLoan as Router<YieldLoan>>::route(program, selector, arguments).unwrap()?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The typed error of a call that the program refuses.
fn refused<C: SolCall>(program: &mut YieldLoan, to: &C) -> IYieldLoan::IYieldLoanErrors {
    let data = call(program, to).err().unwrap();
    let error = IYieldLoan::IYieldLoanErrors::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

/// The shared typed error of a call that the program refuses.
fn shared_refusal<C: SolCall>(program: &mut YieldLoan, to: &C) -> IOwned::IOwnedErrors {
    let data = call(program, to).err().unwrap();
    let error = IOwned::IOwnedErrors::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

fn terms_of(offer: &Offer) -> IYieldLoan::Terms {
    IYieldLoan::Terms {
        debtAsset: offer.debt_asset,
        collateralAsset: offer.collateral_asset,
        size: offer.size,
        least: offer.least,
        oracle: offer.oracle,
        rateAsset: offer.rate_asset,
        rate: offer.rate,
        yieldFloor: offer.yield_floor,
        margin: offer.margin,
        loanToValue: offer.loan_to_value,
        growthCap: offer.growth_cap,
        discount: offer.discount,
        patience: offer.patience,
        longest: offer.longest,
        termRate: offer.term_rate,
        count: offer.count,
        period: offer.period,
        grace: offer.grace,
        expiry: U40::from(offer.expiry),
        allowed: offer.allowed,
    }
}

fn make(offer: &Offer) -> IYieldLoan::makeOfferCall {
    IYieldLoan::makeOfferCall {
        terms: terms_of(offer),
    }
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let logs = vm.get_emitted_logs();
    let (topics, data) = logs.last().unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}
