//! Tests: of what is pure by itself, and of the program on the SDK's test machine by its published ABI.
//!
//! The test machine answers every call with the data mocked last and undoes nothing after a revert. So a token's balance
//! cannot move within a call here: what pulls tokens in ends in `TransferMismatch` after the state was written, which these
//! tests then look at. What comes in of loans is put into storage; with real loans and tokens it is tested on a chain.

mod deposits;
mod income;
mod series;

use alloy_primitives::{Address, U256, address, aliases::U40};
use alloy_sol_types::{SolCall, SolEvent, SolInterface, SolValue};
use ballast_common::{abi::IOwned, dispatch::Output, shares::Shares};
use ballast_loan_state::abi::ITermLoan;
use stylus_sdk::{abi::Router, testing::TestVM};

use crate::{
    TermPool,
    program::ITermPool::{self, ITermPoolErrors as Refusal},
};

const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const LOANS: Address = address!("0x00000000000000000000000000000000000000d2");
const USDC: Address = address!("0x00000000000000000000000000000000000000b1");
const ETH: Address = address!("0x00000000000000000000000000000000000000b2");
const ALICE: Address = address!("0x00000000000000000000000000000000000000e1");
const BOB: Address = address!("0x00000000000000000000000000000000000000e2");
const CAROL: Address = address!("0x00000000000000000000000000000000000000e3");
const NOW: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const START: u64 = NOW + 7 * DAY;
const EXPIRY: u64 = START + 3 * DAY;
const CAP: u128 = 1_000_000;
const WAD: u128 = 1_000_000_000_000_000_000;

fn number(value: u128) -> U256 {
    U256::from(value)
}

fn terms() -> ITermLoan::Terms {
    ITermLoan::Terms {
        debtAsset: USDC,
        collateralAsset: ETH,
        size: CAP,
        least: 1_000,
        loanPerCollateral: 1_000 * WAD,
        loanToValue: 0,
        oracle: Address::ZERO,
        rate: 100_000_000_000_000_000,
        kind: ITermLoan::Kind::Custom,
        count: 0,
        period: 0,
        grace: 0,
        expiry: U40::from(EXPIRY),
        allowed: Address::ZERO,
    }
}

fn steps() -> Vec<ITermLoan::Step> {
    [(30, 4_000), (60, 6_000)]
        .map(|(days, share)| ITermLoan::Step {
            due: days * DAY as u32,
            share,
        })
        .to_vec()
}

fn text(value: &str) -> U256 {
    let mut word = [0; 32];
    word[..value.len()].copy_from_slice(value.as_bytes());
    U256::from_be_bytes(word)
}

fn arguments(start: u64, terms: ITermLoan::Terms) -> Vec<u8> {
    let names = (text("Ballast USDC series"), text("bSERIES"));
    (LOANS, U256::from(start), names.0, names.1, terms, steps()).abi_encode_params()
}

/// A machine with two tokens, whose decimals are 1, and a program that lends, whose next offer is of number 1: it answers
/// all mocked calls alike.
fn machine() -> TestVM {
    let vm = TestVM::new();
    vm.set_block_timestamp(NOW);
    vm.set_contract_address(THIS);
    vm.set_sender(ALICE);
    let one = U256::from(1).abi_encode();
    for asset in [USDC, ETH] {
        vm.set_code(asset, vec![1]);
        let mut balance = Output::selected([0x70, 0xa0, 0x82, 0x31]);
        vm.mock_static_call(asset, balance.address(&THIS).done(), Ok(one.clone()));
    }
    vm.mock_static_call(USDC, vec![0x31, 0x3c, 0xe5, 0x67], Ok(one.clone()));
    let make = ITermLoan::makeOfferCall {
        terms: terms(),
        steps: steps(),
    };
    vm.mock_call(LOANS, make.abi_encode(), U256::ZERO, Ok(one));
    vm
}

/// A series in its deposit phase.
fn opened() -> (TestVM, TermPool) {
    let vm = machine();
    let mut program = TermPool::from(&vm);
    let made =
        <TermPool as Router<TermPool>>::constructor(&mut program, &arguments(START, terms()));
    assert_eq!(made, Some(Ok(Vec::new())));
    (vm, program)
}

/// A series in which these accounts hold so many shares.
fn held(parts: &[(Address, u128)]) -> (TestVM, TermPool) {
    let (vm, mut program) = opened();
    for (account, shares) in parts {
        pulls(&mut program, *shares, &deposit(*shares, *account));
    }
    (vm, program)
}

fn deposit(assets: u128, receiver: Address) -> ITermPool::depositCall {
    ITermPool::depositCall {
        assets: number(assets),
        receiver,
    }
}

fn claim(cash: u128, collateral: u128) -> ITermPool::claimCall {
    ITermPool::claimCall {
        cash: number(cash),
        collateral: number(collateral),
        receiver: CAROL,
    }
}

/// A call through the program's router, by the published ABI.
fn call<C: SolCall>(program: &mut TermPool, call: &C) -> Result<C::Return, Vec<u8>> {
    let data = call.abi_encode();
    let (selector, arguments) = data.split_at(4);
    let selector = u32::from_be_bytes(selector.try_into().unwrap());
    let answer = <TermPool as Router<TermPool>>::route(program, selector, arguments).unwrap()?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The typed error of a call that the program refuses.
fn refused<C: SolCall>(program: &mut TermPool, to: &C) -> Refusal {
    let data = call(program, to).err().unwrap();
    let error = Refusal::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

/// Calls what pulls tokens last, and is refused for a balance that cannot move here.
fn pulls<C: SolCall>(program: &mut TermPool, amount: u128, to: &C) {
    let error = ITermPool::TransferMismatch {
        token: USDC,
        expected: number(amount),
        received: U256::ZERO,
    };
    assert_eq!(refused(program, to), Refusal::TransferMismatch(error));
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let (topics, data) = vm.get_emitted_logs().pop().unwrap();
    E::decode_raw_log_validate(topics, &data).unwrap()
}
