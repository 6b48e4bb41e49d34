//! Loading and storing what the verbs work on.

use alloc::{boxed::Box, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IOracle,
    call::{self, Words},
    convert::{pair, split, wide, word_address},
    dispatch::Output,
};
use risk_core::health::{FACTORS, MAX_POSITIONS};
use stylus_sdk::prelude::*;

use crate::{
    IPool, Pool,
    error::{Result, about, about_one, number, pair as pair_of},
    health::{self, Held},
    layout::{Config, Earned, Key, ReserveField, Risk},
    market::Market,
};

/// Most reserves: an account's masks have a bit for each.
pub const MAX_RESERVES: u8 = 32;

/// An account's amounts in one reserve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Amounts {
    /// Escrowed, token units.
    pub collateral: u128,
    /// Owed, shares.
    pub debt_shares: u128,
}

impl Pool {
    /// A word of the table.
    #[inline(never)]
    pub(crate) fn word_at(&self, key: Key) -> U256 {
        self.words.get(key.0)
    }

    /// Writes a word of the table.
    #[inline(never)]
    pub(crate) fn put(&mut self, key: Key, word: U256) {
        self.words.setter(key.0).set(word);
    }

    /// A word of a reserve.
    pub(crate) fn field(&self, reserve: u8, field: ReserveField) -> U256 {
        self.word_at(Key::reserve(reserve, field))
    }

    /// A word that holds an address.
    pub(crate) fn address_at(&self, key: Key) -> Address {
        word_address(self.word_at(key))
    }

    /// The asset of a reserve.
    pub(crate) fn asset(&self, reserve: u8) -> Address {
        self.address_at(Key::reserve(reserve, ReserveField::Asset))
    }

    /// How many reserves there are.
    pub(crate) fn count(&self) -> u8 {
        self.word_at(Key::COUNT)
            .as_limbs()
            .first()
            .map_or(0, |count| *count as u8)
    }

    /// Number of an asset's reserve.
    ///
    /// # Errors
    /// [`IPool::UnknownReserve`].
    pub(crate) fn reserve(&self, asset: &Address) -> Result<u8> {
        let [number, ..] = *self.word_at(Key::number(asset)).as_limbs();
        (number as u8)
            .checked_sub(1)
            .ok_or_else(|| about(IPool::UnknownReserve::SELECTOR, asset))
    }

    /// A reserve's totals as stored; boxed, for it is large and is handed around.
    #[inline(never)]
    pub(crate) fn market(&self, reserve: u8) -> Box<Market> {
        let (cash, debt) = split(self.field(reserve, ReserveField::Totals));
        let (supply_shares, debt_shares) = split(self.field(reserve, ReserveField::Shares));
        Box::new(Market {
            config: Config::unpack(self.field(reserve, ReserveField::Config)),
            cash,
            debt,
            supply_shares,
            debt_shares,
            earned: Earned::unpack(self.field(reserve, ReserveField::Earned)),
        })
    }

    /// A reserve's totals with interest to now, not stored.
    ///
    /// # Errors
    /// Of the accrual.
    #[inline(never)]
    pub(crate) fn current(&self, reserve: u8) -> Result<Box<Market>> {
        let mut market = self.market(reserve);
        market.accrue(self.vm().block_timestamp())?;
        Ok(market)
    }

    /// A reserve's totals with interest to now; logs the interest. The caller stores them.
    ///
    /// # Errors
    /// [`IPool::UnknownReserve`]; of the accrual.
    #[inline(never)]
    pub(crate) fn accrued(&mut self, asset: &Address) -> Result<(u8, Box<Market>)> {
        let reserve = self.reserve(asset)?;
        let mut market = self.market(reserve);
        let interest = market.accrue(self.vm().block_timestamp())?;
        if interest.total > 0 {
            let mut event = Output::event(&IPool::Accrued::SIGNATURE_HASH);
            event
                .address(asset)
                .amount(interest.total)
                .amount(interest.reserves)
                .amount(interest.premium);
            event.emit(self.vm(), 1);
        }
        Ok((reserve, market))
    }

    /// Writes a reserve's totals.
    #[inline(never)]
    pub(crate) fn store_market(&mut self, reserve: u8, market: &Market) {
        self.put(
            Key::reserve(reserve, ReserveField::Totals),
            pair(market.cash, market.debt),
        );
        self.put(
            Key::reserve(reserve, ReserveField::Shares),
            pair(market.supply_shares, market.debt_shares),
        );
        self.put(
            Key::reserve(reserve, ReserveField::Earned),
            market.earned.pack(),
        );
    }

    /// An account's amounts in a reserve.
    pub(crate) fn amounts(&self, account: &Address, reserve: u8) -> Amounts {
        let (collateral, debt_shares) = split(self.word_at(Key::position(account, reserve)));
        Amounts {
            collateral,
            debt_shares,
        }
    }

    /// An account's masks: reserves with collateral in the upper 32 bits, with debt in the lower.
    pub(crate) fn masks(&self, account: &Address) -> u64 {
        let [masks, ..] = *self.word_at(Key::masks(account)).as_limbs();
        masks
    }

