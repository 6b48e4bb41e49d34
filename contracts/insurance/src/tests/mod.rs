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

use alloy_primitives::{Address, U256, address};
use alloy_sol_types::SolEvent;
use stylus_sdk::testing::TestVM;

use crate::{Insurance, fund::Fund};

const OWNER: Address = address!("0x00000000000000000000000000000000000000a1");
const BOOK: Address = address!("0x00000000000000000000000000000000000000b1");
const TOKEN: Address = address!("0x00000000000000000000000000000000000000c1");
const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const ALICE: Address = address!("0x00000000000000000000000000000000000000e1");
const BOB: Address = address!("0x00000000000000000000000000000000000000e2");
const START: u64 = 1_700_000_000;
const WEEK: u64 = 604_800;

fn number(value: u128) -> U256 {
    U256::from(value)
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

/// A new fund at `START` whose claimant is `BOOK`.
fn fresh() -> (TestVM, Insurance) {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_contract_address(THIS);
    vm.set_sender(OWNER);
    let mut insurance = Insurance::from(&vm);
    insurance.constructor(OWNER, TOKEN).unwrap();
    insurance.set_book(BOOK).unwrap();
    vm.set_sender(ALICE);
    (vm, insurance)
}

/// A fund where Alice staked 1,000.
fn staked() -> (TestVM, Insurance) {
    let (vm, insurance) = fresh();
    grant(&vm, ALICE, 1_000);
    (vm, insurance)
}

/// Writes a stake as `deposit` does, without the token. Slots: see `layout`.
fn grant(vm: &TestVM, account: Address, assets: u128) {
    let fund = Fund::unpack(vm.get_storage(U256::from(4)));
    let shares = fund.to_shares_down(assets).unwrap();
    vm.set_storage(U256::from(4), fund.stake(assets, shares).unwrap().pack());
    let slot = layout::stake_slot(account);
    let stake =
        crate::layout::Stake::unpack(vm.get_storage(slot), vm.get_storage(slot + U256::ONE));
    let stake = crate::layout::Stake {
        free: stake.free + shares,
        ..stake
    };
    vm.set_storage(slot, stake.pack()[0]);
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let logs = vm.get_emitted_logs();
    let (topics, data) = logs.last().unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}
