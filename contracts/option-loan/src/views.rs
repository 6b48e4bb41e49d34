//! What can be asked for.

use alloc::vec::Vec;

use alloy_sol_types::SolError;
use ballast_common::{
    dispatch::Output,
    revert::{Result, number},
};

use crate::{OptionLoan, lending::write_terms, loan::Phase, program::IOptionLoan};

impl OptionLoan {
    /// `IOptionLoan.offerAt`.
    #[inline(never)]
    pub(crate) fn offer_at(&self, id: u64) -> Result<Vec<u8>> {
        let offer = self.terms(id);
        if offer.lender.is_zero() {
            return Err(number(IOptionLoan::UnknownOffer::SELECTOR, id));
        }
        let mut out = Output::new();
        out.address(&offer.lender);
        write_terms(&mut out, &offer);
        Ok(out.done())
    }

    /// `IOptionLoan.quote`.
    #[inline(never)]
    pub(crate) fn quote(&self, id: u64, amount: u128) -> Result<Vec<u8>> {
        let offer = self.offer(id)?;
        let amount = if amount == u128::MAX {
            offer.size
        } else {
            amount
        };
        let owed = offer.owed_at_most(amount, self.time())?;
        let collateral = offer.puts.covering(owed)?;
        let premium = self.premium(&offer.puts, collateral)?;
        let mut out = Output::new();
        out.amount(collateral)
            .amount(premium)
            .amount(owed)
            .amount(offer.puts.floor(collateral)?);
        Ok(out.done())
    }

    /// `IOptionLoan.loanAt`.
    #[inline(never)]
    pub(crate) fn loan_at(&self, id: u64) -> Result<Vec<u8>> {
        let (loan, withheld) = (self.loan(id)?, self.withheld(id));
        let mut out = Output::new();
        out.address(&loan.borrower)
            .number(loan.offer)
            .number(loan.start)
            .amount(loan.locked.principal)
            .amount(loan.locked.collateral)
            .amount(loan.cash)
            .amount(loan.forfeited)
            .amount(withheld.cash)
            .amount(withheld.collateral)
            .amount(withheld.puts)
            .number(loan.withholding.into());
        Ok(out.done())
    }

    /// `IOptionLoan.statusOf`.
    #[inline(never)]
    pub(crate) fn status_of(&self, id: u64) -> Result<Vec<u8>> {
        let loan = self.loan(id)?;
        let (offer, now) = (self.terms(loan.offer), self.time());
        let phase = loan.phase(&offer, now);
        let mut out = Output::new();
        out.number(phase as u64);
        if phase == Phase::Ended {
            out.amount(0).amount(0).amount(0);
        } else {
            out.amount(loan.owed(&offer, now)?)
                .amount(loan.owed(&offer, u64::MAX)?)
                .amount(offer.puts.floor(loan.locked.collateral)?);
        }
        out.number(offer.puts.expiry)
            .number(offer.grace_until())
            .number(offer.puts.until())
            .number(offer.forfeit_from());
        Ok(out.done())
    }
}
