//! What owners, sources, executors and anyone do.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::{IDebtBook, IDebtBookPayments},
    convert::{narrow, wide},
    dispatch::{Input, Output},
    guard,
    revert::{Failure, Result, number, pair},
    token,
};
use risk_core::fixed::WAD;
use stylus_sdk::prelude::*;

use crate::{
    IOrders, Orders,
    layout::{Kind, Order, Stored},
    terms::{Case, Healths, Terms, require_prices},
};

/// What an executor asks for. Amounts in token units.
pub(crate) struct Execution {
    book: Address,
    account: Address,
    id: u8,
    nonce: u64,
    amount: u128,
    limit: u128,
    receiver: Address,
}

impl Execution {
    /// The arguments of `IOrders.execute`.
    pub(crate) fn read(input: &mut Input) -> Self {
        Self {
            book: input.address(),
            account: input.address(),
            id: input.number(255) as u8,
            nonce: input.number(u32::MAX.into()),
            amount: input.amount(),
            limit: input.amount(),
            receiver: input.address(),
        }
    }
}

/// An event about an order, behind its three topics.
fn told(signature: &alloy_primitives::B256, book: &Address, account: &Address, id: u8) -> Output {
    let mut event = Output::event(signature);
    event.address(book).address(account).number(id.into());
    event
}

impl Orders {
    /// `IOrders.set`: the order's nonce.
    #[inline(never)]
    pub(crate) fn set(&mut self, book: &Address, id: u8, order: Order) -> Result<u32> {
        order.validate()?;
        let account = self.vm().msg_sender();
        let nonce = self.stored(book, &account, id).nonce.wrapping_add(1);
        let stored = Stored {
            order,
            nonce,
            ..Stored::default()
        };
        self.store(book, &account, id, &stored.changing());
        self.store(book, &account, id, &stored.fixed());
        let mut event = told(&IOrders::OrderSet::SIGNATURE_HASH, book, &account, id);
        event.number(nonce.into());
        order.write(&mut event);
        event.emit(self.vm(), 3);
        Ok(nonce)
    }

    /// `IOrders.cancel`.
    #[inline(never)]
    pub(crate) fn cancel(&mut self, book: &Address, id: u8) -> Result<()> {
        let account = self.vm().msg_sender();
        let nonce = self.wanted(book, &account, id)?.nonce.wrapping_add(1);
        let none = Stored {
            nonce,
            ..Stored::default()
        };
        self.store(book, &account, id, &none.changing());
        self.store(book, &account, id, &none.fixed());
        told(&IOrders::OrderCancelled::SIGNATURE_HASH, book, &account, id)
            .number(nonce.into())
            .emit(self.vm(), 3);
        Ok(())
    }

    /// `IOrders.consent`.
    pub(crate) fn consent(
        &mut self,
        book: &Address,
        account: &Address,
        asset: &Address,
        amount: u128,
    ) {
        let source = self.vm().msg_sender();
        self.store_consent(book, &source, account, asset, amount);
        let mut event = Output::event(&IOrders::ConsentSet::SIGNATURE_HASH);
        event.address(book).address(&source).address(account);
        event.address(asset).amount(amount).emit(self.vm(), 3);
    }

    /// `IOrders.arm`.
    #[inline(never)]
    pub(crate) fn arm(&mut self, book: &Address, account: &Address, id: u8) -> Result<()> {
        let mut stored = self.wanted(book, account, id)?;
        let now = self.vm().block_timestamp();
        if stored.falling_for(now).is_some() {
            return Err(number(IOrders::AlreadyArmed::SELECTOR, stored.armed_at));
        }
        let case = self.due(book, account, &stored)?;
        stored.armed_at = now;
        self.store(book, account, id, &stored.changing());
        told(&IOrders::OrderArmed::SIGNATURE_HASH, book, account, id)
            .health(case.healths.smoothed)
            .amount(case.spot())
            .emit(self.vm(), 3);
        Ok(())
    }

    /// An order that may be executed now, and its terms.
    ///
    /// # Errors
    /// See `IOrders.execute`.
    #[inline(never)]
    pub(crate) fn executable(
        &self,
        book: &Address,
        account: &Address,
        stored: &Stored,
    ) -> Result<(Case, Terms)> {
        let (order, now) = (&stored.order, self.vm().block_timestamp());
        if now < stored.next() {
            return Err(number(IOrders::TooSoon::SELECTOR, stored.next()));
        }
        let case = self.due(book, account, stored)?;
        let elapsed = stored
            .falling_for(now)
            .ok_or_else(|| number(IOrders::NotArmed::SELECTOR, stored.armed_at))?;
        let available = if order.kind.sells() {
            u128::MAX
        } else {
            let asset = order.moved_asset();
            let payable = self.payable(&asset, &order.source)?;
            if order.source == *account {
                payable
            } else {
                payable.min(self.consented(book, &order.source, account, &asset))
            }
        };
        let terms = case.terms(elapsed, available)?;
        Ok((case, terms))
    }

