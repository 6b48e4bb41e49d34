//! What can be asked for.

use alloc::vec::Vec;

use ballast_common::{dispatch::Output, revert::Result};

use crate::{TermLoan, lending::write_terms};

/// ERC-165 itself, ERC-721 and its metadata.
const INTERFACES: [u32; 3] = [0x01ff_c9a7, 0x80ac_58cd, 0x5b5e_139f];

/// Whether an interface is there.
pub(crate) fn supports(id: u32) -> bool {
    INTERFACES.contains(&id)
}

impl TermLoan {
    /// `ITermLoan.offerAt`.
    #[inline(never)]
    pub(crate) fn offer_at(&self, id: u64) -> Result<Vec<u8>> {
        let offer = self.offer(id)?;
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
        out.address(&loan.borrower)
            .number(loan.offer)
            .number(loan.start)
            .number(loan.settled.into())
            .number(loan.interest_from)
            .amount(loan.opened)
            .amount(loan.locked.principal)
            .amount(loan.locked.collateral)
            .amount(loan.cash)
            .amount(loan.forfeited);
        Ok(out.done())
    }
}
