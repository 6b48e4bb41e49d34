//! What keepers, fillers and the owner do.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IDebtBook,
    convert::narrow,
    dispatch::{Input, Output},
    guard,
    revert::{Failure, Result, address, bare, nonzero, number, pair, with_health},
};
use ballast_unwinder_state::{
    Case, IUnwinder, Moment, moment::after, records::Trace, stages, state::change,
};
use risk_core::fixed::{WAD, mul_div_down, mul_div_up};
use stylus_sdk::prelude::*;

use crate::Unwinder;

/// What a filler asks for. Amounts in token units.
pub(crate) struct Order {
    book: Address,
    account: Address,
    collateral_asset: Address,
    debt_asset: Address,
    collateral_amount: u128,
    repay_limit: u128,
    receiver: Address,
}

impl Order {
    /// The arguments of `IUnwinder.fill`.
    pub(crate) fn read(input: &mut Input) -> Self {
        Self {
            book: input.address(),
            account: input.address(),
            collateral_asset: input.address(),
            debt_asset: input.address(),
            collateral_amount: input.amount(),
            repay_limit: input.amount(),
            receiver: input.address(),
        }
    }
}

impl Unwinder {
    /// `IUnwinder.open`.
    #[inline(never)]
    pub(crate) fn open(&mut self, book: &Address, account: &Address) -> Result<()> {
        guard::enter(self.vm())?;
        let mut case = self.case(book, account)?;
        case.require_prices()?;
        let Case {
            assessment,
            parameters,
            schedule,
            now,
            ..
        } = &case;
        if schedule.is_open() {
            let end = case.clock.told(schedule.end);
            return Err(number(IUnwinder::AlreadyOpen::SELECTOR, end));
        }
        if assessment.health >= WAD {
            return Err(with_health(IUnwinder::Healthy::SELECTOR, assessment.health));
        }
        let opened = stages::open(assessment, parameters, schedule, *now);
        case.trace = case.trace.opened(opened.start != *now, *now);
        case.schedule = opened;
        let moment = self.moment(book, &case, None)?;
        let mut event = Output::event(&IUnwinder::Opened::SIGNATURE_HASH);
        event
            .address(book)
            .address(account)
            .amount(case.assessment.health)
            .amount(moment.need());
        event
            .number(case.clock.told(opened.start))
            .number(case.clock.told(opened.end))
            .emit(self.vm(), 2);
        self.log_change(book, account, &case, &moment);
        self.keep(book, account, &moment);
        self.store_trace(book, account, &case.trace);
        Ok(())
    }

    /// `IUnwinder.observe`; `IUnwinder.close` where the schedule must close.
    #[inline(never)]
    pub(crate) fn observe(
        &mut self,
        book: &Address,
        account: &Address,
        must_close: bool,
    ) -> Result<()> {
        guard::enter(self.vm())?;
        let case = self.case(book, account)?;
        case.require_open(account)?;
        case.require_prices()?;
        let moment = self.moment(book, &case, None)?;
        if must_close && !moment.change.closed {
            let target = u128::from(case.parameters.target);
            return Err(pair(
                IUnwinder::NotRecovered::SELECTOR,
                case.assessment.health,
                target,
            ));
        }
        self.log_change(book, account, &case, &moment);
        self.keep(book, account, &moment);
        Ok(())
    }

    #[inline(never)]
    fn log_change(&self, book: &Address, account: &Address, case: &Case, moment: &Moment) {
        let assessment = &case.assessment;
        let start = |signature| {
            let mut event = Output::event(signature);
            event.address(book).address(account);
            event
        };
        let change = &moment.change;
        if change.closed {
            self.log_closed(book, account, assessment.health, &moment.schedule);
        }
        if moment.hastened {
            let mut event = start(&IUnwinder::Hastened::SIGNATURE_HASH);
            event
                .number(case.clock.told(moment.schedule.end))
                .emit(self.vm(), 2);
        }
        if change.seen {
            let mut event = start(&IUnwinder::CriticalSeen::SIGNATURE_HASH);
            event
                .amount(assessment.critical_health)
                .number(moment.schedule.critical_round)
                .emit(self.vm(), 2);
        }
        if change.cleared {
            let mut event = start(&IUnwinder::CriticalCleared::SIGNATURE_HASH);
            event.amount(assessment.critical_health).emit(self.vm(), 2);
        }
        if change.auction_by_criticality || change.auction_by_end {
            let mut event = start(&IUnwinder::AuctionStarted::SIGNATURE_HASH);
            event
                .number(u64::from(change.auction_by_criticality))
                .amount(moment.need())
                .emit(self.vm(), 2);
        }
    }

