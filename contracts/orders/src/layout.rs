//! The program's storage: for every debt book one table of 256-bit words. Slot of a word =
//! keccak256(key . keccak256(book . 0)). An account's key has the account in bytes 0 to 19 from the left, a kind in byte 23
//! (0: order, 1: margin call) and in the last two bytes an order's number and a field. A consent's key is
//! keccak256(source, account, asset) as three words, beyond what an account's can be but by chance of 2^-96.
//!
//! An order is seven words, packed in 64-bit limbs that are named here from the most significant:
//!
//! | field | holds |
//! |---|---|
//! | 0 | expires u32, interval u32 / discount u64 / nonce u32, decay u32 / armed at u32, executed at u32 |
//! | 1, 2, 3 | trigger u128, target u128; worst price u128, fee u128; per execution u128, left u128 |
//! | 4, 5, 6 | kind u8 above collateral asset u160; debt asset; source |

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    abi::IOwned::ParameterOutOfBounds,
    convert::{address_word, field, pair, split, word_address},
    dispatch::{Input, Output},
    revert::{Failure, Result, bounded},
};
use risk_core::fixed::WAD;

/// Words of an order.
pub const WORDS: u64 = 7;
/// Kind of the word of a margin call.
const CALL: u64 = 1 << 32;
/// Longest interval: thirty days.
const MAX_INTERVAL: u128 = 2_592_000;
/// Longest fall of a price: a day.
const MAX_DECAY: u128 = 86_400;
/// Largest discount: 5%.
const MAX_DISCOUNT: u128 = WAD / 20;
/// Highest health that an order may wait for or aim at.
const MAX_HEALTH: u128 = 16 * WAD;
/// Times are stored in 32 bits: until 2106.
const MAX_TIME: u128 = u32::MAX as u128;

/// Key of a word of an account's.
fn key(account: &Address, low: u64) -> U256 {
    address_word(*account).wrapping_shl(96) | U256::from_limbs([low, 0, 0, 0])
}

/// Key of a word of an account's order.
pub fn order_key(account: &Address, id: u8, word: u64) -> U256 {
    key(account, (u64::from(id) << 8) | word)
}

/// Key of an account's margin call: when it was told, 0: it was not.
pub fn call_key(account: &Address) -> U256 {
    key(account, CALL)
}

/// What an order does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// There is no order.
    #[default]
    None,
    /// Sell collateral for debt up to a health.
    Deleverage,
    /// Add collateral.
    Add,
    /// Repay debt.
    Repay,
    /// Sell collateral for debt at or under a price.
    SellBelow,
    /// The same at or over a price.
    SellAbove,
}

impl Kind {
    /// The kind of this number.
    pub fn of(number: u64) -> Self {
        match number {
            1 => Self::Deleverage,
            2 => Self::Add,
            3 => Self::Repay,
            4 => Self::SellBelow,
            5 => Self::SellAbove,
            _ => Self::None,
        }
    }

    /// Whether collateral is sold for debt.
    pub fn sells(self) -> bool {
        matches!(self, Self::Deleverage | Self::SellBelow | Self::SellAbove)
    }

    /// Whether the order waits for a price; else for health.
    pub fn waits_for_price(self) -> bool {
        matches!(self, Self::SellBelow | Self::SellAbove)
    }
}

/// What an owner wants: see `IOrders.Order`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// What is done.
    pub kind: Kind,
    /// Sold or added.
    pub collateral_asset: Address,
    /// Repaid.
    pub debt_asset: Address,
    /// Whose tokens are added or repaid.
    pub source: Address,
    /// Last second.
    pub expires: u64,
    /// Seconds between two executions.
    pub interval: u64,
    /// Seconds over which the price falls.
    pub decay: u64,
    /// Under spot, WAD.
    pub discount: u64,
    /// Health or price, WAD.
    pub trigger: u128,
    /// Health, WAD.
    pub target: u128,
    /// USD per whole collateral token, WAD.
    pub worst_price: u128,
    /// Token units.
    pub per_execution: u128,
    /// Token units.
    pub left: u128,
    /// Token units.
    pub fee: u128,
}

fn out_of_bounds(position: u64, value: U256) -> Failure {
    Failure(
        Output::selected(ParameterOutOfBounds::SELECTOR)
            .number(position)
            .word(value)
            .done(),
    )
}

/// Refuses an address that is zero where one is needed, or one where none is.
fn present(position: u64, address: &Address, needed: bool) -> Result<()> {
    if address.is_zero() == needed {
        return Err(out_of_bounds(position, address_word(*address)));
    }
    Ok(())
}

impl Order {
    /// The words of `IOrders.Order`, not validated; numbers beyond their types stand for the largest.
    pub fn read(input: &mut Input) -> Self {
        let small = |input: &mut Input| u64::try_from(input.amount()).unwrap_or(u64::MAX);
        Self {
            kind: Kind::of(input.number(255)),
            collateral_asset: input.address(),
            debt_asset: input.address(),
            source: input.address(),
            expires: small(input),
            interval: small(input),
            decay: small(input),
            discount: small(input),
            trigger: input.amount(),
            target: input.amount(),
            worst_price: input.amount(),
            per_execution: input.amount(),
            left: input.amount(),
            fee: input.amount(),
        }
    }

