//! The exercise of all puts at once.

use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::price_scale,
    dispatch::Output,
    guard,
    revert::{Result, bare, nonzero, pair},
};
use risk_core::fixed::mul_div_down;
use stylus_sdk::prelude::*;

use crate::{Protected, program::IProtected, storage::Exercise, worth::Phase};

impl Protected {
    /// `IProtected.exercise`.
    #[inline(never)]
    pub(crate) fn exercise(&mut self) -> Result<u128> {
        guard::enter(self.vm())?;
        let (made, shares) = (self.made(), self.supply());
        let floor = &made.floor;
        match self.phase(&made) {
            Phase::Window => {}
            Phase::Exercised => return Err(bare(IProtected::AlreadyExercised::SELECTOR)),
            Phase::Open | Phase::Ended => {
                let (from, until) = (floor.expiry.into(), floor.until().into());
                return Err(pair(IProtected::NotExercisable::SELECTOR, from, until));
            }
        }
        nonzero(shares)?;
        let price = self.fresh(&self.underlying_feed())?.price;
        let limit = floor.limit(self.fresh(&self.asset_feed())?.price)?;
        if price >= limit {
            return Err(pair(IProtected::NotBelowStrike::SELECTOR, price, limit));
        }
        // What the market pays, rounded as it does; exactly that must come.
        let scale = price_scale(made.decimals, made.asset_decimals);
        let cash = nonzero(mul_div_down(shares, floor.strike, scale)?)?;
        self.put_exercised(&Exercise { cash, shares });
        self.put_left(cash);
        let caller = self.vm().msg_sender();
        let mut log = Output::event(&IProtected::Exercised::SIGNATURE_HASH);
        log.address(&caller);
        log.amount(shares)
            .amount(cash)
            .amount(price)
            .amount(limit)
            .emit(self.vm(), 1);
        if self.exercise_puts(&made, shares, cash)? {
            self.put_supply(shares, true);
        }
        Ok(cash)
    }
}
