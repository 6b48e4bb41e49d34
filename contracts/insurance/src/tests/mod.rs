//! Tests of the program on the SDK's test machine, one file per subject.
//!
//! The test machine answers every mocked call with the data mocked last, cut to the length of the call's
//! own, and calls that are not mocked succeed with no data. So the token here has one balance through a
//! whole deposit, and what depends on a balance that moves is tested on a chain.

mod claims;
mod fund;
mod layout;
mod settings;
mod stake;
mod worth;

use alloy_primitives::{Address, U256, address};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{convert::wide, revert::Failure};
use stylus_sdk::testing::TestVM;

use crate::{
    Insurance,
    layout::{self as slots, Kind, Stake, Terms, key},
};

const OWNER: Address = address!("0x00000000000000000000000000000000000000a1");
const BOOK: Address = address!("0x00000000000000000000000000000000000000b1");
const OTHER: Address = address!("0x00000000000000000000000000000000000000b2");
const TOKEN: Address = address!("0x00000000000000000000000000000000000000c1");
const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const ALICE: Address = address!("0x00000000000000000000000000000000000000e1");
const BOB: Address = address!("0x00000000000000000000000000000000000000e2");
const START: u64 = 1_700_000_000;
const WEEK: u64 = 604_800;

fn number(value: u128) -> U256 {
    U256::from(value)
}

fn refusal(error: impl SolError) -> Failure {
    Failure(error.abi_encode())
}

fn call_data(selector: [u8; 4], words: &[U256]) -> Vec<u8> {
    let mut data = selector.to_vec();
    words
        .iter()
        .for_each(|word| data.extend_from_slice(&word.to_be_bytes::<32>()));
    data
}

fn word(address: Address) -> U256 {
    U256::from_be_bytes(address.into_word().0)
}

fn mock_balance(vm: &TestVM, balance: u128) {
    let data = call_data([0x70, 0xa0, 0x82, 0x31], &[word(THIS)]);
    vm.mock_static_call(
        TOKEN,
        data,
        Ok(number(balance).to_be_bytes::<32>().to_vec()),
    );
}

fn mock_transfer(vm: &TestVM, to: Address, amount: u128, answer: Result<Vec<u8>, Vec<u8>>) {
    let data = call_data([0xa9, 0x05, 0x9c, 0xbb], &[word(to), number(amount)]);
    vm.mock_call(TOKEN, data, U256::ZERO, answer);
}

fn yes() -> Result<Vec<u8>, Vec<u8>> {
    Ok(U256::ONE.to_be_bytes::<32>().to_vec())
}

/// A new fund at `START` whose only claimant is `BOOK`, and which pays claims of all it has.
fn fresh() -> (TestVM, Insurance) {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_contract_address(THIS);
    vm.set_sender(OWNER);
    let mut insurance = Insurance::from(&vm);
    insurance.owned.initialise(OWNER).unwrap();
    insurance.store_asset(&TOKEN, 6);
    let terms = Terms {
        claim_share: 10_000,
        ..Terms::DEFAULT
    };
    insurance.put(slots::TERMS, terms.pack());
    let approval = call_data([0x09, 0x5e, 0xa7, 0xb3], &[word(BOOK), U256::MAX]);
    vm.mock_call(TOKEN, approval, U256::ZERO, yes());
    insurance.add_book(BOOK, 1).unwrap();
    vm.set_sender(ALICE);
    (vm, insurance)
}

/// A fund where Alice staked 1,000.
fn staked() -> (TestVM, Insurance) {
    let (vm, mut insurance) = fresh();
    grant(&mut insurance, ALICE, 1_000);
    (vm, insurance)
}

/// Writes a stake as `deposit` does, without the token.
fn grant(insurance: &mut Insurance, account: Address, assets: u128) {
    let fund = insurance.fund();
    let shares = fund.to_shares_down(assets).unwrap();
    insurance.store_fund(&fund.stake(assets, shares).unwrap());
    let stake = insurance.stake_of(&account);
    let free = stake.free + shares;
    insurance.store_stake(&account, &Stake { free, ..stake });
}

/// Gives a debt book a weight without the token's consent.
fn enlist(insurance: &mut Insurance, book: Address, weight: u128) {
    let count = insurance.enlist(Kind::BookAt, &book).unwrap();
    let weights = insurance.claimant(&book).weights + weight;
    insurance.put(
        slots::BOOKS,
        ballast_common::convert::pair(count.into(), weights),
    );
    insurance.put(key(Kind::Book, &book, 0), wide(weight));
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let logs = vm.get_emitted_logs();
    let (topics, data) = logs.last().unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}
