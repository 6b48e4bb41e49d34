//! What can be asked for.

use alloc::vec::Vec;

use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    dispatch::Output,
    revert::{Result, number},
};

use crate::{
    CollarProgram,
    loans::amount,
    opening::write_terms,
    program::{ICollar, IOptionLoan},
};

impl CollarProgram {
    /// `ICollar.bidAt`.
    #[inline(never)]
    pub(crate) fn bid_at(&self, id: u64) -> Result<Vec<u8>> {
        let bid = self.terms(id);
        if bid.buyer.is_zero() {
            return Err(number(ICollar::UnknownBid::SELECTOR, id));
        }
        let mut out = Output::new();
        out.address(&bid.buyer);
        write_terms(&mut out, &bid);
        Ok(out.done())
    }

    /// `ICollar.quote`.
    #[inline(never)]
    pub(crate) fn quote(&self, offer: u64, sum: u128, bid: u64) -> Result<Vec<u8>> {
        let bid = self.bid(bid)?;
        let sum = if sum == u128::MAX {
            self.offer(offer)?.size
        } else {
            sum
        };
        let mut question = Output::selected(IOptionLoan::quoteCall::SELECTOR);
        let loan = self.ask(question.number(offer).amount(sum))?;
        let (collateral, puts) = (amount(&loan, 0)?, amount(&loan, 1)?);
        let call = bid.premium(collateral)?;
        let mut out = Output::new();
        out.amount(collateral)
            .amount(puts)
            .amount(call)
            .amount(sum.saturating_add(call).saturating_sub(puts))
            .amount(amount(&loan, 2)?)
            .amount(bid.calls.cost(collateral)?);
        Ok(out.done())
    }

    /// `ICollar.collarAt`.
    #[inline(never)]
    pub(crate) fn collar_at(&self, id: u64) -> Result<Vec<u8>> {
        let collar = self.collar(id)?;
        let mut out = Output::new();
        out.address(&collar.owner)
            .number(collar.bid)
            .number(collar.loan)
            .number(collar.call as u64)
            .amount(collar.amount)
            .amount(collar.here.cash)
            .amount(collar.here.collateral)
            .amount(collar.here.puts);
        Ok(out.done())
    }

    /// `ICollar.statusOf`.
    #[inline(never)]
    pub(crate) fn status_of(&self, id: u64) -> Result<Vec<u8>> {
        let (collar, bid) = self.known(id)?;
        let (calls, now) = (&bid.calls, self.time());
        let loan = self.loan(&collar)?;
        let all = collar.here.with(&loan.waiting)?;
        let free = collar.free(all, calls, now);
        let (mut grace, mut forfeit) = (0, 0);
        if collar.loan > 0 {
            let mut question = Output::selected(IOptionLoan::statusOfCall::SELECTOR);
            let status = self.ask(question.number(collar.loan))?;
            (grace, forfeit) = (amount(&status, 5)?, amount(&status, 7)?);
        }
        let mut out = Output::new();
        out.number(collar.phase(calls, now) as u64)
            .amount(collar.owed(calls, loan.principal, now)?)
            .amount(calls.cost(collar.amount)?)
            .amount(free.cash)
            .amount(all.collateral)
            .amount(free.puts)
            .number(calls.expiry)
            .number(calls.until())
            .amount(grace)
            .number(calls.puts_until())
            .amount(forfeit);
        Ok(out.done())
    }
}
