//! What can be asked for.

use alloc::vec::Vec;

use alloy_sol_types::SolError;
use ballast_common::{
    dispatch::Output,
    revert::{Result, number},
};
use ballast_loan_state::words::{write_loan, write_terms};

use crate::{TermLoan, program::ITermLoan};

impl TermLoan {
    /// `ITermLoan.offerAt`.
    #[inline(never)]
    pub(crate) fn offer_at(&self, id: u64) -> Result<Vec<u8>> {
        let offer = self.whole_terms(id);
        if offer.lender.is_zero() {
            return Err(number(ITermLoan::UnknownOffer::SELECTOR, id));
        }
        let mut out = Output::new();
        out.address(&offer.lender);
        write_terms(&mut out, &offer, 1);
        Ok(out.done())
    }

    /// `ITermLoan.loanAt`.
    #[inline(never)]
    pub(crate) fn loan_at(&self, id: u64) -> Result<Vec<u8>> {
        let loan = self.loan(id)?;
        let mut out = Output::new();
        write_loan(&mut out, &loan);
        out.amount(self.withheld(id));
        Ok(out.done())
    }
}
