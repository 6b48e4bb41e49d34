//! An account as the pool judges it for opening: what it holds, and a price for each. Amounts may be changed on trial.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    abi::{IDebtBook, IOracle},
    call::{self, Words},
    convert::narrow,
    dispatch::{Input, Output},
    revert::{Result, about},
    token,
};
use ballast_pool_state::{
    IPool,
    health::{self as judge, Held, Reading},
    layout::{Judge, Risk},
    ramp::{Profile, Ramp},
    told::Told,
};
use risk_core::{
    fixed::Wad,
    health::{self, AssetRisk, FACTORS, Factors, MAX_POSITIONS, Position, StressParameters},
};
use stylus_sdk::stylus_core::Host;

use crate::program::ILens;

/// The most units that a search tries: beyond what can be judged.
pub const MOST: u128 = 1 << 100;

/// Prices to value at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prices {
    /// The latest.
    Spot,
    /// The smoothed.
    Smoothed,
}

/// Maintenance health and what it is made of. WAD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maintenance {
    /// USD.
    pub collateral: u128,
    /// USD.
    pub debt: u128,
    /// USD.
    pub stress: u128,
    /// (collateral - stress) / debt.
    pub health: u128,
}

/// An account, and what it is judged by.
pub struct Book {
    /// The tokens of `held`.
    pub assets: Vec<Address>,
    /// What it holds, with its risk as set; assets asked for come last with nothing.
    pub held: Vec<Held>,
    /// The risk of each at this moment, on its way to what was set.
    eased: Vec<Profile>,
    words: Words,
    /// As set, and at this moment.
    risk: Risk,
    eased_risk: Risk,
    correlations: [i16; 6],
}

/// Calls `target` and returns what it says.
///
/// # Errors
/// `CallFailed`.
#[inline(never)]
pub fn ask<H: Host + ?Sized>(vm: &H, target: &Address, question: &Output) -> Result<Words> {
    call::read(vm, *target, question.data()).map_err(|_| failed(target))
}

/// `CallFailed`.
#[cold]
pub fn failed(target: &Address) -> ballast_common::revert::Failure {
    about(ILens::CallFailed::SELECTOR, target)
}

/// A reserve, with the decimals of its token.
///
/// # Errors
/// `CallFailed`.
#[inline(never)]
pub fn told<H: Host + ?Sized>(vm: &H, pool: &Address, asset: &Address) -> Result<Told> {
    let decimals = token::decimals(vm, *asset).map_err(|_| failed(asset))?;
    Told::read(vm, pool, asset, decimals).ok_or_else(|| failed(pool))
}

/// Readings of feeds.
///
/// # Errors
/// `CallFailed`.
#[inline(never)]
pub fn prices<H: Host + ?Sized>(
    vm: &H,
    pool: &Address,
    feeds: impl ExactSizeIterator<Item = u8>,
) -> Result<Words> {
    let words = ask(vm, pool, &Output::selected(IPool::oracleCall::SELECTOR))?;
    let oracle = Input::new(words.bytes()).address();
    let mut question = Output::selected(IOracle::readCall::SELECTOR);
    question.number(32).number(feeds.len() as u64);
    for feed in feeds {
        question.number(feed.into());
    }
    ask(vm, &oracle, &question)
}

