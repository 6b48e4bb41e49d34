//! The three programs on the SDK's test machine, on one storage, by their published ABI.
//!
//! The machine answers every call with the data mocked last: here a portfolio, whose first words are 32 and 288, so
//! that a book that writes off says that 32 were covered and 288 lost; while the core runs, the moment that the
//! extension made of it. Nothing is undone by a revert.

use core::ops::Deref;

use alloy_primitives::{Address, U256, address};
use alloy_sol_types::{SolCall, SolError, SolEvent, SolInterface};
use ballast_common::{
    abi::{IDebtBook, IOwned},
    dispatch::Output,
};
use stylus_sdk::{abi::Router, stylus_core::CalldataAccess, testing::TestVM};

use risk_core::health::AssetRisk;

use ballast_unwinder_extension::Extension;
use ballast_unwinder_settings::Settings;
use ballast_unwinder_state::{
    IUnwinder,
    IUnwinder::IUnwinderErrors as Errors,
    State,
    layout::Schedule,
    portfolio::{Holding, Portfolio},
};

use super::fixtures::*;

const OWNER: Address = address!("0x00000000000000000000000000000000000000a1");
const BOOK: Address = address!("0x00000000000000000000000000000000000000bb");
const ALICE: Address = address!("0x00000000000000000000000000000000000000e1");
const KEEPER: Address = address!("0x00000000000000000000000000000000000000e2");
/// Wei of ether that cost 32 millionths of a dollar at 3,015 USD.
const SPECK: u128 = 10_600_000_000;

const EXTENSION: Address = address!("0x00000000000000000000000000000000000000d2");
const SETTINGS: Address = address!("0x00000000000000000000000000000000000000d3");

/// What the core knows itself.
const CORE: [[u8; 4]; 7] = [
    IUnwinder::passInKindCall::SELECTOR,
    IUnwinder::openerFeeCall::SELECTOR,
    IUnwinder::fillCall::SELECTOR,
    IUnwinder::fillAndCallCall::SELECTOR,
    IUnwinder::quoteCall::SELECTOR,
    IUnwinder::quotePairCall::SELECTOR,
    IUnwinder::limitsCall::SELECTOR,
];
/// What the extension knows.
const COLD: [[u8; 4]; 6] = [
    IUnwinder::openCall::SELECTOR,
    IUnwinder::observeCall::SELECTOR,
    IUnwinder::closeCall::SELECTOR,
    IUnwinder::statusCall::SELECTOR,
    IUnwinder::prepareCall::SELECTOR,
    IUnwinder::standStillCall::SELECTOR,
];

/// All three programs on one storage.
struct Unwinder {
    vm: TestVM,
    core: crate::Unwinder,
    extension: Extension,
    settings: Settings,
}

impl Deref for Unwinder {
    type Target = State;

    fn deref(&self) -> &State {
        &self.core
    }
}

impl Unwinder {
    fn from(vm: &TestVM) -> Self {
        Self {
            vm: vm.clone(),
            core: crate::Unwinder::from(vm),
            extension: Extension::from(vm),
            settings: Settings::from(vm),
        }
    }

    fn construct(&mut self, arguments: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
        <crate::Unwinder as Router<crate::Unwinder>>::constructor(&mut self.core, arguments)
    }
}

fn number(value: u128) -> U256 {
    U256::from(value)
}

fn route(program: &mut Unwinder, data: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
    let (selector, arguments) = data.split_at(4);
    let name = u32::from_be_bytes(selector.try_into().unwrap());
    if CORE.iter().any(|known| known == selector) {
        // The core's delegate call is answered by the extension; then what was mocked last, the portfolio, holds again.
        let last = program.vm.read_return_data(0, None);
        prepare(program, selector, arguments);
        let core = &mut program.core;
        let answer = <crate::Unwinder as Router<crate::Unwinder>>::route(core, name, arguments);
        program.vm.mock_static_call(Address::ZERO, vec![], Ok(last));
        answer
    } else if COLD.iter().any(|known| known == selector) {
        <Extension as Router<Extension>>::route(&mut program.extension, name, arguments)
    } else {
        <Settings as Router<Settings>>::route(&mut program.settings, name, arguments)
    }
}

