//! Tests: of what is pure by itself, and of the program on the SDK's test machine by its published ABI.
//!
//! The test machine answers every call with the data mocked last and undoes nothing after a revert. So both aggregators tell the
//! same here, and balances cannot move within a call: what pulls tokens in ends in `TransferMismatch` after the state was
//! written, which these tests then look at. With real tokens, sources and a real market all is tested on a chain.

mod feed;
mod making;
mod shares;
mod worth;

use alloy_primitives::{Address, I256, U256, address};
use alloy_sol_types::{SolCall, SolEvent, SolInterface, SolValue};
use ballast_common::{abi::IOwned, shares::Shares};
use stylus_sdk::{abi::Router, testing::TestVM};

use crate::{
    Protected,
    program::IProtected::{self, IProtectedErrors as Refusal},
    storage::{Feed, Made},
    worth::Floor,
};

const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const MARKET: Address = address!("0x00000000000000000000000000000000000000d2");
const USDC: Address = address!("0x00000000000000000000000000000000000000b1");
const ETH: Address = address!("0x00000000000000000000000000000000000000b2");
const ETH_FEED: Address = address!("0x00000000000000000000000000000000000000f1");
const USDC_FEED: Address = address!("0x00000000000000000000000000000000000000f2");
const ALICE: Address = address!("0x00000000000000000000000000000000000000e1");
const BOB: Address = address!("0x00000000000000000000000000000000000000e2");
const NOW: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const EXPIRY: u64 = NOW + 30 * DAY;
const WINDOW: u64 = DAY;
const UNTIL: u64 = EXPIRY + WINDOW;
const FADE: u64 = 7 * DAY;
const WAD: u128 = 1_000_000_000_000_000_000;
/// Dollars of a strike.
const STRIKE: u128 = 1_600 * WAD;

fn number(value: u128) -> U256 {
    U256::from(value)
}

fn text(value: &str) -> U256 {
    let mut word = [0; 32];
    word[..value.len()].copy_from_slice(value.as_bytes());
    U256::from_be_bytes(word)
}

fn terms() -> IProtected::Terms {
    IProtected::Terms {
        market: MARKET,
        strike: 1,
        underlyingFeed: ETH_FEED,
        underlyingHeartbeat: 3_600,
        assetFeed: USDC_FEED,
        assetHeartbeat: DAY as u32,
        haircut: 1_000,
        fade: FADE as u32,
        margin: 100,
    }
}

fn arguments(terms: IProtected::Terms) -> Vec<u8> {
    let [name, symbol] = names();
    (name, symbol, terms).abi_encode_params()
}

/// A round of an aggregator of 8 decimals; its first word stands for decimals too.
fn round(answer: i64, updated: u64) -> Vec<u8> {
    words(8, I256::try_from(answer).unwrap(), updated, updated, 8)
}

fn words(id: u128, answer: I256, started: u64, updated: u64, answered: u128) -> Vec<u8> {
    let (started, updated) = (U256::from(started), U256::from(updated));
    (number(id), answer, started, updated, number(answered)).abi_encode_params()
}

/// What all calls answer from now on.
fn answers(vm: &TestVM, data: Vec<u8>) {
    vm.mock_static_call(Address::ZERO, vec![], Ok(data));
}

/// Lets a call fail, whose reason is what all calls answer.
fn fails(vm: &TestVM, to: Address, data: &[u8]) {
    vm.mock_static_call(to, data.to_vec(), Err(vec![]));
}

const LATEST: [u8; 4] = [0xfe, 0xaf, 0x96, 0x8c];

/// A machine on which both aggregators tell a dollar.
fn machine() -> TestVM {
    let vm = TestVM::new();
    vm.set_block_timestamp(NOW);
    vm.set_contract_address(THIS);
    vm.set_sender(ALICE);
    for asset in [USDC, ETH] {
        vm.set_code(asset, vec![1]);
    }
    answers(&vm, round(100_000_000, NOW - 60));
    vm
}

fn construct_on(vm: &TestVM, terms: IProtected::Terms) -> Result<Vec<u8>, Vec<u8>> {
    let mut program = Protected::from(vm);
    <Protected as Router<Protected>>::constructor(&mut program, &arguments(terms)).unwrap()
}

fn made() -> Made {
    Made {
        market: MARKET,
        strike: 1,
        underlying: ETH,
        asset: USDC,
        decimals: 18,
        asset_decimals: 6,
        floor: Floor {
            strike: STRIKE,
            expiry: EXPIRY,
            window: WINDOW as u32,
            haircut: 1_000,
            fade: FADE as u32,
            margin: 100,
        },
    }
}

fn feeds() -> [Feed; 2] {
    [(ETH_FEED, 3_600), (USDC_FEED, DAY as u32)].map(|(at, heartbeat)| Feed {
        at,
        heartbeat,
        decimals: 8,
    })
}

fn names() -> [U256; 2] {
    [text("Ballast protected ETH"), text("bETH")]
}

/// A program in which Alice has so many shares.
fn held(shares: u128) -> (TestVM, Protected) {
    let vm = machine();
    let mut program = Protected::from(&vm);
    program.put_made(&made(), &feeds(), names());
    program.put_balance(&ALICE, shares);
    program.put_supply(shares, false);
    (vm, program)
}

/// A call through the program's router, by the published ABI.
fn call<C: SolCall>(program: &mut Protected, call: &C) -> Result<C::Return, Vec<u8>> {
    let data = call.abi_encode();
    let (selector, arguments) = data.split_at(4);
    let selector = u32::from_be_bytes(selector.try_into().unwrap());
    let answer = <Protected as Router<Protected>>::route(program, selector, arguments).unwrap()?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The typed error of a call that the program refuses.
fn refused<C: SolCall>(program: &mut Protected, to: &C) -> Refusal {
    let data = call(program, to).err().unwrap();
    let error = Refusal::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let (topics, data) = vm.get_emitted_logs().pop().unwrap();
    E::decode_raw_log_validate(topics, &data).unwrap()
}

fn unavailable(aggregator: Address) -> Refusal {
    Refusal::PriceUnavailable(IProtected::PriceUnavailable { aggregator })
}

fn owned(error: IOwned::ParameterOutOfBounds) -> Vec<u8> {
    IOwned::IOwnedErrors::ParameterOutOfBounds(error).abi_encode()
}
