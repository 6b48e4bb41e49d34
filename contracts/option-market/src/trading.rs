//! Puts bought, closed and exercised.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::wide,
    dispatch::Output,
    guard,
    revert::{Result, address, nonzero, pair},
    token,
};
use ballast_option_market_state::{
    IOptionMarket,
    book::{Book, Line},
    terms::{Phase, Terms},
    tokens::Token,
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::OptionMarket;

/// How many puts of which strike, for how much, for whom.
#[derive(Clone, Copy)]
pub(crate) struct Order {
    pub(crate) strike: u64,
    pub(crate) amount: u128,
    /// Debt units at most or at least.
    pub(crate) limit: u128,
    pub(crate) receiver: Address,
}

impl OptionMarket {
    /// `IOptionMarket.buy`.
    #[inline(never)]
    pub(crate) fn buy(&mut self, order: &Order) -> Result<u128> {
        guard::enter(self.vm())?;
        self.without_deposit()?;
        address(order.receiver)?;
        let amount = nonzero(order.amount)?;
        let terms = self.terms();
        self.before_expiry(&terms)?;
        let (line, mut book) = (self.line(order.strike)?, self.book());
        let prices = self.prices(&terms)?;
        let level = self.depth_left(&terms);
        let rest = level
            .checked_sub(amount)
            .ok_or_else(|| pair(IOptionMarket::DepthExceeded::SELECTOR, level, amount))?;
        let after = line.with(amount)?;
        let scale = terms.scale();
        let locks = after
            .lock_up(after.open, scale)?
            .saturating_sub(line.lock_up(line.open, scale)?);
        let available = self.available(&terms, &book, Some(&prices))?;
        if locks > available {
            return Err(pair(
                IOptionMarket::InsufficientCash::SELECTOR,
                available,
                locks,
            ));
        }
        let premium = self.cost(&terms, &book, &line, amount, &prices)?.premium;
        if premium > order.limit {
            return Err(pair(
                IOptionMarket::PremiumAboveLimit::SELECTOR,
                premium,
                order.limit,
            ));
        }
        book.sell(&line, &after, scale, premium)?;
        self.put_book(&book);
        self.put_line(order.strike, &after);
        self.put_depth_left(rest);
        self.hand(
            Token::of(order.strike),
            &Address::ZERO,
            &order.receiver,
            amount,
        )?;
        self.tell(IOptionMarket::Bought::SIGNATURE_HASH, order, premium);
        self.pull(terms.debt_asset, premium)?;
        Ok(premium)
    }

    /// `IOptionMarket.close`.
    #[inline(never)]
    pub(crate) fn close(&mut self, order: &Order) -> Result<u128> {
        guard::enter(self.vm())?;
        address(order.receiver)?;
        let amount = nonzero(order.amount)?;
        let terms = self.terms();
        self.before_expiry(&terms)?;
        let line = self.line(order.strike)?;
        let paid = nonzero(self.value(&terms, &line, amount, &self.prices(&terms)?)?)?;
        if paid < order.limit {
            return Err(pair(
                IOptionMarket::ValueBelowLimit::SELECTOR,
                paid,
                order.limit,
            ));
        }
        self.end(&terms, order, &line, paid)?;
        // What is bought and closed again takes nobody's depth.
        let level = self.depth_left(&terms).saturating_add(amount);
        self.put_depth_left(level.min(terms.depth));
        self.tell(IOptionMarket::Closed::SIGNATURE_HASH, order, paid);
        self.send(terms.debt_asset, order.receiver, paid)?;
        Ok(paid)
    }

    /// `IOptionMarket.exercise`.
    #[inline(never)]
    pub(crate) fn exercise(&mut self, order: &Order) -> Result<u128> {
        guard::enter(self.vm())?;
        address(order.receiver)?;
        let amount = nonzero(order.amount)?;
        let terms = self.terms();
        if terms.phase(self.time()) != Phase::Window {
            let (from, until) = (terms.expiry.into(), terms.until().into());
            return Err(pair(IOptionMarket::NotExercisable::SELECTOR, from, until));
        }
        let line = self.line(order.strike)?;
        let cash = nonzero(line.cash_down(amount, terms.scale())?)?;
        let mut book = self.end(&terms, order, &line, cash)?;
        book.underlying = book
            .underlying
            .checked_add(amount)
            .ok_or(RiskError::Overflow)?;
        self.put_book(&book);
        self.tell(IOptionMarket::Exercised::SIGNATURE_HASH, order, cash);
        self.pull(terms.underlying, amount)?;
        self.send_or_withhold(terms.debt_asset, order.receiver, cash)?;
        Ok(cash)
    }

    /// Ends puts of the caller, whose cash is free then but for what is paid for them.
    #[inline(never)]
    fn end(&mut self, terms: &Terms, order: &Order, line: &Line, paid: u128) -> Result<Book> {
        let holder = self.vm().msg_sender();
        self.hand(
            Token::of(order.strike),
            &holder,
            &Address::ZERO,
            order.amount,
        )?;
        let after = line.without(order.amount)?;
        let mut book = self.book();
        book.pay_off(line, &after, terms.scale(), paid)?;
        self.put_book(&book);
        self.put_line(order.strike, &after);
        Ok(book)
    }

    fn tell(&self, event: B256, order: &Order, cash: u128) {
        let mut log = Output::event(&event);
        log.address(&self.vm().msg_sender())
            .number(order.strike)
            .address(&order.receiver);
        log.amount(order.amount).amount(cash).emit(self.vm(), 3);
    }

    /// Pulls exactly `amount` from the caller.
    #[inline(never)]
    pub(crate) fn pull(&mut self, asset: Address, amount: u128) -> Result<()> {
        let vm = self.vm().clone();
        let payer = vm.msg_sender();
        Ok(token::pull(&vm, self, asset, payer, wide(amount))?)
    }

    /// Sends `amount`. Nothing for nothing.
    #[inline(never)]
    pub(crate) fn send(&mut self, asset: Address, to: Address, amount: u128) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let vm = self.vm().clone();
        Ok(token::send(&vm, self, asset, to, wide(amount))?)
    }

    /// Sends `amount`, or keeps it for `to` where the token refuses: nobody's exit fails by another's token or list.
    #[inline(never)]
    pub(crate) fn send_or_withhold(
        &mut self,
        asset: Address,
        to: Address,
        amount: u128,
    ) -> Result<()> {
        let vm = self.vm().clone();
        if token::sent(&vm, self, asset, to, wide(amount)) {
            return Ok(());
        }
        let kept = self
            .withheld_of(&to, &asset)
            .checked_add(amount)
            .ok_or(RiskError::Overflow)?;
        self.put_withheld(&to, &asset, kept);
        let mut log = Output::event(&IOptionMarket::Withheld::SIGNATURE_HASH);
        log.address(&to)
            .address(&asset)
            .amount(amount)
            .emit(self.vm(), 2);
        Ok(())
    }
}
