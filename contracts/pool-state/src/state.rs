//! The storage of both programs, and loading and storing what they work on.

use alloc::{boxed::Box, vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IOracle,
    call::{self, Words},
    convert::{pair, split, wide, word_address},
    dispatch::Output,
    owned::Owned,
};
use risk_core::health::{FACTORS, MAX_POSITIONS};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    IPool,
    error::{Failure, Result, about, about_one, number, pair as pair_of},
    health::{self, Held, Opening},
    layout::{Config, Judge, Key, Provision, ReserveField, Risk, Split, Totals, units_up},
    market::Market,
};

/// What is stored: who owns the pool, and the table of words.
#[storage]
pub struct State {
    /// Slots 0 and 1.
    pub owned: Owned,
    /// Slot 2.
    pub words: StorageMap<U256, StorageU256>,
}

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

impl State {
    /// A word of the table.
    #[inline(never)]
    pub fn word_at(&self, key: Key) -> U256 {
        self.words.get(key.0)
    }

    /// Writes a word of the table.
    #[inline(never)]
    pub fn put(&mut self, key: Key, word: U256) {
        self.words.setter(key.0).set(word);
    }

    /// A word of a reserve.
    pub fn field(&self, reserve: u8, field: ReserveField) -> U256 {
        self.word_at(Key::reserve(reserve, field))
    }

    /// A word that holds an address.
    pub fn address_at(&self, key: Key) -> Address {
        word_address(self.word_at(key))
    }

    /// Who tells prices, and how they move together.
    pub fn judge(&self) -> Judge {
        Judge(self.word_at(Key::JUDGE))
    }

    /// The asset of a reserve.
    pub fn asset(&self, reserve: u8) -> Address {
        self.address_at(Key::reserve(reserve, ReserveField::Asset))
    }

    /// How many reserves there are.
    pub fn count(&self) -> u8 {
        self.word_at(Key::COUNT)
            .as_limbs()
            .first()
            .map_or(0, |count| *count as u8)
    }

    /// Settings of an asset's reserve.
    ///
    /// # Errors
    /// [`IPool::UnknownReserve`].
    pub fn config(&self, asset: &Address) -> Result<Config> {
        let config = Config::unpack(self.word_at(Key::config(asset)));
        if config.place == 0 {
            return Err(about(IPool::UnknownReserve::SELECTOR, asset));
        }
        Ok(config)
    }

    /// Number of an asset's reserve.
    ///
    /// # Errors
    /// [`IPool::UnknownReserve`].
    pub fn reserve(&self, asset: &Address) -> Result<u8> {
        Ok(self.config(asset)?.place.wrapping_sub(1))
    }

    /// A reserve's totals as stored; boxed, for it is large and is handed around.
    #[inline(never)]
    pub fn market_of(&self, config: Config) -> Box<Market> {
        let reserve = config.place.wrapping_sub(1);
        let totals = Totals::unpack(self.field(reserve, ReserveField::Totals));
        let (supply_shares, half) = split(self.field(reserve, ReserveField::Claims));
        let (fees, provision) = Provision::beside(half);
        let (debt_shares, escrow) = split(self.field(reserve, ReserveField::Ledger));
        let rate_at_target = if config.adaptive() {
            split(self.field(reserve, ReserveField::RateAtTarget)).1
        } else {
            0
        };
        Box::new(Market {
            config,
            cash: totals.cash,
            owed: totals.owed,
            supply_shares,
            debt_shares,
            fees,
            provision,
            escrow,
            accrued_at: totals.accrued_at,
            rate_at_target,
        })
    }

    /// A reserve's totals with interest to now, not stored.
    ///
    /// # Errors
    /// Of the accrual.
    #[inline(never)]
    pub fn current(&self, config: Config) -> Result<Box<Market>> {
        let mut market = self.market_of(config);
        market.accrue(self.vm().block_timestamp())?;
        Ok(market)
    }

    /// A reserve's totals with interest to now; logs the interest. The caller stores them.
    ///
    /// # Errors
    /// [`IPool::UnknownReserve`]; of the accrual.
    #[inline(never)]
    pub fn accrued(&mut self, asset: &Address) -> Result<(u8, Box<Market>)> {
        let config = self.config(asset)?;
        let mut market = self.market_of(config);
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
        Ok((config.place.wrapping_sub(1), market))
    }

