//! Tests of the pool's three programs on the SDK's test machine, by their published ABI.
//!
//! The machine makes no delegate calls, but knows storage by slots only: [`Pool`] here is all of them on one machine,
//! and a call goes to the one that has the function.
//! The test machine answers every call with the data mocked last, whether that call was mocked or not, and undoes
//! nothing after a revert. So a token's balance cannot move within a call here: what pulls tokens in ends in
//! `TransferMismatch` after the state was written, which these tests then look at; with real tokens it is tested on a
//! chain.

mod access;
mod book;
mod borrowing;
mod dispatch;
mod lending;
mod limits;
mod portfolio;
mod settings;

use core::ops::{Deref, DerefMut};

use alloy_primitives::{Address, B256, U256, address};
use alloy_sol_types::{SolCall, SolEvent, SolInterface};
use ballast_common::{
    abi::{IDebtBook, IOracle, IOwned},
    dispatch::Output,
};
use ballast_pool_extension::Extension;
use ballast_pool_settings::Settings;
use ballast_pool_state::{
    Config, IPool, Market, State,
    layout::{BORROW_ENABLED, COLLATERAL_ENABLED, Key, ReserveField, Split, fractions},
    market::Earned,
    state::Amounts,
};
use proptest::prelude::*;
use risk_core::health::AssetRisk;
use stylus_sdk::{abi::Router, testing::TestVM};

const OWNER: Address = address!("0x00000000000000000000000000000000000000a1");
const ORACLE: Address = address!("0x00000000000000000000000000000000000000a2");
const UNWINDER: Address = address!("0x00000000000000000000000000000000000000a3");
const FUND: Address = address!("0x00000000000000000000000000000000000000a4");
const THIS: Address = address!("0x00000000000000000000000000000000000000d1");
const USDC: Address = address!("0x00000000000000000000000000000000000000b1");
const ETH: Address = address!("0x00000000000000000000000000000000000000b2");
const ALICE: Address = address!("0x00000000000000000000000000000000000000e1");
const BOB: Address = address!("0x00000000000000000000000000000000000000e2");
const EXTENSION: Address = address!("0x00000000000000000000000000000000000000d2");
const SETTINGS_AT: Address = address!("0x00000000000000000000000000000000000000d3");
const START: u64 = 1_700_000_000;
const WAD: u128 = 1_000_000_000_000_000_000;
const DOLLAR: u128 = 1_000_000;
const TRANSFER: [u8; 4] = [0xa9, 0x05, 0x9c, 0xbb];

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// USDC as the devnet's defaults have it.
fn usdc_config() -> Config {
    Config {
        base_rate: 0,
        slope_below: 550,
        slope_above: 4_000,
        kink: 9_000,
        reserve_factor: 1_000,
        premium_factor: 500,
        supply_cap: 1_000_000_000,
        borrow_cap: 900_000_000,
        feed: 0,
        decimals: 6,
        flags: COLLATERAL_ENABLED | BORROW_ENABLED,
        place: 1,
    }
}

/// What the core does itself; the rest is the extension's.
const CORE: [[u8; 4]; 13] = [
    IPool::supplyCall::SELECTOR,
    IPool::withdrawCall::SELECTOR,
    IPool::depositCollateralCall::SELECTOR,
    IPool::withdrawCollateralCall::SELECTOR,
    IPool::borrowCall::SELECTOR,
    IPool::repayCall::SELECTOR,
    IPool::supplyAndCallCall::SELECTOR,
    IPool::depositCollateralAndCallCall::SELECTOR,
    IPool::repayAndCallCall::SELECTOR,
    IPool::multicallCall::SELECTOR,
    IPool::openingHealthCall::SELECTOR,
    IDebtBook::settleCall::SELECTOR,
    IDebtBook::settleAndCallCall::SELECTOR,
];

