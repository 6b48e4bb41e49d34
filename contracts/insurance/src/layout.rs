//! The fund's storage: one table of 256-bit words. Slot of a word = keccak256(key . 2); slots 0 and 1 are the owner's.
//! A key has its kind in its highest byte, an address in bytes 4 to 23 and a field in its last eight. Words are packed
//! from the most significant bit.

use alloy_primitives::{Address, U256};
use ballast_common::{
    convert::{address_word, field, pair, split},
    revert::{Result, bounded},
};
use risk_core::cover::Window;

/// Setting: `capital u128 | shares u128`.
pub const FUND: U256 = setting(0);
/// Setting: `decimals u96 | asset u160`.
pub const ASSET: U256 = setting(1);
/// Setting: the oracle.
pub const ORACLE: U256 = setting(2);
/// Setting: [`Terms`].
pub const TERMS: U256 = setting(3);
/// Setting: `books u128 | sum of their weights u128`.
pub const BOOKS: U256 = setting(4);
/// Setting: how many collaterals there are.
pub const COLLATERALS: U256 = setting(5);
/// Setting: what was paid for collateral, a packed [`Window`].
pub const PURCHASES: U256 = setting(6);

const fn setting(number: u64) -> U256 {
    U256::from_limbs([number, 0, 0, 0])
}

/// Kinds of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Of an account, fields 0 and 1: [`Stake`].
    Stake = 1,
    /// Of a debt book, field 0: its weight; field 1: what it was paid, a packed [`Window`].
    Book = 2,
    /// Field n: the n-th debt book.
    BookAt = 3,
    /// Of a collateral, fields 0 and 1: [`Holding`].
    Holding = 4,
    /// Field n: the n-th collateral.
    CollateralAt = 5,
}

/// Key of a word.
pub fn key(kind: Kind, address: &Address, field: u64) -> U256 {
    let [low, middle, high, _] = *address_word(*address).as_limbs();
    U256::from_limbs([field, low, middle, high | ((kind as u64) << 56)])
}

/// Settings; see `IInsurance.Terms`. One word: nine fields of 28 bits, the first lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Seconds.
    pub cooldown: u64,
    /// Of capital, within seven days, bps.
    pub claim_share: u64,
    /// Under spot, bps.
    pub discount: u64,
    /// Of the fund's worth, bps.
    pub held_share: u64,
    /// Of the fund's worth, within seven days, bps.
    pub purchase_share: u64,
    /// Seconds.
    pub sale_interval: u64,
    /// Of a holding, bps.
    pub sale_share: u64,
    /// Over spot, bps.
    pub sale_premium: u64,
    /// Under spot, bps.
    pub sale_discount: u64,
}

/// Bounds of each field of [`Terms`].
const BOUNDS: [(u128, u128); 9] = [
    (345_600, 7_776_000),
    (1_000, 10_000),
    (200, 2_000),
    (0, 9_000),
    (0, 9_000),
    (300, 86_400),
    (10, 5_000),
    (0, 200),
    (10, 500),
];
const FIELD_BITS: usize = 28;

impl Terms {
    /// At the start: a week's cooldown, half of the capital for claims, a tenth under spot, half of the worth as
    /// collateral, a quarter bought within seven days; sold by a twentieth an hour, from half a percent over spot to one
    /// under.
    pub const DEFAULT: Self = Self {
        cooldown: 604_800,
        claim_share: 5_000,
        discount: 1_000,
        held_share: 5_000,
        purchase_share: 2_500,
        sale_interval: 3_600,
        sale_share: 500,
        sale_premium: 50,
        sale_discount: 100,
    };

    /// Takes the fields in the order of `IInsurance.Terms`, inside their hard bounds.
    ///
    /// # Errors
    /// `ParameterOutOfBounds`.
    pub fn validated(fields: [u128; 9]) -> Result<Self> {
        let mut place = 0u128;
        for (value, (low, high)) in fields.into_iter().zip(BOUNDS) {
            bounded(place, value, low, high)?;
            place = place.saturating_add(1);
        }
        Ok(Self::of(fields.map(|value| value as u64)))
    }

    fn of(fields: [u64; 9]) -> Self {
        let [
            cooldown,
            claim_share,
            discount,
            held_share,
            purchase_share,
            sale_interval,
            sale_share,
            sale_premium,
            sale_discount,
        ] = fields;
        Self {
            cooldown,
            claim_share,
            discount,
            held_share,
            purchase_share,
            sale_interval,
            sale_share,
            sale_premium,
            sale_discount,
        }
    }

    /// The fields in the order of `IInsurance.Terms`.
    pub fn fields(&self) -> [u64; 9] {
        [
            self.cooldown,
            self.claim_share,
            self.discount,
            self.held_share,
            self.purchase_share,
            self.sale_interval,
            self.sale_share,
            self.sale_premium,
            self.sale_discount,
        ]
    }

    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let mut shift = 0usize;
        Self::of([(); 9].map(|()| {
            let value = field(word, shift, FIELD_BITS);
            shift = shift.saturating_add(FIELD_BITS);
            value
        }))
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        self.fields().iter().rev().fold(U256::ZERO, |word, field| {
            word.wrapping_shl(FIELD_BITS) | setting(*field)
        })
    }
}

/// An account's shares: field 0 `free u128 | cooling u128`, field 1 when they mature, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stake {
    /// Shares outside cooldown.
    pub free: u128,
    /// Shares in cooldown.
    pub cooling: u128,
    /// When they mature.
    pub mature_at: u64,
}

/// A collateral as it is held: field 0 `amount u128 | left u128`, field 1 `interval u64 | decimals u64 | share u64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Token units.
    pub amount: u128,
    /// Of it, what is still for sale in `interval`.
    pub left: u128,
    /// Number of the interval that `left` is of: time / length.
    pub interval: u64,
    /// Of the token.
    pub decimals: u8,
    /// Most of the fund's worth that may be in it, bps.
    pub share: u64,
}

impl Holding {
    /// Reads the words.
    pub fn unpack(amounts: U256, terms: U256) -> Self {
        let (amount, left) = split(amounts);
        let [share, decimals, interval, _] = *terms.as_limbs();
        Self {
            amount,
            left,
            interval,
            decimals: decimals as u8,
            share,
        }
    }

    /// Makes the words.
    pub fn pack(&self) -> [U256; 2] {
        let terms = [self.share, u64::from(self.decimals), self.interval, 0];
        [pair(self.amount, self.left), U256::from_limbs(terms)]
    }
}

/// Most that a packed [`Window`] counts: more than any capital.
pub const PAID_MAX: u128 = (1 << 112) - 1;

/// Reads what was paid: `period u32 | current u112 | previous u112`.
pub fn unpack_window(word: U256) -> Window {
    let (upper, lower) = split(word);
    Window {
        period: (upper >> 96) as u64,
        current: ((upper << 16) | (lower >> 112)) & PAID_MAX,
        previous: lower & PAID_MAX,
    }
}

/// Makes a word of it.
pub fn pack_window(window: &Window) -> U256 {
    let (current, previous) = (window.current.min(PAID_MAX), window.previous.min(PAID_MAX));
    let period = u128::from(window.period & u64::from(u32::MAX));
    pair(
        (period << 96) | (current >> 16),
        (current << 112) | previous,
    )
}
