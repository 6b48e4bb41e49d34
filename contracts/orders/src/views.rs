//! What anyone may read.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::{dispatch::Output, revert::Result};

use crate::Orders;

impl Orders {
    /// `IOrders.order`, encoded.
    pub(crate) fn order(&self, book: &Address, account: &Address, id: u8) -> Vec<u8> {
        let stored = self.stored(book, account, id);
        let mut out = Output::new();
        stored.order.write(&mut out);
        out.number(stored.nonce.into())
            .number(stored.armed_at)
            .number(stored.next())
            .done()
    }

    /// `IOrders.quote`, encoded: what `execute` would do now.
    #[inline(never)]
    pub(crate) fn quote(&self, book: &Address, account: &Address, id: u8) -> Result<Vec<u8>> {
        let stored = self.wanted(book, account, id)?;
        let (case, terms) = self.executable(book, account, &stored)?;
        let paid = case.cost(&terms, terms.most)?;
        let after = case.after(terms.most, paid)?;
        case.healths.require_no_lower(after)?;
        Ok(Output::new()
            .amount(terms.most)
            .amount(terms.least())
            .amount(case.order.fee_of(terms.most))
            .amount(paid)
            .amount(terms.price)
            .amount(terms.floor)
            .health(case.healths.smoothed)
            .health(after.smoothed)
            .done())
    }
}