/// What the settings do; the rest is the extension's.
const SETTINGS: [[u8; 4]; 30] = [
    IPool::setReserveCall::SELECTOR,
    IPool::setRiskCall::SELECTOR,
    IPool::setRampCall::SELECTOR,
    IPool::setLimitsCall::SELECTOR,
    IPool::setUnwinderCall::SELECTOR,
    IPool::setInsuranceCall::SELECTOR,
    IPool::setGuardianCall::SELECTOR,
    IPool::setGatekeeperCall::SELECTOR,
    IPool::pauseCall::SELECTOR,
    IPool::pauseAllCall::SELECTOR,
    IPool::unpauseCall::SELECTOR,
    IPool::lowerCapsCall::SELECTOR,
    IPool::setAllowedCall::SELECTOR,
    IPool::sealSettingsCall::SELECTOR,
    IPool::reserveConfigCall::SELECTOR,
    IPool::riskCall::SELECTOR,
    IPool::rampCall::SELECTOR,
    IPool::limitsCall::SELECTOR,
    IPool::isAllowedCall::SELECTOR,
    IPool::rolesCall::SELECTOR,
    IPool::accrueCall::SELECTOR,
    IPool::isAuthorisedCall::SELECTOR,
    IPool::noncesCall::SELECTOR,
    IPool::reservesCall::SELECTOR,
    IPool::oracleCall::SELECTOR,
    IPool::extensionCall::SELECTOR,
    IPool::unwinderCall::SELECTOR,
    IOwned::ownerCall::SELECTOR,
    IOwned::transferOwnershipCall::SELECTOR,
    IOwned::acceptOwnershipCall::SELECTOR,
];

/// All three programs on one storage.
struct Pool {
    core: crate::Pool,
    extension: Extension,
    settings: Settings,
}

impl Deref for Pool {
    type Target = State;

    fn deref(&self) -> &State {
        &self.core
    }
}

impl DerefMut for Pool {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.core
    }
}

impl Pool {
    fn from(vm: &TestVM) -> Self {
        Self {
            core: crate::Pool::from(vm),
            extension: Extension::from(vm),
            settings: Settings::from(vm),
        }
    }

    fn construct(&mut self, arguments: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
        <crate::Pool as Router<crate::Pool>>::constructor(&mut self.core, arguments)
    }

    fn route(&mut self, data: &[u8]) -> Option<Result<Vec<u8>, Vec<u8>>> {
        let (selector, arguments) = data.split_at(4);
        let number = u32::from_be_bytes(selector.try_into().unwrap());
        if CORE.iter().any(|known| known == selector) {
            <crate::Pool as Router<crate::Pool>>::route(&mut self.core, number, arguments)
        } else if SETTINGS.iter().any(|known| known == selector) {
            <Settings as Router<Settings>>::route(&mut self.settings, number, arguments)
        } else {
            <Extension as Router<Extension>>::route(&mut self.extension, number, arguments)
        }
    }

    /// A reserve's totals as stored.
    fn market(&self, reserve: u8) -> Market {
        let config = Config::unpack(self.field(reserve, ReserveField::Config));
        *self.market_of(config)
    }

    /// A reserve's fees, divided.
    fn earned(&self, reserve: u8) -> Earned {
        self.market(reserve).earned(self.split(reserve)).unwrap()
    }

    /// Writes a reserve's settings under both keys, with its number.
    fn configure(&mut self, asset: Address, config: Config) {
        let place = self.config(&asset).unwrap().place;
        let word = Config { place, ..config }.pack();
        self.put(Key::config(&asset), word);
        self.put(Key::reserve(place - 1, ReserveField::Config), word);
    }

    fn hold(
        &mut self,
        account: Address,
        reserve: u8,
        amounts: Amounts,
    ) -> Result<(), ballast_common::revert::Failure> {
        let before = self.amounts(&account, reserve);
        self.store_amounts(&account, reserve, before, amounts, false)
    }
}

/// The machine's word of the table.
fn word(vm: &TestVM, key: Key) -> U256 {
    let slot = [key.0.to_be_bytes::<32>(), U256::from(2).to_be_bytes::<32>()].concat();
    U256::from_be_bytes(vm.get_storage(alloy_primitives::keccak256(slot).into()).0)
}

fn settings_of(config: &Config, risk: &AssetRisk) -> IPool::ReserveConfig {
    let (profile, scenarios) = risk.pack();
    IPool::ReserveConfig {
        feed: config.feed,
        collateralEnabled: config.allows(COLLATERAL_ENABLED),
        borrowEnabled: config.allows(BORROW_ENABLED),
        baseRate: config.base_rate,
        slopeBelow: config.slope_below,
        slopeAbove: config.slope_above,
        kink: config.kink,
        reserveFactor: config.reserve_factor,
        premiumFactor: config.premium_factor,
        supplyCap: config.supply_cap,
        borrowCap: config.borrow_cap,
        profile: B256::new(profile),
        scenarios: B256::new(scenarios),
    }
}