impl Book {
    /// Loads an account, with room for `extra` assets that it may not have yet.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub fn load<H: Host + ?Sized>(
        vm: &H,
        pool: &Address,
        account: &Address,
        extra: &[Address],
    ) -> Result<Self> {
        let mut question = Output::selected(IDebtBook::portfolioCall::SELECTOR);
        let portfolio = ask(vm, pool, question.address(account))?;
        let malformed = || failed(pool);
        let (mut assets, mut held, z_score, horizon) = decode(&portfolio).ok_or_else(malformed)?;
        for asset in extra {
            if !assets.contains(asset) {
                assets.push(*asset);
                held.push(Held::default());
            }
        }
        let mut eased = Vec::with_capacity(held.len());
        for (asset, held) in assets.iter().zip(&mut held) {
            let told = told(vm, pool, asset)?;
            held.decimals = told.config.decimals;
            held.feed = told.config.feed;
            held.profile = profile(told.profile, told.scenarios);
            let mut question = Output::selected(IPool::rampCall::SELECTOR);
            let words = ask(vm, pool, question.address(asset))?;
            let mut input = Input::new(words.bytes());
            eased.push(profile(input.word(), input.word()));
        }
        let words = ask(vm, pool, &Output::selected(IPool::riskCall::SELECTOR))?;
        let mut input = Input::new(words.bytes());
        let mut number = || input.number(u64::MAX);
        let risk = Risk {
            z_score: number(),
            horizon: number() as u32,
            buffer: number(),
            factor_feeds: [0; 4].map(|_: u8| number() as u8),
            ramp: Ramp::default(),
        };
        let eased_risk = Risk {
            z_score,
            horizon,
            ..risk
        };
        let correlations = Judge::new(Address::ZERO, input.word()).correlations();
        input.finish().map_err(|_| malformed())?;
        let feeds = held.iter().map(|held| held.feed).chain(risk.factor_feeds);
        let feeds: Vec<u8> = feeds.collect();
        let words = prices(vm, pool, feeds.into_iter())?;
        // Every reading is there: nothing that follows fails for the lack of one.
        let last = held.len().saturating_add(FACTORS).wrapping_sub(1);
        judge::reading(&words, last).ok_or_else(malformed)?;
        Ok(Self {
            assets,
            held,
            eased,
            words,
            risk,
            eased_risk,
            correlations,
        })
    }

    /// Place of an asset.
    pub fn index(&self, asset: &Address) -> usize {
        let found = self.assets.iter().position(|held| held == asset);
        found.unwrap_or(usize::MAX)
    }

    /// The reading of the holding at `index`, or, behind them all, of a factor.
    pub fn reading(&self, index: usize) -> Reading {
        judge::reading(&self.words, index).unwrap_or_default()
    }

    /// Whether anything is owed.
    pub fn indebted(&self) -> bool {
        self.held.iter().any(|held| held.debt > 0)
    }

    /// How many assets it has.
    pub fn count(&self) -> usize {
        let has = |held: &&Held| held.collateral > 0 || held.debt > 0;
        self.held.iter().filter(has).count()
    }

    /// Whether another asset would be one too many, as the pool counts.
    pub fn is_full_for(&self, index: usize) -> bool {
        let held = self.of(index);
        self.count() >= MAX_POSITIONS && held.collateral == 0 && held.debt == 0
    }

    /// What opening demands.
    pub fn required(&self) -> u128 {
        judge::required(&self.risk)
    }

    /// Health for opening, as the pool judges it; none where a debt has no price, or the account cannot be judged.
    /// While settings are on their way, by the stricter of what holds at the moment and what was set.
    #[inline(never)]
    pub fn opening(&self) -> Option<u128> {
        if !self.indebted() {
            return Some(u128::MAX);
        }
        let unpriced =
            |(index, held): (usize, &Held)| held.debt > 0 && self.reading(index).flags != 0;
        if self.held.iter().enumerate().any(unpriced) {
            return None;
        }
        let opening =
            |held: &[Held], risk| judge::opening(held, &self.words, risk, self.correlations).ok();
        let set = opening(&self.held, &self.risk)?;
        let now = opening(&self.at_this_moment(), &self.eased_risk)?;
        Some(set.health.min(now.health))
    }

    /// What it holds, with its risk at this moment.
    fn at_this_moment(&self) -> Vec<Held> {
        let eased = self.held.iter().zip(&self.eased);
        eased
            .map(|(held, profile)| Held {
                profile: *profile,
                ..*held
            })
            .collect()
    }

    /// Whether the pool would let the account open what it holds.
    pub fn allows_opening(&self) -> bool {
        self.opening()
            .is_some_and(|health| health >= self.required())
    }

    /// Maintenance health, whatever the prices' flags.
    ///
    /// # Errors
    /// Of `risk-core`.
    #[inline(never)]
    pub fn maintenance(&self, prices: Prices) -> Result<Maintenance> {
        let slow = |k: usize| {
            let reading = self.reading(self.held.len().saturating_add(k));
            Wad(reading.slow_variance).min(health::MAX_VARIANCE)
        };
        let factors = Factors::from_valid([slow(0), slow(1), slow(2), slow(3)], self.correlations)?;
        let parameters = StressParameters {
            z: Wad(self.eased_risk.z_score.into()),
            horizon: self.eased_risk.horizon.into(),
        };
        let mut positions = Vec::with_capacity(self.held.len());
        for (index, held) in self.at_this_moment().iter().enumerate() {
            let reading = self.reading(index);
            let price = match prices {
                Prices::Spot => reading.spot,
                Prices::Smoothed => reading.smoothed,
            };
            let [profile, scenarios] = held.profile.words.map(|word| word.to_be_bytes());
            positions.push(Position {
                collateral: judge::value(held.collateral, price, held.decimals, false)?,
                debt: judge::value(held.debt, price, held.decimals, true)?,
                risk: AssetRisk::unpack(profile, scenarios),
            });
        }
        let stress = health::stress(&positions, &factors, parameters)?.total;
        let (collateral, debt) = (health::collateral(&positions), health::debt(&positions));
        Ok(Maintenance {
            collateral: collateral.0,
            debt: debt.0,
            stress: stress.0,
            health: health::health(collateral, stress, debt).0,
        })
    }

    /// Changes the holding at `index`.
    pub fn change(&mut self, index: usize, change: impl FnOnce(&mut Held)) {
        if let Some(held) = self.held.get_mut(index) {
            change(held);
        }
    }

    /// What it holds of the asset at `index`.
    pub fn of(&self, index: usize) -> Held {
        self.held.get(index).copied().unwrap_or_default()
    }
}

