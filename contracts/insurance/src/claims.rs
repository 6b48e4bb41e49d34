//! Premiums in, claims out, and who may claim.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::{IDebtBook, IOwned},
    call,
    convert::{address_word, narrow, pair, split, wide},
    dispatch::Output,
    guard,
    revert::{Failure, Result, about, address, bare, because, bounded, nonzero},
    token,
};
use risk_core::{RiskError, cover};
use stylus_sdk::prelude::*;

use crate::{
    Insurance,
    abi::IInsurance,
    fund::WINDOW,
    layout::{BOOKS, Kind, key},
};

/// Largest weight of a debt book.
const WEIGHT_MAX: u128 = 1_000_000;

/// What debt books have lent of the asset, and what of it is expected not to come back.
#[derive(Clone, Copy, Default)]
pub(crate) struct Exposure {
    pub(crate) debt: u128,
    pub(crate) expected: u128,
}

impl Insurance {
    /// Counts a premium that has arrived.
    fn earn(&mut self, amount: u128) -> Result<()> {
        let fund = self.fund().earn(nonzero(amount)?)?;
        self.store_fund(&fund);
        let mut event = Output::event(&IInsurance::PremiumReceived::SIGNATURE_HASH);
        event
            .address(&self.vm().msg_sender())
            .amount(amount)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// `IInsurance.notifyPremium`.
    #[inline(never)]
    pub(crate) fn notify_premium(&mut self, amount: u128) -> Result<()> {
        self.only_book()?;
        let (token, expected) = (self.asset(), self.fund().earn(nonzero(amount)?)?.capital);
        let received = self.balance(&token)?;
        if received < expected {
            return Err(token::TokenError::Mismatch {
                token,
                expected: wide(expected),
                received: wide(received),
            }
            .into());
        }
        self.earn(amount)
    }

    /// `IInsurance.payPremium`.
    #[inline(never)]
    pub(crate) fn pay_premium(&mut self, amount: u128) -> Result<()> {
        guard::enter(self.vm())?;
        self.earn(amount)?;
        self.pull(amount)
    }

    /// What a debt book could claim now.
    ///
    /// # Errors
    /// None for one.
    #[inline(never)]
    pub(crate) fn claimable(&self, book: &Address) -> Result<u128, RiskError> {
        let now = self.vm().block_timestamp();
        self.fund()
            .claimable(&self.claimant(book), self.terms().claim_share, now)
    }

    /// `IInsurance.cover`.
    #[inline(never)]
    pub(crate) fn cover(&mut self, wanted: u128) -> Result<u128> {
        guard::enter(self.vm())?;
        let book = self.only_book()?;
        let available = self.claimable(&book)?;
        let (paid, amount) = self.claimant(&book).paid.draw(
            wanted.min(available),
            u128::MAX,
            WINDOW,
            self.vm().block_timestamp(),
        )?;
        self.store_paid(&book, &paid);
        self.store_fund(&self.fund().pay(amount));
        let mut event = Output::event(&IInsurance::Covered::SIGNATURE_HASH);
        event.address(&book).amount(wanted).amount(amount);
        event.emit(self.vm(), 1);
        if amount > 0 {
            let asset = self.asset();
            self.send(&asset, &book, amount)?;
        }
        Ok(amount)
    }

    /// What a debt book tells of its reserve of the asset.
    ///
    /// # Errors
    /// `CallFailed`.
    fn exposure(&self, book: &Address) -> Result<Exposure> {
        let mut question = Output::selected(IDebtBook::exposureCall::SELECTOR);
        question.address(&self.asset());
        let failed = |reason: &[u8]| because(IInsurance::CallFailed::SELECTOR, book, reason);
        let words =
            call::read(self.vm(), *book, question.data()).map_err(|reason| failed(&reason))?;
        match [0, 1].map(|place| words.get(place).and_then(narrow)) {
            [Some(debt), Some(expected)] => Ok(Exposure { debt, expected }),
            _ => Err(failed(&[])),
        }
    }

    /// What is expected to be claimed now: of each debt book's expected shortfall what it could claim. A book that does
    /// not answer keeps nobody in.
    #[inline(never)]
    pub(crate) fn expected(&self) -> u128 {
        self.listed(Kind::BookAt).iter().fold(0, |sum, book| {
            let expected = self.exposure(book).unwrap_or_default().expected;
            let claimable = self.claimable(book).unwrap_or_default();
            sum.saturating_add(expected.min(claimable))
        })
    }

    /// `IInsurance.coverage`: ratio, debt, expected shortfall.
    #[inline(never)]
    pub(crate) fn coverage(&self) -> Result<(u128, Exposure)> {
        let mut all = Exposure::default();
        for book in self.listed(Kind::BookAt) {
            let Exposure { debt, expected } = self.exposure(&book)?;
            all.debt = all.debt.saturating_add(debt);
            all.expected = all.expected.saturating_add(expected);
        }
        let worth = self.fund().with(self.worth()?.low).capital;
        Ok((cover::coverage(worth, all.debt).0, all))
    }

    /// `IInsurance.addBook`.
    #[inline(never)]
    pub(crate) fn add_book(&mut self, book: Address, weight: u128) -> Result<()> {
        guard::enter(self.vm())?;
        self.owned.only_owner()?;
        address(book)?;
        bounded(1, weight, 1, WEIGHT_MAX)?;
        if self.fund().shares > 0 {
            return Err(bare(IInsurance::AlreadyStaked::SELECTOR));
        }
        if self.weight_of(&book) > 0 {
            return Err(about(IOwned::AlreadySet::SELECTOR, &book));
        }
        let count = self.enlist(Kind::BookAt, &book)?;
        let weights = split(self.word_at(BOOKS)).1.saturating_add(weight);
        self.put(BOOKS, pair(count.into(), weights));
        self.put(key(Kind::Book, &book, 0), wide(weight));
        let mut event = Output::event(&IInsurance::BookAdded::SIGNATURE_HASH);
        event.address(&book).amount(weight).emit(self.vm(), 1);
        let (vm, asset) = (self.vm().clone(), self.asset());
        token::approve(&vm, self, asset, book).map_err(Failure::from)
    }

    /// `IInsurance.setOracle`.
    pub(crate) fn set_oracle(&mut self, oracle: Address) -> Result<()> {
        self.owned.only_owner()?;
        address(oracle)?;
        let current = self.oracle();
        if !current.is_zero() {
            return Err(about(IOwned::AlreadySet::SELECTOR, &current));
        }
        self.put(crate::layout::ORACLE, address_word(oracle));
        Output::event(&IInsurance::OracleSet::SIGNATURE_HASH)
            .address(&oracle)
            .emit(self.vm(), 1);
        Ok(())
    }
}