fn usdc_risk() -> AssetRisk {
    AssetRisk {
        loadings: [0, 0, 0, 10_000],
        idiosyncratic: 0,
        issuer: 1,
        family: 1,
        haircut: 100,
        basis: 0,
        depth: u64::MAX,
        scenarios: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, -100, -100, 300, 0, 0],
    }
}

fn eth_risk() -> AssetRisk {
    AssetRisk {
        loadings: [0, 10_000, 0, 0],
        idiosyncratic: 2_000,
        issuer: 2,
        family: 2,
        haircut: 1_500,
        basis: 0,
        depth: 1_000_000,
        scenarios: [
            1_600, -1_600, 800, -800, 1_200, -1_200, 0, 0, 0, 0, 0, 0, 1_600, 1_600, 0, 0,
        ],
    }
}

/// A call through the program's router, by the published ABI.
fn call<C: SolCall>(pool: &mut Pool, call: &C) -> Result<C::Return, Vec<u8>> {
    let answer = pool.route(&call.abi_encode()).unwrap()?;
    Ok(C::abi_decode_returns_validate(&answer).unwrap())
}

/// The pool's typed error in revert data, which must be that error's exact encoding.
fn refusal(data: &[u8]) -> IPool::IPoolErrors {
    let error = IPool::IPoolErrors::abi_decode_validate(data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

/// The typed error of a call that the pool refuses.
fn refused<C: SolCall>(pool: &mut Pool, to: &C) -> IPool::IPoolErrors {
    refusal(&call(pool, to).err().unwrap())
}

fn state(pool: &mut Pool, asset: Address) -> IPool::ReserveState {
    call(pool, &IPool::reserveStateCall { asset }).unwrap()
}

fn position(pool: &mut Pool, asset: Address, account: Address) -> IPool::Position {
    call(pool, &IPool::positionCall { asset, account }).unwrap()
}

/// The shared typed error in revert data.
fn shared_refusal(data: &[u8]) -> IOwned::IOwnedErrors {
    let error = IOwned::IOwnedErrors::abi_decode_validate(data).unwrap();
    assert_eq!(error.abi_encode(), data);
    error
}

fn mismatch(token: Address, expected: u128) -> IPool::IPoolErrors {
    IPool::IPoolErrors::TransferMismatch(IPool::TransferMismatch {
        token,
        expected: number(expected),
        received: U256::ZERO,
    })
}

fn constructor_arguments(owner: Address, oracle: Address, extension: Address) -> Vec<u8> {
    let mut arguments = Output::new();
    arguments
        .address(&owner)
        .address(&oracle)
        .address(&extension)
        .done()
}

/// An extension that tells where the settings are.
fn mock_extension(vm: &TestVM) {
    vm.set_code(EXTENSION, vec![1]);
    let answer = SETTINGS_AT.into_word().to_vec();
    vm.mock_static_call(EXTENSION, IPool::settingsCall {}.abi_encode(), Ok(answer));
}

/// A constructed pool.
fn fresh() -> (TestVM, Pool) {
    let vm = TestVM::new();
    vm.set_block_timestamp(START);
    vm.set_contract_address(THIS);
    vm.set_sender(OWNER);
    let mut pool = Pool::from(&vm);
    mock_extension(&vm);
    let arguments = constructor_arguments(OWNER, ORACLE, EXTENSION);
    pool.construct(&arguments).unwrap().unwrap();
    (vm, pool)
}

fn mock_decimals(vm: &TestVM, token: Address, decimals: u8) {
    let answer = U256::from(decimals).to_be_bytes::<32>().to_vec();
    vm.mock_static_call(token, vec![0x31, 0x3c, 0xe5, 0x67], Ok(answer));
}

/// Mocks a balance of 1, which as the answer of a transfer means true.
fn mock_balance(vm: &TestVM, token: Address) {
    let mut data = Output::selected([0x70, 0xa0, 0x82, 0x31]);
    let answer = number(1).to_be_bytes::<32>().to_vec();
    vm.mock_static_call(token, data.address(&THIS).done(), Ok(answer));
}

/// A pool with USDC (reserve 0, feed 0) and ETH (reserve 1, feed 1), the defaults' risk, and an unwinder.
/// Both tokens answer that transfers succeed.
fn with_reserves() -> (TestVM, Pool) {
    let (vm, mut pool) = fresh();
    let eth = Config {
        feed: 1,
        decimals: 18,
        ..usdc_config()
    };
    for (asset, config, risk) in [(USDC, usdc_config(), usdc_risk()), (ETH, eth, eth_risk())] {
        vm.set_code(asset, vec![1]);
        mock_decimals(&vm, asset, config.decimals);
        let config = settings_of(&config, &risk);
        call(&mut pool, &IPool::setReserveCall { asset, config }).unwrap();
    }
    call(&mut pool, &risk_call()).unwrap();
    let unwinder = UNWINDER;
    call(&mut pool, &IPool::setUnwinderCall { unwinder }).unwrap();
    mock_balance(&vm, USDC);
    vm.set_sender(ALICE);
    (vm, pool)
}

fn correlations_word(bps: [i16; 6]) -> B256 {
    let mut word = [0; 32];
    for (to, from) in word.chunks_exact_mut(2).zip(bps) {
        to.copy_from_slice(&from.to_be_bytes());
    }
    B256::new(word)
}

fn risk_call() -> IPool::setRiskCall {
    IPool::setRiskCall {
        zScore: number(2_330_000_000_000_000_000),
        horizon: number(43_200),
        buffer: number(WAD / 20),
        factorFeeds: [1, 1, 1, 0],
        correlations: correlations_word([8_500, 9_000, 0, 8_000, 0, 0]),
    }
}

fn reading(dollars: u128, smoothed: u128, flags: u8) -> IOracle::Reading {
    IOracle::Reading {
        spot: number(dollars * WAD),
        smoothed: number(smoothed * WAD),
        fastVariance: number(WAD / 2),
        slowVariance: number(WAD / 10 * 6),
        updatedAt: START - 60,
        flags,
    }
}

/// Mocks the oracle's answer for an account's feeds and the four factors'. Its first word, the array's offset, which
/// the pool passes over, is 1: so it also answers, to the transfer that follows, that it succeeded.
fn mock_prices(vm: &TestVM, readings: &[(u8, IOracle::Reading)]) {
    let (mut feeds, mut answer): (Vec<u8>, Vec<IOracle::Reading>) =
        readings.iter().cloned().unzip();
    feeds.extend([1, 1, 1, 0]);
    answer.extend([2_000, 2_000, 2_000, 1].map(|price| reading(price, price, 0)));
    let mut answer = IOracle::readCall::abi_encode_returns(&answer);
    answer[31] = 1;
    vm.mock_static_call(ORACLE, IOracle::readCall { feeds }.abi_encode(), Ok(answer));
}

/// Gives an account what `depositCollateral` and `borrow` would.
fn grant(pool: &mut Pool, account: Address, asset: Address, collateral: u128, debt: u128) {
    let reserve = pool.reserve(&asset).unwrap();
    let mut market = pool.market(reserve);
    market.cash += debt;
    let debt_shares = market.borrow(debt).unwrap();
    market.escrow += collateral;
    pool.store_market(reserve, &market);
    let amounts = Amounts {
        collateral,
        debt_shares,
    };
    pool.hold(account, reserve, amounts).unwrap();
}

/// Gives an account what `supply` would.
fn lend(pool: &mut Pool, account: Address, asset: Address, assets: u128) -> u128 {
    let reserve = pool.reserve(&asset).unwrap();
    let mut market = pool.market(reserve);
    let shares = market.supply_shares_down(assets).unwrap();
    market.cash += assets;
    market.supply_shares += shares;
    market.accrued_at = START;
    pool.store_market(reserve, &market);
    let held = pool.supply_of(&account, reserve) + shares;
    pool.put(Key::supply(&account, reserve), number(held));
    shares
}

fn last_event<E: SolEvent>(vm: &TestVM) -> E {
    let logs = vm.get_emitted_logs();
    let (topics, data) = logs.last().unwrap();
    E::decode_raw_log_validate(topics.iter().copied(), data).unwrap()
}