/// Has the core's delegate call to the extension answered by the extension.
fn prepare(program: &mut Unwinder, selector: &[u8], arguments: &[u8]) {
    let words: Vec<_> = arguments.chunks_exact(32).take(4).collect();
    let mut wanted = words.iter().take(2).copied().collect::<Vec<_>>().concat();
    let pairs = [
        IUnwinder::fillCall::SELECTOR,
        IUnwinder::fillAndCallCall::SELECTOR,
        IUnwinder::quotePairCall::SELECTOR,
    ];
    if pairs.iter().any(|known| known == selector) {
        wanted = words.concat();
    }
    wanted.resize(128, 0);
    let name = u32::from_be_bytes(IUnwinder::prepareCall::SELECTOR);
    let answer = <Extension as Router<Extension>>::route(&mut program.extension, name, &wanted);
    let data = [&IUnwinder::prepareCall::SELECTOR[..], &wanted].concat();
    if let Some(answer) = answer {
        program.vm.mock_delegate_call(EXTENSION, data, answer);
    }
}

/// A fill whose book takes nothing, for the machine has one answer for all calls: it is refused at the very end, once all is
/// written. What it would have paid.
fn written(program: &mut Unwinder, order: &IUnwinder::fillCall) -> U256 {
    let Errors::CostsTooMuch(short) = refused(program, order) else {
        panic!("not written")
    };
    assert_eq!(short.limit, U256::ZERO, "what the book took");
    short.repayAmount
}