    /// Writes an account's amounts in a reserve, and its masks where they change.
    ///
    /// # Errors
    /// [`IPool::TooMany`] above 16 assets.
    #[inline(never)]
    pub(crate) fn store_amounts(
        &mut self,
        account: &Address,
        reserve: u8,
        amounts: Amounts,
    ) -> Result<()> {
        self.put(
            Key::position(account, reserve),
            pair(amounts.collateral, amounts.debt_shares),
        );
        let before = self.masks(account);
        let debt = 1u64.wrapping_shl(u32::from(reserve));
        let collateral = debt.wrapping_shl(32);
        let mut after = before & !(debt | collateral);
        if amounts.collateral > 0 {
            after |= collateral;
        }
        if amounts.debt_shares > 0 {
            after |= debt;
        }
        if after != before {
            if after & !before != 0 && assets(after).count_ones() as usize > MAX_POSITIONS {
                return Err(number(IPool::TooMany::SELECTOR, MAX_POSITIONS as u64));
            }
            self.put(Key::masks(account), wide(u128::from(after)));
        }
        Ok(())
    }

    /// An account's supply shares in a reserve.
    pub(crate) fn supply_of(&self, account: &Address, reserve: u8) -> u128 {
        split(self.word_at(Key::supply(account, reserve))).1
    }

    /// Collateral that a reserve's token holds in escrow.
    pub(crate) fn escrow(&self, reserve: u8) -> u128 {
        split(self.field(reserve, ReserveField::Escrow)).1
    }

    /// Everything an account holds, with debts to now.
    ///
    /// # Errors
    /// Of the accrual.
    #[inline(never)]
    pub(crate) fn held(&self, account: &Address) -> Result<Vec<Held>> {
        let mut bits = assets(self.masks(account));
        let mut held = Vec::with_capacity(bits.count_ones() as usize);
        while bits != 0 {
            let reserve = bits.trailing_zeros() as u8;
            bits &= bits.wrapping_sub(1);
            let amounts = self.amounts(account, reserve);
            let (config, debt) = if amounts.debt_shares > 0 {
                let market = self.current(reserve)?;
                (market.config, market.debt_assets_up(amounts.debt_shares)?)
            } else {
                (Config::unpack(self.field(reserve, ReserveField::Config)), 0)
            };
            held.push(Held {
                reserve,
                decimals: config.decimals,
                feed: config.feed,
                collateral: amounts.collateral,
                debt,
                profile: self.field(reserve, ReserveField::Profile),
                scenarios: self.field(reserve, ReserveField::Scenarios),
            });
        }
        Ok(held)
    }

    /// Reads the oracle: one reading per holding and then one per factor.
    ///
    /// # Errors
    /// [`IPool::CallFailed`].
    #[inline(never)]
    pub(crate) fn prices(&self, held: &[Held], risk: &Risk) -> Result<Words> {
        let target = self.address_at(Key::ORACLE);
        let mut arguments = Output::selected(IOracle::readCall::SELECTOR);
        arguments
            .number(32)
            .number(held.len().saturating_add(FACTORS) as u64);
        for held in held {
            arguments.number(u64::from(held.feed));
        }
        for feed in risk.factor_feeds {
            arguments.number(u64::from(feed));
        }
        call::read(self.vm(), target, arguments.data())
            .map_err(|_| about(IPool::CallFailed::SELECTOR, &target))
    }

    /// Health of an account for opening: see [`health::opening`].
    ///
    /// # Errors
    /// [`IPool::PriceUnavailable`] where a debt's price is flagged; [`IPool::CallFailed`]; of `risk-core`.
    #[inline(never)]
    pub(crate) fn opening(&self, account: &Address, risk: &Risk) -> Result<u128> {
        let held = self.held(account)?;
        if held.iter().all(|held| held.debt == 0) {
            return Ok(u128::MAX);
        }
        let words = self.prices(&held, risk)?;
        for (index, held) in held.iter().enumerate() {
            let flags = health::reading(&words, index).map_or(u8::MAX, |reading| reading.flags);
            if flags != 0 && held.debt > 0 {
                let asset = self.asset(held.reserve);
                return Err(about_one(
                    IPool::PriceUnavailable::SELECTOR,
                    &asset,
                    u128::from(flags),
                ));
            }
        }
        Ok(health::opening(
            &held,
            &words,
            risk,
            health::correlations(self.word_at(Key::CORRELATIONS)),
        )?
        .0)
    }

    /// Refuses unless the account's health allows opening (POOL-3).
    ///
    /// # Errors
    /// [`IPool::Unhealthy`]; as [`Self::opening`].
    #[inline(never)]
    pub(crate) fn require_opening(&self, account: &Address) -> Result<()> {
        let risk = Risk::unpack(self.word_at(Key::RISK));
        let health = self.opening(account, &risk)?;
        let required = health::required(&risk);
        if health >= required {
            Ok(())
        } else {
            Err(pair_of(IPool::Unhealthy::SELECTOR, health, required))
        }
    }
}

/// Reserves of either mask.
fn assets(masks: u64) -> u64 {
    (masks | masks.wrapping_shr(32)) & u64::from(u32::MAX)
}