    /// Writes a reserve's totals.
    #[inline(never)]
    pub fn store_market(&mut self, reserve: u8, market: &Market) {
        self.put(
            Key::reserve(reserve, ReserveField::Totals),
            Totals {
                cash: market.cash,
                owed: market.owed,
                accrued_at: market.accrued_at,
            }
            .pack(),
        );
        self.put(
            Key::reserve(reserve, ReserveField::Claims),
            pair(market.supply_shares, market.provision.with(market.fees)),
        );
        self.put(
            Key::reserve(reserve, ReserveField::Ledger),
            pair(market.debt_shares, market.escrow),
        );
        if market.config.adaptive() {
            self.put(
                Key::reserve(reserve, ReserveField::RateAtTarget),
                wide(market.rate_at_target),
            );
        }
    }

    /// Collateral of all accounts in a reserve.
    pub fn escrow(&self, reserve: u8) -> u128 {
        split(self.field(reserve, ReserveField::Ledger)).1
    }

    /// Writes it.
    #[inline(never)]
    pub fn store_escrow(&mut self, reserve: u8, escrow: u128) {
        let key = Key::reserve(reserve, ReserveField::Ledger);
        let (debt_shares, _) = split(self.word_at(key));
        self.put(key, pair(debt_shares, escrow));
    }

    /// How a reserve's fees are divided.
    pub fn split(&self, reserve: u8) -> Split {
        Split::unpack(self.field(reserve, ReserveField::Split))
    }

    /// What a reserve's cash and debts come to, without interest since it was last added: suppliers' claims, and fees.
    #[inline(never)]
    pub fn lent(&self, reserve: u8) -> u128 {
        let totals = Totals::unpack(self.field(reserve, ReserveField::Totals));
        totals.cash.saturating_add(units_up(totals.owed))
    }

    /// An account's amounts in a reserve.
    pub fn amounts(&self, account: &Address, reserve: u8) -> Amounts {
        let (collateral, debt_shares) = split(self.word_at(Key::position(account, reserve)));
        Amounts {
            collateral,
            debt_shares,
        }
    }

    /// An account's masks: reserves with collateral in the upper 32 bits, with debt in the lower.
    pub fn masks(&self, account: &Address) -> u64 {
        let [masks, ..] = *self.word_at(Key::masks(account)).as_limbs();
        masks
    }

    /// Whether an account owes anything.
    pub fn indebted(&self, account: &Address) -> bool {
        self.masks(account) & u64::from(u32::MAX) != 0
    }

    /// Writes an account's amounts in a reserve, and its masks where they change: these are read only where an amount
    /// comes to be or ends. Nothing is written where it is refused. `strange`: somebody else gives it the asset, and may take half
    /// of its room only, so that no stranger's dust keeps an account from what it needs.
    ///
    /// # Errors
    /// [`IPool::TooMany`] above 16 assets; above 8 for a stranger's.
    #[inline(never)]
    pub fn store_amounts(
        &mut self,
        account: &Address,
        reserve: u8,
        before: Amounts,
        amounts: Amounts,
        strange: bool,
    ) -> Result<()> {
        let key = Key::position(account, reserve);
        let position = pair(amounts.collateral, amounts.debt_shares);
        if before.bits() == amounts.bits() {
            self.put(key, position);
            return Ok(());
        }
        let masks = self.masks(account);
        let shift = u32::from(reserve);
        let others = masks & !BOTH.wrapping_shl(shift);
        let after = others | amounts.bits().wrapping_shl(shift);
        let room = if strange {
            MAX_POSITIONS / 2
        } else {
            MAX_POSITIONS
        };
        let count = assets(after).count_ones();
        if count > assets(masks).count_ones() && count as usize > room {
            return Err(number(IPool::TooMany::SELECTOR, room as u64));
        }
        self.put(Key::masks(account), wide(u128::from(after)));
        self.put(key, position);
        Ok(())
    }

    /// An account's supply shares in a reserve.
    pub fn supply_of(&self, account: &Address, reserve: u8) -> u128 {
        split(self.word_at(Key::supply(account, reserve))).1
    }

