//! What fillers do, and what they ask before.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IDebtBook,
    convert::narrow,
    dispatch::{Input, Output},
    guard,
    revert::{Failure, Result, about, address, bare, nonzero, number, pair, with_health},
};
use ballast_delegate::forward;
use ballast_unwinder_state::{IUnwinder, Moment, layout::EXTENSION, stages, state::change};
use stylus_sdk::prelude::*;

use crate::Unwinder;

/// What a filler asks for. Amounts in token units.
pub(crate) struct Order<'a> {
    book: Address,
    account: Address,
    collateral_asset: Address,
    debt_asset: Address,
    collateral_amount: u128,
    repay_limit: u128,
    receiver: Address,
    /// What the filler is called back with, where it is.
    data: Option<&'a [u8]>,
}

impl<'a> Order<'a> {
    /// The arguments of `IUnwinder.fill`; of `IUnwinder.fillAndCall` where it calls back.
    #[inline(never)]
    pub(crate) fn read(input: &mut Input<'a>, calls: bool) -> Self {
        Self {
            book: input.address(),
            account: input.address(),
            collateral_asset: input.address(),
            debt_asset: input.address(),
            collateral_amount: input.amount(),
            repay_limit: input.amount(),
            receiver: input.address(),
            data: calls.then(|| input.bytes()),
        }
    }
}

impl Unwinder {
    /// The moment of an account, as the extension computes it; of the wanted pair where `wanted` is not zero.
    #[inline(never)]
    pub(crate) fn moment(
        &mut self,
        book: &Address,
        account: &Address,
        wanted: &[Address; 2],
    ) -> Result<Moment> {
        let mut arguments = Output::new();
        arguments.address(book).address(account);
        for asset in wanted {
            arguments.address(asset);
        }
        let selector = const { u32::from_be_bytes(IUnwinder::prepareCall::SELECTOR) };
        let (vm, extension) = (self.vm().clone(), self.address_at(EXTENSION));
        let words = forward(&vm, self, extension, selector, arguments.data()).map_err(Failure)?;
        Moment::decode(&words).ok_or_else(|| about(IUnwinder::CallFailed::SELECTOR, &extension))
    }

    /// `IUnwinder.quote` and `IUnwinder.quotePair`, encoded: what `fill` would do now.
    #[inline(never)]
    pub(crate) fn quote(
        &mut self,
        book: &Address,
        account: &Address,
        wanted: &[Address; 2],
    ) -> Result<Vec<u8>> {
        let moment = self.moment(book, account, wanted)?;
        let (clock, trace) = (self.clock(book), self.load_trace(book, account));
        let time = self.vm().block_timestamp();
        let mut out = Output::new();
        match &moment.terms {
            Some(terms) => {
                let limited = self.limited(book, &moment, &trace, terms, [clock.at(time), time])?;
                let terms = limited.terms;
                out.address(&terms.sold.asset).address(&terms.owed.asset);
                out.amount(terms.amount)
                    .amount(terms.cost(terms.amount, terms.price)?);
                out.amount(terms.price)
                    .amount(terms.floor)
                    .amount(terms.need)
            }
            None => out.bytes(&[0; 7 * 32]),
        };
        Ok(out
            .number(clock.told(moment.ends_at))
            .number(u64::from(moment.stage))
            .done())
    }

    /// `IUnwinder.limits`, encoded: why no more than a quote says may be bought.
    #[inline(never)]
    pub(crate) fn limits(&mut self, book: &Address, account: &Address) -> Result<Vec<u8>> {
        let moment = self.moment(book, account, &[Address::ZERO; 2])?;
        let (clock, trace) = (self.clock(book), self.load_trace(book, account));
        let time = self.vm().block_timestamp();
        let terms = moment
            .terms
            .ok_or_else(|| bare(IUnwinder::ZeroAmount::SELECTOR))?;
        let limited = self.limited(book, &moment, &trace, &terms, [clock.at(time), time])?;
        let mut out = Output::new();
        match limited.flow {
            Some(flow) => out
                .amount(flow.capacity.0)
                .amount(flow.level.0)
                .health(flow.admitted_health().0),
            None => out.health(u128::MAX).health(u128::MAX).health(u128::MAX),
        };
        Ok(out
            .amount(limited.cost_left)
            .amount(moment.schedule.available())
            .number(clock.told(trace.moved_at))
            .done())
    }

    /// `IUnwinder.openerFee`, encoded.
    #[inline(never)]
    pub(crate) fn opener_fee(&mut self, book: &Address, account: &Address) -> Result<Vec<u8>> {
        let (clock, trace) = (self.clock(book), self.load_trace(book, account));
        let schedule = self.load_schedule(book, account);
        let time = self.vm().block_timestamp();
        let now = clock.at(time);
        if !schedule.is_open() {
            let resumed = stages::resumes(&schedule, &self.load_parameters(), now);
            let owed = trace.opened(resumed, &self.load_budgets(), now).fee_usd();
            return Ok(Output::new().number(0).amount(owed).number(0).done());
        }
        let moment = self.moment(book, account, &[Address::ZERO; 2])?;
        let mut amount = 0;
        if let Some(terms) = &moment.terms {
            let limited = self.limited(book, &moment, &trace, terms, [now, time])?;
            amount = limited.fee(&moment, &trace, limited.terms.amount);
        }
        let opener = match trace.fee {
            0 => Address::ZERO,
            _ => self.opener(book, account),
        };
        let mut out = Output::new();
        out.address(&opener).amount(trace.fee_usd()).amount(amount);
        Ok(out.done())
    }

