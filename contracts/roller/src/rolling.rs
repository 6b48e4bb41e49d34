//! What owners and executors do.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOwned,
    convert::wide,
    dispatch::{Input, Output},
    guard,
    revert::{Failure, Result, about, about_two, address, nonzero, pair},
    token,
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{Roller, asking::told_data, order::Order, program::IRoller, storage::Place};

/// An event about an order, behind its three topics.
fn tell(signature: &alloy_primitives::B256, place: &Place) -> Output {
    let mut event = Output::event(signature);
    place.write(&mut event);
    event
}

impl Roller {
    /// `IRoller.set`.
    #[inline(never)]
    pub(crate) fn set(&mut self, pool: Address, from: Address, order: &Order) -> Result<()> {
        let account = self.vm().msg_sender();
        let place = Place {
            pool: address(pool)?,
            account,
            from: address(from)?,
        };
        order.validate(self.vm().block_timestamp())?;
        self.put_order(&place, order);
        let mut event = tell(&IRoller::OrderSet::SIGNATURE_HASH, &place);
        order.write(&mut event).emit(self.vm(), 3);
        Ok(())
    }

    /// An order that is there.
    ///
    /// # Errors
    /// `NoOrder`.
    fn wanted(&self, place: &Place) -> Result<Order> {
        let order = self.order(place);
        if order.expires != 0 {
            return Ok(order);
        }
        let mut refusal = Output::selected(IRoller::NoOrder::SELECTOR);
        Err(Failure(place.write(&mut refusal).done()))
    }

    /// `IRoller.cancel`.
    #[inline(never)]
    pub(crate) fn cancel(&mut self, pool: Address, from: Address) -> Result<()> {
        let account = self.vm().msg_sender();
        let place = Place {
            pool,
            account,
            from,
        };
        self.wanted(&place)?;
        self.put_order(&place, &Order::default());
        tell(&IRoller::OrderCancelled::SIGNATURE_HASH, &place).emit(self.vm(), 3);
        Ok(())
    }

    /// `IRoller.roll`: premium and fee.
    #[inline(never)]
    pub(crate) fn roll(
        &mut self,
        place: &Place,
        to: Address,
        amount: u128,
    ) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let Place {
            pool,
            account,
            from,
        } = *place;
        let (order, now) = (self.wanted(place)?, self.vm().block_timestamp());
        let old = self.describe(&from)?;
        order.due(now, old.expiry)?;
        if old.exercised() {
            return Err(about(IRoller::Exercised::SELECTOR, &from));
        }
        // Its writers would be the first to roll what others were about to exercise for the account.
        if old.exercisable() {
            return Err(about(IRoller::Exercisable::SELECTOR, &from));
        }
        let new = self.describe(&to)?;
        if to == from || !new.follows(&old) {
            return Err(about(IRoller::Unfit::SELECTOR, &to));
        }
        order.long_enough(now, new.expiry)?;
        let price = if order.of_price == 0 {
            0
        } else {
            self.price(&pool, &new.underlying, &new.asset)?
        };
        order.high_enough(new.strike, old.strike, price)?;

        let held = [from, to].map(|asset| self.collateral(&pool, &asset, &account));
        let [before, beside] = held;
        let (before, beside) = (before?, beside?);
        let amount = nonzero(if amount == u128::MAX { before } else { amount })?;
        let decimals = token::decimals(self.vm(), new.underlying)?;
        let unit = (0..decimals).try_fold(1_u128, |unit, _| unit.checked_mul(10));
        let (limit, fee) = order.costs(amount, unit.ok_or(RiskError::Overflow)?)?;
        let premium = self.premium(&new, amount)?;
        if premium > limit {
            let error = IRoller::PremiumAboveLimit::SELECTOR;
            return Err(pair(error, premium, limit));
        }

        let executor = self.vm().msg_sender();
        let mut event = tell(&IRoller::Rolled::SIGNATURE_HASH, place);
        event.address(&to).address(&executor);
        event
            .amount(amount)
            .amount(premium)
            .amount(fee)
            .emit(self.vm(), 3);

        let vm = self.vm().clone();
        let cost = premium.checked_add(fee).ok_or(RiskError::Overflow)?;
        if cost > 0 {
            token::pull(&vm, self, new.asset, account, wide(cost))?;
        }
        if fee > 0 {
            token::send(&vm, self, new.asset, executor, wide(fee))?;
        }
        let data = told_data(&account, &from, &to, premium);
        let mark = self.mark(&pool, amount, &data);
        self.running.set(U256::from_be_bytes(mark.0));
        self.put_in(&pool, &to, &account, amount, &data)?;
        // A pool that did not call back leaves it, and nothing to do with it.
        self.running.set(U256::ZERO);
        for (asset, expected) in [
            (from, before.checked_sub(amount)),
            (to, beside.checked_add(amount)),
        ] {
            let found = self.collateral(&pool, &asset, &account)?;
            let expected = expected.ok_or(RiskError::Overflow)?;
            if found != expected {
                let error = IRoller::CollateralChanged::SELECTOR;
                return Err(about_two(error, &asset, expected, found));
            }
        }
        Ok((premium, fee))
    }

    /// `IRoller.onDepositCollateral`.
    #[inline(never)]
    pub(crate) fn called_back(&mut self, amount: u128, data: &[u8]) -> Result<(), Vec<u8>> {
        let pool = self.vm().msg_sender();
        let mark = self.mark(&pool, amount, data);
        if self.running.get() != U256::from_be_bytes(mark.0) {
            return Err(about(IOwned::Unauthorised::SELECTOR, &pool).into());
        }
        // Once.
        self.running.set(U256::ZERO);
        let mut input = Input::new(data);
        let (account, from, to) = (input.address(), input.address(), input.address());
        let premium = input.amount();
        input.finish()?;
        let (old, new) = (self.describe(&from)?, self.describe(&to)?);
        self.take_out(&pool, &from, &account, amount)?;
        self.unwrap(&from, &old, &account, amount)?;
        self.cover(&to, &new, amount, premium)?;
        Ok(())
    }
}