    /// Refuses a caller who is neither the account nor a manager that it has authorised.
    ///
    /// # Errors
    /// [`IPool::NotAuthorised`].
    #[inline(never)]
    pub fn require_authorised(&self, account: &Address) -> Result<()> {
        let caller = self.vm().msg_sender();
        if caller == *account || !self.word_at(Key::authorisation(account, &caller)).is_zero() {
            return Ok(());
        }
        let mut refusal = Output::selected(IPool::NotAuthorised::SELECTOR);
        Err(Failure(refusal.address(account).address(&caller).done()))
    }

    /// Everything an account holds, with debts to now.
    ///
    /// # Errors
    /// Of the accrual.
    #[inline(never)]
    pub fn held(&self, account: &Address) -> Result<Vec<Held>> {
        let mut bits = assets(self.masks(account));
        let mut held = Vec::with_capacity(bits.count_ones() as usize);
        while bits != 0 {
            let reserve = bits.trailing_zeros() as u8;
            bits &= bits.wrapping_sub(1);
            let amounts = self.amounts(account, reserve);
            let config = Config::unpack(self.field(reserve, ReserveField::Config));
            let debt = if amounts.debt_shares > 0 {
                self.current(config)?.debt_assets_up(amounts.debt_shares)?
            } else {
                0
            };
            held.push(Held {
                reserve,
                decimals: config.decimals,
                feed: config.feed,
                collateral: amounts.collateral,
                debt,
                profile: self.profile(reserve),
            });
        }
        Ok(held)
    }

    /// Reads the oracle: one reading per holding and then one per factor.
    ///
    /// # Errors
    /// [`IPool::CallFailed`].
    #[inline(never)]
    pub fn prices(&self, held: &[Held], risk: &Risk) -> Result<Words> {
        let target = self.judge().oracle();
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

    /// An account judged for opening, while settings are on their way by the stricter of what holds at the
    /// moment and what was set: see [`health::opening`]. `sold` is the reserve whose collateral must have a price, for without
    /// one it counts for nothing, and its loss would not be seen; [`MAX_RESERVES`]: none.
    ///
    /// # Errors
    /// [`IPool::PriceUnavailable`] where the price of a debt or of `sold` is flagged; [`IPool::CallFailed`]; of `risk-core`.
    #[inline(never)]
    pub fn opening(&self, account: &Address, risk: &Risk, sold: u8) -> Result<Opening> {
        let mut held = self.held(account)?;
        if held.iter().all(|held| held.debt == 0) {
            return Ok(Opening::FREE);
        }
        let words = self.prices(&held, risk)?;
        for (index, held) in held.iter().enumerate() {
            let flags = health::reading(&words, index).map_or(u8::MAX, |reading| reading.flags);
            if flags != 0 && (held.debt > 0 || held.reserve == sold) {
                let asset = self.asset(held.reserve);
                return Err(about_one(
                    IPool::PriceUnavailable::SELECTOR,
                    &asset,
                    u128::from(flags),
                ));
            }
        }
        let correlations = self.judge().correlations();
        let health = health::opening(&held, &words, risk, correlations)?;
        let mut risk = *risk;
        if !self.ease(&mut held, &mut risk) {
            return Ok(health);
        }
        let eased = health::opening(&held, &words, &risk, correlations)?.health;
        Ok(Opening {
            health: health.health.min(eased),
            ..health
        })
    }

    /// Refuses unless the account's health allows opening (POOL-3).
    ///
    /// # Errors
    /// [`IPool::Unhealthy`]; as [`Self::opening`].
    #[inline(never)]
    pub fn require_opening(&self, account: &Address) -> Result<()> {
        let risk = Risk::unpack(self.word_at(Key::RISK));
        let health = self.opening(account, &risk, MAX_RESERVES)?.health;
        let required = health::required(&risk);
        if health >= required {
            Ok(())
        } else {
            Err(pair_of(IPool::Unhealthy::SELECTOR, health, required))
        }
    }
}

/// The bits of reserve 0 in an account's masks.
const BOTH: u64 = (1 << 32) | 1;

impl Amounts {
    /// These amounts' bits in the masks, as if of reserve 0.
    fn bits(&self) -> u64 {
        (u64::from(self.collateral > 0) << 32) | u64::from(self.debt_shares > 0)
    }
}

/// Reserves of either mask.
fn assets(masks: u64) -> u64 {
    (masks | masks.wrapping_shr(32)) & u64::from(u32::MAX)
}
