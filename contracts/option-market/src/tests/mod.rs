//! Tests: of what is pure by itself, and of the program on the SDK's test machine by its published ABI.
//!
//! The test machine answers every call with the data mocked last and undoes nothing after a revert. So a token's balance
//! cannot move within a call here: what pulls tokens in ends in `TransferMismatch` after the state was written, which these
//! tests then look at, and what it would send after that is not sent; with real tokens it is tested on a chain.

mod accounting;
mod layout;
mod pricing;
mod queue;
mod terms;
mod tokens;
mod trading;
mod writing;

use alloy_primitives::{Address, U256, address, aliases::U40, aliases::U96};
use alloy_sol_types::{SolCall, SolEvent, SolInterface, SolValue};
use ballast_common::{
    abi::{IOracle, IOwned},
    dispatch::{Input, Output},
};
use ballast_delegate::transient;
use ballast_option_market_state::{IOptionMarket, cold};
use stylus_sdk::{abi::Router, prelude::*, testing::TestVM};

use crate::OptionMarket;

type Refusal = IOptionMarket::IOptionMarketErrors;

const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const USDC: Address = address!("0x00000000000000000000000000000000000000b1");
const ETH: Address = address!("0x00000000000000000000000000000000000000b2");
const ORACLE: Address = address!("0x00000000000000000000000000000000000000b3");
const EXTENSION: Address = address!("0x00000000000000000000000000000000000000b4");
const WRITER: Address = address!("0x00000000000000000000000000000000000000e1");
const HOLDER: Address = address!("0x00000000000000000000000000000000000000e2");
const OTHER: Address = address!("0x00000000000000000000000000000000000000e3");
const START: u64 = 1_700_000_000;
const DAY: u64 = 86_400;
const EXPIRY: u64 = START + 30 * DAY;
const UNTIL: u64 = EXPIRY + DAY;
const WAD: u128 = 1_000_000_000_000_000_000;
/// A whole debt token.
const DOLLAR: u128 = 1_000_000;
/// The strikes, dollars.
const STRIKES: [u128; 3] = [1_600, 2_000, 2_400];
/// Of the mocked selectors.
const DECIMALS: [u8; 4] = [0x31, 0x3c, 0xe5, 0x67];
const TRANSFER: [u8; 4] = [0xa9, 0x05, 0x9c, 0xbb];

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// Ether against dollars: 30 days and one of window, 50% skew, 5% spread, half a percent of edge, 100 ether a day.
fn agreed() -> IOptionMarket::Terms {
    IOptionMarket::Terms {
        underlying: ETH,
        debtAsset: USDC,
        oracle: ORACLE,
        expiry: U40::from(EXPIRY),
        window: DAY as u32,
        staleness: 3_600,
        skew: (WAD / 2) as u64,
        spread: 500,
        edge: 50,
        depth: 100 * WAD,
    }
}

fn strikes(prices: &[u128]) -> Vec<IOptionMarket::Strike> {
    let strike = |price: &u128| IOptionMarket::Strike {
        price: U96::from(*price),
        volatility: 6_000,
    };
    prices.iter().map(strike).collect()
}

fn dollars(prices: &[u128]) -> Vec<u128> {
    prices.iter().map(|price| price * WAD).collect()
}

/// A machine with two tokens and an oracle. Since it answers all calls alike, every answer is one to all of them: its first
/// word, the offset of the readings, which the program passes over, is 1, and so is each token's balance and decimals, and
/// each asset's feed, and so says each transfer that it succeeded.
fn machine() -> TestVM {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_contract_address(THIS);
    vm.set_sender(WRITER);
    for asset in [ETH, USDC] {
        vm.set_code(asset, vec![1]);
    }
    price(&vm, 2_000 * WAD);
    vm
}

/// What the oracle tells: of the underlying, calm and fresh.
fn reading(spot: u128, at: u64) -> IOracle::Reading {
    IOracle::Reading {
        spot: number(spot),
        smoothed: number(spot),
        fastVariance: number(WAD / 4),
        slowVariance: number(WAD / 4),
        updatedAt: at,
        flags: 0,
    }
}

