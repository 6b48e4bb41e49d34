//! Tests: of orders by themselves, and of the program on the SDK's test machine by its published ABI.
//!
//! The test machine answers every call with the data mocked last, so here whatever is protected tells the same of itself. Rolls
//! with a real pool, market and tokens are tested on a chain.

mod order;
mod program;

use alloy_primitives::{Address, U256, address, aliases::U40};
use alloy_sol_types::{SolCall, SolEvent, SolInterface, SolValue};
use ballast_common::{abi::IOwned, revert::Failure};
use stylus_sdk::{abi::Router, testing::TestVM};

use crate::{
    Roller,
    order::Order,
    program::IRoller::{self, IRollerErrors as Refusal},
    storage::Place,
};

const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const POOL: Address = address!("0x00000000000000000000000000000000000000d2");
const FROM: Address = address!("0x00000000000000000000000000000000000000d3");
const TO: Address = address!("0x00000000000000000000000000000000000000d4");
const ALICE: Address = address!("0x00000000000000000000000000000000000000e1");
const BOB: Address = address!("0x00000000000000000000000000000000000000e2");
const NOW: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const WAD: u128 = 1_000_000_000_000_000_000;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// A week before the expiry, into a month at least, at nine tenths of the strike and eight of the price, for forty and one.
fn wanted() -> Order {
    Order {
        expires: NOW + 30 * DAY,
        lead: 7 * DAY as u32,
        tenor: 30 * DAY as u32,
        of_strike: 9_000,
        of_price: 8_000,
        premium: 40_000_000,
        fee: 1_000_000,
    }
}

fn as_call(order: &Order) -> IRoller::Order {
    IRoller::Order {
        expires: U40::from(order.expires),
        lead: order.lead,
        tenor: order.tenor,
        ofStrike: order.of_strike,
        ofPrice: order.of_price,
        premium: order.premium,
        fee: order.fee,
    }
}

fn set(order: &Order) -> IRoller::setCall {
    IRoller::setCall {
        pool: POOL,
        from: FROM,
        order: as_call(order),
    }
}

fn roll() -> IRoller::rollCall {
    IRoller::rollCall {
        pool: POOL,
        account: ALICE,
        from: FROM,
        to: TO,
        amount: number(WAD),
    }
}

fn machine() -> (TestVM, Roller) {
    let vm = TestVM::new();
    vm.set_block_timestamp(NOW);
    vm.set_contract_address(THIS);
    vm.set_sender(ALICE);
    let program = Roller::from(&vm);
    (vm, program)
}

/// A call through the program's router, by the published ABI.
fn call<C: SolCall>(program: &mut Roller, call: &C) -> Result<C::Return, Vec<u8>> {
    let data = call.abi_encode();
    let (selector, arguments) = data.split_at(4);
    let selector = u32::from_be_bytes(selector.try_into().unwrap());
    let answer = <Roller as Router<Roller>>::route(program, selector, arguments).unwrap()?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The typed error of a call that the program refuses.
fn refused<C: SolCall>(program: &mut Roller, to: &C) -> Refusal {
    error(call(program, to).err().unwrap())
}

fn error(data: Vec<u8>) -> Refusal {
    let error = Refusal::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

fn failure(result: Result<(), Failure>) -> Refusal {
    error(result.unwrap_err().0)
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let (topics, data) = vm.get_emitted_logs().pop().unwrap();
    E::decode_raw_log_validate(topics, &data).unwrap()
}

fn out_of_bounds(position: u128, value: u128) -> Vec<u8> {
    let error = IOwned::ParameterOutOfBounds {
        position: number(position),
        value: number(value),
    };
    IOwned::IOwnedErrors::ParameterOutOfBounds(error).abi_encode()
}
