//! Loading and storing.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    convert::{address_word, field, narrow, pair, split, wide, word_address},
    owned,
    revert::{Failure, Result, bare},
    token,
};
use risk_core::cover::Window;
use stylus_sdk::prelude::*;

use crate::{
    Insurance,
    abi::IInsurance,
    fund::{Claimant, Fund},
    layout::{
        ASSET, BOOKS, COLLATERALS, FUND, Holding, Kind, PURCHASES, Stake, TERMS, Terms, key,
        pack_window, unpack_window,
    },
};

/// Most debt books, and most collaterals.
const PLACES: u64 = 8;

impl Insurance {
    #[inline(never)]
    pub(crate) fn word_at(&self, key: U256) -> U256 {
        self.words.get(key)
    }

    #[inline(never)]
    pub(crate) fn put(&mut self, key: U256, word: U256) {
        self.words.setter(key).set(word);
    }

    /// The token staked.
    pub(crate) fn asset(&self) -> Address {
        word_address(self.word_at(ASSET))
    }

    /// Of the token staked.
    pub(crate) fn asset_decimals(&self) -> u8 {
        field(self.word_at(ASSET), 160, 8) as u8
    }

    pub(crate) fn store_asset(&mut self, asset: &Address, decimals: u8) {
        let decimals = wide(decimals.into()).wrapping_shl(160);
        self.put(ASSET, address_word(*asset) | decimals);
    }

    /// Capital in the asset, and shares.
    pub(crate) fn fund(&self) -> Fund {
        let (capital, shares) = split(self.word_at(FUND));
        Fund { capital, shares }
    }

    pub(crate) fn store_fund(&mut self, fund: &Fund) {
        self.put(FUND, pair(fund.capital, fund.shares));
    }

    pub(crate) fn terms(&self) -> Terms {
        Terms::unpack(self.word_at(TERMS))
    }

    #[inline(never)]
    pub(crate) fn stake_of(&self, account: &Address) -> Stake {
        let (free, cooling) = split(self.word_at(key(Kind::Stake, account, 0)));
        Stake {
            free,
            cooling,
            mature_at: field(self.word_at(key(Kind::Stake, account, 1)), 0, 64),
        }
    }

    #[inline(never)]
    pub(crate) fn store_stake(&mut self, account: &Address, stake: &Stake) {
        self.put(
            key(Kind::Stake, account, 0),
            pair(stake.free, stake.cooling),
        );
        self.put(key(Kind::Stake, account, 1), wide(stake.mature_at.into()));
    }

    /// Weight of a debt book; 0: it is none.
    pub(crate) fn weight_of(&self, book: &Address) -> u64 {
        field(self.word_at(key(Kind::Book, book, 0)), 0, 64)
    }

    /// Refuses a caller that is no debt book.
    ///
    /// # Errors
    /// `Unauthorised`.
    pub(crate) fn only_book(&self) -> Result<Address> {
        let caller = self.vm().msg_sender();
        self.require_book(&caller)?;
        Ok(caller)
    }

    /// Refuses what is no debt book.
    ///
    /// # Errors
    /// `Unauthorised`.
    pub(crate) fn require_book(&self, book: &Address) -> Result<()> {
        if self.weight_of(book) == 0 {
            owned::only(self.vm(), Address::ZERO)?;
        }
        Ok(())
    }

    /// What shares the cap among debt books knows of one.
    #[inline(never)]
    pub(crate) fn claimant(&self, book: &Address) -> Claimant {
        Claimant {
            weight: self.weight_of(book).into(),
            weights: split(self.word_at(BOOKS)).1,
            paid: unpack_window(self.word_at(key(Kind::Book, book, 1))),
        }
    }

    pub(crate) fn store_paid(&mut self, book: &Address, paid: &Window) {
        self.put(key(Kind::Book, book, 1), pack_window(paid));
    }

    /// What was paid for collateral.
    pub(crate) fn purchases(&self) -> Window {
        unpack_window(self.word_at(PURCHASES))
    }

    pub(crate) fn store_purchases(&mut self, paid: &Window) {
        self.put(PURCHASES, pack_window(paid));
    }

    #[inline(never)]
    pub(crate) fn holding_of(&self, collateral: &Address) -> Holding {
        let [amounts, terms] =
            [0, 1].map(|field| self.word_at(key(Kind::Holding, collateral, field)));
        Holding::unpack(amounts, terms)
    }

    #[inline(never)]
    pub(crate) fn store_holding(&mut self, collateral: &Address, holding: &Holding) {
        let [amounts, terms] = holding.pack();
        self.put(key(Kind::Holding, collateral, 0), amounts);
        self.put(key(Kind::Holding, collateral, 1), terms);
    }

    fn count(&self, kind: Kind) -> u64 {
        let count = match kind {
            Kind::BookAt => split(self.word_at(BOOKS)).0,
            _ => narrow(self.word_at(COLLATERALS)).unwrap_or_default(),
        };
        count as u64
    }

    /// The debt books, or the collaterals.
    #[inline(never)]
    pub(crate) fn listed(&self, kind: Kind) -> Vec<Address> {
        let at = |place| word_address(self.word_at(key(kind, &Address::ZERO, place)));
        (0..self.count(kind)).map(at).collect()
    }

    /// Adds to a list: the number of its members.
    ///
    /// # Errors
    /// `TooMany`.
    #[inline(never)]
    pub(crate) fn enlist(&mut self, kind: Kind, member: &Address) -> Result<u64> {
        let place = self.count(kind);
        if place >= PLACES {
            return Err(bare(IInsurance::TooMany::SELECTOR));
        }
        self.put(key(kind, &Address::ZERO, place), address_word(*member));
        Ok(place.saturating_add(1))
    }

    pub(crate) fn send(&mut self, asset: &Address, to: &Address, amount: u128) -> Result<()> {
        let vm = self.vm().clone();
        Ok(token::send(&vm, self, *asset, *to, wide(amount))?)
    }

    /// Pulls from the caller.
    pub(crate) fn pull(&mut self, amount: u128) -> Result<()> {
        let (vm, asset) = (self.vm().clone(), self.asset());
        let caller = vm.msg_sender();
        Ok(token::pull(&vm, self, asset, caller, wide(amount))?)
    }

    /// What the fund has of a token.
    ///
    /// # Errors
    /// `TransferFailed`.
    pub(crate) fn balance(&self, asset: &Address) -> Result<u128, Failure> {
        let balance = token::balance(self.vm(), *asset, self.vm().contract_address())?;
        Ok(narrow(balance).unwrap_or(u128::MAX))
    }
}