fn call<C: SolCall>(program: &mut Unwinder, call: &C) -> Result<C::Return, Vec<u8>> {
    let answer = route(program, &call.abi_encode()).unwrap()?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The typed error of a call that is refused, which must be that error's exact encoding.
fn refused<C: SolCall>(program: &mut Unwinder, to: &C) -> Errors {
    let data = call(program, to).err().unwrap();
    let error = Errors::abi_decode_validate(&data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

fn shared_refusal<C: SolCall>(program: &mut Unwinder, to: &C) -> IOwned::IOwnedErrors {
    IOwned::IOwnedErrors::abi_decode_validate(&call(program, to).err().unwrap()).unwrap()
}

fn set_parameters(fields: [u128; 10]) -> IUnwinder::setParametersCall {
    let mut data = Output::new();
    for field in fields {
        data.amount(field);
    }
    IUnwinder::setParametersCall::abi_decode_raw_validate(data.data()).unwrap()
}

/// A program that serves `BOOK`, with the default parameters.
fn fresh() -> (TestVM, Unwinder) {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_sender(OWNER);
    let mut program = Unwinder::from(&vm);
    vm.set_code(EXTENSION, vec![1]);
    let question = IUnwinder::settingsCall {}.abi_encode();
    vm.mock_static_call(EXTENSION, question, Ok(SETTINGS.into_word().to_vec()));
    let arguments = Output::new().address(&OWNER).address(&EXTENSION).done();
    program.construct(&arguments).unwrap().unwrap();
    call(&mut program, &set_parameters(FIELDS)).unwrap();
    let allow = IUnwinder::setBookCall {
        book: BOOK,
        allowed: true,
    };
    call(&mut program, &allow).unwrap();
    vm.set_sender(KEEPER);
    (vm, program)
}

fn tell(vm: &TestVM, portfolio: &Portfolio) {
    let call = IDebtBook::portfolioCall { account: ALICE }.abi_encode();
    vm.mock_static_call(BOOK, call, Ok(encode(portfolio)));
}

fn weak() -> Portfolio {
    loan(100, 262_000, 300_000, 300_000)
}

/// A program with a schedule open for Alice.
fn opened() -> (TestVM, Unwinder) {
    let (vm, mut program) = fresh();
    tell(&vm, &weak());
    call(&mut program, &OPEN).unwrap();
    (vm, program)
}

const OPEN: IUnwinder::openCall = IUnwinder::openCall {
    book: BOOK,
    account: ALICE,
};
const OBSERVE: IUnwinder::observeCall = IUnwinder::observeCall {
    book: BOOK,
    account: ALICE,
};
const CLOSE: IUnwinder::closeCall = IUnwinder::closeCall {
    book: BOOK,
    account: ALICE,
};
const RESOLVE: IUnwinder::resolveCall = IUnwinder::resolveCall {
    book: BOOK,
    account: ALICE,
};
const STATUS: IUnwinder::statusCall = IUnwinder::statusCall {
    book: BOOK,
    account: ALICE,
};
const QUOTE: IUnwinder::quoteCall = IUnwinder::quoteCall {
    book: BOOK,
    account: ALICE,
};

fn fill(collateral_amount: u128, repay_limit: u128) -> IUnwinder::fillCall {
    IUnwinder::fillCall {
        book: BOOK,
        account: ALICE,
        collateralAsset: ETH,
        debtAsset: USDC,
        collateralAmount: number(collateral_amount),
        repayLimit: number(repay_limit),
        receiver: KEEPER,
    }
}

fn stored(program: &Unwinder) -> Schedule {
    program.load_schedule(&BOOK, &ALICE)
}

fn events<E: SolEvent>(vm: &TestVM) -> Vec<E> {
    let logs = vm.get_emitted_logs();
    logs.iter()
        .filter_map(|(topics, data)| E::decode_raw_log_validate(topics.iter().copied(), data).ok())
        .collect()
}

#[test]
fn settings_read_back_and_only_the_owner_sets_them() {
    let (vm, mut program) = fresh();
    let read = call(&mut program, &IUnwinder::parametersCall {}).unwrap();
    assert_eq!(read, set_parameters(FIELDS).parameters);
    let event = events::<IUnwinder::ParametersSet>(&vm).remove(0);
    assert_eq!(event.parameters, read);
    let asked = IUnwinder::isBookCall { book: BOOK };
    assert_eq!(call(&mut program, &asked), Ok(true));
    let stop = IUnwinder::setBookCall {
        book: BOOK,
        allowed: false,
    };
    let expected = IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller: KEEPER });
    assert_eq!(shared_refusal(&mut program, &stop), expected);
    assert_eq!(
        shared_refusal(&mut program, &set_parameters(FIELDS)),
        expected
    );
    vm.set_sender(OWNER);
    call(&mut program, &stop).unwrap();
    assert_eq!(call(&mut program, &asked), Ok(false));
}

#[test]
fn parameters_outside_their_bounds_are_refused_by_their_place() {
    let (vm, mut program) = fresh();
    vm.set_sender(OWNER);
    let percent = WAD / 100;
    let bounds = [
        (WAD, 120 * percent),
        (3_600, 259_200),
        (300, 7_200),
        (0, 5 * WAD),
        (60, 3_600),
        (0, 2 * percent),
        (percent / 10, 5 * percent),
        (600, 7_200),
        (percent, 15 * percent),
        (WAD, 1_000 * WAD),
    ];
    for (position, (low, high)) in bounds.into_iter().enumerate() {
        for (value, allowed) in [
            (low, true),
            (high, true),
            (high + 1, false),
            (low.wrapping_sub(1), false),
        ] {
            let mut fields = FIELDS;
            fields[position] = value;
            if position == 1 {
                fields[2] = 300;
            }
            let answer = call(&mut program, &set_parameters(fields));
            if allowed {
                assert!(answer.is_ok(), "{position} {value}");
            } else {
                let error = IOwned::ParameterOutOfBounds {
                    position: U256::from(position),
                    value: number(value),
                };
                let refused =
                    IOwned::IOwnedErrors::abi_decode_validate(&answer.err().unwrap()).unwrap();
                assert_eq!(refused, IOwned::IOwnedErrors::ParameterOutOfBounds(error));
            }
        }
    }
}

#[test]
fn malformed_calls_are_refused_without_data() {
    let (vm, mut program) = fresh();
    assert_eq!(route(&mut program, &[1, 2, 3, 4]), Some(Err(vec![])));
    let whole = fill(1, 1).abi_encode();
    for length in [4, 36, whole.len() - 1] {
        assert_eq!(
            route(&mut program, &whole[..length]),
            Some(Err(vec![])),
            "{length}"
        );
    }
    let mut dirty = OPEN.abi_encode();
    dirty[4] = 1;
    assert_eq!(route(&mut program, &dirty), Some(Err(vec![])));
    let arguments = Output::new().address(&KEEPER).address(&EXTENSION).done();
    assert!(program.construct(&arguments).is_none());
    vm.set_value(number(1));
    assert_eq!(route(&mut program, &whole), None, "no function is payable");
}

#[test]
fn books_that_are_not_served_fail_or_answer_nonsense_are_refused() {
    let (vm, mut program) = fresh();
    let other = IUnwinder::openCall {
        book: ALICE,
        ..OPEN
    };
    let unknown = Errors::UnknownBook(IUnwinder::UnknownBook { book: ALICE });
    assert_eq!(refused(&mut program, &other), unknown);
    for (answer, reason) in [
        (Ok(vec![0; 700]), vec![]),
        (Ok(vec![]), vec![]),
        (Err(vec![7; 37]), vec![7; 37]),
    ] {
        let data = IDebtBook::portfolioCall { account: ALICE }.abi_encode();
        vm.mock_static_call(BOOK, data, answer);
        let failed = IUnwinder::BookCallFailed {
            book: BOOK,
            reason: reason.into(),
        };
        assert_eq!(refused(&mut program, &OPEN), Errors::BookCallFailed(failed));
    }
}

#[test]
fn opening_takes_a_health_under_one_and_current_prices() {
    let (vm, mut program) = fresh();
    tell(&vm, &loan(100, 240_000, 300_000, 300_000));
    let Errors::Healthy(error) = refused(&mut program, &OPEN) else {
        panic!("UNW-4: opened")
    };
    assert!(error.health >= number(WAD));
    tell(&vm, &loan(100, 0, 300_000, 300_000));
    let error = IUnwinder::Healthy { health: U256::MAX };
    assert_eq!(refused(&mut program, &OPEN), Errors::Healthy(error));
    let mut stale = weak();
    stale.holdings[0].flags = 1;
    tell(&vm, &stale);
    let error = IUnwinder::PriceUnavailable {
        asset: ETH,
        flags: 1,
    };
    assert_eq!(
        refused(&mut program, &OPEN),
        Errors::PriceUnavailable(error)
    );
    assert_eq!(stored(&program), Schedule::default());
}

#[test]
fn a_debt_of_next_to_nothing_without_a_price_holds_nothing_up() {
    let dead = Address::repeat_byte(0xDE);
    for (dollars, pauses) in [(24, false), (25, true)] {
        let (vm, mut program) = fresh();
        let mut portfolio = weak();
        let holding = Holding {
            asset: dead,
            flags: 1,
            debt: dollars * DOLLAR,
            ..portfolio.holdings[1]
        };
        portfolio.holdings.insert(0, holding);
        tell(&vm, &portfolio);
        if pauses {
            let error = IUnwinder::PriceUnavailable {
                asset: dead,
                flags: 1,
            };
            let refusal = refused(&mut program, &OPEN);
            assert_eq!(refusal, Errors::PriceUnavailable(error));
            continue;
        }
        call(&mut program, &OPEN).unwrap();
        let quote = call(&mut program, &QUOTE).unwrap();
        assert_eq!((quote.collateralAsset, quote.debtAsset), (ETH, USDC));
        assert!(quote.collateralAmount > U256::ZERO);
    }
}

#[test]
fn a_speck_without_a_price_holds_nothing_up_and_is_not_sold() {
    // Of an asset with a dead feed, so risky that it would be sold first: up to a nineteenth of the debts, then a tenth.
    let dead = Address::repeat_byte(0xDE);
    for (dollars, pauses) in [(250, false), (14_000, false), (28_000, true)] {
        let (vm, mut program) = fresh();
        let mut portfolio = loan(100, 262_000 + dollars, 300_000, 300_000);
        let holding = Holding {
            asset: dead,
            flags: 1,
            collateral: dollars * WAD,
            spot: WAD,
            smoothed: WAD,
            risk: AssetRisk {
                haircut: 4_000,
                issuer: 3,
                family: 3,
                ..eth_risk()
            },
            ..portfolio.holdings[0]
        };
        portfolio.holdings.insert(0, holding);
        tell(&vm, &portfolio);
        if pauses {
            let error = IUnwinder::PriceUnavailable {
                asset: dead,
                flags: 1,
            };
            let refusal = refused(&mut program, &OPEN);
            assert_eq!(refusal, Errors::PriceUnavailable(error));
            // What has lost its peg has a price.
            portfolio.holdings[0].flags = 8;
            tell(&vm, &portfolio);
        }
        call(&mut program, &OPEN).unwrap();
        let quote = call(&mut program, &QUOTE).unwrap();
        assert!(quote.collateralAmount > U256::ZERO, "{dollars}");
        let sold = if pauses { dead } else { ETH };
        assert_eq!(quote.collateralAsset, sold, "{dollars}");
    }
}

#[test]
fn an_opened_schedule_is_told_stored_and_open_once() {
    let (vm, mut program) = opened();
    let event = events::<IUnwinder::Opened>(&vm).remove(0);
    let schedule = stored(&program);
    assert!(schedule.is_open() && schedule.released > 0);
    assert_eq!((event.book, event.account), (BOOK, ALICE));
    assert_eq!((event.start, event.end), (START, schedule.end));
    assert!(event.need > number(schedule.released), "metered");
    let read = IUnwinder::scheduleCall {
        book: BOOK,
        account: ALICE,
    };
    let read = call(&mut program, &read).unwrap();
    assert_eq!((read.start, read.end), (schedule.start, schedule.end));
    assert_eq!(
        (read.released, read.sold),
        (number(schedule.released), U256::ZERO)
    );
    let again = IUnwinder::AlreadyOpen { end: schedule.end };
    assert_eq!(refused(&mut program, &OPEN), Errors::AlreadyOpen(again));
}

#[test]
fn status_and_quote_agree_with_what_a_fill_does() {
    let (vm, mut program) = opened();
    let status = call(&mut program, &STATUS).unwrap();
    assert_eq!(status.stage, 2);
    assert_eq!(
        (status.collateral, status.debt),
        (number(300_000 * WAD), number(262_000 * WAD))
    );
    assert_eq!(status.health, status.smoothedHealth);
    let quote = call(&mut program, &QUOTE).unwrap();
    assert_eq!((quote.collateralAsset, quote.debtAsset), (ETH, USDC));
    assert_eq!((quote.price, quote.stage), (number(3_015 * WAD), 2));
    assert_eq!(quote.endsAt, stored(&program).end);
    let whole: u128 = quote.collateralAmount.try_into().unwrap();
    let cost: u128 = quote.repayAmount.try_into().unwrap();
    let dear = IUnwinder::CostsTooMuch {
        repayAmount: number(cost),
        limit: number(cost - 1),
    };
    assert_eq!(
        refused(&mut program, &fill(u128::MAX, cost - 1)),
        Errors::CostsTooMuch(dear)
    );
    assert_eq!(written(&mut program, &fill(u128::MAX, cost)), number(cost));
    let event = events::<IUnwinder::Filled>(&vm).remove(0);
    assert_eq!(
        (event.collateralAmount, event.repayAmount),
        (number(whole), number(cost))
    );
    assert!(event.sold <= number(stored(&program).released), "UNW-1");
    let Errors::NothingReleased(next) = refused(&mut program, &fill(u128::MAX, cost)) else {
        panic!("UNW-1: sold twice")
    };
    assert_eq!(next.next, START + 300);
}

#[test]
fn a_fill_buys_at_the_quoted_price_and_counts_what_was_sold() {
    let (vm, mut program) = opened();
    assert_eq!(written(&mut program, &fill(SPECK, 32)), number(32));
    let event = events::<IUnwinder::Filled>(&vm).remove(0);
    assert_eq!(
        (event.collateralAmount, event.repayAmount),
        (number(SPECK), number(32))
    );
    assert_eq!(
        (event.book, event.account, event.filler),
        (BOOK, ALICE, KEEPER)
    );
    assert_eq!(
        (event.price, event.spot, event.stage),
        (number(3_015 * WAD), number(3_000 * WAD), 2)
    );
    assert_eq!(event.sold, number(SPECK * 3_000), "USD at spot");
    assert_eq!(stored(&program).sold, SPECK * 3_000);
    assert!(stored(&program).is_open());
}

#[test]
fn bad_fills_are_refused() {
    let (vm, mut program) = fresh();
    tell(&vm, &weak());
    let none = Errors::NotOpen(IUnwinder::NotOpen { account: ALICE });
    assert_eq!(refused(&mut program, &fill(SPECK, 32)), none);
    call(&mut program, &OPEN).unwrap();
    let other = IUnwinder::fillCall {
        collateralAsset: USDC,
        ..fill(SPECK, 32)
    };
    let wrong = IUnwinder::WrongPair {
        collateralAsset: ETH,
        debtAsset: USDC,
    };
    assert_eq!(refused(&mut program, &other), Errors::WrongPair(wrong));
    let zero = Errors::ZeroAmount(IUnwinder::ZeroAmount {});
    assert_eq!(refused(&mut program, &fill(0, 32)), zero);
    let nobody = IUnwinder::fillCall {
        receiver: Address::ZERO,
        ..fill(SPECK, 32)
    };
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(shared_refusal(&mut program, &nobody), zero);
    tell(&vm, &loan(100, 200_000, 300_000, 300_000));
    assert!(
        matches!(refused(&mut program, &fill(SPECK, 32)), Errors::Healthy(_)),
        "UNW-4"
    );
}

#[test]
fn a_schedule_closes_once_the_account_has_recovered() {
    let (vm, mut program) = opened();
    let Errors::NotRecovered(error) = refused(&mut program, &CLOSE) else {
        panic!("closed")
    };
    assert_eq!(error.target, number(FIELDS[0]));
    assert!(error.health < number(WAD));
    tell(&vm, &loan(100, 200_000, 300_000, 300_000));
    vm.set_block_timestamp(START + 40);
    call(&mut program, &CLOSE).unwrap();
    assert_eq!(events::<IUnwinder::Closed>(&vm).len(), 1);
    assert_eq!(stored(&program).closed_at, START + 40);
    let none = Errors::NotOpen(IUnwinder::NotOpen { account: ALICE });
    assert_eq!(refused(&mut program, &CLOSE), none);
    assert_eq!(refused(&mut program, &OBSERVE), none);
}

#[test]
fn a_crash_is_seen_and_starts_the_auction_with_the_next_round() {
    let (vm, mut program) = opened();
    let crash = |passed: u64| {
        let mut portfolio = loan(100, 262_000, 250_000, 290_000);
        portfolio.holdings[0].updated_at = START + passed;
        vm.set_block_timestamp(START + passed);
        tell(&vm, &portfolio);
    };
    crash(100);
    call(&mut program, &OBSERVE).unwrap();
    assert_eq!(events::<IUnwinder::CriticalSeen>(&vm)[0].round, START + 100);
    vm.set_block_timestamp(START + 160);
    call(&mut program, &OBSERVE).unwrap();
    assert!(
        events::<IUnwinder::AuctionStarted>(&vm).is_empty(),
        "the same round"
    );
    crash(161);
    call(&mut program, &OBSERVE).unwrap();
    assert!(events::<IUnwinder::AuctionStarted>(&vm)[0].critical);
    assert_eq!(call(&mut program, &STATUS).unwrap().stage, 3);
    vm.set_block_timestamp(START + 200);
    tell(&vm, &weak());
    call(&mut program, &OBSERVE).unwrap();
    assert_eq!(events::<IUnwinder::CriticalCleared>(&vm).len(), 1);
    assert_eq!(call(&mut program, &STATUS).unwrap().stage, 2);
}

#[test]
fn debts_without_collateral_are_resolved() {
    let (vm, mut program) = opened();
    let none = Errors::NoShortfall(IUnwinder::NoShortfall { account: ALICE });
    assert_eq!(refused(&mut program, &RESOLVE), none, "collateral is left");
    tell(&vm, &loan(0, 0, 300_000, 300_000));
    assert_eq!(refused(&mut program, &RESOLVE), none, "no debt");
    tell(&vm, &loan(0, 5, 300_000, 300_000));
    assert_eq!(call(&mut program, &STATUS).unwrap().stage, 5);
    call(&mut program, &RESOLVE).unwrap();
    let event = events::<IUnwinder::Resolved>(&vm).remove(0);
    assert_eq!(
        (event.book, event.account, event.debtAsset),
        (BOOK, ALICE, USDC)
    );
    assert_eq!((event.covered, event.lost), (number(32), number(288)));
    assert_eq!(events::<IUnwinder::Closed>(&vm).len(), 1);
    assert!(!stored(&program).is_open());
}

#[test]
fn construction_takes_an_extension_with_code_and_settings() {
    for (code, answer) in [
        (vec![], Ok(SETTINGS.into_word().to_vec())),
        (vec![1], Ok(Address::ZERO.into_word().to_vec())),
        (vec![1], Ok(vec![])),
        (vec![1], Err(vec![])),
    ] {
        let vm = TestVM::new();
        vm.set_code(EXTENSION, code);
        vm.mock_static_call(EXTENSION, IUnwinder::settingsCall {}.abi_encode(), answer);
        let arguments = Output::new().address(&OWNER).address(&EXTENSION).done();
        let refused = Unwinder::from(&vm).construct(&arguments).unwrap();
        let failed = IUnwinder::CallFailed { target: EXTENSION };
        assert_eq!(refused.unwrap_err(), failed.abi_encode());
    }
    let (_, mut program) = fresh();
    assert_eq!(
        call(&mut program, &IUnwinder::extensionCall {}),
        Ok(EXTENSION)
    );
    assert_eq!(
        call(&mut program, &IUnwinder::settingsCall {}),
        Ok(SETTINGS)
    );
}

#[test]
fn the_extension_takes_settings_with_code_and_the_settings_take_nothing() {
    let vm = TestVM::new();
    let arguments = Output::new().address(&SETTINGS).done();
    let construct = || {
        let mut extension = Extension::from(&vm);
        <Extension as Router<Extension>>::constructor(&mut extension, &arguments).unwrap()
    };
    let failed = IUnwinder::CallFailed { target: SETTINGS };
    assert_eq!(construct().unwrap_err(), failed.abi_encode());
    for arguments in [vec![], arguments.clone()] {
        let mut settings = Settings::from(&TestVM::new());
        let refused = <Settings as Router<Settings>>::constructor(&mut settings, &arguments);
        assert_eq!(refused.unwrap(), Err(vec![]));
    }
    let vm = TestVM::new();
    vm.set_code(SETTINGS, vec![1]);
    let mut extension = Extension::from(&vm);
    let done = <Extension as Router<Extension>>::constructor(&mut extension, &arguments);
    assert!(done.unwrap().is_ok());
}

#[test]
fn what_the_core_does_not_know_runs_the_extension_and_what_that_does_not_the_settings() {
    let (vm, mut program) = fresh();
    for answer in [Ok(vec![1, 2, 3]), Err(vec![4, 5, 6, 7, 8])] {
        let data = STATUS.abi_encode();
        vm.mock_delegate_call(EXTENSION, data.clone(), answer.clone());
        let name = u32::from_be_bytes(data[..4].try_into().unwrap());
        let core = &mut program.core;
        let told = <crate::Unwinder as Router<crate::Unwinder>>::route(core, name, &data[4..]);
        assert_eq!(told, Some(answer.clone()));
        let data = IUnwinder::parametersCall {}.abi_encode();
        vm.mock_delegate_call(SETTINGS, data.clone(), answer.clone());
        let name = u32::from_be_bytes(data[..4].try_into().unwrap());
        let extension = &mut program.extension;
        let told = <Extension as Router<Extension>>::route(extension, name, &data[4..]);
        assert_eq!(told, Some(answer));
    }
}

#[test]
fn a_fill_right_after_a_round_pays_the_worse_price() {
    let (vm, mut program) = opened();
    let at = |cents: u128, passed: u64| {
        let mut portfolio = loan(100, 262_000, cents, 300_000);
        portfolio.holdings[0].updated_at = START + passed;
        vm.set_block_timestamp(START + passed);
        tell(&vm, &portfolio);
    };
    // Down: what the price before asks, for fifteen seconds. Up: what the new one asks.
    for (cents, dearest) in [(270_000, 300_000), (310_000, 310_000)] {
        at(300_000, 300);
        call(&mut program, &OBSERVE).unwrap();
        at(cents, 420);
        call(&mut program, &OBSERVE).unwrap();
        let quote = call(&mut program, &QUOTE).unwrap();
        let premium = number(dearest * WAD / 100) / number(1_000) * number(1_005);
        assert!(quote.price <= premium);
        // The curve has fallen by 120 of 300 seconds from 0.5% above to 1% under.
        let paid = number(dearest * WAD / 100) / number(10_000) * number(9_980);
        assert!(quote.price >= paid, "{cents}: {}", quote.price);
        vm.set_block_timestamp(START + 435);
        let later = call(&mut program, &QUOTE).unwrap();
        assert!(later.price <= number(cents * WAD / 100) / number(1_000) * number(1_005));
    }
}

#[test]
fn a_pair_that_does_not_move_holds_no_other_up() {
    // Two collaterals of one kind, so that either would do; the first is to be sold first.
    let other = Address::repeat_byte(0xEE);
    let (vm, mut program) = fresh();
    let mut portfolio = weak();
    portfolio.holdings[0].collateral /= 2;
    let holding = Holding {
        asset: other,
        risk: AssetRisk {
            issuer: 3,
            ..portfolio.holdings[0].risk
        },
        ..portfolio.holdings[0]
    };
    portfolio.holdings.push(holding);
    tell(&vm, &portfolio);
    call(&mut program, &OPEN).unwrap();
    let first = call(&mut program, &QUOTE).unwrap().collateralAsset;
    let second = if first == ETH { other } else { ETH };
    let buying = |asset: Address| IUnwinder::fillCall {
        collateralAsset: asset,
        ..fill(SPECK, 32)
    };
    let wrong = || {
        Errors::WrongPair(IUnwinder::WrongPair {
            collateralAsset: first,
            debtAsset: USDC,
        })
    };
    let asking = |asset: Address| IUnwinder::quotePairCall {
        book: BOOK,
        account: ALICE,
        collateralAsset: asset,
        debtAsset: USDC,
    };
    assert_eq!(refused(&mut program, &buying(second)), wrong());
    assert_eq!(refused(&mut program, &asking(second)), wrong());
    written(&mut program, &buying(first));
    vm.set_block_timestamp(START + 299);
    assert_eq!(refused(&mut program, &buying(second)), wrong());
    // Unsold for an interval: every pair goes, and goes on going, until the first one moves again.
    for passed in [300, 310] {
        vm.set_block_timestamp(START + passed);
        let quote = call(&mut program, &asking(second)).unwrap();
        assert_eq!(quote.collateralAsset, second);
        written(&mut program, &buying(second));
    }
    assert_eq!(
        refused(&mut program, &asking(USDC)),
        wrong(),
        "no collateral"
    );
    written(&mut program, &buying(first));
    assert_eq!(refused(&mut program, &buying(second)), wrong());
    let sold = events::<IUnwinder::Filled>(&vm);
    assert_eq!(sold.len(), 4);
    assert!(stored(&program).sold <= stored(&program).released, "UNW-1");
}

#[test]
fn the_end_comes_nearer_as_health_falls_and_never_goes_back() {
    let (vm, mut program) = opened();
    let (first, released) = (stored(&program).end, stored(&program).released);
    vm.set_block_timestamp(START + 60);
    tell(&vm, &loan(100, 262_000, 290_000, 290_000));
    call(&mut program, &OBSERVE).unwrap();
    let event = events::<IUnwinder::Hastened>(&vm).remove(0);
    let nearer = stored(&program);
    assert!(event.end < first && event.end == nearer.end);
    assert!(nearer.released >= released, "UNW-1: released never falls");
    tell(&vm, &weak());
    call(&mut program, &OBSERVE).unwrap();
    assert_eq!(stored(&program).end, nearer.end);
    assert!(stored(&program).released >= nearer.released, "UNW-1");
    assert_eq!(events::<IUnwinder::Hastened>(&vm).len(), 1);
}

#[test]
fn slices_draw_on_the_flow_of_all_and_on_their_own_cost() {
    let (vm, mut program) = opened();
    vm.set_sender(OWNER);
    let budgets = |flow: u128, cost: u128, floor: u128| IUnwinder::setBudgetsCall {
        budgets: IUnwinder::Budgets {
            flow: number(flow),
            cost: number(cost),
            floor: number(floor),
            openerFee: number(WAD),
            backstop: number(1_000),
        },
    };
    let read = call(&mut program, &IUnwinder::budgetsCall {}).unwrap();
    assert_eq!(read, budgets(2_500, 100, WAD / 10).budgets, "until set");
    for (position, refused) in [
        (0, budgets(99, 100, WAD)),
        (1, budgets(100, 501, WAD)),
        (2, budgets(100, 10, 1)),
    ] {
        let IOwned::IOwnedErrors::ParameterOutOfBounds(error) =
            shared_refusal(&mut program, &refused)
        else {
            panic!("{position}")
        };
        assert_eq!(error.position, U256::from(position));
    }
    let mut set = budgets(100, 10, WAD / 100);
    call(&mut program, &set).unwrap();
    assert_eq!(
        call(&mut program, &IUnwinder::budgetsCall {}),
        Ok(set.budgets)
    );
    assert_eq!(
        events::<IUnwinder::BudgetsSet>(&vm)[0].budgets.flow,
        number(100)
    );
    let limits = IUnwinder::limitsCall {
        book: BOOK,
        account: ALICE,
    };
    let told = call(&mut program, &limits).unwrap();
    // 1% of a million a minute, ten minutes of it; a thousandth of 300,000.
    assert_eq!(told.flowCapacity, number(100_000 * WAD));
    assert_eq!(
        (told.flowLevel, told.costLeft),
        (told.flowCapacity, number(300 * WAD))
    );
    // At the slice's end a sale costs 1%: 300 dollars pay for 30,000, and what health 0.96 may draw is less than the bucket.
    vm.set_block_timestamp(START + 21_599);
    let quote = call(&mut program, &QUOTE).unwrap();
    let (sold, spot) = (quote.collateralAmount, 3_000);
    let usd: u128 = (sold * number(spot)).try_into().unwrap();
    assert!(usd <= 31_000 * WAD && usd > 29_000 * WAD, "UNW-3: {usd}");
    // Under the auction, no cost; under no budget, more.
    vm.set_sender(OWNER);
    set = budgets(10_000, 500, WAD);
    call(&mut program, &set).unwrap();
    let more = call(&mut program, &QUOTE).unwrap();
    assert!(more.collateralAmount > sold, "UNW-3: it was the budget");
    set.budgets.flow = number(100);
    call(&mut program, &set).unwrap();
    let fewer = call(&mut program, &QUOTE).unwrap();
    assert!(
        fewer.collateralAmount < more.collateralAmount,
        "UNW-3: the flow"
    );
    assert!(fewer.collateralAmount > U256::ZERO);
}