    /// Writes the words of `IOrders.Order`.
    pub fn write(&self, out: &mut Output) {
        out.number(self.kind as u64)
            .address(&self.collateral_asset)
            .address(&self.debt_asset)
            .address(&self.source);
        for number in [self.expires, self.interval, self.decay, self.discount] {
            out.number(number);
        }
        for amount in [
            self.trigger,
            self.target,
            self.worst_price,
            self.per_execution,
            self.left,
            self.fee,
        ] {
            out.amount(amount);
        }
    }

    /// Refuses an order that is out of bounds, or has what its kind has no use for.
    ///
    /// # Errors
    /// `ParameterOutOfBounds` with the field's place.
    #[inline(never)]
    pub fn validate(&self) -> Result<()> {
        let kind = self.kind;
        if kind == Kind::None {
            return Err(out_of_bounds(0, U256::ZERO));
        }
        let sells = kind.sells();
        let only = |used: bool, most: u128| if used { most } else { 0 };
        present(1, &self.collateral_asset, kind != Kind::Repay)?;
        present(2, &self.debt_asset, kind != Kind::Add)?;
        present(3, &self.source, !sells)?;
        let aims = kind == Kind::Deleverage;
        let highest = if kind.waits_for_price() {
            u128::MAX
        } else {
            MAX_HEALTH
        };
        let fields = [
            (4, u128::from(self.expires), 1, MAX_TIME),
            (5, u128::from(self.interval), 60, MAX_INTERVAL),
            (6, u128::from(self.decay), 0, only(sells, MAX_DECAY)),
            (7, u128::from(self.discount), 0, only(sells, MAX_DISCOUNT)),
            (8, self.trigger, 1, highest),
            (
                9,
                self.target,
                only(aims, self.trigger),
                only(aims, MAX_HEALTH),
            ),
            (10, self.worst_price, 0, only(sells, u128::MAX)),
            (11, self.per_execution, 1, u128::MAX),
            (12, self.left, 1, u128::MAX),
        ];
        for (position, value, low, high) in fields {
            bounded(position, value, low, high)?;
        }
        Ok(())
    }

    /// What a source gives.
    pub fn moved_asset(&self) -> Address {
        match self.kind {
            Kind::Repay => self.debt_asset,
            _ => self.collateral_asset,
        }
    }

    /// What of a movement the executor keeps: the fee, at most a hundredth. Rounded down.
    pub fn fee_of(&self, moved: u128) -> u128 {
        self.fee.min(moved / 100)
    }
}

/// An order as stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// What is wanted.
    pub order: Order,
    /// Grows with every change.
    pub nonce: u32,
    /// When the price began to fall, 0: it did not.
    pub armed_at: u64,
    /// When it was last executed, 0: never.
    pub executed_at: u64,
}

impl Stored {
    /// The words that an execution changes: the first, and that of the amounts.
    pub fn changing(&self) -> [(u64, U256); 2] {
        let order = &self.order;
        let two = |high: u64, low: u64| (high << 32) | (low & 0xffff_ffff);
        let first = U256::from_limbs([
            two(self.armed_at, self.executed_at),
            two(self.nonce.into(), order.decay),
            order.discount,
            two(order.expires, order.interval),
        ]);
        [(0, first), (3, pair(order.per_execution, order.left))]
    }

    /// The others.
    pub fn fixed(&self) -> [(u64, U256); 5] {
        let order = &self.order;
        let kind = U256::from_limbs([0, 0, (order.kind as u64) << 32, 0]);
        [
            (1, pair(order.trigger, order.target)),
            (2, pair(order.worst_price, order.fee)),
            (4, kind | address_word(order.collateral_asset)),
            (5, address_word(order.debt_asset)),
            (6, address_word(order.source)),
        ]
    }

    /// Reads seven words.
    pub fn unpack(words: [U256; WORDS as usize]) -> Self {
        let [first, health, price, amounts, sold, owed, source] = words;
        let [moments, change, discount, span] = *first.as_limbs();
        let low = |limb: u64| limb & 0xffff_ffff;
        let (trigger, target) = split(health);
        let (worst_price, fee) = split(price);
        let (per_execution, left) = split(amounts);
        Self {
            order: Order {
                kind: Kind::of(field(sold, 160, 8)),
                collateral_asset: word_address(sold),
                debt_asset: word_address(owed),
                source: word_address(source),
                expires: span >> 32,
                interval: low(span),
                decay: low(change),
                discount,
                trigger,
                target,
                worst_price,
                per_execution,
                left,
                fee,
            },
            nonce: (change >> 32) as u32,
            armed_at: moments >> 32,
            executed_at: low(moments),
        }
    }

    /// When it may be executed next, 0: at once.
    pub fn next(&self) -> u64 {
        if self.executed_at == 0 {
            0
        } else {
            self.executed_at.saturating_add(self.order.interval)
        }
    }

    /// Seconds for which the price has been falling; none where it does not.
    pub fn falling_for(&self, now: u64) -> Option<u64> {
        let elapsed = now.saturating_sub(self.armed_at);
        let decay = self.order.decay;
        if decay == 0 {
            Some(0)
        } else {
            (self.armed_at > 0 && elapsed <= decay.saturating_mul(2)).then_some(elapsed)
        }
    }
}