    /// `IUnwinder.fill`: what was bought and paid, token units.
    #[inline(never)]
    pub(crate) fn fill(&mut self, order: Order) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(order.receiver)?;
        let mut case = self.case(&order.book, &order.account)?;
        case.require_open(&order.account)?;
        case.require_prices()?;
        if case.assessment.health >= u128::from(case.parameters.target) {
            return Err(with_health(
                IUnwinder::Healthy::SELECTOR,
                case.assessment.health,
            ));
        }
        let wanted = [order.collateral_asset, order.debt_asset];
        let mut moment = self.moment(&order.book, &case, Some(&wanted))?;
        if moment.change.closed {
            return Err(with_health(
                IUnwinder::Healthy::SELECTOR,
                case.assessment.health,
            ));
        }
        self.log_change(&order.book, &order.account, &case, &moment);
        let offer = moment
            .offer
            .ok_or_else(|| bare(IUnwinder::ZeroAmount::SELECTOR))?;
        if offer.collateral_amount == 0 {
            return Err(number(
                IUnwinder::NothingReleased::SELECTOR,
                case.clock.told(offer.window.step_end),
            ));
        }
        let bought = nonzero(offer.collateral_amount.min(order.collateral_amount))?;
        let paid = nonzero(offer.cost(bought)?)?;
        if paid > order.repay_limit {
            return Err(pair(
                IUnwinder::CostsTooMuch::SELECTOR,
                paid,
                order.repay_limit,
            ));
        }
        // USD at spot: what was sold counts up, what was repaid down.
        let sold = mul_div_up(bought, offer.sold.spot, offer.sold.unit)?;
        let repaid = mul_div_down(paid, offer.owed.spot, offer.owed.unit)?;
        let schedule = &mut moment.schedule;
        schedule.sold = schedule.sold.saturating_add(sold).min(schedule.released);
        let health = after(&mut case, &offer, bought, paid)?;
        let left = offer.need.saturating_sub(sold);
        let done = health >= u128::from(case.parameters.target)
            || (health >= WAD && left < case.parameters.dust_usd());
        if done {
            schedule.closed_at = case.now;
        }
        let schedule = *schedule;
        self.keep(&order.book, &order.account, &moment);
        self.draw(&order.book, &offer.sold.asset, moment.flow, sold, case.time);
        let trace = Trace {
            cost: moment.cost_left.saturating_sub(sold.saturating_sub(repaid)),
            cost_at: case.now,
            moved_at: if moment.first { case.now } else { case.trace.moved_at },
        };
        self.store_trace(&order.book, &order.account, &trace);

        let stage: u64 = if schedule.auction_start > 0 { 3 } else { 2 };
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
            .amount(sold)
            .amount(repaid)
            .amount(offer.price)
            .amount(offer.sold.spot)
            .number(stage);
        event.emit(self.vm(), 3);
        if done {
            self.log_closed(&order.book, &order.account, health, &schedule);
        }

        let mut arguments = Output::selected(IDebtBook::settleCall::SELECTOR);
        arguments
            .address(&order.account)
            .address(&order.collateral_asset)
            .amount(bought);
        arguments
            .address(&order.debt_asset)
            .amount(paid)
            .address(&self.vm().msg_sender())
            .address(&order.receiver);
        let vm = self.vm().clone();
        let words = change(&vm, self, &order.book, &arguments)?;
        // A book that takes less than it sells for would give collateral away.
        let taken = words.get(0).and_then(narrow).unwrap_or(0);
        if taken == paid {
            Ok((bought, paid))
        } else {
            Err(pair(IUnwinder::CostsTooMuch::SELECTOR, paid, taken))
        }
    }
}