/// A dollar, nearly still, of yesterday.
fn dollar() -> IOracle::Reading {
    IOracle::Reading {
        fastVariance: number(WAD / 10_000),
        slowVariance: number(WAD / 10_000),
        ..reading(WAD, START - DAY)
    }
}

fn tell(vm: &TestVM, underlying: IOracle::Reading, debt: IOracle::Reading) {
    let question = IOracle::readCall { feeds: vec![3, 5] }.abi_encode();
    let mut answer = vec![underlying, debt].abi_encode();
    answer[31] = 1;
    vm.mock_static_call(ORACLE, question, Ok(answer));
}

/// A price as of the machine's time at the start; staleness is tested by itself.
fn price(vm: &TestVM, spot: u128) {
    // Rounds in the future are as fresh as can be: most tests move the clock and not the price.
    tell(vm, reading(spot, START + 1_000 * DAY), dollar());
}

/// The oracle answers nothing any longer.
fn kill_oracle(vm: &TestVM) {
    let question = IOracle::readCall { feeds: vec![3, 5] }.abi_encode();
    vm.mock_static_call(ORACLE, question, Err(number(1).abi_encode()));
}

fn construct(
    program: &mut OptionMarket,
    terms: &IOptionMarket::Terms,
    strikes: &[IOptionMarket::Strike],
) -> Result<(), Vec<u8>> {
    let arguments = (terms.clone(), strikes.to_vec(), EXTENSION).abi_encode_params();
    // As the constructor does, whose delegate call this machine does not run.
    program.put_extension(EXTENSION);
    cold::dispatch(program, cold::INITIALISE, &mut Input::new(&arguments)).map(|_| ())
}

/// The program on a machine, at the start; with the decimals and feeds that two tokens have.
fn fresh() -> (TestVM, OptionMarket) {
    let vm = machine();
    let mut program = OptionMarket::from(&vm);
    construct(&mut program, &agreed(), &strikes(&dollars(&STRIKES))).unwrap();
    let mut terms = program.terms();
    assert_eq!((terms.decimals, terms.feeds), ([1, 1], [1, 1]));
    (terms.decimals, terms.feeds) = ([18, 6], [3, 5]);
    program.put_terms(&terms);
    (vm, program)
}

/// The extension's answer, whose code this machine cannot run by delegate call, or that of the program's router.
fn route(program: &mut OptionMarket, selector: u32, arguments: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
    match cold::dispatch(program, selector, &mut Input::new(arguments)) {
        // Not the extension's.
        Err(data) if data.is_empty() => {
            <OptionMarket as Router<OptionMarket>>::route(program, selector, arguments).unwrap()
        }
        answer => answer,
    }
}

/// A call by the published ABI, which is a transaction.
fn call<C: SolCall>(program: &mut OptionMarket, call: &C) -> Result<C::Return, Vec<u8>> {
    transient::store(program.vm(), 0);
    then(program, call)
}