    /// `IOrders.execute`: what was moved and paid, token units.
    #[inline(never)]
    pub(crate) fn execute(&mut self, execution: Execution) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let Execution {
            book, account, id, ..
        } = execution;
        let mut stored = self.wanted(&book, &account, id)?;
        if u64::from(stored.nonce) != execution.nonce {
            return Err(number(IOrders::OrderChanged::SELECTOR, stored.nonce.into()));
        }
        let (case, terms) = self.executable(&book, &account, &stored)?;
        let order = case.order;
        let moved = terms.most.min(execution.amount);
        if moved < terms.least() {
            return Err(pair(IOrders::TooLittle::SELECTOR, moved, terms.least()));
        }
        let paid = case.cost(&terms, moved)?;
        if paid > execution.limit {
            return Err(pair(IOrders::CostsTooMuch::SELECTOR, paid, execution.limit));
        }
        let after = case.after(moved, paid)?;
        case.healths.require_no_lower(after)?;

        let now = self.vm().block_timestamp();
        stored.order.left = order.left.saturating_sub(moved);
        stored.executed_at = now;
        stored.armed_at = now;
        self.store(&book, &account, id, &stored.changing());
        let fee = order.fee_of(moved);
        let mut event = told(&IOrders::OrderExecuted::SIGNATURE_HASH, &book, &account, id);
        event
            .address(&self.vm().msg_sender())
            .number(order.kind as u64)
            .amount(moved)
            .amount(paid)
            .amount(fee)
            .amount(terms.price)
            .health(case.healths.smoothed)
            .health(after.smoothed)
            .amount(stored.order.left)
            .emit(self.vm(), 3);

        if order.kind.sells() {
            self.sell(&execution, &order, moved, paid)?;
        } else {
            self.give(&execution, &order, moved, fee)?;
        }
        Ok((moved, paid))
    }

    /// Sells at the book for the executor's tokens.
    fn sell(
        &mut self,
        execution: &Execution,
        order: &Order,
        moved: u128,
        paid: u128,
    ) -> Result<()> {
        let (vm, book) = (self.vm().clone(), execution.book);
        let (executor, this) = (vm.msg_sender(), vm.contract_address());
        token::pull(&vm, self, order.debt_asset, executor, wide(paid))?;
        token::allow(&vm, self, order.debt_asset, book, wide(paid))?;
        let mut arguments = Output::selected(IDebtBook::settleCall::SELECTOR);
        arguments
            .address(&execution.account)
            .address(&order.collateral_asset)
            .amount(moved)
            .address(&order.debt_asset)
            .amount(paid)
            .address(&this)
            .address(&execution.receiver);
        let words = self.change(&book, &arguments)?;
        // A book that takes less than it sells for would leave the rest here.
        let taken = words.get(0).and_then(narrow).unwrap_or(0);
        self.require_all(paid, taken)
    }

    /// Adds or repays with the source's tokens; the fee goes to the receiver.
    fn give(&mut self, execution: &Execution, order: &Order, moved: u128, fee: u128) -> Result<()> {
        let (vm, book, account) = (self.vm().clone(), execution.book, execution.account);
        let (asset, source) = (order.moved_asset(), order.source);
        if source != account {
            let left = self.consented(&book, &source, &account, &asset);
            // Terms are within it.
            let rest = left.saturating_sub(moved);
            self.store_consent(&book, &source, &account, &asset, rest);
        }
        let net = moved.saturating_sub(fee);
        token::pull(&vm, self, asset, source, wide(moved))?;
        if fee > 0 {
            token::send(&vm, self, asset, execution.receiver, wide(fee))?;
        }
        token::allow(&vm, self, asset, book, wide(net))?;
        let repays = order.kind == Kind::Repay;
        let mut arguments = Output::selected(if repays {
            IDebtBookPayments::repayCall::SELECTOR
        } else {
            IDebtBookPayments::depositCollateralCall::SELECTOR
        });
        arguments.address(&asset).amount(net).address(&account);
        let words = self.change(&book, &arguments)?;
        if repays {
            let taken = words.get(0).and_then(narrow).unwrap_or(0);
            self.require_all(net, taken)?;
        }
        Ok(())
    }

    fn require_all(&self, given: u128, taken: u128) -> Result<()> {
        if given == taken {
            Ok(())
        } else {
            Err(pair(IOrders::CostsTooMuch::SELECTOR, given, taken))
        }
    }

    /// `IOrders.watch`.
    #[inline(never)]
    pub(crate) fn watch(&mut self, book: &Address, account: &Address) -> Result<()> {
        let portfolio = self.portfolio(book, account)?;
        require_prices(&portfolio, &Address::ZERO)?;
        let health = Healths::of(&portfolio)?.smoothed;
        let required = WAD.saturating_add(portfolio.buffer);
        let called = self.called_at(book, account);
        let watched = (WAD..required).contains(&health);
        let start = |signature| {
            let mut event = Output::event(signature);
            event.address(book).address(account).health(health);
            event
        };
        if watched && called == 0 {
            self.store_call(book, account, self.vm().block_timestamp());
            start(&IOrders::MarginCall::SIGNATURE_HASH)
                .amount(required)
                .emit(self.vm(), 2);
        } else if health >= required && called > 0 {
            self.store_call(book, account, 0);
            start(&IOrders::MarginCallEnded::SIGNATURE_HASH).emit(self.vm(), 2);
        } else {
            return Err(Failure(
                Output::selected(IOrders::NothingToTell::SELECTOR)
                    .health(health)
                    .number(called)
                    .done(),
            ));
        }
        Ok(())
    }
}
