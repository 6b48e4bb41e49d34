//! Loading and storing orders, and calls to debt books.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    abi::IDebtBook,
    call::{self, Words},
    convert::{narrow, wide},
    dispatch::Output,
    revert::{Failure, Result, because, number},
    token,
};
use ballast_unwinder_state::portfolio::Portfolio;
use stylus_sdk::prelude::*;

use crate::{
    IOrders, Orders,
    layout::{Kind, Stored, WORDS, call_key, order_key},
    terms::{Case, Healths},
};

impl Orders {
    #[inline(never)]
    fn word_at(&self, book: &Address, key: U256) -> U256 {
        self.books.get(*book).get(key)
    }

    #[inline(never)]
    fn put(&mut self, book: &Address, key: U256, word: U256) {
        self.books.setter(*book).setter(key).set(word);
    }

    /// An account's order as stored, or what a cancelled one left: its nonce.
    #[inline(never)]
    pub(crate) fn stored(&self, book: &Address, account: &Address, id: u8) -> Stored {
        let mut words = [U256::ZERO; WORDS as usize];
        for (word, field) in words.iter_mut().zip(0..WORDS) {
            *word = self.word_at(book, order_key(account, id, field));
        }
        Stored::unpack(words)
    }

    /// An account's order, which there must be.
    ///
    /// # Errors
    /// `NoOrder`.
    pub(crate) fn wanted(&self, book: &Address, account: &Address, id: u8) -> Result<Stored> {
        let stored = self.stored(book, account, id);
        if stored.order.kind == Kind::None {
            return Err(Failure(
                Output::selected(IOrders::NoOrder::SELECTOR)
                    .address(account)
                    .number(id.into())
                    .done(),
            ));
        }
        Ok(stored)
    }

    /// Writes some of an order's words.
    pub(crate) fn store(
        &mut self,
        book: &Address,
        account: &Address,
        id: u8,
        words: &[(u64, U256)],
    ) {
        for (field, word) in words {
            self.put(book, order_key(account, id, *field), *word);
        }
    }

    /// When a margin call was told that has not ended.
    pub(crate) fn called_at(&self, book: &Address, account: &Address) -> u64 {
        let [time, ..] = *self.word_at(book, call_key(account)).as_limbs();
        time
    }

    pub(crate) fn store_call(&mut self, book: &Address, account: &Address, time: u64) {
        self.put(book, call_key(account), wide(time.into()));
    }

    fn consent_key(&self, source: &Address, account: &Address, asset: &Address) -> U256 {
        let mut words = Output::new();
        words.address(source).address(account).address(asset);
        U256::from_be_bytes(self.vm().native_keccak256(words.data()).0)
    }

    /// What orders of `account` may still take from `source`.
    pub(crate) fn consented(
        &self,
        book: &Address,
        source: &Address,
        account: &Address,
        asset: &Address,
    ) -> u128 {
        narrow(self.word_at(book, self.consent_key(source, account, asset))).unwrap_or(0)
    }

    pub(crate) fn store_consent(
        &mut self,
        book: &Address,
        source: &Address,
        account: &Address,
        asset: &Address,
        amount: u128,
    ) {
        let key = self.consent_key(source, account, asset);
        self.put(book, key, wide(amount));
    }

    /// What a source can give of an asset: its balance, as far as it allows this program to pull it.
    ///
    /// # Errors
    /// `TransferFailed`.
    pub(crate) fn payable(&self, asset: &Address, source: &Address) -> Result<u128> {
        let vm = self.vm();
        let balance = token::balance(vm, *asset, *source)?;
        let allowed = token::allowance(vm, *asset, *source, vm.contract_address())?;
        Ok(narrow(balance.min(allowed)).unwrap_or(u128::MAX))
    }

    /// What a debt book tells of an account.
    ///
    /// # Errors
    /// `BookCallFailed`.
    #[inline(never)]
    pub(crate) fn portfolio(&self, book: &Address, account: &Address) -> Result<Portfolio> {
        let mut question = Output::selected(IDebtBook::portfolioCall::SELECTOR);
        question.address(account);
        let words = call::read(self.vm(), *book, question.data())
            .map_err(|reason| book_failed(book, &reason))?;
        Portfolio::decode(&words).ok_or_else(|| book_failed(book, &[]))
    }

    /// An order that is due.
    ///
    /// # Errors
    /// `OrderExpired`, `NotDue`, `PriceUnavailable`, `ZeroAmount`, `BookCallFailed`.
    #[inline(never)]
    pub(crate) fn due(&self, book: &Address, account: &Address, stored: &Stored) -> Result<Case> {
        let order = stored.order;
        if self.vm().block_timestamp() > order.expires {
            return Err(number(IOrders::OrderExpired::SELECTOR, order.expires));
        }
        let portfolio = self.portfolio(book, account)?;
        let case = Case {
            healths: Healths::of(&portfolio)?,
            portfolio,
            order,
        };
        case.require_due()?;
        Ok(case)
    }

    /// Calls a debt book to change it.
    ///
    /// # Errors
    /// `BookCallFailed` with the book's own reason.
    pub(crate) fn change(&mut self, book: &Address, arguments: &Output) -> Result<Words> {
        let vm = self.vm().clone();
        call::write(&vm, self, *book, arguments.data()).map_err(|reason| book_failed(book, &reason))
    }
}

fn book_failed(book: &Address, reason: &[u8]) -> Failure {
    because(IOrders::BookCallFailed::SELECTOR, book, reason)
}
