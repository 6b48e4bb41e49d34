//! How everything is packed into words of one table, most significant field first.
//!
//! Program: 0 `decimals u8 | expiry u40 | window u32 | market u160`; 1 `decimals of the debt asset u8 | fade u32 | haircut u16 |
//! margin u16 | strike's number u8 | underlying u160`; 2 `strike u96 | debt asset u160`; 3 `decimals u8 | heartbeat u32 |
//! aggregator u160` of the underlying and 4 of the debt asset; 5 `waits u128 | shares of all u128`; 6 `cash u128 | shares u128`
//! of the exercise; 7 cash that is left; 8 name; 9 symbol. Account: 0 shares; 1 nonce.

use alloy_primitives::{Address, U256};
use ballast_common::{
    convert::{address_word, field, narrow, pair, split, wide, word_address},
    revert::Result,
    shares::Shares,
};

use crate::{Protected, worth::Floor};

/// Words of the program.
#[derive(Clone, Copy)]
enum Word {
    Market,
    Underlying,
    Asset,
    UnderlyingFeed,
    AssetFeed,
    Supply,
    Exercise,
    Left,
    Name,
    Symbol,
}

/// Words of an account; the upper limb, which is zero for the program.
#[derive(Clone, Copy)]
enum Of {
    Shares = 1,
    Nonce,
}

/// An aggregator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Feed {
    pub(crate) at: Address,
    pub(crate) heartbeat: u32,
    pub(crate) decimals: u8,
}

/// What is fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) market: Address,
    pub(crate) strike: u8,
    pub(crate) underlying: Address,
    pub(crate) asset: Address,
    pub(crate) decimals: u8,
    pub(crate) asset_decimals: u8,
    pub(crate) floor: Floor,
}

/// What became of the exercise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exercise {
    /// Debt units.
    pub(crate) cash: u128,
    /// Shares; zero: there was none.
    pub(crate) shares: u128,
}

fn at(value: u64, shift: usize) -> U256 {
    U256::from_limbs([value, 0, 0, 0]).wrapping_shl(shift)
}

fn program_key(word: Word) -> U256 {
    U256::from_limbs([word as u64, 0, 0, 0])
}

fn account_key(account: &Address, of: Of) -> U256 {
    let [a, b, c, _] = *address_word(*account).as_limbs();
    U256::from_limbs([a, b, c, of as u64])
}

impl Feed {
    fn unpack(word: U256) -> Self {
        Self {
            at: word_address(word),
            heartbeat: field(word, 160, 32) as u32,
            decimals: field(word, 192, 8) as u8,
        }
    }

    fn pack(&self) -> U256 {
        address_word(self.at) | at(self.heartbeat.into(), 160) | at(self.decimals.into(), 192)
    }
}

impl Protected {
    #[inline(never)]
    fn word(&self, word: Word) -> U256 {
        self.words.get(program_key(word))
    }

    #[inline(never)]
    fn put(&mut self, key: U256, word: U256) {
        self.words.setter(key).set(word);
    }

    /// What is fixed.
    #[inline(never)]
    pub(crate) fn made(&self) -> Made {
        let [market, underlying, asset] =
            [Word::Market, Word::Underlying, Word::Asset].map(|word| self.word(word));
        Made {
            market: word_address(market),
            strike: field(underlying, 160, 8) as u8,
            underlying: word_address(underlying),
            asset: word_address(asset),
            decimals: field(market, 232, 8) as u8,
            asset_decimals: field(underlying, 232, 8) as u8,
            floor: Floor {
                strike: narrow(asset.wrapping_shr(160)).unwrap_or_default(),
                expiry: field(market, 192, 40),
                window: field(market, 160, 32) as u32,
                haircut: field(underlying, 184, 16) as u16,
                fade: field(underlying, 200, 32) as u32,
                margin: field(underlying, 168, 16) as u16,
            },
        }
    }

    /// The aggregator of the underlying.
    pub(crate) fn underlying_feed(&self) -> Feed {
        Feed::unpack(self.word(Word::UnderlyingFeed))
    }

    /// The aggregator of the debt asset.
    pub(crate) fn asset_feed(&self) -> Feed {
        Feed::unpack(self.word(Word::AssetFeed))
    }

    #[inline(never)]
    pub(crate) fn put_made(&mut self, made: &Made, feeds: &[Feed; 2], names: [U256; 2]) {
        let floor = &made.floor;
        let [underlying_feed, asset_feed] = feeds;
        let [name, symbol] = names;
        let words = [
            (
                Word::Market,
                address_word(made.market)
                    | at(floor.window.into(), 160)
                    | at(floor.expiry, 192)
                    | at(made.decimals.into(), 232),
            ),
            (
                Word::Underlying,
                address_word(made.underlying)
                    | at(made.strike.into(), 160)
                    | at(floor.margin.into(), 168)
                    | at(floor.haircut.into(), 184)
                    | at(floor.fade.into(), 200)
                    | at(made.asset_decimals.into(), 232),
            ),
            (
                Word::Asset,
                address_word(made.asset) | wide(floor.strike).wrapping_shl(160),
            ),
            (Word::UnderlyingFeed, underlying_feed.pack()),
            (Word::AssetFeed, asset_feed.pack()),
            (Word::Name, name),
            (Word::Symbol, symbol),
        ];
        for (word, value) in words {
            self.put(program_key(word), value);
        }
    }

    /// Shares of all.
    pub(crate) fn supply(&self) -> u128 {
        split(self.word(Word::Supply)).1
    }

    /// Whether the market withholds the cash of the exercise.
    pub(crate) fn waits(&self) -> bool {
        split(self.word(Word::Supply)).0 != 0
    }

    /// Stores both.
    pub(crate) fn put_supply(&mut self, shares: u128, waits: bool) {
        self.put(program_key(Word::Supply), pair(waits.into(), shares));
    }

    /// The exercise.
    pub(crate) fn exercised(&self) -> Exercise {
        let (cash, shares) = split(self.word(Word::Exercise));
        Exercise { cash, shares }
    }

    pub(crate) fn put_exercised(&mut self, exercise: &Exercise) {
        self.put(
            program_key(Word::Exercise),
            pair(exercise.cash, exercise.shares),
        );
    }

    /// Cash that holders have not taken.
    pub(crate) fn left(&self) -> u128 {
        split(self.word(Word::Left)).1
    }

    pub(crate) fn put_left(&mut self, cash: u128) {
        self.put(program_key(Word::Left), wide(cash));
    }

    pub(crate) fn symbol(&self) -> U256 {
        self.word(Word::Symbol)
    }
}

impl Shares for Protected {
    fn balance(&self, account: &Address) -> u128 {
        split(self.words.get(account_key(account, Of::Shares))).1
    }

    fn put_balance(&mut self, account: &Address, shares: u128) {
        self.put(account_key(account, Of::Shares), wide(shares));
    }

    fn allowance(&self, owner: &Address, spender: &Address) -> U256 {
        self.allowances.getter(*owner).get(*spender)
    }

    fn put_allowance(&mut self, owner: &Address, spender: &Address, value: U256) {
        self.allowances.setter(*owner).setter(*spender).set(value);
    }

    fn nonce(&self, owner: &Address) -> U256 {
        self.words.get(account_key(owner, Of::Nonce))
    }

    fn put_nonce(&mut self, owner: &Address, nonce: U256) {
        self.put(account_key(owner, Of::Nonce), nonce);
    }

    fn title(&self) -> U256 {
        self.word(Word::Name)
    }

    fn before(&mut self, _: &Address) -> Result<()> {
        Ok(())
    }
}