/// A call in the transaction of the one before.
fn then<C: SolCall>(program: &mut OptionMarket, call: &C) -> Result<C::Return, Vec<u8>> {
    let data = call.abi_encode();
    let (selector, arguments) = data.split_at(4);
    let selector = u32::from_be_bytes(selector.try_into().unwrap());
    let answer = route(program, selector, arguments)?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The typed error of a call that the program refuses.
fn refused<C: SolCall>(program: &mut OptionMarket, to: &C) -> Refusal {
    let data = call(program, to).err().unwrap();
    let error = Refusal::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

/// The shared typed error of a call that the program refuses.
fn shared_refusal<C: SolCall>(program: &mut OptionMarket, to: &C) -> IOwned::IOwnedErrors {
    let data = call(program, to).err().unwrap();
    let error = IOwned::IOwnedErrors::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

/// Calls what pulls tokens last, and is refused for a balance that cannot move here. Gives what it asked for.
fn pulls<C: SolCall>(program: &mut OptionMarket, token: Address, to: &C) -> u128 {
    match refused(program, to) {
        Refusal::TransferMismatch(error) => {
            assert_eq!((error.token, error.received), (token, U256::ZERO));
            error.expected.to()
        }
        other => panic!("{other:?}"),
    }
}

fn buy(strike: u64, amount: u128) -> IOptionMarket::buyCall {
    IOptionMarket::buyCall {
        strike: U256::from(strike),
        amount: number(amount),
        most: U256::MAX,
        receiver: HOLDER,
    }
}

fn close(strike: u64, amount: u128) -> IOptionMarket::closeCall {
    IOptionMarket::closeCall {
        strike: U256::from(strike),
        amount: number(amount),
        least: U256::ZERO,
        receiver: HOLDER,
    }
}

fn exercise(strike: u64, amount: u128) -> IOptionMarket::exerciseCall {
    IOptionMarket::exerciseCall {
        strike: U256::from(strike),
        amount: number(amount),
        receiver: HOLDER,
    }
}

fn deposit(assets: u128) -> IOptionMarket::depositCall {
    IOptionMarket::depositCall {
        assets: number(assets),
        receiver: WRITER,
    }
}

fn redeem(shares: u128, owner: Address) -> IOptionMarket::redeemCall {
    IOptionMarket::redeemCall {
        shares: number(shares),
        receiver: owner,
        owner,
    }
}

fn quote(program: &mut OptionMarket, strike: u64, amount: u128) -> IOptionMarket::quoteReturn {
    let to = IOptionMarket::quoteCall {
        strike: U256::from(strike),
        amount: number(amount),
    };
    call(program, &to).unwrap()
}

fn book(program: &mut OptionMarket) -> [u128; 4] {
    let told = call(program, &IOptionMarket::bookCall {}).unwrap();
    [told.cash, told.locked, told.underlying, told.queued].map(|word| word.to())
}

fn open(program: &mut OptionMarket, strike: u64) -> u128 {
    let to = IOptionMarket::strikeAtCall {
        strike: U256::from(strike),
    };
    call(program, &to).unwrap().open.to()
}

fn shares(program: &mut OptionMarket, account: Address) -> u128 {
    call(program, &IOptionMarket::balanceOf_0Call { account })
        .unwrap()
        .to()
}

fn puts(program: &mut OptionMarket, owner: Address, strike: u64) -> u128 {
    let id = U256::from(strike);
    call(program, &IOptionMarket::balanceOf_1Call { owner, id })
        .unwrap()
        .to()
}

/// A market whose writer put in so many dollars.
fn funded(dollars: u128) -> (TestVM, OptionMarket) {
    let (vm, mut program) = fresh();
    pulls(&mut program, USDC, &deposit(dollars * DOLLAR));
    (vm, program)
}

/// Such a market of which the holder has bought puts at 2,000.
fn sold(dollars: u128, amount: u128) -> (TestVM, OptionMarket) {
    let (vm, mut program) = funded(dollars);
    vm.set_sender(HOLDER);
    pulls(&mut program, USDC, &buy(1, amount));
    (vm, program)
}

/// Lets the token refuse to send exactly so much to an account.
fn block(vm: &TestVM, token: Address, to: Address, amount: u128) {
    let mut data = Output::selected(TRANSFER);
    let data = data.address(&to).amount(amount).done();
    vm.mock_call(token, data, U256::ZERO, Err(vec![]));
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let logs = vm.get_emitted_logs();
    let (topics, data) = logs.last().unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}

/// The last event of a kind.
fn last_of<E: SolEvent>(vm: &TestVM) -> E {
    let logs = vm.get_emitted_logs();
    let of_kind = |log: &&(Vec<alloy_primitives::B256>, Vec<u8>)| log.0[0] == E::SIGNATURE_HASH;
    let (topics, data) = logs.iter().rev().find(of_kind).unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}
