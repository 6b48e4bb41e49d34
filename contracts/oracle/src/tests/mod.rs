//! Tests of the program on the SDK's test machine, one file per subject.

mod anchors;
mod averages;
mod guardian;
mod layout;
mod poke;
mod quotes;
mod rates;
mod reading;
mod rules;
mod settings;
mod stored;

use alloy_primitives::{Address, B256, I256, U256, address};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::{IOracle, IOwned},
    dispatch::Input,
    revert::Failure,
};
use stylus_sdk::testing::TestVM;

use crate::Oracle;

const OWNER: Address = address!("0x00000000000000000000000000000000000000a1");
const ASSET: Address = address!("0x00000000000000000000000000000000000000b1");
const OTHER_ASSET: Address = address!("0x00000000000000000000000000000000000000b2");
const AGGREGATOR: Address = address!("0x00000000000000000000000000000000000000c1");
const OTHER_AGGREGATOR: Address = address!("0x00000000000000000000000000000000000000c2");
const SEQUENCER: Address = address!("0x00000000000000000000000000000000000000d1");
const START: u64 = 1_700_000_000;
const HEARTBEAT: u32 = 3_600;
const FLOOR: u64 = 40_000_000_000_000_000;
const DECIMALS: u8 = 8;
const CAP: u64 = 1_000_000_000_000_000_000;

fn wad(whole: u64) -> U256 {
    U256::from(whole) * U256::from(10u64).pow(U256::from(18))
}

/// Return data of `latestRoundData`. The test machine answers every mocked call with the data mocked last,
/// cut to the length of the call's own; so the first word, the round's number, also serves as `decimals`,
/// and tests that read two contracts see one answer.
fn round_data(answer: I256, started_at: u64, updated_at: u64) -> Vec<u8> {
    let words = [
        U256::from(DECIMALS),
        answer.into_raw(),
        U256::from(started_at),
        U256::from(updated_at),
        U256::from(9),
    ];
    words
        .iter()
        .flat_map(|word| word.to_be_bytes::<32>())
        .collect()
}

fn mock_decimals(vm: &TestVM, aggregator: Address, decimals: u8) {
    let answer = U256::from(decimals).to_be_bytes::<32>().to_vec();
    vm.mock_static_call(aggregator, vec![0x31, 0x3c, 0xe5, 0x67], Ok(answer));
}

fn mock_round(vm: &TestVM, aggregator: Address, answer: Result<Vec<u8>, Vec<u8>>) {
    vm.mock_static_call(aggregator, vec![0xfe, 0xaf, 0x96, 0x8c], answer);
}

/// A round of `usd` dollars from a feed of 8 decimals.
fn publish(vm: &TestVM, aggregator: Address, usd: u64, updated_at: u64) {
    let answer = I256::try_from(u128::from(usd) * 100_000_000).unwrap();
    mock_round(
        vm,
        aggregator,
        Ok(round_data(answer, updated_at, updated_at)),
    );
}

/// Calls a function through its ABI.
fn call<C: SolCall>(oracle: &mut Oracle, call: &C) -> Result<C::Return, Failure> {
    let data = call.abi_encode();
    let (selector, arguments) = data.split_first_chunk::<4>().unwrap();
    oracle
        .dispatch(u32::from_be_bytes(*selector), Input::new(arguments))
        .map(|answer| C::abi_decode_returns_validate(&answer).unwrap())
        .map_err(Failure)
}

/// An error as revert data.
fn refusal<T>(error: impl SolError) -> Result<T, Failure> {
    Err(Failure(error.abi_encode()))
}

fn out_of_bounds<T>(position: u64, value: u64) -> Result<T, Failure> {
    refusal(IOwned::ParameterOutOfBounds {
        position: U256::from(position),
        value: U256::from(value),
    })
}

/// `setFeed` of an aggregator.
fn set_feed(
    oracle: &mut Oracle,
    asset: Address,
    aggregator: Address,
    heartbeat: u32,
    floor: u64,
    cap: u64,
) -> Result<u8, Failure> {
    let feed = IOracle::setFeedCall {
        asset,
        aggregator,
        heartbeat,
        varianceFloor: floor,
        varianceCap: cap,
    };
    call(oracle, &feed)
}

fn poke(oracle: &mut Oracle, feeds: &[u8]) -> Result<(), Failure> {
    let feeds = feeds.to_vec();
    call(oracle, &IOracle::pokeCall { feeds }).map(|_| ())
}

/// Reads every feed live from now on.
fn always_live(oracle: &mut Oracle, feed: u8) {
    let call_of = IOracle::setStoredAgeCall { feed, storedAge: 0 };
    call(oracle, &call_of).unwrap();
}

/// A new oracle at `START`.
fn fresh() -> (TestVM, Oracle) {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_sender(OWNER);
    vm.set_gas_left(u64::MAX);
    let mut oracle = Oracle::from(&vm);
    oracle.initialise(OWNER).unwrap();
    (vm, oracle)
}

/// An oracle with one feed, always read live, that saw 2,000 USD at `START`.
fn with_feed() -> (TestVM, Oracle) {
    let (vm, mut oracle) = fresh();
    mock_decimals(&vm, AGGREGATOR, DECIMALS);
    publish(&vm, AGGREGATOR, 2_000, START);
    assert_eq!(
        set_feed(&mut oracle, ASSET, AGGREGATOR, HEARTBEAT, FLOOR, CAP),
        Ok(0)
    );
    always_live(&mut oracle, 0);
    (vm, oracle)
}

fn read(oracle: &Oracle) -> IOracle::Reading {
    oracle.read(vec![0]).unwrap().remove(0)
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let logs: Vec<(Vec<B256>, Vec<u8>)> = vm.get_emitted_logs();
    let (topics, data) = logs.last().unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}
