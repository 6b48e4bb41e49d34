//! Writers' cash: how it comes and goes.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    dispatch::Output,
    guard,
    revert::{Result, address, nonzero, pair},
};
use ballast_option_market_state::{IOptionMarket, book::Part, terms::Terms, tokens::Token};
use stylus_sdk::prelude::*;

use crate::OptionMarket;

/// What is given exactly; the other follows from the price.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exact {
    Assets,
    Shares,
}

/// How much, for whom, of whom.
#[derive(Clone, Copy)]
pub(crate) struct Exit {
    pub(crate) amount: u128,
    pub(crate) receiver: Address,
    pub(crate) owner: Address,
}

impl OptionMarket {
    /// `IOptionMarket.deposit` and `mint`: assets and shares.
    #[inline(never)]
    pub(crate) fn enter(
        &mut self,
        receiver: Address,
        amount: u128,
        exact: Exact,
    ) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let (terms, mut book) = (self.terms(), self.book());
        let capital = self.entering(&terms, &book)?;
        let (assets, shares) = match exact {
            Exact::Assets => (amount, capital.shares_down(amount)?),
            Exact::Shares => (capital.assets_up(amount)?, amount),
        };
        nonzero(shares)?;
        book.admit(assets, shares)?;
        self.put_book(&book);
        self.note_deposit();
        self.hand(Token::Shares, &Address::ZERO, &receiver, shares)?;
        let mut log = Output::event(&IOptionMarket::Deposit::SIGNATURE_HASH);
        log.address(&self.vm().msg_sender()).address(&receiver);
        log.amount(assets).amount(shares).emit(self.vm(), 2);
        self.pull(terms.debt_asset, assets)?;
        Ok((assets, shares))
    }

    /// `IOptionMarket.withdraw` and `redeem`: assets and shares.
    #[inline(never)]
    pub(crate) fn leave(&mut self, exit: &Exit, exact: Exact) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        self.without_deposit()?;
        address(exit.receiver)?;
        let terms = self.terms();
        let mut book = self.book_now(&terms);
        let (capital, available) = self.leaving(&terms, &book)?;
        let (assets, shares) = match exact {
            Exact::Assets => (exit.amount, capital.shares_up(exit.amount)?),
            Exact::Shares => (capital.assets_down(exit.amount)?, exit.amount),
        };
        nonzero(shares)?;
        if assets > available {
            return Err(pair(
                IOptionMarket::InsufficientCash::SELECTOR,
                available,
                assets,
            ));
        }
        let underlying = if capital.settled {
            book.part(shares)?.underlying
        } else {
            0
        };
        nonzero(assets | underlying)?;
        self.spend(Token::Shares, &exit.owner, shares)?;
        self.hand(Token::Shares, &exit.owner, &Address::ZERO, shares)?;
        let part = Part {
            assets,
            underlying,
            shares,
        };
        book.release(&part)?;
        self.put_book(&book);
        let mut log = Output::event(&IOptionMarket::Withdraw::SIGNATURE_HASH);
        log.address(&self.vm().msg_sender())
            .address(&exit.receiver)
            .address(&exit.owner);
        log.amount(assets).amount(shares).emit(self.vm(), 3);
        if capital.settled {
            self.hand_out(&terms, exit.receiver, &part)?;
        } else {
            self.send(terms.debt_asset, exit.receiver, assets)?;
        }
        Ok((assets, shares))
    }

    /// Sends what shares were paid out for, or keeps it: neither token holds the other up.
    #[inline(never)]
    pub(crate) fn hand_out(&mut self, terms: &Terms, receiver: Address, part: &Part) -> Result<()> {
        if part.underlying > 0 {
            let mut log = Output::event(&IOptionMarket::Delivered::SIGNATURE_HASH);
            log.address(&receiver)
                .amount(part.underlying)
                .emit(self.vm(), 1);
        }
        self.send_or_withhold(terms.debt_asset, receiver, part.assets)?;
        self.send_or_withhold(terms.underlying, receiver, part.underlying)
    }
}
