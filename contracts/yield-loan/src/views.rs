//! What can be asked for.

use alloc::vec::Vec;

use alloy_sol_types::SolError;
use ballast_common::{
    dispatch::Output,
    revert::{Result, number},
};
use stylus_sdk::prelude::*;

use crate::{YieldLoan, lending::write_terms, loan::Line, program::IYieldLoan};

impl YieldLoan {
    /// `IYieldLoan.offerAt`.
    #[inline(never)]
    pub(crate) fn offer_at(&self, id: u64) -> Result<Vec<u8>> {
        let offer = self.whole_terms(id);
        if offer.lender.is_zero() {
            return Err(number(IYieldLoan::UnknownOffer::SELECTOR, id));
        }
        let mut out = Output::new();
        write_terms(out.address(&offer.lender), &offer);
        Ok(out.done())
    }

    /// `IYieldLoan.loanAt`.
    #[inline(never)]
    pub(crate) fn loan_at(&self, id: u64) -> Result<Vec<u8>> {
        let loan = self.loan(id)?;
        let mut out = Output::new();
        out.address(&loan.borrower);
        for value in [
            loan.offer,
            loan.turned.into(),
            loan.start,
            loan.interest_from,
            loan.sale_from,
        ] {
            out.number(value);
        }
        for amount in [
            loan.opened,
            loan.locked.principal,
            loan.locked.collateral,
            loan.unpaid,
            loan.paid,
            loan.opened_rate.0,
            loan.mark.0,
            loan.cash,
            loan.shares,
            self.withheld(id),
        ] {
            out.amount(amount);
        }
        Ok(out.done())
    }

    /// `IYieldLoan.owed`.
    #[inline(never)]
    pub(crate) fn owed(&self, id: u64) -> Result<Vec<u8>> {
        let (loan, offer, missed) = self.settled(id)?;
        let now = self.vm().block_timestamp();
        let principal = loan.locked.principal;
        let line = if loan.turned && loan.lives() {
            loan.next(&offer, now)?
        } else {
            Line { due: 0, principal }
        };
        let mut out = Output::new();
        out.amount(principal)
            .amount(loan.interest(&offer, now)?)
            .amount(missed.collateral)
            .number(loan.lapsed(&offer, false, now)?.into())
            .number(line.due)
            .amount(principal.saturating_sub(line.principal));
        Ok(out.done())
    }
}