/// Risk that is not on its way.
fn profile(profile: U256, scenarios: U256) -> Profile {
    Profile {
        words: [profile, scenarios],
        ramp: Ramp::default(),
    }
}

/// The assets of `IDebtBook.portfolio`, with collateral and debt; z-score and horizon of this moment.
fn decode(words: &Words) -> Option<(Vec<Address>, Vec<Held>, u64, u32)> {
    // Behind its own offset the struct: ten words with the array's offset, its length.
    let mut input = Input::new(words.bytes());
    let head = [(); 2].map(|()| input.number(u64::MAX));
    if head != [32, 9 * 32] {
        return None;
    }
    let [..] = [(); 5].map(|()| input.word()); // variances and correlations
    let (z_score, horizon) = (input.number(u64::MAX), input.number(u32::MAX.into()) as u32);
    input.word(); // buffer
    let count = input.number(MAX_POSITIONS as u64) as usize;
    let (mut assets, mut held) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for _ in 0..count {
        assets.push(input.address());
        // Decimals, flags, time: asked of the reserve and the oracle, as the pool does for opening.
        let [..] = [(); 3].map(|()| input.word());
        held.push(Held {
            collateral: input.amount(),
            debt: input.amount(),
            ..Held::default()
        });
        // Prices and risk: likewise.
        let [..] = [(); 4].map(|()| input.word());
    }
    input.finish().ok()?;
    Some((assets, held, z_score, horizon))
}

/// The greatest amount up to `most` that `allowed` allows, as far as all below it are; zero is not asked.
pub fn greatest(most: u128, mut allowed: impl FnMut(u128) -> bool) -> u128 {
    if most == 0 || allowed(most) {
        return most;
    }
    let (mut good, mut bad) = (0, most);
    while bad.saturating_sub(good) > 1 {
        let middle = good.midpoint(bad);
        if allowed(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

/// The least amount up to [`MOST`] that `allowed` allows; none where none does that is twice another tried, from one.
pub fn least(mut allowed: impl FnMut(u128) -> bool) -> Option<u128> {
    if allowed(0) {
        return Some(0);
    }
    let (mut bad, mut good) = (0_u128, 1_u128);
    while !allowed(good) {
        bad = good;
        good = good.checked_mul(2).filter(|good| *good <= MOST)?;
    }
    while good.saturating_sub(bad) > 1 {
        let middle = good.midpoint(bad);
        if allowed(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Some(good)
}

/// A signed change of an amount: what is taken is at most what there is, what is beyond 128 bits is the most.
pub fn changed(amount: u128, change: U256) -> u128 {
    if change.bit(255) {
        let less = narrow(change.wrapping_neg()).unwrap_or(u128::MAX);
        amount.saturating_sub(less)
    } else {
        amount.saturating_add(narrow(change).unwrap_or(u128::MAX))
    }
}