    /// Has the book pay `fee` of what was sold to who opened the schedule, to whom `owed` USD are left to pay then.
    #[inline(never)]
    fn pay_opener(&mut self, order: &Order<'_>, fee: u128, owed: u128) -> Result<()> {
        let opener = self.opener(&order.book, &order.account);
        let mut arguments = Output::selected(IDebtBook::payOpenerCall::SELECTOR);
        arguments
            .address(&order.account)
            .address(&order.collateral_asset)
            .amount(fee)
            .address(&opener);
        let vm = self.vm().clone();
        let words = change(&vm, self, &order.book, &arguments)?;
        // Nothing, where the opener's account has no room for it: that holds no fill up.
        let paid = words.get(0).and_then(narrow).unwrap_or(0);
        if paid > 0 {
            let mut event = Output::event(&IUnwinder::OpenerPaid::SIGNATURE_HASH);
            event
                .address(&order.book)
                .address(&order.account)
                .address(&opener)
                .address(&order.collateral_asset)
                .amount(paid)
                .amount(owed);
            event.emit(self.vm(), 3);
        }
        Ok(())
    }

    /// `IUnwinder.fill` and `IUnwinder.fillAndCall`: what was bought and paid, token units.
    #[inline(never)]
    pub(crate) fn fill(&mut self, order: Order<'_>) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(order.receiver)?;
        let moment = self.moment(
            &order.book,
            &order.account,
            &[order.collateral_asset, order.debt_asset],
        )?;
        let parameters = self.load_parameters();
        let target = u128::from(parameters.target);
        if moment.change.closed || moment.health >= target {
            return Err(with_health(IUnwinder::Healthy::SELECTOR, moment.health));
        }
        let terms = moment
            .terms
            .ok_or_else(|| bare(IUnwinder::ZeroAmount::SELECTOR))?;
        let (clock, trace) = (
            self.clock(&order.book),
            self.load_trace(&order.book, &order.account),
        );
        let time = self.vm().block_timestamp();
        let now = clock.at(time);
        let limited = self.limited(&order.book, &moment, &trace, &terms, [now, time])?;
        let terms = limited.terms;
        self.log_change(&order.book, &order.account, &moment);
        if terms.amount == 0 {
            return Err(number(
                IUnwinder::NothingReleased::SELECTOR,
                clock.told(terms.next),
            ));
        }
        let bought = nonzero(terms.amount.min(order.collateral_amount))?;
        let paid = nonzero(terms.cost(bought, terms.price)?)?;
        if paid > order.repay_limit {
            return Err(pair(
                IUnwinder::CostsTooMuch::SELECTOR,
                paid,
                order.repay_limit,
            ));
        }
        let fee = limited.fee(&moment, &trace, bought);
        let made = limited.purchase(&moment, &trace, &parameters, [bought, paid, fee], now)?;
        let schedule = made.schedule;
        self.store_schedule(&order.book, &order.account, &schedule);
        self.see(&order.book, &moment);
        self.draw(&order.book, &limited, made.sold, time);
        self.store_trace(&order.book, &order.account, &made.trace);

        let mut event = Output::event(&IUnwinder::Filled::SIGNATURE_HASH);
        event
            .address(&order.book)
            .address(&order.account)
            .address(&self.vm().msg_sender());
        event
            .address(&order.collateral_asset)
            .address(&order.debt_asset)
            .amount(bought)
            .amount(paid);
        event
            .amount(made.sold)
            .amount(made.repaid)
            .amount(terms.price)
            .amount(terms.sold.spot)
            .number(u64::from(moment.stage));
        event.emit(self.vm(), 3);
        if made.done {
            self.log_closed(&order.book, &order.account, made.health, &schedule);
        }

        let mut arguments = Output::selected(match order.data {
            None => IDebtBook::settleCall::SELECTOR,
            Some(_) => IDebtBook::settleAndCallCall::SELECTOR,
        });
        arguments
            .address(&order.account)
            .address(&order.collateral_asset)
            .amount(bought);
        arguments
            .address(&order.debt_asset)
            .amount(paid)
            .address(&self.vm().msg_sender())
            .address(&order.receiver);
        if let Some(data) = order.data {
            arguments.number(256).number(data.len() as u64).bytes(data);
        }
        let vm = self.vm().clone();
        let words = change(&vm, self, &order.book, &arguments)?;
        // A book that takes less than it sells for would give collateral away.
        let taken = words.get(0).and_then(narrow).unwrap_or(0);
        if taken != paid {
            return Err(pair(IUnwinder::CostsTooMuch::SELECTOR, paid, taken));
        }
        if fee > 0 {
            self.pay_opener(&order, fee, made.trace.fee_usd())?;
        }
        Ok((bought, paid))
    }
}
